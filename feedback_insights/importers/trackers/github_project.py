"""Items of GitHub's projects: JSON of ``gh project item-list``, and the TSV of a view, of titles only.

Neither says who wrote an issue. Nobody here has seen an original export: names of columns are from memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from feedback_insights.files import InputFile
from feedback_insights.files.columns import tidy
from feedback_insights.files.profile import Evidence
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._conversation import Conversation
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers._values import Json, as_dict, as_text, text_at
from feedback_insights.importers.trackers._github import body_of
from feedback_insights.importers.trackers._issues import IssueReader, home_of, number_in, opening, titled
from feedback_insights.raw import SourceRecord, content_id

LIMIT = "does not say who wrote an issue: your own staff's count too"


class GithubProject(JsonImporter):
    """Reads the items of a project."""

    name = "github_project"
    description = "GitHub project items: JSON of gh project item-list, or the TSV of a view (titles only)"
    recognized_by = "JSON items with content.number, or columns title, url, assignees and status with issues"
    evidence: Evidence = "unverified"
    how_to_get = "gh project item-list NUMBER --owner OWNER --format json; or View > Export view data"
    lists = Lists(records=("items",))

    def __init__(self) -> None:
        self._view = _View("github_project")

    def claims(self, file: InputFile) -> float:
        """Return the claim of the JSON's reader, or of the table's."""
        return max(super().claims(file), self._view.claims(file))

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per item."""
        if file.delimiter or not file.head.lstrip().startswith(("{", "[")):
            return self._view.read(file, reading)
        return super().read(file, reading)

    def score(self, record: Json, within: str) -> float:
        """Return 1 and .05 per helping key for an item that is an issue."""
        content = record.get("content")
        if not isinstance(content, dict) or not isinstance(content.get("number"), int):
            return 0.0
        return 1.0 + 0.05 * sum(key in content for key in ("repository", "type", "title", "url"))

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> IssueReader:
        """Return what reads the items of one file."""
        reading.limit(LIMIT)
        return _Items(file, reading)


class _Items(IssueReader):
    source = "github"
    keys = frozenset({"content"})

    def conversation(self, issue: Json, place: str) -> Conversation:
        content = as_dict(issue.get("content"))
        number, url = as_text(content.get("number")), as_text(content.get("url"))
        kind = as_text(content.get("type"))
        title = titled(content.get("title") or issue.get("title"), "content.title")
        body = body_of(content)
        body = replace(body, field="content.body") if body else None
        subject, turns = opening(title, body, "customer", None)
        ours = {"PullRequest": "a pull request", "DraftIssue": "a draft, which is no issue yet"}.get(
            kind or ""
        )
        return Conversation(
            source=self.source, instance=home_of(url) or (text_at(content, "repository") or "").lower(),
            external_id=number or content_id([text_at(issue, "id") or place]),
            place=f"issue {number}" if number else place, subject=subject, turns=turns,
            state="skipped" if ours else "used", reason=ours or "", channel="github", url=url,
        )  # fmt: skip


class _View(DeclaredTable):
    def claims(self, file: InputFile) -> float:
        score = super().claims(file)
        return score if "/issues/" in file.head else 0.0

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        pages = places(table, ["url"])

        def adapted(record: SourceRecord, row: Row) -> SourceRecord:
            url = tidy(row.cells[pages[0]]) if pages else ""
            if "/pull/" in url:
                return replace(record, state="skipped", reason="a pull request", units=())
            if not (number := number_in(url)):
                return record
            units = tuple(replace(unit, external_id=number) for unit in record.units)
            place = replace(record.locator, record=f"issue {number}")
            return replace(record, instance=home_of(url), units=units, locator=place)

        return adapted


GITHUB_PROJECT = GithubProject()
