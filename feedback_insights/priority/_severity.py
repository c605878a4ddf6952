"""Severity and impact of one feature, with the error of the rules that told the severities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from feedback_insights.priority._case import TOLD, Case, partial, weighted
from feedback_insights.priority._severity_error import SCALES
from feedback_insights.priority.uncertainty import Floats, Ints
from feedback_insights.records import Value

_METHODS = {
    "severity": "each person's largest severity, 0 cosmetic to 4 blocker; mean weighted by link probability",
    "impact": "severity 0..4 as impact .25, .5, 1, 2, 3; mean weighted by link probability",
}
_ERROR = "severities by rules, whose error on marked texts is in the interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Severities:
    """severity, severity_most and impact, and the draws of those that are known."""

    values: Mapping[str, Value]
    draws: Mapping[str, Floats]


def severities(case: Case) -> Severities:
    """Severity and impact: per person first, then the q-weighted mean over people.

    The values are those told. With `case.misread` their draws are of what people truly suffer, as far as
    marked texts tell, so intervals, ranks and tiers hold the rules' error (docs/decisions/032).
    """
    known = case.following.severity >= 0
    if not known.any():
        unknown = case.unknown("severity_unknown")
        return Severities(values=dict.fromkeys(("severity", "severity_most", "impact"), unknown), draws={})
    q, levels = case.following.q[known], case.following.severity[known]
    values = {"severity_most": _most(case, q, levels)}
    draws = {}
    for number, (name, method) in enumerate(_METHODS.items()):
        value, found = weighted(q, SCALES[number][levels]), _draws(case, number, q, levels)
        values[name] = case.mean(
            value,
            method if case.misread is None else f"{method}; {_ERROR}",
            found,
            partial(known, "severity"),
            among=known,
            scale=(float(SCALES[number][0]), float(SCALES[number][-1])),
        )
        # a draw in which nobody with a known severity speaks says nothing new about it
        draws[name] = np.where(np.isnan(found), value, found)
    return Severities(values=values, draws=draws)


def _draws(case: Case, number: int, q: Floats, levels: Ints) -> Floats:
    heard = case.sums.facts[:, TOLD]
    if case.misread is not None:
        return case.misread.draws(number, heard, levels, q, case.feature_id)
    total = heard.sum(axis=1)
    return np.asarray(heard @ SCALES[number] / np.where(total > 0, total, np.nan))


def _most(case: Case, weights: Floats, levels: Ints) -> Value:
    for level in range(len(SCALES[0])):
        if 2 * fsum(weights[levels == level]) > fsum(weights):
            return case.plain(float(level), "the severity of more than half of the people")
    return case.unknown("severity_mixed: no severity is that of more than half of the people")
