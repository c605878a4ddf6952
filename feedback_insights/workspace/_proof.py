"""Proof: what the exports say now, and what became of every record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback_insights import evidence
from feedback_insights.records import Analysis, FileReport, Rejected
from feedback_insights.workspace._intake import Reading, Rows
from feedback_insights.workspace._ties import Ties

if TYPE_CHECKING:
    from feedback_insights.evidence import Verification


class Proof(Ties):
    """The part of a workspace that leads from words back to records."""

    _analysis: Analysis | None

    def _found(self) -> Analysis:
        """The current run. Raises `NotFound` before the first one."""
        if self._analysis is None:
            self._analysis = self._store.analysis()
        return self._analysis

    def verify(
        self, *, search: Sequence[str | Path] = (), rows: Mapping[str, Rows] | None = None
    ) -> Verification:
        """Re-read the exports and check every statement of the current run.

        ``rows`` gives again what `import_records` read, by the name it was called then.
        """
        statements = self._found().statements
        feedback = {item.id: item for item in self._store.feedback()}
        paths = self._store.paths()
        readings = {sha256: self._store.reading(sha256) for sha256 in paths}
        return evidence.verify(
            [s for s in statements if s.feedback_id in feedback],
            feedback,
            paths,
            self._texts,
            [Path(place) for place in search],
            rows=self._rows_again(readings, dict(rows or {})),
        )

    def _rows_again(
        self, readings: Mapping[str, Reading], rows: dict[str, Rows]
    ) -> dict[str, Mapping[str, str] | None]:
        found: dict[str, Mapping[str, str] | None] = {}
        for sha256, reading in readings.items():
            if name := reading.get("rows"):
                again = self._read_rows(rows[name], reading) if name in rows else None
                found[sha256] = self._texts_of(again, reading) if again else None
        return found

    def _texts(self, sha256: str, path: Path) -> dict[str, str]:
        """What a file says now, read as it was at import: feedback id -> text."""
        reading = self._store.reading(sha256)
        return self._texts_of(self._open(path, reading), reading)

    def _texts_of(self, export: Any, reading: Reading) -> dict[str, str]:
        newest: dict[str, tuple[str, int, str]] = {}  # as the store settles records that share an id
        for record in self._cleaned(export, reading):
            updated = record.updated.isoformat() if record.updated else ""
            for unit in record.units:
                found = (updated, len(unit.feedback.text), unit.feedback.text)
                newest[unit.feedback.id] = max(found, newest.get(unit.feedback.id, found))
        return {feedback_id: text for feedback_id, (_, _, text) in newest.items()}

    def ledger(self) -> tuple[FileReport, ...]:
        """What became of every record, file by file, and what of it the last analysis could not read."""
        runs = self._store.runs()
        return self._store.ledgers(runs[-1].reads if runs else None)

    def rejected(self) -> tuple[Rejected, ...]:
        """The records that could not be read, and why."""
        return self._store.rejected()
