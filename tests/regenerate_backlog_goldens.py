"""Writes what `read_backlog` makes of every file in ``backlogs/`` to ``backlog_goldens/``.

    python tests/regenerate_backlog_goldens.py

Then read the diff, and commit it if it is right. What is empty is left out.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from feedback_insights.backlog import read_backlog

BACKLOGS = Path(__file__).parent / "backlogs"
GOLDENS = Path(__file__).parent / "backlog_goldens"


def backlogs() -> list[Path]:
    """The files: a name before its first dot or hyphen is its format's."""
    return sorted(path for path in BACKLOGS.iterdir() if path.is_file())


def format_of(file: Path) -> str:
    return file.name.partition(".")[0].partition("-")[0]


def golden_of(file: Path) -> Path:
    return GOLDENS / f"{file.name.partition('.')[0]}.json"


def rendered(file: Path) -> str:
    """What is read from a backlog, as sorted JSON."""
    found = read_backlog(file)
    shown = {
        "format": found.format,
        "features": [
            {name: value for name, value in asdict(one).items() if value not in (None, "", ())}
            for one in found.features
        ],
        "rejected": [{"record": one.locator.record, "reason": one.reason} for one in found.rejected],
        "warnings": found.warnings,
        "people": found.people,
    }
    return json.dumps(shown, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    GOLDENS.mkdir(exist_ok=True)
    for file in backlogs():
        golden, text = golden_of(file), rendered(file)
        before = golden.read_text("utf-8") if golden.exists() else None
        golden.write_text(text, "utf-8")
        print(f"{golden.name}: {'new' if before is None else 'unchanged' if before == text else 'CHANGED'}")


if __name__ == "__main__":
    main()
