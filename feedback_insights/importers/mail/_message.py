"""One mail: who wrote it to whom, when, in which words, and whether a person did (formats spec 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

from feedback_insights.files.columns import tidy
from feedback_insights.importers._subjects import is_automatic_subject
from feedback_insights.raw import Identity, RawText

_BROKEN = (
    ValueError,
    OverflowError,
    TypeError,
    IndexError,
    AttributeError,
    KeyError,
    LookupError,
    RecursionError,
)
"""What the standard library raises at headers and parts that break its expectations."""
_ROBOT = re.compile(r"^(mailer-daemon|postmaster|bounces?([-+].*)?)@", re.I)
_IDS = re.compile(r"<([^<>\s]{1,500})>")
_REPLY = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|sv|tr|rv|antw|vs|ref)\s*(?:\[\d+\])?\s*:)+", re.I)
_MARK = re.compile(r"[\[(]\s*(?:#|ticket\s*#?|case\s*#?|ref:)[\w:.-]*\s*[\])]", re.I)
_BULK = frozenset({"bulk", "junk", "list"})


@dataclass(frozen=True, slots=True)
class Header:
    """What threads are made of."""

    own_id: str
    references: tuple[str, ...]  # the oldest first
    subject: str  # without "Re:" and ticket marks, lower case
    replies: bool  # the subject begins with "Re:" or the like
    people: frozenset[str]  # addresses
    thread: str  # Gmail's number
    mailbox: str  # where it was delivered to: an address of ours; "" of what we sent


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says."""

    sender: Identity | None
    names: tuple[str, ...]  # of all people in its header
    subject: str  # without "Re:" and ticket marks
    text: RawText | None
    date: datetime | None
    unread_date: str  # a date that cannot be read
    automatic: str  # why it is no person's mail; "" if it is one
    sent: bool  # from the mailbox itself, as Gmail's labels say


def header(data: bytes) -> Header:
    """Read what a mail is tied to. Never raises."""
    mail = message_from_bytes(data, policy=policy.compat32)  # far faster, and addresses need no decoding
    own = _IDS.findall(_value(mail, "message-id"))
    answered = _IDS.findall(_value(mail, "in-reply-to"))
    subject = tidy(_unwrapped(_value(mail, "subject")))
    people = frozenset(address.lower() for _, address in _addresses(mail, "from", "to", "cc") if address)
    return Header(
        own_id=own[0] if own else "",
        references=tuple(dict.fromkeys((*_IDS.findall(_value(mail, "references")), *answered))),
        subject=_topic(subject).casefold(), replies=_REPLY.match(subject) is not None, people=people,
        thread=_value(mail, "x-gm-thrid").strip(), mailbox=_value(mail, "delivered-to").strip().lower(),
    )  # fmt: skip


def read_mail(data: bytes, field: str = "body") -> Mail:
    """Read a mail. Never raises."""
    mail = _parsed(data)
    senders = _addresses(mail, "from") or [("", "")]
    people = _addresses(mail, "from", "to", "cc", "reply-to")
    written = tidy(_value(mail, "date"))
    date = _date(written)
    labels = [label.strip().lower() for label in _value(mail, "x-gmail-labels").split(",")]
    return Mail(
        sender=_identity(*senders[0]),
        names=tuple(dict.fromkeys(name for name, _ in people if name and "@" not in name)),
        subject=_topic(_value(mail, "subject")), text=_text(mail, field), date=date,
        unread_date=written if written and date is None else "", automatic=_automatic(mail, senders[0][1]),
        sent="sent" in labels,
    )  # fmt: skip


def _parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def _value(mail: Message, name: str) -> str:
    """Return a header's text; as it stands in the mail where it cannot be decoded."""
    try:
        return str(mail.get(name) or "")
    except _BROKEN:
        return next((str(value) for key, value in mail.raw_items() if key.lower() == name), "")


def _topic(subject: str) -> str:
    """Return a subject without "Re:" and ticket marks."""
    return tidy(_MARK.sub(" ", _REPLY.sub("", _MARK.sub(" ", tidy(subject)))))


def _unwrapped(subject: str) -> str:
    """Decode ``=?utf-8?Q?...?=``."""
    if "=?" not in subject:
        return subject
    try:
        return str(make_header(decode_header(subject)))
    except (*_BROKEN, HeaderParseError):
        return subject


def _addresses(mail: Message, *names: str) -> list[tuple[str, str]]:
    found = getaddresses([_value(mail, name) for name in names])
    return [(tidy(name), address.strip()) for name, address in found if name or address]


def _identity(name: str, address: str) -> Identity | None:
    email = address if "@" in address else None
    return Identity(email=email, name=name or None) if email or name else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except _BROKEN:
        return None


def _automatic(mail: EmailMessage, address: str) -> str:
    """Return why no person wrote a mail to us; "" if one did."""
    if _value(mail, "auto-submitted").strip().lower() not in ("", "no") or _value(mail, "x-autoreply"):
        return "an automatic reply"
    if _ROBOT.match(address) or mail.get_content_type() == "multipart/report":
        return "a delivery report"
    if is_automatic_subject(_value(mail, "subject")):
        return "an automatic reply"
    if (precedence := _value(mail, "precedence").strip().lower()) in _BULK:
        return f"sent to many (Precedence: {precedence})"
    return ""


def _text(mail: EmailMessage, field: str) -> RawText | None:
    """Return the words: plain text if there is any, else the HTML; with the texts between attachments."""
    try:
        parts = [part for part in mail.walk() if _is_text(part)]
    except _BROKEN:
        return None
    for kind in ("plain", "html"):
        found = [
            text for part in parts if part.get_content_subtype() == kind and (text := _decoded(part)).strip()
        ]
        if found:
            return RawText(
                text="\n\n".join(found), markup="html" if kind == "html" else "plain", field=field,
                correspondence=True,
            )  # fmt: skip
    return None


def _is_text(part: EmailMessage) -> bool:
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _decoded(part: EmailMessage) -> str:
    """Decode a part by its declared charset; without a usable one as UTF-8, else as Windows-1252."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return data.decode(charset or "utf-8").replace("\r\n", "\n")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n")
