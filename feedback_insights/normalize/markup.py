"""Markup of any kind to plain text that keeps paragraphs, lists and code as lines.

What comes out: lines end in ``\\n``; paragraphs stand apart by one blank line; list items begin with ``- ``
(numbers stay); code stands between fences; a quotation's lines begin with ``> ``. Links keep their text and
lose the address, unless the text is the address. Scripts, styles, images and hidden parts are dropped.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from feedback_insights.characters import mended
from feedback_insights.files.adf import adf_html
from feedback_insights.files.mrkdwn import mrkdwn_text
from feedback_insights.files.wiki import wiki_lines
from feedback_insights.machine_text import is_machine_line
from feedback_insights.normalize import _words
from feedback_insights.raw import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from selectolax.lexbor import LexborNode

_MARKDOWN_LIMIT = 200_000  # characters, and
_BRACKET_LIMIT = 2_000  # "[": beyond them Markdown is read as plain text and its marks stay
_DEPTH_LIMIT = 1_000  # nested blocks: beyond it, where parsing takes quadratic time, tags are only cut out

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_JOINERS = re.compile(r"(?<![^\x00-\u02ff])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02ff])")
_BULLET = re.compile(r"^([ \t]*)[*•·▪◦‣●○■□–—][ \t]+(?=\S)", re.MULTILINE)
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_ITEM = re.compile(r"\s|[->#|]|\d{1,3}[.)]\s|\W{0,2}\d")
_BLANK_LINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_WHOLE_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:p|br|hr|li|td|th|tr|dd|dt|img|input|meta|link|wbr|col|area|base)\b)[a-zA-Z]", re.I
)

_DROPPED = _words.words("html_dropped")
_BLOCKS = _words.words("html_blocks")
_PARAGRAPHS = _words.words("html_paragraphs")
_HIDDEN = re.compile(
    r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all)", re.I
)


def to_text(text: str, markup: Markup, *, correspondence: bool = False) -> str:
    """Return the plain text of `text`.

    In correspondence a ``.gmail_quote`` without a block quotation of its own is quoted history and dropped;
    other quotations become ``> `` lines, which `history.strip_history` takes out.
    """
    if markup == "html":
        return tidy(html_to_text(text, correspondence=correspondence))
    if markup == "markdown":
        return tidy(markdown_to_text(text, correspondence=correspondence))
    if markup == "mrkdwn":
        return tidy(mrkdwn_text(text))
    if markup == "adf":
        return tidy(html_to_text(adf_html(text), correspondence=correspondence))
    if markup == "wiki":
        return tidy(wiki_lines(text))
    return tidy(text)


def tidy(text: str) -> str:
    """Normalize line ends, spaces, invisible characters, bullets and blank lines of plain text."""
    text = _LINE_ENDS.sub("\n", mended(text))
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _JOINERS.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = _BULLET.sub(r"\1- ", text)
    text = _TRAILING.sub("", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def unwrap(text: str) -> str:
    """Join lines that a mail program broke at a fixed width of 60 to 80 characters."""
    return re.sub(r"[^\n]+(?:\n[^\n]+)*", lambda match: _unwrap_paragraph(match[0]), text)


def _unwrap_paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    if not 60 <= width <= 80 or "```" in paragraph or any(map(is_machine_line, lines)):
        return paragraph
    full = [_is_full(line, following, width) for line, following in pairwise(lines)]
    if not any(
        is_full and b[0].islower() and a[-1] not in ".!?"
        for is_full, (a, b) in zip(full, pairwise(lines), strict=True)
    ):
        return paragraph  # every line may be a sentence of its own
    return lines[0] + "".join(
        (" " if is_full else "\n") + line for is_full, line in zip(full, lines[1:], strict=True)
    )


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the first word of the following line had no place in this one."""
    if not following or not line or line.endswith(":") or _ITEM.match(following):
        return False
    return len(line) + 1 + len(following.split(None, 1)[0]) > width


