"""Segments apart, before they are pooled: M for one half and I for the other look like a tie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feedback_insights.arguments import listed
from feedback_insights.priority.kano.answers import Labels, Pair, is_missing, read_pairs
from feedback_insights.priority.kano.evaluation import DRAWS, Evaluation, evaluate_tally
from feedback_insights.priority.kano.table import CATEGORIES, Table, tally

_FEWEST = 5  # respondents below which a segment's category warns of nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What the respondents of one segment say; the name None is of those whose segment is not known."""

    name: str | None
    evaluation: Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmented:
    """All respondents together, and each segment by itself."""

    pooled: Evaluation
    segments: tuple[Segment, ...]  # by name
    warning: str | None  # why the pooled category should not be used: segments are called differently


def evaluate_segments(
    functional: Iterable[object],
    dysfunctional: Iterable[object],
    segments: Iterable[object],
    *,
    labels: Labels | None = None,
    swapped: bool = False,
    inverted: bool = False,
    table: Table = "classic",
    level: float = 0.9,
    draws: int = DRAWS,
    seed: int = 0,
) -> Segmented:
    """Evaluate the answers about one feature for each segment of respondents, and for all of them.

    `segments` names the segment of each respondent; None, nan or "" is not known. Other arguments as for
    `evaluate`. Two segments of at least 5 respondents that are called differently give a warning: "mixed"
    then says nothing about anybody, and neither does the larger segment's category. Raises ValueError as
    `evaluate` does, and if there are not as many segments as respondents.
    """
    pairs = read_pairs(functional, dysfunctional, labels=labels, swapped=swapped, inverted=inverted)
    names = [_name(segment) for segment in listed("segments", segments, "names, one a respondent")]
    if len(names) != len(pairs):
        raise ValueError(f"segments has {len(names)} names for {len(pairs)} respondents: each needs one")
    groups: dict[str | None, list[Pair]] = {}
    for name, pair in zip(names, pairs, strict=True):
        groups.setdefault(name, []).append(pair)

    def evaluated(some: list[Pair]) -> Evaluation:
        return evaluate_tally(tally(some, table), level=level, draws=draws, seed=seed)

    ordered = sorted(groups, key=lambda name: (name is None, name or ""))
    parts = tuple(Segment(name=name, evaluation=evaluated(groups[name])) for name in ordered)
    pooled = evaluated(pairs)
    return Segmented(pooled=pooled, segments=parts, warning=_warning(pooled, parts))


def _name(segment: object) -> str | None:
    return None if is_missing(segment) else str(segment).strip()


def _warning(pooled: Evaluation, segments: tuple[Segment, ...]) -> str | None:
    called: dict[str, list[str]] = {}
    for segment in segments:
        name = segment.evaluation.called
        if segment.name is not None and name in CATEGORIES and segment.evaluation.n >= _FEWEST:
            called.setdefault(name, []).append(segment.name)
    if len(called) < 2:
        return None
    told = "; ".join(f"{name} for {', '.join(names)}" for name, names in called.items())
    return f"the pooled {pooled.called} hides segments that differ: {told}"
