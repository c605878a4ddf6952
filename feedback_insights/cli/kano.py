"""The command that evaluates a Kano questionnaire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import Column, note, plain, print_rows, print_table
from feedback_insights.report.words import share_of

if TYPE_CHECKING:
    from feedback_insights.priority.kano import Evaluation, FeatureAnswers, Questionnaire

_CATEGORIES = ("A", "O", "M", "I", "R", "Q")
_MEANING = "A attractive, O one-dimensional, M must-be, I indifferent, R reverse, Q questionable"


@click.command(short_help="Evaluate a Kano questionnaire.")
@click.argument("files", nargs=-1, required=True, type=options.FILE, metavar="FILE...")
@click.option(
    "--labels", type=options.FILE, metavar="FILE.toml", help="Says what the answers' wordings mean."
)
@click.option("--features", type=options.FILE, metavar="FILE.toml", help="Says which columns ask about what.")
@click.option("--by", metavar="COLUMN", help="Also evaluate each segment that the column names.")
@click.option(
    "--swapped", multiple=True, metavar="FEATURE", help="Its dysfunctional answers are numbered 5..1."
)
@click.option("--inverted", multiple=True, metavar="FEATURE", help="Its questions are about the opposite.")
@click.option(
    "--table", type=click.Choice(["classic", "pouliot"]), default="classic", show_default=True,
    metavar="NAME", help="Evaluation table: classic or pouliot.",
)  # fmt: skip
@click.option("--profile", type=options.FILE, metavar="FILE", help="Says where the table is in the file.")
@options.printing
def kano(
    files: tuple[Path, ...],
    labels: Path | None,
    features: Path | None,
    by: str | None,
    swapped: tuple[str, ...],
    inverted: tuple[str, ...],
    table: Any,
    profile: Path | None,
    output: str | None,
) -> None:
    """Evaluate the Kano questionnaire in each FILE, feature by feature.

    FILE is a survey's table (CSV, XLSX, JSON): one row a respondent, two columns a feature, called by it,
    such as Search_functional and Search_dysfunctional. Answers are 1 to 5 (like, must-be, neutral, live-with,
    dislike) or the wordings of published English questionnaires; --labels adds others. There is no need of a
    workspace.

    A feature is called by a category that is the most frequent in 80 % of the bootstrap draws, else mixed.
    """
    from feedback_insights.priority.kano import read_questionnaire

    found = []
    for file in files:
        asked = read_questionnaire(
            file, labels=labels, features=features, by=by, swapped=swapped, inverted=inverted, profile=profile
        )
        found += [line for feature in asked.features for line in _lines(asked, feature, table)]
        for warning in asked.warnings:
            note(f"{asked.file}: {warning}")
    if output:
        print_rows([_row(line, table) for line in found], output)
    else:
        _print(found, several=len(files) > 1, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the table: a feature, for all respondents or for those of one segment."""

    file: str
    feature: FeatureAnswers
    evaluation: Evaluation
    pooled: bool = True
    segment: str | None = None
    warning: str | None = None


def _lines(asked: Questionnaire, feature: FeatureAnswers, table: Any) -> Iterator[_Line]:
    from feedback_insights.priority.kano import evaluate, evaluate_segments

    answers = feature.functional, feature.dysfunctional
    how: dict[str, Any] = {"swapped": feature.swapped, "inverted": feature.inverted, "table": table}
    line = _Line(file=asked.file, feature=feature, evaluation=evaluate(*answers, **how))
    if asked.segments is None:
        yield line
        return
    found = evaluate_segments(*answers, asked.segments, **how)
    yield replace(line, warning=found.warning)
    for part in found.segments:
        yield replace(line, pooled=False, segment=part.name, evaluation=part.evaluation)


def _row(line: _Line, table: str) -> dict[str, Any]:
    feature = line.feature
    facts: dict[str, Any] = {
        "file": line.file, "feature": feature.feature, "title": feature.title or None, "pooled": line.pooled,
        "segment": line.segment, "warning": line.warning, "table": table, "swapped": feature.swapped,
        "inverted": feature.inverted,
    }  # fmt: skip
    figures: dict[str, Any] = plain(line.evaluation)
    return facts | figures


def _print(lines: Sequence[_Line], *, several: bool, by: str | None) -> None:
    titles = any(line.feature.title for line in lines)
    columns = [
        *([Column("file")] if several else []),
        Column("feature"),
        *([Column(by)] if by else []),
        *(Column(name, right=True) for name in _CATEGORIES),
        Column("n", right=True),
        Column("mode"),
        Column("called"),
        Column("CS+ (90 %)"),
        Column("CS- (90 %)"),
        Column("R share", right=True),
        Column(""),
        *([Column("title")] if titles else []),
    ]
    print_table(columns, [_cells(line, several=several, by=by, titles=titles) for line in lines])
    _tell(lines)


def _cells(line: _Line, *, several: bool, by: str | None, titles: bool) -> list[object]:
    found = line.evaluation
    return [
        *([line.file] if several else []),
        line.feature.feature,
        *(["all" if line.pooled else line.segment or "not known"] if by else []),
        *(found.counts[name] for name in _CATEGORIES),
        found.n,
        found.mode or "–",
        found.called or "–",
        _interval(found.cs_plus, found.cs_plus_low, found.cs_plus_high),
        _interval(found.cs_minus, found.cs_minus_low, found.cs_minus_high),
        share_of(found.counts["R"], found.n) if found.n else "–",
        "indicative" if found.indicative else "",
        *([line.feature.title] if titles else []),
    ]


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    return "–" if value is None else f"{value:z.2f} ({low:z.2f} to {high:z.2f})"


def _tell(lines: Sequence[_Line]) -> None:
    from feedback_insights.priority.kano.evaluation import ENOUGH

    pooled = [line for line in lines if line.pooled]
    note(_MEANING)
    if any(line.evaluation.indicative for line in lines):
        note(f"indicative: of fewer than {ENOUGH} respondents; other respondents may well say otherwise")
    for line in pooled:
        if line.evaluation.dropped:
            note(f"{line.feature.feature}: {_dropped(line.evaluation)}")
        if line.warning:
            note(f"{line.feature.feature}: {line.warning}")
    if others := list(_second(pooled)):
        note(f"(O+A+M) > (I+R+Q) says otherwise of {', '.join(others)}")


def _dropped(found: Evaluation) -> str:
    neither = found.unanswered or 0
    parts = {"neither answer": neither, "only one of the two answers": (found.dropped or 0) - neither}
    told = (f"{count} gave {what}" for what, count in parts.items() if count)
    return f"{', '.join(told)}; not counted"


def _second(lines: Iterable[_Line]) -> Iterator[str]:
    for line in lines:
        other = line.evaluation.second_opinion
        if other and other.category != line.evaluation.mode:
            yield f"{line.feature.feature}: {other.category} ({100 * other.probability:.0f} % of the draws)"
