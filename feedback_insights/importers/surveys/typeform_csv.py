"""Typeform responses as a table (formats spec 4): tokens, questions, hidden fields, dates in UTC."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_insights.files import InputFile
from feedback_insights.files.tables import Table
from feedback_insights.importers.surveys._survey_table import SurveyTable

_LISTED = " / "  # before every choice ticked, the first one too


class TypeformTable(SurveyTable):
    """Reads responses, whose choices stand in a column each (older exports) or in one list."""

    def claims(self, file: InputFile) -> float:
        """Return as for any declared table, if the tokens come first."""
        score = super().claims(file)
        return score if score and self._table(file, self.profile).names[0] == "#" else 0.0

    def closed(self, table: Table, place: int, cells: Sequence[str]) -> bool:
        """Tell ticks, also in lists such as " / Maps / Jobs"."""
        return super().closed(table, place, cells) or any(cell.startswith(_LISTED) for cell in cells)

    def opened(self, table: Table, place: int) -> bool:
        """Tell the column of what people typed who ticked "Other"."""
        return super().opened(table, place) or table.names[place] == "Other"


TYPEFORM_CSV = TypeformTable("typeform_csv")
