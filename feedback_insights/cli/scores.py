"""The command that ranks the backlog, or what stands at one of its levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._frameworks import show_frameworks, show_suppositions
from feedback_insights.cli._level import fields, level_option, tell_level, title
from feedback_insights.cli._names import a_method
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.cli._scope import Sides, beside, merged, scoped, tell_scope, told
from feedback_insights.records import Feature, Score
from feedback_insights.report.words import at_least, because, estimate, number, ranks
from feedback_insights.roadmap import CLOSED, stage_of
from feedback_insights.scope import Scope

if TYPE_CHECKING:
    from feedback_insights.roadmap import Rollup
    from feedback_insights.workspace import Workspace

TOGETHER = 0.7  # correlation of two criteria from which on it is told
FRAMEWORKS_TOLD = frozenset({"ice", "wsjf", "cd3", "value_effort", "weighted"})  # their formula is told


@click.command(short_help="Rank the backlog, with intervals.")
@options.database
@click.option(
    "--method",
    callback=a_method,
    default="rice",
    show_default=True,
    metavar="NAME",
    help="Framework: rice, value (reach alone), ice, wsjf, cd3, value_effort or weighted.",
)
@click.option(
    "--variant",
    type=click.Choice(["product", "mean", "percent"]),
    help="Which of the three formulas called ICE.",
)
@click.option("--compare", is_flag=True, help="Set all frameworks side by side instead.")
@click.option(
    "--what-if",
    "supposing",
    multiple=True,
    metavar="FEATURE.INPUT=NUMBER",
    help="Try a number, such as FEAT-7.effort=2, and keep nothing; may be given several times.",
)
@options.settings
@level_option
@scoped
@beside()
@options.printing
def scores(
    db: Path,
    method: str,
    variant: str | None,
    compare: bool,
    supposing: tuple[str, ...],
    settings_file: Path | None,
    level: str | None,
    where: Mapping[str, Any],
    window: str | None,
    vs: str | None,
    by: str | None,
    output: str | None,
) -> None:
    """Rank the backlog, with intervals; items that cannot be scored stay listed.

    --json and --csv also say in one sentence why each item stands there and what would change it.
    """
    if (compare or supposing) and (vs or by):
        raise click.UsageError("--compare and --what-if stand alone: no --vs or --by with them")
    if compare and supposing:
        raise click.UsageError("give either --compare or --what-if")
    if variant and method != "ice" and not compare:
        raise click.UsageError("--variant is about ICE: add --method ice, or --compare")
    scope = Scope(where, window)
    with options.open_results(db, settings=options.read_settings(settings_file)) as ws:
        if compare:
            show_frameworks(ws, scope, level, variant, output)
        elif supposing:
            show_suppositions(ws, method, scope, level, variant, supposing, output)
        else:
            _ranked(ws, db, method, scope, level, variant, vs, by, output)


def _ranked(
    ws: Workspace,
    db: Path,
    method: str,
    scope: Scope,
    level: str | None,
    variant: str | None,
    vs: str | None,
    by: str | None,
    output: str | None,
) -> None:
    rollup = ws.rollup(level) if level else None
    found = ws.scores(method, scope, level=level, variant=variant)
    facts = ws.scope_facts(scope)
    items = {feature.id: feature for feature in (rollup.features if rollup else ws.features())}
    sides = Sides.of(ws, scope, of="features", by=by, vs=vs, rollup=rollup)
    older = _older(ws, method, level, scope, vs, variant)
    tell_scope(facts)
    if rollup:
        tell_level(rollup)
    stages = {id: stage_of(feature) for id, feature in items.items()}
    if output:
        why = ws.standings(scope, level=level) if found else {}
        rows = merged(found, sides, lambda score: str(score.feature_id))
        print_rows(
            [
                row
                | {"stage": stages.get(row["feature_id"]), "why": why.get(row["feature_id"])}
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
    bursts, labels = any(score.calm for score in found), any(score.label for score in found)
    columns = [
        Column("tier", right=True),
        Column("rank"),
        Column("feature"),
        *([Column("without bursts")] if bursts else []),
        Column(f"{method} (90 %)"),
        *([Column("quadrant")] if labels else []),
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
        columns,
        [
            _score_row(score, item, sides, older, rollup, bursts=bursts, labels=labels)
            for score, item in shown
        ],
    )
    if any(stage in CLOSED for stage in stages.values()):
        note(
            "what the backlog calls done or declined has no rank: it does not compete with what could"
            " still be built"
        )
    if bursts:
        note("without bursts: the rank when days on which an item was asked for all at once are left out")
    if found and method in FRAMEWORKS_TOLD:
        note(next((score.score.method for score in found if score.score.method), _unscored(found)))
    if method == "weighted":
        together = {
            pair: r for pair, r in ws.correlated_criteria(scope, level=level).items() if r >= TOGETHER
        }
        for (one, other), r in together.items():
            names = f"{one} and {other}".replace("_", " ")
            note(f"{names} go together (r {r:.2f}): they may count one thing twice")


def _unscored(found: Sequence[Score]) -> str:
    """Why a framework scores nothing: what most items lack."""
    reasons = [score.score.reason for score in found if score.status != "no_evidence"]
    common = max(sorted(set(reasons)), key=reasons.count, default="")
    return f"nothing is scored: {because(common)}" if common else "nothing is scored"


def _older(
    ws: Workspace, method: str, level: str | None, scope: Scope, vs: str | None, variant: str | None
) -> dict[str, Score] | None:
    if not vs:
        return None
    then = ws.scope_before(vs, scope)
    found = ws.scores(method, then, level=level, variant=variant)
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
    labels: bool,
) -> list[object]:
    effort, calm = score.inputs["effort"].value, score.calm
    then = older.get(score.feature_id) if older is not None else None
    return [
        "–" if score.tier is None else score.tier,
        ranks(score.rank_low, score.rank_high),
        score.feature_id,
        *([ranks(calm.rank_low, calm.rank_high) if calm else "–"] if bursts else []),
        estimate(score.score),
        *([score.label or "–"] if labels else []),
        *([] if older is None else [estimate(then.score) if then else "–"]),
        at_least(score.inputs["people"].value or 0, score.inputs["people"].high),
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
