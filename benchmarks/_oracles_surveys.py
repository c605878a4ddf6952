"""Rows of survey metrics, Kano and satisfiers."""

from __future__ import annotations

from typing import Any

import numpy as np
from _oracles import Case, Row

from feedback_insights import priority, surveys

KANO = ("A", "O", "M", "I", "R", "Q")
TONES = (-1, 0, 1, None)


def _counts(points: int) -> Any:
    def draw(random: np.random.Generator) -> Case:
        return {"counts": random.integers(3, 200, points).tolist(), "level": float(random.uniform(0.5, 0.99))}

    return draw


def _two_counts(points: int) -> Any:
    def draw(random: np.random.Generator) -> Case:
        one, other = random.integers(3, 200, (2, points)).tolist()
        return {"one": one, "other": other, "level": float(random.uniform(0.5, 0.99))}

    return draw


def _told(found: Any) -> Any:
    return found.value, found.low, found.high


def _two_shares(one: Any, other: Any, level: float) -> Any:
    return _told(surveys.compare(surveys.csat_from_counts(one), surveys.csat_from_counts(other), level=level))


def _two_means(one: Any, other: Any, level: float) -> Any:
    waves = [surveys.ces_from_counts(counts, variant="mean") for counts in (one, other)]
    return _told(surveys.compare(*waves, level=level))


def _spoken(random: np.random.Generator) -> Case:
    n, aspects = int(random.integers(80, 300)), int(random.integers(1, 4))
    tones = random.integers(0, len(TONES), (aspects, n))
    return {
        "satisfaction": random.integers(1, 6, n).tolist(),
        "tones": [[TONES[tone] for tone in aspect] for aspect in tones.tolist()],
    }


def _penalty_reward(satisfaction: Any, tones: Any) -> Any:
    mentions = {f"aspect {at}": aspect for at, aspect in enumerate(tones)}
    found = {one.aspect: one for one in priority.satisfiers(satisfaction, mentions, draws=50).aspects}
    return [value for name in mentions for value in (found[name].b_low.value, found[name].b_high.value)]


def _kano_counts(random: np.random.Generator) -> Case:
    counts = random.multinomial(int(random.integers(12, 700)), random.dirichlet(np.ones(6)))
    return {"counts": dict(zip(KANO, counts.tolist(), strict=True))}


def _kano(counts: Any) -> Any:
    found, test = priority.kano.coefficients(counts), priority.kano.fong(counts)
    return found.cs_plus, found.cs_minus, test.threshold, test.difference


def _nps(first: int, middle: int, last: int, z: float) -> Any:
    found = surveys.nps_from_counts(first, middle, last)
    return found.value, found.low, found.high


SURVEYS = [
    Row(
        ours="surveys.sus_scores", oracle="fractions: SUS",
        call=lambda answers: surveys.sus_scores(answers)[0],
        draw=lambda random: {"answers": random.integers(1, 6, 10).tolist()},
        published=[{"answers": [4, 1, 5, 2, 5, 1, 4, 2, 3, 1]}],
    ),
    Row(
        ours="surveys.nps_from_counts", oracle="fractions: NPS", call=_nps,
        draw=lambda random: dict(
            zip(("first", "middle", "last"), random.integers(2, 300, 3).tolist(), strict=True)
        ) | {"z": 1.959963984540054},
        published=[{"first": 50, "middle": 30, "last": 20, "z": 1.959963984540054}],
    ),
    Row(
        ours="surveys.csat_from_counts", oracle="statsmodels proportion_confint, wilson, per cent",
        call=lambda **case: _told(surveys.csat_from_counts(**case)), draw=_counts(2),
    ),
    Row(
        ours="surveys.ces_from_counts, mean", oracle="statsmodels DescrStatsW, tconfint_mean",
        call=lambda **case: _told(surveys.ces_from_counts(**case, variant="mean")), draw=_counts(7),
        published=[{"counts": [80, 210, 140, 110, 160, 180, 120], "level": 0.95}],
    ),
    Row(
        ours="surveys.compare, shares", oracle="statsmodels confint_proportions_2indep, per cent",
        call=_two_shares, draw=_two_counts(2),
        published=[{"one": [56, 14], "other": [48, 32], "level": 0.95}],
    ),
    Row(
        ours="surveys.compare, means", oracle="statsmodels CompareMeans, unequal",
        call=_two_means, draw=_two_counts(7),
    ),
]  # fmt: skip

SATISFACTION = [
    Row(
        ours="kano.coefficients, kano.fong", oracle="fractions: Kano", call=_kano, draw=_kano_counts,
        published=[{"counts": dict(zip(KANO, (216, 56, 13, 275, 23, 24), strict=True))}],
    ),
    Row(
        ours="kano.exact_test", oracle="SciPy binomtest",
        call=lambda counts: priority.kano.exact_test(counts).p, draw=_kano_counts,
        published=[{"counts": dict(zip(KANO, (216, 56, 13, 275, 23, 24), strict=True))}],
    ),
    Row(
        ours="satisfiers: b_low, b_high", oracle="statsmodels OLS", call=_penalty_reward, draw=_spoken,
        drawn=50,
    ),
    Row(
        ours="impact_asymmetry: ia", oracle="fractions: impact asymmetry",
        call=lambda **case: priority.impact_asymmetry(**case).ia,
        draw=lambda random: {"b_low": -float(random.random()), "b_high": float(random.random())},
        published=[
            {"b_low": low, "b_high": high} for low, high in ((-0.71, 0.22), (-0.46, 0.84), (-0.75, 0.73))
        ],
    ),
]  # fmt: skip

ROWS = [*SURVEYS, *SATISFACTION]
