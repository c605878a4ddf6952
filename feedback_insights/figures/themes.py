"""Themes and areas with their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from feedback_insights import tagging
from feedback_insights.figures._ground import Ground, share
from feedback_insights.figures.bursts import burst_of, ranked
from feedback_insights.figures.dissent import dissent_of
from feedback_insights.records import Requests, Theme


def count_themes(themes: Sequence[Theme], ground: Ground, *, quotes: int) -> tuple[Theme, ...]:
    """Count each active theme's and area's statements that are on this ground; retired ones stay as they are.

    `quotes` is how many quotes each may have. Themes that nobody here speaks of have size 0.
    """
    counted = [_counted(theme, ground, quotes) if theme.status == "active" else theme for theme in themes]
    return tuple(_with_bursts(counted, ground))


def _counted(theme: Theme, ground: Ground, quotes: int) -> Theme:
    members = tuple(id for id in theme.statements if id in ground.statements)
    tagged = [(ground.customer(id), ground.tags[id]) for id in members if id in ground.tags]
    feedback = {ground.statements[id].feedback_id for id in members}
    people = len(ground.people(members))
    dissent = dissent_of(members, ground) if theme.level == "theme" else None
    return replace(
        theme,
        size=len(members),
        customers=people,
        statements=members,
        quotes=_quotes(theme, [id for id in members if id != dissent] or members, ground, quotes),
        dissent=dissent,
        summary=theme.summary if theme.summary in members else None,
        mood=tagging.mood(tagged),
        accounts=ground.directory.accounts_heard(feedback) if ground.directory.accounts_heard() else None,
        share=share(people, ground.heard),
        requests=requests(tag.request_type for _, tag in tagged),
    )


def requests(types: Iterable[str | None]) -> Requests | None:
    """How many statements of each request type; None where none was tagged."""
    counts = Counter(one for one in types if one)
    return Requests(**counts) if counts else None


def _quotes(theme: Theme, members: Sequence[str], ground: Ground, most: int) -> tuple[str, ...]:
    """The theme's own quotes as far as they are here, then central statements of people not quoted yet."""
    here = set(members)
    picked = [id for id in theme.quotes if id in here]
    people, words = ground.people(picked), {_words(id, ground) for id in picked}
    for id in members:
        if len(picked) >= most or len(picked) >= len(members):
            break
        if ground.customer(id) in people or _words(id, ground) in words or not _is_said(id, ground):
            continue
        picked.append(id)
        people.add(ground.customer(id))
        words.add(_words(id, ground))
    return tuple(picked or members[:1])


def _words(id: str, ground: Ground) -> str:
    return " ".join(ground.statements[id].text.casefold().split())


def _is_said(id: str, ground: Ground) -> bool:
    return ground.feedback[ground.statements[id].feedback_id].voice == "said"


def _with_bursts(themes: Sequence[Theme], ground: Ground) -> list[Theme]:
    """Ranks are among themes, and among areas."""
    found = list(themes)
    for level in ("theme", "area"):
        alike = {t.id: t for t in themes if t.level == level and t.status == "active" and t.size}
        bursts = {id: burst_of(theme.statements, ground) for id, theme in alike.items()}
        told = ranked(bursts, {id: theme.customers for id, theme in alike.items()})
        found = [replace(theme, burst=told[theme.id]) if theme.id in told else theme for theme in found]
    return found
