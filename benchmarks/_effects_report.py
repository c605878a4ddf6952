"""Measures urgency cues and adverse effects on cases by another writer, beside plain lists of keywords."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from feedback_insights.records import EFFECTS, URGENCY, Effect, Urgency
from feedback_insights.tagging import effects, urgency

CASES = Path(__file__).parent.parent / "tests"
PARTS = ("dev", "test")
Row = Mapping[str, str]
Kinds = frozenset[str]
# What one would write down in five minutes: one list a kind, any word of it counts.
URGENCY_WORDS = {
    "deadline": "deadline, due, by monday, by friday, by tomorrow, go live, launch, expires, urgent, asap",
    "legal": "legal, lawyer, lawsuit, gdpr, hipaa, law, regulator, compliance, audit, fine",
    "security": "security, breach, leak, leaked, vulnerability, hacked, unauthorized, exposed, stolen",
    "data loss": "data loss, lost, deleted, disappeared, gone, wiped, overwritten, corrupted, vanished",
    "money": "money, charged, refund, payment, payments, revenue, invoice, billing, overcharged, sales, paid",
    "churn threat": "cancel, cancelling, leave, leaving, switch, switching, competitor, renew, alternative",
    "outage": "outage, down, offline, unavailable, unreachable, nobody can, cannot work, not working, 503",
    "many affected": "everyone, everybody, all users, all our, many users, customers, whole team, nobody",
}
EFFECT_WORDS = {
    "experience": "confusing, hard to find, hard to use, redesign, moved, removed, clicks, ads, ugly",
    "performance": "slow, slower, lag, laggy, memory, battery, timeout, timeouts, latency, freezes, hangs",
    "compatibility": "broke, integration, script, plugin, import, deprecated, endpoint, api, browser",
    "security": "security, exposed, permissions, password, login, leak, public, vulnerability, access",
    "operations": "outage, downtime, deployment, down, manual, manually, by hand, workaround, quota, cost",
}


def lines() -> list[str]:
    """The section on urgency cues and adverse effects in the results."""
    return [
        "## Urgency cues and adverse effects",
        "",
        "Texts and labels by one writer who saw neither rules nor word lists. The dev part was read while",
        "the rules were written, so its figures flatter. The test part was not read, and measured once, when",
        "the rules were done. The peer is one obvious list of keywords for each kind, tuned on neither.",
        "",
        *_section("urgency", "cues", URGENCY, urgency, URGENCY_WORDS),
        "",
        *_section("effects", "kinds", EFFECTS, effects, EFFECT_WORDS),
        "",
        *_changes(_cases("effects")),
    ]


class _Count(NamedTuple):
    right: int
    found: int
    wanted: int

    def cells(self) -> str:
        """Precision, recall and F1; "-" where nothing was found or wanted."""
        precision, recall = (f"{self.right / of:.2f}" if of else "-" for of in (self.found, self.wanted))
        both = self.found + self.wanted
        return f"{precision} | {recall} | {2 * self.right / both if both else 0:.2f}"


def _cases(name: str) -> list[Row]:
    with (CASES / f"tagging_{name}_cases.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _section(
    name: str,
    column: str,
    kinds: Sequence[str],
    read: Callable[[str], Sequence[Urgency | Effect]],
    lists: Mapping[str, str],
) -> list[str]:
    rows = _cases(name)
    sizes = ", ".join(f"{sum(row['part'] == part for row in rows)} {part}" for part in PARTS)
    patterns = {kind: _any_of(words) for kind, words in lists.items()}
    ours = [frozenset(one.kind for one in read(row["text"])) for row in rows]
    peer = [frozenset(k for k, p in patterns.items() if p.search(row["text"].lower())) for row in rows]
    return [
        f"{name.capitalize()} ({sizes}): precision, recall and F1.",
        "",
        "| kind | in test | rules, dev | | | rules, test | | | keywords, dev | | | keywords, test | | |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
        *(_row(kind, [kind], rows, column, (ours, peer)) for kind in kinds),
        _row("**all (micro)**", kinds, rows, column, (ours, peer)),
    ]


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words.split(', ')))})\b")


def _row(
    title: str, kinds: Sequence[str], rows: list[Row], column: str, answers: Sequence[Sequence[Kinds]]
) -> str:
    counts = [_count(kinds, rows, column, found, part) for found in answers for part in PARTS]
    return f"| {title} | {counts[1].wanted} | {' | '.join(count.cells() for count in counts)} |"


def _count(kinds: Sequence[str], rows: list[Row], column: str, answers: Sequence[Kinds], part: str) -> _Count:
    right = found = wanted = 0
    for row, answer in zip(rows, answers, strict=True):
        if row["part"] == part:
            true = frozenset(row[column].split(";")) & frozenset(kinds)
            told = answer & frozenset(kinds)
            right, found, wanted = right + len(true & told), found + len(told), wanted + len(true)
    return _Count(right, found, wanted)


def _changes(rows: list[Row]) -> list[str]:
    return [
        "The change that is blamed, over the cases that name one: found exactly, or one holding the other",
        "(overlapping); and cases with effects that name none, for which the rules blame none either.",
        "",
        "| part | name a change | exactly | exactly or overlapping | name none | rules blame none |",
        "|---|---|---|---|---|---|",
        *(_change_row(part, [row for row in rows if row["part"] == part and row["kinds"]]) for part in PARTS),
    ]


def _change_row(part: str, rows: list[Row]) -> str:
    named = [row for row in rows if row["change"]]
    silent = [row for row in rows if not row["change"]]
    blamed = {row["text"]: {one.change for one in effects(row["text"])} - {""} for row in rows}
    exactly = sum(row["change"] in blamed[row["text"]] for row in named)
    overlapping = sum(any(_overlap(row["change"], one) for one in blamed[row["text"]]) for row in named)
    none = sum(not blamed[row["text"]] for row in silent)
    cells = (
        len(named),
        _share(exactly, named),
        _share(overlapping, named),
        len(silent),
        _share(none, silent),
    )
    return f"| {part} | {' | '.join(map(str, cells))} |"


def _overlap(one: str, other: str) -> bool:
    """Whether one holds the other; a shared "the" would prove nothing."""
    return one in other or other in one


def _share(count: int, rows: list[Row]) -> str:
    return f"{count / len(rows):.2f}" if rows else "-"
