"""The current run as seen within a scope, read once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.errors import NotFound
from feedback_insights.records import Analysis, Feedback, Statement
from feedback_insights.scope import Scope
from feedback_insights.settings import PrioritySettings, Settings
from feedback_insights.store import Store
from feedback_insights.workspace._proof import Proof

if TYPE_CHECKING:
    from feedback_insights.directory import Directory
    from feedback_insights.figures import Ground, View
    from feedback_insights.supplied import SuppliedInputs

EVERYTHING = Scope()


class Viewing(Proof):
    """The part of a workspace that counts a run within a scope. ``scope=None`` is everything the run read."""

    settings: Settings
    _store: Store
    _analysis: Analysis | None
    _ground: Ground | None
    _views: dict[str, View]
    _statements: dict[str, Statement]  # of the current run, by id; empty until one is asked for

    def _forget(self) -> None:
        """Read the file again when something is next asked for."""
        self._analysis = self._ground = None
        self._views, self._statements = {}, {}

    def _whole(self) -> Ground:
        """Everything the run read, as far as it still counts."""
        from feedback_insights.figures import Ground

        if self._ground is None:
            found = self._found()
            read = {s.feedback_id for s in found.statements}
            feedback = [item for item in self._store.feedback() if item.id in read]
            there = {item.id for item in feedback}
            statements = (s for s in found.statements if s.feedback_id in there)
            self._ground = Ground.of(feedback, self._directory(feedback), statements, found.tags)
        return self._ground

    def _directory(self, feedback: Sequence[Feedback]) -> Directory:
        from feedback_insights.directory import resolve

        return resolve(
            feedback,
            self._store.account_keys(),
            self._store.accounts(),
            person_keys=self._store.person_keys(),
            aliases=self._store.aliases(),
            people=self._store.people(),
        )

    def _view(self, scope: Scope | None) -> View:
        """The run within a scope. Raises `ScopeError` for a value that nothing here has."""
        from feedback_insights.figures import View, within

        scope = scope or EVERYTHING
        if (key := repr(scope)) not in self._views:
            found, whole = self._found(), self._whole()
            chosen = whole.facets.choose(scope, as_of=self._as_of())
            ground = whole if scope.everything else whole.limited(chosen.ids)
            analysis = within(
                found,
                ground,
                self._store.features(),
                self.settings.model_copy(update={"priority": self._priority()}),
                whole=scope.everything,
                supplied=self._supplied(),
            )
            self._views[key] = View(chosen=chosen, ground=ground, analysis=analysis)
        return self._views[key]

    def _priority(self) -> PrioritySettings:
        """How evidence becomes scores: as this workspace was opened, else as the run had it."""
        chosen = self.settings.priority
        if chosen != PrioritySettings():
            return chosen
        return PrioritySettings.model_validate(self._found().run.settings.get("priority", {}))

    def _supplied(self) -> SuppliedInputs:
        """The numbers that people gave: they hold at once, as scores are cheap to make again."""
        from feedback_insights.supplied import supplied_inputs

        return supplied_inputs(self._store.decisions())

    def _whole_run(self) -> None:
        """Raise `NotFound` unless the current run holds the numbers that people gave."""
        from feedback_insights.figures import SUPPLIED
        from feedback_insights.supplied import supplied_digest

        run = self._found().run
        if supplied_digest(self._supplied()) != run.versions.get(SUPPLIED, ""):
            raise NotFound(
                f"numbers were given or taken back since run {run.id}, and an export is known by its run;"
                f" make a new one: feedback-insights analyze {self._store.path}"
            )

    def _supplied_or(self, supposing: Sequence[str]) -> SuppliedInputs:
        """The same, with what is only supposed, such as "FEAT-7.effort=2". Raises `NotFound`."""
        from feedback_insights.supplied import Supplied, read_supposition

        known = {feature.id for feature in self._store.features()}
        found = {id: dict(given) for id, given in self._supplied().items()}
        said: set[tuple[str, str]] = set()
        for text in supposing:
            feature, name, amount = read_supposition(text, known)
            if (feature, name) in said:
                raise NotFound(f"'{text}': {feature}.{name} is supposed twice")
            said.add((feature, name))
            found.setdefault(feature, {})[name] = Supplied(amount=amount, author="")
        return found

    def _as_of(self) -> date | None:
        told = self._found().run.as_of
        return date.fromisoformat(told) if told else None
