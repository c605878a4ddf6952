"""A document of notes as a whole: its facts, its study and its participant, before its first note is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.files import InputFile
from feedback_insights.files.columns import tidy
from feedback_insights.files.dates import DateColumn, zone_named
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.usability._blocks import Block
from feedback_insights.importers.usability._forms import is_sheet, sheet_blocks
from feedback_insights.importers.usability._labels import (
    participant_in_file_name,
    participant_in_title,
    participant_label,
    participant_name,
)
from feedback_insights.importers.usability._marks import is_ours, names_speaker
from feedback_insights.importers.usability._metadata import column_role, meta_lines, metas_of, study_of
from feedback_insights.records import Voice

_TRANSCRIPT = re.compile(r"tran?scri(pt|ption)|verbatim|written (answers?|responses?)", re.I)


@dataclass(frozen=True, slots=True)
class Document:
    """What holds for every note of a document, unless the note or its section says otherwise."""

    title: str
    facts: Mapping[str, str]  # of its YAML head
    blocks: Sequence[Block]
    voice: Voice
    study: str
    is_sheet: bool  # filled in by the participant
    is_dialogue: bool  # paragraphs hold what the moderator and participants say in turn
    participant: str | None  # label by the title or the file's name, where the text itself names nobody
    dates: DateColumn
    warnings: tuple[str, ...]

    @classmethod
    def of(
        cls, file: InputFile, facts: Mapping[str, str], blocks: Sequence[Block], reading: Reading
    ) -> Document:
        """Look through the blocks of a document."""
        known = dict(meta_lines(facts))
        title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
        sheet = is_sheet(blocks)
        participant, doubt = (
            (None, ()) if _names_somebody(known, blocks) else _named_outside(title, file.name)
        )
        dates, warnings = _dates(known, blocks, reading)
        return cls(
            title=title, facts=known, blocks=list(sheet_blocks(blocks)) if sheet else blocks,
            voice="said" if sheet or _TRANSCRIPT.search(title) else "observed",
            study=study_of(known, blocks, reading.profile), is_sheet=sheet, participant=participant,
            is_dialogue=is_dialogue(blocks), dates=dates, warnings=(*doubt, *warnings),
        )  # fmt: skip


def is_dialogue(blocks: Sequence[Block]) -> bool:
    """Tell whether paragraphs hold what the moderator and participants say in turn."""
    said = [block.text for block in blocks if block.kind == "paragraph"]
    return any(map(is_ours, said)) and any(map(names_speaker, said))


def _names_somebody(facts: Mapping[str, str], blocks: Sequence[Block]) -> bool:
    return "participant" in facts or any(_names_one(block) for block in blocks)


def _names_one(block: Block) -> bool:
    if block.kind == "heading":
        text = tidy(block.text)
        return bool(participant_label(text) or participant_name(text))
    if block.kind == "header":
        return any(column_role(name) == "participant" for name in block.cells)
    lines = block.text.split("\n") if block.kind in ("paragraph", "item") else []
    return any(
        names_speaker(line) or any(role == "participant" for role, _ in metas_of(line)) for line in lines
    )


def _named_outside(title: str, file_name: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the participant by the title, else by the file's name; and a warning where they differ."""
    by_title, by_name = participant_in_title(title), participant_in_file_name(file_name)
    if by_title and by_name and by_title != by_name:
        return by_title, (f"the title names {by_title}, the file's name {by_name}; read as {by_title}",)
    return by_title or by_name, ()


def _dates(
    facts: Mapping[str, str], blocks: Sequence[Block], reading: Reading
) -> tuple[DateColumn, list[str]]:
    zone = zone_named(reading.settings.timezone)
    dates = DateColumn("date", zone=zone, order=reading.settings.date_order)
    for block in blocks:
        for line in block.text.split("\n"):
            for _, value in metas_of(line):
                dates.see(value)
    dates.see(facts.get("date", ""))
    return dates, dates.settle()
