"""GitHub's issues as its REST API gives them: a list, pages of one, or the answer to a search."""

from __future__ import annotations

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists, document_facts
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_text, text_at
from feedback_insights.importers.trackers._github import body_of, identity, role_of
from feedback_insights.importers.trackers._issues import IssueReader, home_of, opening, titled
from feedback_insights.raw import content_id

_HELPFUL = ("author_association", "comments_url", "reactions", "node_id", "repository_url")
_LIMIT = "holds no comments: `gh issue list --json ...,comments` exports them"


class GithubRest(JsonImporter):
    """Reads issues from JSON of the API."""

    name = "github_rest"
    description = "GitHub issues: JSON of the REST API, or of a search for issues"
    recognized_by = "JSON records with number, html_url, state and user.login"
    evidence: Evidence = "documented"
    how_to_get = "gh api --paginate 'repos/OWNER/REPO/issues?state=all&per_page=100' > issues.json"
    lists = Lists(records=("items",))

    def score(self, record: Json, within: str) -> float:
        """Return 1 and .05 per helping key for an issue or a pull request of the API."""
        if not isinstance(record.get("number"), int) or "state" not in record:
            return 0.0
        if not text_at(record, "html_url") or not text_at(record, "user.login"):
            return 0.0
        return 1.0 + 0.05 * sum(key in record for key in _HELPFUL)

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> IssueReader:
        """Return what reads the issues of one file."""
        reading.limit(_LIMIT)
        return _Issues(file, reading, document_facts(file, self.lists))


class _Issues(IssueReader):
    source = "github"
    keys = frozenset({"number", "html_url", "title", "body"})

    def __init__(self, file: InputFile, reading: Reading, facts: Json) -> None:
        super().__init__(file, reading)
        self._total = facts.get("total_count")

    def conversation(self, issue: Json, place: str) -> Conversation:
        number, url = as_text(issue.get("number")), as_text(issue.get("html_url"))
        user = as_dict(issue.get("user"))
        author = identity(user)
        is_pull = "pull_request" in issue
        role = role_of(user, issue.get("author_association"), None, opens=True)
        subject, turns = opening(titled(issue.get("title")), body_of(issue), role, author)
        return Conversation(
            source=self.source, external_id=number or content_id([url or place]), instance=home_of(url),
            place=f"issue {number}" if number else place, subject=subject, turns=turns, customer=author,
            state="skipped" if is_pull else "used", reason="a pull request" if is_pull else "",
            created=self.date(issue.get("created_at")), updated=self.date(issue.get("updated_at")),
            channel="github", url=url,
        )  # fmt: skip

    def warnings(self) -> list[str]:
        if isinstance(self._total, int) and self._total > self._count:
            page = f"one page of a search: {self._count:,} of {self._total:,} issues; get the other pages too"
            return [*super().warnings(), page]
        return [*super().warnings(), *self.at_a_limit("the API's pages")]


GITHUB_REST = GithubRest()
