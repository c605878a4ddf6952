"""From a Zendesk ticket to a record: who wrote what, and whether it is feedback at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.importers._conversation_reader import problem_of, rejected_record
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside
from feedback_insights.importers._record_dates import RecordDates
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._subjects import with_subject
from feedback_insights.importers._values import Json, as_dict, as_text, canonical_json
from feedback_insights.importers.desks._proxies import reported, subject_is_theirs
from feedback_insights.importers.desks._reader import before_any_full
from feedback_insights.importers.desks._zendesk_facts import (
    agent_url,
    author_number,
    brand_name,
    comments_of,
    customer_turns,
    is_cut,
    named_fields,
    public_turns,
    rating_comment,
    sender_of,
    subject_of,
    ticket_number,
    ticket_rating,
    ticket_state,
)
from feedback_insights.importers.desks._zendesk_refs import ticket_refs
from feedback_insights.raw import Organisation, RawFeedback, RawText, SourceRecord, content_id
from feedback_insights.records import Locator, State
from feedback_insights.references import host_of

_TICKET_KEYS = frozenset({"id", "subject", "description", "comments", "requester_id", "url"})


class TicketReader:
    """Turns tickets into records and keeps what was odd about them."""

    def __init__(self, file: InputFile, people: Beside, reading: Reading) -> None:
        self._file, self._people = file, people
        self._dates = RecordDates(reading.settings.timezone)
        self._without_comments: list[str] = []

    def warnings(self) -> list[str]:
        """Return what reading the tickets showed."""
        told = self._dates.warnings(zones=False)  # it writes them all in UTC
        if cut := self._without_comments:
            told.append(
                f"{len(cut)} tickets are cut short: Zendesk exported them with an error and without their "
                f"comments ({', '.join(cut[:3])})"
            )
        return told

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of something that is not a ticket."""
        return rejected_record(self._file, "zendesk", place, reason)

    def record(self, value: Any, place: str) -> SourceRecord:
        """Return the record of one ticket, in its state."""
        ticket = value.get("ticket", value) if isinstance(value, dict) else value
        if problem := problem_of(ticket, "ticket", _TICKET_KEYS):
            return self.rejected(place, problem)
        number, updated = ticket_number(ticket), self._dates.read(ticket.get("updated_at"))
        if is_cut(value, ticket):
            self._without_comments.append(f"ticket {number}" if number else place)
            updated = before_any_full(updated)
        state, reason, units = self._read(ticket, number or content_id([canonical_json(ticket)]))
        fields = " + ".join(text.field for unit in units for text in unit.texts)
        return SourceRecord(
            locator=self._locator(f"ticket {number}" if number else place, fields),
            source="zendesk", instance=host_of(as_text(ticket.get("url"))), state=state, reason=reason,
            units=units, updated=updated,
        )  # fmt: skip

    def _locator(self, record: str, field: str = "") -> Locator:
        return Locator(file=self._file.name, sha256=self._file.sha256, record=record, field=field)

    def _read(self, ticket: Json, external_id: str) -> tuple[State, str, tuple[RawFeedback, ...]]:
        requester = self._requester(ticket)
        state, reason = ticket_state(ticket, requester)
        if state != "used":
            return state, reason, ()
        turns, state, reason = customer_turns(ticket, as_text(requester.get("id")))
        texts = turns
        if state == "used" and subject_is_theirs(ticket, as_text(requester.get("id"))):
            texts = list(with_subject(subject_of(ticket), turns))
        units = [self._unit(ticket, requester, external_id, tuple(texts))] if texts else []
        units += self._beside(ticket, requester, external_id)
        if units:
            return "used", "", tuple(units)
        if state != "used":
            return state, reason, ()
        return ("empty" if ticket_rating(ticket) is None else "rating_only"), "no words in it", ()

    def _beside(self, ticket: Json, requester: Json, external_id: str) -> Iterator[RawFeedback]:
        """Yield what else is feedback here: told to staff, said by others, written beside the rating."""
        if report := reported(ticket, as_text(requester.get("id")), self._submitter(ticket)):
            texts = tuple(with_subject(subject_of(ticket), [report]))
            unit = self._unit(ticket, requester, external_id, texts, question_id="on behalf")
            yield replace(unit, voice="on_behalf_of")
        yield from self._other_customers(ticket, requester, external_id)
        if said := rating_comment(ticket):
            yield self._unit(ticket, requester, external_id, (said,), question_id="satisfaction")

    def _other_customers(self, ticket: Json, requester: Json, external_id: str) -> Iterator[RawFeedback]:
        """Yield the turns of end users in copy, one unit per person, in the order in which they spoke."""
        theirs: dict[str, list[tuple[int, Json]]] = {}
        for number, comment in comments_of(ticket):
            author = author_number(comment)
            nested = as_dict(comment.get("author"))
            role = as_text(nested.get("role")) or as_text(self._people.get("users", author).get("role")) or ""
            if author and requester["id"] not in (None, author) and role.lower() in ("end-user", "end_user"):
                theirs.setdefault(author, []).append((number, comment))
        for count, (author, comments) in enumerate(theirs.items(), 1):
            if texts := tuple(public_turns(ticket, comments)):
                nested = as_dict(comments[0][1].get("author"))
                person = self._person(author, nested, self._people.get("users", author))
                yield self._unit(ticket, person, external_id, texts, question_id=f"in copy {count}")

    def _unit(
        self,
        ticket: Json,
        author: Json,
        external_id: str,
        texts: tuple[RawText, ...],
        *,
        question_id: str = "",
    ) -> RawFeedback:
        fields = named_fields(ticket)
        return RawFeedback(
            external_id=external_id, question_id=question_id, texts=texts, 
            author=identity(author["id"], author["email"], author["name"]),
            organisation=self._organisation(ticket, author), names=_names_beside(ticket, author),
            created=self._dates.read(ticket.get("created_at")), audience=as_text(fields.get("audience")),
            product=as_text(fields.get("product")) or brand_name(ticket),
            channel=as_text(as_dict(ticket.get("via")).get("channel")), rating=ticket_rating(ticket),
            url=agent_url(ticket), prompt="satisfaction comment" if question_id == "satisfaction" else "",
            refs=ticket_refs(ticket),
        )  # fmt: skip

    def _requester(self, ticket: Json) -> Json:
        """Merge what the ticket, the users list and the mail's sender say about the requester."""
        nested = as_dict(ticket.get("requester"))
        number = as_text(ticket.get("requester_id")) or as_text(nested.get("id"))
        sender = sender_of(ticket)
        mail = {"email": sender.get("address"), "name": sender.get("name")}
        return self._person(number, nested, self._people.get("users", number), mail)

    def _submitter(self, ticket: Json) -> Json:
        number = as_text(ticket.get("submitter_id"))
        return self._person(number, as_dict(ticket.get("submitter")), self._people.get("users", number))

    def _person(self, number: str | None, *sources: Json) -> Json:
        facts = {
            key: next((text for source in sources if (text := as_text(source.get(key)))), None)
            for key in ("email", "name", "role")
        }
        return {"id": number, **facts}

    def _organisation(self, ticket: Json, author: Json) -> Organisation | None:
        """Return the ticket's organisation; where it names none, its author's."""
        nested = as_dict(ticket.get("organization"))
        number = as_text(ticket.get("organization_id")) or as_text(nested.get("id"))
        if not (number or nested):
            number = as_text(self._people.get("users", author["id"]).get("organization_id"))
        known: Json = {**self._people.get("organizations", number), **nested}
        domains = known.get("domain_names")
        domain = as_text(domains[0]) if isinstance(domains, list) and domains else None
        name = as_text(known.get("name"))
        if not (number or name or domain):
            return None
        return Organisation(external_id=number, name=name, domain=domain.lower() if domain else None)


def _names_beside(ticket: Json, author: Json) -> tuple[str, ...]:
    """Return the names of the others in the ticket: agents, submitters, people in copy."""
    people = [ticket.get(key) for key in ("requester", "assignee", "submitter")]
    people += [comment.get("author") for _, comment in comments_of(ticket)]
    for key in ("collaborators", "followers", "email_ccs"):
        people += ticket[key] if isinstance(ticket.get(key), list) else []
    names = {as_text(as_dict(person).get("name")) for person in [*people, sender_of(ticket)]}
    return tuple(sorted(name for name in names if name and name != author["name"]))
