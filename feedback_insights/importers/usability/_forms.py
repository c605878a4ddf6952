"""Sheets that a participant filled in: written answers under questions, and rating sheets such as SUS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feedback_insights.files.columns import tidy
from feedback_insights.importers.usability._blocks import Block

_SHEET = re.compile(
    r"\bwritten (?:answers?|responses?)\b|\banswer sheet\b|\bquestionnaire\b|\bsystem usability scale\b|"
    r"\bSUS\b|\bpost-?(?:test|session|task) (?:survey|questions)\b|\bfragebogen\b",
    re.I,
)
_RATED = re.compile(
    r"^[\W_]*(?:your |my )?(?:rating|score)\s*:\s*(?:(\d{1,2})(?:\s*/\s*\d{1,2})?)?[\W_]*$", re.I
)
_INSTRUCTIONS = re.compile(
    r"^\W*(?:instructions?|how to (?:fill|answer)|anleitung|istruzioni|consignes)\b", re.I
)
_COUNT = re.compile(r"^\s*(?:[QF]?\d{1,3}[a-z]?[.):]|[QF]\d{1,3}\s*[–—-])\s+", re.I)
_FEWEST = 2  # questions, or rated statements, that make a sheet


def is_sheet(blocks: Sequence[Block]) -> bool:
    """Tell whether a document is a filled-in sheet: by its title, and its questions or ratings."""
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    return _SHEET.search(title) is not None and (_questions(blocks) >= _FEWEST or _ratings(blocks) >= _FEWEST)


def sheet_blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks of a sheet: questions and instructions as such, answers with their question."""
    heading, question, is_asked = Block("heading", 0), "", False
    for place, block in enumerate(blocks):
        if block.kind == "heading":
            heading, question = block, without_count(block.text)
            is_asked = question.endswith("?") or block.level == 1
        elif _INSTRUCTIONS.match(heading.text) or _introduces(block, heading, blocks[place + 1 :]):
            yield replace(block, kind="instruction")
            continue
        elif block.kind == "paragraph" and not is_asked and (split := _question_first(block)):
            asked, answer = split
            question, is_asked = tidy(asked.text), True
            yield asked
            block = answer if answer else Block("heading", 0)
        if block.kind != "heading":
            yield _answer(block, question if heading.level != 1 else "")
        elif block.line:
            yield block


def without_count(text: str) -> str:
    """Return a question without its number."""
    return tidy(_COUNT.sub("", text.strip("*_ ")))


def rating_in(block: Block) -> str | None:
    """Return the rating of a statement; "" where it was left open, None where there is none to give."""
    lines = block.text.rstrip().split("\n")
    match = _RATED.match(lines[-1]) if block.kind in ("item", "paragraph", "rating") else None
    return (match[1] or "") if match else None


def _answer(block: Block, question: str) -> Block:
    if rating_in(block) is not None:
        return replace(block, kind="rating")
    return replace(block, lead=f"{question} {block.lead}".strip()) if block.kind != "code" else block


def _question_first(block: Block) -> tuple[Block, Block | None] | None:
    """Part a paragraph after its first line, where that is a question."""
    first, _, rest = block.text.partition("\n")
    if not first.rstrip("*_ ").endswith("?"):
        return None
    asked = replace(block, kind="question", text=without_count(first))
    return asked, replace(block, line=block.line + 1, text=rest) if rest.strip() else None


def _introduces(block: Block, heading: Block, rest: Sequence[Block]) -> bool:
    """Tell whether a paragraph stands under a heading that only groups other headings, or the title."""
    following = next((other for other in rest if other.kind == "heading"), None)
    groups = following is not None and following.level > heading.level
    return groups and block.kind == "paragraph" and not heading.text.rstrip("*_ ").endswith("?")


def _questions(blocks: Sequence[Block]) -> int:
    asked = (block.text.split("\n")[0] for block in blocks if block.kind in ("heading", "paragraph"))
    return sum(text.rstrip("*_ ").endswith("?") for text in asked)


def _ratings(blocks: Sequence[Block]) -> int:
    return sum(rating_in(block) is not None for block in blocks)
