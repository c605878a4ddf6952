"""The library's front door: a workspace holds the imports, the decisions and the runs in one file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from feedback_insights import triage
from feedback_insights.by_hand import checked_statements
from feedback_insights.errors import NotFound
from feedback_insights.records import Decision, Run
from feedback_insights.settings import Settings
from feedback_insights.store import Store
from feedback_insights.workspace._accounts import AccountsFile, AccountsReport, AliasReport
from feedback_insights.workspace._inputs import KNOWN, TO_FILL, InputsReport
from feedback_insights.workspace._intake import BacklogReport, Progress, TaxonomyReport
from feedback_insights.workspace._results import Results, methods
from feedback_insights.workspace._review import AnswersReport
from feedback_insights.workspace._ties import TiesReport

if TYPE_CHECKING:
    from feedback_insights.material import Encoders

__all__ = [
    "KNOWN", "TO_FILL", "AccountsFile", "AccountsReport", "AliasReport", "AnswersReport", "BacklogReport",
    "InputsReport", "Progress", "TaxonomyReport", "TiesReport", "Workspace", "methods",
]  # fmt: skip


class Workspace(Results):
    """One workspace file, open; a context manager. ``":memory:"`` is kept nowhere.

    Raises `StoreError` if the file is not a workspace, is newer than this version, or is missing while
    ``create`` is False.
    """

    def __init__(
        self, path: str | Path = ":memory:", *, settings: Settings | None = None, create: bool = True
    ) -> None:
        self.settings = settings or Settings()
        self._store = Store(path, create=create)
        self._forget()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    @property
    def is_new(self) -> bool:
        """Whether the file was made when it was opened."""
        return self._store.is_new

    @property
    def is_empty(self) -> bool:
        """Whether nothing was imported or loaded."""
        return self._store.is_empty

    def all_or_nothing(self) -> AbstractContextManager[None]:
        """Keep all that is done inside a ``with``, or nothing of it if that ends in an error."""
        return self._store.writing()

    # ---- analysis -------------------------------------------------------------------------------------

    def analyze(self, *, on_progress: Progress | None = None) -> Run:
        """Group, match and score what was imported; returns the current run if nothing has changed.

        Raises `NotFound` if nothing was imported, `ModelError` if the encoder cannot be had.
        """
        from feedback_insights import pipeline
        from feedback_insights.linking import accepting
        from feedback_insights.material import Material, fingerprint
        from feedback_insights.normalize import find_duplicates

        accepting(self.settings.links)  # a target that cannot be met is told before anything is read
        with self._store.session():
            if not self._store.settled:  # an import was killed half way
                self._store.settle(self.settings.normalize.duplicate_days, find_duplicates)
            if not self._store.feedback_count:
                raise NotFound(
                    f"{self._store.path} holds no feedback; start with:"
                    f" feedback-insights import {self._store.path} EXPORT..."
                )
            encoders = self._encoders()
            current = self._store.analysis() if self._store.runs() else None
            feedback = self._store.feedback()
            material = Material(
                run_id=self._store.next_run_id(),
                feedback=feedback,
                features=self._store.features(),
                directory=self._directory(feedback),
                decisions=self._store.decisions(),
                previous=current.themes if current else (),
                theme_ids=self._store.theme_ids(),
                seeds=self._store.seeds(),
                ties=self._store.ties(),
                yardstick=self._store.yardstick(),
            )
            inputs = fingerprint(material, self.settings, encoders)
            if current and current.run.versions.get("inputs") == inputs:
                self._store.mark_counted()
                return current.run
            found = pipeline.analyze(
                material,
                settings=self.settings,
                encoders=encoders,
                caches=self._store.vectors,
                on_progress=on_progress,
            )
            self._store.save_analysis(found)
            self._store.mark_counted()
        self._forget()
        return found.run

    def _encoders(self) -> Encoders:
        from feedback_insights.embedding import load_encoder
        from feedback_insights.material import Encoders

        chosen = self.settings.encoder
        themes = load_encoder(chosen.name, allow_download=chosen.allow_download, threads=chosen.threads)
        if chosen.name == "default":
            return Encoders(themes=themes, trained=themes)
        return Encoders(themes=themes, trained=load_encoder(threads=chosen.threads))

    @property
    def outdated(self) -> bool:
        """Whether anything was imported, loaded or decided after the current run; `analyze` takes it in.

        Or the run was made by a version that had fewer taggers, another model of links, or did not tell where
        its inputs come from.
        """
        if self._store.outdated:
            return True
        run = self._store.current_run()
        if run is None:
            return False
        told = (("links", "precision"), ("priority", "criteria"))  # settings that came with what a run tells
        return "aspects" not in run.models or any(key not in run.settings.get(of, {}) for of, key in told)

    # ---- decisions ------------------------------------------------------------------------------------

    def decide(self, verb: str, *arguments: str, author: str, reason: str = "") -> Decision:
        """Add a decision: rename THEME NAME, confirm, reject or unsure FEATURE SUBJECT, undo NUMBER.

        Or new NAME STATEMENT..., add or remove THEME STATEMENT...: a theme of chosen statements, statements
        that belong to a theme from now on, or do not. It holds from the next run on, for good; so does
        dismiss THEME, which is no draft of a backlog item from now on (`candidates`), and which notes how
        many people spoke of it. set FEATURE INPUT VALUE gives a number or a range ("2", "1-3") in place of
        what the evidence or the backlog says; it holds at once. decide FEATURE STATUS and order FEATURE...
        are about the roadmap: see `decide_feature` and `choose_order`. Raises `NotFound` with suggestions for
        an unknown id, an unknown input or an impossible number, `DecisionError` for undoing what is undone.
        """
        if verb == "order":
            return self.choose_order(arguments, author=author, reason=reason)
        if verb == "decide" and len(arguments) == 2:
            return self.decide_feature(*arguments, author=author, reason=reason)
        self._views = {}  # a number given or taken back holds at once
        names = triage.VERBS.get(verb, ())
        known = self._known_ids()
        if verb == triage.SET:
            return self._supply(arguments, known, author=author, reason=reason)
        if verb in triage.WITH_STATEMENTS:
            chosen = list(dict.fromkeys(arguments[1:]))
            arguments = (*arguments[:1], " ".join(chosen))
            known["theme"] = known["subject"] & known["theme"]  # areas follow from their themes
        if verb == "dismiss":
            known["theme"] = known["subject"] & known["theme"]
            arguments = (*arguments, *self._people_now(arguments))
        given = dict(zip(names, arguments, strict=False)) if len(arguments) == len(names) else {}
        triage.check(verb, given, known)
        if verb == "undo":
            triage.must_stand(given["decision"], self._store.decisions())
        if verb in triage.WITH_STATEMENTS:
            kinds = {s.id: s.kind for s in self._found().statements}
            checked_statements(chosen, kinds)
        return self._store.append_decision(author, verb, given, reason)

    def _supply(
        self, arguments: Sequence[str], known: Mapping[str, Collection[str]], *, author: str, reason: str
    ) -> Decision:
        from feedback_insights.supplied import INPUTS, read_amount

        names = triage.VERBS[triage.SET]
        given = dict(zip(names, arguments, strict=True)) if len(arguments) == len(names) else {}
        triage.check(triage.SET, given, {**known, "input": INPUTS})
        try:
            amount = read_amount(given["value"])
            INPUTS[given["input"]].check(amount)
        except ValueError as error:
            raise NotFound(f"{given['feature']}: {given['input']}: {error}") from error
        return self._store.append_decision(author, triage.SET, given | {"value": amount.text}, reason)

    def _people_now(self, themes: Sequence[str]) -> list[str]:
        """How many people speak of each, in everything that the run read; -1 for what is no theme."""
        counted = {theme.id: theme.customers for theme in self._view(None).analysis.themes}
        return [str(counted.get(theme, -1)) for theme in themes]

    def decisions(self) -> list[Decision]:
        """Everything decided here, oldest first."""
        return self._store.decisions()
