"""Jira's CSV export (formats spec 3 and 8): repeated columns, wiki markup, parents by key or by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from feedback_insights.backlog._drafts import Draft
from feedback_insights.backlog._facts import (
    DATES,
    Dates,
    ids_in,
    texts_of,
    ticket_columns,
    ticket_ids,
    tickets_named,
)
from feedback_insights.backlog._features import Found, read_effort
from feedback_insights.backlog._formats import HELPS, Content, Format
from feedback_insights.backlog.table import ROLES
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.dates import parse_date
from feedback_insights.files.sheets import Entry
from feedback_insights.files.wiki import wiki_text
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
_PRODUCT = ("component/s", "components", "component")
_DUPLICATES = ("outward issue link (duplicate)", "outward issue link (cloners)")
_PEOPLE = ("reporter", "assignee", "creator", "watchers")
_CUSTOMER_WORDS = tuple(form for name in ROLES["customer_words"] for form in (f"custom field ({name})", name))
_JAVA = re.compile(r"^(\{\}|[\w.$]+@[0-9a-f]{4,})$")


def _claims(content: Content) -> float:
    helps = len(_HELPERS & content.names) + any(name.startswith("custom field (") for name in content.names)
    return 1 + HELPS * helps if content.names >= _REQUIRED and helps else 0.0


def _read(content: Content) -> Found:
    sheet, order = content.sheet, content.order
    warnings: list[str] = []
    names = sorted({canonical(name) for name in sheet.names})
    zendesk = ticket_columns(sheet, filter(_holds_tickets, names), warnings)
    dates = Dates(sheet, {role: [role] for role in DATES if role in names}, order, warnings)
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
        said = [_comment(cell) for cell in entry.all(("comment", "comments")) if not _JAVA.match(cell)]
        feature = replace(
            _feature(entry, key, title, keys, _effort(entry, points, warnings)),
            created=dates.read(entry, "created"),
            updated=dates.read(entry, "updated"),
            resolved=dates.read(entry, "resolved"),
            comments=tuple(text for _, raw in said if (text := wiki_text(raw))),
            tickets=_tickets(entry, zendesk, [raw for _, raw in said]),
        )
        people = {*entry.all(_PEOPLE), *(author for author, _ in said if author)}
        drafts.append(Draft(entry.place, feature, people=tuple(sorted(people))))
    return drafts, [*warnings, *dates.warnings()]


def _comment(cell: str) -> tuple[str, str]:
    """Split ``date;author;text`` into author and text, which may hold more ";"; old files hold bare text."""
    when, _, rest = cell.partition(";")
    author, separator, text = rest.partition(";")
    if separator and (parse_date(when, order="dmy") or parse_date(when, order="mdy")):
        return author.strip(), text.strip()
    return "", cell


def _tickets(entry: Entry, columns: Sequence[str], comments: Sequence[str]) -> tuple[str, ...]:
    linked = {id for cell in entry.all(columns) for id in ticket_ids(cell, source="zendesk")}
    return tuple(sorted(linked | tickets_named([_value(entry, "description"), *comments])))


def _holds_tickets(name: str) -> bool:
    """Tell the columns of the app "Zendesk Support for Jira" that hold ids, whatever the site calls them."""
    return "zendesk" in name and "ticket" in name and not re.search(r"\bcounts?\b|\bnumber of\b", name)


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
        customer_words=tuple(wiki_text(cell) for cell in texts_of(entry.all(_CUSTOMER_WORDS))),
        product=", ".join(sorted(set(entry.all(_PRODUCT)))) or None,
        duplicate_of=ids_in(entry.all(_DUPLICATES), besides=key),
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


JIRA_CSV = Format(
    name="jira_csv",
    description="Jira: issues as CSV, with comments, links and custom fields",
    recognized_by="columns Issue key and Summary, and Issue id, Issue Type or a Custom field (...)",
    how_to_get="Filters > a filter > Export > Export CSV (all fields)",
    evidence="measured",
    claims=_claims,
    read=_read,
)
