"""Usability notes in Markdown or plain text: a bullet, table row or paragraph is one note on one participant.

There is no standard for such notes; what is recognized follows formats spec 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.usability._blocks import Block, front_matter, markdown_blocks
from feedback_insights.importers.usability._document import Document, is_dialogue
from feedback_insights.importers.usability._forms import is_sheet
from feedback_insights.importers.usability._labels import (
    is_participant_alone,
    is_session_title,
    participant_in_title,
    participant_label,
    participant_name,
)
from feedback_insights.importers.usability._marks import is_ours, is_speech, is_task
from feedback_insights.importers.usability._metadata import is_observation_table, meta_lines, metas_of
from feedback_insights.importers.usability._session import NoteReader
from feedback_insights.raw import SourceRecord

_LONGEST = 8_000_000  # letters; notes are written by hand
_STUDY = re.compile(
    r"usability|user test|\bsessions?\b|interview|think.?aloud|research notes|observation|findings|"
    r"transcript",
    re.I,
)
_SIGN = re.compile(r"^\s{0,3}(#{1,6}\s|[-*+]\s|\d+[.)]\s|\||<table)", re.M | re.I)
_NO_NOTES = ("{", "[", "<?xml", "<!doctype", "<html")


class NotesImporter:
    """Reads notes of sessions with participants, in Markdown or in plain text."""

    name = "markdown_notes"
    description = (
        "usability or interview notes in Markdown or plain text: bullets, tables or paragraphs under "
        "participants"
    )
    recognized_by = (
        "headings, lines or metadata that name participants, sessions or tasks; speakers before a colon"
    )
    evidence: Evidence = "seen"
    how_to_get = "any editor or notes program that saves Markdown or plain text"

    def claims(self, file: InputFile) -> float:
        """Return .8 and .05 per sign of a session; .3 for other Markdown."""
        head = file.head
        if head.lstrip()[:9].lower().startswith(_NO_NOTES) or "\0" in head:
            return 0.0
        facts, text = front_matter(head.replace("\r\n", "\n").replace("\r", "\n"))
        begins = text.split("\n", 1_000)
        if not (
            facts or _SIGN.search(text) or any(is_participant_alone(line) or is_ours(line) for line in begins)
        ):
            return 0.0
        blocks = list(_lines(markdown_blocks(text)))
        if not any(block.kind in ("heading", "item", "header") for block in blocks) and not (
            facts or is_dialogue(blocks)
        ):
            return 0.0
        return _score(blocks, facts)

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per note. Raises `FileProblem` for a file too large to be notes."""
        with file.text() as stream:
            text = stream.read(_LONGEST + 1)
        if len(text) > _LONGEST:
            raise FileProblem(f"{file.name} is too long for notes ({_LONGEST:,} letters at most); split it")
        facts, text = front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
        blocks = list(_lines(markdown_blocks(text)))
        document = Document.of(file, facts, blocks, reading)
        notes, blocks = NoteReader(file, document), list(document.blocks)
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            yield from notes.read(block, following)
        for warning in notes.warnings():
            reading.warn(warning)


def _lines(blocks: list[Block]) -> Iterator[Block]:
    """Take paragraphs of plain text apart: titles on lines of their own, speakers line by line."""
    for place, block in enumerate(blocks):
        titles, rest = _titles(block, is_first=place == 0)
        yield from titles
        if rest:
            yield from _spoken_lines(rest)


def _titles(block: Block, *, is_first: bool) -> tuple[list[Block], Block | None]:
    """Cut the lines off a paragraph that name a participant, as headings; and those that begin a task."""
    if block.kind != "paragraph" or block.markup != "markdown" or block.quoted:
        return [], block
    titles: list[Block] = []
    lines = block.text.split("\n")
    while lines:
        line, at = lines[0].strip(), block.line + len(titles)
        whose = participant_in_title(line) if is_first and not titles and is_session_title(line) else None
        if is_participant_alone(line):
            titles.append(Block("heading", at, line, level=1))
        elif whose:
            titles.append(Block("heading", at, whose, level=1))
        elif len(lines) > 1 and titles and is_task(line):
            titles.append(Block("paragraph", at, line))
        else:
            break
        del lines[0]
    return titles, replace(block, line=block.line + len(titles), text="\n".join(lines)) if lines else None


def _spoken_lines(block: Block) -> Iterator[Block]:
    """Take a paragraph apart in which every line begins with a speaker or a time stamp."""
    lines = block.text.split("\n")
    if block.kind == "paragraph" and len(lines) > 1 and all(is_speech(line) for line in lines):
        for number, line in enumerate(lines):
            yield Block("paragraph", block.line + number, line, quoted=block.quoted)
    else:
        yield block


def _score(blocks: list[Block], facts: dict[str, str]) -> float:
    headings = [block.text for block in blocks if block.kind == "heading"]
    keys = {key for key, _ in meta_lines(facts)}
    for block in blocks[:40]:
        if block.kind in ("paragraph", "item"):
            keys |= {key for line in block.text.split("\n") for key, _ in metas_of(line)}
    participant = bool(keys & {"participant"}) or any(
        participant_label(t) or participant_name(t) for t in headings
    )
    spoken = any(is_speech(block.text) and not block.text[0].isdigit() for block in blocks if block.text)
    signs = {
        "participant": participant or spoken,
        "session": bool(keys & {"session", "moderator", "date", "study"}),
        "task": any(is_task(block.text) for block in blocks),
        "study": any(_STUDY.search(text) for text in [*headings[:1], *facts.values()]),
        "sheet": is_sheet(blocks),
        "table": any(block.kind == "header" and is_observation_table(block.cells) for block in blocks),
    }
    count = sum(signs.values())
    if (
        participant
        or is_dialogue(blocks)
        or signs["sheet"]
        or count >= 3
        or (count >= 2 and (spoken or signs["study"]))
    ):
        return 0.8 + 0.05 * count
    return 0.3


NOTES = NotesImporter()
