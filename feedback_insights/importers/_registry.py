"""What an importer is, and which ones there are: ours, and those of other packages by entry points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, runtime_checkable

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import InputFile, Profile
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

GROUP = "feedback_insights.importers"
_FAMILIES = (  # of our own importers
    "community", "desks", "mail", "reviews", "side_lists", "surveys", "table", "trackers", "usability",
)  # fmt: skip
_SELF = "feedback_insights.importers"


@dataclass(frozen=True)
class Reading:
    """What an importer is told besides the file, and where it leaves what readers of a report should know."""

    settings: ImportSettings
    profile: Profile | None = None
    warn: Callable[[str], None] = field(default=lambda warning: None)
    limit: Callable[[str], None] = field(default=lambda limit: None)  # what such an export cannot hold
    note: Callable[[str], None] = field(default=lambda note: None)  # what was decided, and by what


@runtime_checkable
class Importer(Protocol):
    """Recognizes the files of one tool by their content and turns their records into raw feedback."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def recognized_by(self) -> str: ...

    def claims(self, file: InputFile) -> float:
        """Return 0 to say "not mine"; at least 1 where a signature matches, plus .05 per further sign."""
        ...

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield every record of the file, also those that become nothing."""
        ...


@cache
def families() -> dict[str, tuple[Importer, ...]]:
    """Return our own importers by family."""
    return {family: import_module(f"{_SELF}.{family}").IMPORTERS for family in _FAMILIES}


def family_of(name: str) -> str:
    """Return the family of one of our own importers; "" of one of another package."""
    return next((family for family, ours in families().items() if name in {one.name for one in ours}), "")


@cache
def importers() -> dict[str, Importer]:
    """Return all importers by name. Raises `FileProblem` if an installed one cannot be loaded."""
    found = {importer.name: importer for ours in families().values() for importer in ours}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        if entry.name in found:
            raise FileProblem(
                f"two installed importers are called {entry.name!r}; uninstall one: {entry.value}"
            )
        found[entry.name] = _loaded(entry)
    return dict(sorted(found.items()))


def importer_named(name: str) -> Importer:
    """Return one importer. Raises `SettingsError` that lists the known ones."""
    try:
        return importers()[name]
    except KeyError:
        raise SettingsError(f"format {name!r} is not known; known: {', '.join(importers())}") from None


def _loaded(entry: EntryPoint) -> Importer:
    try:
        importer = entry.load()
    except (ImportError, AttributeError) as error:
        raise FileProblem(f"importer {entry.name!r} ({entry.value}) cannot be loaded: {error}") from error
    if not isinstance(importer, Importer) or importer.name != entry.name:
        raise FileProblem(f"importer {entry.name!r} ({entry.value}) is not an importer of that name")
    return importer
