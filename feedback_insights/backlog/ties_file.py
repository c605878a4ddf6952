"""Files of ties: which tickets belong to which backlog items.

Either a page of Zendesk's ``GET /api/v2/jira/links``, or any table with a column of tickets and one of items.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feedback_insights.backlog._facts import ids_in, ticket_ids
from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.sheets import Entry, Sheet, read_sheet
from feedback_insights.records import LoadedTie
from feedback_insights.settings import ImportSettings

_TICKETS = (
    "ticket id", "ticket", "tickets", "zendesk ticket id", "zendesk ticket", "ticket ids", "ticket url",
    "conversation id", "conversation", "feedback id", "feedback", "record", "record id", "response id",
)  # fmt: skip
_FEATURES = (
    "issue key", "feature id", "feature key", "feature", "jira issue key", "jira issue", "jira key", "issue",
    "issue id", "idea id", "item id", "backlog id", "backlog item", "key", "issue url", "feature url",
)  # fmt: skip
_KNOWN = frozenset((*_TICKETS, *_FEATURES))
_API = frozenset({"issue id", "issue key", "ticket id"})  # what an entry of Zendesk's page has


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesFile:
    """The ties of a file, each once, sorted."""

    ties: tuple[LoadedTie, ...]
    warnings: tuple[str, ...]
    sha256: str  # of the file's bytes
    format: str  # "zendesk_jira_links" | "ties_csv" | "ties_xlsx" | "ties_json"


def read_ties(path: str | Path, settings: ImportSettings | None = None) -> TiesFile:
    """Read a file of ties. One ticket may have several items, and one item several tickets, also in one cell.

    Raises `FileProblem` if it cannot be read, lacks one of the two columns, or holds no tie.
    """
    file = InputFile.open(path, charset=(settings or ImportSettings()).charset)
    sheet = read_sheet(file, known=_KNOWN.__contains__, lists=frozenset({"links", "ties"}))
    here = {canonical(name) for name in sheet.names}
    api = sheet.kind == "json" and here >= _API
    columns = [[name for name in names if name in here][:1] for names in (_TICKETS, _FEATURES)]
    if not all(columns):
        raise FileProblem(
            f"{file.name} is no file of ties; it needs a column of tickets (ticket id) and one of backlog "
            f"items (feature id or issue key), not: {', '.join(sheet.names[:8]) or 'nothing'}"
        )
    ties, warnings = _ties(sheet, columns[0], columns[1], api=api)
    if not ties:
        raise FileProblem(f"{file.name} has no line with a ticket and a backlog item")
    return TiesFile(
        ties=ties,
        warnings=(*file.warnings, *sheet.warnings, *warnings),
        sha256=file.sha256,
        format="zendesk_jira_links" if api else f"ties_{sheet.kind}",
    )


def _ties(
    sheet: Sheet, tickets: list[str], features: list[str], *, api: bool
) -> tuple[tuple[LoadedTie, ...], list[str]]:
    found: set[LoadedTie] = set()
    warnings = []
    for entry in sheet.entries:
        named, items = _tickets(entry, tickets, api=api), ids_in(map(tidy, entry.all(features)))
        if entry.problem or not named or not items:
            warnings.append(
                f"{entry.place}: {entry.problem or 'needs a ticket and a backlog item'}; left out"
            )
            continue
        tool = "tool:zendesk-jira" if api else "tool:ties-file"
        found |= {LoadedTie(ticket=ticket, feature=item, tool=tool) for ticket in named for item in items}
    return tuple(sorted(found)), warnings


def _tickets(entry: Entry, columns: list[str], *, api: bool) -> set[str]:
    return {id for cell in entry.all(columns) for id in ticket_ids(cell, source="zendesk" if api else "")}
