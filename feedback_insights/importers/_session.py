"""Whose note it is: participants, sessions and tasks while a document of notes is read from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, is_empty, tidy
from feedback_insights.files.dates import DateColumn, zone_named
from feedback_insights.importers._blocks import Block
from feedback_insights.importers._marks import is_task, participant_label, participant_name, read_marks
from feedback_insights.importers._registry import Reading
from feedback_insights.raw import (
    Identity,
    Organisation,
    RawFeedback,
    RawText,
    SourceRecord,
    content_id,
    short_hash,
)
from feedback_insights.records import Locator, State, Voice

_KEYS = {
    "participant": (
        "participant, subject, user, respondent, interviewee, tester, participant id, participant "
        "name, teilnehmer"
    ),
    "session": "session, session id, session number, session no",
    "study": "study, project, study name, project name, test",
    "date": "date, test date, session date, interview date, date of test, datum, when",
    "moderator": (
        "moderator, facilitator, researcher, interviewer, observer, observers, note taker, "
        "notetaker, notes by, author, conducted by"
    ),
    "product": "product, app, prototype, application",
    "audience": "role, audience, persona, segment, user type, profile, job title, occupation",
    "email": "email, e mail",
    "organisation": "company, organisation, organization, employer",
    "name": "name, full name",
    "other": (
        "device, browser, platform, os, operating system, location, duration, length, age, gender, "
        "version, build, recording, video, link, language, method, consent, experience, start, end, "
        "start time, end time, time, attendees, setup, environment, country, title, tags, status, "
        "id"
    ),
}
_ROLE_OF_KEY = {name: role for role, names in _KEYS.items() for name in names.split(", ")}
_META = re.compile(
    r"^\s*(\*\*|__)?\s*([A-Za-z][\w /-]{0,30}?)\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(.{0,120}?)\s*$"
)

_COLUMNS = {
    "text": (
        "observation, observations, note, notes, finding, findings, what happened, comment, "
        "comments, issue, problem, usability issue, feedback, insight, behavior, behaviour, "
        "description, details, remark, remarks"
    ),
    "quote": "quote, quotes, verbatim, said, participant quote, user quote, what they said",
    "participant": "participant, user, subject, p, who, person, participant id, speaker",
    "prompt": "prompt, scenario, task, step, question, screen, page",
    "fact": (
        "category, categories, tag, tags, theme, type, severity, sev, status, outcome, time, "
        "timestamp, #, no, id, priority, date"
    ),
}
_ROLE_OF_COLUMN = {name: role for role, names in _COLUMNS.items() for name in names.split(", ")}
_SCRIPT = re.compile(
    r"\b(scenarios?|tasks?|script|protocol|instructions?|(discussion|interview) guide|agenda)\b", re.I
)
_ADDRESSED = re.compile(
    r"\b(you|your|you're|imagine|suppose|please)\b|^(find|try|go to|open|create|add|use|log in)\b", re.I
)
_ABOUT = re.compile(
    r"^\W*((the )?(participant|user)|she|he|they|p\d|subject|tester|respondent)\b|^[“\"„«#\[]", re.I
)
_TRANSCRIPT = re.compile(r"transcri(pt|ption)|verbatim|written (answers|responses)", re.I)


@dataclass
class _Place:
    """Where in the document the reader stands."""

    participant: Identity | None = None
    label: str | None = None
    participant_level: int = 0
    task: str = ""
    task_level: int = 0
    section: str = ""
    person: dict[str, str] = field(default_factory=dict)
    after_task: bool = False  # nothing but the task's heading so far
    in_head: bool = True  # no note yet since the top or the participant's heading


class NoteReader:
    """Reads blocks one after the other and remembers whose they are."""

    def __init__(
        self, file: InputFile, facts: Mapping[str, str], blocks: Sequence[Block], reading: Reading
    ) -> None:
        self._file = file
        self._document = dict(meta_lines(facts))
        title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
        self._voice: Voice = "said" if _TRANSCRIPT.search(title) else "observed"
        self._study = _study(self._document, title, blocks)
        self._at = _Place()
        headings = [tidy(block.text) for block in blocks if block.kind == "heading"]
        self._several = sum(bool(participant_label(text) or participant_name(text)) for text in headings) > 1
        zone = zone_named(reading.settings.timezone)
        self._dates = DateColumn("date", zone=zone, order=reading.settings.date_order)
        for value in (
            found[1] for block in blocks for line in block.text.split("\n") if (found := meta_of(line))
        ):
            self._dates.see(value)
        if "date" in self._document:
            self._dates.see(self._document["date"])
        self._settled = self._dates.settle()
        if name := self._document.get("participant"):
            self._name_participant(name)

    def warnings(self) -> list[str]:
        """Return what reading the notes showed."""
        return self._settled + self._dates.warnings()

    def read(self, block: Block, following: Block | None) -> Iterator[SourceRecord]:
        """Yield the records of one block: none for a heading or metadata, else one."""
        if block.kind == "heading":
            self._enter(block)
        elif block.kind == "header":
            yield self._record(block, "skipped", "table header")
        elif block.kind == "row":
            yield self._row(block)
        elif block.kind == "code":
            yield self._record(block, "skipped", "code")
        elif block.kind == "deep":
            yield self._record(block, "rejected", f"line {block.line}: nested too deeply")
        else:
            yield from self._prose(block, following)

    def _enter(self, heading: Block) -> None:
        at, text = self._at, tidy(heading.text.strip("*_ "))
        if heading.level <= at.task_level:
            at.task, at.task_level = "", 0
        at.section, at.after_task = text, False
        if label := participant_label(text):
            self._at = _Place(_numbered(label), label, heading.level, section=text)
        elif name := participant_name(text):
            self._at = _Place(section=text, participant_level=heading.level)
            self._name_participant(name)
        elif is_task(text):
            at.task, at.task_level, at.after_task = text, heading.level, True
        elif heading.level < at.participant_level + self._several:
            self._at = _Place(section=text)

    def _prose(self, block: Block, following: Block | None) -> Iterator[SourceRecord]:
        lines = block.text.split("\n")
        kept = [line for line in lines if not self._is_meta(line)] if block.markup == "markdown" else lines
        if not kept or not "".join(kept).strip():
            return
        text = "\n".join(kept)
        after_task, self._at.after_task = self._at.after_task, False
        self._at.in_head = False
        if block.leads:
            yield self._record(block, "skipped", "introduces a list")
        elif is_task(text) or self._is_scenario(block, text, following, after_task):
            if is_task(text):
                self._at.task, self._at.after_task = tidy(text.strip("*_ ")), True
            yield self._record(block, "skipped", "scenario text")
        else:
            yield self._note(block, [(text, "text", None)])

    def _is_meta(self, line: str) -> bool:
        """Take metadata in: bold keys anywhere, plain ones only before the first note."""
        found = meta_of(line)
        if found is None or not (self._at.in_head or line.lstrip().startswith(("**", "__"))):
            return False
        role, value = found
        if role == "participant":
            self._at.person = {}
            self._name_participant(value)
        elif self._at.participant is None:
            self._document[role] = value
        else:
            self._at.person[role] = value
        return True

    def _is_scenario(self, block: Block, text: str, following: Block | None, after_task: bool) -> bool:
        if self._voice == "said" or _ABOUT.search(text.strip()):
            return False
        addressed = bool(_ADDRESSED.search(text.strip("*_ ")))
        if block.kind == "item":
            return block.ordered and (
                bool(_SCRIPT.search(self._at.section)) or (bool(self._at.task) and addressed)
            )
        goes_on = following is not None and following.kind not in ("heading", "code")
        return after_task and (addressed or goes_on)

    def _row(self, block: Block) -> SourceRecord:
        self._at.in_head = self._at.after_task = False
        cells = dict(
            zip(block.names or tuple(str(n) for n in range(len(block.cells))), block.cells, strict=False)
        )
        roles = {name: _column_role(name) for name in cells}
        texts = [(cells[name], name, roles[name]) for name in cells if roles[name] in ("text", "quote")]
        if not texts:
            free = [name for name in cells if roles[name] is None] or list(cells)
            longest = max(free, key=lambda name: len(cells[name]), default="")
            texts = [(cells[longest], longest, "text")] if longest in cells else []
        who = next((cells[name] for name in cells if roles[name] == "participant"), "")
        prompt = " ".join(tidy(cells[name]) for name in cells if roles[name] == "prompt")
        return self._note(block, [piece for piece in texts if not is_empty(piece[0])], who=who, prompt=prompt)

    def _note(
        self, block: Block, pieces: Sequence[tuple[str, str, str | None]], *, who: str = "", prompt: str = ""
    ) -> SourceRecord:
        units: list[RawFeedback] = []
        for text, column, role in pieces:
            marked = read_marks(text, voice="said" if role == "quote" else self._voice, quoted=block.quoted)
            if marked.ours:
                return self._record(block, "staff", "the moderator's words")
            if marked.unticked:
                return self._record(block, "skipped", "option not chosen")
            if re.sub(r"[\W_]+", "", marked.text) and tidy(marked.text).lower() != "skipped question":
                label = marked.participant or participant_label(who)
                asked = tidy(prompt or block.lead or self._prompt())
                raw = RawText(text=marked.text, markup=block.markup, field=column)
                question = "quote" if units else ""
                units.append(self._unit(raw, marked.voice, label, question, asked))
        if not units:
            return self._record(block, "empty", "no words in it")
        return self._record(block, "used", units=tuple(units))

    def _unit(
        self, text: RawText, voice: Voice, label: str | None, question_id: str, prompt: str
    ) -> RawFeedback:
        at, facts = self._at, {**self._document, **self._at.person}
        author = _numbered(label) if label else at.participant
        who = label or at.label or (author.name if author else None) or ""
        session = facts.get("session") or label or at.label
        if author and facts.get("email") and not label:
            author = Identity(
                external_id=author.external_id, email=facts["email"], name=author.name or facts.get("name")
            )
        names = {facts[key] for key in ("moderator", "name") if key in facts} - {
            author.name if author else None
        }
        company = facts.get("organisation")
        return RawFeedback(
            external_id=content_id([who, facts.get("session", ""), question_id, tidy(text.text).casefold()]),
            question_id=question_id, texts=(text,), author=author, names=tuple(sorted(names)),
            organisation=Organisation(name=company) if company else None,
            created=self._dates.read(facts["date"]) if facts.get("date") else None,
            audience=facts.get("audience"), product=facts.get("product"), channel="usability notes",
            prompt=prompt, voice=voice, session=session,
        )  # fmt: skip

    def _prompt(self) -> str:
        return self._at.section if self._at.section.endswith("?") else self._at.task

    def _record(
        self, block: Block, state: State, reason: str = "", units: tuple[RawFeedback, ...] = ()
    ) -> SourceRecord:
        fields = " + ".join(text.field for unit in units for text in unit.texts if text.field != "text")
        place = Locator(
            file=self._file.name,
            sha256=self._file.sha256,
            record=f"line {block.line}{block.place}",
            field=fields,
        )
        return SourceRecord(
            locator=place, source="notes", instance=self._study, state=state, reason=reason, units=units
        )

    def _name_participant(self, name: str) -> None:
        label = participant_label(name) or (
            f"P{name.lower()}" if re.fullmatch(r"\d{1,3}[a-zA-Z]?", name) else None
        )
        self._at.label = label
        self._at.participant = _numbered(label) if label else Identity(name=name)


def meta_of(line: str) -> tuple[str, str] | None:
    """Return ``(role, value)`` of a metadata line such as ``**Test date:** 20th April 2018``."""
    match = _META.match(line.strip()) if len(line) < 300 else None
    role = _ROLE_OF_KEY.get(canonical(match[2])) if match else None
    value = match[3].strip("*_ ") if match else ""
    if role == "participant" and (len(value.split()) > 5 or not (value[:1].isupper() or value[:1].isdigit())):
        return None
    return (role, value) if role and value else None


def meta_lines(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the keys of a YAML head that are metadata of a session."""
    return [
        (role, value) for key, value in facts.items() if (role := _ROLE_OF_KEY.get(canonical(key))) and value
    ]


def is_observation_table(names: Sequence[str]) -> bool:
    """Tell whether a table's header has a column of notes beside others."""
    roles = [_column_role(name) for name in names]
    return len(roles) > 1 and any(role in ("text", "quote") for role in roles)


def _column_role(name: str) -> str | None:
    return _ROLE_OF_COLUMN.get(canonical(name))


def _numbered(label: str) -> Identity:
    return Identity(external_id=label)


def _study(facts: Mapping[str, str], title: str, blocks: Sequence[Block]) -> str:
    """Return what tells this study's participants from another's: its name, else its title, else its date."""
    found = dict(facts)
    for block in blocks:
        for line in block.text.split("\n") if block.kind in ("paragraph", "item") else ():
            if meta := meta_of(line):
                found.setdefault(*meta)
    title = "" if participant_label(title) else re.sub(r"[\W_]*\b(?:TP|P)\d{1,3}\b", "", title)
    name = found.get("study") or title or found.get("session") or found.get("date") or ""
    return short_hash([tidy(name).casefold()]) if name else ""
