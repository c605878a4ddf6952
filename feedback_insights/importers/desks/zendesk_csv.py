"""Zendesk's CSV export of tickets: facts and subjects, no messages (formats spec 3).

The ids are made as those of the JSON export, but the CSV names no site: its tickets are those of the site "".
Of a ticket that both exports hold under one id the JSON's counts, however old that export is: a subject must
never replace a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, slug, tidy
from feedback_insights.files.profile import Evidence
from feedback_insights.files.tables import Row, Table, open_table
from feedback_insights.importers._known_tables import (
    blanked,
    look_through,
    places,
    signature,
    unread,
    with_profile,
)
from feedback_insights.importers._look import is_damaged
from feedback_insights.importers._refs import problem_refs, tag_refs
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout, TextColumn, roles_by_name
from feedback_insights.importers._rows import RowReader
from feedback_insights.importers._subjects import is_no_subject
from feedback_insights.importers.desks._reader import before_any_full
from feedback_insights.importers.desks._zendesk_facts import ticket_state
from feedback_insights.raw import RawFeedback, SourceRecord, content_id
from feedback_insights.records import State
from feedback_insights.references import issue_names

LIMIT = (
    "holds subjects only; the messages are in Zendesk's full JSON export (Admin Center > Account > Tools > "
    "Reports > Export)"
)
NO_SITE = (
    "the export does not name its Zendesk site: a ticket that is also in a JSON export counts twice, so use "
    "one of the two; exports of two sites need a profile each, with a source of its own"
)
_TIMES = ("first reply", "first resolution", "full resolution", "agent wait", "requester wait", "on hold")
_IN_HOURS = tuple(f"{time} time in minutes within business hours" for time in _TIMES)
_REQUIRED = (
    frozenset({"requester", "satisfaction score", "group stations"}),
    frozenset({"requester", "satisfaction score", "assignee stations"}),
    *(frozenset({"via", *pair}) for pair in combinations(_IN_HOURS, 2)),
)
_HELPFUL = frozenset({"subject", "requester id", "ticket type", "submitter", "initially assigned at"})
_KNOWN = _HELPFUL.union(*_REQUIRED)
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "ticket id"),
    "author": ("requester",),
    "author_id": ("requester id",),
    "email": ("requester email",),
    "organisation": ("organization",),
    "domain": ("requester domain",),
    "names": ("assignee", "submitter"),
    "channel": ("via",),
    "created": ("created at",),
    "updated": ("updated at",),
    "rating": ("satisfaction score",),
    "product": ("brand",),
}
_CHANNELS = {"mail": "email", "web form": "web", "web service (api)": "api"}  # as the JSON export says it
_CUSTOM = re.compile(r"\s*\[(\w{2,12})\]\s*$")
_FACTS = ("status", "tags", "submitter", "requester", "ticket type")
_CUSTOM_ROLES = ("product", "audience", "organisation_id", "refs")
_WORDS = re.compile(
    r"\b(feedback|comments?|reasons?|verbatim|suggestions?|complaints?|what|why|how|tell us|describe)\b"
)
_OURS = re.compile(r"\b(agent|internal|staff|resolution|closing|root cause|engineering|note|notes)\b")
_SATISFACTION = re.compile(r"\b(satisfaction|csat|rating)\b.*\bcomments?\b")
_MADE_SUBJECT = re.compile(
    r"(?:conversation|chat|(?:phone |abandoned |missed |inbound |outbound )?call|voicemail|text message|sms|"
    r"(?:whatsapp |facebook )?message) (?:with|from|to):? (.+)",
    re.I,
)
_NOBODY = re.compile(r"(?:(?:web |anonymous )?(?:visitor|caller|user|guest|unknown)\b)?[\s#:+()\d-]*", re.I)


class ZendeskCsvImporter:
    """Reads the tickets of Zendesk's CSV export."""

    name = "zendesk_csv"
    description = "Zendesk tickets: the account's CSV export, which holds subjects but no messages"
    recognized_by = (
        "a header with Requester, Satisfaction Score and Group stations, or times within business hours"
    )
    evidence: Evidence = "documented"
    how_to_get = "Admin Center > Account > Tools > Reports > Export: CSV"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per helping column if the header is that of an account export."""
        return signature(file, required=_REQUIRED, helpful=_HELPFUL)

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per ticket; say once what the export cannot hold."""
        reading.limit(LIMIT)
        table = open_table(file, known=_KNOWN.__contains__, profile=reading.profile)
        tickets = _Tickets(table, reading)
        for row in table.rows():
            if row.state != "data" or any(cell.strip() for cell in row.cells):
                yield tickets.record(row)
        for warning in (*table.warnings(), *tickets.warnings()):
            reading.warn(warning)


