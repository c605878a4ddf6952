"""The first sentence of a report: what to do first, how sure that is, and what is missing."""

from __future__ import annotations

from feedback_insights.report.parts import FeatureRow, ReportData
from feedback_insights.report.sentences import days
from feedback_insights.report.words import listing, mood_word, people, percent, plural, ranks, scope_words

MOST = 0.5  # of all weightings
THIN = 10  # people; below, a lead rests on little


def verdict(data: ReportData) -> str:
    """One sentence in plain words, from the data alone."""
    if not data.scope.feedback and (data.scope.where or data.scope.window):
        return f"Nothing to report: nobody said anything in {scope_words(data.scope)}."
    if not data.scope.feedback:
        return f"Nothing to report: {plural(data.scope.records, 'record')} read, none of them holds feedback."
    if not data.features:
        return f"{_largest_theme(data)}; without a backlog nothing can be ranked yet."
    asked = [feature for feature in data.features if feature.contends]
    if not asked:
        still = "that could still be built " if any(f.supported for f in data.features) else ""
        return (
            f"None of the {plural(len(data.features), 'backlog item')} {still}is asked for in this feedback; "
            f"{_lower(_largest_theme(data))}."
        )
    first, rival = asked[0], _first_otherwise(asked)
    lead = f"{_lead(first, data.basis if rival else '')}{_certainty(asked, data.certainty)}"
    return "; ".join([lead, *_others(asked, rival), *_missing(data)]) + "."


def _first_otherwise(asked: list[FeatureRow]) -> FeatureRow | None:
    """The item that is first in most weightings of the criteria, where another one is ranked first."""
    found = max(asked, key=lambda feature: feature.first or 0.0)
    return found if found is not asked[0] and (found.first or 0.0) > MOST else None


def _lead(first: FeatureRow, only_by: str) -> str:
    """What to do first; where weightings speak for another item, by what this one is first."""
    who = people(first.people)
    if first.accounts:
        who += f" at {plural(first.accounts, 'account')}"
    asked = f"at least {who} {_ask(first)} for it{_without_burst(first)}"
    going = first.stage == "in_progress"
    if only_by:
        by = "reach" if only_by == "value" else "RICE"
        return f"{_named(first)}{', already in progress,' if going else ''} is first by {by}: {asked}"
    if going:
        return f"Finish {_named(first)}, already in progress: {asked}"
    return f"Start with {_named(first)}: {asked}"


def _others(asked: list[FeatureRow], rival: FeatureRow | None) -> list[str]:
    """Who is first in most weightings, and who has most people, where that is not the one ranked first."""
    first, told = asked[0], []
    crowd = max(asked, key=lambda feature: feature.people)
    more = crowd.people > first.people
    if rival:
        own = "no weighting ranks" if first.first is None else f"{percent(first.first, 1)} for"
        most = ", the most of all" if more and crowd is rival else ""
        told.append(
            f"but {_named(rival)} is first in {percent(rival.first or 0.0, 1)} of all weightings of the"
            f" criteria ({own} {first.id}), and at least {people(rival.people)} {_ask(rival)} for it{most}"
            f"{_without_burst(rival)}"
        )
    if more and crowd is not rival:
        told.append(f"most people, at least {crowd.people:,}, ask for {_named(crowd)}")
    return told


def _without_burst(feature: FeatureRow) -> str:
    """How many people and which rank are left without the days on which it was asked for all at once."""
    calm = feature.calm
    if calm is None or not calm.days:
        return ""
    now, left = (ranks(one.rank_low, one.rank_high) for one in (feature, calm))
    rank = "no rank" if calm.rank_low is None else f"rank {left} instead of {now}"
    return f", {calm.people or 'nobody'} without its burst of {days(calm.days)} ({rank})"


def _ask(feature: FeatureRow) -> str:
    return "asks" if feature.people == 1 else "ask"


def _named(feature: FeatureRow) -> str:
    return f"“{feature.title}” ({feature.id})"


def _certainty(asked: list[FeatureRow], certainty: float) -> str:
    first = asked[0]
    thin = " (little evidence)" if first.people < THIN else ""
    if first.rank_low is None or first.rank_high is None:
        return f"{thin}, but nothing can be ranked against it"
    peers = [f.id for f in asked[1:] if f.tier is not None and f.tier == first.tier]
    if not peers:
        return f"{thin}, and it leads with at least {percent(certainty, 1)} certainty"
    return f"{thin}, and its rank is {_between(first.rank_low, first.rank_high)}, level with {listing(peers)}"


def _between(low: int, high: int) -> str:
    return str(low) if low == high else f"between {low} and {high}"


def _missing(data: ReportData) -> list[str]:
    gaps = []
    if missing := data.without_effort:
        order = ", so the order goes by reach alone" if data.basis == "value" else ""
        gaps.append(f"{missing} of {plural(len(data.features), 'item')} lack effort{order}")
    theme = data.theme(data.uncovered[0]) if data.uncovered else None
    if theme and not theme.praise and not theme.unsettled:
        gaps.append(f"the backlog has no item for “{theme.name}” ({people(theme.people)})")
    return gaps


def _largest_theme(data: ReportData) -> str:
    if not data.themes:
        return "No theme comes up often enough to stand out"
    theme = data.themes[0]
    who = f"at least {people(theme.people)}"
    return f"The most common theme is “{theme.name}”, from {who}, {mood_word(theme.mood)}"


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
