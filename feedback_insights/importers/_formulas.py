"""Links that a spreadsheet wrote as formulas: ``=HYPERLINK("https://x.example/1","Dark mode")``.

Only such a link is read, and only where ids, titles and links stand; any other formula is text like others.
"""

from __future__ import annotations

import re

_LINK = re.compile(r'=HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)', re.I)


def link_text(cell: str) -> str:
    """Return what a spreadsheet shows in a cell."""
    match = _match(cell)
    return _plain(match[2] or match[1]) if match else cell


def link_url(cell: str) -> str:
    """Return where a cell's link leads; "" without one."""
    match = _match(cell)
    return _plain(match[1]) if match else ""


def _match(cell: str) -> re.Match[str] | None:
    return _LINK.fullmatch(cell.strip()) if cell.lstrip()[:1] == "=" else None


def _plain(text: str) -> str:
    return text.replace('""', '"').strip()
