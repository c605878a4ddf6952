"""The command that makes NPS, CSAT, CES or SUS of a table of answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_insights.cli import _options as options
from feedback_insights.cli._output import note, print_rows
from feedback_insights.cli._survey_table import print_metrics, records, tell_metrics
from feedback_insights.errors import FileProblem

if TYPE_CHECKING:
    from feedback_insights.cli._survey_file import SurveyFile
    from feedback_insights.files.dates import DateOrder
    from feedback_insights.surveys import Breakdown, Metric
    from feedback_insights.surveys._moments import Period
    from feedback_insights.surveys.metric import Keep

ITEMS = 10
SHORT, FEWEST = 5, 5  # points of a short scale; answers from which on it looks like one
METRICS = ("nps", "csat", "ces", "sus")
SCALES = ("0..10", "1..5", "1..7")
USUAL = {"nps": "0..10", "csat": "1..5", "ces": "1..7"}
VARIANTS = {"csat": ("top2", "mean"), "ces": ("mean", "share", "index")}


@click.command(short_help="NPS, CSAT, CES or SUS of a table of answers.")
@click.argument("file", type=options.FILE)
@click.option(
    "--metric", type=click.Choice(METRICS), required=True, metavar="NAME", help="nps, csat, ces or sus."
)
@click.option("--column", metavar="COLUMN", help="Column of the answers: NPS 0..10, CSAT 1..5, CES 1..7.")
@click.option(
    "--columns",
    "items",
    metavar="COLUMNS",
    help="The ten columns of SUS in their order: q1,q2,... or q1..q10.",
)
@click.option("--variant", metavar="NAME", help="CSAT: top2 (default) or mean. CES: mean, share or index.")
@click.option(
    "--scale",
    type=click.Choice(SCALES),
    metavar="SCALE",
    help="Of the answers: 0..10 (NPS), 1..5 (CSAT, share of CES), 1..7 (CES).",
)
@click.option("--reversed", "turned", is_flag=True, help="CES in the older wording: high means effort.")
@click.option("--by", metavar="COLUMN", help="Also per value of this column.")
@click.option("--date", metavar="COLUMN", help="When each answer was given.")
@click.option(
    "--period", type=click.Choice(["month", "quarter"]), metavar="PERIOD", help="Also per month or quarter."
)
@click.option("--zone", metavar="NAME", help="Time zone of the days, such as Europe/Berlin; UTC by default.")
@click.option(
    "--date-order",
    type=click.Choice(["auto", "dmy", "mdy"]),
    default="auto",
    metavar="ORDER",
    help="Of dates such as 03/04/2026: dmy or mdy.",
)
@click.option("--customer", metavar="COLUMN", help="Who answered; each counts once per period.")
@click.option(
    "--keep",
    type=click.Choice(["latest", "mean"]),
    metavar="WHICH",
    help="Of a customer's answers: latest or mean.",
)
@click.option("--invited", type=click.IntRange(min=0), metavar="N", help="How many were asked.")
@click.option("--labelled", is_flag=True, help='Read the number that leads a label: "9 - very likely".')
@click.option("--missing", multiple=True, metavar="TEXT", help="A further text that means no answer.")
@click.option(
    "--level", type=float, default=0.95, show_default=True, metavar="SHARE", help="Confidence of intervals."
)
@options.printing
def survey(file: Path, output: str | None, **asked: Any) -> None:
    """Make one metric of the answers in FILE (CSV, XLSX, JSON; .gz), with interval and counts.

    What is no point of the scale is never guessed: empty cells and "N/A" are no answer, anything else is an
    error that shows it. Below five who answered there are counts and no figure. Changes from one period to
    the next are told by the interval of the difference. Responses that Qualtrics marks as previews, tests or
    spam are left out and counted.
    """
    from feedback_insights.cli._survey_file import SurveyFile

    told = Asked(**asked)
    told.check()
    found = SurveyFile.open(file, told.names)
    for line in found.notes:
        note(f"{found.name}: {line}")
    measured = _measured(found, told)
    if output:
        print_rows(records(measured, scores=output == "json"), output, scope=found.scope)
    else:
        print_metrics(measured, by=told.by, period=told.period)
    tell_metrics(measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the options say."""

    metric: str
    column: str | None
    items: str | None
    variant: str | None
    scale: str | None
    turned: bool
    by: str | None
    date: str | None
    period: Period | None
    zone: str | None
    date_order: DateOrder
    customer: str | None
    keep: Keep | None
    invited: int | None
    labelled: bool
    missing: tuple[str, ...]
    level: float

    @property
    def names(self) -> list[str]:
        """The columns that are named, whether they are there or not."""
        items = (self.items or "").replace("..", ",").split(",")
        return list(filter(None, [self.column, self.by, self.date, self.customer, *items]))

    def check(self) -> None:
        """Refuse options that do not go together."""
        sus, known = self.metric == "sus", VARIANTS.get(self.metric, ())
        if sus != bool(self.items) or sus == bool(self.column):
            raise click.UsageError("--metric sus takes its ten --columns, every other one a --column")
        if self.metric == "ces" and not self.variant:
            raise click.UsageError("--metric ces has three forms: add --variant mean, share or index")
        if self.variant and self.variant not in known:
            told = f"its forms are {', '.join(known)}" if known else "leave --variant out"
            raise click.UsageError(f"--metric {self.metric} has no variant {self.variant}; {told}")
        if self.scale and not self._fits(self.scale):
            form = " ".join(filter(None, [self.metric, self.variant]))
            raise click.UsageError(f"there is no {form} of answers on --scale {self.scale}")
        if self.turned and self.metric != "ces":
            raise click.UsageError("--reversed is for --metric ces")
        if bool(self.customer) != bool(self.keep):
            raise click.UsageError("--customer goes with --keep: which of a customer's answers counts?")
        if not self.date and (self.period or self.keep == "latest"):
            raise click.UsageError("--period and --keep latest need a --date")
        if not 0 < self.level < 1:
            raise click.UsageError("--level is a share between 0 and 1, such as 0.95")

    def _fits(self, scale: str) -> bool:
        return scale == USUAL.get(self.metric) or (self.variant, scale) == ("share", "1..5")


