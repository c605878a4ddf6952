"""The store's imports: files, their records, and which of their feedback counts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from feedback_insights import _rows
from feedback_insights._rows import Row, to_json
from feedback_insights._store_file import Tables, batches, marks
from feedback_insights.characters import mended
from feedback_insights.records import STATES, Feedback, FileReport, Ledger, Locator, Rejected, State

_FILE_COLUMNS = ("sha256", "path", "name", "format", "warnings", "reading")
_RECORD_COLUMNS = ("id", "sha256", "position", "record", "field", "state", "reason", "updated")
_SETTLE_UNITS = """
CREATE TEMP TABLE settling AS
WITH repeated AS (SELECT id FROM feedback GROUP BY id HAVING count(*) > 1),
ranked AS (
    SELECT f.unit, first_value(f.unit) OVER (
        PARTITION BY f.id
        ORDER BY r.updated DESC, length(f.text) DESC, f.text DESC, f.content DESC, r.sha256 DESC,
            r.position DESC
    ) AS best
    FROM feedback f JOIN records r ON r.id = f.record_id WHERE f.id IN repeated
)
SELECT f.unit, f.id,
    CASE WHEN k.best IS NULL OR k.best = f.unit THEN 'used'
         WHEN b.text = f.text THEN 'duplicate' ELSE 'superseded' END AS state,
    CASE WHEN k.best <> f.unit THEN f.id END AS of
FROM feedback f LEFT JOIN ranked k ON k.unit = f.unit LEFT JOIN feedback b ON b.unit = k.best
ORDER BY f.id
"""
_KEEP_UNITS = """
UPDATE feedback AS f SET state = s.state, of = s.of FROM settling s
WHERE s.unit = f.unit AND (f.state IS NOT s.state OR f.of IS NOT s.of)
"""
_KEEP_RECORDS = """
UPDATE records AS r SET state = u.state, of = u.of FROM (
    SELECT record_id,
        CASE WHEN max(s.state = 'used') THEN 'used' ELSE max(s.state) END AS state,
        CASE WHEN max(s.state = 'used') THEN NULL ELSE min(s.of) END AS of
    FROM settling s JOIN feedback f ON f.unit = s.unit GROUP BY record_id
) u
WHERE u.record_id = r.id AND (r.state IS NOT u.state OR r.of IS NOT u.of)
"""
_USED_PER_FILE = """
SELECT r.sha256, f.lang, count(*) FROM feedback f JOIN records r ON r.id = f.record_id
WHERE f.state = 'used' GROUP BY r.sha256, f.lang
"""
_SHARED_IDS = """
SELECT r.sha256, k.sha256, count(DISTINCT f.id) FROM feedback f JOIN records r ON r.id = f.record_id
JOIN feedback u ON u.id = f.id AND u.state = 'used' JOIN records k ON k.id = u.record_id
JOIN files t ON t.sha256 = r.sha256 AND t.format LIKE 'table%'
WHERE f.state = 'superseded' AND k.sha256 <> r.sha256 GROUP BY r.sha256, k.sha256
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """An input file: the sha256 of its bytes, its name, the format that read it, and what was odd."""

    sha256: str
    name: str
    format: str
    warnings: Sequence[str] = ()  # may grow while the file's records are read
    limits: Sequence[str] = ()  # what such an export cannot hold; may grow likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What settling changed in the feedback that counts."""

    added: int  # feedback seen for the first time
    updated: int  # feedback that says something else than before


class CleanUnit(Protocol):
    """One unit of feedback, cleaned and masked, with the keys that may join it to a person and an account."""

    @property
    def feedback(self) -> Feedback: ...
    @property
    def account_keys(self) -> tuple[str, ...]: ...
    @property
    def person_keys(self) -> tuple[str, ...]: ...


class CleanRecord(Protocol):
    """One record of an export, cleaned, whatever became of it."""

    @property
    def locator(self) -> Locator: ...
    @property
    def state(self) -> State: ...
    @property
    def reason(self) -> str: ...
    @property
    def units(self) -> Sequence[CleanUnit]: ...
    @property
    def updated(self) -> datetime | None: ...


class FindDuplicates(Protocol):
    """Says which feedback repeats which other: id -> id kept."""

    def __call__(self, feedback: Iterable[Feedback], /, *, days: int) -> Mapping[str, str]: ...


