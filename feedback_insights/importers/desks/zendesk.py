"""Zendesk: the full JSON export (one ticket a line), incremental API pages, and what people re-wrap of them.

One ticket is one record and one piece of feedback: the requester's public turns. Agents' turns and internal
notes are never feedback. Facts about the format: formats spec 3.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from feedback_insights.files import InputFile
from feedback_insights.files.jsons import LONGEST, JsonItem, json_items, parse_json
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.desks._zendesk_tickets import People, TicketReader
from feedback_insights.raw import SourceRecord

_KEYS = frozenset(
    {"requester_id", "submitter_id", "via", "satisfaction_rating", "raw_subject", "assignee_id", "brand_id",
     "organization_id", "ticket_form_id", "comments", "requester", "custom_fields"}
)  # fmt: skip
_API_URL = re.compile(r"/api/v2/tickets/\d+")
_PAGE = frozenset({"end_of_stream", "next_page"})
_COLLECTIONS = ("tickets", "users", "organizations")
_TRIED_LINES = 20


class ZendeskImporter:
    """Reads Zendesk tickets from NDJSON and JSON."""

    name = "zendesk_ndjson"
    description = "Zendesk tickets: JSON export (NDJSON), incremental API pages, or a list of tickets"
    recognized_by = (
        'JSON with a "ticket" object, a "tickets" list, or tickets with requester_id and an API url'
    )

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per helping key if the first records are Zendesk tickets."""
        head = file.head.lstrip()
        if not head or "\0" in head[:1000]:
            return 0.0
        best = max((_score(ticket) for ticket in _first_tickets(file)), default=0.0)
        if best or not head.startswith(("{", "[")):
            return best
        cut = '"requester_id"' in head and (_API_URL.search(head) is not None or '"ticket"' in head[:200])
        return 1.0 if cut else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per ticket, and one per line that is none."""
        by_line = _is_by_line(file.head)
        people = People() if by_line else _people(file)
        tickets = TicketReader(file, people, reading)
        if by_line:
            yield from self._lines(file, tickets)
        else:
            yield from self._document(file, tickets)
        for warning in tickets.warnings():
            reading.warn(warning)

    def _lines(self, file: InputFile, tickets: TicketReader) -> Iterator[SourceRecord]:
        for number, line in file.lines(longest=LONGEST):
            place = f"line {number}"
            if line is None:
                yield tickets.rejected(place, f"longer than {LONGEST >> 20} MiB")
                continue
            value, problem = parse_json(line)
            if problem:
                yield tickets.rejected(place, problem)
            elif isinstance(value, dict) and isinstance(value.get("tickets"), list):
                for count, ticket in enumerate(value["tickets"], 1):
                    yield tickets.record(ticket, f"{place} ticket {count}")
            else:
                yield tickets.record(value, place)

    def _document(self, file: InputFile, tickets: TicketReader) -> Iterator[SourceRecord]:
        with file.text() as stream:
            for number, item in enumerate(_ticket_items(stream, ("tickets",)), 1):
                place = f"item {number}"
                if item.problem:
                    yield tickets.rejected(place, item.problem)
                else:
                    yield tickets.record(item.value, place)


def _ticket_items(stream: Any, collections: tuple[str, ...]) -> Iterator[JsonItem]:
    """Yield the tickets of a document; a list of pages is a list of their tickets."""
    for item in json_items(stream, collections):
        pages = item.value.get("tickets") if isinstance(item.value, dict) else None
        if isinstance(pages, list) and item.path.startswith("["):
            for number, ticket in enumerate(pages):
                yield JsonItem(f"{item.path}.tickets[{number}]", ticket)
        else:
            yield item


def _is_by_line(head: str) -> bool:
    """Tell NDJSON from one document: its lines are records on their own."""
    lines = [line for line in head.split("\n")[:-1] if line.strip()][:_TRIED_LINES]
    if not lines or lines[0].lstrip().startswith("["):
        return False
    first = parse_json(lines[0].encode())[0]
    if isinstance(first, dict):
        return not isinstance(first.get("tickets"), list)  # an API page on one line is a document
    return sum(line.startswith("{") and _parses(line) for line in lines) >= min(2, len(lines) - 1) > 0


def _parses(line: str) -> bool:
    return isinstance(parse_json(line.encode())[0], dict)


def _first_tickets(file: InputFile) -> Iterator[Any]:
    """Yield the first records of the head that decode, as they are."""
    if _is_by_line(file.head):
        for line in file.head.split("\n")[:_TRIED_LINES]:
            yield parse_json(line.encode())[0]
        return
    for number, item in enumerate(_ticket_items(io.StringIO(file.head), ("tickets",))):
        if number >= 5:
            return
        in_list = item.path.startswith("tickets[")
        yield {"tickets": [item.value]} if in_list else item.value


def _score(value: Any) -> float:
    if not isinstance(value, dict):
        return 0.0
    helpers = len(_PAGE & value.keys())
    listed = value.get("tickets")
    ticket = value.get("ticket", listed[0] if isinstance(listed, list) and listed else value)
    if not isinstance(ticket, dict):
        return 0.0
    if isinstance(ticket.get("ticket"), dict):
        ticket = ticket["ticket"]
    by_url = bool(_API_URL.search(str(ticket.get("url", ""))))
    signs = len(_KEYS & ticket.keys())
    if signs < (1 if by_url or "ticket" in value else 2) or not ticket.keys() & {
        "subject",
        "description",
        "comments",
    }:
        return 0.0
    return 1.0 + 0.05 * (min(signs, 5) + by_url + helpers)


def _people(file: InputFile) -> People:
    """Collect the users and organizations that an API page carries beside its tickets."""
    people = People()
    if not file.head.lstrip().startswith("{"):
        return people
    with file.text() as stream:
        for item in json_items(stream, _COLLECTIONS):
            if isinstance(item.value, dict):
                people.add(item.path.partition("[")[0], item.value)
    return people


ZENDESK = ZendeskImporter()
