"""Drafted backlog items as rows: the same in the tables, in the document and on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from feedback_insights.exporters import candidate_rows as rows
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.records import CandidateFeature, Share


def candidate_rows(selection: Selection) -> Iterator[rows.Candidate]:
    """The drafts, most people first, then what is nothing to build."""
    found = selection.candidates
    yield from map(candidate_row, (*found.drafts, *found.nothing_to_build))


def left_out(selection: Selection) -> rows.LeftOut:
    """What is not drafted."""
    found = selection.candidates
    return rows.LeftOut(
        few=found.few,
        fewest_people=found.fewest,
        dismissed=tuple(one.theme for one in found.dismissed),
        grown=tuple(one.theme for one in found.grown),
    )


def candidate_row(one: CandidateFeature) -> rows.Candidate:
    """One draft, or what is none."""
    share, asks, mood, burst = one.share, one.requests, one.mood, one.burst
    return rows.Candidate(
        id=one.id,
        theme_id=one.theme,
        status="nothing to build" if one.nothing_to_build else "draft",
        title=one.title,
        titled_by=one.titled_by,
        problem=one.problem.statement_id if one.problem else None,
        problem_text=one.problem.text if one.problem else None,
        quotes=tuple(quote.statement_id for quote in one.quotes),
        withheld=bool(one.withheld),
        people=one.people,
        assumed_people=one.assumed,
        accounts=one.accounts,
        statements=one.statements,
        heard=share.of if share else None,
        share=share.value if share else None,
        share_low=share.low if share else None,
        share_high=share.high if share else None,
        bugs=asks.bug if asks else None,
        feature_requests=asks.feature_request if asks else None,
        usability=asks.usability if asks else None,
        questions=asks.question if asks else None,
        praise=asks.praise if asks else None,
        other=asks.other if asks else None,
        negative=mood.negative if mood else None,
        neutral=mood.neutral if mood else None,
        positive=mood.positive if mood else None,
        tone_unknown=mood.unknown if mood else None,
        severity_0=one.severity[0],
        severity_1=one.severity[1],
        severity_2=one.severity[2],
        severity_3=one.severity[3],
        severity_4=one.severity[4],
        severity_unknown=one.severity_unknown,
        urgency=tuple(f"{kind} {count}" for kind, count in one.urgency.items()),
        effects=tuple(f"{kind} {count}" for kind, count in one.effects.items()),
        first=_day(one.first),
        last=_day(one.last),
        undated=one.undated,
        burst_first=_day(burst.first) if burst else None,
        burst_statements=burst.statements if burst else None,
        burst_unusual=burst.unusual if burst else None,
        people_without_burst=burst.customers if burst else None,
        audiences=_makeup(one.makeup, "audience"),
        products=_makeup(one.makeup, "product"),
        channels=_makeup(one.makeup, "channel"),
        parent_id=one.parent.feature_id,
        parent_probability=number(one.parent.probability),
        parent_reason=one.parent.reason,
        nearest=tuple(item.feature_id for item in one.nearest),
        stability=number(one.stability),
        unsettled=one.unsettled,
        reason=one.nothing_to_build or None,
    )


def _makeup(makeup: Mapping[str, Mapping[str, Share]], facet: str) -> tuple[str, ...]:
    return tuple(f"{value} {share.count} of {share.of}" for value, share in makeup[facet].items())


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
