"""What got worse, and ratings beside words, as a report shows them."""

from __future__ import annotations

from collections.abc import Iterable

from feedback_insights.figures import AdverseEffect, Contradiction
from feedback_insights.report._evidence import Evidence
from feedback_insights.report.tag_parts import ContradictionRow, EffectRow


def effect_rows(evidence: Evidence, found: Iterable[AdverseEffect]) -> tuple[EffectRow, ...]:
    """Every kind, and every change that enough people name, with one quote of a theme of enough people."""
    rows = []
    for one in found:
        withheld = evidence.withheld(one.people.count)
        if one.change is not None and withheld:
            continue  # its name is words, too
        quotable = [id for id in one.statements if evidence.may_quote(id)]
        rows.append(
            EffectRow(
                kind=one.kind,
                change=one.change,
                people=one.people,
                audiences=one.audiences,
                quotes=() if withheld else evidence.quotes(quotable, most=1),
                withheld=withheld,
            )
        )
    return tuple(rows)


def contradiction_rows(evidence: Evidence, found: Iterable[Contradiction]) -> tuple[ContradictionRow, ...]:
    """Every record whose rating and words contradict, with its clearest words where they may be quoted."""
    return tuple(
        ContradictionRow(
            rating=f"{one.rating:g} of {one.scale.high:g}",
            sentiment=one.sentiment,
            probability=one.probability,
            quotes=evidence.quotes([one.statement_id], most=1)
            if evidence.may_quote(one.statement_id)
            else (),
            withheld="" if evidence.may_quote(one.statement_id) else evidence.withheld(1),
        )
        for one in found
    )