def _measured(found: SurveyFile, asked: Asked) -> Breakdown:
    from feedback_insights import surveys

    metric, answers, facts = _answers(found, asked)
    if asked.customer:
        given = found.labels(found.column(asked.customer))
        facts |= {"customers": [name and name.casefold() for name in given], "keep": asked.keep}
    if asked.by:
        facts["by"] = found.labels(found.column(asked.by))
    if asked.date:
        dates, told = found.dates(found.column(asked.date), asked.zone, asked.date_order)
        facts |= {"dates": dates, "period": asked.period, "zone": asked.zone}
        days = f"days are those of {asked.zone or 'UTC'}; --zone names another"
        for line in [*told, *([days] if asked.period else [])]:
            note(f"{found.name}: {line}")
    try:
        return surveys.breakdown(metric, answers, invited=asked.invited, level=asked.level, **facts)
    except ValueError as error:
        raise FileProblem(f"{found.name}: {error}") from error


def _answers(found: SurveyFile, asked: Asked) -> tuple[Callable[..., Metric], Sequence[Any], dict[str, Any]]:
    """The function of the metric, the answers, and what else the function takes."""
    from feedback_insights import surveys

    def read(name: str, low: int, high: int) -> tuple[int | None, ...]:
        return found.ratings(name, low=low, high=high, labelled=asked.labelled, missing=asked.missing)

    if asked.metric == "sus":  # which numbers are no items is for the metric to say
        items = [read(name, 0, ITEMS) for name in _items(found, asked.items or "")]
        return surveys.sus, list(zip(*items, strict=True)), {}
    column = found.column(asked.column or "")
    low, high = map(int, (asked.scale or USUAL[asked.metric]).split(".."))
    given = read(column, low, high)
    if not asked.scale:
        _doubt(found, column, given, high)
    if asked.metric == "nps":
        return surveys.nps, given, {}
    if asked.metric == "csat":
        return surveys.csat, given, {"variant": asked.variant or "top2"}
    return surveys.ces, given, {"variant": asked.variant, "points": high, "reversed": asked.turned}


def _doubt(found: SurveyFile, column: str, given: Sequence[int | None], high: int) -> None:
    """Refuse answers that may be of a shorter scale than the metric's, unless the scale is declared."""
    answers = [value for value in given if value is not None]
    if high > SHORT and len(answers) >= FEWEST and max(answers) <= SHORT:
        raise FileProblem(
            f"{found.name}: column {column!r}: no answer is above {SHORT}, as if asked on 1..5; "
            f"if the question offered more, say so with --scale"
        )


def _items(found: SurveyFile, told: str) -> list[str]:
    """The ten columns of SUS, from "q1,q2,..." or "q1..q10"."""
    first, dots, last = told.partition("..")
    columns = found.between(first, last) if dots else [found.column(name) for name in told.split(",")]
    if len(set(columns)) != ITEMS:
        raise click.UsageError(f"SUS has ten items, one column each; --columns names {len(set(columns))}")
    return columns
