"""A table some of whose cells say nothing, which only the whole row shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._known_tables import blanked

Unwanted = Callable[[Row], Collection[int]]


class CleanedTable(Table):
    """Reads another table's rows as if nothing stood in the cells that ``unwanted`` names."""

    def __init__(self, table: Table, unwanted: Unwanted) -> None:
        super().__init__(table.file, table.header)
        self._unwanted = unwanted

    def rows(self) -> Iterator[Row]:
        """Yield every row under the header."""
        for row in super().rows():
            places = self._unwanted(row) if row.state == "data" else ()
            yield blanked(row, places) if places else row
