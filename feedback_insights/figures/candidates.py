"""Drafts of backlog items for themes that no item covers. Nothing here writes to a backlog.

A draft is made of what was said and counted: its title of the theme's own phrases, its problem of exact
statements. Themes that ask for nothing are told apart, with the reason; what a person dismissed stays away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from feedback_insights import triage
from feedback_insights.figures._ground import Ground
from feedback_insights.figures._near_items import near_items, parent_guess
from feedback_insights.figures._titles import title_of
from feedback_insights.figures.breakdown import break_down
from feedback_insights.figures.told import told_of
from feedback_insights.figures.view import View
from feedback_insights.figures.within import quotable
from feedback_insights.linking import candidates
from feedback_insights.records import (
    CandidateFeature,
    Candidates,
    Decision,
    Dismissal,
    Feature,
    Link,
    Quoted,
    Requests,
    Share,
    Theme,
)
from feedback_insights.settings import ReportSettings

FACETS = ("audience", "product", "channel")
ASKS = 0.25  # share of the tagged statements that report or wish something, from which a theme is a draft
KNOWN = 0.5  # share of its statements that must be tagged to call a theme nothing to build
MAJOR = 3  # severity; so is a theme where it is the worst for this share of the people
NOTHING = {
    "praise": "praise: {asks} of {tagged} statements ask for anything, {most} praise",
    "question": "questions: {asks} of {tagged} statements ask for a change, {most} only want to know",
    "other": "nothing asked: {asks} of {tagged} statements ask for anything",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDecisions:
    """What people decided of themes that bears on drafts."""

    dismissed: Mapping[str, Dismissal] = field(default_factory=dict)  # by theme
    named: frozenset[str] = frozenset()  # themes with a name that a person gave


def theme_decisions(decisions: Sequence[Decision], themes: Sequence[Theme]) -> ThemeDecisions:
    """Which themes were dismissed, and which were named; ``themes`` are counted over everything heard."""
    by_id = {theme.id: theme for theme in themes}
    dismissed = {
        id: _dismissal(by_id[id], decision)
        for id, decision in triage.standing_on_themes("dismiss", decisions, by_id).items()
    }
    renamed = triage.standing_on_themes("rename", decisions, by_id).items()
    named = (id for id, decision in renamed if decision.arguments["name"] == by_id[id].name)
    return ThemeDecisions(dismissed=dismissed, named=frozenset(named))


def _dismissal(theme: Theme, decision: Decision) -> Dismissal:
    then = decision.arguments["people"]
    return Dismissal(
        theme=theme.id,
        name=theme.name,
        decision=decision.id,
        author=decision.author,
        reason=decision.reason,
        people=int(then) if then.isdecimal() else None,
        people_now=theme.customers,
    )


def draft_candidates(
    view: View, features: Sequence[Feature], settings: ReportSettings, decided: ThemeDecisions
) -> Candidates:
    """Draft an item for every theme that no accepted link covers, in a scope.

    A link to an item that left the backlog covers nothing. The order of the arguments' elements does not
    matter.
    """
    known = {feature.id: feature for feature in features}
    links = [link for link in view.analysis.links if link.feature_id in known]
    spoken = [theme for theme in view.analysis.themes if theme.level == "theme" and theme.size]
    lacking = set(candidates(spoken, links)) if known else {t.id for t in spoken if t.status == "active"}
    open_ = sorted((theme for theme in spoken if theme.id in lacking), key=_most_people)
    left = [theme for theme in open_ if theme.id not in decided.dismissed]
    told = [theme for theme in left if theme.customers >= settings.candidate_people]
    maker = _Maker.of(view, known, links, settings, decided.named, told)
    made = [maker.draft(theme) for theme in told]
    return Candidates(
        backlog=len(known),
        drafts=tuple(one for one in made if not one.nothing_to_build),
        nothing_to_build=tuple(one for one in made if one.nothing_to_build),
        few=tuple(t.id for t in sorted(left, key=_by_id) if t.customers < settings.candidate_people),
        fewest=settings.candidate_people,
        dismissed=tuple(
            decided.dismissed[theme.id]
            for theme in sorted(open_, key=_by_id)
            if theme.id in decided.dismissed
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Everything that a draft is made from."""

    view: View
    features: Mapping[str, Feature]
    links: Mapping[str, Sequence[Link]]  # by theme
    settings: ReportSettings
    named: Collection[str]
    makeup: Mapping[str, Mapping[str, Mapping[str, Share]]]  # facet -> theme -> value -> share

    @classmethod
    def of(
        cls,
        view: View,
        features: Mapping[str, Feature],
        links: Sequence[Link],
        settings: ReportSettings,
        named: Collection[str],
        themes: Sequence[Theme],
    ) -> _Maker:
        subjects = {theme.id: theme.statements for theme in themes}
        of_theme: dict[str, list[Link]] = {}
        for link in links:
            if link.kind == "theme":
                of_theme.setdefault(link.subject_id, []).append(link)
        return cls(
            view=view,
            features=features,
            links=of_theme,
            settings=settings,
            named=named,
            makeup={facet: break_down(subjects, view.ground, facet).shares for facet in FACETS},
        )

    def draft(self, theme: Theme) -> CandidateFeature:
        ground, fewest = self.view.ground, self.settings.min_people
        may_quote = quotable(self.view.analysis, fewest)
        shown = [id for id in theme.quotes if may_quote(id)]
        worst = _worst_per_person(theme, ground)
        told, people = told_of(theme.statements, ground), ground.people(theme.statements)
        days = sorted(day.isoformat() for id in theme.statements if (day := ground.day(id)))
        links = self.links.get(theme.id, ())
        by_person = theme.id in self.named or theme.origin != "found"
        return CandidateFeature(
            id=f"candidate:{theme.id}",
            theme=theme.id,
            title=theme.name if by_person else title_of(theme),
            titled_by="person" if by_person else "phrases",
            problem=_quoted(theme.summary, ground) if theme.summary and may_quote(theme.summary) else None,
            quotes=tuple(_quoted(id, ground) for id in shown),
            withheld="" if shown else f"fewer than {fewest} people speak of it",
            people=theme.customers,
            assumed=len(people & ground.directory.assumed),
            accounts=theme.accounts,
            statements=theme.size,
            share=theme.share,
            requests=theme.requests,
            mood=theme.mood,
            severity=tuple(sum(one == level for one in worst.values()) for level in range(5)),  # type: ignore[arg-type]
            severity_unknown=len(people) - len(worst),
            urgency=told.urgency,
            effects=told.effects,
            first=days[0] if days else None,
            last=days[-1] if days else None,
            undated=theme.size - len(days),
            burst=theme.burst,
            makeup={facet: _spoken(shares[theme.id]) for facet, shares in self.makeup.items()},
            parent=parent_guess(links, self.features, self.settings.candidate_parent),
            nearest=near_items(links, self.features),
            stability=theme.stability,
            unsettled=theme.unsettled,
            nothing_to_build=_nothing_to_build(theme, list(worst.values())),
        )


