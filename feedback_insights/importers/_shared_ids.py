"""Tables in one archive that number their rows alike: one would replace the other's without a word."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedback_insights.raw import SourceRecord, feedback_id

_MOST = 1_000_000  # ids that are held; beyond them no more are compared


@dataclass
class SharedIds:
    """Sees the records of several tables and finds ids that stand in more than one of them."""

    _first: dict[bytes, str] = field(default_factory=dict)
    _count: int = 0
    _files: set[str] = field(default_factory=set)

    def see(self, record: SourceRecord, file: str) -> None:
        """Take note of a record; ids made from content are no numbers of rows."""
        for unit in record.units:
            if unit.external_id.startswith("#"):
                continue
            made = feedback_id(record.source, record.instance, unit.external_id, unit.question_id)
            key = bytes.fromhex(made)
            first = self._first.get(key, file)
            if len(self._first) < _MOST:
                self._first.setdefault(key, file)
            if first != file:
                self._count += 1
                self._files |= {first, file}

    def told(self) -> str:
        """Return what to tell; "" where the tables share nothing."""
        if not self._count:
            return ""
        names = ", ".join(repr(name) for name in sorted(self._files)[:5])
        return (
            f"{self._count:,} ids stand in more than one table of the archive ({names}): taken for states of "
            "one record, of which one counts; if they are different records, unpack it and import each table "
            "with a profile that has a source of its own"
        )
