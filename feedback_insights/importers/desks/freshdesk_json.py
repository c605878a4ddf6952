"""Freshdesk and Freshservice: tickets from the API, and the older account export of JSON (formats spec 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._refs import tag_refs
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, text_at, texts_at
from feedback_insights.importers.desks._reader import (
    DeskReader,
    before_any_full,
    begun,
    body_of,
    custom_field,
    is_another,
    organisation,
    subject_of,
)
from feedback_insights.raw import Identity, Markup, Organisation
from feedback_insights.records import State

_WRAPS = ("helpdesk_ticket", "ticket")
_NOTES = ("conversations", "helpdesk_notes", "notes")
_NOTE_WRAPS = ("helpdesk_note", "note")
_SIGNS = frozenset({"description_text", "fr_escalated", "is_escalated", "fr_due_by"})
_HELPFUL = frozenset({"conversations", "requester_id", "product_id", "company_id", "department_id", "spam"})
_CHANNELS = {
    "1": "email", "2": "portal", "3": "phone", "7": "chat", "9": "feedback widget", "10": "outbound email",
}  # fmt: skip
_PHONE, _OUTBOUND = "3", "10"
_BODY: Mapping[str, Markup] = {
    "description_text": "plain", "body_text": "plain", "description": "html", "description_html": "html",
    "body_html": "html", "body": "html",
}  # fmt: skip
_LIMIT = "tickets without conversations hold only what they were opened with; replies are in /tickets/{id}"


class FreshdeskImporter(JsonImporter):
    """Reads tickets as Freshdesk's API returns them, and those of its older account export."""

    name = "freshdesk_json"
    description = "Freshdesk and Freshservice tickets: API lists, single tickets, or the account export"
    recognized_by = 'tickets with description_text, responder_id and a number as source, or "helpdesk_ticket"'
    evidence: Evidence = "seen"
    how_to_get = (
        "GET /api/v2/tickets/{id}?include=conversations,requester for each ticket, saved one a line, or "
        "Admin > Account > Export data"
    )
    lists = Lists(records=("tickets", "results"), beside=("contacts", "requesters", "companies", "products"))

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a ticket by its own keys, and .05 per further sign."""
        legacy = record.get("helpdesk_ticket")
        if isinstance(legacy, dict):
            return 1.1 + 0.05 * len(_HELPFUL & legacy.keys())
        ticket = _unwrapped(record)
        number = ticket.get("source")
        if "responder_id" not in ticket or not isinstance(number, int) or not _SIGNS & ticket.keys():
            return 0.0
        custom = any(key.startswith("cf_") for key in as_dict(ticket.get("custom_fields")))
        return 1.1 + 0.05 * (len(_HELPFUL & ticket.keys()) + custom)

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads tickets."""
        return _Tickets(file, beside, reading)


class _Tickets(DeskReader):
    source = "freshdesk"
    unit = "ticket"
    is_counted = True
    keys = frozenset({*_WRAPS, "subject", "description", "description_text", "responder_id"})

    def conversation(self, value: Json, place: str) -> Conversation:
        ticket = _unwrapped(value)
        number = self.number(ticket, "display_id", "id")
        customer = self._requester(ticket)
        state, reason = _state(ticket)
        notes = next((key for key in _NOTES if isinstance(ticket.get(key), list)), None)
        if notes is None and state == "used":
            self.reading.limit(_LIMIT)
        updated = self.date(ticket.get("updated_at"))
        subject, turns = begun(
            subject_of(ticket, "subject"), tuple(self._turns(ticket, customer, notes or "")),
            by_customer=_source(ticket) != _OUTBOUND,
        )  # fmt: skip
        fields, kind = ticket.get("custom_fields", ticket.get("custom_field")), _source(ticket)
        return Conversation(
            source="freshservice" if {"department_id", "urgency"} & ticket.keys() else self.source,
            external_id=number, place=self.place(number, place), state=state, reason=reason,
            turns=turns, customer=customer,
            subject=subject,
            organisation=self._organisation(ticket), names=_names(ticket),
            created=self.date(ticket.get("created_at")),
            updated=updated if notes else before_any_full(updated),
            audience=custom_field(fields, "audience"),
            product=custom_field(fields, "product") or self._product(ticket),
            channel=_CHANNELS.get(kind, text_at(ticket, "source_name")),
            refs=tuple(tag_refs(texts_at(ticket, "tags", "name"))),
        )  # fmt: skip

    def _turns(self, ticket: Json, customer: Identity | None, notes: str) -> Iterator[Turn]:
        """Yield what the ticket was opened with and its conversations: replies and notes."""
        opened: Mapping[str, Role] = {_PHONE: "reported", _OUTBOUND: "staff"}
        if text := body_of(ticket, _BODY):
            yield Turn(role=opened.get(_source(ticket), "customer"), text=text, author=customer)
        for count, entry in enumerate(as_list(ticket.get(notes))):
            note = as_dict(entry)
            note = next((as_dict(note[key]) for key in _NOTE_WRAPS if key in note), note)
            text = body_of(note, _BODY, f"{notes}[{count}].")
            if text is None or note.get("deleted") is True:
                continue
            author = self._author(note, customer)
            role: Role = "staff" if note.get("incoming") is not True else "customer"
            if role == "customer" and is_another(author, customer):
                role = "other"
            yield Turn(role=role, text=text, public=note.get("private") is not True, author=author)

    def _author(self, note: Json, customer: Identity | None) -> Identity | None:
        number = as_text(note.get("user_id"))
        if customer and number == customer.external_id:
            return customer
        mail = _bare_address(as_text(note.get("from_email"))) if note.get("incoming") is True else None
        return identity(number, mail, text_at(self._contact(number), "name"))

    def _requester(self, ticket: Json) -> Identity | None:
        number, nested = as_text(ticket.get("requester_id")), as_dict(ticket.get("requester"))
        known = self._contact(number)
        return identity(
            number or text_at(nested, "id"),
            text_at(nested, "email") or text_at(ticket, "email") or text_at(known, "email", "primary_email"),
            text_at(nested, "name") or text_at(ticket, "requester_name", "name") or text_at(known, "name"),
        )

    def _contact(self, number: str | None) -> Json:
        return self.beside.get("contacts", number) or self.beside.get("requesters", number)

    def _organisation(self, ticket: Json) -> Organisation | None:
        number = text_at(ticket, "company_id", "company.id", "department_id")
        name = text_at(ticket, "company.name", "company_name")
        return organisation(number, name or text_at(self.beside.get("companies", number), "name"))

    def _product(self, ticket: Json) -> str | None:
        number = as_text(ticket.get("product_id"))
        return text_at(ticket, "product_name") or text_at(self.beside.get("products", number), "name")


def _unwrapped(value: Json) -> Json:
    return next((as_dict(value[key]) for key in _WRAPS if isinstance(value.get(key), dict)), value)


def _state(ticket: Json) -> tuple[State, str]:
    if ticket.get("deleted") is True or ticket.get("trashed") is True:
        return "deleted", "in the trash"
    if ticket.get("spam") is True:
        return "skipped", "marked as spam"
    return "used", ""


def _source(ticket: Json) -> str:
    return as_text(ticket.get("source")) or ""


def _bare_address(mail: str | None) -> str | None:
    """Return the address in ``"Ann Lee" <ann@acme.test>``."""
    return mail.rpartition("<")[2].strip("> ") if mail else None


def _names(ticket: Json) -> tuple[str, ...]:
    names = {text_at(ticket, key) for key in ("responder_name", "agent.name", "responder.name")}
    return tuple(sorted(name for name in names if name))


FRESHDESK = FreshdeskImporter()
