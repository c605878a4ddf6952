"""Zendesk's XML export of tickets, read ticket by ticket as the same in JSON would be (formats spec 3).

No sample was seen, so names are taken as they come: ``nice-id`` as ``id``, a comment's ``value`` as its body.
Document types, and with them entities, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.jsons import LONGEST
from feedback_insights.files.opening import CHUNK
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._json_records import Beside
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_list, as_text
from feedback_insights.importers.desks._zendesk_tickets import TicketReader
from feedback_insights.raw import SourceRecord

_BEGINS = re.compile(r"^(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<tickets?\b", re.S)
_SIGNS = ("<requester-id", "<requester_id", "<nice-id", "<nice_id", "<submitter-id", "<comments", "<subject")
_NEEDED = 3  # of the signs: other tools have tickets too
_DEEPEST = 30
_STATUS = {"0": "new", "1": "open", "2": "pending", "3": "solved", "4": "closed", "5": "deleted"}
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


class ZendeskXmlImporter:
    """Reads Zendesk tickets from XML."""

    name = "zendesk_xml"
    description = "Zendesk tickets: the account's XML export"
    recognized_by = "XML of <tickets> with requester, subject and comments"
    evidence: Evidence = "unverified"
    how_to_get = "Admin Center > Account > Tools > Reports > Export: XML (once Zendesk has enabled exports)"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per sign if the root holds tickets like Zendesk's."""
        if file.container != "text" or not _BEGINS.match(file.head.lstrip()):
            return 0.0
        signs = sum(sign in file.head for sign in _SIGNS)
        return 1.0 + 0.05 * signs if signs >= _NEEDED else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per ticket. Raises `FileProblem` for a document type and for absurd nesting."""
        tickets, parsed = TicketReader(file, Beside(), reading), _Tickets(file)
        number = 0
        for ticket in parsed.tickets():
            number += 1
            yield tickets.record(_as_json(ticket), file.place("item", number))
        if parsed.problem:
            yield tickets.rejected(file.place("item", number + 1), f"not XML: {parsed.problem}")
        for warning in tickets.warnings():
            reading.warn(warning)


class _Tickets:
    """Builds one ticket at a time; ``problem`` says why the rest could not be read."""

    def __init__(self, file: InputFile) -> None:
        self._file, self.problem = file, ""
        self._open: list[_Element] = []
        self._ready: list[Any] = []
        self._size = 0

    def tickets(self) -> Iterator[Any]:
        """Yield the tickets up to where the XML is broken."""
        parser = expat.ParserCreate("utf-8")  # what the file is read as, whatever it says of itself
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._text, self._refuse
        with self._file.utf8() as stream:
            while not self.problem:
                chunk = stream.read(CHUNK)
                try:
                    parser.Parse(chunk, not chunk)
                except expat.ExpatError as error:
                    self.problem = str(error)
                yield from self._ready
                self._ready.clear()
                if not chunk:
                    return

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise FileProblem(f"{self._file.name} holds XML that is nested too deeply; refused")
        is_list = attributes.get("type") == "array"
        self._open.append(_Element(name.lower().replace("-", "_"), is_list=is_list))

    def _end(self, name: str) -> None:
        done = self._open.pop()
        if done.name == "ticket" and len(self._open) <= 1:
            self._ready.append(done.value)
            self._size = 0
        elif self._open:
            self._open[-1].children.append((done.name, done.value))

    def _text(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST:
            raise FileProblem(
                f"{self._file.name} holds a ticket of more than {LONGEST >> 20} million letters"
            )
        if self._open:
            self._open[-1].text.append(text)

    def _refuse(self, *_: object) -> None:
        raise FileProblem(f"{self._file.name} holds XML with a document type; refused")


class _Element:
    """An element under way."""

    def __init__(self, name: str, *, is_list: bool) -> None:
        self.name, self._is_list = name, is_list
        self.children: list[tuple[str, Any]] = []
        self.text: list[str] = []

    @property
    def value(self) -> Any:
        """Its text, or what its children say: a list where it is said to be one or all have one name."""
        if not self.children:
            return [] if self._is_list else "".join(self.text)
        names = {name for name, _ in self.children}
        if self._is_list or (len(names) == 1 and self.name == f"{next(iter(names))}s"):
            return [value for _, value in self.children]
        return dict(self.children)


def _as_json(ticket: Any) -> Any:
    """Return a ticket as the JSON export has it."""
    if not isinstance(ticket, dict):
        return ticket
    made = {**ticket, "id": ticket.get("nice_id") or ticket.get("id")}
    made["status"] = ticket.get("status") or _STATUS.get(as_text(ticket.get("status_id")) or "")
    if "is_public" in made:
        made["is_public"] = _BOOLEANS.get(str(made["is_public"]).lower())
    tags = ticket.get("tags", ticket.get("current_tags"))
    made["tags"] = tags.split() if isinstance(tags, str) else tags
    if via := as_text(ticket.get("via")):
        made["via"] = {"channel": via}
    made["comments"] = [_comment(as_dict(one)) for one in as_list(ticket.get("comments"))]
    return made


def _comment(comment: Json) -> Json:
    public = str(comment.get("is_public", comment.get("public", "true"))).lower()
    body = comment.get("body") or comment.get("value")
    return {**comment, "body": body, "public": _BOOLEANS.get(public)}


ZENDESK_XML = ZendeskXmlImporter()
