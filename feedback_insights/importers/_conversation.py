"""Conversations of any tool: who wrote which turn, and what of it is feedback.

One conversation is one record. The customer's public turns are one piece of feedback, with the subject before
them; each further person's turns are another one; staff's turns and internal notes are none (formats spec 1,
rules 11 to 13). What staff wrote down for the customer is a unit of its own, on their behalf.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from feedback_insights.files import InputFile
from feedback_insights.importers._subjects import is_automatic_subject, with_subject
from feedback_insights.raw import Identity, Organisation, RawFeedback, RawText, SourceRecord
from feedback_insights.records import Locator, State, Voice
from feedback_insights.references import issue_names

Role = Literal["customer", "other", "reported", "staff", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one person wrote at one time.

    ``other``: a customer who is not the one that asked; ``reported``: what staff wrote down of a
    telephone call.
    """

    role: Role
    text: RawText
    public: bool = True
    author: Identity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A ticket, a conversation, an issue, a thread of mails."""

    source: str
    external_id: str
    place: str  # what its record is called: "conversation 17"
    turns: tuple[Turn, ...]
    instance: str = ""
    subject: RawText | None = None  # only where it is the customer's own
    customer: Identity | None = None
    organisation: Organisation | None = None
    names: tuple[str, ...] = ()  # of others in it, to be masked
    state: State = "used"  # anything else: what it is whatever was said
    reason: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    audience: str | None = None
    product: str | None = None
    channel: str | None = None
    rating: float | None = None
    remark: RawText | None = None  # written beside the rating
    url: str | None = None
    voice: Voice = "said"
    refs: tuple[str, ...] = ()  # besides the issues that are named in its texts


def conversation_record(file: InputFile, conversation: Conversation) -> SourceRecord:
    """Return the record of a conversation, in its state."""
    state, reason, units = _read(conversation)
    return SourceRecord(
        locator=Locator(
            file=file.name, sha256=file.sha256, record=conversation.place,
            field=" + ".join(text.field for unit in units for text in unit.texts),
        ),
        source=conversation.source, instance=conversation.instance, state=state, reason=reason,
        units=units, updated=conversation.updated,
    )  # fmt: skip


def _read(found: Conversation) -> tuple[State, str, tuple[RawFeedback, ...]]:
    if found.state != "used":
        return found.state, found.reason, ()
    if found.subject and is_automatic_subject(found.subject.text):
        return "system", "automatic message", ()
    theirs = [turn for turn in found.turns if turn.role == "customer"]
    said = [turn.text for turn in theirs if turn.public]
    reported = [turn.text for turn in found.turns if turn.role == "reported" and turn.public]
    texts = tuple(with_subject(found.subject, said)) if said or not (theirs or reported) else ()
    units = [_unit(found, texts)] if texts else []
    if reported:
        report = _unit(found, tuple(reported if said else with_subject(found.subject, reported)))
        units.append(replace(report, question_id="on behalf", voice="on_behalf_of"))
    units += _others(found)
    if found.remark:
        remark = _unit(found, (found.remark,))
        units.append(replace(remark, question_id="satisfaction", prompt="satisfaction comment", voice="said"))
    if units:
        return "used", "", tuple(units)
    return *_without_words(found, theirs), ()


def _without_words(found: Conversation, theirs: list[Turn]) -> tuple[State, str]:
    """Return what a conversation is in which no customer says anything."""
    if found.rating is not None:
        return "rating_only", "no words in it"
    if theirs:
        return "private", "every turn of the customer is an internal note"
    if any(turn.role == "staff" for turn in found.turns):
        return "staff", "no turn of a customer"
    if found.turns:
        return "system", "automatic messages only"
    return "empty", "no words in it"


def _others(found: Conversation) -> Iterator[RawFeedback]:
    """Yield the turns of further customers, a unit for each person, in the order in which they spoke."""
    people: dict[Identity | None, list[RawText]] = {}
    for turn in found.turns:
        if turn.role == "other" and turn.public:
            people.setdefault(turn.author, []).append(turn.text)
    for count, (person, texts) in enumerate(people.items(), 1):
        unit = _unit(found, tuple(texts))
        yield replace(
            unit, author=person, question_id=f"in copy {count}", rating=None,
            names=_names(found, person, found.customer),
        )  # fmt: skip


def _unit(found: Conversation, texts: tuple[RawText, ...]) -> RawFeedback:
    return RawFeedback(
        external_id=found.external_id, texts=texts, author=found.customer, organisation=found.organisation,
        names=_names(found, found.customer), created=found.created, audience=found.audience,
        product=found.product, channel=found.channel, rating=found.rating, url=found.url, voice=found.voice,
        refs=_refs(found),
    )  # fmt: skip


def _names(found: Conversation, author: Identity | None, *more: Identity | None) -> tuple[str, ...]:
    people = {*(turn.author for turn in found.turns), *more}
    names = {*found.names, *(person.name for person in people if person and person.name)}
    return tuple(sorted(names - {author.name if author and author.name else ""}))


def _refs(found: Conversation) -> tuple[str, ...]:
    """Return what it is tied to; issues are looked for in internal notes too."""
    texts = [turn.text for turn in found.turns] + ([found.subject] if found.subject else [])
    return tuple(
        sorted({*found.refs, *(f"issue:{name}" for text in texts for name in issue_names(text.text))})
    )
