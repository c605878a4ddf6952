"""Trello's boards (formats spec 8): as JSON, the whole board; as CSV, its cards. The list is the status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from feedback_insights.backlog._cells import (
    archived_from,
    archived_warning,
    born,
    changed,
    finished,
    is_true,
    markdown_text,
)
from feedback_insights.backlog._document import Document, Item, Json, count_at, objects_at, some, text_at
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import HELPS, Content, Format, by_columns, made_features
from feedback_insights.backlog.table import ROLES
from feedback_insights.files.columns import canonical

Made = tuple[str, Mapping[str, Sequence[str]] | str]
_MOST_ACTIONS = 1000  # that an export of a board holds
_COLOUR = re.compile(r"\((?:[a-z]+(?:[_ ](?:dark|light))?)\)$")


def _claims(content: Content) -> float:
    lists = content.document.lists
    board = "cards" in lists and "lists" in lists
    known = any({"idList", "idBoard"} & item.value.keys() for item in lists.get("cards", ())[:20])
    if not board or not (known or {"shortUrl", "idBoard"} & content.document.beside.keys()):
        return 0.0
    return 1 + HELPS * ("actions" in lists)


def _read_json(content: Content) -> Found:
    board = _Board(content.document)
    drafts, warnings = made_features(content, [board.made(item) for item in content.document.items("cards")])
    return drafts, [*board.told(), *warnings]


class _Board:
    """The cards of a board, with what stands about them elsewhere in the file."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lists = {text_at(one.value, "id"): one.value for one in document.items("lists")}
        self._members = {text_at(one.value, "id"): one.value for one in document.items("members")}
        self._archived = 0
        self._comments: dict[str, list[tuple[str, str, str]]] = {}  # card -> date, author, text
        for item in document.items("actions"):
            self._take(item.value)
        self._checklists: dict[str, list[str]] = {}
        for item in document.items("checklists"):
            lines = self._checklists.setdefault(text_at(item.value, "idCard"), [])
            lines += _check_lines(item.value)
        self._efforts = {
            text_at(one, "id")
            for one in objects_at(document.beside, "customFields")
            if canonical(text_at(one, "name")) in ROLES["effort"]
        }

    def _take(self, action: Json) -> None:
        text = markdown_text(text_at(action, "data", "text"))
        if text_at(action, "type") == "commentCard" and text:
            author = action.get("memberCreator")
            said = (text_at(action, "date"), text_at(author, "fullName") or text_at(author, "username"), text)
            self._comments.setdefault(text_at(action, "data", "card", "id"), []).append(said)

    def made(self, item: Item) -> Made:
        card = item.value
        if item.problem or card.get("isTemplate") is True:
            return item.place, item.problem or "a template for cards"
        id, said = text_at(card, "id"), sorted(self._comments.get(text_at(card, "id"), ()))
        checks = "\n".join(self._checklists.get(id, ()))
        return item.place, {
            "id": some(id),
            "title": (text_at(card, "name"),),
            "description": (f"{markdown_text(text_at(card, 'desc'))}\n\n{checks}".strip(),),
            "status": some(self._status(card)),
            "labels": some(
                *(text_at(one, "name") or text_at(one, "color") for one in objects_at(card, "labels"))
            ),
            "effort": some(self._effort(card)),
            "url": some(text_at(card, "shortUrl"), text_at(card, "url"))[:1],
            "comments": [text for _, _, text in said],
            "created": some(born(id)),
            "updated": some(text_at(card, "dateLastActivity")),
            "people": some(*self._people(card), *(author for _, author, _ in said)),
        }

    def _status(self, card: Json) -> str:
        where = self._lists.get(text_at(card, "idList"), {})
        status = text_at(where, "name")
        if card.get("dueComplete") is True:
            status = finished(status, "Done")
        if card.get("closed") is True or where.get("closed") is True:
            self._archived += archived_from(status) != status
            return archived_from(status)
        return status

    def _effort(self, card: Json) -> str:
        for one in objects_at(card, "customFieldItems"):
            if text_at(one, "idCustomField") in self._efforts:
                return text_at(one, "value", "number") or text_at(one, "value", "text")
        return ""

    def _people(self, card: Json) -> Iterator[str]:
        ids = card.get("idMembers")
        for id in ids if isinstance(ids, list) else []:
            member = self._members.get(id, {}) if isinstance(id, str) else {}
            yield from (text_at(member, "fullName"), text_at(member, "username"))

    def told(self) -> Iterator[str]:
        told = sum(count_at(card.value, "badges", "comments") for card in self._document.items("cards"))
        missing = told - sum(map(len, self._comments.values()))
        if missing > 0:
            yield (
                f"{missing} comments are counted on the cards but not in this file: an export holds "
                f"a board's newest {_MOST_ACTIONS:,} actions at most"
            )
        yield from archived_warning(self._archived, "cards")


def _check_lines(checklist: Json) -> Iterator[str]:
    for one in objects_at(checklist, "checkItems"):
        mark = "x" if text_at(one, "state") == "complete" else " "
        yield f"- [{mark}] {text_at(one, 'name')}"


_MEANING = Meaning(
    roles={
        "id": ("card id",), "title": ("card name",), "description": ("card description",),
        "status": ("list name",), "labels": ("labels",), "url": ("card url",), "created": ("born",),
        "updated": ("last activity date",), "people": ("members",),
    },
    between={"people": ",", "labels": ""},
    plain=markdown_text,
)  # fmt: skip


def _read_csv(content: Content) -> Found:
    entries, archived = [], 0
    for entry in content.sheet.entries:
        status = entry.first(["list name"])
        if is_true(entry.first(["due complete"])):
            status = finished(status, "Done")
        if is_true(entry.first(["archived"])):
            archived += archived_from(status) != status
            status = archived_from(status)
        labels = [_COLOUR.sub("", part).strip() for cell in entry.all(["labels"]) for part in cell.split(",")]
        entries.append(
            changed(entry, list_name=status, labels=some(*labels), born=born(entry.first(["card id"])))
        )
    effort = [name for name in ROLES["effort"] if name in content.names][:1]
    meaning = replace(_MEANING, roles={**_MEANING.roles, "effort": effort})
    drafts, warnings = features_of(replace(content.sheet, entries=tuple(entries)), meaning, content.order)
    return drafts, [*archived_warning(archived, "cards"), "such a file holds no comments", *warnings]


TRELLO_JSON = Format(
    name="trello_json",
    description="Trello: a board as JSON; the list of a card is its status",
    recognized_by="a JSON object with cards and lists of a board",
    how_to_get="A board's menu > Print, export, and share > Export as JSON",
    evidence="seen",
    claims=_claims,
    read=_read_json,
)
TRELLO_CSV = Format(
    name="trello_csv",
    description="Trello: a board's cards as CSV; the list of a card is its status",
    recognized_by="columns Card ID, Card Name and List Name",
    how_to_get="A board's menu > Print, export, and share > Export as CSV (paid workspaces)",
    evidence="seen",
    claims=by_columns(
        {"card id", "card name", "list name"}, helpful={"card url", "board name", "archived", "members"}
    ),
    read=_read_csv,
)
