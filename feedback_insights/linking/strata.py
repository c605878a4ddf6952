"""The listed pairs in strata, what a random sample of each says, and which pairs to draw next.

A stratum is statement or theme, accepted by the model or not, and a band of probability.

What makes a sample random although people answer what they like: every pair has a *ticket*, a hash of its
ids, and the sample of a stratum is its answered pairs up to the last ticket before which four in five are
answered. The review list asks the lowest tickets first, beside pairs that were chosen because they teach
most; those chosen ones count where their ticket would have come up anyway, else only as pairs that are known.
Pairs that somebody decided unasked, or a tool tied, are known, too, and never part of a sample.

A stratum's share of right pairs is Beta distributed about a line: log-odds a + b (the model's own mean
log-odds there), worth `HELD` answers, plus the stratum's own sample. The line is common to the strata of one
kind, because a model that is too sure is so in all of them; a and b have wide priors about 0 and 1 and are
summed out on a grid (hierarchical beta-binomial: Gelman et al., Bayesian Data Analysis, ch. 5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking.answers import Kind, Listed

Floats = NDArray[np.float64]

BANDS = (0.2, 0.35, 0.5, 0.65, 0.8, 0.9)  # where one ends and the next begins
HELD = 4.0  # the line counts as so many answers in each stratum
SHIFT, SLOPE = 1.5, 0.6  # prior standard deviations of a and b
ANSWERED = 0.8  # share of the lowest tickets that must be answered for a sample to reach so far
SEED = 0
_GRID = np.array([(a, b) for a in np.linspace(-5, 5, 41) for b in np.linspace(0.1, 2.1, 11)])


@dataclass(frozen=True)
class Stratum:
    """One stratum: what is not known yet, and what its sample says."""

    kind: Kind
    accepted: bool  # by the model
    band: int
    unknown: int  # pairs without an answer
    odds: float  # mean of the model's log-odds
    yes: int  # in the sample
    no: int
    waiting: tuple[Listed, ...]  # not answered, lowest ticket first


def strata(pairs: Iterable[Listed]) -> list[Stratum]:
    """The strata of the listed pairs, each with its sample, statements first."""
    grouped: dict[tuple[Kind, bool, int], list[Listed]] = defaultdict(list)
    for pair in pairs:
        band = sum(pair.probability >= edge for edge in BANDS)
        grouped[pair.kind, pair.accepted, band].append(pair)
    return [_stratum(*key, group) for key, group in sorted(grouped.items())]


def _stratum(kind: Kind, accepted: bool, band: int, group: Sequence[Listed]) -> Stratum:
    frame = sorted((p for p in group if p.answer is None or p.answer.asked), key=lambda p: (p.ticket, p.key))
    said = [p.answer.right for p in _sample(frame) if p.answer]
    probability = np.clip([p.probability for p in group], 0.005, 0.995)
    return Stratum(
        kind,
        accepted,
        band,
        unknown=sum(p.answer is None or p.answer.right is None for p in group),
        odds=float(np.mean(np.sort(np.log(probability / (1 - probability))))),
        yes=said.count(True),
        no=said.count(False),
        waiting=tuple(p for p in frame if p.answer is None),
    )


def _sample(frame: Sequence[Listed]) -> Sequence[Listed]:
    answered, reach = 0, 0
    for place, pair in enumerate(frame, start=1):
        answered += pair.answer is not None
        if pair.answer is not None and answered >= ANSWERED * place:
            reach = place
    return frame[:reach]


@dataclass(frozen=True)
class Shares:
    """What is known of the share of right pairs in some strata."""

    strata: Sequence[Stratum]

    @cached_property
    def _lines(self) -> list[tuple[Floats, Floats]]:
        """For each stratum the prior mean at every point of the grid, and the points' posterior weights."""
        from scipy.special import betaln

        means = [np.clip(_sigmoid(_GRID[:, 0] + _GRID[:, 1] * s.odds), 0.005, 0.995) for s in self.strata]
        prior = -0.5 * ((_GRID[:, 0] / SHIFT) ** 2 + ((_GRID[:, 1] - 1) / SLOPE) ** 2)
        fit = {kind: prior.copy() for kind in ("statement", "theme")}
        for s, mean in zip(self.strata, means, strict=True):
            a, b = HELD * mean, HELD * (1 - mean)
            fit[s.kind] += betaln(a + s.yes, b + s.no) - betaln(a, b)
        weights = {kind: np.exp(value - value.max()) for kind, value in fit.items()}
        return [
            (mean, weights[s.kind] / weights[s.kind].sum())
            for s, mean in zip(self.strata, means, strict=True)
        ]

    def draws(self, count: int) -> Floats:
        """Draws of the number of right pairs among those not answered: (count, strata)."""
        found = np.zeros((count, len(self.strata)))
        random = {kind: np.random.default_rng([SEED, kind == "theme"]) for kind in ("statement", "theme")}
        at: dict[str, NDArray[np.intp]] = {}
        for column, (s, (mean, weight)) in enumerate(zip(self.strata, self._lines, strict=True)):
            if s.kind not in at:
                at[s.kind] = random[s.kind].choice(len(weight), count, p=weight)
            held = mean[at[s.kind]]
            share = random[s.kind].beta(HELD * held + s.yes, HELD * (1 - held) + s.no)
            found[:, column] = random[s.kind].binomial(s.unknown, share)
        return found

    @cached_property
    def means(self) -> list[float]:
        """The expected share of right pairs among those not answered, stratum by stratum."""
        return [
            float((HELD * (weight @ mean) + s.yes) / (HELD + s.yes + s.no))
            for s, (mean, weight) in zip(self.strata, self._lines, strict=True)
        ]

    def variance(self, at: int, more: int = 0) -> float:
        """Of the number of right pairs not answered in one stratum, once so many more are answered; the
        line taken as known."""
        s, share = self.strata[at], self.means[at]
        n, left = HELD + s.yes + s.no + more, s.unknown - more
        return share * (1 - share) * left * (n + left) / (n + 1) if left > 0 else 0.0


def next_draws(shares: Shares, confirmed: int, count: int) -> list[Listed]:
    """The next pairs of the samples: each time where one more answer narrows precision and recall the most.

    ``confirmed`` right pairs are known. Of a stratum the lowest tickets that wait come first.
    """
    weight = _weights(shares, confirmed)
    more = [0] * len(shares.strata)
    found: list[Listed] = []
    while len(found) < count:
        gains = [
            weight[s.accepted] * (shares.variance(at, more[at]) - shares.variance(at, more[at] + 1))
            if more[at] < len(s.waiting)
            else -1.0
            for at, s in enumerate(shares.strata)
        ]
        if not gains or max(gains) < 0:
            break
        best = int(np.argmax(gains))
        found.append(shares.strata[best].waiting[more[best]])
        more[best] += 1
    return found


def _weights(shares: Shares, confirmed: int) -> dict[bool, float]:
    """By how much a variance of right pairs, accepted or not, tells in those of precision and recall."""
    right = {True: float(confirmed), False: 0.0}
    for s, share in zip(shares.strata, shares.means, strict=True):
        right[s.accepted] += share * s.unknown
    accepted = max(confirmed + sum(s.unknown for s in shares.strata if s.accepted), 1)
    whole = max(sum(right.values()), 1e-9)
    return {True: 1 / accepted**2 + right[False] ** 2 / whole**4, False: right[True] ** 2 / whole**4}


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))
