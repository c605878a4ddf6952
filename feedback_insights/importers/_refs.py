"""What a record is tied to: issues that it names, and the problem ticket that it is an incident of.

Only keys and addresses are kept, never the words around them: they are looked for in internal notes too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from feedback_insights.importers._ticket_facts import Json, as_text, comments_of, ticket_number
from feedback_insights.references import issue_names, key_in_tag

_OUTSIDE = re.compile(r"jira|issue|external|link", re.I)  # a ticket's keys that name other tools' things
_BODIES = ("plain_body", "body", "html_body")
_SEPARATORS = re.compile(r"[,;|\n]")
_LONGEST = 64
_DEEPEST = 6


def ticket_refs(ticket: Json) -> tuple[str, ...]:
    """The refs of a Zendesk ticket, sorted: "issue:FL-103", "problem:48201"."""
    found = {f"issue:{name}" for text in _texts(ticket) for name in issue_names(text)}
    tags = ticket.get("tags")
    found |= tag_refs(tags if isinstance(tags, list) else ())
    return tuple(
        sorted(found | problem_refs(as_text(ticket.get("problem_id")), ticket_number(ticket), ticket))
    )


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


def _texts(ticket: Json) -> Iterator[str]:
    for key in ("subject", "raw_subject", "description"):
        yield from _flat(ticket.get(key))
    for key in ("custom_fields", "fields"):
        yield from _flat(ticket.get(key))
    for key in sorted(ticket):
        if _OUTSIDE.search(key):
            yield from _flat(ticket[key])
    for _, comment in comments_of(ticket):
        for key in _BODIES:
            yield from _flat(comment.get(key))


def _flat(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _flat(part, depth + 1)
