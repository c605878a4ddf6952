"""Markdown as a flat list of blocks, each with the line it begins on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from feedback_insights.files.columns import tidy
from feedback_insights.files.markup import html_text
from feedback_insights.raw import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_FRONT_MATTER_LINES = 80
_DEEPEST = 100  # lists and quotes within one another
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.S)
_KEY_LINE = re.compile(r"^(\w[\w /-]{0,40}?)\s*:\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item without its sub-items, a table row, or code."""

    kind: Literal[
        "heading", "paragraph", "item", "header", "row", "code", "deep", "question", "instruction", "rating"
    ]  # deep: nested beyond reading; the last three: of a sheet that a participant filled in
    line: int  # 1 = the first line of the file
    text: str = ""
    level: int = 0  # of a heading
    ordered: bool = False  # of a list item
    quoted: bool = False  # stands in a block quote
    leads: bool = False  # a list item that only introduces its sub-items
    lead: str = ""  # what introduces this item
    cells: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of a row: its table's header
    markup: Markup = "markdown"
    place: str = ""  # tells rows on one line apart


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the keys of a YAML head, and the text with that head blanked: lines keep their numbers."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, text
    facts: dict[str, str] = {}
    for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], 1):
        if line.strip() in ("---", "..."):
            return facts, "\n".join([""] * (number + 1) + lines[number + 1 :])
        if match := _KEY_LINE.match(line.strip()[:1000]):
            facts[match[1].lower()] = match[2].strip("'\"")
        elif line.strip() and not line.lstrip().startswith(("-", "#")):
            break
    return {}, text


def markdown_blocks(text: str) -> list[Block]:
    """Return the blocks of a document in the order of their lines."""
    from markdown_it.tree import SyntaxTreeNode

    rest, tables = _without_html_tables(text)
    tree = SyntaxTreeNode(_parser().parse(rest))
    found = [block for line, table in tables for block in _html_rows(line, table)]
    found += _blocks(tree, Block("paragraph", 1))
    return sorted(found, key=lambda block: block.line)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
        .enable("table")
        .disable(["inline", "text_join"], ignoreInvalid=True)
    )


def _blocks(node: SyntaxTreeNode, within: Block) -> Iterator[Block]:
    for child in node.children:
        line = child.map[0] + 1 if child.map else within.line
        here = replace(within, line=line)
        if child.type == "heading":
            yield replace(here, kind="heading", text=_content(child), level=int(child.tag[1:]))
        elif child.type == "paragraph":
            yield replace(here, text=_content(child))
        elif child.level >= _DEEPEST - 2:
            yield replace(here, kind="deep")
        elif child.type == "blockquote":
            yield from _blocks(child, replace(here, quoted=True))
        elif child.type in ("bullet_list", "ordered_list"):
            for item in child.children:
                yield from _item(item, replace(here, ordered=child.type == "ordered_list"))
        elif child.type == "table":
            yield from _rows(child)
        elif child.type in ("fence", "code_block"):
            yield replace(here, kind="code", text=child.content)
        elif child.type == "html_block" and (text := _COMMENT.sub("", child.content)).strip():
            yield replace(here, text=text, markup="html")


def _item(item: SyntaxTreeNode, within: Block) -> Iterator[Block]:
    own = [child for child in item.children if child.type == "paragraph"]
    below = [child for child in item.children if child.type != "paragraph"]
    line = item.map[0] + 1 if item.map else within.line
    text = "\n\n".join(_content(child) for child in own)
    leads = bool(below) and text.rstrip("* ").endswith(":")
    if text:
        yield replace(within, kind="item", line=line, text=text, leads=leads)
    inner = replace(within, lead=text if leads else within.lead)
    for child in below:
        yield from _blocks(_Holder([child]), inner)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Holder:
    children: list[SyntaxTreeNode]


def _rows(table: SyntaxTreeNode) -> Iterator[Block]:
    names: tuple[str, ...] = ()
    for part in table.children:
        for row in part.children:
            line = row.map[0] + 1 if row.map else (table.map[0] + 1 if table.map else 1)
            cells = tuple(_content(cell) for cell in row.children)
            if part.type == "thead":
                names = tuple(tidy(cell.replace("*", "")) for cell in cells)
                yield Block("header", line, " | ".join(names), cells=cells)
            else:
                yield Block("row", line, cells=cells, names=names)


def _content(node: SyntaxTreeNode) -> str:
    return "\n".join(child.content for child in node.children).strip() if node.children else ""


def _without_html_tables(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Cut HTML tables out, for Markdown ends them at a blank line; blank lines take their place."""
    low, at, pieces, tables = text.lower(), 0, [], []
    if len(low) != len(text):
        return text, []
    while (start := low.find("<table", at)) >= 0 and (end := low.find("</table>", start)) >= 0:
        end += len("</table>")
        tables.append((text.count("\n", 0, start) + 1, text[start:end]))
        pieces += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end
    return "".join([*pieces, text[at:]]), tables


def _html_rows(line: int, table: str) -> Iterator[Block]:
    from selectolax.lexbor import LexborHTMLParser

    starts = [match.start() for match in re.finditer(r"<tr\b", table, re.I)]
    tree = LexborHTMLParser(table)
    tree.strip_tags(["script", "style"], recursive=True)
    names: tuple[str, ...] = ()
    for number, row in enumerate(tree.css("tr")):
        cells = tuple(html_text(cell.html or "") for cell in row.css("td, th"))
        at = line + table.count("\n", 0, starts[number]) if number < len(starts) else line
        place = f" row {number + 1}"
        if not names:
            names = tuple(tidy(cell) for cell in cells)
            yield Block("header", at, " | ".join(names), cells=names, place=place)
        else:
            yield Block("row", at, cells=cells, names=names, markup="plain", place=place)
