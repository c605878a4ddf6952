"""What must be known about all rows of a table before the first one is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from feedback_insights.files.columns import canonical, is_empty
from feedback_insights.files.dates import DateColumn, settle_together, zone_named
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._stats import ColumnStats, Distinct

_OFFSET = re.compile(r"^\d{1,4}$|^\d{1,3}(:[0-5]\d){1,2}([.,]\d{1,3})?$")  # a place in a recording
_DAMAGED_ID = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.I)


class FirstLook:
    """Sees every row once: which columns are free text, how dates are written, which column is an id."""

    def __init__(
        self,
        table: Table,
        roles: Mapping[str, tuple[int, ...]],
        reading: Reading,
        stats: Collection[int],
        *,
        believed: bool = False,
    ) -> None:
        """Begin. ``believed``: the first id column holds ids, whether or not they differ from row to row."""
        profile = reading.profile
        zone = zone_named((profile and profile.tz) or reading.settings.timezone)
        order = (profile and profile.date_order) or reading.settings.date_order
        self._table, self._warn, self._note = table, reading.warn, reading.note
        self._question = roles.get("question", ())[:1]
        self._ids = {place: Distinct() for place in roles.get("id", ())}
        self._believed = believed
        self._filled_ids = dict.fromkeys(self._ids, 0)
        self._damaged_ids = dict.fromkeys(self._ids, 0)
        self._different = {place: Distinct() for place in self._ids}  # rows that have the id
        self._rows = 0
        self.stats = {place: ColumnStats() for place in stats}
        self.dates = {
            place: DateColumn(table.names[place], zone=zone, order=order)
            for role in ("created", "updated")
            for place in roles.get(role, ())
        }
        self._offsets = {place for place in self.dates if canonical(table.names[place]) == "timestamp"}
        self.id_column: int | None = None

    def see(self, row: Row) -> None:
        """Take note of one row."""
        if row.state != "data" or not any(row.cells):
            return
        self._rows += 1
        for place, column in self.stats.items():
            column.see(row.cells[place])
        for place, dates in self.dates.items():
            dates.see(row.cells[place])
            if place in self._offsets and not _is_offset(row.cells[place]):
                self._offsets.remove(place)
        for place, ids in self._ids.items():
            value = row.cells[place].strip()
            if is_damaged(value):
                self._damaged_ids[place] += 1
            elif value and not self._believed:
                ids.add("\x1f".join((value, *(row.cells[asked] for asked in self._question))))
                self._different[place].add("\x1f".join(row.cells))
                self._filled_ids[place] += 1

    def settle(self) -> None:
        """Decide which column is the id and how dates are written; warn about what is in doubt."""
        for place in self._offsets:
            del self.dates[place]
        for warning in settle_together(self.dates.values()):
            self._warn(warning)
        if told := [line for dates in self.dates.values() if (line := dates.told())]:
            self._note(f"dates in {', '.join(told)}")
        for place, count in self._damaged_ids.items():
            if count:
                name = self._table.names[place]
                self._warn(
                    f"column {name!r}: {count} ids damaged by a spreadsheet, like 1.03E+13, are not used"
                )
        if self._believed:
            self.id_column = next(iter(self._ids), None)
            return
        telling = [place for place, ids in self._ids.items() if self._tells_apart(place, ids)]
        if telling:
            self.id_column = telling[0]
        elif self._ids and self._rows:
            names = ", ".join(repr(self._table.names[place]) for place in self._ids)
            self._warn(f"{names}: not a different one per row; ids are made from the rows' content")

    def _tells_apart(self, place: int, ids: Distinct) -> bool:
        """Tell whether the values differ where rows differ: a row that comes twice may repeat its id."""
        return (
            ids.count() >= 0.9 * self._different[place].count()
            and self._filled_ids[place] >= 0.5 * self._rows
        )


def _is_offset(cell: str) -> bool:
    """Tell whether a cell says when in a recording something was said, or nothing."""
    return is_empty(cell) or _OFFSET.match(cell.strip()) is not None


def is_damaged(value: str) -> bool:
    """Tell whether a spreadsheet has made a rounded number of an id."""
    return _DAMAGED_ID.match(value) is not None
