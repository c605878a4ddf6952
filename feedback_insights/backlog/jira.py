"""Jira's CSV export (formats spec 3 and 8): repeated columns, wiki markup, parents by key or by number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback_insights.backlog._drafts import Draft
from feedback_insights.backlog._wiki import wiki_text
from feedback_insights.backlog.table import read_effort
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.sheets import Entry, Sheet
from feedback_insights.records import Feature
from feedback_insights.roadmap import status_words

_REQUIRED = frozenset({"issue key", "summary"})
_HELPERS = frozenset({"issue id", "issue type", "status category", "project key"})
_POINTS = (
    "custom field (story points)",
    "custom field (story point estimate)",
    "story points",
    "story point estimate",
)
_ESTIMATE = ("original estimate", "σ original estimate")  # seconds
_JAVA = re.compile(r"^(\{\}|[\w.$]+@[0-9a-f]{4,})$")


def claims(names: Sequence[str]) -> bool:
    """Tell a Jira export by its header."""
    forms = {canonical(name) for name in names}
    return forms >= _REQUIRED and bool(
        forms & _HELPERS or any(form.startswith("custom field (") for form in forms)
    )


def read(file: InputFile, sheet: Sheet, profile: Profile | None) -> tuple[list[Draft], list[str]]:
    """Return a draft per issue, and warnings."""
    warnings: list[str] = []
    keys = {entry.first(("issue id",)): entry.first(("issue key",)) for entry in sheet.entries}
    points = any(entry.first(_POINTS) for entry in sheet.entries)
    if not points and any(entry.first(_ESTIMATE) for entry in sheet.entries):
        warnings.append("no story points: effort is the original estimate, in hours")
    drafts = []
    for entry in sheet.entries:
        key, title = _value(entry, "issue key"), tidy(_value(entry, "summary"))
        if entry.problem or not title:
            drafts.append(Draft(entry.place, problem=entry.problem or "no summary"))
            continue
        drafts.append(Draft(entry.place, _feature(entry, key, title, keys, _effort(entry, points, warnings))))
    return drafts, warnings


def _feature(entry: Entry, key: str, title: str, keys: dict[str, str], effort: float | None) -> Feature:
    return Feature(
        id=key,
        title=title,
        description=wiki_text(_value(entry, "description")),
        status=status_words(
            _value(entry, "status"),
            category=_value(entry, "status category"),
            resolution=_value(entry, "resolution"),
        ),
        type=_value(entry, "issue type") or None,
        parent=_parent(entry, keys),
        labels=tuple(sorted(set(entry.all(("labels",))))),
        effort=effort,
        depends_on=tuple(sorted(set(entry.all(("inward issue link (blocks)",))))),
    )


def _effort(entry: Entry, points: bool, warnings: list[str]) -> float | None:
    if points:
        return read_effort(entry, entry.first(_POINTS), warnings)
    seconds = read_effort(entry, entry.first(_ESTIMATE), warnings)
    return None if seconds is None else seconds / 3600


def _parent(entry: Entry, keys: dict[str, str]) -> str | None:
    if known := _value(entry, "parent key", "custom field (epic link)"):
        return known
    number = _value(entry, "parent", "parent id")
    return keys.get(number, number) or None


def _value(entry: Entry, *names: str) -> str:
    """Return the first value that is not the text form of a Java object."""
    return next((value for value in entry.all(names) if not _JAVA.match(value)), "")
