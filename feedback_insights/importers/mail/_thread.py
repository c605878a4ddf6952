"""From the mails of a thread to a record: whose words are a customer's."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feedback_insights.files import InputFile
from feedback_insights.importers._conversation import Conversation, Role, Turn, conversation_record
from feedback_insights.importers._conversation_reader import rejected_record
from feedback_insights.importers._record_dates import RecordDates
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.mail._message import Mail
from feedback_insights.raw import Identity, RawText, SourceRecord, content_id

SOURCE = "mail"
NO_DOMAINS = (
    "does not say who is staff: of each thread only the mails of who began it are read; name your domains in "
    "the settings to read everybody else's: imports.own_domains"
)


class ThreadReader:
    """Turns threads into records and keeps what was odd about them."""

    def __init__(self, file: InputFile, reading: Reading, mailboxes: Collection[str]) -> None:
        """``mailboxes``: the addresses that mails were delivered to, which are ours."""
        self._file, self._mailboxes = file, mailboxes
        self._domains = tuple(domain.lower().lstrip("@") for domain in reading.settings.own_domains)
        self._dates = RecordDates("UTC")  # a mail's zone stands in its date
        self._listed = 0
        if not self._domains:
            reading.limit(NO_DOMAINS)

    def rejected(self, place: str, reason: str) -> SourceRecord:
        """Return the record of a mail that cannot be read."""
        return rejected_record(self._file, SOURCE, place, reason)

    def warnings(self) -> list[str]:
        """Return what reading the mails showed."""
        told = self._dates.warnings()
        if self._listed:
            told.append(
                f"{self._listed} mails came through a mailing list or were sent to many; they are not read"
            )
        return told

    def record(self, mails: Sequence[Mail], place: str, root: str) -> SourceRecord:
        """Return the record of a thread. ``root`` is the id that its feedback's ids are made of."""
        mails = sorted(mails, key=lambda mail: mail.date.timestamp() if mail.date else float("inf"))
        self._dates.note_unread(mail.unread_date for mail in mails if mail.unread_date)
        self._listed += sum(mail.automatic.startswith("sent to many") for mail in mails)
        customer = next(
            (mail.sender for mail in mails if not self._is_ours(mail) and not mail.automatic), None
        )
        first = mails[0]
        turns = tuple(self._turn(mail, customer) for mail in mails if mail.text)
        theirs = not self._is_ours(first) and bool(first.subject)
        told = [mail.text.text for mail in mails if mail.text]
        dates = [mail.date for mail in mails if mail.date]
        automatic = all(mail.automatic for mail in mails)
        return conversation_record(self._file, Conversation(
            source=SOURCE, external_id=content_id([root] if root else [first.subject, *told]), place=place,
            turns=turns, subject=RawText(text=first.subject, field="subject") if theirs else None,
            customer=customer, names=tuple(sorted({name for mail in mails for name in mail.names})),
            state="system" if automatic else "used", reason=first.automatic if automatic else "",
            created=dates[0] if dates else None, updated=dates[-1] if dates else None, channel="email",
        ))  # fmt: skip

    def _turn(self, mail: Mail, customer: Identity | None) -> Turn:
        role: Role = "other" if self._domains else "staff"
        if mail.automatic:
            role = "system"
        elif self._is_ours(mail):
            role = "staff"
        elif _address(mail.sender) == _address(customer):
            role = "customer"
        assert mail.text is not None
        return Turn(role=role, text=mail.text, author=customer if role == "customer" else mail.sender)

    def _is_ours(self, mail: Mail) -> bool:
        """Tell staff's mails: by their domain, by Gmail's label, or as sent from a mailbox of ours."""
        address = _address(mail.sender)
        domain = address.rpartition("@")[2]
        named = any(domain == own or domain.endswith("." + own) for own in self._domains)
        return named or mail.sent or address in self._mailboxes


def _address(person: Identity | None) -> str:
    return ((person.email or person.name or "") if person else "").lower()
