"""Themes and areas of the JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.exporters import document as doc
from feedback_insights.exporters.document import share_of
from feedback_insights.exporters.quotes import Quotes
from feedback_insights.exporters.reasons import theme_reason
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.records import REQUEST_TYPES, Burst, Link, Mood, Requests, Theme, Value

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Change


def theme_parts(selection: Selection, quotes: Quotes, level: str) -> Iterator[doc.Theme]:
    """The active themes, or areas, most people first."""
    active = [theme for theme in selection.themes if theme.status == "active"]
    inside: dict[str, list[str]] = {}
    for theme in sorted(active, key=_most_people):
        if theme.parent:
            inside.setdefault(theme.parent, []).append(theme.id)
    linked = references(selection.links, themes=True)
    for theme in sorted((one for one in active if one.level == level), key=_most_people):
        change = selection.data.changes.get(theme.id)
        yield doc.Theme(
            id=theme.id,
            name=theme.name,
            area=theme.parent,
            themes=tuple(inside.get(theme.id, ())),
            origin=theme.origin,
            keyphrases=theme.keyphrases,
            keyphrase_weights=theme.keyphrase_weights,
            people=theme.customers,
            accounts=theme.accounts,
            share=share_of(theme.share) if theme.share else None,
            mood=_mood(theme.mood) if theme.mood else None,
            requests=_requests(theme.requests) if theme.requests else None,
            burst=_burst(theme.burst) if theme.burst else None,
            stability=number(theme.stability),
            fidelity=number(theme.fidelity),
            change=_change(change) if change else None,
            features=linked.get(theme.id, ()),
            statements=theme.statements,
            summary=quotes.one(theme.summary),
            quotes=quotes.theme(theme.quotes),
            dissent=quotes.one(theme.dissent),
            reason=theme_reason(theme),
        )


def retired_parts(selection: Selection) -> Iterator[doc.Retired]:
    """The themes and areas that are no more, in the order in which their ids were given."""
    for theme in selection.themes:
        if theme.status != "active":
            yield doc.Retired(id=theme.id, name=theme.name, level=theme.level, successors=theme.successors)


def references(links: Iterable[Link], *, themes: bool) -> Mapping[str, tuple[doc.Reference, ...]]:
    """What themes are linked with: by theme, or by backlog item (`themes` false); surest first."""
    found: dict[str, list[doc.Reference]] = {}
    for link in sorted((one for one in links if one.kind == "theme"), key=_surest_first):
        own, other = (link.subject_id, link.feature_id) if themes else (link.feature_id, link.subject_id)
        found.setdefault(own, []).append(
            doc.Reference(
                id=other,
                probability=link.probability,
                accepted=link.accepted,
                decided_by=link.decided_by,
            )
        )
    return {id: tuple(one) for id, one in found.items()}


def figure_of(value: Value) -> doc.Figure:
    """A number with its interval and its method."""
    return doc.Figure(
        value=number(value.value),
        low=number(value.low),
        high=number(value.high),
        method=value.method or None,
        reason=value.reason or None,
    )


def input_of(value: Value) -> doc.Input:
    """A number that a score is made from, with where it comes from."""
    return doc.Input(**figure_of(value).model_dump(), basis=value.basis)


def _most_people(theme: Theme) -> tuple[int, int, int, str]:
    return -theme.customers, -theme.size, len(theme.id), theme.id


def _surest_first(link: Link) -> tuple[bool, float, int, str, str]:
    return not link.accepted, -link.probability, len(link.subject_id), link.subject_id, link.feature_id


def _mood(mood: Mood) -> doc.Mood:
    return doc.Mood(
        negative=mood.negative,
        neutral=mood.neutral,
        positive=mood.positive,
        unknown=mood.unknown,
        mean=number(mood.mean),
    )


def _requests(requests: Requests) -> doc.Requests:
    return doc.Requests(**{name: getattr(requests, name) for name in REQUEST_TYPES})


def _burst(burst: Burst) -> doc.Burst:
    return doc.Burst(
        first=date.fromisoformat(burst.first),
        last=date.fromisoformat(burst.last),
        statements=burst.statements,
        of=burst.of,
        share=burst.share,
        unusual=burst.unusual,
        people_without=burst.customers,
        rank=burst.rank,
        rank_without=burst.rank_without,
    )


def _change(change: Change) -> doc.Change:
    return doc.Change(
        now=share_of(change.now),
        before=share_of(change.before),
        difference=figure_of(change.difference),
        trend=change.trend,
    )
