"""One feature that somebody speaks for: what is summed for it, and how a sum becomes a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from feedback_insights.directory import Directory
from feedback_insights.priority._rice_inputs import SEVERITY_IMPACT
from feedback_insights.priority._voices import Crowd, Following
from feedback_insights.priority.uncertainty import Floats, Sums, Voices, percentiles
from feedback_insights.records import Account, Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics.proportions import Z90, wilson

FEWEST_UNITS = 10  # below, a bootstrap interval is not to be trusted (prioritization spec 6.2)
UNITS = "accounts or people without one"

# columns of the sums over people, and over accounts
PEOPLE, SEVERITY_KNOWN, SEVERITY, IMPACT, TONE_KNOWN, TONE = range(6)
ACCOUNTS, REVENUE = range(2)

IMPACTS = np.array(SEVERITY_IMPACT)
_IMPACT_QUARTERS = np.rint(IMPACTS * 4).astype(np.int64)
TONE_STEPS = 1000  # a person's mean sentiment as whole thousandths
_MOST_MONEY = 1e18  # sums over accounts and draws stay finite
_MONEY_STEPS = 2.0**32  # an account's revenue as a whole number, relative to the largest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One feature that somebody speaks for, with what its figures are made from."""

    following: Following
    sums: Sums
    crowd: Crowd
    directory: Directory
    settings: PrioritySettings

    @property
    def behind(self) -> float:
        """Expected units behind the feature: accounts, and people without one."""
        return fsum(self.following.unit_q)

    def plain(self, value: float, method: str, *reasons: str) -> Value:
        """A figure without an interval."""
        return Value(value=value, method=method, reason=_joined(reasons), evidence=self.following.evidence)

    def unknown(self, reason: str) -> Value:
        return Value(value=None, reason=reason, evidence=self.following.evidence)

    def drawn(self, value: float, method: str, draws: Floats, *reasons: str) -> Value:
        """A figure with the 5 % and 95 % points of its draws, widened where they leave out the figure."""
        ends = (value, *(percentiles(draws) or ()))
        bootstrapped = f"90 % cluster bootstrap, {len(draws)} draws of {self.crowd.units} {UNITS}"
        return replace(
            self.plain(value, f"{method}; {bootstrapped}", _doubt(self.behind, UNITS), *reasons),
            low=min(ends),
            high=max(ends),
        )

    def total(
        self, value: float, method: str, draws: Floats, *reasons: str, behind: float, of: int, noun: str
    ) -> Value:
        """A sum over units, whose interval is not trusted to the bootstrap alone where units are few.

        With fewer than ten expected units `behind` the feature, of `of` heard, it is Wilson's 90 % interval
        of the share behind / of, times of * value / behind (what one unit adds is held at the mean that was
        observed), or the bootstrap's where that reaches further.
        """
        figure = self.drawn(value, method, draws)
        doubt, share = _doubt(behind, noun), wilson(min(behind, of), of, Z90)
        if not doubt or share is None or figure.low is None or figure.high is None:
            return replace(figure, reason=_joined(reasons))
        scale = of * value / behind
        return replace(
            figure,
            low=min(figure.low, share[0] * scale),
            high=max(figure.high, share[1] * scale),
            method=f"{figure.method}, widened to 90 % Wilson on {behind:.1f} of {of} {noun}, scaled",
            reason=_joined((doubt, *reasons)),
        )


def _joined(reasons: tuple[str, ...]) -> str:
    return "; ".join(filter(None, reasons))


def _doubt(behind: float, noun: str) -> str:
    """Why an interval is not to be trusted, or nothing."""
    if behind >= FEWEST_UNITS:
        return ""
    return f"interval_unreliable: {behind:.1f} {noun}, fewer than {FEWEST_UNITS}"


def voices(following: Following, directory: Directory) -> Voices:
    """What the bootstrap is to sum for one feature, in whole numbers so that sums are exact."""
    severe, toned = following.severity >= 0, ~np.isnan(following.tone)
    facts = [
        np.ones(following.q.size),
        severe,
        np.where(severe, following.severity, 0),
        np.where(severe, _IMPACT_QUARTERS[following.severity], 0),
        toned,
        np.rint(np.where(toned, following.tone, 0) * TONE_STEPS),
    ]
    revenue = np.array([arr(directory.accounts[a]) for a in following.account])
    return Voices(
        unit=following.unit,
        q=following.q,
        facts=np.column_stack(facts).astype(np.float64),
        speakers=following.speakers[: len(following.account)],
        account_facts=np.column_stack([np.ones(revenue.size), np.rint(revenue / money_step(revenue))]),
    )


def money_step(revenue: Floats) -> float:
    return float(revenue.max(initial=0.0)) / _MONEY_STEPS or 1.0


def arr(account: Account) -> float:
    """Yearly revenue, 0 where unknown. Raises ValueError naming the account if it is no amount of money."""
    amount = account.arr or 0.0
    if not 0 <= amount <= _MOST_MONEY:
        rule = f"it must be 0 or more, and at most {_MOST_MONEY:g}"
        raise ValueError(f"account {account.id!r} has a yearly revenue of {amount}; {rule}")
    return amount
