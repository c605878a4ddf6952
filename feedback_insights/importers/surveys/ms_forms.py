"""Microsoft Forms responses (formats spec 4): five columns of its own, then questions; ids count from 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical
from feedback_insights.files.tables import Table
from feedback_insights.importers.surveys._survey_table import SurveyTable

_OF_QUIZ = re.compile(r"^(points|feedback|punkte) - ", re.I)


class MsFormsTable(SurveyTable):
    """Reads responses; what a quiz adds to its questions is no answer."""

    ids_restart = True

    def claims(self, file: InputFile) -> float:
        """Return as for any declared table, if the tool's columns come first, in their order."""
        score = super().claims(file)
        if not score:
            return 0.0
        first = tuple(map(canonical, self._table(file, self.profile).names[:5]))
        return score if first in self._signature.required else 0.0

    def closed(self, table: Table, place: int, cells: Sequence[str]) -> bool:
        """Tell ticks, lists of them (``Maps;Jobs;``), and the points and remarks of a quiz."""
        lists = bool(cells) and all(cell.rstrip().endswith(";") for cell in cells)
        return lists or self._is_of_quiz(table, place) or super().closed(table, place, cells)

    def is_fact(self, name: str) -> bool:
        """Tell whether a canonical name is one of the tool's own columns."""
        return super().is_fact(name) or name in self._signature.required[0]

    def _is_of_quiz(self, table: Table, place: int) -> bool:
        return _OF_QUIZ.match(table.names[place]) is not None


MS_FORMS = MsFormsTable("ms_forms")
