"""A workspace that holds the sample run, so that commands can be tested without encoding anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import report_sample as sample

from feedback_insights.directory import resolve
from feedback_insights.errors import NotFound
from feedback_insights.evidence import ExplainedLink, Explanation, Finding, Quote, Verification
from feedback_insights.exporters import ExportData, person_ids
from feedback_insights.figures import (
    AdverseEffect,
    Breakdown,
    Certainty,
    Change,
    Contradiction,
    Matrix,
    MinChange,
    Moves,
    Opinions,
    Rated,
    RoadmapLog,
    ScopeFacts,
    SubjectKind,
    ThemeDecisions,
    Told,
    View,
    adverse_effects,
    break_down,
    certainties,
    compare,
    draft_candidates,
    opinions,
    participants,
    rated,
    roadmap_log,
    scope_facts,
    told_of,
    tones,
)
from feedback_insights.records import (
    Candidates,
    Decision,
    Feature,
    Feedback,
    FileReport,
    ImportReport,
    Link,
    Locator,
    Rejected,
    Run,
    Score,
    Statement,
    Tag,
    Theme,
    Tone,
)
from feedback_insights.report.data import gather
from feedback_insights.report.parts import ReportData
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings
from feedback_insights.workspace import AccountsFile, AccountsReport

TAGGING = {"sentiment": {"confident": 0.85, "mix": [0.3333, 0.3333, 0.3333]}}
SETTINGS = Settings.from_dict({"priority": {"draws": 200}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    file: str
    format: str = "jira_csv"
    features: int = 5
    with_effort: int = 3
    accounts: int = 2
    warnings: tuple[str, ...] = ()


@dataclass
class SampleWorkspace:
    """Answers as a workspace with the sample run would, and remembers what it was asked to do."""

    backlog: Sequence[Feature] = sample.FEATURES
    contradicted: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    fail: Exception | KeyboardInterrupt | None = None
    settings: Settings = SETTINGS
    outdated: bool = False
    decided: ThemeDecisions = field(default_factory=ThemeDecisions)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.items = sample.feedback()
        keys = {item.id: (item.account,) for item in self.items if item.account}
        self.directory = resolve(self.items, keys, sample.ACCOUNTS)
        self.found = sample.analysis(self.items, self.directory, self.backlog, SETTINGS)

    def __enter__(self) -> SampleWorkspace:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.asked.append(("close", None))

    is_new = False
    is_empty = False

    def all_or_nothing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def import_files(
        self,
        paths: Sequence[Path],
        *,
        format: str | None,
        profile: Path | None,
        on_progress: Callable[..., None],
    ) -> ImportReport:
        self.asked.append(("import", [path.name for path in paths]))
        on_progress("import", len(paths), len(paths))
        return ImportReport(files=sample.FILES, added=14, updated=0)

    def load_backlog(self, path: Path, *, format: str | None = None, profile: Path | None = None) -> Loaded:
        self.asked.append(("backlog", path.name))
        return Loaded(file=path.name)

    def load_accounts(self, *paths: Path) -> AccountsReport:
        name = ", ".join(path.name for path in paths)
        self.asked.append(("accounts", name))
        file = AccountsFile(
            file=name, format="accounts", accounts=2, people=0, joined=1, apart=("id 7",),
            warnings=("row 3: no revenue",),
        )  # fmt: skip
        return AccountsReport(file=name, accounts=2, files=(file,))

    def analyze(self, *, on_progress: Callable[..., None]) -> Run:
        self.asked.append(("analyze", None))
        on_progress("themes", 1, 1)
        if self.fail:
            raise self.fail
        return self.found.run

    def view(self, scope: Scope | None = None) -> View:
        if scope and not scope.everything:
            self.asked.append(("scope", scope))
        return sample.view(
            self.found, self.items, self.directory, self.backlog, SETTINGS, scope or sample.EVERYTHING
        )

    def report_data(
        self, scope: Scope | None = None, *, vs: str | None = None, by: str | None = None
    ) -> ReportData:
        return gather(
            self.view(scope),
            features=self.backlog,
            files=sample.FILES,
            settings=SETTINGS,
            before=self.view(self.scope_before(vs, scope)) if vs else None,
            by=by,
        )

    def export_data(
        self,
        scope: Scope | None = None,
        *,
        vs: str | None = None,
        by: str | None = None,
        methods: Sequence[str] = (),
    ) -> ExportData:
        refused = {name: f"no scores by '{name}'" for name in methods if name not in ("rice", "value")}
        return ExportData(
            view=self.view(scope),
            facts=self.scope_facts(scope),
            features=self.backlog,
            files=sample.FILES,
            settings=self.settings,
            people=person_ids(self.view().ground),
            refused=refused,
            breakdown=self.breakdown(by, scope=scope) if by else None,
            changes=self.compare(vs, scope=scope) if vs else {},
            before=self.scope_facts(self.scope_before(vs, scope)) if vs else None,
        )

    def scope_facts(self, scope: Scope | None = None) -> ScopeFacts:
        return scope_facts(self.view(scope))

    def scope_before(self, vs: str, scope: Scope | None = None) -> Scope:
        return (scope or sample.EVERYTHING).during(vs)

    def breakdown(
        self, by: str, *, of: SubjectKind = "themes", scope: Scope | None = None, rollup: None = None
    ) -> Breakdown:
        seen = self.view(scope)
        return break_down(seen.subjects(of), seen.ground, by)

    def compare(
        self, vs: str, *, of: SubjectKind = "themes", scope: Scope | None = None, rollup: None = None
    ) -> dict[str, Change]:
        now, then = self.view(scope), self.view(self.scope_before(vs, scope))
        return compare(self.view().subjects(of), now.ground, then.ground)

    def participants(self, scope: Scope | None = None) -> Matrix | None:
        return participants(self.themes(scope), self.view(scope).ground)

    def themes(self, scope: Scope | None = None) -> list[Theme]:
        return [theme for theme in self.view(scope).analysis.themes if theme.size]

    def silent_themes(self) -> list[Theme]:
        return []

    def areas(self, scope: Scope | None = None) -> list[Theme]:
        return []

    def theme(self, theme_id: str, scope: Scope | None = None) -> Theme:
        for theme in self.view(scope).analysis.themes:
            if theme.id == theme_id:
                return theme
        raise NotFound(f"no theme '{theme_id}'; known: T1, T2, T3, T10")

    def links(self, scope: Scope | None = None, *, level: None = None) -> list[Link]:
        return list(self.view(scope).analysis.links)

    def candidates(self, scope: Scope | None = None) -> Candidates:
        return draft_candidates(self.view(scope), self.backlog, SETTINGS.report, self.decided)

    def standings(self, scope: Scope | None = None, *, level: None = None) -> dict[str, str]:
        return {feature.id: f"{feature.id} stands where it stands." for feature in self.backlog}

    def scores(
        self, method: str = "rice", scope: Scope | None = None, *, level: None = None, variant: None = None
    ) -> list[Score]:
        return [score for score in self.view(scope).analysis.scores if score.method == method]

    def features(self) -> list[Feature]:
        return list(self.backlog)

    def feature(self, feature_id: str) -> Feature:
        return next(feature for feature in self.backlog if feature.id == feature_id)

    def statement(self, statement_id: str) -> Statement:
        return next(one for one in self.found.statements if one.id == statement_id)

    def feedback(self, feedback_id: str) -> Feedback:
        return next(one for one in self.items if one.id == feedback_id)

    def certainties(self, scope: Scope | None = None) -> tuple[Certainty, ...]:
        view = self.view(scope)
        return certainties(view.analysis.tags, {"tagging": TAGGING}, view.ground.customer)

    def ratings(self, scope: Scope | None = None) -> tuple[tuple[Rated, ...], tuple[Contradiction, ...]]:
        return rated(self.view(scope).ground)

    def tones(self, scope: Scope | None = None) -> tuple[Tone, ...]:
        view = self.view(scope)
        return tones(view.ground, view.analysis.memberships)

    def tag(self, statement_id: str) -> Tag | None:
        return self.view().ground.tags.get(statement_id)

    def told(self, theme: Theme, scope: Scope | None = None) -> Told:
        return told_of(theme.statements, self.view(scope).ground)

    def roadmap_log(self) -> RoadmapLog:
        return roadmap_log([])

    def run(self) -> Run:
        return self.found.run

    def effects(self, scope: Scope | None = None) -> tuple[AdverseEffect, ...]:
        return adverse_effects(self.view(scope).ground)

    def explain(self, feature_id: str, scope: Scope | None = None) -> Explanation:
        asking = [link for link in self.found.links if link.feature_id == feature_id]
        themes = {theme.id: theme for theme in self.found.themes}
        said = {one.id: one for one in self.found.statements}
        return Explanation(
            feature=next(one for one in self.backlog if one.id == feature_id),
            scores=tuple(score for score in self.found.scores if score.feature_id == feature_id),
            links=tuple(
                ExplainedLink(
                    link=link,
                    theme=themes.get(link.subject_id),
                    statement=said.get(link.subject_id),
                    words=("export",),
                )
                for link in asking
            ),
            quotes=tuple(
                Quote(
                    statement=said[link.subject_id],
                    feedback=self.feedback(said[link.subject_id].feedback_id),
                    feature_id=feature_id,
                    probability=link.probability,
                )
                for link in asking
                if link.kind == "statement" and link.accepted
            ),
            counter=tuple(
                Quote(
                    statement=said[one.statement],
                    feedback=self.feedback(said[one.statement].feedback_id),
                    feature_id=one.feature,
                    probability=one.probability,
                    stance=self.opinions().stances[feature_id, one.statement],
                )
                for one in self.opinions().counter.get(feature_id, ())
            ),
            stand=self.opinions().features.get(feature_id),
        )

    def opinions(self, scope: Scope | None = None, *, level: None = None) -> Opinions:
        view = self.view(scope)
        return opinions(view.analysis, view.ground.customer)

    def verify(self, *, search: Sequence[Path]) -> Verification:
        self.asked.append(("verify", list(search)))
        proven = tuple(
            Finding(
                statement_id=s.id, feedback_id=s.feedback_id, file="tickets.ndjson", record="1", detail=""
            )
            for s in self.found.statements
        )
        return Verification(checked=14, proven=proven, moved=(), gone=(), contradicted=self.contradicted)

    def moves(self, since: str, *, min_change: MinChange = "tier") -> Moves:
        """As if an earlier run had known no effort of FEAT-7."""
        self.asked.append(("moves", (since, min_change)))
        return sample.moves(self.found, self.items, self.directory, since=since, level=min_change)

    def ledger(self) -> tuple[FileReport, ...]:
        return sample.FILES

    def rejected(self) -> tuple[Rejected, ...]:
        place = Locator(file="tickets.ndjson", sha256="ab" * 32, record="line 7")
        return (Rejected(locator=place, reason="not JSON"), Rejected(locator=place, reason="no id"))

    def decisions(self) -> list[Decision]:
        return []

    def decide(self, verb: str, *arguments: str, author: str, reason: str = "") -> Decision:
        self.asked.append((verb, (arguments, author, reason)))
        return Decision(id=1, author=author, verb=verb, arguments=dict(enumerate(arguments)), reason=reason)  # type: ignore[arg-type]
