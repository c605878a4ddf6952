"""What a Zendesk ticket is tied to; issues are looked for in internal notes too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from feedback_insights.importers._refs import problem_refs, tag_refs
from feedback_insights.importers._values import Json, as_list, as_text
from feedback_insights.importers.desks._zendesk_facts import comments_of, ticket_number
from feedback_insights.references import issue_names

_OUTSIDE = re.compile(r"jira|issue|external|link", re.I)  # a ticket's keys that name other tools' things
_BODIES = ("plain_body", "body", "html_body")
_DEEPEST = 6


def ticket_refs(ticket: Json) -> tuple[str, ...]:
    """The refs of a Zendesk ticket, sorted: "issue:FL-103", "problem:48201"."""
    found = {f"issue:{name}" for text in _texts(ticket) for name in issue_names(text)}
    tags = ticket.get("tags")
    found |= tag_refs(tags if isinstance(tags, list) else ())
    return tuple(
        sorted(found | problem_refs(as_text(ticket.get("problem_id")), ticket_number(ticket), ticket))
    )


def _texts(ticket: Json) -> Iterator[str]:
    for key in ("subject", "raw_subject", "description"):
        yield from _flat(ticket.get(key))
    for key in ("custom_fields", "fields"):
        fields = ticket.get(key)
        for field in fields.values() if isinstance(fields, dict) else as_list(fields):
            if value := field.get("value") if isinstance(field, dict) else field:
                yield from _flat(value)
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
