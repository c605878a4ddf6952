"""What the tests of rule tables share: the cases of another writer, and what must hold of every table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from feedback_insights.tagging._findings import Rules


def cases(name: str) -> list[dict[str, str]]:
    """The rows of a table of cases."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def is_complete(table: Rules, kinds: Iterable[str]) -> None:
    """Every kind has rules, every exception names a hush, and nothing is found in nothing."""
    hushes = [*table.near, *table.wide, *table.back]
    assert {rule.kind for rule in table.rules} == set(kinds)
    assert {name for rule in table.rules for name in rule.despite} <= {"negation", *(h.name for h in hushes)}
    assert not any(entry.pattern.search("") for entry in (*table.rules, *hushes, *table.blames))


def micro_f1(rows: Iterable[dict[str, str]], column: str, kinds: Callable[[str], Iterable[str]]) -> float:
    """F1 over all kinds of the part that was not read while the rules were written."""
    right = missed = extra = 0
    for row in rows:
        if row["part"] == "test":
            wanted, found = set(filter(None, row[column].split(";"))), set(kinds(row["text"]))
            right += len(wanted & found)
            missed, extra = missed + len(wanted - found), extra + len(found - wanted)
    return 2 * right / (2 * right + missed + extra)