def _nothing_to_build(theme: Theme, worst: Sequence[int]) -> str:
    """Why a theme is nothing to build, by what its statements ask; empty where it is, or where nobody knows.

    Few statements ask, and few people have a major problem. What half of its statements ask must be known.
    """
    requests = theme.requests or Requests()
    asks = requests.bug + requests.feature_request + requests.usability
    others = {kind: getattr(requests, kind) for kind in NOTHING}
    tagged, severe = asks + sum(others.values()), sum(level >= MAJOR for level in worst)
    if tagged < KNOWN * theme.size or asks >= ASKS * tagged or (worst and severe >= ASKS * len(worst)):
        return ""
    kind = max(others, key=lambda kind: others[kind])  # of equals the first
    return NOTHING[kind].format(asks=asks, tagged=tagged, most=others[kind])


def _worst_per_person(theme: Theme, ground: Ground) -> dict[str, int]:
    worst: dict[str, int] = {}
    for id in theme.statements:
        tag = ground.tags.get(id)
        if tag and tag.severity is not None:
            who = ground.customer(id)
            worst[who] = max(worst.get(who, 0), tag.severity)
    return worst


def _quoted(statement_id: str, ground: Ground) -> Quoted:
    statement = ground.statements[statement_id]
    item = ground.feedback[statement.feedback_id]
    day = ground.day(statement_id)
    return Quoted(
        statement_id=statement.id,
        feedback_id=item.id,
        text=statement.text,
        voice=item.voice,
        prompt=item.prompt,
        file=item.locator.file,
        record=item.locator.record,
        field=item.locator.field,
        url=item.url,
        date=day.isoformat() if day else None,
        channel=item.channel,
    )


def _spoken(shares: Mapping[str, Share]) -> dict[str, Share]:
    """The values under which somebody speaks of it."""
    return {value: share for value, share in shares.items() if share.count}


def _most_people(theme: Theme) -> tuple[int, int, str]:
    return -theme.customers, *_by_id(theme)


def _by_id(theme: Theme) -> tuple[int, str]:
    return len(theme.id), theme.id
