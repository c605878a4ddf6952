"""Survey tables as answers per feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import canonical, is_empty, tidy
from feedback_insights.files.profile import as_profile
from feedback_insights.files.sheets import Entry, Sheet, read_sheet
from feedback_insights.priority.kano._columns import (
    PairColumns,
    declared_pairs,
    find_pairs,
    id_column,
    looks_paired,
    mark,
    one_column,
)
from feedback_insights.priority.kano.answers import Labels, Scale, UnknownAnswer, unknown_answers
from feedback_insights.priority.kano.declared import FeatureColumns, load_features, load_labels
from feedback_insights.priority.kano.features import FeatureAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """What a survey table says: answers as positions 1..5, by respondent."""

    file: str
    features: tuple[FeatureAnswers, ...]  # in the order of the table, or of the file that declares them
    segments: tuple[str | None, ...] | None  # of each respondent; None = no column was named
    respondents: int
    warnings: tuple[str, ...]
    sha256: str


def read_questionnaire(
    path: str | Path,
    *,
    labels: Labels | str | Path | None = None,
    features: Iterable[FeatureColumns] | str | Path | None = None,
    by: str | None = None,
    swapped: Collection[str] = (),
    inverted: Collection[str] = (),
    profile: Profile | str | Path | None = None,
) -> Questionnaire:
    """Read a survey table (CSV, XLSX, JSON) with two columns a feature, one row a respondent.

    Columns are recognized by names such as ``F1_functional`` and ``F1_dysfunctional``, in any order; others,
    such as importance, are ignored. `features` declares the columns of what is called otherwise, and then
    only these features are read. `labels` says what wordings mean (also a TOML file), `by` names the column
    of segments; `swapped` and `inverted` name features, as in `evaluate`. `profile` says where the table is.

    Raises `FileProblem` if the file cannot be read, has no pair of questions, lacks a column that was named,
    or holds an answer that is not known, naming row and column; `SettingsError` for a declaration that is not
    valid, or of a feature that is not there.
    """
    scale = Scale(load_labels(labels) if isinstance(labels, str | Path) else labels)
    wanted = load_features(features) if isinstance(features, str | Path) else features
    declared = tuple(wanted) if wanted is not None else None
    named = {
        canonical(name) for one in declared or () for name in (one.functional, one.dysfunctional) if name
    }
    layout = as_profile(profile)
    file = InputFile.open(path, charset=layout.charset if layout else None)
    sheet = read_sheet(file, known=lambda name: looks_paired(name) or name in named, profile=layout)
    pairs, told = _pairs(sheet, declared, file.name)
    pairs = mark(pairs, file.name, _names(swapped), _names(inverted))
    rows = [entry for entry in sheet.entries if not entry.problem]
    if not rows:
        raise FileProblem(f"{file.name} has no respondents under its header")
    found = _answers(rows, pairs, scale, sheet, file.name)
    segment = None if by is None else one_column(by, sheet.names, file.name)
    return Questionnaire(
        file=file.name,
        features=found,
        segments=None if segment is None else tuple(_segment(row, segment) for row in rows),
        respondents=len(rows),
        warnings=(*file.warnings, *sheet.warnings, *told, *_row_warnings(sheet)),
        sha256=file.sha256,
    )


def _names(features: Collection[str]) -> Collection[str]:
    return [features] if isinstance(features, str) else features


def _pairs(
    sheet: Sheet, declared: Sequence[FeatureColumns] | None, file: str
) -> tuple[list[PairColumns], list[str]]:
    """Return the pairs of questions; each of their columns is there, once."""
    pairs, lone = find_pairs(sheet.names)
    if declared is not None:
        pairs, lone = declared_pairs(declared, sheet.names, file), []
    if not pairs:
        raise FileProblem(
            f"{file} has no pair of questions: a feature needs two columns, such as 'F1_functional' and "
            f"'F1_dysfunctional', or a file of features that names them; it has: {', '.join(sheet.names[:9])}"
        )
    for pair in pairs:
        one_column(pair.functional, sheet.names, file)
        one_column(pair.dysfunctional, sheet.names, file)
    return pairs, [f"column {name!r} has no partner; left out" for name in lone]


def _answers(
    rows: Sequence[Entry], pairs: Sequence[PairColumns], scale: Scale, sheet: Sheet, file: str
) -> tuple[FeatureAnswers, ...]:
    written = {canonical(name): name for name in sheet.names}
    unknown: dict[str, str] = {}

    def column(name: str) -> tuple[int | None, ...]:
        return tuple(_position(row, name, written[name], scale, unknown) for row in rows)

    found = tuple(
        FeatureAnswers(
            feature=pair.feature, title=pair.title, functional=column(pair.functional),
            dysfunctional=column(pair.dysfunctional), swapped=pair.swapped, inverted=pair.inverted,
        )
        for pair in pairs
    )  # fmt: skip
    if unknown:
        first, *others = unknown
        remedy = f"""say what it means in a file of labels: "{first[1:-1]}" = ..."""
        raise FileProblem(unknown_answers(first, f"{file}: {unknown[first]}", others[:5], remedy=remedy))
    return found


def _position(row: Entry, name: str, written: str, scale: Scale, unknown: dict[str, str]) -> int | None:
    cell = (row.values.get(name) or ("",))[0]
    try:
        return scale.position(cell)
    except UnknownAnswer as error:
        if not is_empty(cell):
            unknown.setdefault(str(error), f"{row.place}, column {written!r}")
        return None


def _segment(row: Entry, name: str) -> str | None:
    cell = tidy((row.values.get(name) or ("",))[0])
    return None if is_empty(cell) else cell


def _row_warnings(sheet: Sheet) -> list[str]:
    """Return what is odd about the rows: those that cannot be read, and people who answer twice."""
    broken = [f"{entry.place}: {entry.problem}; left out" for entry in sheet.entries if entry.problem]
    column = id_column(sheet.names)
    if column is None:
        return broken
    ids = Counter(entry.first([column]) for entry in sheet.entries if not entry.problem)
    twice = [name for name, count in ids.items() if count > 1 and name]
    if not twice:
        return broken
    people = "1 respondent answers" if len(twice) == 1 else f"{len(twice)} respondents answer"
    return [*broken, f"{people} more than once by column {column!r}; every row counts"]
