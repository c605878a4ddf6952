"""Writes what `read_feedback` makes of every export in ``exports/`` to ``goldens/``.

    python tests/regenerate_goldens.py

Then read the diff, and commit it if it is right. Golden files hold no hashes and no pseudonyms: authors are
a1, a2, ... in order, accounts c1, c2, ..., and ids made from content #1, #2, ...
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from feedback_insights.read import FeedbackBatch, read_feedback
from feedback_insights.records import Feedback

EXPORTS = Path(__file__).parent / "exports"
GOLDENS = Path(__file__).parent / "goldens"


def exports() -> list[Path]:
    """The exports: a file's name before its first dot or hyphen is its format's."""
    return sorted(path for path in EXPORTS.iterdir() if path.is_file())


def format_of(export: Path) -> str:
    return export.name.partition(".")[0].partition("-")[0]


def golden_of(export: Path) -> Path:
    return GOLDENS / f"{export.name.partition('.')[0]}.json"


def rendered(export: Path) -> str:
    """What is read from an export, as sorted JSON."""
    shown = _shown(read_feedback(export))
    return json.dumps(shown, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _shown(batch: FeedbackBatch) -> dict[str, Any]:
    names = _Names()
    items = sorted(batch.feedback, key=lambda item: (item.locator.record, item.question_id, item.text))
    return {
        "format": batch.format,
        "feedback": [_item(item, names) for item in items],
        "rejected": [{"record": one.locator.record, "reason": one.reason} for one in batch.rejected],
        "ledger": asdict(batch.ledger),
        "warnings": list(batch.warnings),
        "limits": list(batch.limits),
    }


def _item(item: Feedback, names: _Names) -> dict[str, Any]:
    told = asdict(item) | {
        "author": names.given("a", item.author),
        "account": names.given("c", item.account),
        "created": item.created.isoformat() if item.created else None,
        "record": item.locator.record,
        "field": item.locator.field,
    }
    if item.external_id.startswith("#"):
        told["external_id"] = names.given("#", item.external_id)
    return {
        key: value for key, value in told.items() if key not in ("id", "locator") and value not in (None, "")
    }


class _Names:
    """Short names for values that nobody should have to read, in the order in which they come."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def given(self, kind: str, value: str | None) -> str | None:
        if value is None:
            return None
        count = sum(known == kind for known, _ in self._known)
        return self._known.setdefault((kind, value), f"{kind}{count + 1}")


def main() -> None:
    GOLDENS.mkdir(exist_ok=True)
    for export in exports():
        golden, text = golden_of(export), rendered(export)
        before = golden.read_text("utf-8") if golden.exists() else None
        golden.write_text(text, "utf-8")
        print(f"{golden.name}: {'new' if before is None else 'unchanged' if before == text else 'CHANGED'}")


if __name__ == "__main__":
    main()
