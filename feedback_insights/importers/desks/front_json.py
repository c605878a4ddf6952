"""Front: conversations, messages and comments from its API's lists (formats spec 3).

Messages come in lists of their own, so each is a record; conversations without them hold subjects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._refs import tag_refs
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, dicts, text_at, texts_at
from feedback_insights.importers.desks._reader import (
    DeskReader,
    before_any_full,
    begun,
    body_of,
    custom_field,
    full_name,
    subject_of,
)
from feedback_insights.raw import Identity, Markup
from feedback_insights.records import State
from feedback_insights.references import host_of

_KINDS = ("cnv_", "msg_", "com_")
_HELPFUL = frozenset(
    {"recipient", "recipients", "is_inbound", "status", "is_private", "last_message", "blurb"}
)
_BODY: Mapping[str, Markup] = {"text": "plain", "body": "html", "blurb": "plain"}
_NO_MESSAGES = "conversations hold subjects only; their messages are in /conversations/{id}/messages"
_ONE_BY_ONE = "messages are read one by one: several of one conversation are several pieces of feedback"


class FrontImporter(JsonImporter):
    """Reads the lists of Front's API: conversations, messages, comments."""

    name = "front_json"
    description = "Front conversations and messages: lists of its API"
    recognized_by = "JSON with _results and _links, whose ids begin with cnv_ or msg_"
    evidence: Evidence = "documented"
    how_to_get = "GET /conversations and /conversations/{id}/messages of Front's Core API, saved page by page"
    lists = Lists(records=("_results",))
    page = frozenset({"_pagination", "_links"})

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a conversation or a message by its id, and .05 per further sign."""
        number = as_text(record.get("id")) or ""
        if not number.startswith(_KINDS) or not (within == "_results" or "_links" in record):
            return 0.0
        return 1.0 + 0.05 * len(_HELPFUL & record.keys())

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads conversations and messages."""
        return _Results(file, beside, reading)


class _Results(DeskReader):
    source = "front"
    keys = frozenset({"id", "_links", "subject", "body"})

    def conversation(self, value: Json, place: str) -> Conversation:
        number = self.number(value, "id")
        if number.startswith("msg_"):
            return self._message(value, number)
        if number.startswith("com_"):
            return self._empty(value, number, "private", "a comment among teammates")
        if number.startswith("cnv_"):
            return self._conversation(value, number)
        return self._empty(value, number, "skipped", "neither a conversation nor a message", place)

    def _conversation(self, value: Json, number: str) -> Conversation:
        recipient = as_dict(value.get("recipient"))
        customer = _recipient(recipient)
        state, reason = _state(value)
        held = any(isinstance(value.get(key), list) for key in ("messages", "comments"))
        if not held and state == "used":
            self.reading.limit(_NO_MESSAGES)
        created, fields = self.date(value.get("created_at")), value.get("custom_fields")
        turns = tuple(self._turns(value, customer))
        subject, turns = begun(subject_of(value, "subject"), turns, by_customer=_is_theirs(value, turns))
        return Conversation(
            source=self.source, instance=_site(value), external_id=number, place=f"conversation {number}",
            state=state, reason=reason, turns=turns, customer=customer,
            subject=subject, names=_names(value),
            created=created, updated=created if held else before_any_full(created),
            audience=custom_field(fields, "audience"), product=custom_field(fields, "product"),
            channel=_channel(value), refs=tuple(tag_refs(texts_at(value, "tags", "name"))),
        )  # fmt: skip

    def _message(self, value: Json, number: str) -> Conversation:
        self.reading.limit(_ONE_BY_ONE)
        customer, created = _sender(value), self.date(value.get("created_at"))
        is_draft = value.get("is_draft") is True
        text = body_of(value, _BODY)
        role: Role = "customer" if value.get("is_inbound") is True else "staff"
        return Conversation(
            source=self.source, instance=_site(value), external_id=number, place=f"message {number}",
            state="skipped" if is_draft else "used", reason="a draft" if is_draft else "",
            turns=(Turn(role=role, text=text, author=customer),) if text else (),
            customer=customer, subject=subject_of(value, "subject") if role == "customer" else None,
            names=_names(value), created=created, updated=created, channel=_channel(value),
        )  # fmt: skip

    def _empty(self, value: Json, number: str, state: State, reason: str, place: str = "") -> Conversation:
        return Conversation(
            source=self.source, instance=_site(value), external_id=number,
            place=place or f"comment {number}", turns=(), state=state, reason=reason,
        )  # fmt: skip

    def _turns(self, value: Json, customer: Identity | None) -> Iterator[Turn]:
        """Yield the messages and comments that somebody put into the conversation, the oldest first."""
        entries = [
            (key, count, entry)
            for key in ("messages", "comments")
            for count, entry in enumerate(as_list(value.get(key)))
            if isinstance(entry, dict) and entry.get("is_draft") is not True
        ]
        for key, count, entry in sorted(entries, key=self._when):
            text = body_of(entry, _BODY, f"{key}[{count}].")
            if text is None:
                continue
            if key == "comments":
                yield Turn(role="staff", text=text, public=False, author=_sender(entry))
                continue
            author, inbound = _sender(entry), entry.get("is_inbound") is True
            known = None not in (_handle(author), _handle(customer))
            another = known and _handle(author) != _handle(customer)
            role: Role = "staff" if not inbound else "other" if another else "customer"
            yield Turn(role=role, text=text, author=author)

    def _when(self, entry: tuple[str, int, Json]) -> float:
        found = self.date(entry[2].get("created_at", entry[2].get("posted_at")))
        return found.timestamp() if found else 0.0


def _state(value: Json) -> tuple[State, str]:
    status = (as_text(value.get("status")) or "").lower()
    if status == "spam":
        return "skipped", "status spam"
    if status in ("deleted", "trashed"):
        return "deleted", f"status {status}"
    if value.get("is_private") is True and not value.get("recipient"):
        return "private", "a discussion among teammates"
    return "used", ""


def _is_theirs(value: Json, turns: Sequence[Turn]) -> bool:
    """Tell whether the subject is the customer's: they wrote first, or it came from them."""
    first = next((turn for turn in turns if turn.public), None)
    if first:
        return first.role != "staff"
    return (text_at(value, "recipient.role") or "from") == "from"


def _handle(person: Identity | None) -> str | None:
    return (person.email or person.external_id) if person else None


def _sender(value: Json) -> Identity | None:
    """Return who wrote a message: a teammate is its author, a customer the recipient "from"."""
    author = as_dict(value.get("author"))
    if author:
        name = full_name(author, "first_name", "last_name")
        return identity(text_at(author, "id"), text_at(author, "email"), name)
    sender = next((one for one in dicts(value.get("recipients")) if text_at(one, "role") == "from"), {})
    return _recipient(sender)


def _recipient(recipient: Json) -> Identity | None:
    handle = text_at(recipient, "handle")
    number = None if handle and "@" in handle else handle
    return identity(number, handle, text_at(recipient, "name"))


def _names(value: Json) -> tuple[str, ...]:
    names = {full_name(as_dict(value.get("assignee")), "first_name", "last_name")}
    names |= {text_at(one, "name") for one in dicts(value.get("recipients"))}
    return tuple(sorted(name for name in names if name))


def _channel(value: Json) -> str | None:
    return text_at(value, "type", "last_message.type")


def _site(value: Json) -> str:
    """Return the company's own address of the API; the common one tells nothing."""
    host = host_of(text_at(value, "_links.self"))
    return "" if host.startswith(("api2.", "api.")) else host


FRONT = FrontImporter()
