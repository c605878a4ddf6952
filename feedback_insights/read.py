"""Read one export into clean feedback, without a workspace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from feedback_insights.files import Profile, shown
from feedback_insights.importers import read_export
from feedback_insights.normalize import CleanRecord, clean, find_duplicates
from feedback_insights.records import STATES, Feedback, Ledger, Rejected, State
from feedback_insights.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackBatch:
    """What one export holds."""

    format: str
    feedback: tuple[Feedback, ...]  # by id, each id once
    rejected: tuple[Rejected, ...]  # in the order of the file
    ledger: Ledger
    warnings: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()  # what such an export cannot hold; to be told before anything else


def read_feedback(
    path: str | Path,
    format: str | None = None,
    *,
    profile: Profile | str | Path | None = None,
    settings: Settings | None = None,
    key: bytes | None = None,
) -> FeedbackBatch:
    """Read an export: recognize it, clean and mask its texts, and count every record once.

    ``key`` makes the authors' pseudonyms; by default it comes from the file's own bytes, so that a file gives
    the same ones every time, and the authors of two files cannot be joined.

    Raises `FileProblem` if the file cannot be read, is not recognized (`UnclaimedFile`) or is claimed by two
    importers (`TiedFile`), and `SettingsError` for an unknown format or a wrong profile.
    """
    settings = settings or Settings()
    name = shown(Path(path).name)
    export = read_export(path, name=name, settings=settings.imports, format=format, profile=profile)
    key = key or blake2b(export.sha256.encode(), digest_size=32, person=b"read_feedback").digest()
    records = [clean(record, key=key, settings=settings.normalize) for record in export.records]
    kept, states = _settled(records, days=settings.normalize.duplicate_days)
    counts = Counter(states)
    return FeedbackBatch(
        format=export.format,
        feedback=tuple(kept[id] for id in sorted(kept)),
        rejected=tuple(
            Rejected(locator=r.locator, reason=r.reason) for r in records if r.state == "rejected"
        ),
        ledger=Ledger(
            records=len(records),
            states={state: counts[state] for state in STATES if counts[state]},
            units=len(kept),
        ),
        warnings=tuple(export.warnings),
        limits=tuple(export.limits),
    )


def _settled(records: Sequence[CleanRecord], *, days: int) -> tuple[dict[str, Feedback], list[State]]:
    """Return the feedback that counts, and each record's state once repeated and older records are known.

    Of the units with one id the last updated counts, then the longest, so that no order of rows matters; the
    others are duplicates if they say the same, else superseded.
    """
    newest: dict[str, tuple[tuple[object, ...], Feedback]] = {}
    for record in records:
        for unit in record.units:
            rank = _rank(record, unit.feedback)
            if unit.feedback.id not in newest or rank > newest[unit.feedback.id][0]:
                newest[unit.feedback.id] = rank, unit.feedback
    latest = {id: feedback for id, (_, feedback) in newest.items()}
    repeats = find_duplicates(latest.values(), days=days)
    kept = {id: feedback for id, feedback in latest.items() if id not in repeats}
    return kept, [_state(record, latest, kept) for record in records]


def _rank(record: CleanRecord, feedback: Feedback) -> tuple[object, ...]:
    known = record.updated or datetime.min.replace(tzinfo=UTC)
    return known, len(feedback.text), feedback.text, repr(feedback)


def _state(record: CleanRecord, latest: Mapping[str, Feedback], kept: Mapping[str, Feedback]) -> State:
    """Return a used record's state: used as long as one of its units counts."""
    if record.state != "used":
        return record.state
    units = [unit.feedback for unit in record.units]
    if any(kept.get(unit.id) is unit for unit in units):
        return "used"
    same = all(latest[unit.id].text == unit.text for unit in units)
    return "duplicate" if same else "superseded"
