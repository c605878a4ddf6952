"""Google Forms responses as a table (formats spec 4): a timestamp, then questions; no ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from feedback_insights.files import InputFile, Profile
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

    def _table(self, file: InputFile, profile: Profile) -> Table:
        table = super()._table(file, profile)
        closed = table.header.closed | (_grids(table.names) - table.header.open)
        return Table(file, replace(table.header, closed=closed))


def _grids(names: Sequence[str]) -> set[int]:
    """Return the rows of grids: ``Question [Row]``, of which there are several."""
    matches = [_GRID.match(tidy(name[:1000])) for name in names]
    asked = [match["question"] if match else "" for match in matches]
    rows = Counter(asked)
    return {place for place, question in enumerate(asked) if question and rows[question] > 1}


GOOGLE_FORMS = GoogleFormsTable("google_forms_csv")
