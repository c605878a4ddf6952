"""The library's front door: a workspace holds the imports, the decisions and the runs in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from feedback_insights import evidence, triage
from feedback_insights.errors import NotFound
from feedback_insights.records import (
    Analysis,
    Decision,
    Feature,
    Feedback,
    FileReport,
    ImportReport,
    Link,
    Rejected,
    Run,
    Score,
    Statement,
    Theme,
)
from feedback_insights.settings import Settings
from feedback_insights.store import FileFacts, Store

if TYPE_CHECKING:
    from feedback_insights.directory import Directory
    from feedback_insights.evidence import Explanation, Verification
    from feedback_insights.importers import Export
    from feedback_insights.normalize import CleanRecord
    from feedback_insights.report.parts import ReportData

Progress = Callable[[str, int, int], None]  # (stage, done, total); total 0 = not known
Item = TypeVar("Item")
Reading = dict[str, Any]  # how a file was read: format, profile, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogReport:
    """What loading a backlog did."""

    file: str
    format: str
    features: int
    with_effort: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsReport:
    """What loading an accounts file did."""

    file: str
    accounts: int
    warnings: tuple[str, ...] = ()


class Workspace:
    """One workspace file, open; a context manager. ``":memory:"`` is kept nowhere.

    Raises `StoreError` if the file is not a workspace, is newer than this version, or is missing while
    ``create`` is False.
    """

    def __init__(
        self, path: str | Path = ":memory:", *, settings: Settings | None = None, create: bool = True
    ) -> None:
        self.settings = settings or Settings()
        self._store = Store(path, create=create)
        self._analysis: Analysis | None = None

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    # ---- reading in -----------------------------------------------------------------------------------

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        format: str | None = None,
        profile: str | Path | None = None,
        on_progress: Progress | None = None,
    ) -> ImportReport:
        """Read exports; each is kept whole or not at all, and one that is known already changes nothing.

        All files are recognized before the first is read, so that a file nobody can read costs nothing.
        Raises `FileProblem` (`UnclaimedFile`, `TiedFile`) and `StoreError`.
        """
        from feedback_insights.importers import recognize
        from feedback_insights.normalize import find_duplicates

        files = sorted({Path(path) for path in paths}, key=lambda p: (p.name, str(p)))
        reading = self._reading(format, profile)
        for file in files:
            if profile is None:
                recognize(file, format)
        seen = []
        with self._store.session():
            for done, file in enumerate(files):
                if on_progress:
                    on_progress("importing", done, len(files))
                seen.append(self._import(file, reading))
            if on_progress:
                on_progress("importing", len(files), len(files))
            settled = self._store.settle(self.settings.normalize.duplicate_days, find_duplicates)
        reports = tuple(report for report in self._store.ledgers() if report.sha256 in seen)
        return ImportReport(files=reports, added=settled.added, updated=settled.updated)

    def _reading(self, format: str | None, profile: str | Path | None) -> Reading:
        """How a file is read, kept beside it so that `verify` reads it in the same way."""
        from feedback_insights.files import load_profile

        return {
            "format": format,
            "profile": load_profile(profile).model_dump(mode="json") if profile else None,
            "imports": self.settings.imports.model_dump(mode="json"),
            "normalize": self.settings.normalize.model_dump(mode="json"),
        }

    def _import(self, path: Path, reading: Reading) -> str:
        export = self._open(path, reading)
        facts = FileFacts(
            sha256=export.sha256, name=path.name, format=export.format, warnings=export.warnings
        )
        self._store.add_file(path, facts, self._cleaned(export, reading), reading=reading)
        return export.sha256

    def _open(self, path: Path, reading: Reading) -> Export:
        from feedback_insights.files import Profile
        from feedback_insights.importers import read_export

        asked = Settings.from_dict({"imports": reading["imports"], "normalize": reading["normalize"]})
        profile = reading["profile"]
        return read_export(
            path,
            name=path.name,
            settings=asked.imports,
            format=reading["format"],
            profile=Profile.model_validate(profile) if profile else None,
        )

    def _cleaned(self, export: Export, reading: Reading) -> Iterator[CleanRecord]:
        from feedback_insights.normalize import clean

        asked = Settings.from_dict({"normalize": reading["normalize"]})
        for record in export.records:
            yield clean(record, key=self._store.key, settings=asked.normalize)

    def load_backlog(self, path: str | Path, *, profile: str | Path | None = None) -> BacklogReport:
        """Read the backlog in place of the one before. Raises `FileProblem`."""
        from feedback_insights.backlog import read_backlog

        found = read_backlog(path, profile=profile, settings=self.settings.imports)
        warnings = (*found.warnings, *(f"{r.locator.record}: {r.reason}" for r in found.rejected))
        facts = FileFacts(sha256=found.sha256, name=Path(path).name, format=found.format, warnings=warnings)
        self._store.replace_backlog(found.features, facts)
        return BacklogReport(
            file=facts.name,
            format=found.format,
            features=len(found.features),
            with_effort=sum(feature.effort is not None for feature in found.features),
            warnings=warnings,
        )

    def load_accounts(self, path: str | Path) -> AccountsReport:
        """Read the customer accounts in place of those before. Raises `FileProblem`."""
        from feedback_insights.backlog import read_accounts
        from feedback_insights.normalize import account_keys
        from feedback_insights.raw import Organisation

        found = read_accounts(path, settings=self.settings.imports)
        warnings = (*found.warnings, *(f"{r.locator.record}: {r.reason}" for r in found.rejected))
        facts = FileFacts(sha256=found.sha256, name=Path(path).name, format="accounts", warnings=warnings)
        keyed = (
            (
                account,
                account_keys(
                    Organisation(external_id=account.id, name=account.name, domain=account.domain),
                    email=None,
                    key=self._store.key,
                ),
            )
            for account in found.accounts
        )
        self._store.replace_accounts(keyed, facts)
        return AccountsReport(file=facts.name, accounts=len(found.accounts), warnings=warnings)

    # ---- analysis -------------------------------------------------------------------------------------

    def analyze(self, *, on_progress: Progress | None = None) -> Run:
        """Group, match and score what was imported; returns the current run if nothing has changed.

        Raises `NotFound` if nothing was imported, `ModelError` if the encoder cannot be had.
        """
        from feedback_insights import pipeline
        from feedback_insights.embedding import load_encoder
        from feedback_insights.normalize import find_duplicates

        chosen = self.settings.encoder
        with self._store.session():
            if not self._store.settled:  # an import was killed half way
                self._store.settle(self.settings.normalize.duplicate_days, find_duplicates)
            if not self._store.feedback_count:
                raise NotFound(
                    f"{self._store.path} holds no feedback; start with:"
                    f" feedback-insights import {self._store.path} EXPORT..."
                )
            encoder = load_encoder(chosen.name, allow_download=chosen.allow_download, threads=chosen.threads)
            runs = self._store.runs()
            current = self._store.analysis() if runs else None
            feedback = self._store.feedback()
            material = pipeline.Material(
                run_id=self._store.next_run_id(),
                feedback=feedback,
                features=self._store.features(),
                directory=self._directory(feedback),
                decisions=self._store.decisions(),
                previous=current.themes if current else (),
                theme_ids=self._store.theme_ids(),
            )
            fingerprint = pipeline.fingerprint(material, self.settings, encoder)
            if current and current.run.versions.get("inputs") == fingerprint:
                return current.run
            found = pipeline.analyze(
                material,
                settings=self.settings,
                encoder=encoder,
                caches=self._store.vectors,
                on_progress=on_progress,
            )
            self._store.save_analysis(found)
        self._analysis = None
        return found.run

    def _directory(self, feedback: Sequence[Feedback]) -> Directory:
        from feedback_insights.directory import resolve

        return resolve(feedback, self._store.account_keys(), self._store.accounts())

    # ---- reading out ----------------------------------------------------------------------------------

    def _found(self) -> Analysis:
        if self._analysis is None:
            self._analysis = self._store.analysis()
        return self._analysis

    def run(self) -> Run:
        """The current run. Raises `NotFound` before the first one."""
        return self._found().run

    def themes(self) -> list[Theme]:
        """The active themes, most people first."""
        active = (theme for theme in self._found().themes if theme.status == "active")
        return sorted(active, key=lambda t: (-t.customers, -t.size, len(t.id), t.id))

    def theme(self, theme_id: str) -> Theme:
        """One theme, retired ones included. Raises `NotFound`."""
        return _pick("theme", theme_id, {theme.id: theme for theme in self._found().themes})

    def links(self) -> list[Link]:
        """Every link that was kept, by feature, kind and subject."""
        return list(self._found().links)

    def scores(self, method: str = "rice") -> list[Score]:
        """The backlog under one framework, best first; what cannot be scored stays listed.

        Raises `NotFound` for a method that was not computed, or without a backlog.
        """
        found = self._found().scores
        known = sorted({score.method for score in found})
        if not known:
            raise NotFound(
                f"nothing is scored yet; load a backlog: feedback-insights backlog {self._store.path} FILE"
            )
        if method not in known:
            raise NotFound(f"no scores by '{method}'; known: {', '.join(known)}")
        chosen = (score for score in found if score.method == method)
        return sorted(chosen, key=_best_first)

    def features(self) -> list[Feature]:
        """The backlog, by id."""
        return self._store.features()

    def statement(self, statement_id: str) -> Statement:
        """One statement of the current run. Raises `NotFound`."""
        return _pick("statement", statement_id, {s.id: s for s in self._found().statements})

    def feedback(self, feedback_id: str) -> Feedback:
        """One piece of feedback. Raises `NotFound`."""
        found = self._store.feedback([feedback_id])
        if not found:
            raise NotFound(f"no feedback '{feedback_id}' counts here")
        return found[0]

    def explain(self, feature_id: str) -> Explanation:
        """Walk from a feature's scores over its links to the exact words. Raises `NotFound`."""
        from feedback_insights.linking import shared_words

        analysis = self._found()
        feature = _pick("backlog item", feature_id, {f.id: f for f in self._store.features()})
        feedback = {item.id: item for item in self._store.feedback()}
        return evidence.explain(feature, analysis, feedback, shared_words)

    def verify(self, *, search: Sequence[str | Path] = ()) -> Verification:
        """Re-read the exports and check every statement of the current run."""
        statements = self._found().statements
        feedback = {item.id: item for item in self._store.feedback()}
        return evidence.verify(
            [s for s in statements if s.feedback_id in feedback],
            feedback,
            self._store.paths(),
            self._texts,
            [Path(place) for place in search],
        )

    def _texts(self, sha256: str, path: Path) -> dict[str, str]:
        """What a file says now, read as it was at import: feedback id -> text."""
        reading = self._store.reading(sha256)
        newest: dict[str, tuple[str, int, str]] = {}  # as the store settles records that share an id
        for record in self._cleaned(self._open(path, reading), reading):
            updated = record.updated.isoformat() if record.updated else ""
            for unit in record.units:
                found = (updated, len(unit.feedback.text), unit.feedback.text)
                newest[unit.feedback.id] = max(found, newest.get(unit.feedback.id, found))
        return {feedback_id: text for feedback_id, (_, _, text) in newest.items()}

    def ledger(self) -> tuple[FileReport, ...]:
        """What became of every record, file by file."""
        return self._store.ledgers()

    def rejected(self) -> tuple[Rejected, ...]:
        """The records that could not be read, and why."""
        return self._store.rejected()

    def report_data(self) -> ReportData:
        """Everything a report of the current run shows."""
        from feedback_insights.report.data import gather

        feedback = self._store.feedback()
        return gather(
            self._found(),
            feedback=feedback,
            features=self._store.features(),
            directory=self._directory(feedback),
            files=self._store.ledgers(),
            settings=self.settings,
        )

    # ---- decisions ------------------------------------------------------------------------------------

    def decide(self, verb: str, *arguments: str, author: str, reason: str = "") -> Decision:
        """Add a decision to the log: rename THEME NAME, confirm or reject FEATURE SUBJECT, undo NUMBER.

        It holds from the next run on, for good. Raises `NotFound` with suggestions for an unknown id.
        """
        names = triage.VERBS.get(verb, ())
        given = dict(zip(names, arguments, strict=False)) if len(arguments) == len(names) else {}
        triage.check(verb, given, self._known_ids())
        return self._store.append_decision(author, verb, given, reason)

    def _known_ids(self) -> dict[str, set[str]]:
        analysis = self._found()
        themes = {theme.id for theme in analysis.themes}
        return {
            "theme": themes,
            "feature": {feature.id for feature in self._store.features()},
            "subject": themes | {s.id for s in analysis.statements if s.kind == "content"},
            "decision": {str(decision.id) for decision in self._store.decisions()},
        }

    def decisions(self) -> list[Decision]:
        """Everything decided here, oldest first."""
        return self._store.decisions()


def _best_first(score: Score) -> tuple[bool, int, bool, float, str]:
    value = score.score.value
    return (score.tier is None, score.tier or 0, value is None, -(value or 0.0), score.feature_id)


def _pick(what: str, wanted: str, known: dict[str, Item]) -> Item:
    triage.must_be_one_of(what, wanted, known)
    return known[wanted]
