"""The command that trains a tagger on a team's own labels."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._files import writing
from feedback_insights.cli._output import Column, note, print_table
from feedback_insights.errors import FileProblem

if TYPE_CHECKING:
    from feedback_insights.tagging.training import Figures

TAGGERS = ("sentiment", "requests")


@click.command(short_help="Train a tagger on your own labels.")
@click.argument("tagger", type=click.Choice(TAGGERS))
@click.option("--data", type=options.FILE, required=True, metavar="FILE", help="Table: text and label.")
@click.option("--out", type=options.FILE, metavar="HEAD.npz", help="Where to save it; default TAGGER.npz.")
@click.option("--encoder", metavar="MODEL", help="Encoder to train it for: a folder, or a model's name.")
@options.download
def train(tagger: str, data: Path, out: Path | None, encoder: str | None, allow_download: bool) -> None:
    """Train a TAGGER, sentiment or requests, on the labelled texts in FILE (CSV, TSV, XLSX, JSON).

    Columns: text and label (sentiment: negative, neutral, positive; requests: bug, feature_request, question,
    praise, usability, other, several between ";"). A quarter of the texts is not learned from: on it the new
    tagger is measured, beside the shipped one. To use it, name the file in the settings.
    """
    from feedback_insights.embedding import load_encoder
    from feedback_insights.tagging import RequestTagger, SentimentTagger, training
    from feedback_insights.tagging.labels import read_labels

    target = out or Path(f"{tagger}.npz")
    if target.is_dir():
        raise FileProblem(f"--out names a file, and {target} is a folder; nothing was trained")
    found = read_labels(data)
    for warning in found.warnings:
        note(f"warning: {data.name}: {warning}")
    chosen = {"sentiment": SentimentTagger, "requests": RequestTagger}[tagger]
    try:
        made = training.train(
            chosen, found.rows, load_encoder(encoder or "default", allow_download=allow_download)
        )
    except FileProblem as problem:
        raise FileProblem(f"{data.name}: {problem}; nothing was trained") from problem
    with writing(target) as part:
        made.head.save(part)
    figures = {target.name: made.figures} | ({"the shipped one": made.shipped} if made.shipped else {})
    print_table(
        [Column("tagger"), *(Column(name, right=True) for name in _COLUMNS)],
        [[name, *_cells(each)] for name, each in figures.items()],
    )
    note(f"{made.fitted:,} texts learned from; the figures are of the {made.figures.rows:,} others")
    if made.shipped and made.shipped.macro_recall >= made.figures.macro_recall:
        note("the shipped tagger does as well on your texts: more labels may help")
    note(f'to use it: [tagging] {tagger} = "{target}" in a settings file (--settings)')


_COLUMNS = ("mean recall", "right", "confident", "of these right", "calibration error")


def _cells(figures: Figures) -> list[str]:
    shares = (figures.macro_recall, figures.accuracy, figures.confident, figures.confident_right)
    told = ["-" if isnan(share) else f"{share:.0%}" for share in shares]
    return [*told, f"{figures.calibration_error:.3f}"]
