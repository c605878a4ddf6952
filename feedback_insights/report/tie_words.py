"""Ties in words: how many there are, and how often the model alone would have said the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback_insights.report.words import percent, plural
from feedback_insights.statistics.proportions import Z90, wilson

_GAPS = {  # count of a run -> of one, of several
    "ties_unknown_tickets": (
        "1 ticket that the backlog or a file of ties names is not among the feedback",
        "{:,} tickets that the backlog or a file of ties names are not among the feedback",
    ),
    "ties_unknown_items": (
        "1 item that a record, an item or a file of ties names is not in the backlog",
        "{:,} items that records, items or a file of ties name are not in the backlog",
    ),
    "ties_ambiguous": (
        "1 ticket id belongs to records of several tools or sites and ties none",
        "{:,} ticket ids belong to records of several tools or sites and tie none",
    ),
    "ties_wordless": (
        "1 tie is of a record with nothing to quote and gives no link",
        "{:,} ties are of records with nothing to quote and give no link",
    ),
    "ties_decided": ("1 tie gave way to what a person decided", "{:,} ties gave way to what people decided"),
}


def agreement(counts: Mapping[str, int]) -> str:
    """How the model's own links agree with the ties of a run; "" where no tie can tell.

    Counts and shares of the tied records, each with Wilson's 90 % interval, however few they are.
    """
    of = counts.get("ties_records", 0)
    if not of:
        return ""
    first, top3, accepted = (_out_of(counts[f"ties_{name}"], of) for name in ("first", "top3", "accepted"))
    verb, their = ("is", "its item") if of == 1 else ("are", "such an item")
    return (
        f"{plural(of, 'record')} {verb} tied to backlog items by people's own tools. Alone, the model puts"
        f" {their} first for {first}, among its first three for {top3}, and counts it for {accepted}."
    )


def gaps(counts: Mapping[str, int]) -> Iterator[str]:
    """Ties that gave no link, and names that nothing here has."""
    for name, (one, many) in _GAPS.items():
        if count := counts.get(name, 0):
            yield one if count == 1 else many.format(count)


def _out_of(count: int, of: int) -> str:
    low, high = wilson(count, of, Z90) or (0.0, 1.0)
    return f"{count:,} of {of:,} ({percent(count, of)}, 90 %: {100 * low:.0f}–{100 * high:.0f} %)"
