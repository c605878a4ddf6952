"""Markdown that says what feedback says: words of people stay words, whatever they look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from feedback_insights.exporters.selection import number

if TYPE_CHECKING:
    from feedback_insights.exporters import document as doc
    from feedback_insights.exporters.entries import Entry

_MARKUP = re.compile(r"([\\`*\[\]<>|~&$!]|(?<![^\W_])_|_(?![^\W_]))")
_LINE_START = re.compile(r"^([-+#=]|\d+[.)])")
_BREAK = "\u200b"  # zero-width space: no name is notified, no issue is linked


def inert(text: str) -> str:
    """One line of text as Markdown shows it: no markup, no link, nobody notified."""
    plain = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    plain = _LINE_START.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", plain)
    plain = re.sub(r"([@#])(?=\w)", rf"\1{_BREAK}", plain)
    return plain.replace("://", ":\\//").replace("www.", "www\\.")


def link(text: str, url: str | None) -> str:
    """A link, where the address is one of the web; else the text alone."""
    if not url or not re.match(r"https?://\S+$", url, re.I):
        return inert(text)
    return f"[{inert(text)}]({quote(url, safe=':/?#[]@!$&*+,;=%~._-')})"


def row(cells: Iterable[object]) -> str:
    """One row of a table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def evidence_lines(entry: Entry) -> Iterator[str]:
    """What feedback says about an item, in lines of Markdown: score, people, words for and against it."""
    yield standing(entry)
    if entry.why:
        yield ""
        yield inert(entry.why)
    if entry.change:
        yield ""
        yield f"Moved: {inert(entry.change)}."
    quotes = entry.ranking.material.quotes
    yield from quoted(quotes.feature(entry.feature.id))
    against = quotes.counter(entry.feature.id)
    if against:
        yield ""
        yield "Against it, or content with what there is:"
        yield from quoted(against)


def standing(entry: Entry) -> str:
    """Score, tier and ranks, or why there are none: "**rice 12.3** (90 %: 8 to 20), tier 1, rank 1 to 4"."""
    value, low, high = (entry.figure(one) for one in (entry.value, entry.low, entry.high))
    if value is None:
        told = f"No {inert(entry.method_name)} score: {inert(entry.why_blank or 'unknown')}"
    else:
        told = f"**{inert(entry.method_name)} {value:g}**"
        told += f" (90 %: {low:g} to {high:g})" if low is not None and high is not None else ""
    told += f", tier {entry.tier}" if entry.tier else ""
    return f"{told}, rank {entry.ranks}" if entry.ranks else told


def quoted(quotes: Iterable[doc.FeatureQuote]) -> Iterator[str]:
    """Block quotes, each with where it stands; only what was said is in quotation marks."""
    withheld = 0
    for one in quotes:
        if one.text is None:
            withheld += 1
            continue
        yield ""
        words = inert(one.text)
        yield f"> “{words}”" if one.voice == "said" else f"> ({one.voice.replace('_', ' ')}) {words}"
        day = f", {one.date.isoformat()}" if one.date else ""
        yield f"> {link(f'{one.file}, {one.record}', one.url)}{day}, {one.person}"
    if withheld:
        yield ""
        many = "s" if withheld > 1 else ""
        yield f"{withheld} statement{many} withheld: too few people speak of the theme."


def figure(value: float | None, digits: int = 3) -> str:
    """A number in a table; empty where it is unknown."""
    known = number(value)
    if known is None:
        return ""
    return f"{known:,.0f}" if abs(known) >= 10**digits else f"{known:.{digits}g}"
