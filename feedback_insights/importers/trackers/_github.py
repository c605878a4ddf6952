"""What GitHub's issues say in either of its two spellings: the API's and the command line's."""

from __future__ import annotations

from typing import Any

from feedback_insights.importers._conversation import Role
from feedback_insights.importers._values import Json, as_dict, as_text
from feedback_insights.importers.trackers._issues import answered
from feedback_insights.raw import Identity, RawText

_STAFF = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


def role_of(user: Json, association: Any, opener: str | None, *, opens: bool = False) -> Role:
    """Return who wrote something; ``opener`` is the login of who opened the issue."""
    login = as_text(user.get("login")) or ""
    if login.endswith("[bot]") or user.get("type") == "Bot" or user.get("is_bot") is True:
        return "system"
    if is_staff(association):
        return "staff"
    return "customer" if opens or (login and login == opener) else "other"


def is_staff(association: Any) -> bool:
    """Tell our own people by how they stand to the repository."""
    return isinstance(association, str) and association.upper() in _STAFF


def identity(user: Any) -> Identity | None:
    """Return who somebody is; logins are ids."""
    user = as_dict(user)
    login, name = as_text(user.get("login")), as_text(user.get("name"))
    return Identity(external_id=login, name=name) if login or name else None


def body_of(issue: Json) -> RawText | None:
    """Return what an issue says, without the unanswered questions of its form."""
    text = as_text(answered(as_text(issue.get("body")) or ""))
    return RawText(text=text, markup="markdown", field="body") if text else None
