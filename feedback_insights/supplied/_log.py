"""What stands in the log of numbers that people gave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from feedback_insights.records import Decision, Feature
from feedback_insights.supplied._inputs import input_named
from feedback_insights.supplied._numbers import Amount, read_amount
from feedback_insights.triage import SET, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """A number that somebody gave for an input of a feature."""

    amount: Amount
    author: str  # "" = nobody: it is only supposed
    reason: str = ""
    decision: int | None = None

    @property
    def told(self) -> str:
        """Who gave it and why: "supplied by Ana (decision 4): two teams asked"."""
        if self.decision is None:
            return "supposed, not kept"
        return f"supplied by {self.author} (decision {self.decision})" + (
            f": {self.reason}" if self.reason else ""
        )


SuppliedInputs = Mapping[str, Mapping[str, Supplied]]  # feature id -> input -> what was given


def supplied_inputs(decisions: Sequence[Decision]) -> dict[str, dict[str, Supplied]]:
    """What people gave and nobody took back, by feature and input; the last one stands."""
    found: dict[str, dict[str, Supplied]] = {}
    for decision in standing(decisions):
        if decision.verb == SET and not _problem(decision):
            given = decision.arguments
            found.setdefault(given["feature"], {})[given["input"]] = Supplied(
                amount=read_amount(given["value"]),
                author=decision.author,
                reason=decision.reason,
                decision=decision.id,
            )
    return {id: dict(sorted(given.items())) for id, given in sorted(found.items())}


def unapplied(decisions: Sequence[Decision], features: Collection[str]) -> dict[int, str]:
    """Which numbers that stand could not be taken, and why, by decision."""
    notes: dict[int, str] = {}
    for decision in standing(decisions):
        if decision.verb == SET:
            gone = decision.arguments.get("feature") not in features
            why = _problem(decision) or (
                f"the backlog has no {decision.arguments['feature']}" if gone else ""
            )
            if why:
                notes[decision.id] = f"was not applied: {why}"
    return notes


def _problem(decision: Decision) -> str:
    """Why a decision cannot be read: a later version's, perhaps."""
    given = decision.arguments
    if missing := [name for name in ("feature", "input", "value") if not given.get(name)]:
        return f"it does not say which {missing[0]}"
    try:
        input_named(given["input"]).check(read_amount(given["value"]))
    except ValueError as error:
        return str(error)
    return ""


def supplied_digest(supplied: SuppliedInputs) -> str:
    """Characters that stand for what was given, by whom; empty where nothing was."""
    told = [
        "\x1f".join((feature, name, one.amount.text, one.author, one.reason, str(one.decision)))
        for feature, given in sorted(supplied.items())
        for name, one in sorted(given.items())
    ]
    return blake2b("\n".join(told).encode("utf-8", "replace"), digest_size=8).hexdigest() if told else ""


def with_supplied_efforts(features: Sequence[Feature], supplied: SuppliedInputs) -> list[Feature]:
    """The backlog with the efforts that were given, for what is summed over the parts of a whole."""
    return [
        replace(feature, effort=given["effort"].amount.value)
        if "effort" in (given := supplied.get(feature.id, {}))
        else feature
        for feature in features
    ]
