"""What the report says in words around its figures: its scope, unusual days, changes, what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.records import Burst, Share
from feedback_insights.report.parts import Extent, FeatureRow, ReportData, ThemeRow
from feedback_insights.report.words import (
    FEWEST,
    change_words,
    out_of,
    people,
    percent,
    period,
    plural,
    points,
    ranks,
    share_of,
    share_words,
)

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Certainty, Told

TAGGERS = {"sentiment": "Tone", "requests": "Type"}
MOST_ASPECTS = 8
TELLING = 0.4  # share of its statements that a name must find again, to tell what the theme is about


def scope_line(data: ReportData) -> str:
    """What the page is about: "Only audience developer, 2026Q3 (1 Jul – 30 Sep 2026); beside 2026Q2"."""
    scope = data.scope
    filters = [f"{facet.replace('_', ' ')} {' or '.join(values)}" for facet, values in scope.where]
    about = [f"Only {filters[0]}", *filters[1:]] if filters else ["All feedback"]
    left_out = f", {plural(scope.undated, 'item')} without a date left out" if scope.window else ""
    beside = f"; beside {_stretch(data.before)}" if data.before else ""
    return f"{', '.join(about)}, {_stretch(scope)}{left_out if scope.undated else ''}{beside}"


def period_name(scope: Extent) -> str:
    """A period as a heading has it: "2026Q3", or its dates where none was asked for."""
    return scope.window or period(scope.first, scope.last)


def _stretch(scope: Extent) -> str:
    dates = period(scope.first, scope.last)
    return f"{scope.window} ({dates})" if scope.window else dates


def days(names: Iterable[str]) -> str:
    """Days that follow each other: "18 – 20 Aug 2026"."""
    found = sorted(map(date.fromisoformat, names))
    return period(found[0], found[-1])


def densest(burst: Burst, heard: int | None) -> str:
    """The densest three days with their share: "18 – 20 Aug 2026: 40 of 50 statements (80 %)"."""
    told = out_of(burst.statements, burst.of, "statement", heard=heard)
    return f"{days((burst.first, burst.last))}: {told}"


def unusual_days(theme: ThemeRow) -> str:
    """What is left of a theme without its unusual days; empty where none are."""
    burst = theme.burst
    if burst is None or not burst.unusual:
        return ""
    left = f"{people(burst.customers or 0)} instead of {theme.people:,}"
    told = out_of(burst.statements, burst.of, "statement", heard=theme.heard)
    return f"Unusual days: {told} on {days((burst.first, burst.last))}. Without them {left}, {_place(burst)}."


def _place(burst: Burst) -> str:
    if burst.rank == burst.rank_without:
        return f"still rank {burst.rank} among the themes"
    return f"rank {burst.rank_without} instead of {burst.rank} among the themes"


def crowd(feature: FeatureRow) -> str:
    """Who asked for a feature all at once, and what is left without those days; empty where nobody did."""
    calm = feature.calm
    if calm is None or not calm.days:
        return ""
    left = people(calm.people) if calm.people else "nobody"
    rank = f", rank {ranks(calm.rank_low, calm.rank_high)}" if calm.rank_low is not None else ", no rank"
    return f"On {days(calm.days)} {people(feature.crowd)} asked at once; without unusual days {left}{rank}."


def change_sentence(theme: ThemeRow, before: Extent) -> str:
    """How the share of people changed: "Beside 2026Q2: more, +7 points (+4 to +10); 12 of 350 (3 %) then"."""
    change = theme.change
    if change is None:
        return ""
    told = ", ".join(filter(None, (change_words(change), points(change))))
    return f"Beside {period_name(before)}: {told}; {share_words(change.before)} people heard then"


def took_part(theme: ThemeRow, data: ReportData) -> str:
    """How many of the participants spoke of a theme: "7 of 10 participants"; empty without sessions."""
    if data.matrix is None or not theme.participants:
        return ""
    return f"{len(theme.participants)} of {plural(len(data.matrix.participants), 'participant')}"


def remarks(theme: ThemeRow, data: ReportData) -> Iterator[str]:
    """What to know of a theme before opening its page."""
    if theme.unsettled:
        yield "unsettled"
    if theme.fidelity is not None and theme.fidelity < TELLING:
        yield "its name tells little"
    if theme.burst and theme.burst.unusual:
        told = share_of(theme.burst.statements, theme.burst.of, theme.heard)
        yield f"{told} said on {days((theme.burst.first, theme.burst.last))}"
    if theme.change and theme.change.trend != "unclear":
        yield f"{change_words(theme.change)} than before"
    if part := took_part(theme, data):
        yield part
    if data.features and not theme.features:
        yield "no backlog item"


def sure_of(tagger: Certainty) -> str:
    """How sure a tagger is: "Tone of 2,183 statements: 83 % sure; 15 in languages that it cannot read"."""
    parts = [f"{TAGGERS[tagger.tagger]} of {plural(tagger.statements, 'statement')}"]
    if tagger.threshold is not None:
        parts[0] += f": {share_of(tagger.confident, tagger.statements)} sure"
        parts[0] += f" (probability {tagger.threshold:.2f} or more)"
    if tagger.unknown:
        parts.append(f"{tagger.unknown:,} unknown, in languages that it cannot read")
    if tagger.moved:
        parts.append(f"{percent(tagger.moved, 1)} of the answers would be others if they followed this mix")
    return "; ".join(parts)


def told_lines(told: Told, fewest: int = 1) -> Iterator[tuple[str, list[str]]]:
    """What a theme tells beside its tone, in people: what cannot wait, what got worse, liked and disliked.

    Aspects are words: those of fewer than `fewest` people are left out, and the most frequent ones named.
    """
    if told.urgency:
        yield "What cannot wait", [f"{kind}: {people(count)}" for kind, count in told.urgency.items()]
    if told.effects:
        yield "What got worse", [f"{kind}: {people(count)}" for kind, count in told.effects.items()]
    aspects = [one for one in told.aspects if (one.negative or one.positive) and one.people >= fewest]
    if aspects:
        more = len(aspects) - MOST_ASPECTS
        yield (
            "What the tones are about",
            [
                f"{one.term}: {people(one.people)}"
                + (f", {one.negative:,} badly" if one.negative else "")
                + (f", {one.positive:,} well" if one.positive else "")
                for one in aspects[:MOST_ASPECTS]
            ]
            + ([f"{more:,} more"] if more > 0 else []),
        )


def of_heard(share: Share) -> str:
    """Of how many, and from thirty on the share: "of 380 heard, 11 % (8–14 %)", "of 14 heard"."""
    if share.of < FEWEST or share.low is None or share.high is None:
        return f"of {share.of:,} heard"
    ends = f"{100 * share.low:.0f}–{100 * share.high:.0f} %"
    told = f"{percent(share.count, share.of)} ({ends})".replace(
        " %", "\u00a0%"
    )  # keep the sign with its number
    return f"of {share.of:,} heard, {told}"


def behind(count: int, share: Share | None) -> str:
    """People, of those heard where that is known."""
    return people(count) if share is None else share_words(share)
