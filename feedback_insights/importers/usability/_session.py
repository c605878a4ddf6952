"""Whose note it is: participants, sessions and tasks while a document of notes is read from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feedback_insights.files import InputFile
from feedback_insights.files.columns import is_empty, slug, tidy
from feedback_insights.importers.usability._blocks import Block
from feedback_insights.importers.usability._document import Document
from feedback_insights.importers.usability._forms import rating_in
from feedback_insights.importers.usability._labels import (
    label_of,
    participant_label,
    participant_name,
)
from feedback_insights.importers.usability._marks import (
    is_outcome,
    is_task,
    names_speaker,
    read_marks,
    unmarked,
)
from feedback_insights.importers.usability._metadata import NOTES, column_role, metas_of
from feedback_insights.raw import (
    Identity,
    Organisation,
    RawFeedback,
    RawText,
    SourceRecord,
    content_id,
)
from feedback_insights.records import Locator, State, Voice

_SCRIPT = re.compile(
    r"\b(scenarios?|tasks?|script|protocol|instructions?|(discussion|interview) guide|agenda)\b", re.I
)
_ADDRESSED = re.compile(
    r"\b(you|your|you're|imagine|suppose|please)\b|^(find|try|go to|open|create|add|use|log in)\b", re.I
)
_ABOUT = re.compile(
    r"^\W*((the )?(participant|user)|she|he|they|p\d|subject|tester|respondent)\b|^[“\"„«#\[]", re.I
)
_OPENING = frozenset({"participant", "session", "date", "moderator", "name", "email", "audience"})
_INTERPRETED = re.compile(r"^\W*(key )?(insights?|interpretations?|hypothes[ie]s)\W*$", re.I)


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
    fresh: dict[str, str] = field(default_factory=dict)  # facts since the last note: of whoever is named next
    is_named: bool = False  # by metadata since the last note
    asked: str = ""  # what the moderator just said, in a dialogue
    after_task: bool = False  # nothing but the task's heading so far
    in_head: bool = True  # no note yet since the top or the participant's heading
    opening: bool = True  # no heading yet but the title's and the participant's
    mixed: bool = False  # the section has other notes than numbered ones


class NoteReader:
    """Reads blocks one after the other and remembers whose they are."""

    def __init__(self, file: InputFile, document: Document) -> None:
        blocks = document.blocks
        self._file, self._is = file, document
        self._document = dict(document.facts)
        self._at = _Place()
        headings = [tidy(block.text) for block in blocks if block.kind == "heading"]
        self._last_task = max((b.line for b in blocks if b.kind == "heading" and is_task(b.text)), default=0)
        self._mixed = _mixed_sections(blocks)
        self._several = sum(bool(participant_label(text) or participant_name(text)) for text in headings) > 1
        if name := self._document.get("participant") or document.participant:
            self._name_participant(name)

    def warnings(self) -> list[str]:
        """Return what reading the notes showed."""
        return [*self._is.warnings, *self._is.dates.warnings()]

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
        elif block.kind in ("question", "instruction"):
            yield self._record(block, "skipped", f"the sheet's {block.kind}")
        elif block.kind == "rating":
            rating = rating_in(block)
            yield self._record(block, "rating_only" if rating else "empty", f"rated {rating or 'by nobody'}")
        elif block.kind == "deep":
            yield self._record(block, "rejected", f"line {block.line}: nested too deeply")
        else:
            yield from self._prose(block, following)

    def _enter(self, heading: Block) -> None:
        at, text = self._at, tidy(unmarked(heading.text))
        if heading.level <= at.task_level:
            at.task, at.task_level = "", 0
        at.section, at.after_task, at.mixed = text, False, heading.line in self._mixed
        at.opening = at.opening and heading.level == 1
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
        self._begin_notes()
        if block.leads:
            yield self._record(block, "skipped", "introduces a list")
        elif not is_task(text) and self._is_introduction(block, text):
            yield self._record(block, "skipped", "introduction to the session")
        elif is_task(text) or self._is_scenario(block, text, following, after_task):
            if is_task(text):
                self._at.task, self._at.after_task = tidy(unmarked(text)), True
            yield self._record(block, "skipped", "scenario text")
        else:
            yield self._note(block, [(text, "text", None)])

    def _is_meta(self, line: str) -> bool:
        """Take metadata in: any before the first note, later only bold keys of a person or session."""
        pairs = metas_of(line)
        bold = line.lstrip().startswith(("**", "__"))
        if not pairs or not (self._at.in_head or (bold and pairs[0][0] in _OPENING)):
            return False
        for role, value in pairs:
            if role == "participant":
                self._at.person = {} if self._at.is_named else dict(self._at.fresh)
                self._at.is_named = True
                self._name_participant(value)
            elif self._at.participant is None:
                self._document[role] = value
            else:
                self._at.person[role] = self._at.fresh[role] = value
        return True

    def _begin_notes(self) -> None:
        at = self._at
        at.in_head, at.is_named, at.fresh = False, False, {}

    def _is_introduction(self, block: Block, text: str) -> bool:
        """Tell what is said about the session itself: a paragraph between its facts and its first task."""
        facts = self._at.person or (self._document if not self._at.participant_level else {})
        plain = block.kind == "paragraph" and not block.quoted and not _ABOUT.search(text)
        before_tasks = self._at.opening and block.line < self._last_task
        return bool(plain and facts and before_tasks and self._is.voice == "observed")

    def _is_scenario(self, block: Block, text: str, following: Block | None, after_task: bool) -> bool:
        if self._is.voice == "said" or _ABOUT.search(text.strip()):
            return False
        addressed = bool(_ADDRESSED.search(text.strip("*_ ")))
        if block.kind == "item":
            at = self._at
            script = _SCRIPT.search(at.section) is not None and (at.mixed or not at.task)
            return block.ordered and (script or (bool(at.task) and addressed))
        goes_on = following is not None and following.kind not in ("heading", "code")
        return after_task and (addressed or goes_on)

    def _row(self, block: Block) -> SourceRecord:
        self._at.after_task = False
        self._begin_notes()
        names = [*block.names, *(f"column {n + 1}" for n in range(len(block.names), len(block.cells)))]
        cells = [(text, name, column_role(name)) for text, name in zip(block.cells, names, strict=False)]
        texts = [cell for cell in cells if cell[2] in NOTES]
        if not texts and cells:
            free = [cell for cell in cells if cell[2] is None] or cells
            texts = [max(free, key=lambda cell: len(cell[0]))]
        who = next((text for text, _, role in cells if role == "participant"), "")
        prompt = " ".join(tidy(text) for text, _, role in cells if role == "prompt")
        return self._note(block, [piece for piece in texts if not is_empty(piece[0])], who=who, prompt=prompt)

    def _note(
        self, block: Block, pieces: Sequence[tuple[str, str, str | None]], *, who: str = "", prompt: str = ""
    ) -> SourceRecord:
        units: list[RawFeedback] = []
        for text, column, role in pieces:
            spoken = self._is.is_dialogue and block.kind == "paragraph" and names_speaker(text)
            voice = "said" if spoken else self._voice_of(role)
            marked = read_marks(text, voice=voice, quoted=block.quoted)
            asked, self._at.asked = self._at.asked if spoken else "", ""
            if marked.ours:
                self._at.asked = marked.text if self._is.is_dialogue else ""
                return self._record(block, "staff", "the moderator's words")
            if marked.unticked:
                return self._record(block, "skipped", "option not chosen")
            if marked.voice == "observed" and is_outcome(marked.text):
                return self._record(block, "skipped", "how the task ended")
            if re.sub(r"[\W_]+", "", marked.text) and tidy(marked.text).lower() != "skipped question":
                label = marked.participant or participant_label(who)
                asked = tidy(prompt or block.lead or asked or self._prompt())
                raw = RawText(text=marked.text, markup=block.markup, field=column)
                question = slug(asked) if self._is.is_sheet else ""
                if units:
                    question = "insight" if role == "interpreted" else "quote"
                units.append(self._unit(raw, marked.voice, label, question, asked))
        if not units:
            return self._record(block, "empty", "no words in it")
        return self._record(block, "used", units=tuple(units))

    def _voice_of(self, role: str | None) -> Voice:
        if role == "quote":
            return "said"
        interpreted = role == "interpreted" or _INTERPRETED.match(self._at.section)
        return "interpreted" if interpreted else self._is.voice

    def _unit(
        self, text: RawText, voice: Voice, label: str | None, question_id: str, prompt: str
    ) -> RawFeedback:
        at, facts = self._at, {**self._document, **self._at.person}
        author = _numbered(label) if label else at.participant
        who = label or at.label or (author.name if author else None) or ""
        title = tidy(self._is.title).casefold()  # keeps notes on nobody apart
        session = facts.get("session") or label or at.label
        if author and facts.get("email") and not label:
            author = Identity(
                external_id=author.external_id, email=facts["email"], name=author.name or facts.get("name")
            )
        names = {facts[key] for key in ("moderator", "name") if key in facts} - {
            author.name if author else None
        }
        company = facts.get("organisation")
        said = [who or title, facts.get("session", ""), question_id, tidy(text.text).casefold()]
        return RawFeedback(
            external_id=content_id(said),
            question_id=question_id, texts=(text,), author=author, names=tuple(sorted(names)),
            organisation=Organisation(name=company) if company else None,
            created=self._is.dates.read(facts["date"]) if facts.get("date") else None,
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
            locator=place, source="notes", instance=self._is.study, state=state, reason=reason, units=units
        )

    def _name_participant(self, name: str) -> None:
        label = participant_label(name) or (
            label_of(name) if re.fullmatch(r"\d{1,3}[a-zA-Z]?", name) else None
        )
        self._at.label = label
        self._at.participant = _numbered(label) if label else Identity(name=name)


def _mixed_sections(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the lines of the headings under which there are bullets or table rows."""
    found: set[int] = set()
    above: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            above = [*(heading for heading in above if heading.level < block.level), block]
        elif block.kind == "row" or (block.kind == "item" and not block.ordered):
            found.update(heading.line for heading in above)
    return frozenset(found)


def _numbered(label: str) -> Identity:
    return Identity(external_id=label)
