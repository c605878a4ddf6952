"""Decisions about backlog items in words, and what newer evidence says of them. Not for users' eyes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from feedback_insights.records import DecidedStatus, DecisionBasis, FeatureDecision
from feedback_insights.report.lines import one_line
from feedback_insights.report.words import (
    day,
    listing,
    number,
    people,
    plural,
    ranks,
    share_interval,
)

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Reviewed, ReviewedOrder

STATUS: dict[DecidedStatus, str] = {
    "accepted": "accepted",
    "planned": "planned",
    "in_progress": "in progress",
    "shipped": "shipped",
    "declined": "declined",
    "later": "put off",
}


_SHARE = {"more": "a larger share", "less": "a smaller share", "unclear": "no clear change of the share"}


def status_sentence(decision: FeatureDecision) -> str:
    """Status and reason in one sentence: "Declined on 30 Sep 2026 by Ana: too few partners need it."."""
    due = f", announced for {decision.due}" if decision.due else ""
    told = f"{STATUS[decision.status].capitalize()} on {day(date.fromisoformat(decision.on))}"
    reason = one_line(decision.reason or decision.earlier_reason).rstrip(".")
    why = f": {reason}" if reason else ", no reason given"
    if reason and decision.earlier_number is not None:
        why += f" (the reason of decision {decision.earlier_number})"
    return f"{told} by {one_line(decision.author)}{due}{why}."


def verdict_sentence(one: Reviewed) -> str:
    """What newer evidence says of a decision, with the figures it rests on."""
    told = [*_findings(one)] if one.now else ["it left the backlog"]
    if one.now and one.verdict == "unknown":
        told = ["the run had not read the item, so that nothing can be compared"]
    told += _beside(one)
    lead = {"unchanged": "no clear change", "unknown": "cannot be compared"}.get(one.verdict, one.verdict)
    return f"{lead}: {'; '.join(told)}" if told else lead


def _findings(one: Reviewed) -> Iterator[str]:
    now, then = one.now, one.decision.basis
    if now is None or one.verdict == "unknown":
        return
    if one.decision.status != "shipped" and (more := _more(one)):
        yield more
    if {"rank_rose", "rank_fell"}.intersection(one.rules):
        yield f"{_place(then)} then, {_place(now)} now"
    if change := _since(one):
        yield change


def _more(one: Reviewed) -> str:
    """How many more people ask for it; empty where there is no difference to tell."""
    gap = one.more
    if gap.value is None or gap.low is None or gap.high is None:
        return one.more.reason
    if gap.low > 0:
        ends = f"{number(gap.low)}–{number(gap.high)}"
        return f"about {number(gap.value)} more people ask for it than then ({ends})"
    then, now = one.decision.basis.people, one.now.people if one.now else 0
    return f"{people(now)} ask for it, {then:,} then" if then != now else f"{people(now)} as then"


def _place(basis: DecisionBasis) -> str:
    return f"rank {ranks(basis.rank_low, basis.rank_high)} of {basis.ranked} in tier {basis.tier}"


def _since(one: Reviewed) -> str:
    """Of those heard after that day how many speak of it, and of those heard until then."""
    change = one.change
    verb = "complain" if one.decision.status == "shipped" else "ask"
    if change is None:
        return "nobody complains of it" if one.decision.status == "shipped" else ""
    if not change.now.of:
        return "nobody was heard since" if one.decision.status == "shipped" else ""
    since, until = share_interval(change.now), share_interval(change.before)
    told = f"of those heard since {since} {verb}, of those until then {until}: {_SHARE[change.trend]}"
    return f"{told}; {one.undated:,} said without a date" if one.undated else told


def _beside(one: Reviewed) -> list[str]:
    """What a reader must know besides."""
    told = []
    now, then = one.now, one.decision.basis
    if now and now.effort != then.effort:
        told.append(f"its effort was {_effort(then)}, now {_effort(now)}")
    if one.agrees is False:
        told.append(f"the backlog says {one_line(one.backlog_status or '')}")
    if one.overdue:
        told.append(f"announced for {one.decision.due}, which is over")
    if one.other_way:
        told.append("counted by other models or settings than then")
    return told


def _effort(basis: DecisionBasis) -> str:
    return "unknown" if basis.effort is None else number(basis.effort)


def order_sentences(one: ReviewedOrder) -> Iterator[str]:
    """The order that was chosen, and the pairs of it that the evidence would turn round."""
    order = one.order
    reason = one_line(order.reason).rstrip(".")
    yield (
        f"Order chosen on {day(date.fromisoformat(order.on))} by {one_line(order.author)}:"
        f" {', '.join(order.features)}{f' ({reason})' if reason else ''}."
    )
    fresh = [pair for pair in one.against if pair not in one.against_then]
    for first, second in fresh:
        yield f"contradicted: by now {second} surely comes before {first}"
    if known := len(one.against) - len(fresh):
        yield f"{plural(known, 'pair')} against the evidence, as when it was chosen"
    if one.verdict == "confirmed":
        yield "confirmed: no pair is against the evidence any more"
    if one.gone:
        yield f"no longer in the backlog: {listing(one.gone)}"
    if one.other_way:
        yield "counted by other models or settings than then"
