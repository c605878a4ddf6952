"""The option that asks for a level of the backlog, and what to say of a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedback_insights import triage
from feedback_insights.cli._output import note
from feedback_insights.report.words import plural
from feedback_insights.roadmap import LEVELS
from feedback_insights.roadmap.levels import NOUN

if TYPE_CHECKING:
    from feedback_insights.roadmap import Rollup
    from feedback_insights.workspace import Workspace

MOST = 5  # ids that a note names
BY_ID_ONLY = "(not in the backlog; known as the parent of others)"

level_option = click.option(
    "--level",
    type=click.Choice(LEVELS),
    help="For what stands at this level, with everybody behind its parts, each person once.",
)


def must_be_known(ws: Workspace, feature: str, rollup: Rollup | None) -> None:
    """Raises `NotFound` with suggestions for what is no backlog item, or does not stand at the level."""
    if rollup is None:
        ws.feature(feature)
    else:
        what = f"backlog item at the level {rollup.level}"
        triage.must_be_one_of(what, feature, {item.id for item in rollup.features})


def title(rollup: Rollup, feature_id: str, given: str) -> str:
    """What something is called in a table of a level: marked where it is part of nothing there."""
    if feature_id in rollup.absent:
        return BY_ID_ONLY
    return f"{given} (no {NOUN[rollup.level][0]})" if feature_id in rollup.alone else given


def fields(rollup: Rollup | None, feature_id: str) -> dict[str, Any]:
    """The same for programs."""
    if rollup is None:
        return {}
    return {
        "level": rollup.level,
        "alone": feature_id in rollup.alone,
        "in_backlog": feature_id not in rollup.absent,
        "parts": list(rollup.parts.get(feature_id, ())),
    }


def tell_level(rollup: Rollup) -> None:
    """Say on stderr what stands for itself, and what is left out."""
    noun, nouns = NOUN[rollup.level]
    if rollup.alone:
        verb = "stands for itself" if len(rollup.alone) == 1 else "stand for themselves"
        note(f"{plural(len(rollup.alone), 'item')} in no {noun} {verb}")
    if rollup.left_out:
        named = ", ".join(rollup.left_out[:MOST])
        more = f" and {len(rollup.left_out) - MOST:,} more" if len(rollup.left_out) > MOST else ""
        note(f"{plural(len(rollup.left_out), 'item')} above {nouns} left out: {named}{more}; see explain")
