"""One feature that somebody speaks for: what is summed for it, and how a sum becomes a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from feedback_insights.directory import Directory
from feedback_insights.priority._rice_inputs import SEVERITY_IMPACT
from feedback_insights.priority._severity_error import Misread
from feedback_insights.priority._voices import Crowd, Following
from feedback_insights.priority.uncertainty import Floats, Sums, Voices
from feedback_insights.records import Account, Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics.proportions import Z90, wilson
from feedback_insights.statistics.resampling import FEWEST_CLUSTERS, expanded_percentiles, percentiles
from feedback_insights.statistics.sums import gamma_interval

UNITS = "accounts or people without one"

# columns of the sums over people, and over accounts
PEOPLE, EVERY_RECORD, TONE_KNOWN, TONE = range(4)
TOLD = slice(4, 9)  # people by the severity that they were told to have
FACTS = TOLD.stop
ACCOUNTS, REVENUE = range(2)

IMPACTS = np.array(SEVERITY_IMPACT)
TONE_STEPS = 1000  # a person's mean sentiment as whole thousandths
_MOST_MONEY = 1e18  # sums over accounts and draws stay finite
_MONEY_STEPS = 2.0**32  # an account's revenue as a whole number, relative to all of them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contributions:
    """What a sum over units is made of."""

    parts: Floats  # what each unit behind the feature is expected to add
    link_variance: float  # of the sum, where only the links are in doubt
    behind: float  # expected units behind it
    of: int  # units heard
    whole: float  # the sum if everybody heard stood behind it; inf = not to be told
    noun: str

    def interval(self, total: float) -> tuple[float, float]:
        """Fay and Feuer's, but no more than if everybody heard stood behind it.

        Its variance is estimated from few parts, so it is stretched as t exceeds the normal quantile, at
        Satterthwaite's degrees of freedom.
        """
        between = fsum(self.parts**2) - total**2 / self.of  # over samples of units, as in `link_share`
        variance = max(between, self.link_variance) * self.of / max(self.of - 1, 1)
        largest = max(float(self.parts.max()) - total / self.of, 0.0)
        low, high = gamma_interval(total, variance * self._stretch(), largest)
        return low, min(high, self.whole)

    def _stretch(self) -> float:
        from scipy.special import stdtrit

        squares = (self.parts / (self.parts.max() or 1.0)) ** 2
        freedom = 2 * fsum(squares) ** 2 / (fsum(squares**2) or 1.0)
        return float(stdtrit(max(freedom, 1.0), 0.95) / Z90) ** 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One feature that somebody speaks for, with what its figures are made from."""

    feature_id: str
    following: Following
    sums: Sums
    crowd: Crowd
    directory: Directory
    settings: PrioritySettings
    misread: Misread | None  # None = severities are certain

    @property
    def behind(self) -> float:
        """Expected units behind the feature: accounts, and people without one."""
        return fsum(self.following.unit_q)

    def plain(self, value: float, method: str, *reasons: str) -> Value:
        """A figure without an interval."""
        return Value(value=value, method=method, reason=_joined(reasons), evidence=self.following.evidence)

    def unknown(self, reason: str) -> Value:
        return Value(value=None, reason=reason, evidence=self.following.evidence)

    def mean(
        self,
        value: float,
        method: str,
        draws: Floats,
        *reasons: str,
        among: NDArray[np.bool_],
        scale: tuple[float, float],
    ) -> Value:
        """A mean over `among` the people, with its bootstrap interval, wider where few units have a say.

        Less than two units' worth of say shows no spread: then it is widened to Wilson's 90 % interval of
        the value's place on its scale.
        """
        say = np.bincount(self.following.unit[among], self.following.q[among])
        units = fsum(say) ** 2 / fsum(say**2)
        ends = [*(expanded_percentiles(draws, units) or ())]
        if units < 2:
            lowest, length = scale[0], scale[1] - scale[0]
            place = wilson(min(max((value - lowest) / length, 0), 1) * units, units, Z90) or ()
            ends += [lowest + length * end for end in place]
        told = f"{method}; {self._bootstrapped(draws)}, widened for {units:.1f} effective units"
        return self._between(value, told, ends, _doubt(self.behind, UNITS), *reasons)

    def total(self, value: float, method: str, draws: Floats, *reasons: str, sum_of: Contributions) -> Value:
        """A sum over units: the bootstrap's interval, or Fay and Feuer's where that reaches further.

        The bootstrap alone is too short to the right where a few units hold much of the sum. With fewer than
        ten expected units behind the feature, of those heard, it is also widened to Wilson's 90 % interval of
        the share behind / of, times of * value / behind (what one unit adds is held at the mean that was
        observed).
        """
        behind, of = sum_of.behind, sum_of.of
        ends = [*(percentiles(draws) or ()), *sum_of.interval(value)]
        told = f"{method}; {self._bootstrapped(draws)}, widened to Fay and Feuer's for uneven sums"
        doubt, share = _doubt(behind, sum_of.noun), wilson(min(behind, of), of, Z90)
        if doubt and share is not None:
            ends += [end * of * value / behind for end in share]
            told += f", and to 90 % Wilson on {behind:.1f} of {of} {sum_of.noun}, scaled"
        return self._between(value, told, ends, doubt, *reasons)

    def _bootstrapped(self, draws: Floats) -> str:
        return f"90 % cluster bootstrap, {len(draws)} draws of {self.crowd.units} {UNITS}"

    def _between(self, value: float, method: str, ends: Iterable[float], *reasons: str) -> Value:
        low, high = min(value, *ends), max(value, *ends)
        return replace(self.plain(value, method, *reasons), low=low, high=high)


def partial(known: NDArray[np.bool_], what: str) -> str:
    """How many people a figure is known of, where it is not known of all."""
    return "" if known.all() else f"partial: {int(known.sum())} of {known.size} people have a {what}"


def weighted(weights: Floats, values: Floats) -> float:
    """The weighted mean."""
    return fsum(weights * values) / fsum(weights)


def _joined(reasons: tuple[str, ...]) -> str:
    return "; ".join(filter(None, reasons))


def _doubt(behind: float, noun: str) -> str:
    """Why an interval is not to be trusted, or nothing."""
    if behind >= FEWEST_CLUSTERS:
        return ""
    return f"interval_unreliable: {behind:.1f} {noun}, fewer than {FEWEST_CLUSTERS}"


def voices(following: Following, directory: Directory) -> Voices:
    """What the bootstrap is to sum for one feature, in whole numbers so that sums are exact."""
    toned = ~np.isnan(following.tone)
    facts = [
        following.counted,
        np.ones(following.q.size),
        toned,
        np.rint(np.where(toned, following.tone, 0) * TONE_STEPS),
        *(following.severity == level for level in range(IMPACTS.size)),
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
    return fsum(revenue) / _MONEY_STEPS or 1.0


def arr(account: Account) -> float:
    """Yearly revenue, 0 where unknown. Raises ValueError naming the account if it is no amount of money."""
    amount = account.arr or 0.0
    if not 0 <= amount <= _MOST_MONEY:
        rule = f"it must be 0 or more, and at most {_MOST_MONEY:g}"
        raise ValueError(f"account {account.id!r} has a yearly revenue of {amount}; {rule}")
    return amount
