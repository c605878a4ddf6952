"""What comes out of a workspace: the current run's themes, links, scores and reports, in any scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from feedback_insights import evidence, triage
from feedback_insights.errors import NotFound, ScopeError, SettingsError
from feedback_insights.records import (
    Feature,
    Feedback,
    Link,
    Run,
    Score,
    Statement,
    Theme,
)
from feedback_insights.scope import PREVIOUS, Scope
from feedback_insights.workspace._decided import Deciding
from feedback_insights.workspace._drafts import Drafts
from feedback_insights.workspace._inputs import Inputs
from feedback_insights.workspace._moving import Moving
from feedback_insights.workspace._plan import pick
from feedback_insights.workspace._review import Reviewing
from feedback_insights.workspace._viewing import EVERYTHING

if TYPE_CHECKING:
    from feedback_insights.evidence import Explanation
    from feedback_insights.exporters import ExportData
    from feedback_insights.figures import (
        Breakdown,
        Change,
        Frameworks,
        Matrix,
        Opinions,
        ScopeFacts,
        SubjectKind,
    )
    from feedback_insights.report.parts import ReportData
    from feedback_insights.roadmap import Rollup


def methods() -> tuple[str, ...]:
    """The names of all ways to score a backlog: those that every run holds, and the frameworks."""
    from feedback_insights.priority import FRAMEWORKS

    return tuple(sorted({"rice", "value", *FRAMEWORKS}))


class Results(Drafts, Deciding, Inputs, Reviewing, Moving):
    """The half of a workspace that reads out. ``scope=None`` is everything the run read."""

    # ---- the run --------------------------------------------------------------------------------------

    def run(self) -> Run:
        """The current run. Raises `NotFound` before the first one."""
        return self._found().run

    def scope_facts(self, scope: Scope | None = None) -> ScopeFacts:
        """What a scope holds: period, feedback, people, accounts, and what names neither."""
        from feedback_insights.figures import scope_facts

        return scope_facts(self._view(scope))

    def themes(self, scope: Scope | None = None) -> list[Theme]:
        """The active themes that somebody speaks of, most people first."""
        return self._active("theme", scope)

    def silent_themes(self) -> list[Theme]:
        """Themes that are there although nobody speaks of them: seeds, and what people emptied; by id."""
        themes = self._view(None).analysis.themes
        return [t for t in themes if t.status == "active" and t.level == "theme" and not t.size]

    def areas(self, scope: Scope | None = None) -> list[Theme]:
        """The areas above the themes, most people first; a theme's `parent` is the id of its area."""
        return self._active("area", scope)

    def _active(self, level: str, scope: Scope | None) -> list[Theme]:
        themes = self._view(scope).analysis.themes
        active = (t for t in themes if t.status == "active" and t.level == level and t.size)
        return sorted(active, key=lambda t: (-t.customers, -t.size, len(t.id), t.id))

    def theme(self, theme_id: str, scope: Scope | None = None) -> Theme:
        """One theme or area, retired ones included. Raises `NotFound`."""
        return pick("theme", theme_id, {theme.id: theme for theme in self._view(scope).analysis.themes})

    def strengths(self, theme: Theme) -> dict[str, float]:
        """How surely each statement of a theme belongs to it; 1 where a person said so."""
        found = self._found().memberships
        return {id: found[id].strength for id in theme.statements if id in found}

    def links(self, scope: Scope | None = None, *, level: str | None = None) -> list[Link]:
        """Every link that was kept, by feature, kind and subject.

        With `level`, those to what stands there: of the links of one subject to parts of it the surest one.
        """
        from feedback_insights.figures import lifted_links

        found = self._view(scope).analysis.links
        return list(found if level is None else lifted_links(found, self.rollup(level)))

    def opinions(self, scope: Scope | None = None, *, level: str | None = None) -> Opinions:
        """How statements and people stand to each backlog item, and what speaks against it.

        With `level`, to what stands there: by all that is said of it or of its parts.
        """
        from feedback_insights.figures import opinions

        view = self._view(scope)
        home = None if level is None else self.rollup(level).home
        return opinions(view.analysis, view.ground.customer, home=home)

    def scores(
        self,
        method: str = "rice",
        scope: Scope | None = None,
        *,
        level: str | None = None,
        supposing: Sequence[str] = (),
        variant: str | None = None,
    ) -> list[Score]:
        """The backlog under one framework, best first; what cannot be scored stays listed.

        Methods are "rice" and "value" (reach alone), which every run holds, and "ice", "wsjf", "cd3",
        "value_effort" and "weighted", made when asked for. With `level` ("initiative", "epic", "story",
        "idea"), what stands there: its people are those of all its parts, each once. `supposing` tries
        numbers without keeping them: ("FEAT-7.effort=2", "FEAT-9.reach=40-60"). `variant` says which of the
        three formulas called ICE ("product", "mean", "percent"), where the settings do not.

        Raises `NotFound` for another method, without a backlog, for a level at which it has nothing, or for a
        supposition that names nothing; `SettingsError` for a framework that needs something declared first.
        """
        from feedback_insights.priority import FRAMEWORKS, score_framework

        triage.must_be_one_of("framework", method, methods())
        rollup = None if level is None else self.rollup(level)
        if method in FRAMEWORKS:
            footing = self._footing(scope, rollup, wide=True, supposing=supposing, variant=variant)
            return sorted(score_framework(method, footing.backlog), key=attrgetter("place"))
        found = self._scored(scope, rollup, supposing)
        if not found:
            raise NotFound(
                f"nothing is scored yet; load a backlog: feedback-insights backlog {self._store.path} FILE"
            )
        return sorted((score for score in found if score.method == method), key=attrgetter("place"))

    def frameworks(
        self, scope: Scope | None = None, *, level: str | None = None, variant: str | None = None
    ) -> Frameworks:
        """Every framework side by side: where they agree and where not. Nothing is blended into one order.

        Those that need something declared first, or that score fewer than two items, are left out and named.
        Raises `NotFound` as `scores` does.
        """
        from feedback_insights.figures import side_by_side

        rollup = None if level is None else self.rollup(level)
        footing = self._footing(scope, rollup, wide=True, variant=variant)
        return side_by_side(self._scored(scope, rollup), footing)

    def correlated_criteria(
        self, scope: Scope | None = None, *, level: str | None = None
    ) -> dict[tuple[str, str], float]:
        """How much each two criteria of the weighted framework go together, -1 to 1.

        Those that do count one thing several times. Raises `NotFound` and `SettingsError` as `scores` does.
        """
        from feedback_insights.figures import correlated_criteria

        rollup = None if level is None else self.rollup(level)
        return correlated_criteria(self._footing(scope, rollup, wide=True))

    def standings(self, scope: Scope | None = None, *, level: str | None = None) -> dict[str, str]:
        """One sentence per backlog item: why it stands where it stands, and what would change it."""
        return self._standings(scope, None if level is None else self.rollup(level))

    def _standings(self, scope: Scope | None, rollup: Rollup | None) -> dict[str, str]:
        from feedback_insights.priority import item_standings

        found = item_standings(self._footing(scope, rollup, wide=True).backlog)
        return {id: one.sentence for id, one in found.items()}

    def features(self) -> list[Feature]:
        """The backlog, by id."""
        return self._store.features()

    def feature(self, feature_id: str) -> Feature:
        """One backlog item. Raises `NotFound` with suggestions."""
        return pick("backlog item", feature_id, {feature.id: feature for feature in self.features()})

    def statement(self, statement_id: str) -> Statement:
        """One statement of the current run. Raises `NotFound`."""
        if not self._statements:
            self._statements = {s.id: s for s in self._found().statements}
        return pick("statement", statement_id, self._statements)

    def feedback(self, feedback_id: str) -> Feedback:
        """One piece of feedback. Raises `NotFound`."""
        found = self._store.feedback([feedback_id])
        if not found:
            raise NotFound(f"no feedback '{feedback_id}' counts here")
        return found[0]

    def themes_of(self, feedback_id: str) -> dict[str, float]:
        """The themes that one feedback belongs to, with the share of its statements in each; most first.

        Statements in no theme leave the shares below 1 together. Raises `NotFound`.
        """
        whole, memberships = self._whole(), self._found().memberships
        if feedback_id not in whole.feedback:
            raise NotFound(f"no feedback '{feedback_id}' counts here")
        own = [id for id, s in whole.statements.items() if s.feedback_id == feedback_id]
        themes = [memberships[id].theme for id in own if id in memberships]
        shares = {theme: themes.count(theme) / len(own) for theme in set(themes)}
        return dict(sorted(shares.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0])))

    # ---- side by side ---------------------------------------------------------------------------------

    def breakdown(
        self,
        by: str,
        *,
        of: SubjectKind = "themes",
        scope: Scope | None = None,
        fewest: int = 1,
        rollup: Rollup | None = None,
    ) -> Breakdown:
        """How many of the people heard under each value of a facet speak of each theme, feature or link.

        With `rollup`, features are what stands at its level.
        Of what texts name (versions, ...) values that fewer than `fewest` people named are left out.
        """
        from feedback_insights.figures import break_down

        view = self._view(scope)
        return break_down(
            view.subjects(of, home=rollup.home if rollup else None), view.ground, by, fewest=fewest
        )

    def compare(
        self,
        vs: str,
        *,
        of: SubjectKind = "themes",
        scope: Scope | None = None,
        rollup: Rollup | None = None,
    ) -> dict[str, Change]:
        """How the share of people who speak of each theme, feature or link changed since another period.

        ``vs`` is a period like a scope's window, or "previous": as long, just before. With
        `rollup`, features are what stands at its level. Raises `ScopeError`.
        """
        from feedback_insights.figures import compare

        home = rollup.home if rollup else None

        now, before = self._view(scope), self._view(self.scope_before(vs, scope))
        subjects = {**before.subjects(of, home=home), **now.subjects(of, home=home)}
        everybody = self._view(Scope((scope or EVERYTHING).where)).subjects(of, home=home)
        return compare({id: everybody.get(id, subjects[id]) for id in subjects}, now.ground, before.ground)

    def scope_before(self, vs: str, scope: Scope | None = None) -> Scope:
        """The scope that another one is compared with. Raises `ScopeError`."""
        scope = scope or EVERYTHING
        if vs.strip().lower() != PREVIOUS:
            return scope.during(vs)
        window = self._view(scope).chosen.window
        if window is None:
            raise ScopeError("without a period there is no previous one; name one, such as --window 2026Q3")
        return scope.during(str(window.before()))

    def participants(self, scope: Scope | None = None) -> Matrix | None:
        """Which participants of interviews and tests spoke of which theme; None without sessions."""
        from feedback_insights.figures import participants

        return participants(self.themes(scope), self._view(scope).ground)

    def explain(self, feature_id: str, scope: Scope | None = None) -> Explanation:
        """Walk from a feature's scores over its links to the exact words, for it and against it.

        Of one that has parts, its people are those of all its parts, each once; it may be known by its id
        only, as the parent of others. Raises `NotFound`.
        """
        from feedback_insights.figures import parts_of
        from feedback_insights.linking import met_words

        view, tree = self._view(scope), self.tree()
        feature = pick("backlog item", feature_id, dict(tree.features))
        rollup = self.rollup_of(feature_id)
        return evidence.explain(
            feature,
            view.analysis,
            view.ground.feedback,
            met_words,
            view.ground.customer,
            scores=self._scored(scope, rollup),
            why=self._standings(scope, rollup)[feature.id],
            parts=parts_of(feature.id, tree, view),
        )

    # ---- all together ---------------------------------------------------------------------------------

    def report_data(
        self, scope: Scope | None = None, *, vs: str | None = None, by: str | None = None
    ) -> ReportData:
        """Everything a report of the current run shows: within a scope, beside another period, by a facet."""
        from feedback_insights.figures import side_by_side
        from feedback_insights.priority import item_standings
        from feedback_insights.report.data import gather

        log = self.roadmap_log()
        wide = self._footing(scope, wide=True) if self._store.features() else None
        return gather(
            self._view(scope),
            features=self._store.features(),
            files=self.ledger(),
            settings=self.settings,
            before=self._view(self.scope_before(vs, scope)) if vs else None,
            by=by,
            decided=self._decided(),
            hygiene=self.hygiene(scope),
            review=self.roadmap_review() if log.features or log.orders else None,
            standings=item_standings(wide.backlog) if wide else None,
            frameworks=side_by_side(self._scored(scope, None), wide) if wide else None,
        )

    def export_data(
        self,
        scope: Scope | None = None,
        *,
        vs: str | None = None,
        by: str | None = None,
        methods: Collection[str] = (),
    ) -> ExportData:
        """Everything an export of the current run holds: in a scope, beside another period, by a facet.

        `methods` are scored for it besides those that the run keeps; why one cannot be is in `refused`.
        Raises `NotFound` where people gave or took back numbers since the run: an export is known by its run.
        """
        self._whole_run()
        from feedback_insights.exporters import ExportData, person_ids

        more, refused = self._more_scores(methods, scope)
        return ExportData(
            view=self._view(scope),
            facts=self.scope_facts(scope),
            features=self._store.features(),
            files=self.ledger(),
            settings=self.settings,
            people=person_ids(self._whole()),
            decided=self._decided(),
            breakdown=self.breakdown(by, scope=scope, fewest=self.settings.report.min_people) if by else None,
            changes=self.compare(vs, scope=scope) if vs else {},
            before=self.scope_facts(self.scope_before(vs, scope)) if vs else None,
            more_scores=more,
            refused=refused,
        )

    def _more_scores(
        self, methods: Collection[str], scope: Scope | None
    ) -> tuple[list[Score], dict[str, str]]:
        kept = {score.method for score in self._view(scope).analysis.scores}
        more: list[Score] = []
        refused: dict[str, str] = {}
        for method in sorted({*methods} - kept):
            try:
                more += self.scores(method, scope)
            except (NotFound, SettingsError) as error:
                refused[method] = str(error)
        return more, refused
