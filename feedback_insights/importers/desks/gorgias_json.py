"""Gorgias: tickets from its API, with messages where they were fetched one by one (formats spec 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._refs import tag_refs
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, at, text_at, texts_at
from feedback_insights.importers.desks._reader import (
    DeskReader,
    before_any_full,
    begun,
    body_of,
    custom_field,
    is_another,
    rating_of,
    subject_of,
)
from feedback_insights.raw import Identity, Markup, RawText
from feedback_insights.records import State

_URI = "/api/tickets/"
_REQUIRED = frozenset({"from_agent", "via", "channel"})
_HELPFUL = frozenset(
    {"satisfaction_survey", "messages", "customer", "spam", "assignee_user", "created_datetime", "language"}
)
_BODY: Mapping[str, Markup] = {  # the stripped ones are without quoted history
    "stripped_text": "plain", "stripped_html": "html", "body_text": "plain", "body_html": "html",
}  # fmt: skip
_WHEN = ("sent_datetime", "created_datetime")
_PRIVATE = frozenset({"internal-note", "internal_note", "note"})
_LIMIT = "lists of tickets hold subjects only; the messages are in /api/tickets/{id}"


class GorgiasImporter(JsonImporter):
    """Reads tickets as Gorgias' API returns them."""

    name = "gorgias_json"
    description = "Gorgias tickets: API lists and single tickets with their messages"
    recognized_by = "JSON whose items have a uri of /api/tickets/, from_agent, via and channel"
    evidence: Evidence = "documented"
    how_to_get = (
        "GET /api/tickets of Gorgias' REST API, then GET /api/tickets/{id} for each, saved one a line"
    )
    lists = Lists(records=("data",))

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a ticket by its address in the API, and .05 per further sign."""
        if _URI not in (as_text(record.get("uri")) or "") or not record.keys() >= _REQUIRED:
            return 0.0
        return 1.1 + 0.05 * len(_HELPFUL & record.keys())

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads tickets."""
        return _Tickets(file, beside, reading)


class _Tickets(DeskReader):
    source = "gorgias"
    unit = "ticket"
    keys = frozenset({"uri", "from_agent", "messages", "customer", "subject"})

    def conversation(self, value: Json, place: str) -> Conversation:
        number, customer = self.number(value, "id"), _person(as_dict(value.get("customer")))
        state, reason = _state(value)
        whole = isinstance(value.get("messages"), list)
        if not whole and state == "used":
            self.reading.limit(_LIMIT)
        subject, turns = begun(
            subject_of(value, "subject"), tuple(_turns(value, customer)),
            by_customer=value.get("from_agent") is not True,
        )  # fmt: skip
        updated, fields = self.date(value.get("updated_datetime")), value.get("custom_fields")
        return Conversation(
            source=self.source, external_id=number, place=self.place(number, place), state=state,
            reason=reason, turns=turns, customer=customer,
            subject=subject,
            names=tuple(sorted(name for name in (text_at(value, "assignee_user.name"),) if name)),
            created=self.date(value.get("created_datetime")),
            updated=updated if whole else before_any_full(updated),
            audience=custom_field(fields, "audience"), product=custom_field(fields, "product"),
            channel=as_text(value.get("channel")), rating=rating_of(at(value, "satisfaction_survey.score")),
            remark=_remark(value), refs=tuple(tag_refs(texts_at(value, "tags", "name"))),
        )  # fmt: skip


def _turns(value: Json, customer: Identity | None) -> Iterator[Turn]:
    """Yield the messages that have words, the oldest first."""
    messages = [(n, one) for n, one in enumerate(as_list(value.get("messages"))) if isinstance(one, dict)]
    for count, message in sorted(messages, key=lambda one: text_at(one[1], *_WHEN) or ""):
        text = body_of(message, _BODY, f"messages[{count}].")
        if text is None:
            continue
        author = _person(as_dict(message.get("sender")))
        role: Role = "staff" if message.get("from_agent") is True else "customer"
        if role == "customer" and is_another(author, customer):
            role = "other"
        yield Turn(role=role, text=text, public=_is_public(message), author=author)


def _is_public(message: Json) -> bool:
    private = _PRIVATE & {text_at(message, "channel"), text_at(message, "source.type")}
    return message.get("public") is not False and not private


def _state(value: Json) -> tuple[State, str]:
    if value.get("spam") is True:
        return "skipped", "marked as spam"
    if as_text(value.get("trashed_datetime")):
        return "deleted", "in the trash"
    return "used", ""


def _person(person: Json) -> Identity | None:
    return identity(text_at(person, "id"), text_at(person, "email"), text_at(person, "name"))


def _remark(value: Json) -> RawText | None:
    text = text_at(value, "satisfaction_survey.body_text")
    return RawText(text=text, field="satisfaction_survey.body_text") if text else None


GORGIAS = GorgiasImporter()
