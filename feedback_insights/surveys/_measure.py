"""From those who were heard to a metric; below five there are counts and no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedback_insights.arguments import fraction
from feedback_insights.surveys._forms import Form
from feedback_insights.surveys._heard import FEWEST, Heard, whole_numbers
from feedback_insights.surveys._intervals import Estimate, Net, mean, net, share
from feedback_insights.surveys.metric import Metric


def measure(
    form: Form,
    heard: Heard,
    *,
    level: float,
    invited: int | None = None,
    interval: Net = "adjusted_wald",
    reversed: bool = False,
    notes: tuple[str, ...] = (),
) -> Metric:
    """The metric of those heard. Raises ValueError for an impossible level, or fewer invited than heard."""
    fraction("level", level)
    n, counts = heard.n, form.classes(heard.values, heard.weights)
    bare = Metric(
        metric=form.metric, variant=form.variant, scale=form.scale, level=level, n=n, counts=counts,
        value=None, low=None, high=None, method="", reason=too_few(n), answers=heard.answers,
        missing=heard.answers - heard.repeats - n, repeats=heard.repeats, keep=heard.keep,
        invited=invited, response_rate=_rate(n, invited), reversed=reversed, notes=(*notes, *heard.notes),
    )  # fmt: skip
    if bare.reason:
        return bare
    found = _estimate(form, heard, counts, level=level, interval=interval)
    return replace(
        bare, value=found.value, low=found.low, high=found.high, method=found.method,
        adjusted=found.adjusted, sd=found.sd, notes=(*bare.notes, *filter(None, [found.note])),
    )  # fmt: skip


def too_few(n: int) -> str:
    """Why there is no figure; empty where there is one."""
    if n >= FEWEST:
        return ""
    return f"{n} of the {FEWEST} answers that a figure needs" if n else "nobody answered"


def _estimate(
    form: Form, heard: Heard, counts: Mapping[str, int], *, level: float, interval: Net
) -> Estimate:
    if form.kind == "mean":
        return mean(heard.values, heard.weights, form.extent, level=level)
    first, *_, last = counts.values()
    if form.kind == "share":
        return share(first, heard.n, level=level)
    return net(first, last, heard.n, level=level, interval=interval)


def _rate(n: int, invited: int | None) -> float | None:
    if invited is None:
        return None
    asked = whole_numbers("invited", invited)
    if asked.ndim or asked < n:
        raise ValueError(f"invited is {invited}: it must be one number, and not below the {n} who answered")
    return n / float(asked) if asked else None
