"""The table of what moved since an earlier run, beside whatever a target writes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import csv_file
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.selection import number
from feedback_insights.figures import Move, Moves
from feedback_insights.records import Score

NAME = "moved.csv"
COLUMNS = (
    "feature_id", "title", "method", "what", "reason", "since", "tier_before", "tier", "rank_low_before",
    "rank_low", "rank_high_before", "rank_high", "score_before", "score",
)  # fmt: skip


def moved_file(data: ExportData, moves: Moves) -> ExportFile:
    """One row per item and method that moved, also those that left the backlog."""
    titles = {feature.id: feature.title for feature in data.features}
    lines = [_line(move, titles, moves.since) for move in moves.moves.values()]
    return ExportFile(NAME, csv_file([COLUMNS, *lines], excel=data.options.excel), len(lines))


def _line(move: Move, titles: dict[str, str], since: str) -> list[Any]:
    pairs = zip(_standing(move.before), _standing(move.now), strict=True)
    figures = [one for pair in pairs for one in pair]
    return [
        move.feature_id,
        titles.get(move.feature_id),
        move.method,
        move.what,
        move.reason,
        since,
        *figures,
    ]


def _standing(score: Score | None) -> Iterator[float | int | None]:
    if score is None:
        return iter((None, None, None, None))
    return iter((score.tier, score.rank_low, score.rank_high, number(score.score.value)))
