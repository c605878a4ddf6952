"""What a record is tied to: issues that it names, and the problem ticket that it is an incident of.

Only keys and addresses are kept, never the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from feedback_insights.importers._values import Json, as_text
from feedback_insights.references import issue_names, key_in_tag

_SEPARATORS = re.compile(r"[,;|\n]")
_LONGEST = 64


def problem_refs(problem: str | None, number: str | None, ticket: Json) -> set[str]:
    """The problem that a ticket is an incident of, or is itself."""
    is_one = (as_text(ticket.get("type")) or "").lower() == "problem"
    return {
        f"problem:{id}"
        for id in (problem, number if is_one else None)
        if id and id.isascii() and id.isdigit()
    }


def tag_refs(tags: Iterable[Any]) -> set[str]:
    """The issues that tags end in."""
    return {f"issue:{key}" for tag in tags if (key := key_in_tag(str(tag)))}


def cell_refs(cell: str) -> set[str]:
    """The refs in a cell of a column made for them: keys and addresses, else its parts are the ids."""
    if found := issue_names(cell):
        return {f"issue:{name}" for name in found}
    parts = (part.strip().lstrip("#") for part in _SEPARATORS.split(cell))
    return {
        f"issue:{part}" for part in parts if part and len(part) <= _LONGEST and not re.search(r"\s", part)
    }