class _Tickets:
    """Turns the rows of one export into records."""

    def __init__(self, table: Table, reading: Reading) -> None:
        profile = reading.profile
        self._table = table
        layout = with_profile(_layout(table), table, profile)
        doubtful = [text.columns[0] for text in layout.texts if text.voice == "on_behalf_of"]
        self._look = look_through(table, layout.roles, reading, stats=doubtful)
        choices = {place for place, stats in self._look.stats.items() if not stats.is_prose_like(named=True)}
        choices |= {place for place, stats in self._look.stats.items() if stats.is_choice()}
        texts = tuple(text for text in layout.texts if text.columns[0] not in choices)
        self._layout = replace(layout, texts=texts)
        self._rows = RowReader(table, self._layout, self._look, profile)
        self._source = (profile and profile.source) or "zendesk"
        self._channel_given = bool(profile and profile.channel)
        self._subject = places(table, ["subject"])
        self._facts = {name: places(table, [name]) for name in _FACTS}
        self._problem = places(table, ["problem id", "linked problem id"])
        self._custom = [place for place, name in enumerate(_custom_columns(table)) if name is not None]
        self._own = places(table, ["requester", "requester email", "subject", "created at"])
        self._rounded = 0

    def warnings(self) -> list[str]:
        """Return what reading the tickets showed."""
        told = [] if self._source != "zendesk" else [NO_SITE]
        if not self._subject:
            told.append("no column 'Subject': of these tickets only the ratings are read")
        if custom := [text.prompt for text in self._layout.texts if text.voice == "on_behalf_of"]:
            names = ", ".join(repr(name) for name in custom)
            told.append(
                f"read as written on the requester's behalf: {names}; the export does not say whether the "
                "requester or an agent filled them in"
            )
        if self._rounded:
            told.append(
                f"{self._rounded} requester ids damaged by a spreadsheet, like 1.03E+13, are not used"
            )
        return told + self._rows.warnings()

    def record(self, row: Row) -> SourceRecord:
        """Return the record of one ticket, in its state."""
        if row.state != "data":
            return replace(self._rows.record(unread(row)), source=self._source, instance="")
        state, reason = self._state(row)
        made = state == "used" and self._is_made(row)
        record = self._rows.record(self._without(row, subject=made or not self._says_something(row)))
        if state != "used":
            record = replace(record, state=state, reason=reason, units=())
        elif made and not record.units:
            record = replace(record, state="system", reason="Zendesk wrote the subject")
        return self._named(record, row)

    def _state(self, row: Row) -> tuple[State, str]:
        """Judge the ticket as the JSON importer does."""
        tags = re.split(r"[\s,]+", self._cell(row, self._facts["tags"]))
        facts = {
            "status": self._cell(row, self._facts["status"]).lower(),
            "tags": tags,
            "subject": self._cell(row, self._subject),
        }
        return ticket_state(facts, {})

    def _is_made(self, row: Row) -> bool:
        """Tell whether Zendesk wrote the subject, as it does for chats and calls."""
        match = _MADE_SUBJECT.fullmatch(self._cell(row, self._subject))
        if match is None:
            return False
        requester = self._cell(row, self._facts["requester"])
        return match[1].casefold() == requester.casefold() or _NOBODY.fullmatch(match[1]) is not None

    def _says_something(self, row: Row) -> bool:
        subject = self._cell(row, self._subject)
        return bool(subject) and not is_no_subject(subject)

    def _without(self, row: Row, *, subject: bool) -> Row:
        """Blank what would mislead: a subject that says nothing, and a rounded id that many people share."""
        ids = self._layout.roles.get("author_id", ())
        rounded = {place for place in ids if is_damaged(row.cells[place].strip())}
        self._rounded += bool(rounded)
        return blanked(row, rounded.union(self._subject if subject else ()))

    def _named(self, record: SourceRecord, row: Row) -> SourceRecord:
        number = self._number(row)
        place = replace(record.locator, record=f"ticket {number}" if number else record.locator.record)
        external_id = number or content_id(row.cells[column].strip() for column in self._own)
        units = tuple(self._unit(unit, row, external_id) for unit in record.units)
        # Older than any JSON export of the ticket, in the right order among CSV exports.
        updated = before_any_full(record.updated)
        return replace(record, locator=place, source=self._source, instance="", units=units, updated=updated)

    def _unit(self, unit: RawFeedback, row: Row, external_id: str) -> RawFeedback:
        opener, requester = (self._cell(row, self._facts[name]) for name in ("submitter", "requester"))
        by_agent = opener and requester and opener.casefold() != requester.casefold()
        voice = "on_behalf_of" if by_agent and not unit.question_id else unit.voice
        via = (unit.channel or "").lower()
        channel = unit.channel if self._channel_given else _CHANNELS.get(via, via) or None
        refs = tuple(sorted({*unit.refs, *self._refs(row, external_id)}))
        return replace(unit, external_id=external_id, voice=voice, channel=channel, refs=refs)

    def _refs(self, row: Row, number: str) -> set[str]:
        """What the subject, the tags and the account's own fields name."""
        cells = [self._cell(row, self._subject), *(row.cells[place] for place in self._custom)]
        kind = {"type": self._cell(row, self._facts["ticket type"])}
        return {
            *(f"issue:{name}" for cell in cells for name in issue_names(cell)),
            *tag_refs(re.split(r"[\s,]+", self._cell(row, self._facts["tags"]))),
            *problem_refs(self._cell(row, self._problem), number, kind),
        }

    def _number(self, row: Row) -> str:
        column = self._look.id_column
        number = row.cells[column].strip() if column is not None else ""
        return "" if is_damaged(number) else number

    def _cell(self, row: Row, columns: tuple[int, ...]) -> str:
        return tidy(row.cells[columns[0]]) if columns else ""


