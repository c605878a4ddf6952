"""GitLab's issues as its REST API gives them.

Mails to a project's Service Desk become confidential issues of a bot: they are the customer's words. Other
confidential issues are ours.
"""

from __future__ import annotations

from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role
from feedback_insights.importers._json_records import Beside, JsonImporter
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_text, texts_at
from feedback_insights.importers.trackers._gitlab import is_bot, is_desk
from feedback_insights.importers.trackers._issues import IssueReader, home_of, opening, titled
from feedback_insights.raw import Identity, RawText, content_id
from feedback_insights.records import State

_HELPFUL = ("user_notes_count", "upvotes", "downvotes", "confidential", "references", "time_stats")
LIMIT = "holds no comments, and does not say which issues your own staff opened"


class GitlabJson(JsonImporter):
    """Reads issues from JSON of the API."""

    name = "gitlab_json"
    description = "GitLab issues: JSON of the REST API"
    recognized_by = "JSON records with iid, project_id and web_url"
    evidence: Evidence = "documented"
    how_to_get = "GET /api/v4/projects/ID/issues?per_page=100 of every page, or glab api --paginate"

    def score(self, record: Json, within: str) -> float:
        """Return 1 and .05 per helping key for an issue of the API."""
        if not all(as_text(record.get(key)) for key in ("iid", "project_id", "web_url")):
            return 0.0
        if "source_branch" in record:
            return 0.0
        return 1.0 + 0.05 * sum(key in record for key in _HELPFUL)

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> IssueReader:
        """Return what reads the issues of one file."""
        reading.limit(LIMIT)
        return _Issues(file, reading)


class _Issues(IssueReader):
    source = "gitlab"
    keys = frozenset({"iid", "web_url", "title", "description"})

    def conversation(self, issue: Json, place: str) -> Conversation:
        number, url = as_text(issue.get("iid")), as_text(issue.get("web_url"))
        user = as_dict(issue.get("author"))
        login = as_text(user.get("username")) or ""
        role: Role = "system" if is_bot(login) else "customer"
        author = _author(issue, user)
        body = _mail(issue.get("description"))
        subject, turns = opening(titled(issue.get("title")), body, role, author)
        state, reason = _state(issue, login)
        return Conversation(
            source=self.source, external_id=number or content_id([url or place]), instance=home_of(url),
            place=f"issue {number}" if number else place, subject=subject, turns=turns, customer=author,
            names=tuple(texts_at(issue, "assignees", "name")),
            state=state, reason=reason,
            created=self.date(issue.get("created_at")), updated=self.date(issue.get("updated_at")),
            channel="service desk" if is_desk(login) else "gitlab", url=url,
        )  # fmt: skip

    def warnings(self) -> list[str]:
        return [*super().warnings(), *self.at_a_limit("the API's pages")]


def _mail(value: Any) -> RawText | None:
    """Return a description; it may be a mail to the Service Desk, with quotations and a signature."""
    text = as_text(value)
    return RawText(text=text, markup="markdown", field="description", correspondence=True) if text else None


def _state(issue: Json, login: str) -> tuple[State, str]:
    if "source_branch" in issue:
        return "skipped", "a merge request"
    if issue.get("confidential") is True and not is_desk(login):
        return "private", "confidential"
    return "used", ""


def _author(issue: Json, user: Json) -> Identity | None:
    """Return who opened an issue; of one from the Service Desk who wrote the mail."""
    login, name = as_text(user.get("username")), as_text(user.get("name"))
    if is_desk(login or ""):
        email = as_text(issue.get("service_desk_reply_to"))
        return Identity(email=email) if email and "@" in email else None
    return Identity(external_id=login, name=name) if login or name else None


GITLAB_JSON = GitlabJson()
