"""What goes into a workspace: exports, rows, the backlog, accounts and aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback_insights.errors import FileProblem, NotFound, UnclaimedFile, UnreadFiles
from feedback_insights.records import FileReport, ImportReport, Seed
from feedback_insights.settings import Settings
from feedback_insights.store import FileFacts, Store

if TYPE_CHECKING:
    from feedback_insights.files import Profile
    from feedback_insights.importers import Export
    from feedback_insights.normalize import CleanRecord

Progress = Callable[[str, int, int], None]  # (stage, done, total); total 0 = not known
Reading = dict[str, Any]  # how a file was read: format, profile, settings; "rows" = it never was a file
Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogReport:
    """What loading a backlog did."""

    file: str
    format: str
    features: int
    with_effort: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyReport:
    """What starting from a taxonomy, or from the backlog, did."""

    file: str
    format: str
    seeds: int
    with_examples: int
    warnings: tuple[str, ...] = ()


class Intake:
    """The half of a workspace that reads in."""

    settings: Settings
    _store: Store

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
        Raises `FileProblem` (`UnclaimedFile`, `TiedFile`; of several files `UnreadFiles`, which names all
        that cannot be read) and `StoreError`.
        """
        files = sorted({Path(path) for path in paths}, key=lambda p: (p.name, str(p)))
        reading = self._reading(format, profile)
        _check_all(files, format, reads=profile is None)
        seen: list[Export] = []
        with self._store.session():
            for done, file in enumerate(files):
                if on_progress:
                    on_progress("importing", done, len(files))
                seen.append(self._keep(file, self._open(file, reading), reading))
            if on_progress:
                on_progress("importing", len(files), len(files))
            return self._settle(seen, reading)

    def import_records(
        self, rows: Rows, *, name: str = "rows", profile: Profile | str | Path | None = None
    ) -> ImportReport:
        """Read rows that are no file: mappings of column to value, such as those of a query.

        Columns play their roles by name, or as ``profile`` says, as those of a table do. ``name`` is what
        the rows are called where a file would be named. The same rows again change nothing. They are not
        kept as they came: to `verify` what they say, give them again. Raises `FileProblem` where no column
        holds free text, and `StoreError`.
        """
        from feedback_insights.files import shown

        reading = self._reading(None, profile) | {"rows": shown(name)}
        with self._store.session():
            return self._settle(
                [self._keep(Path(shown(name)), self._read_rows(rows, reading), reading)], reading
            )

    def load_backlog(
        self, path: str | Path, *, format: str | None = None, profile: str | Path | None = None
    ) -> BacklogReport:
        """Read the backlog in place of the one before. Raises `FileProblem`.

        Personal data in comments and in customers' words is masked, unless `normalize.keep_pii` is set.
        """
        from feedback_insights.backlog import read_backlog
        from feedback_insights.normalize import mask_feature

        found = read_backlog(path, format=format, profile=profile, settings=self.settings.imports)
        warnings = (*found.warnings, *(f"{r.locator.record}: {r.reason}" for r in found.rejected))
        facts = FileFacts(sha256=found.sha256, name=Path(path).name, format=found.format, warnings=warnings)
        features = found.features
        if not self.settings.normalize.keep_pii:
            features = tuple(mask_feature(one, found.people.get(one.id, ())) for one in features)
        self._store.replace_backlog(features, facts)
        return BacklogReport(
            file=facts.name,
            format=found.format,
            features=len(found.features),
            with_effort=sum(feature.effort is not None for feature in found.features),
            warnings=warnings,
        )

    def load_taxonomy(self, path: str | Path) -> TaxonomyReport:
        """Read the themes to start from, in place of those before. Raises `FileProblem`.

        From the next run on each is a theme; new ones grow beside them.
        """
        from feedback_insights.backlog.taxonomy import read_taxonomy

        found = read_taxonomy(path, self.settings.imports)
        facts = FileFacts(
            sha256=found.sha256, name=Path(path).name, format=found.format, warnings=found.warnings
        )
        return self._plant(found.seeds, facts)

    def load_taxonomy_from_backlog(self) -> TaxonomyReport:
        """Take the loaded backlog's items as the themes to start from, in place of those before.

        Raises `NotFound` without a backlog. A backlog that is loaded later changes nothing here.
        """
        from feedback_insights.backlog.taxonomy import seeds_of_backlog

        source, features = self._store.backlog_source(), self._store.features()
        if source is None or not features:
            raise NotFound(
                f"{self._store.path} holds no backlog to start from; load one:"
                f" feedback-insights backlog {self._store.path} FILE"
            )
        seeds, warnings = seeds_of_backlog(features)
        return self._plant(seeds, replace(source, format="backlog", warnings=tuple(warnings)))

    def clear_taxonomy(self) -> None:
        """Start from nothing again: the themes that were seeded go on as ordinary ones."""
        self._store.replace_seeds((), None)

    def _plant(self, seeds: Sequence[Seed], facts: FileFacts) -> TaxonomyReport:
        self._store.replace_seeds(seeds, facts)
        return TaxonomyReport(
            file=facts.name,
            format=facts.format,
            seeds=len(seeds),
            with_examples=sum(bool(seed.examples) for seed in seeds),
            warnings=tuple(facts.warnings),
        )

    # ---- reading, at import and again to verify ---------------------------------------------------------

    def _reading(self, format: str | None, profile: Profile | str | Path | None) -> Reading:
        """How a file is read, kept beside it so that `verify` reads it in the same way."""
        from feedback_insights.files.profile import as_profile

        given = as_profile(profile)
        return {
            "format": format,
            "profile": given.model_dump(mode="json") if given else None,
            "imports": self.settings.imports.model_dump(mode="json"),
            "normalize": self.settings.normalize.model_dump(mode="json"),
        }

    def _keep(self, path: Path, export: Export, reading: Reading) -> Export:
        facts = FileFacts(
            sha256=export.sha256,
            name=path.name,
            format=export.format,
            warnings=export.warnings,
            limits=export.limits,
        )
        self._store.add_file(path, facts, self._cleaned(export, reading), reading=reading)
        return export

    def _settle(self, seen: Sequence[Export], reading: Reading) -> ImportReport:
        from feedback_insights.normalize import find_duplicates

        settled = self._store.settle(self.settings.normalize.duplicate_days, find_duplicates)
        notes = {export.sha256: tuple(export.notes) for export in seen}
        reports = (
            replace(
                report,
                warnings=(*report.warnings, *self._as_before(report, reading)),
                notes=notes[report.sha256],
            )
            for report in self._store.ledgers()
            if report.sha256 in notes
        )
        return ImportReport(files=tuple(reports), added=settled.added, updated=settled.updated)

    def _as_before(self, report: FileReport, reading: Reading) -> Iterator[str]:
        """Say that a known file stays as it was read the first time, where it would be read otherwise now."""
        profile = self._store.reading(report.sha256).get("profile")
        if profile != reading["profile"] or reading["format"] not in (None, report.format):
            yield (
                "was imported before with another format or profile and stays as it was read then; "
                "to read it otherwise, begin a new workspace"
            )

    def _open(self, path: Path, reading: Reading) -> Export:
        from feedback_insights.importers import read_export

        return read_export(
            path,
            name=path.name,
            settings=_asked(reading).imports,
            format=reading["format"],
            profile=_profile(reading),
        )

    def _read_rows(self, rows: Rows, reading: Reading) -> Export:
        from feedback_insights.importers import read_records

        return read_records(
            rows, name=reading["rows"], settings=_asked(reading).imports, profile=_profile(reading)
        )

    def _cleaned(self, export: Export, reading: Reading) -> Iterator[CleanRecord]:
        from feedback_insights.normalize import clean

        settings = _asked(reading).normalize
        for record in export.records:
            yield clean(record, key=self._store.key, settings=settings)


