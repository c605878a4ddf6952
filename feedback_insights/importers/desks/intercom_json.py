"""Intercom: conversations from its API, in lists or one by one (formats spec 3).

The opening message is the conversation's source; replies are its parts. Lists and searches carry no parts, so
a conversation that was also fetched by itself counts as fetched, however old that is.
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
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, at, dicts, text_at, texts_at
from feedback_insights.importers.desks._reader import (
    DeskReader,
    before_any_full,
    body_of,
    custom_field,
    organisation,
    rating_of,
    subject_of,
)
from feedback_insights.raw import Identity, Markup, RawText

_PARTS = "conversation_parts.conversation_parts"
_OPENINGS = ("source", "conversation_message")  # the latter in API versions before 2.0
_HELPFUL = frozenset(
    {"conversation_rating", "contacts", "statistics", "admin_assignee_id", "team_assignee_id", "teammates"}
)
_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(("user", "lead", "contact", "visitor"), "customer"),
    **dict.fromkeys(("admin", "team"), "staff"),
    **dict.fromkeys(("bot", "operator"), "system"),
}
_BY_ITSELF = frozenset({"automated", "operator_initiated", "campaigns_initiated"})
_BODY: Mapping[str, Markup] = {"body": "html"}
_LIST_LIMIT = (
    "conversations of lists hold opening messages only; the replies are in those fetched one by one "
    "(GET /conversations/{id})"
)


class IntercomImporter(JsonImporter):
    """Reads conversations as Intercom's API returns them."""

    name = "intercom_json"
    description = "Intercom conversations: API lists, searches and single conversations"
    recognized_by = 'JSON of "type": "conversation" with a source and its parts or assignee'
    evidence: Evidence = "source"
    how_to_get = (
        "GET /conversations of Intercom's API (or a search), then GET /conversations/{id} for each, saved "
        "one a line"
    )
    lists = Lists(records=("conversations",))
    page = frozenset({"pages", "total_count"})

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a conversation with its opening message, and .05 per further sign."""
        named = as_text(record.get("type")) == "conversation" or within == "conversations"
        opened = any(isinstance(record.get(key), dict) for key in _OPENINGS)
        if not (named and opened and {"conversation_parts", "admin_assignee_id"} & record.keys()):
            return 0.0
        return 1.0 + 0.05 * len(_HELPFUL & record.keys())

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads conversations."""
        return _Conversations(file, beside, reading)


class _Conversations(DeskReader):
    source = "intercom"
    keys = frozenset({*_OPENINGS, "conversation_parts", "contacts"})

    def conversation(self, value: Json, place: str) -> Conversation:
        number = self.number(value, "id")
        key = next((key for key in _OPENINGS if isinstance(value.get(key), dict)), _OPENINGS[0])
        opening, contacts = as_dict(value.get(key)), list(dicts(at(value, "contacts.contacts")))
        customer = _customer(as_dict(opening.get("author")), contacts)
        turns = tuple(_turns(value, key, customer, contacts))
        asked = _role(as_dict(opening.get("author")), contacts) == "customer"
        attributes = value.get("custom_attributes")
        updated = self.date(value.get("updated_at"))
        return Conversation(
            source=self.source, instance=text_at(value, "workspace_id", "app_id") or "", external_id=number,
            place=self.place(number, place), turns=turns, customer=customer,
            subject=_subject(value, key) if asked else None,
            organisation=organisation(text_at(value, "company.id"), text_at(value, "company.name")),
            names=tuple(texts_at(value, "teammates.teammates", "name")),
            created=self.date(value.get("created_at")),
            updated=updated if self._is_whole(value, number) else before_any_full(updated),
            audience=custom_field(attributes, "audience"), product=custom_field(attributes, "product"),
            channel=_channel(opening), rating=rating_of(at(value, "conversation_rating.rating")),
            remark=_remark(value), url=text_at(value, "links.conversation_web"),
            refs=tuple(tag_refs(texts_at(value, "tags.tags", "name"))),
        )  # fmt: skip

    def _is_whole(self, value: Json, number: str) -> bool:
        """Tell a conversation that was fetched by itself from one of a list, and note missing parts."""
        if not isinstance(value.get("conversation_parts"), dict):
            self.reading.limit(_LIST_LIMIT)
            return False
        held, total = len(as_list(at(value, _PARTS))), at(value, "conversation_parts.total_count")
        if isinstance(total, int) and total > held:
            self.note_cut(f"{self.unit} {number} has the newest {held} of {total} parts")
        return True


def _turns(value: Json, key: str, customer: Identity | None, contacts: Sequence[Json]) -> Iterator[Turn]:
    """Yield the opening message and the parts that have words; events have none."""
    opening = as_dict(value.get(key))
    said = [(f"{key}.", opening)]
    said += [
        (f"{_PARTS}[{count}].", part)
        for count, part in enumerate(as_list(at(value, _PARTS)))
        if isinstance(part, dict)
    ]
    for path, part in said:
        text = None if part.get("redacted") is True else body_of(part, _BODY, path)
        if text is None:
            continue
        author = as_dict(part.get("author"))
        role, person = _role(author, contacts), _person(author)
        if role == "customer" and customer and _is_another(person, customer, contacts):
            role = "other"
        if role == "staff" and as_text(part.get("delivered_as")) in _BY_ITSELF:
            role = "system"
        public = "note" not in (as_text(part.get("part_type")) or "")
        yield Turn(role=role, text=text, public=public, author=person)


def _role(author: Json, contacts: Sequence[Json]) -> Role:
    """Return whose words they are: by the author's kind, else by the people the conversation is with."""
    if known := _ROLES.get((as_text(author.get("type")) or "").lower()):
        return known
    ids = {text_at(contact, "id") for contact in contacts} | {text_at(one, "external_id") for one in contacts}
    return "customer" if as_text(author.get("id")) in ids - {None} else "staff"


def _is_another(person: Identity | None, customer: Identity, contacts: Sequence[Json]) -> bool:
    """Tell a further customer from the one that asked, whose id changes when a lead becomes a user."""
    if person is None or len(contacts) == 1 or person.external_id == customer.external_id:
        return False
    if person.email and customer.email:
        return person.email.lower() != customer.email.lower()
    return person.external_id is not None


def _customer(author: Json, contacts: Sequence[Json]) -> Identity | None:
    if _role(author, contacts) == "customer" and (person := _person(author)):
        return person
    return _person(contacts[0]) if contacts else None


def _person(author: Json) -> Identity | None:
    return identity(*(as_text(author.get(key)) for key in ("id", "email", "name")))


def _subject(value: Json, key: str) -> RawText | None:
    subject = subject_of(as_dict(value.get(key)), "subject")
    if subject:
        return RawText(text=subject.text, field=f"{key}.subject")
    return subject_of(value, "title")


def _channel(opening: Json) -> str | None:
    kind = as_text(opening.get("type"))
    return "chat" if kind == "conversation" else kind


def _remark(value: Json) -> RawText | None:
    text = text_at(value, "conversation_rating.remark")
    return RawText(text=text, field="conversation_rating.remark") if text else None


INTERCOM = IntercomImporter()
