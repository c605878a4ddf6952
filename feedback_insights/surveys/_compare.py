"""Two waves or segments: the interval of their difference."""

from __future__ import annotations

from math import sqrt

from feedback_insights.arguments import fraction
from feedback_insights.surveys._forms import FORMS, Form
from feedback_insights.surveys._intervals import (
    mean_difference,
    net_difference,
    share_difference,
)
from feedback_insights.surveys.metric import Difference, Metric

_METHODS = {"net": "adjusted Wald", "share": "Newcombe", "mean": "Welch's t"}


def compare(a: Metric, b: Metric, *, level: float = 0.95) -> Difference:
    """How far `a` is above `b`: ``a - b`` with the interval of the difference; pass the later wave first.

    Whether the intervals of a and b overlap says little: two that do may well differ. Shares by Newcombe's
    hybrid score; NPS and the CES index by the sum of both adjusted Wald variances around the difference of
    the adjusted scores; means by Welch's t. The two are taken as independent groups; where the same people
    answered both, the interval is rather too wide.

    value is None where either has no figure. Raises ValueError for two different metrics: another form,
    scale or wording. Source: Newcombe 1998, method 10; Rocks 2016 and MeasuringU 2021; Welch 1947.
    """
    form = _common(a, b)
    fraction("level", level)
    if a.value is None or b.value is None:
        which = "first" if a.value is None else "second"
        reason = a.reason if a.value is None else b.reason
        return Difference(
            value=None, low=None, high=None, level=level, method="", reason=f"the {which}: {reason}"
        )
    difference = a.value - b.value
    low, high = _interval(form, a, b, difference, level)
    most = form.extent[1] - form.extent[0]
    return Difference(
        value=difference, low=max(-most, low), high=min(most, high), level=level, method=_METHODS[form.kind]
    )


def _common(a: Metric, b: Metric) -> Form:
    for one in (a, b):
        if not isinstance(one, Metric):
            raise ValueError(f"compare takes two metrics, not a value of type {type(one).__name__}")
    for what in ("metric", "variant", "scale", "reversed"):
        one, other = getattr(a, what), getattr(b, what)
        if one != other:
            raise ValueError(f"two different metrics: {what} is {one!r} and {other!r}")
    return FORMS[a.metric, a.variant, a.scale]


def _interval(form: Form, a: Metric, b: Metric, difference: float, level: float) -> tuple[float, float]:
    if form.kind == "mean":
        errors = [(metric.sd or 0.0) / sqrt(metric.n) for metric in (a, b)]
        return mean_difference(difference, (errors[0] ** 2, errors[1] ** 2), (a.n, b.n), level=level)
    (a1, *_, a3), (b1, *_, b3) = a.counts.values(), b.counts.values()
    if form.kind == "share":
        return share_difference((a1, a.n), (b1, b.n), level=level)
    return net_difference((a1, a3, a.n), (b1, b3, b.n), level=level)
