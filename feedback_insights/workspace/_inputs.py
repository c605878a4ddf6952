"""Numbers that people give: which to ask for, and how a file of them becomes decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_insights import triage
from feedback_insights.errors import FileProblem, Mistakes, NotFound
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings
from feedback_insights.workspace._plan import Plan

if TYPE_CHECKING:
    from feedback_insights.figures import Estimate, Footing
    from feedback_insights.files.sheets import Entry, Sheet
    from feedback_insights.roadmap import Rollup
    from feedback_insights.supplied import Amount, Scale

TO_FILL = (
    "effort", "reach", "impact", "confidence", "value", "time_criticality", "risk_reduction",
    "cost_of_delay", "duration", "ease",
)  # fmt: skip
KNOWN = ("reach", "impact", "confidence", "effort")  # told in a template, each with `_now` and so on
_TOLD = (
    "title",
    "status",
    "need",
    "places",
    *(f"{name}_{what}" for name in KNOWN for what in ("now", "low", "high", "from")),
)
_IDS = ("feature id", "id", "issue key", "key", "feature")
_WHY = ("reason", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputsReport:
    """What taking a file of inputs did."""

    file: str
    taken: int  # new decisions
    known: int  # numbers that stood already
    open: int  # rows without a new number
    ignored: tuple[str, ...]  # columns that are neither inputs nor of the template
    scale: str = ""  # how sizes were read: "shirts: XS 1, S 2, ..."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    place: str
    feature: str
    input: str
    amount: Amount
    reason: str


class Inputs(Plan):
    """The part of a workspace that asks for numbers and takes them."""

    def estimates(self, scope: Scope | None = None, *, level: str | None = None) -> list[Estimate]:
        """What is known of every item's inputs; whose estimate matters most comes first.

        First what people ask for and has no effort, then what has one, then the rest; within each by how many
        places the effort would move the item, were it anywhere in its plausible range. Raises `NotFound`
        without a backlog or a run.
        """
        from feedback_insights.figures import estimates

        return list(estimates(self._footing(scope, None if level is None else self.rollup(level))))

    def _footing(
        self,
        scope: Scope | None = None,
        rollup: Rollup | None = None,
        *,
        wide: bool = False,
        supposing: Sequence[str] = (),
        variant: str | None = None,
    ) -> Footing:
        from feedback_insights.figures import footing

        view, features = self._view(scope), self._store.features()
        if not features:
            raise NotFound(
                f"there is no backlog yet; load one: feedback-insights backlog {self._store.path} FILE"
            )
        told = {} if variant is None else {"ice_variant": variant}
        return footing(
            features,
            view.analysis,
            view.ground,
            Settings.from_dict({"priority": self._priority().model_dump() | told}).priority,
            rollup=rollup,
            supplied=self._supplied_or(supposing),
            wide=wide,
            coverage=self.settings.platform.coverage,
        )

    def take_inputs(
        self, path: str | Path, *, author: str, reason: str = "", scale: str | Path | None = None
    ) -> InputsReport:
        """Log the numbers of a file as decisions; they hold at once, and in every later run.

        The file is a table (CSV, TSV, XLSX, JSON) with a column of feature ids and one per input, such as the
        template filled in: numbers, ranges ("1-3"), or, of efforts, sizes by a ``scale``: "shirts", "points"
        or a file (default: the setting ``priority.effort_scale``). Empty cells change nothing. A row's column
        ``reason`` goes before ``reason``. A number that stands already is not logged again.

        Everything is taken, or nothing: raises `Mistakes`, which names every row of an unknown item, of what
        is no number or out of range, and of two rows that differ about one number, and `FileProblem` for a
        file that cannot be read or has no such columns.
        """
        from feedback_insights.files import InputFile
        from feedback_insights.files.sheets import read_sheet
        from feedback_insights.supplied import INPUTS, read_scale, supplied_inputs

        if not author.strip():
            raise FileProblem("numbers need an author; say whose they are: --author NAME")
        chosen = scale or self._declared_scale()
        sizes = None if chosen is None else read_scale(chosen)
        try:
            file = InputFile.open(path)
        except FileProblem as error:
            raise FileProblem(f"{error}; {self._template()}") from error
        spaced = {name.replace("_", " "): name for name in INPUTS}
        sheet = read_sheet(file, known={*spaced, *_IDS, *_WHY}.__contains__)
        columns = self._columns(file.name, sheet, spaced)
        given, open_ = self._given(file.name, sheet, columns, sizes)
        stands = supplied_inputs(self._store.decisions())
        new = [
            one
            for one in given
            if (known := stands.get(one.feature, {}).get(one.input)) is None or known.amount != one.amount
        ]
        with self._store.writing():
            for one in new:
                what = {"feature": one.feature, "input": one.input, "value": one.amount.text}
                why = one.reason or reason or f"from {file.name}"
                self._store.append_decision(author, triage.SET, what, why)
        self._views = {}
        return InputsReport(
            file=file.name,
            taken=len(new),
            known=len(given) - len(new),
            open=open_,
            ignored=_ignored(sheet.names, spaced),
            scale=f"{sizes.name}: {sizes.told}" if sizes else "",
        )

    def _declared_scale(self) -> str | Mapping[str, float | str] | None:
        here = self.settings.priority.effort_scale
        return here if here is not None or not self._store.runs() else self._priority().effort_scale

    def _columns(self, name: str, sheet: Sheet, spaced: Mapping[str, str]) -> dict[str, str]:
        """The inputs that the file has a column of, by the column."""
        from feedback_insights.files.columns import canonical

        there = {canonical(column) for column in sheet.names}
        if not there.intersection(_IDS):
            raise FileProblem(f"{name} has no column feature_id; {self._template()}")
        found = {column: input for column, input in spaced.items() if column in there}
        if not found:
            raise FileProblem(f"{name} has no column of an input, such as effort; {self._template()}")
        return found

    def _template(self) -> str:
        return f"make a file to fill: feedback-insights inputs {self._store.path} --template FILE.csv"

    def _given(
        self, name: str, sheet: Sheet, columns: Mapping[str, str], sizes: Scale | None
    ) -> tuple[list[_Given], int]:
        known, open_ = {feature.id for feature in self._store.features()}, 0
        found: dict[tuple[str, str], _Given] = {}
        mistakes: list[str] = []
        for entry in sheet.entries:
            row, wrong = _read(entry, columns, known, sizes)
            for one in row:
                before = found.setdefault((one.feature, one.input), one)
                if before.amount != one.amount:
                    told = f"another {one.input} than in {before.place} for {one.feature}; keep one of them"
                    wrong.append(told)
            mistakes += (f"{entry.place}: {told}" for told in wrong)
            open_ += not row
        if mistakes:
            raise Mistakes(name, mistakes)
        return list(found.values()), open_


def _read(
    entry: Entry, columns: Mapping[str, str], known: Collection[str], sizes: Scale | None
) -> tuple[list[_Given], list[str]]:
    """The numbers of a row, and what is wrong with it."""
    if entry.problem:
        return [], [entry.problem]
    cells = {input: said for column, input in columns.items() if (said := entry.all([column]))}
    if not cells:
        return [], []
    feature = _uncased(entry.first(_IDS))
    given, wrong = [], []
    try:
        if not feature:
            raise NotFound("there is no feature_id; say which item the numbers are of")
        triage.must_be_one_of("backlog item", feature, known)
    except NotFound as error:
        wrong.append(str(error))
    for input, said in cells.items():
        try:
            amount = _amount(input, said, sizes)
        except ValueError as error:
            wrong.append(f"{feature}: {input}: {error}" if feature else f"{input}: {error}")
            continue
        given.append(
            _Given(place=entry.place, feature=feature, input=input, amount=amount, reason=entry.first(_WHY))
        )
    return (given if feature in known else []), wrong


def _amount(input: str, cells: Sequence[str], sizes: Scale | None) -> Amount:
    """What the cells of one row say of an input. Raises ValueError saying what is wrong with them."""
    from feedback_insights.supplied import input_named, read_amount

    if len(set(cells)) > 1:
        raise ValueError(f"stands there twice: {' and '.join(cells)}; keep one of them")
    said = _uncased(cells[0])
    try:
        amount = sizes.read(said) if sizes and input == "effort" else read_amount(said)
        input_named(input).check(amount)
    except ValueError as error:
        if input == "effort" and not sizes and said.isalpha():
            hint = "to read sizes, say what they are worth: --scale shirts, points or a file"
            raise ValueError(f"{error}; {hint}") from None
        raise
    return amount


def _ignored(names: Collection[str], spaced: Mapping[str, str]) -> tuple[str, ...]:
    from feedback_insights.files.columns import canonical

    used = {*spaced, *_IDS, *_WHY, *(name.replace("_", " ") for name in _TOLD)}
    return tuple(name for name in names if canonical(name) not in used)


def _uncased(cell: str) -> str:
    """A cell as it was before `csv_cell` kept a spreadsheet from executing it."""
    from feedback_insights.exporters.cells import FORMULA

    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
