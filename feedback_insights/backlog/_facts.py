"""What cells of a backlog say beside titles: dates, people's texts, tickets, duplicates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from feedback_insights.files.columns import canonical, is_empty
from feedback_insights.files.dates import DateColumn, DateOrder, settle_together
from feedback_insights.files.sheets import Entry, Sheet
from feedback_insights.references import ticket_addresses

DATES = ("created", "updated", "resolved")

_BETWEEN = re.compile(r"[\s,;|]+")
_ID = re.compile(r"(?=\S*\d)[\w.:/#@-]{1,64}", re.A)
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.I)
_WHOLE_AS_DECIMAL = re.compile(r"(\d+)\.0")
_COUNT = re.compile(r"\d{1,3}(?:\.0)?")  # a column of such numbers is one of counts, not of ids
_IDS = re.compile(r"\s*[,;|\n]\s*")


class Dates:
    """The date columns of a backlog, as ISO dates; a time without a zone keeps the day it is written with.

    A column whose order of day and month nothing decides is unknown.
    """

    def __init__(
        self, sheet: Sheet, roles: Mapping[str, Sequence[str]], order: DateOrder, warnings: list[str]
    ) -> None:
        written = {canonical(name): name for name in sheet.names}
        self._roles = roles
        self._columns = {
            name: DateColumn(written.get(name, name), zone=UTC, order=order)
            for names in roles.values()
            for name in names
        }
        for name, column in self._columns.items():
            for entry in sheet.entries:
                for cell in entry.all([name]):
                    column.see(cell)
        warnings += settle_together(self._columns.values())

    def read(self, entry: Entry, role: str) -> str | None:
        """The day, in UTC where a zone is given; None where there is none or it cannot be read."""
        for name in self._roles.get(role, ()):
            for cell in entry.all([name]):
                if found := self._columns[name].read(cell):
                    return found.date().isoformat()
        return None

    def warnings(self) -> list[str]:
        """How many dates could not be read; zones do not matter for days."""
        return [line for column in self._columns.values() for line in column.warnings(zones=False)]


def ticket_ids(cell: str, *, source: str = "") -> set[str]:
    """The ids and addresses of tickets in a cell: "#12, 34", an address, both.

    ``source`` names the tool whose ids they are: "zendesk:12". Words without a digit are no ids.
    """
    addresses = {address.url for address in ticket_addresses(cell)}
    parts = (part.strip("#()[]'\"") for part in _BETWEEN.split(cell) if "://" not in part)
    parts = (_WHOLE_AS_DECIMAL.fullmatch(part) or part for part in parts)
    ids = (part if isinstance(part, str) else part[1] for part in parts)
    found = {id for id in ids if _ID.fullmatch(id) and not _DAMAGED.fullmatch(id)}
    return addresses | {f"{source}:{id}" if source else id for id in found}


def ticket_columns(sheet: Sheet, names: Iterable[str], warnings: list[str]) -> list[str]:
    """Those of the columns that hold ids of tickets, not counts; warns of ids that a spreadsheet rounded."""
    kept = []
    for name in names:
        cells = [cell for entry in sheet.entries for cell in entry.all([name])]
        if any(_DAMAGED.fullmatch(cell) for cell in cells):
            warnings.append(f"column {name!r}: ids damaged by a spreadsheet, like 1.03E+13, are not used")
        counts = not re.search(r"\bids?\b", name) and all(_COUNT.fullmatch(cell) for cell in cells)
        if cells and counts:
            warnings.append(
                f"column {name!r} holds small whole numbers: taken for counts of tickets, not for ids"
            )
        elif cells:
            kept.append(name)
    return kept


def tickets_named(texts: Iterable[str]) -> set[str]:
    """The tickets whose pages some texts name."""
    return {address.url for text in texts for address in ticket_addresses(text)}


def texts_of(values: Iterable[str]) -> list[str]:
    """Texts that say something; a bare number is a count of them."""
    return [value for value in values if not is_empty(value) and not value.isdigit()]


def parts_of(cell: str, marks: str) -> list[str]:
    """What stands between any of some marks, and between a list's brackets: "[a, b]"."""
    return [
        part for piece in re.split(f"[{re.escape(marks)}]", cell.strip("[] \n")) if (part := piece.strip())
    ]


def ids_in(values: Iterable[str], *, besides: str = "") -> tuple[str, ...]:
    """The ids in some cells, each once, sorted."""
    parts = {part for value in values for part in _IDS.split(value.strip("[] \n")) if part}
    return tuple(sorted(parts - {besides}))
