"""The text of an Atlassian document (ADF), as version 3 of Jira's API writes descriptions and comments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_BLOCKS = frozenset(
    {"paragraph", "heading", "codeBlock", "listItem", "taskItem", "decisionItem", "tableRow", "panel"}
)  # fmt: skip
_ITEMS = frozenset({"listItem", "taskItem", "decisionItem"})
_DROPPED = frozenset({"mention", "media", "mediaInline", "placeholder"})
_SAYS = ("text", "shortName", "url", "title")  # attributes that a reader sees


def adf_text(document: Any) -> str:
    """Return what a reader sees, a line per block; items of lists keep a hyphen, people are left out."""
    lines = [""]
    waiting = [document]  # no depth of nesting can overflow it
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Mapping) or node.get("type") in _DROPPED:
            continue
        kind = node.get("type")
        if kind in _BLOCKS and lines[-1] not in ("", "- "):
            lines.append("")
        if kind in _ITEMS and lines[-1] == "":
            lines[-1] = "- "
        if kind == "hardBreak":
            lines.append("")
        lines[-1] += _own(node)
        content = node.get("content")
        waiting += reversed(content) if isinstance(content, list) else []
    return "\n".join(line.rstrip() for line in lines if line.strip(" -"))


def _own(node: Mapping[str, Any]) -> str:
    if isinstance(node.get("text"), str):
        return str(node["text"])
    said = node.get("attrs")
    shown = said if isinstance(said, dict) else {}
    found = [shown[name] for name in _SAYS if isinstance(shown.get(name), str)]
    return found[0] if found and not node.get("content") else ""
