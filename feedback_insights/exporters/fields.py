"""What a profile can fill a column with: fields of a backlog item, its score and the evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedback_insights.exporters.entries import Entry

Cell = str | int | float | tuple[str, ...] | None
TEXT, ASK, INPUT = "text:", "ask:", "input."


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One field: what it is, and how an item fills it; None = unknown, or nothing to say."""

    meaning: str
    of: Callable[[Entry], Cell]


def _known() -> dict[str, FieldOf]:
    return {
        "id": FieldOf(
            "the item's id: the backlog's own, or what `[ids]` of the profile says", lambda e: e.id
        ),
        "title": FieldOf("as in the backlog", lambda e: e.feature.title),
        "description": FieldOf("as in the backlog, as plain text", lambda e: e.feature.description or None),
        "status": FieldOf("as in the backlog", lambda e: e.feature.status),
        "type": FieldOf("as in the backlog", lambda e: e.feature.type),
        "parent": FieldOf("id of its parent, as in the backlog", lambda e: e.feature.parent),
        "labels": FieldOf("as in the backlog; a list", lambda e: e.feature.labels),
        "product": FieldOf("product or component, as in the backlog", lambda e: e.feature.product),
        "url": FieldOf("as in the backlog", lambda e: e.feature.url),
        "created": FieldOf("as in the backlog, ISO 8601", lambda e: e.feature.created),
        "resolved": FieldOf("as in the backlog, ISO 8601", lambda e: e.feature.resolved),
        "score": FieldOf("the score; blank where there is none", lambda e: e.figure(e.value)),
        "low": FieldOf("lower end of its 90 % interval", lambda e: e.figure(e.low)),
        "high": FieldOf("upper end of its 90 % interval", lambda e: e.figure(e.high)),
        "tier": FieldOf("items of one tier cannot be told apart; 1 is best", lambda e: e.tier),
        "ranks": FieldOf("90 % interval of its rank: 1 to 4", lambda e: e.ranks),
        "priority": FieldOf("what `tiers` of the profile says of its tier", lambda e: e.priority),
        "why": FieldOf("one sentence on why it stands where it stands", lambda e: e.why),
        "why_blank": FieldOf("why there is no score; blank where there is one", lambda e: e.why_blank),
        "caution": FieldOf("why a score that is there is less sure", lambda e: e.caution),
        "score_status": FieldOf("scored, effort missing, no evidence, ...", lambda e: e.score_status),
        "reach": FieldOf("people expected to ask for it", lambda e: e.input("reach")),
        "impact": FieldOf("0.25 minimal to 3 massive, from severity", lambda e: e.input("impact")),
        "confidence": FieldOf("0.5 low, 0.8 medium, 1 high", lambda e: e.input("confidence")),
        "effort": FieldOf("in the backlog's own unit", lambda e: e.input("effort")),
        "effort_whole": FieldOf("the same where it is a whole number, else blank", lambda e: e.effort_whole),
        "people": FieldOf("different people who ask for it, at least", lambda e: e.count("people")),
        "accounts": FieldOf("their known accounts, at least", lambda e: e.count("accounts_counted")),
        "revenue": FieldOf("yearly revenue of these accounts", lambda e: e.input("revenue")),
        "severity": FieldOf("mean over people, 0 to 4", lambda e: e.input("severity")),
        "method": FieldOf("the scoring method of these fields", lambda e: e.method),
        "run": FieldOf("id of the run", lambda e: e.run),
        "as_of": FieldOf("the run's date, ISO 8601", lambda e: e.as_of),
        "change": FieldOf("why it moved; only with --changed-since", lambda e: e.change),
        "summary": FieldOf("the evidence in a few lines of Markdown, with quotes", lambda e: e.summary),
    }


FIELDS: Mapping[str, FieldOf] = _known()


def split_field(field: str) -> tuple[str, str]:
    """The method that a field names ("" = the profile's) and the field itself: "wsjf:score"."""
    method, separator, name = field.partition(":")
    return (method, name) if separator and field[: len(TEXT)] != TEXT else ("", field)


def method_of(field: str) -> str:
    """The method that a field names; "" = the profile's, or none."""
    return "" if field.startswith((TEXT, ASK)) else split_field(field)[0]


def check_field(field: str) -> None:
    """Raise ValueError that lists the known fields, unless a field is one of them."""
    if field.startswith((TEXT, ASK)):
        return
    name = split_field(field)[1]
    if name not in FIELDS and not (name.startswith(INPUT) and name != INPUT):
        raise ValueError(
            f"no field {field!r}; known: {', '.join(FIELDS)}, input.NAME, each also as METHOD:FIELD;"
            f" text:... is written as it stands"
        )
