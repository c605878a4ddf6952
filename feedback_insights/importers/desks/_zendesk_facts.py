"""What a Zendesk ticket says: its state, who spoke which turn, its rating. Pure functions of its JSON."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from feedback_insights.files.markup import html_text
from feedback_insights.importers._subjects import is_automatic_subject, is_no_subject
from feedback_insights.importers._values import Json, as_dict, as_text, dicts
from feedback_insights.raw import Markup, RawText
from feedback_insights.records import State

_ROBOT = re.compile(r"^(mailer-daemon|postmaster|bounces?([-+].*)?)@", re.I)
_SPAM = re.compile(r"^(is_|marked_|marked_as_|suspected_)?spam(_ticket)?$", re.I)
_TICKET_URL = re.compile(r"^(https?://[^/]+)/api/v2/tickets/(\d+)")
_TAG = re.compile(r"<[^<>]*>")
_ERRORS = ("error", "errors", "error_message")  # no sample was seen: the vendor says "an error text"
_NAMING = frozenset({"title", "name", "key"})  # of a custom field
_STAFF = frozenset({"agent", "admin", "owner", "staff"})
_SCORES = {"good": 1.0, "bad": 0.0}


def ticket_state(ticket: Json, requester: Json) -> tuple[State, str]:
    """Return ``("used", "")``, or why the ticket is no feedback whatever its words are."""
    status, tags = as_text(ticket.get("status")), ticket.get("tags")
    if status == "deleted":
        return "deleted", "status deleted"
    if status == "spam" or (isinstance(tags, list) and any(_SPAM.match(str(tag)) for tag in tags)):
        return "skipped", "tagged spam"
    if is_staff(requester):
        return "staff", f"the requester is {requester['role']}"
    if _is_automatic(ticket):
        return "system", "automatic message"
    if ticket.get("is_public") is False and not comments_of(ticket):
        return "private", "private ticket"
    return "used", ""


def customer_turns(ticket: Json, requester: str | None) -> tuple[list[RawText], State, str]:
    """Return the requester's public turns; or none, and the state that the ticket then has."""
    comments = comments_of(ticket)
    opener = as_text(ticket.get("submitter_id"))
    foreign = requester is not None and opener is not None and opener != requester
    opening = [] if foreign or _is_repeated(ticket, comments) else list(described(ticket))
    theirs = [(number, comment) for number, comment in comments if _is_by(comment, requester)]
    turns = opening + public_turns(ticket, theirs)
    if turns:
        return turns, "used", ""
    if any(_said(comment) for _, comment in theirs):
        return [], "private", "every turn of the requester is an internal note"
    if foreign and (comments or as_text(ticket.get("description")) or as_text(ticket.get("subject"))):
        return [], "staff", "opened by somebody else, with no turn of the requester"
    if comments and not theirs:
        return [], "staff", "no turn of the requester"
    return [], "used", ""


def public_turns(ticket: Json, comments: Sequence[tuple[int, Json]]) -> list[RawText]:
    """Return the text of those comments that are not internal notes."""
    shown = ticket.get("is_public", True)
    public = [(number, comment) for number, comment in comments if comment.get("public", shown) is not False]
    return [text for number, comment in public if (text := _body(comment, f"comments[{number}]."))]


def subject_of(ticket: Json) -> RawText | None:
    """Return the subject; the raw one where there is no other."""
    found = ((key, as_text(ticket.get(key))) for key in ("subject", "raw_subject"))
    return next(
        (RawText(text=text, field=key) for key, text in found if text and not is_no_subject(text)), None
    )


def rating_comment(ticket: Json) -> RawText | None:
    """Return what the customer wrote beside the satisfaction rating."""
    text = as_text(as_dict(ticket.get("satisfaction_rating")).get("comment"))
    return RawText(text=text, field="satisfaction_rating.comment") if text else None


def ticket_rating(ticket: Json) -> float | None:
    """Return 1 for good, 0 for bad, the number of a custom scale; None where nobody rated."""
    score = as_dict(ticket.get("satisfaction_rating")).get("score")
    text = (as_text(score) or "").lower()
    if text in _SCORES:
        return _SCORES[text]
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def comments_of(ticket: Json) -> list[tuple[int, Json]]:
    """Return the comments with their places."""
    comments = ticket.get("comments")
    if not isinstance(comments, list):
        return []
    return [(number, comment) for number, comment in enumerate(comments) if isinstance(comment, dict)]