def markdown_to_text(text: str, *, correspondence: bool = False) -> str:
    """Return the text of GitHub-flavoured Markdown; a line break in the source stays one."""
    if len(text) > _MARKDOWN_LIMIT or text.count("[") > _BRACKET_LIMIT:
        return text
    return html_to_text(str(_markdown().render(text)), correspondence=correspondence)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    options = {"html": True, "breaks": True, "maxNesting": 60}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def html_to_text(text: str, *, correspondence: bool = False) -> str:
    """Return the text of an HTML fragment or document; text without any tag is only unescaped."""
    if not _TAG.search(text):
        return entities.unescape(text)
    if _depth(text) > _DEPTH_LIMIT:
        return entities.unescape(_WHOLE_TAG.sub("\n", text))
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(mended(text)).root
    return "" if root is None else _Walk(correspondence).run(root)


def _depth(text: str) -> int:
    deepest = depth = 0
    for match in _NESTING_TAG.finditer(text):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


class _Walk:
    """Walks the tree with a stack of its own, so that no depth of nesting can overflow."""

    def __init__(self, correspondence: bool) -> None:
        self._correspondence = correspondence
        self._lines: list[str] = []
        self._line: list[str] = []
        self._bullet = ""  # the list marker due before the next text
        self._gap = False  # a blank line is due before the next text
        self._quotes = 0
        self._code = 0
        self._lists: list[int] = []  # per open list: the next number, 0 in an unordered one

    def run(self, root: LexborNode) -> str:
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(str(node.tag))
            elif node.tag == "-text":
                self._text(node.text_content or "")
            elif node.is_element_node and not self._is_dropped(node):
                self._enter(str(node.tag))
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
        self._break()
        return "\n".join(self._lines)

    def _is_dropped(self, node: LexborNode) -> bool:
        if node.tag in _DROPPED:
            return True
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            return True
        classes = (attributes.get("class") or "").split()
        quoted = self._correspondence and ("gmail_quote" in classes or "yahoo_quoted" in classes)
        return quoted and node.css_first("blockquote") is None

    def _enter(self, tag: str) -> None:
        if tag == "br":
            self._break(keep_empty=True)
        elif tag in _BLOCKS or tag in _PARAGRAPHS or tag == "li":
            self._break()
        if tag in _PARAGRAPHS and not self._lists:
            self._gap = True
        if tag == "blockquote":
            self._quotes += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(int(tag == "ol"))
        elif tag == "li":
            self._bullet = "  " * min(max(len(self._lists) - 1, 0), 8) + self._marker()
        elif tag in {"td", "th"} and self._line:
            self._line.append(" | ")
        elif tag == "pre":
            self._emit("```")
            self._code += 1

    def _leave(self, tag: str) -> None:
        if tag == "pre":
            self._break()
            while self._lines and self._lines[-1] in ("", "> "):
                self._lines.pop()
            self._code -= 1
            self._emit("```")
        elif tag in _BLOCKS or tag in _PARAGRAPHS or tag == "li":
            self._break()
        if tag == "blockquote":
            self._quotes -= 1
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in _PARAGRAPHS and not self._lists:
            self._gap = True

    def _marker(self) -> str:
        if not self._lists or not self._lists[-1]:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}. "

    def _text(self, text: str) -> None:
        if not self._code:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
            if not self._line:
                text = text.lstrip(" ")
                if text:
                    self._line.append(self._bullet)
                    self._bullet = ""
            self._line.append(text)
            return
        first, *rest = text.split("\n")
        self._line.append(first)
        for line in rest:
            self._break(keep_empty=True)
            self._line.append(line)

    def _break(self, *, keep_empty: bool = False) -> None:
        line = "".join(self._line).rstrip()
        self._line.clear()
        if line:
            self._emit(line if self._code or line[0] == " " else re.sub(r" {2,}", " ", line))
        elif keep_empty and self._lines:
            self._lines.append("> " if self._quotes else "")

    def _emit(self, line: str) -> None:
        mark = "> " if self._quotes else ""
        if self._gap and self._lines:
            self._lines.append(mark if self._lines[-1].startswith("> ") else "")
        self._gap = False
        self._lines.append(mark + line)
