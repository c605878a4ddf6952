"""Qualtrics survey responses as CSV or TSV, with their three header rows (formats spec 4).

One response is one record; each answer in words is one piece of feedback. A question is known by its
ImportId, as its name and its text may be edited while the survey runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from feedback_insights.files import InputFile
from feedback_insights.files.columns import tidy
from feedback_insights.files.profile import Evidence
from feedback_insights.files.tables import Row
from feedback_insights.importers._known_tables import blanked, look_through, signature, unread, with_profile
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers._rows import RowReader
from feedback_insights.importers.surveys._qualtrics_columns import FACTS, Survey, open_survey
from feedback_insights.importers.surveys._qualtrics_layout import (
    header_roles,
    looked_at,
    survey_layout,
    zoned_dates,
)
from feedback_insights.raw import Identity, RawFeedback, SourceRecord
from feedback_insights.records import State

_REQUIRED = (
    frozenset({"start date", "end date", "response id"}),
    frozenset({"start date", "end date", "status"}),
)
_LEGACY = frozenset({"response id", "response set", "start date", "end date"})  # two header rows, no ids
_HELPFUL = frozenset(FACTS).difference(*_REQUIRED)
_WITHOUT_IDS = 1.15  # three facts that no other tool has under these names
_HIDDEN = ("ipAddress", "locationLatitude", "locationLongitude")
_NOT_A_PERSONS = 1 | 2 | 8 | 256  # bits of Status: preview, test, spam, synthetic
_NOT_A_PERSONS_WORDS = re.compile(r"preview|vorschau|\btest|spam|synthetic", re.I)
_UNFINISHED = frozenset({"false", "0", "no", "falsch", "faux", "falso", "nein", "non"})


def is_no_persons(status: str) -> bool:
    """Tell whether a response's Status says that no person gave it: a preview, a test, spam."""
    bits = int(status) if status.isdecimal() and len(status) < 6 else 0
    return bool(bits & _NOT_A_PERSONS or _NOT_A_PERSONS_WORDS.search(status))


class QualtricsImporter:
    """Reads the responses of one Qualtrics survey."""

    name = "qualtrics_csv"
    description = "Qualtrics survey responses: CSV or TSV with three header rows"
    recognized_by = 'columns StartDate, EndDate and ResponseId, and a row of {"ImportId": ...} under them'
    evidence: Evidence = "documented"
    how_to_get = "Data & Analysis > Export & Import > Export Data > CSV or TSV"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per helping column with the row of ImportIds; .95 without, or for old exports."""
        score = signature(file, required=_REQUIRED, helpful=_HELPFUL)
        if not score or open_survey(file, None).has_ids:
            return score
        alone = signature(file, required=_REQUIRED[:1], helpful=_HELPFUL)
        legacy = signature(file, required=[_LEGACY], helpful=frozenset())
        return 0.95 if legacy or alone >= _WITHOUT_IDS - 1e-9 else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per response; previews, tests and spam are skipped."""
        survey = open_survey(file, reading.profile)
        responses = _Responses(survey, reading)
        for row in survey.table.rows():
            if row.state != "data" or any(cell.strip() for cell in row.cells):
                yield responses.record(row)
        for warning in (*survey.table.warnings(), *responses.warnings()):
            reading.warn(warning)


class _Responses:
    """Turns the rows of one survey into records."""

    def __init__(self, survey: Survey, reading: Reading) -> None:
        profile, dates = reading.profile, zoned_dates(survey, reading)
        roles = dict(with_profile(Layout((), header_roles(survey)), survey.table, profile).roles)
        look = look_through(survey.table, roles, reading, stats=looked_at(survey, roles), dates=dates)
        found, self._told = survey_layout(survey, roles, look.stats)
        self._layout = with_profile(found, survey.table, profile)
        self._rows = RowReader(survey.table, self._layout, look, profile)
        self._source = (profile and profile.source) or "qualtrics"
        self._survey = survey
        self._hidden = [place for fact in _HIDDEN for place in survey.fact(fact)]
        self._name = (*survey.fact("recipientFirstName"), *survey.fact("recipientLastName"))
        self._partial = 0

    def warnings(self) -> list[str]:
        """Return what reading the responses showed."""
        told = list(self._told)
        if self._partial:
            told.append(f"{self._partial} responses are partial (Finished is false); their answers are used")
        return told + self._rows.warnings()

    def record(self, row: Row) -> SourceRecord:
        """Return the record of one response, in its state."""
        if row.cells in self._survey.header_rows:
            row = replace(row, state="skipped", reason="header row again")
        row = row if row.state == "data" else unread(row)
        record = self._rows.record(blanked(row, self._hidden))
        record = replace(record, source=self._source, instance="")
        if row.state != "data":
            return record
        state, reason = self._state(row)
        if state != "used":
            return replace(record, state=state, reason=reason, units=())
        self._partial += self._fact(row, "finished").lower() in _UNFINISHED
        return replace(record, units=tuple(self._unit(unit, row) for unit in record.units))

    def _state(self, row: Row) -> tuple[State, str]:
        status = self._fact(row, "status")
        return ("skipped", f"status {status}") if is_no_persons(status) else ("used", "")

    def _unit(self, unit: RawFeedback, row: Row) -> RawFeedback:
        """Add the recipient's name, which stands in two columns, where nothing else names the author."""
        name = " ".join(tidy(row.cells[place]) for place in self._name).strip()
        author = unit.author or Identity()
        if not name or author.name:
            return unit
        return replace(unit, author=replace(author, name=name))

    def _fact(self, row: Row, fact: str) -> str:
        return next((tidy(row.cells[place]) for place in self._survey.fact(fact)), "")


QUALTRICS = QualtricsImporter()
