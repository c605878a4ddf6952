"""The first sentence of a report: what to do first, how sure that is, and what is missing."""

from __future__ import annotations

from feedback_insights.report.parts import FeatureRow, ReportData
from feedback_insights.report.words import listing, mood_word, people, percent, plural, scope_words

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
    return "; ".join([f"{_lead(asked[0])}{_certainty(asked, data.certainty)}", *_missing(data)]) + "."


def _lead(first: FeatureRow) -> str:
    who = people(first.people)
    if first.accounts:
        who += f" at {plural(first.accounts, 'account')}"
    ask = "asks" if first.people == 1 else "ask"
    if first.stage == "in_progress":
        return f"Finish “{first.title}” ({first.id}), already in progress: at least {who} {ask} for it"
    return f"Start with “{first.title}” ({first.id}): at least {who} {ask} for it"


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