def is_cut(line: Json, ticket: Json) -> bool:
    """Tell a ticket of over 1 MB, which comes again without its comments and with an error beside it."""
    told = any(value.get(key) for value in (line, ticket) for key in _ERRORS)
    return told and not comments_of(ticket)


def author_number(comment: Json) -> str | None:
    """Return the id of a comment's author."""
    return as_text(comment.get("author_id")) or as_text(as_dict(comment.get("author")).get("id"))


def is_staff(person: Json) -> bool:
    """Tell whether a person's role is one of ours."""
    return (as_text(person.get("role")) or "").lower() in _STAFF


def sender_of(ticket: Json) -> Json:
    """Return the sender of the mail that became the ticket."""
    return as_dict(as_dict(as_dict(ticket.get("via")).get("source")).get("from"))


def named_fields(ticket: Json) -> Json:
    """Return the custom fields by their names in lower case, where the export names them."""
    fields = ticket.get("custom_fields")
    if isinstance(fields, dict):
        return {str(name).lower(): value for name, value in fields.items()}
    found: dict[str, Any] = {}
    for entry in dicts(fields):
        for key in _NAMING.intersection(entry):
            if isinstance(name := entry[key], str):
                found.setdefault(name.lower(), entry.get("value"))
    return found


def brand_name(ticket: Json) -> str | None:
    """Return the brand's name; a bare brand id says nothing."""
    brand = ticket.get("brand")
    return as_text(brand.get("name")) if isinstance(brand, dict) else as_text(brand)


def agent_url(ticket: Json) -> str | None:
    """Return the page a person opens, made from the API's address."""
    url = as_text(ticket.get("url")) or ""
    if match := _TICKET_URL.match(url):
        return f"{match[1]}/agent/tickets/{match[2]}"
    return url if url.startswith(("http://", "https://")) else None


def ticket_number(ticket: Json) -> str | None:
    """Return the ticket's id, from its address if need be."""
    match = _TICKET_URL.match(as_text(ticket.get("url")) or "")
    return as_text(ticket.get("id")) or (match[2] if match else None)


def _is_automatic(ticket: Json) -> bool:
    source = as_dict(as_dict(ticket.get("via")).get("source"))
    for headers in (as_dict(ticket.get("headers")), as_dict(source.get("headers"))):
        marks = {key.lower(): (as_text(value) or "").lower() for key, value in headers.items()}
        if marks.get("auto-submitted", "no") not in ("", "no") or marks.get("x-autoreply"):
            return True
    sender = as_text(sender_of(ticket).get("address")) or ""
    return is_automatic_subject(as_text(ticket.get("subject")) or "") or bool(_ROBOT.match(sender))


def _is_by(comment: Json, requester: str | None) -> bool:
    number = author_number(comment)
    if number is None or requester is None:  # a re-wrapped export without ids: all but staff is the customer
        return not is_staff(as_dict(comment.get("author")))
    return number == requester


def _said(comment: Json) -> bool:
    return _body(comment, "") is not None


def _body(comment: Json, path: str) -> RawText | None:
    for key in ("plain_body", "body", "html_body"):
        text = as_text(comment.get(key))
        if text and (key != "html_body" or html_text(text)):
            markup: Markup = "html" if key == "html_body" else "plain"
            return RawText(text=text, markup=markup, field=f"{path}{key}", correspondence=True)
    return None


def described(ticket: Json) -> Iterator[RawText]:
    """Yield the description, where there is one."""
    if text := as_text(ticket.get("description")):
        yield RawText(text=text, field="description", correspondence=True)


def _is_repeated(ticket: Json, comments: Sequence[tuple[int, Json]]) -> bool:
    """Tell whether the description is one of the comments, as it is in every full export."""
    text = as_text(ticket.get("description")) or ""
    bodies = [body.text for _, comment in comments if (body := _body(comment, ""))]
    if not text or text in bodies:
        return True
    described = _letters(text)
    letters = [found for body in bodies if (found := _letters(body))]
    return any(described.startswith(body) or body.startswith(described) for body in letters)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", html.unescape(_TAG.sub(" ", text))).casefold()
