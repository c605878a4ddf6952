"""Comments for issues of GitHub and GitLab: what feedback says about each, with permalinks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import json_lines
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Entry, Material, Ranking
from feedback_insights.exporters.prose import evidence_lines, inert

_GITHUB = re.compile(r"https?://[^/]+/([\w.-]+/[\w.-]+)/issues/(\d+)/?$")
_GITLAB = re.compile(r"https?://[^/]+/(.+?)/-/(?:issues|work_items)/(\d+)/?$")


@dataclass(frozen=True, slots=True)
class CommentsExporter:
    """One comment per item that somebody asks for, or speaks against, as a request body a line.

    `path` is where it is posted; null where the backlog gives no address of an issue there.
    """

    name: str
    description: str
    evidence: str = "second-hand"
    by_item: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the comments, best item first."""
        ranking = Ranking(material=Material(data), method="rice", closed=False)
        quotes = ranking.material.quotes
        rows = [
            {
                "key": f"{entry.run}/comment/{entry.feature.id}",
                "id": entry.feature.id,
                "method": "POST",
                "path": self._path(entry),
                "body": {"body": body(entry)},
            }
            for entry in ranking.entries()
            if quotes.asking.get(entry.feature.id) or quotes.opinions.counter.get(entry.feature.id)
        ]
        yield ExportFile(f"{self.name}_comments.ndjson", json_lines(rows), len(rows))

    def _path(self, entry: Entry) -> str | None:
        url = entry.feature.url or ""
        if self.name == "github":
            found = _GITHUB.fullmatch(url)
            return f"/repos/{found[1]}/issues/{found[2]}/comments" if found else None
        found = _GITLAB.fullmatch(url)
        return f"/projects/{quote(found[1], safe='')}/issues/{found[2]}/notes" if found else None


def body(entry: Entry) -> str:
    """The Markdown of one comment; its last line, which nobody sees, says of which run and item it is."""
    when = f", as of {entry.as_of}" if entry.as_of else ""
    title = f"**What feedback says about {inert(entry.feature.id)}** (run {inert(entry.run)}{when})"
    mark = f"<!-- feedback-insights {quote(entry.run, safe='')} {quote(entry.feature.id, safe='')} -->"
    return "\n".join([title, "", *evidence_lines(entry), "", mark])


GITHUB = CommentsExporter("github", "comment bodies for GitHub issues: score, people, quotes with permalinks")
GITLAB = CommentsExporter("gitlab", "comment bodies for GitLab issues: score, people, quotes with permalinks")
