"""Survey metrics as a table for people and as rows for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from feedback_insights.cli._output import Column, note, plain, print_table
from feedback_insights.report.words import plural

if TYPE_CHECKING:
    from feedback_insights.surveys import Breakdown, Difference, Metric

_MEANING = {
    ("nps", "net", "0..10"): "per cent of 9 and 10 minus per cent of 0 to 6, -100..100",
    ("csat", "top2", "1..5"): "per cent of 4 and 5",
    ("csat", "mean", "1..5"): "mean of 1..5",
    ("ces", "mean", "1..7"): "mean of 1..7, high = easy",
    ("ces", "share", "1..7"): "per cent of 5 to 7, high = easy",
    ("ces", "share", "1..5"): "per cent of 4 and 5, high = easy",
    ("ces", "index", "1..7"): "per cent of 6 and 7 minus per cent of 1 to 3, high = easy, -100..100",
    ("sus", "mean", "10 items of 1..5"): "mean of the respondents' scores, 0..100, which is no per cent",
}


def records(found: Breakdown, *, scores: bool) -> list[dict[str, Any]]:
    """The rows for programs; the last one is the pooled one, without segment and period."""
    hidden = frozenset() if scores else frozenset({"scores"})
    return [
        {
            "segment": segment,
            "period": period,
            **plain(metric, without=hidden),
            "change": plain(change) | {"excludes_zero": change.excludes_zero},
        }
        for segment, period, metric, change in _rows(found)
    ]


def print_metrics(found: Breakdown, *, by: str | None, period: str | None) -> None:
    """A line per segment and period, and one for all."""
    pooled, broken_down = found.pooled, bool(by or period)
    columns = [
        *([Column(period)] if period else []),
        *([Column(by)] if by else []),
        Column(_name(pooled), right=True),
        Column(f"{100 * pooled.level:g} %"),
        Column("n", right=True),
        *(Column(title, right=True) for title in pooled.counts),
        Column("not scored" if pooled.metric == "sus" else "no answer", right=True),
        *([Column("repeats", right=True)] if pooled.keep else []),
        *([Column("change")] if period else []),
    ]
    lines = [
        [
            *([when or "all"] if period else []),
            *([segment or ("all" if not period else "")] if by else []),
            *_cells(metric),
            *([_told(change, metric)] if period else []),
        ]
        for segment, when, metric, change in _rows(found)
    ]
    print_table(columns, lines if broken_down else lines[-1:])


def tell_metrics(found: Breakdown) -> None:
    """Say on stderr how the figures are made, and what to know before using them."""
    pooled = found.pooled
    method = next((metric.method for *_, metric, _ in _rows(found) if metric.method), "")
    how = f"; {100 * pooled.level:g} % interval by {method}" if method else ""
    turned = "; the answers were turned round" if pooled.reversed else ""
    note(f"{_name(pooled)}: {_MEANING[pooled.metric, pooled.variant, pooled.scale]}{turned}{how}")
    if pooled.keep:
        kept = {"latest": "the latest answer", "mean": "the mean of the answers"}[pooled.keep]
        note(f"each customer counts once in every row: {kept}")
    if pooled.response_rate is not None:
        note(f"response rate {100 * pooled.response_rate:.1f} %: {pooled.n:,} of {pooled.invited:,} invited")
    few = sum(metric.value is None for *_, metric, _ in _rows(found))
    if few:
        note(f"{plural(few, 'row')} with fewer than five answers: counts, and no figure")
    for line in pooled.notes:
        note(line)


def _rows(found: Breakdown) -> Iterator[tuple[str | None, str | None, Metric, Difference]]:
    """Every row, and the pooled one, with how it differs from its segment's row in the period before."""
    before: dict[str | None, Metric] = {}
    for row in found.rows:
        if row.period in (None, "undated"):
            change = _no_change(row.metric, "no period")
        else:
            change = _change(row.metric, before.get(row.segment))
            before[row.segment] = row.metric
        yield row.segment, row.period, row.metric, change
    yield None, None, found.pooled, _no_change(found.pooled, "this is about every period")


def _change(metric: Metric, before: Metric | None) -> Difference:
    from feedback_insights.surveys import compare

    if before is None:
        return _no_change(metric, "no row of an earlier period")
    return compare(metric, before, level=metric.level)


def _no_change(metric: Metric, reason: str) -> Difference:
    from feedback_insights.surveys import Difference

    return Difference(value=None, low=None, high=None, level=metric.level, method="", reason=reason)


def _name(metric: Metric) -> str:
    name = metric.metric.upper()
    return name if metric.metric in ("nps", "sus") else f"{name} {metric.variant}"


def _cells(metric: Metric) -> list[object]:
    return [
        _figure(metric.value, metric),
        "" if metric.low is None else f"{_figure(metric.low, metric)} to {_figure(metric.high, metric)}",
        f"{metric.n:,}",
        *(f"{count:,}" for count in metric.counts.values()),
        f"{metric.missing:,}",
        *([f"{metric.repeats:,}"] if metric.keep else []),
    ]


def _figure(value: float | None, metric: Metric) -> str:
    """One decimal; two for means of 1..5 and 1..7."""
    if value is None:
        return "–"
    fine = metric.variant == "mean" and metric.metric != "sus"
    return f"{value:.2f}" if fine else f"{value:.1f}"


def _told(change: Difference, metric: Metric) -> str:
    """A change with its interval, marked where that holds 0: "+12.0 (-2.1 to 26.1), not clear"."""
    if change.value is None:
        return "–"
    span = f"{_figure(change.low, metric)} to {_figure(change.high, metric)}"
    sign = "+" if change.value > 0 else ""
    return f"{sign}{_figure(change.value, metric)} ({span}){'' if change.excludes_zero else ', not clear'}"