def _check_all(files: Sequence[Path], format: str | None, *, reads: bool) -> None:
    """Find out who reads each file. Raises the only file's problem, or `UnreadFiles` with all problems."""
    problems = []
    for file in files if reads else ():
        try:
            _check(file, format)
        except FileProblem as problem:
            if len(files) == 1:
                raise
            problems.append(problem)
    if problems:
        raise UnreadFiles(len(files), [str(problem) for problem in problems])


def _check(file: Path, format: str | None) -> None:
    """Find out who reads a file; a backlog that is no feedback is told as such."""
    from feedback_insights.backlog import backlog_format
    from feedback_insights.importers import recognize

    try:
        if recognize(file, format).score >= 1 or format:
            return
    except UnclaimedFile:
        if backlog_format(file) is None:
            raise
    if name := backlog_format(file):
        raise UnclaimedFile(
            f"{file.name} is a backlog ({name}), no feedback: load it with `feedback-insights backlog DB "
            "FILE`; to read it as people's words all the same, say so with --format"
        )


def _asked(reading: Reading) -> Settings:
    return Settings.from_dict({"imports": reading["imports"], "normalize": reading["normalize"]})


def _profile(reading: Reading) -> Profile | None:
    from feedback_insights.files import Profile

    return Profile.model_validate(reading["profile"]) if reading["profile"] else None
