"""Why a feature stands where it stands, in one sentence."""

from __future__ import annotations

from feedback_insights.records import Score, Value

_COMPLAINTS = ("wishes or cosmetic issues", "minor issues", "moderate issues", "major issues", "blockers")
_WIDE = 0.5  # relative half-width of the reach interval
_FEW = 1 / 3  # share of the accounts that, holding half of the reach, decide its interval


def reason_sentence(score: Score) -> str:
    """Say in one plain sentence who speaks for the feature, how surely, and what is missing.

    Reads only the score and its inputs: "12 people at 9 accounts (at least), mostly blockers; the interval
    is wide because 3 of 9 accounts hold half of it; effort missing."
    """
    parts = [_who(score), _width(score), _money(score), _missing(score), _assumed(score)]
    return "; ".join(filter(None, parts)) + "."


def _who(score: Score) -> str:
    reach = score.inputs["reach"].value
    if reach is None:
        return "No feedback is linked to it yet, which does not mean that nobody wants it"
    people = score.inputs["people"]
    if not people.value and people.high:
        return (
            f"A theme of {_number(people.high, 'person')} is linked to it, but no link of their own is sure"
            f" enough to count anybody; all together they add up to {_number(reach, 'person')}"
        )
    if not people.value:
        return (
            f"No link is sure enough to count anybody; the unsure ones add up to {_number(reach, 'person')}"
        )
    accounts = score.inputs["accounts_counted"].value
    where = f" at {_number(accounts, 'account')}" if accounts else ""
    return f"{_number(people.value, 'person')}{where} (at least), {_feeling(score)}"


def _assumed(score: Score) -> str:
    """How many there are at most, and who they would be; nothing where that is no other number."""
    people = score.inputs["people"]
    if not people.value or not people.high or people.high == people.value:
        return ""
    others = {
        "by_theme": "all members of its themes",
        "customers_assumed": "each anonymous record as a person",
    }
    counted = " and ".join(words for name, words in others.items() if name in people.reason)
    return f"at most {_number(people.high, 'person')}, counting {counted}"


def _feeling(score: Score) -> str:
    most, mean = score.inputs["severity_most"].value, score.inputs["severity"].value
    if most is not None:
        return f"mostly {_COMPLAINTS[int(most)]}"
    return "severity unknown" if mean is None else f"severity mixed, {mean:.1f} of 4 on average"


def _width(score: Score) -> str:
    reach = score.inputs["reach"]
    if reach.value is None or _relative_width(reach) <= _WIDE:
        return ""
    units, half = score.inputs["units"].value or 0.0, score.inputs["units_half"].value or 0.0
    whom = "account" if score.inputs["accounts"].value else "person"
    if "partial" in score.inputs["accounts"].reason:
        whom = "account or single person"
    if units > 2 and half <= _FEW * units:
        return f"the interval is wide because {half:.0f} of {_number(units, whom)} hold half of it"
    if "interval_unreliable" in reach.reason:
        return f"the interval is wide because only {_number(units, whom)} may stand behind it"
    return "the interval is wide because most links are unsure"


def _relative_width(value: Value) -> float:
    if not value.value or value.low is None or value.high is None:
        return 0.0
    return (value.high - value.low) / 2 / value.value


def _money(score: Score) -> str:
    share = score.inputs["revenue_top_share"].value
    return f"one account holds {share:.0%} of the revenue behind it" if share and share > 0.5 else ""


def _missing(score: Score) -> str:
    gaps = [name for name in ("impact", "effort") if score.inputs[name].value is None]
    if score.inputs["reach"].value is None:
        gaps = [name for name in gaps if name == "effort"]
    return f"{' and '.join(gaps)} missing" if gaps else ""


def _number(number: float, noun: str) -> str:
    text = f"{number:.0f}" if number == int(number) else f"{number:.1f}"
    if text in ("1", "1.0"):
        return f"{text} {noun}"
    plural = " or ".join(_PLURALS.get(word, word) for word in noun.split(" or "))
    return f"{text} {plural}"


_PLURALS = {"person": "people", "account": "accounts", "single person": "single people"}
