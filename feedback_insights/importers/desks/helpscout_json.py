"""Help Scout: conversations with their threads from its Inbox API, and webhook bodies (formats spec 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._conversation import Conversation, Role, Turn
from feedback_insights.importers._identities import identity
from feedback_insights.importers._json_records import Beside, JsonImporter, Lists
from feedback_insights.importers._refs import tag_refs
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, at, text_at, texts_at
from feedback_insights.importers.desks._reader import (
    DeskReader,
    before_any_full,
    begun,
    body_of,
    custom_field,
    full_name,
    is_another,
    subject_of,
)
from feedback_insights.raw import Identity, Markup
from feedback_insights.records import State

_CUSTOMERS = ("primaryCustomer", "customer")  # the latter in webhooks and the older API
_THREADS = ("_embedded.threads", "threads")
_HELPFUL = frozenset(
    {"customFields", "userUpdatedAt", "folderId", "mailboxId", "number", "preview", "mailbox"}
)
_ROLES: Mapping[str, Role] = {
    "customer": "customer", "message": "staff", "reply": "staff", "note": "staff", "phone": "reported",
}  # fmt: skip
_EVENTS = frozenset({"lineitem", "forwardparent", "forwardchild"})
_UNSENT = frozenset({"draft", "hidden"})
_BODY: Mapping[str, Markup] = {"body": "html", "text": "plain"}
_LIMIT = "conversations without threads hold subjects only; the messages come with ?embed=threads"


class HelpScoutImporter(JsonImporter):
    """Reads conversations as Help Scout's API returns them and its webhooks send them."""

    name = "helpscout_json"
    description = "Help Scout conversations: Inbox API lists with embedded threads, or webhook bodies"
    recognized_by = "JSON with _embedded.conversations, or conversations with primaryCustomer and mailboxId"
    evidence: Evidence = "documented"
    how_to_get = (
        "GET /v2/conversations?status=all&embed=threads of Help Scout's Inbox API, every page saved as it is"
    )
    lists = Lists(records=("_embedded.conversations",))
    page = frozenset({"page", "_links"})

    def score(self, record: Json, within: str) -> float:
        """Return 1 for a conversation of the API or a webhook, and .05 per further sign."""
        current = isinstance(record.get("primaryCustomer"), dict) and "mailboxId" in record
        listed = within == "_embedded.conversations" and {"threads", "subject"} & record.keys()
        sent = (
            isinstance(record.get("customer"), dict)
            and isinstance(record.get("threads"), list)
            and bool({"mailbox", "mailboxId"} & record.keys())
        )
        if not (current or listed or sent):
            return 0.0
        return 1.0 + 0.05 * (len(_HELPFUL & record.keys()) + isinstance(at(record, _THREADS[0]), list))

    def reader(self, file: InputFile, beside: Beside, reading: Reading) -> DeskReader:
        """Return what reads conversations."""
        return _Conversations(file, beside, reading)


class _Conversations(DeskReader):
    source = "helpscout"
    keys = frozenset({*_CUSTOMERS, "mailboxId", "mailbox", "threads"})

    def conversation(self, value: Json, place: str) -> Conversation:
        number = self.number(value, "id", "number")
        asked = next((as_dict(value[key]) for key in _CUSTOMERS if isinstance(value.get(key), dict)), {})
        customer, updated = (
            _person(asked),
            self.date(text_at(value, "userUpdatedAt", "modifiedAt", "updatedAt")),
        )
        state, reason = _state(value)
        path = next((path for path in _THREADS if isinstance(at(value, path), list)), "")
        if not path and state == "used":
            self.reading.limit(_LIMIT)
        fields = value.get("customFields")
        subject, turns = begun(
            subject_of(value, "subject"), tuple(self._turns(value, path, customer)),
            by_customer=_is_theirs(value),
        )  # fmt: skip
        return Conversation(
            source=self.source, external_id=number, place=self.place(number, place), state=state,
            reason=reason, turns=turns, customer=customer,
            subject=subject, names=_names(value),
            created=self.date(value.get("createdAt")),
            updated=updated if path else before_any_full(updated),
            audience=custom_field(fields, "audience"), product=custom_field(fields, "product"),
            channel=text_at(value, "type", "source.type"), url=text_at(value, "_links.web.href"),
            refs=tuple(tag_refs([*texts_at(value, "tags", "tag"), *texts_at(value, "tags", "name")])),
        )  # fmt: skip

    def _turns(self, value: Json, path: str, customer: Identity | None) -> Iterator[Turn]:
        """Yield the threads with words that were sent, the oldest first; the API has the newest first."""
        threads = [(f"{path}[{n}].", one) for n, one in enumerate(as_list(at(value, path))) if path]
        dated = sorted(threads, key=lambda one: text_at(one[1], "createdAt") or "")
        for where, thread in dated:
            text = body_of(as_dict(thread), _BODY, where)
            if text is None or text_at(thread, "state") in _UNSENT or text_at(thread, "type") in _EVENTS:
                continue
            author = _person(as_dict(thread.get("createdBy"))) or _person(as_dict(thread.get("customer")))
            role = _role(thread)
            if role == "customer" and is_another(author, customer):
                role = "other"
            yield Turn(role=role, text=text, public=text_at(thread, "type") != "note", author=author)


def _role(thread: Json) -> Role:
    """Return whose words a thread holds; of a chat its author says it."""
    if known := _ROLES.get(text_at(thread, "type") or ""):
        return known
    return "customer" if text_at(thread, "createdBy.type") == "customer" else "staff"


def _state(value: Json) -> tuple[State, str]:
    if text_at(value, "state") == "deleted":
        return "deleted", "state deleted"
    if text_at(value, "state") == "draft":
        return "skipped", "a draft that was never sent"
    if text_at(value, "status") == "spam":
        return "skipped", "status spam"
    return "used", ""


def _is_theirs(value: Json) -> bool:
    """Tell whether the customer began it, and so wrote the subject."""
    return (text_at(value, "source.via", "createdBy.type") or "customer") == "customer"


def _person(person: Json) -> Identity | None:
    name = full_name(person, "first", "last") or full_name(person, "firstName", "lastName")
    return identity(text_at(person, "id"), text_at(person, "email"), name)


def _names(value: Json) -> tuple[str, ...]:
    people = [as_dict(value.get(key)) for key in ("assignee", "createdBy", "closedByUser")]
    names = (full_name(person, "first", "last") for person in people if text_at(person, "type") != "customer")
    return tuple(sorted({name for name in names if name}))


HELPSCOUT = HelpScoutImporter()
