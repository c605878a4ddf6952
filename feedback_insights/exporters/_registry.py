"""What an exporter is, and which ones there are: ours, and those of other packages by entry points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from feedback_insights.errors import SettingsError

if TYPE_CHECKING:
    from feedback_insights.exporters.data import ExportData
    from feedback_insights.exporters.profiles import TargetProfile

GROUP = "feedback_insights.exporters"
_OURS = {  # also in pyproject.toml; named here so that a source tree works without being installed
    "aha": "feedback_insights.exporters.mapped:AHA",
    "airfocus": "feedback_insights.exporters.mapped:AIRFOCUS",
    "canny": "feedback_insights.exporters.mapped:CANNY",
    "csv": "feedback_insights.exporters.csv_tables:CSV",
    "events": "feedback_insights.exporters.events:EVENTS",
    "github": "feedback_insights.exporters.comments:GITHUB",
    "gitlab": "feedback_insights.exporters.comments:GITLAB",
    "jira_csv": "feedback_insights.exporters.mapped:JIRA_CSV",
    "jira_rest": "feedback_insights.exporters.jira_rest:JIRA_REST",
    "json": "feedback_insights.exporters.json_document:JSON",
    "linear": "feedback_insights.exporters.mapped:LINEAR",
    "markdown": "feedback_insights.exporters.markdown:MARKDOWN",
    "parquet": "feedback_insights.exporters.parquet_tables:PARQUET",
    "productboard": "feedback_insights.exporters.productboard:PRODUCTBOARD",
    "sheets": "feedback_insights.exporters.workbook:SHEETS",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export. The name is plain: no folder, no leading dot."""

    name: str
    content: bytes
    rows: int | None = None  # None = the file is no table


@runtime_checkable
class Exporter(Protocol):
    """Turns what a run found into the files of one target."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield every file of the target but the manifest, always in the same order."""
        ...


def by_item(exporter: Exporter) -> bool:
    """Whether its rows are backlog items, so that it can write only what moved."""
    return bool(getattr(exporter, "by_item", False))


def profiled(exporter: Exporter) -> bool:
    """Whether a profile fills its columns."""
    return bool(getattr(exporter, "profiled", False))


def evidence_of(exporter: Exporter, profile: TargetProfile | None = None) -> str:
    """How surely its format is known: "ours", "documented", "second-hand" or "unverified".

    Several where its files differ; "" = not told. `profile` is one that stands in place of the shipped one.
    """
    if profiled(exporter):
        from feedback_insights.exporters.profiles import shipped  # loads pydantic

        found = profile or shipped(exporter.name)
        return ", ".join(dict.fromkeys(file.evidence or found.evidence for file in found.file))
    return str(getattr(exporter, "evidence", ""))


def methods_of(exporter: Exporter, profile: TargetProfile | None = None) -> tuple[str, ...]:
    """The scoring methods that its columns need; () = those that runs keep will do."""
    if profiled(exporter):
        from feedback_insights.exporters.profiles import shipped  # loads pydantic

        return (profile or shipped(exporter.name)).methods
    return tuple(getattr(exporter, "methods", ()))


@cache
def exporters() -> dict[str, Exporter]:
    """Return all exporters by name. Raises `SettingsError` if an installed one cannot be loaded."""
    found = {name: _loaded(EntryPoint(name, target, GROUP)) for name, target in _OURS.items()}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        if _OURS.get(entry.name) == entry.value:
            continue
        if entry.name in found:
            raise SettingsError(
                f"two installed exporters are called {entry.name!r}; uninstall one: {entry.value}"
            )
        found[entry.name] = _loaded(entry)
    return dict(sorted(found.items()))


def exporter_named(name: str) -> Exporter:
    """Return one exporter. Raises `SettingsError` that lists the known ones."""
    try:
        return exporters()[name]
    except KeyError:
        raise SettingsError(f"no export target {name!r}; known: {', '.join(exporters())}") from None


def _loaded(entry: EntryPoint) -> Exporter:
    try:
        exporter = entry.load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"exporter {entry.name!r} ({entry.value}) cannot be loaded: {error}") from error
    if not isinstance(exporter, Exporter) or exporter.name != entry.name:
        raise SettingsError(f"exporter {entry.name!r} ({entry.value}) is not an exporter of that name")
    return exporter
