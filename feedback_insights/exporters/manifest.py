"""The manifest beside an export: what it was made from, by what, and which files it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from feedback_insights import __version__
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.folder import MADE_BY
from feedback_insights.exporters.selection import Selection
from feedback_insights.records import FileReport

FORMAT_VERSION = 1  # of every target of ours: a file that changes its meaning gets the next one


@dataclass(frozen=True, slots=True)
class Written:
    """One file of an export."""

    name: str
    bytes: int
    sha256: str
    rows: int | None  # None = no table


def manifest(data: ExportData, target: str, written: Iterable[Written]) -> bytes:
    """Tell how an export came about, as JSON; no clock, no host and no folder is in it."""
    import orjson

    from feedback_insights.exporters.document import scope_of

    run = data.view.analysis.run
    told = {
        "made_by": MADE_BY,
        "format_version": FORMAT_VERSION,
        "package_version": __version__,
        "target": target,
        "run": run.id,
        "as_of": run.as_of or None,
        "scope": scope_of(data.facts).model_dump(mode="json"),
        "before": scope_of(data.before).model_dump(mode="json") if data.before else None,
        "by": data.breakdown.facet if data.breakdown else None,
        "options": _options(data),
        "settings": pathless(settings_told(data)),
        "run_settings": pathless(run.settings),
        "models": pathless(run.models),
        "versions": pathless(run.versions),
        "seeds": dict(run.seeds),
        "inputs": [_input(file) for file in sorted(data.files, key=lambda f: (f.file, f.sha256))],
        "counts": Selection.of(data).counts(),
        "files": [asdict(file) for file in written],
    }
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(told, option=options)


def _options(data: ExportData) -> dict[str, Any]:
    options = data.options
    return {
        "excel": options.excel,
        "changed_since": options.moves.since if options.moves else None,
        "min_change": options.moves.level if options.moves else None,
        "profile": options.profile.model_dump(mode="json") if options.profile else None,
    }


def settings_told(data: ExportData) -> dict[str, Any]:
    """The settings that the export was made with: all but those that change no byte."""
    return data.settings.model_dump(mode="json", exclude={"encoder": {"threads", "allow_download"}})


def pathless(value: Any) -> Any:
    """The same without the way to folders and files of this machine."""
    if isinstance(value, Mapping):
        return {str(name): pathless(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [pathless(one) for one in value]
    if not isinstance(value, str):
        return value
    if PurePosixPath(value).is_absolute():
        return PurePosixPath(value).name
    return PureWindowsPath(value).name if PureWindowsPath(value).is_absolute() else value


def _input(file: FileReport) -> dict[str, Any]:
    return {
        "file": file.file,
        "format": file.format,
        "sha256": file.sha256,
        "records": file.ledger.records,
        "states": dict(file.ledger.states),
        "items": file.ledger.units,
        "unread": file.unread,
    }
