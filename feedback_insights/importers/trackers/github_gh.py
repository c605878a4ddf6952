"""GitHub's issues as its command line lists them: ``gh issue list --json``, with any of its fields."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Turn
from feedback_insights.importers._json_records import Beside, JsonImporter
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, dicts, text_at, texts_at
from feedback_insights.importers.trackers._github import body_of, identity, is_staff, role_of
from feedback_insights.importers.trackers._issues import IssueReader, home_of, opening, titled
from feedback_insights.raw import Identity, RawText, content_id

_SIGNS = ("createdAt", "author", "reactionGroups")
_HELPFUL = (*_SIGNS, "updatedAt", "closedAt", "stateReason", "projectCards", "comments", "milestone")
_NO_ROLES = "says who of your own staff wrote only where they commented: an issue they opened may count"
_NO_COMMENTS = "holds no comments: add comments to the fields of --json"
_NO_HOME = "the export does not name its repository: add url to the fields of --json to keep two apart"


class GithubGh(JsonImporter):
    """Reads what ``gh issue list --json`` prints."""

    name = "github_gh"
    description = "GitHub issues: JSON of the command line gh issue list, with comments"
    recognized_by = "JSON records with number, title and createdAt, author.login or reactionGroups"
    evidence: Evidence = "source"
    how_to_get = (
        "gh issue list --state all --limit 10000 --json "
        "number,title,body,author,comments,createdAt,updatedAt,url > issues.json"
    )

    def score(self, record: Json, within: str) -> float:
        """Return 1 and .05 per helping key for an issue of the command line."""
        number, url = record.get("number"), as_text(record.get("url"))
        if not isinstance(number, int) or not as_text(record.get("title")) or "html_url" in record:
            return 0.0
        signs = ("createdAt" in record, text_at(record, "author.login"), "reactionGroups" in record)
        if not any(signs) or (url and "/issues/" not in url):
            return 0.0
        return 1.0 + 0.05 * sum(key in record for key in _HELPFUL)

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> IssueReader:
        """Return what reads the issues of one file."""
        reading.limit(_NO_ROLES)
        return _Issues(file, reading)


class _Issues(IssueReader):
    source = "github"
    keys = frozenset({"number", "title", "body", "url"})

    def __init__(self, file: InputFile, reading: Reading) -> None:
        super().__init__(file, reading)
        self._reading = reading
        self._homeless = False

    def conversation(self, issue: Json, place: str) -> Conversation:
        if not isinstance(issue.get("comments"), list):
            self._reading.limit(_NO_COMMENTS)
        number, url = as_text(issue.get("number")), as_text(issue.get("url"))
        self._homeless |= url is None
        is_pull = "/pull/" in (url or "")
        user = as_dict(issue.get("author"))
        author, login = identity(user), as_text(user.get("login"))
        role = role_of(user, _association(issue, login), None, opens=True)
        subject, turns = opening(titled(issue.get("title")), body_of(issue), role, author)
        return Conversation(
            source=self.source, external_id=number or content_id([url or place]), instance=home_of(url),
            place=f"issue {number}" if number else place, subject=subject,
            turns=(*turns, *_comments(issue, login, author)), customer=author,
            names=tuple(texts_at(issue, "assignees", "name")),
            state="skipped" if is_pull else "used", reason="a pull request" if is_pull else "",
            created=self.date(issue.get("createdAt")), updated=self.date(issue.get("updatedAt")),
            channel="github", url=url,
        )  # fmt: skip

    def warnings(self) -> list[str]:
        homeless = [_NO_HOME] if self._homeless else []
        return [*super().warnings(), *homeless, *self.at_a_limit("gh issue list --limit (30 by default)")]


def _association(issue: Json, login: str | None) -> str | None:
    """Return how who opened the issue stands to the repository, by their own comments below it."""
    for comment in dicts(issue.get("comments")):
        if login and text_at(comment, "author.login") == login and is_staff(comment.get("authorAssociation")):
            return text_at(comment, "authorAssociation")
    return None


def _comments(issue: Json, opener: str | None, author: Identity | None) -> Iterator[Turn]:
    """Yield the comments; those that were hidden as spam or off topic are nobody's feedback."""
    for number, comment in enumerate(as_list(issue.get("comments"))):
        text = text_at(comment, "body")
        if not text:
            continue
        user = as_dict(as_dict(comment).get("author"))
        role = role_of(user, comment.get("authorAssociation"), opener)
        yield Turn(
            role="system" if comment.get("isMinimized") is True else role,
            text=RawText(text=text, markup="markdown", field=f"comments[{number}].body"),
            author=author if role == "customer" else identity(user),
        )


GITHUB_GH = GithubGh()
