"""Salesforce cases from its APIs: the records of a query, with comments and mails where it asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback_insights.files import InputFile
from feedback_insights.files.columns import tidy
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text, at, text_at
from feedback_insights.importers.desks._reader import (
    DeskReader,
    before_any_full,
    body_of,
    organisation,
    subject_of,
)
from feedback_insights.raw import Identity, Markup, RawText

_HELPFUL = frozenset({"CaseNumber", "Subject", "Description", "Status", "Origin", "CreatedDate", "ContactId"})
_MAILS, _COMMENTS = "EmailMessages.records", "CaseComments.records"
_MAIL: Mapping[str, Markup] = {"TextBody": "plain", "HtmlBody": "html"}
_LIMIT = (
    "holds no replies: of each case only what it was opened with; a query may ask for EmailMessages and "
    "CaseComments too"
)


class SalesforceJsonImporter(JsonImporter):
    """Reads cases as a query of Salesforce's REST API returns them."""

    name = "salesforce_json"
    description = "Salesforce cases: records of a query of its REST API"
    recognized_by = 'JSON with records whose attributes.type is "Case"'
    evidence: Evidence = "seen"
    how_to_get = "sf data query --json, of Case with CaseNumber, Subject, Description, Origin and CreatedDate"
    lists = Lists(records=("records", "result.records"))

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a case, and .05 per further sign."""
        if text_at(record, "attributes.type") != "Case":
            return 0.0
        return 1.0 + 0.05 * len(_HELPFUL & record.keys())

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads cases."""
        return _Cases(file, beside, reading)


class _Cases(DeskReader):
    source = "salesforce"
    unit = "case"
    is_counted = True
    keys = frozenset({"CaseNumber", "Subject", "Description", "Id"})

    def conversation(self, value: Json, place: str) -> Conversation:
        number, customer = self.number(value, "CaseNumber", "Id"), _customer(value)
        turns = tuple(self._turns(value, customer))
        is_whole = any(isinstance(at(value, path), list) for path in (_MAILS, _COMMENTS))
        if not is_whole:
            self.reading.limit(_LIMIT)
        updated = self.date(text_at(value, "LastModifiedDate", "SystemModstamp"))
        is_deleted = value.get("IsDeleted") is True
        return Conversation(
            source=self.source, external_id=number, place=self.place(number, place),
            state="deleted" if is_deleted else "used", reason="in the recycle bin" if is_deleted else "",
            turns=turns, customer=customer, subject=subject_of(value, "Subject"),
            organisation=organisation(
                as_text(value.get("AccountId")), text_at(value, "Account.Name", "SuppliedCompany")
            ),
            names=tuple(name for name in (text_at(value, "Owner.Name"),) if name),
            created=self.date(value.get("CreatedDate")),
            updated=updated if is_whole else before_any_full(updated),
            product=text_at(value, "Product.Name", "Product__c"), channel=_channel(value),
        )  # fmt: skip

    def _turns(self, value: Json, customer: Identity | None) -> Iterator[Turn]:
        """Yield what the case was opened with, its mails and its comments."""
        mails = list(self._mails(value, customer))
        opening = body_of(value, {"Description": "plain"})
        if opening and not any(_begins(turn.text, opening) for turn in mails):
            called = (_channel(value) or "").startswith("phone")
            yield Turn(role="reported" if called else "customer", text=opening, author=customer)
        yield from mails
        for count, comment in enumerate(as_list(at(value, _COMMENTS))):
            text = body_of(as_dict(comment), {"CommentBody": "plain"}, f"{_COMMENTS}[{count}].")
            if text:
                name = text_at(comment, "CreatedBy.Name")
                published = as_dict(comment).get("IsPublished") is True
                yield Turn(role="staff", text=text, public=published, author=identity(name=name))

    def _mails(self, value: Json, customer: Identity | None) -> Iterator[Turn]:
        for count, entry in enumerate(as_list(at(value, _MAILS))):
            mail = as_dict(entry)
            if text := body_of(mail, _MAIL, f"{_MAILS}[{count}]."):
                address, incoming = text_at(mail, "FromAddress"), mail.get("Incoming") is True
                author = identity(email=address, name=text_at(mail, "FromName"))
                role: Role = "staff"
                if incoming:
                    own = customer.email if customer else None
                    another = own and address and own.lower() != address.lower()
                    role = "other" if another else "customer"
                yield Turn(role=role, text=text, author=author)


def _channel(value: Json) -> str | None:
    origin = as_text(value.get("Origin"))
    return origin.lower() if origin else None


def _customer(value: Json) -> Identity | None:
    return identity(
        as_text(value.get("ContactId")),
        text_at(value, "SuppliedEmail", "ContactEmail", "Contact.Email"),
        text_at(value, "Contact.Name", "SuppliedName"),
    )


def _begins(mail: RawText, opening: RawText) -> bool:
    """Tell whether a mail is the one that the case was made of: its description repeats it."""
    return tidy(mail.text).startswith(tidy(opening.text))


SALESFORCE_JSON = SalesforceJsonImporter()