class Imports(Tables):
    """Files, records and feedback."""

    def add_file(
        self,
        path: str | Path,
        facts: FileFacts,
        records: Iterable[CleanRecord],
        *,
        reading: Mapping[str, object] | None = None,
    ) -> bool:
        """Add one export with all its records, streamed into one transaction; then `settle`.

        ``reading`` says how the file was read, for whoever reads it again. Returns False, and changes
        nothing, if a file with these bytes is known already.
        """
        with self.writing():
            if self._known(facts.sha256, self._relative(path)):
                return False
            facts_row = (facts.sha256, self._relative(path), mended(facts.name), facts.format)
            self._insert("files", _FILE_COLUMNS, [(*facts_row, "[]", to_json(reading or {}))])
            self._put("settled", "no")
            position = 0
            for batch in batches(records):
                self._add_records(batch, facts.sha256, position)
                position += len(batch)
            told = [to_json([mended(line) for line in lines]) for lines in (facts.warnings, facts.limits)]
            self._db.execute(
                "UPDATE files SET warnings = ?, limits = ? WHERE sha256 = ?", [*told, facts.sha256]
            )
        return True

    def _add_records(self, records: Sequence[CleanRecord], sha256: str, position: int) -> None:
        first, unit = self._largest("id", "records") + 1, self._largest("unit", "feedback") + 1
        self._insert(
            "records",
            _RECORD_COLUMNS,
            ((first + n, sha256, position + n, *_record_facts(one)) for n, one in enumerate(records)),
        )
        units = ((first + n, one) for n, record in enumerate(records) for one in record.units)
        self._insert(
            "feedback",
            ("unit", "record_id", *_rows.FEEDBACK_COLUMNS),
            (
                (unit + n, owner, *_rows.feedback_row(one.feedback, one.account_keys, one.person_keys))
                for n, (owner, one) in enumerate(units)
            ),
        )

    def _known(self, sha256: str, path: str) -> bool:
        """Of two places with the same bytes the first by name is remembered, as long as it is there."""
        row = self._db.execute("SELECT path FROM files WHERE sha256 = ?", [sha256]).fetchone()
        if row is None:
            return False
        there = [place for place in (row[0], path) if (self._file.folder / place).exists()]
        if (place := min(there, default=row[0])) != row[0]:
            self._db.execute("UPDATE files SET path = ? WHERE sha256 = ?", [place, sha256])
        return True

    def _relative(self, path: str | Path) -> str:
        absolute = os.path.abspath(path)
        with suppress(ValueError):  # another drive on Windows
            absolute = os.path.relpath(absolute, self._file.folder)
        return mended(absolute.replace(os.sep, "/"))

    @property
    def settled(self) -> bool:
        """False between `add_file` and `settle`: new feedback does not count yet."""
        return self._meta("settled") != "no"

    def settle(self, days: int, find_duplicates: FindDuplicates) -> Settled:
        """Find out, over the whole workspace, which units count, and bring every record's state up to date.

        Of the units with one id the last updated one counts (then the longest text, then by content, file
        and place, so that no order of import or rows matters); the others are superseded, or duplicates
        if they say the same. ``find_duplicates`` then names those that repeat another feedback.
        """
        with self.writing():
            before = self._counting()
            seen = {id for (id,) in self._db.execute("SELECT DISTINCT id FROM feedback WHERE state NOT NULL")}
            self._db.execute(_SETTLE_UNITS)
            self._db.execute("CREATE INDEX temp.settling_unit ON settling (unit)")
            self._db.execute("CREATE INDEX temp.settling_id ON settling (id)")
            repeats = find_duplicates(self._read_feedback("s.state = 'used'", ()), days=days)
            self._db.conn.executemany(
                "UPDATE settling SET state = 'duplicate', of = ? WHERE state = 'used' AND id = ?",
                ((kept, id) for id, kept in sorted(repeats.items())),
            )
            self._db.execute(_KEEP_UNITS)
            self._db.execute(_KEEP_RECORDS)
            self._db.execute("DROP TABLE settling")
            self._put("settled", "yes")
            after = self._counting()
        return Settled(
            added=sum(1 for id in after if id not in seen),
            updated=sum(1 for id, content in after.items() if before.get(id, content) != content),
        )

    def _counting(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT id, content FROM feedback WHERE state = 'used'").fetchall())

    def ledgers(self, reads: Callable[[str | None], bool] | None = None) -> tuple[FileReport, ...]:
        """What became of every record, file by file, sorted by the name shown.

        ``reads`` tells which languages the last analysis could read; None: there was none.
        """
        with self._file.reading():
            names = self._names()
            states: dict[str, dict[State, int]] = {sha256: {} for sha256 in names}
            for sha256, state, count in self._db.execute(
                "SELECT sha256, state, count(*) FROM records GROUP BY sha256, state"
            ):
                states[sha256][state] = count
            units, unread = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
            for sha256, lang, count in self._db.execute(_USED_PER_FILE):
                units[sha256] += count
                unread[sha256] += count if reads and not reads(lang) else 0
            files = self._db.execute("SELECT sha256, format, warnings, limits FROM files").fetchall()
            shared: dict[str, list[str]] = {sha256: [] for sha256 in names}
            for sha256, other, count in self._db.execute(_SHARED_IDS):
                shared[sha256].append(
                    f"records with an id that {names[other]} has too, and that count there: {count:,}; "
                    "if these are two tables and not two states of one, give each a source in a profile"
                )
        reports = (
            FileReport(
                file=names[sha256],
                format=format,
                sha256=sha256,
                ledger=Ledger(
                    records=sum(states[sha256].values()),
                    states={state: states[sha256][state] for state in STATES if state in states[sha256]},
                    units=units[sha256],
                ),
                unread=unread[sha256] if reads else None,
                warnings=(*json.loads(warnings), *sorted(shared[sha256])),
                limits=tuple(json.loads(limits)),
            )
            for sha256, format, warnings, limits in files
        )
        return tuple(sorted(reports, key=lambda report: (report.file, report.sha256)))

    def rejected(self) -> tuple[Rejected, ...]:
        """The records that could not be read, by file and place."""
        with self._file.reading():
            names = self._names()
            rows = self._db.execute(
                "SELECT sha256, position, record, field, reason FROM records WHERE state = 'rejected'"
            ).fetchall()
        rows.sort(key=lambda row: (names[row[0]], row))
        return tuple(
            Rejected(
                locator=Locator(file=names[sha256], sha256=sha256, record=record, field=field), reason=why
            )
            for sha256, _, record, field, why in rows
        )

    def reading(self, sha256: str) -> dict[str, object]:
        """How an imported file was read, as it was given to `add_file`."""
        found: dict[str, object] = json.loads(self._one("SELECT reading FROM files WHERE sha256 = ?", sha256))
        return found

    def paths(self) -> dict[str, Path]:
        """Where each imported file was, by its sha256; it may be gone by now."""
        return {sha256: self._file.folder / path for sha256, path in self._paths().items()}

    # ---- feedback -------------------------------------------------------------------------------------

    def feedback(self, ids: Collection[str] | None = None) -> list[Feedback]:
        """The feedback that counts, ordered by id; of the ``ids`` asked for, those that count."""
        with self._file.reading():
            if ids is None:
                return list(self._read_feedback("f.state = 'used'", ()))
            return [
                feedback
                for batch in batches(sorted(set(ids)))
                for feedback in self._read_feedback(f"f.state = 'used' AND f.id IN ({marks(batch)})", batch)
            ]

    def _read_feedback(self, where: str, parameters: Sequence[str]) -> Iterator[Feedback]:
        names = self._names()
        columns = ", ".join(f'f."{column}"' for column in _rows.FEEDBACK_READ)
        settling = "JOIN settling s ON s.unit = f.unit" if where.startswith("s.") else ""
        for sha256, *row in self._db.execute(
            f"SELECT r.sha256, {columns} FROM feedback f JOIN records r ON r.id = f.record_id {settling}"
            f" WHERE {where} ORDER BY f.id",
            parameters,
        ):
            yield _rows.feedback_from(tuple(row), file=names[sha256], sha256=sha256)

    @property
    def feedback_count(self) -> int:
        """How many feedback count."""
        return int(self._one("SELECT count(*) FROM feedback WHERE state = 'used'"))

    def account_keys(self) -> dict[str, tuple[str, ...]]:
        """By feedback id: the keyed hashes that may join it to an account, strongest first."""
        return self._keys("account_keys")

    def person_keys(self) -> dict[str, tuple[str, ...]]:
        """By feedback id: the keyed hashes that tell its author; what older versions imported is left out."""
        return self._keys("person_keys")

    def _keys(self, column: str) -> dict[str, tuple[str, ...]]:
        rows = self._db.execute(f"SELECT id, {column} FROM feedback WHERE state = 'used' ORDER BY id")
        return {id: tuple(json.loads(keys)) for id, keys in rows if keys is not None}

    def period(self) -> tuple[datetime | None, datetime | None]:
        """When the first and the last feedback that counts was given; None if no date is known."""
        first, last = self._db.execute(
            "SELECT min(created), max(created) FROM feedback WHERE state = 'used'"
        ).fetchone()
        return first and datetime.fromisoformat(first), last and datetime.fromisoformat(last)

    def _paths(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT sha256, path FROM files").fetchall())

    def _names(self) -> dict[str, str]:
        return _rows.shown_names(self._paths())


def _record_facts(record: CleanRecord) -> Row:
    place = record.locator
    return (
        mended(place.record), mended(place.field), record.state, mended(record.reason),
        _rows.time_text(record.updated),
    )  # fmt: skip
