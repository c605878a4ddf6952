"""Figures, dates and names as people read them; the same everywhere, whatever the locale."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.records import REQUEST_TYPES, Burst, Mood, Requests, Share, Value
from feedback_insights.report.parts import SEVERITIES, Extent

if TYPE_CHECKING:
    from feedback_insights.figures import Change

FEWEST = 30  # below, a share is told as counts
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
REQUESTS = {
    "bug": ("bug", "bugs"),
    "feature_request": ("wish", "wishes"),
    "question": ("question", "questions"),
    "praise": ("praise", "praise"),
    "usability": ("usability issue", "usability issues"),
    "other": ("other", "other"),
}
MADE = {"hand": "made by hand", "seed": "from the taxonomy"}  # how a theme that was not found came about
TIES = {  # what tied a record and an item before any model did
    "tool:ties-file": "by the file of ties",
    "tool:zendesk-jira": "by a link between Zendesk and Jira",
    "tool:ticket-id": "by the ticket's id in the item",
    "tool:ticket-url": "by the ticket's page in the item",
    "tool:issue-key": "by the item's key in the record",
    "tool:merged": "by an item merged into it",
    "tool:problem": "by the problem it is an incident of",
}
VOICES = {"observed": "observed", "interpreted": "interpreted", "on_behalf_of": "on behalf of a customer"}
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


def number(value: float) -> str:
    """Two significant digits, whole from 10 on: 0.034, 4.1, 41, 412, 41,200. More would feign precision."""
    if value == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    rounded = f"{value:,.{digits}f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def span(value: Value) -> str:
    """The interval of a value, "22–68", or an empty string where there is none."""
    if value.low is None or value.high is None:
        return ""
    return _range(number(value.low), number(value.high))


def estimate(value: Value) -> str:
    """A value with its interval: "41 (22–68)"; "unknown" where there is none."""
    if value.value is None:
        return "unknown"
    interval = span(value)
    return f"{number(value.value)} ({interval})" if interval else number(value.value)


def money(amount: float, currency: str | None) -> str:
    """A rounded sum: "€1.2M", "$340k", "CHF 12k"."""
    for size, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size * 0.9995:
            text = number(amount / size) + suffix
            break
    else:
        text = f"{amount:,.0f}"
    if not currency:
        return text
    return f"{_SIGNS[currency]}{text}" if currency in _SIGNS else f"{currency} {text}"


def amount(value: Value, currency: str | None) -> str:
    """A sum with its interval: "€148k (€0–€360k)"; "unknown" where there is none."""
    if value.value is None:
        return "unknown"
    text = money(value.value, currency)
    if value.low is None or value.high is None:
        return text
    return f"{text} ({_range(money(value.low, currency), money(value.high, currency))})"


def ranks(low: int | None, high: int | None) -> str:
    """A rank interval: "1–3", "2", or "–" where nothing is ranked."""
    return "–" if low is None or high is None else _range(str(low), str(high))


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def percent(part: float, whole: float) -> str:
    """A share in whole per cent; "<1 %" and ">99 %" rather than a wrong 0 or 100."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.5:
        return "<1 %"
    return ">99 %" if 99.5 <= share < 100 else f"{share:.0f} %"


def scope_words(scope: Extent) -> str:
    """A filter and period in words: "audience developer or partner, 2026Q3"; empty where there is none."""
    filters = [f"{facet.replace('_', ' ')} {' or '.join(values)}" for facet, values in scope.where]
    return ", ".join([*filters, *([scope.window] if scope.window else [])])


def telling(whole: int, heard: int | None = None) -> bool:
    """Whether a per cent means something: from thirty on, and of statements from thirty people heard on."""
    return whole >= FEWEST and (heard is None or heard >= FEWEST)


def out_of_ten(share: float) -> str:
    """A share that has no counts: "8 of 10"."""
    return f"{round(10 * share)} of 10"


def weighted(
    phrases: Sequence[str], weights: Sequence[float], statements: int, heard: int | None = None
) -> list[str]:
    """Phrases with the share of statements that say them: "Reset passcode (43 %)"; of few, phrases alone."""
    if len(weights) != len(phrases) or not telling(statements, heard):
        return list(phrases)
    return [f"{phrase} ({percent(weight, 1)})" for phrase, weight in zip(phrases, weights, strict=True)]


def share_of(part: int, whole: int, heard: int | None = None) -> str:
    """A share in words: "12 of 25", and in per cent where that is telling."""
    return percent(part, whole) if telling(whole, heard) else f"{part:,} of {whole:,}"


def out_of(part: int, whole: int, one: str = "", many: str | None = None, *, heard: int | None = None) -> str:
    """Counts, and the share where it is telling: "3 of 12", "40 of 50 statements (80 %)"."""
    text = f"{part:,} of {plural(whole, one, many) if one else f'{whole:,}'}"
    return f"{text} ({percent(part, whole)})" if telling(whole, heard) else text


def share_words(share: Share) -> str:
    """People out of those heard: "12 of 25", "120 of 400 (30 %)"; "nobody heard" where there is none."""
    return out_of(share.count, share.of) if share.of else "nobody heard"


