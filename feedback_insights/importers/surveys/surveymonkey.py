"""SurveyMonkey responses (formats spec 4): questions in the first header row, their options in the second."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files._csv import head_rows
from feedback_insights.files.columns import canonical
from feedback_insights.files.held import beginning
from feedback_insights.files.tables import Table
from feedback_insights.importers.surveys._survey_table import SurveyTable

_EDITED = 0.95  # somebody removed the collector and the dates
_SHORTEST_ID = 8  # digits
_FEWEST = 5  # answers that tell a text box from a row of a grid


class SurveyMonkeyTable(SurveyTable):
    """Reads individual responses, expanded or condensed, also where the tool's other columns were removed."""

    def claims(self, file: InputFile) -> float:
        """Return as for any declared table; .95 where only the respondents' ids are left of its columns."""
        score = super().claims(file)
        if score or file.container != "text" or "respondent" not in file.head[:40].lower():
            return score
        try:
            table = self._table(beginning(file), self.profile)
        except FileProblem:
            return 0.0
        return _EDITED if _is_edited(table) else 0.0

    def closed(self, table: Table, place: int, cells: Sequence[str]) -> bool:
        """Take an option's column for a choice, unless many different things stand in it."""
        if super().closed(table, place, cells):
            return True
        few = len(cells) < _FEWEST or len(set(cells)) * 2 <= len(cells)
        return " / " in table.header.prompts[place] and few


def _is_edited(table: Table) -> bool:
    """Tell SurveyMonkey's long numbers beside questions from other respondents' ids."""
    if canonical(table.names[0]) != "respondent id" or len(table.names) < 2:
        return False
    rows = head_rows(table.file.head, table.header.delimiter)[table.header.row :]
    ids = [row[0].strip() for row in rows if row and row[0].strip()]
    asked = [prompt for prompt in table.header.prompts[1:] if len(prompt.split()) > 3 or prompt.endswith("?")]
    return bool(asked and ids) and all(number.isdecimal() and len(number) >= _SHORTEST_ID for number in ids)


SURVEYMONKEY = SurveyMonkeyTable("surveymonkey_csv")
