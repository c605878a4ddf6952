"""A run as seen within a scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from feedback_insights.figures._ground import Ground, share
from feedback_insights.figures.scores import score_backlog
from feedback_insights.figures.themes import count_themes
from feedback_insights.records import Analysis, Feature, Link, Share
from feedback_insights.settings import Settings, settings_of_links
from feedback_insights.supplied import SuppliedInputs, supplied_digest

SUPPLIED = "supplied"  # among a run's versions: of the numbers that its scores hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what was heard can be counted by person and by account."""

    without_person: Share  # of the feedback
    without_account: Share  # of the people


def within(
    analysis: Analysis,
    ground: Ground,
    features: Sequence[Feature],
    settings: Settings,
    *,
    whole: bool,
    supplied: SuppliedInputs | None = None,
) -> Analysis:
    """The same run counted on one ground: fewer statements, links and people, the same ids.

    `whole` says that the ground is everything the run read: then its scores stand as they are, unless people
    gave (`supplied`) or took back a number since.
    """
    memberships = {id: one for id, one in analysis.memberships.items() if id in ground.statements}
    spoken = {member.theme for member in memberships.values()}
    scores = analysis.scores
    if not whole or supplied_digest(supplied or {}) != analysis.run.versions.get(SUPPLIED, ""):
        found = score_backlog(
            features,
            analysis.links,
            memberships,
            ground,
            settings.priority,
            analysis.stances,
            supplied=supplied,
            accept=settings_of_links(analysis.run.settings).accept,
        )
        scores = tuple(sorted(found, key=lambda score: (score.feature_id, score.method)))
    return replace(
        analysis,
        statements=tuple(s for s in analysis.statements if s.feedback_id in ground.feedback),
        tags=tuple(tag for tag in analysis.tags if tag.statement_id in ground.statements),
        themes=count_themes(analysis.themes, ground, quotes=settings.themes.quotes),
        links=tuple(link for link in analysis.links if _is_here(link, spoken, ground)),
        scores=scores,
        memberships=memberships,
        stances=tuple(one for one in analysis.stances if one.statement_id in ground.statements),
    )


def quotable(analysis: Analysis, fewest: int) -> Callable[[str], bool]:
    """Tell of a statement, by id, whether its words may be shown: at least ``fewest`` speak of its theme."""
    themes = {theme.id for theme in analysis.themes if theme.customers >= fewest}

    def may_quote(statement_id: str) -> bool:
        member = analysis.memberships.get(statement_id)
        return fewest <= 1 or (member is not None and member.theme in themes)

    return may_quote


def _is_here(link: Link, themes: set[str], ground: Ground) -> bool:
    return link.subject_id in (themes if link.kind == "theme" else ground.statements)


def coverage(ground: Ground) -> Coverage:
    """How many items name no person, and how many people have no known account."""
    directory = ground.directory
    anonymous = sum(directory.customer[id] in directory.assumed for id in ground.feedback)
    people = set(directory.customer.values())
    alone = sum(directory.account[who] is None for who in people)
    return Coverage(
        without_person=share(anonymous, len(ground.feedback)), without_account=share(alone, len(people))
    )
