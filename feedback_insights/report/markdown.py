"""Anybody's words in Markdown (CommonMark), where no sign of them becomes markup."""

from __future__ import annotations

import re

from feedback_insights.report.lines import harmless, one_line

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#&$])")
_LISTED = re.compile(r"\A(\d*)([-+=.)])")  # what would open a list, or underline a heading


def plain(text: str) -> str:
    """A piece of a line in which no sign is markup."""
    return _SIGNS.sub(r"\\\1", one_line(text))


def whole_line(text: str) -> str:
    """A whole line, which opens no list either."""
    return _LISTED.sub(r"\1\\\2", plain(text))


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold anything; at least one."""
    return [line.strip() for line in harmless(text).splitlines() if line.strip()] or [""]


def code(text: str) -> str:
    """A code span; a text with backticks is set between more of them."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{one_line(text)}{space}{fence}"
