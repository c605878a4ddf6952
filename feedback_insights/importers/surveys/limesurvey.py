"""LimeSurvey responses (formats spec 4): headed by codes, texts or both; ids count from 1 in every survey."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feedback_insights.files.columns import canonical
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers.surveys._survey_table import SurveyTable
from feedback_insights.raw import RawFeedback, SourceRecord

_OWN_WORDS = re.compile(r"(\[|_)(other|comment|otro|autre|sonstiges)\]?$", re.I)
_TIMING = re.compile(r"^(group|question) ?time\b.*|^grouptime\d+$", re.I)
_CODE = re.compile(r"[A-Z]{1,3}\d{1,3}")  # of an answer
_UNDATED = "1980-01-01"  # what it writes for surveys that keep no dates


class LimeSurveyTable(SurveyTable):
    """Reads responses, complete and partial ones."""

    ids_restart = True

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Count partial responses, and take no date for 1980."""
        adapted = super().adapt(table, layout, reading)
        submitted = places(table, ["submitdate", "date submitted"])[:1]
        partial = _Partial(reading)

        def read(record: SourceRecord, row: Row) -> SourceRecord:
            record = adapted(record, row)
            partial.note(not any(row.cells[place].strip() for place in submitted))
            return replace(record, units=tuple(_told(unit) for unit in record.units))

        return read

    def may_ask(self, table: Table) -> Sequence[int]:
        """Codes tell nothing: their answers do."""
        return list(self._answers(table))

    def closed(self, table: Table, place: int, cells: Sequence[str]) -> bool:
        """Tell ticks, and how long the questions took."""
        return _is_timing(table, place) or super().closed(table, place, cells)

    def opened(self, table: Table, place: int) -> bool:
        """Tell what people typed beside a choice: ``Q1[other]``, ``Q2[comment]``."""
        return super().opened(table, place) or _OWN_WORDS.search(table.names[place]) is not None

    def _answers(self, table: Table) -> Iterator[int]:
        for place, name in enumerate(table.names):
            if not self.is_fact(canonical(name)) and place not in table.header.closed:
                yield place


class _Partial:
    """Counts responses that were never submitted, and tells of the first."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._told = reading, False

    def note(self, is_partial: bool) -> None:
        if is_partial and not self._told:
            self._told = True
            self._reading.warn("some responses were never submitted (partial); their answers are used")


def _told(unit: RawFeedback) -> RawFeedback:
    """Leave out what is no date, and codes that stand for what people chose."""
    created = None if f"{unit.created}".startswith(_UNDATED) else unit.created
    audience, product = (
        None if fact and _CODE.fullmatch(fact) else fact for fact in (unit.audience, unit.product)
    )
    return replace(unit, created=created, audience=audience, product=product)


def _is_timing(table: Table, place: int) -> bool:
    """Tell a question's or group's timing: ``groupTime12``, and ``Q1Time`` beside ``Q1``."""
    name = table.names[place]
    return _TIMING.match(name) is not None or (name.endswith("Time") and name[:-4] in table.names)


LIMESURVEY = LimeSurveyTable("limesurvey_csv")