def share_interval(share: Share) -> str:
    """The same with its interval: "120 of 400, 30 % (26–34 %)"; without one below thirty."""
    if share.of < FEWEST or share.low is None or share.high is None:
        return share_words(share)
    ends = f"{100 * share.low:.0f}–{100 * share.high:.0f} %"
    return f"{share.count:,} of {share.of:,}, {percent(share.count, share.of)} ({ends})"


def requests_words(requests: Requests | None, *, most: int = len(REQUEST_TYPES)) -> str:
    """What a group asks, most frequent first: "12 bugs, 5 wishes"; "other" is told only where all are."""
    if requests is None:
        return ""
    counts = [(getattr(requests, name), name) for name in REQUEST_TYPES if getattr(requests, name)]
    ordered = sorted(counts, key=lambda pair: (pair[1] == "other", -pair[0]))[:most]
    return ", ".join(request_word(name, count) for count, name in ordered)


def request_word(name: str, count: int) -> str:
    """A count with its type of request: "12 bugs", "1 wish"."""
    return plural(count, *REQUESTS[name])


def burst_words(burst: Burst | None, heard: int | None) -> str:
    """The share of the densest three days: "3 of 12", "41 %!" where that is unusual; empty without dates."""
    if burst is None:
        return ""
    return share_of(burst.statements, burst.of, heard) + ("!" if burst.unusual else "")


def change_words(change: Change) -> str:
    """How a share changed: "more", "less", "no clear change"."""
    if change.difference.value is None:
        return "unknown"
    return {"more": "more", "less": "less", "unclear": "no clear change"}[change.trend]


def points(change: Change) -> str:
    """The difference of two shares in percentage points, with its interval; empty where they are of few."""
    value, few = change.difference, min(change.now.of, change.before.of) < FEWEST
    if few or value.value is None or value.low is None or value.high is None:
        return ""
    return f"{_signed(value.value)} points ({_signed(value.low)} to {_signed(value.high)})"


def _signed(share: float) -> str:
    return f"{whole:+d}" if (whole := round(100 * share)) else "0"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 person", "1,204 people"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def people(count: int) -> str:
    """A count of people."""
    return plural(count, "person", "people")


def at_least(fewest: float, most: float | None) -> str:
    """A count as its bounds, where they differ: "12", "12–20"."""
    return f"{fewest:,.0f}" if most is None or most <= fewest else f"{fewest:,.0f}–{most:,.0f}"


def listing(names: Iterable[str], *, most: int = 3) -> str:
    """Names as a sentence has them: "A, B and C"; beyond `most`, "A, B and 4 others"."""
    shown = list(names)
    if len(shown) > most:
        shown = [*shown[: most - 1], plural(len(shown) - most + 1, "other")]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def day(when: date) -> str:
    """A date in words: "3 May 2026"."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(name: str) -> str:
    """A month in words, "Jul 2026", from "2026-07"; a year stays."""
    year, _, number = name.partition("-")
    return f"{_MONTHS[int(number) - 1]} {year}" if number else year


def period(first: date | None, last: date | None) -> str:
    """From one date to another, saying a shared year or month once."""
    if first is None or last is None:
        return f"from {day(first)}" if first else f"until {day(last)}" if last else "no dates given"
    if first == last:
        return day(first)
    start = day(first)
    if first.year == last.year:
        start = f"{first.day} {_MONTHS[first.month - 1]}"
        if first.month == last.month:
            start = str(first.day)
    return f"{start} – {day(last)}"


def mood_word(mood: Mood | None) -> str:
    """How a group sounds, by its counts: "mostly negative", "mixed", ..."""
    if mood is None or not (total := mood.negative + mood.neutral + mood.positive):
        return "mood unknown"
    if mood.negative >= 0.6 * total:
        return "mostly negative"
    if mood.positive >= 0.6 * total:
        return "mostly positive"
    if mood.neutral >= 0.6 * total:
        return "mostly neutral"
    return "mixed"


def severity_word(severity: float | None) -> str:
    """The name of the nearest severity: "cosmetic" .. "blocker"; "unknown" without one."""
    return "unknown" if severity is None else SEVERITIES[min(4, max(0, math.floor(severity + 0.5)))]


def scale_words(low: float, high: float) -> str:
    """The ends of a scale: "1 to 5"."""
    return f"{low:g} to {high:g}"


def chance(probability: float) -> str:
    """A link's probability: "93 % likely"; never 0 or 100."""
    return f"{percent(probability, 1) if probability < 1 else '>99 %'} likely"


def decided(by: str) -> str:
    """Who decided a link: "by the model", "by Ana", "by the item's key in the record"."""
    if by.startswith("tool:"):
        return TIES.get(by, f"by a tie of {by.removeprefix('tool:')}")
    return f"by {by.removeprefix('person:')}" if by.startswith("person:") else f"by the {by}"


def because(reason: str) -> str:
    """The reasons of a value in words: "effort_missing" and "partial: 3 of 4" lose their codes."""
    return "; ".join(part.partition(": ")[2] or part.replace("_", " ") for part in reason.split("; "))


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key under which T2 comes before T10."""
    parts = re.split(r"([0-9]+)", name)
    return tuple((int(part), "") if n % 2 else (0, part) for n, part in enumerate(parts))
