"""Atlassian's documents (ADF: JSON in Jira's and Confluence's version 3) as HTML, which others make text of.

A document is a tree of nodes of which new kinds appear without notice: a kind that is not known here is
walked, so that no text in it is lost. People who are mentioned and pictures are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from feedback_insights.files.jsons import parse_json

_TAGS = {
    "paragraph": "p", "heading": "h2", "bulletList": "ul", "orderedList": "ol", "listItem": "li",
    "taskList": "ul", "taskItem": "li", "decisionList": "ul", "decisionItem": "li",
    "blockquote": "blockquote", "codeBlock": "pre", "panel": "div", "expand": "div", "nestedExpand": "div",
    "table": "table", "tableRow": "tr", "tableHeader": "th", "tableCell": "td",
    "layoutSection": "div", "layoutColumn": "div",
}  # fmt: skip
_INLINE = frozenset({"emoji", "status", "inlineCard"})
_DROPPED = frozenset({"mention", "placeholder", "media", "mediaInline", "rule"})
_SAYS = ("text", "shortName", "url", "title")  # attributes that a reader sees
_IN_CELLS = frozenset({"tableHeader", "tableCell"})


def adf_html(text: str) -> str:
    """Return the HTML of a document that is given as JSON; a text that is none as it is, escaped."""
    document = parse_json(text.encode("utf-8", "replace"))[0]
    return document_html(document) if isinstance(document, dict) else escape(text)


def document_html(document: Mapping[str, Any]) -> str:
    """Return the HTML of a document."""
    html: list[str] = []
    waiting: list[Any] = [document]  # nodes, and tags to be closed; no depth of nesting can overflow it
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            html.append(node)
        else:
            _write(node, html, waiting)
    return "".join(html)


def is_document(value: Any) -> bool:
    """Tell a document from other JSON."""
    return (
        isinstance(value, Mapping) and value.get("type") == "doc" and isinstance(value.get("content"), list)
    )


def _write(node: dict[str, Any], html: list[str], waiting: list[Any]) -> None:
    kind = node.get("type")
    kind = kind if isinstance(kind, str) else ""
    if kind in _DROPPED:
        return
    if kind == "hardBreak":
        html.append("<br>")
        return
    html.append(escape(_own_text(node, kind)))
    inside = node.get("content")
    if not isinstance(inside, list):
        return
    inside = [part for part in inside if isinstance(part, dict)]
    tag = _TAGS.get(kind, "")
    if tag:
        html.append(f"<{tag}>")
        waiting.append(f"</{tag}>")
    if kind in _IN_CELLS:
        inside = [part for node in inside for part in _flat(node)]
    waiting.extend(reversed(inside))


def _own_text(node: dict[str, Any], kind: str) -> str:
    """Return what a node says itself, not through the nodes in it."""
    if isinstance(text := node.get("text"), str):
        return text
    attributes = node.get("attrs")
    if not isinstance(attributes, dict):
        return ""
    said = next((value for name in _SAYS if isinstance(value := attributes.get(name), str) and value), "")
    return said if kind in _INLINE or not said else f"{said}\n"


def _flat(node: dict[str, Any]) -> list[Any]:
    """Return the nodes of a paragraph in a cell without the paragraph, which would break the cell's row."""
    inside = node.get("content")
    if node.get("type") != "paragraph" or not isinstance(inside, list):
        return [node]
    return [*(part for part in inside if isinstance(part, dict)), " "]
