"""Tables of a tool that names its columns itself: how they are recognized and looked through.

Such a tool's ids are ids even where one comes twice (an edited review, a ticket in two exports): unlike those
in tables of unknown origin they are believed before they are counted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import canonical
from feedback_insights.files.dates import DateColumn
from feedback_insights.files.tables import Row, Table, open_table
from feedback_insights.importers._look import FirstLook
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout, profile_layout

_GAPS = re.compile(r"[\s_\-]+")
_HEADER_WITHIN = 1 << 16  # letters

Names = frozenset[str]


def signature(file: InputFile, *, required: Sequence[Names], helpful: Names) -> float:
    """Return 1 and .05 per helpful name if the header has all names of a ``required`` set, else 0."""
    head = _squeezed(file.head[:_HEADER_WITHIN])
    likely = [names for names in required if all(_squeezed(name) in head for name in names)]
    if not likely:
        return 0.0
    found = {canonical(name) for name in open_table(file, known=helpful.union(*required).__contains__).names}
    return 1.0 + 0.05 * len(helpful & found) if any(names <= found for names in likely) else 0.0


def _squeezed(text: str) -> str:
    return _GAPS.sub("", text).lower()


def places(table: Table, names: Sequence[str]) -> tuple[int, ...]:
    """Return the columns that go by one of the canonical names, in the order of the names."""
    forms = [canonical(name) for name in table.names]
    return tuple(place for name in names for place, form in enumerate(forms) if form == name)


def with_profile(layout: Layout, table: Table, profile: Profile | None) -> Layout:
    """Let a profile's [map] and questions overrule the tool's own columns, role by role.

    Raises `SettingsError` for a column that the table does not have.
    """
    if not (profile and (profile.map or profile.question)):
        return layout
    given = profile_layout(table, profile)
    return replace(layout, texts=given.texts or layout.texts, roles={**layout.roles, **given.roles})


def look_through(
    table: Table,
    roles: Mapping[str, tuple[int, ...]],
    reading: Reading,
    *,
    stats: Collection[int] = (),
    dates: Mapping[int, DateColumn] | None = None,
) -> FirstLook:
    """See every row once. ``dates`` read the columns they name in another way than is usual."""
    known = {role: roles.get(role, ()) for role in ("created", "updated", "id")}
    look = FirstLook(table, known, reading, stats, believed=True)
    look.dates.update({place: dates[place] for place in look.dates if dates and place in dates})
    for row in table.rows():
        look.see(row)
    look.settle()
    return look


def blanked(row: Row, columns: Collection[int]) -> Row:
    """Return the row as if nothing stood in these columns."""
    cells = tuple("" if place in columns else cell for place, cell in enumerate(row.cells))
    return replace(row, cells=cells)


def unread(row: Row) -> Row:
    """Return a row that is no data without its cells, so that nobody takes a header's names for dates."""
    return blanked(row, range(len(row.cells)))
