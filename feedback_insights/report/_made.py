"""How a run came about, as names and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from feedback_insights.records import Run
from feedback_insights.report.parts import Made


def made(run: Run) -> Made:
    """Settings, seeds, models and versions, sorted by name; folders lose the way to them."""
    return Made(
        settings=tuple(sorted(_flat("", run.settings))),
        seeds=tuple(sorted(_flat("", run.seeds))),
        models=tuple(sorted(_flat("", run.models))),
        versions=tuple(sorted(_flat("", run.versions))),
    )


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", _text(value)


def _text(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value)) or "none"
    text = str(value)
    if PurePosixPath(text).is_absolute():
        return PurePosixPath(text).name
    return PureWindowsPath(text).name if PureWindowsPath(text).is_absolute() else text