def _layout(table: Table) -> Layout:
    roles = {role: places(table, names) for role, names in _COLUMNS.items()}
    custom = _custom_columns(table)
    named = roles_by_name(["" if name is None else name for name in custom])
    for role in _CUSTOM_ROLES:
        roles[role] = (*named.get(role, ()), *roles.get(role, ()))
    texts = [TextColumn((place,)) for place in places(table, ["subject"])[:1]]
    return Layout((*texts, *_open_columns(table, custom)), roles)


def _custom_columns(table: Table) -> list[str | None]:
    """Return the names of the columns that the account added, without their types; None for Zendesk's own."""
    return [_CUSTOM.sub("", name) if _CUSTOM.search(name) else None for name in table.names]


def _open_columns(table: Table, custom: list[str | None]) -> Iterator[TextColumn]:
    """Yield the columns that hold words: what was said about a rating, and text fields named for words."""
    taken: set[str] = set()
    for place, name in enumerate(table.names):
        plain = canonical(custom[place] or name)
        kind = _CUSTOM.search(name)
        if _SATISFACTION.search(plain):
            number, prompt, satisfied = "satisfaction", "satisfaction comment", True
        elif kind and kind[1].lower() == "txt" and _WORDS.search(plain) and not _OURS.search(plain):
            number, prompt, satisfied = slug(plain), custom[place] or name, False
        else:
            continue
        if number not in taken:
            taken.add(number)
            yield TextColumn((place,), number, prompt, "said" if satisfied else "on_behalf_of")


ZENDESK_CSV = ZendeskCsvImporter()
