"""Google Forms responses as a table (formats spec 4): a timestamp, then questions; no ids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.tables import Table
from feedback_insights.importers.surveys._survey_table import SurveyTable

_GRID = re.compile(r"^(?P<question>.+) \[[^\[\]]+\]$")
_LONG = 3  # words


class GoogleFormsTable(SurveyTable):
    """Reads responses. Logs begin with a timestamp too, but ask nothing."""

    recognized_by = "a first column timestamp, and a question"

    def claims(self, file: InputFile) -> float:
        """Return as for any declared table, if the timestamp comes first and something is asked."""
        score = super().claims(file)
        if not score:
            return 0.0
        table = self._table(file, self.profile)
        times = {names[0] for names in self._signature.required}
        asked = [name for name in table.names[1:] if name.endswith("?") or len(name.split()) > _LONG]
        return score if asked and canonical(table.names[0]) in times else 0.0

    def closed(self, table: Table, place: int, cells: Sequence[str]) -> bool:
        """Tell ticks and the rows of a grid: ``Question [Row]``, of which there are several."""
        return super().closed(table, place, cells) or _is_in_grid(table, place)


def _is_in_grid(table: Table, place: int) -> bool:
    match = _GRID.match(tidy(table.names[place])[:1000])
    if match is None:
        return False
    same = f"{match['question']} ["
    return sum(name.startswith(same) and name.endswith("]") for name in table.names) > 1


GOOGLE_FORMS = GoogleFormsTable("google_forms_csv")
