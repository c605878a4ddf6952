"""The command that ranks the backlog, or what stands at one of its levels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._level import fields, level_option, tell_level, title
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._scope import Sides, beside, merged, scoped, tell_scope, told
from feedback_insights.records import Feature, Score
from feedback_insights.report.words import estimate, number, ranks
from feedback_insights.roadmap import CLOSED, stage_of
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.roadmap import Rollup
    from feedback_insights.workspace import Workspace


@click.command(short_help="Rank the backlog, with intervals.")
@options.database
@click.option(
    "--method", default="rice", show_default=True, metavar="NAME", help="Framework, such as rice or value."
)
@level_option
@scoped
@beside()
@options.printing
def scores(
    db: Path,
    method: str,
    level: str | None,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    output: str | None,
) -> None:
    """Rank the backlog, with intervals; items that cannot be scored stay listed."""
    scope = Scope(where, window)
    with options.open_results(db) as ws:
        rollup = ws.rollup(level) if level else None
        found = ws.scores(method, scope, level=level)
        facts = ws.scope_facts(scope)
        items = {feature.id: feature for feature in (rollup.features if rollup else ws.features())}
        sides = Sides.of(ws, scope, of="features", by=by, vs=vs, rollup=rollup)
        older = _older(ws, method, level, scope, vs)
    tell_scope(facts)
    if rollup:
        tell_level(rollup)
    stages = {id: stage_of(feature) for id, feature in items.items()}
    if output:
        rows = merged(found, sides, lambda score: str(score.feature_id))
        print_rows(
            [
                row
                | {"stage": stages.get(row["feature_id"])}
                | fields(rollup, row["feature_id"])
                | _before(older, row["feature_id"])
                for row in rows
            ],
            output,
            scope=told(facts),
        )
        return
    sides.tell()
    if not found:
        note(f"no backlog yet; load one with: feedback-insights backlog {db} FILE")
    bursts = any(score.calm for score in found)
    columns = [
        Column("tier", right=True),
        Column("rank"),
        Column("feature"),
        *([Column("without bursts")] if bursts else []),
        Column(f"{method} (90 %)"),
        *([Column(f"{method} before")] if vs else []),
        Column("people", right=True),
        *([Column("parts", right=True)] if rollup else []),
        Column("effort", right=True),
        Column("status"),
        *sides.columns,
        Column("title"),
    ]
    shown = [(score, items.get(score.feature_id) or Feature(score.feature_id, "")) for score in found]
    print_table(
        columns, [_score_row(score, item, sides, older, rollup, bursts=bursts) for score, item in shown]
    )
    if any(stage in CLOSED for stage in stages.values()):
        note("what is done or declined has no rank: it does not compete with what could still be built")
    if bursts:
        note("without bursts: the rank when days on which an item was asked for all at once are left out")


def _older(
    ws: Workspace, method: str, level: str | None, scope: Scope, vs: str | None
) -> dict[str, Score] | None:
    if not vs:
        return None
    then = ws.scope_before(vs, scope)
    found = ws.scores(method, then, level=level)
    return {score.feature_id: score for score in found}


def _before(older: Mapping[str, Score] | None, feature_id: str) -> dict[str, Any]:
    return {} if older is None else {"before": plain(older.get(feature_id))}


def _score_row(
    score: Score,
    feature: Feature,
    sides: Sides,
    older: Mapping[str, Score] | None,
    rollup: Rollup | None,
    *,
    bursts: bool,
) -> list[object]:
    effort, calm = score.inputs["effort"].value, score.calm
    then = older.get(score.feature_id) if older is not None else None
    return [
        "–" if score.tier is None else score.tier,
        ranks(score.rank_low, score.rank_high),
        score.feature_id,
        *([ranks(calm.rank_low, calm.rank_high) if calm else "–"] if bursts else []),
        estimate(score.score),
        *([] if older is None else [estimate(then.score) if then else "–"]),
        number(score.inputs["people"].value or 0),
        *([len(rollup.parts.get(feature.id, ()))] if rollup else []),
        "effort?" if effort is None else number(effort),
        _status(score, feature),
        *sides.cells(score.feature_id),
        title(rollup, feature.id, feature.title) if rollup else feature.title,
    ]


def _status(score: Score, feature: Feature) -> str:
    """How the score came out, and how far the work is where it has begun: "scored, in progress"."""
    stage = stage_of(feature)
    told = score.status.replace("_", " ")
    return told if stage in (None, "open") else f"{told}, {stage.replace('_', ' ')}"
