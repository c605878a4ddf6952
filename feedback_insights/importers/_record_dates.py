"""The dates of records that are no table's: read one by one, with what was in doubt told at the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from feedback_insights.files.dates import parse_date, zone_named
from feedback_insights.importers._values import as_text

_SHOWN = 40  # letters of a date that cannot be read


class RecordDates:
    """Reads the dates of one file; a time without a zone is in the one named."""

    def __init__(self, zone: str) -> None:
        """Raises `SettingsError` for a zone that is not known."""
        self._name, self._zone = zone, zone_named(zone)
        self._unread: set[str] = set()
        self._assumed = 0

    def read(self, value: Any) -> datetime | None:
        """Return a date in UTC; None if there is none or it cannot be read, which is told."""
        text = as_text(value)
        if text is None:
            return None
        parsed = parse_date(text, zone=self._zone)
        if parsed is None:
            self.note_unread([text])
            return None
        self._assumed += parsed.zone_assumed
        return parsed.value

    def note_unread(self, texts: Iterable[str]) -> None:
        """Take note of dates that cannot be read."""
        self._unread |= {text[:_SHOWN] for text in texts}

    def warnings(self, *, zones: bool = True) -> list[str]:
        """Return what reading the dates showed; ``zones=False``: but for assumed zones."""
        told = []
        if self._unread:
            shown = ", ".join(repr(text) for text in sorted(self._unread)[:3])
            told.append(f"{len(self._unread)} different dates could not be read, such as {shown}")
        if self._assumed and zones:
            told.append(f"{self._assumed} times carry no zone; read as {self._name}")
        return told
