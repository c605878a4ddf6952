"""What got worse, and ratings beside words, as a report shows them."""

from __future__ import annotations

from collections.abc import Iterable

from feedback_insights.figures import AdverseEffect, Contradiction
from feedback_insights.report._evidence import Evidence
from feedback_insights.report.tag_parts import ContradictionRow, EffectRow


def effect_rows(evidence: Evidence, found: Iterable[AdverseEffect]) -> tuple[EffectRow, ...]:
    """Every kind and change with one quote, where enough people stand behind it."""
    return tuple(
        EffectRow(
            kind=one.kind,
            change=one.change,
            people=one.people,
            audiences=one.audiences,
            quotes=() if withheld else evidence.quotes(one.statements, most=1),
            withheld=withheld,
        )
        for one in found
        for withheld in (evidence.withheld(one.people.count),)
    )


def contradiction_rows(evidence: Evidence, found: Iterable[Contradiction]) -> tuple[ContradictionRow, ...]:
    """Every record whose rating and words contradict, with its clearest words: one person's each."""
    withheld = evidence.withheld(1)
    return tuple(
        ContradictionRow(
            rating=f"{one.rating:g} of {one.scale.high:g}",
            sentiment=one.sentiment,
            probability=one.probability,
            quotes=() if withheld else evidence.quotes([one.statement_id], most=1),
            withheld=withheld,
        )
        for one in found
    )
