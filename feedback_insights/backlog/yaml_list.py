"""A list of features in YAML (formats spec 8). Nothing but texts, lists and mappings is ever made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from feedback_insights.backlog import table
from feedback_insights.backlog._document import LISTS
from feedback_insights.backlog._features import Found
from feedback_insights.backlog._formats import HELPS, Content, Format
from feedback_insights.errors import FileProblem
from feedback_insights.files.columns import canonical
from feedback_insights.files.sheets import Entry, Sheet, entry_of

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C one where PyYAML was built with it
_BEGINS = re.compile(  # in its first line that is no comment: a mark, an item with a name, a name alone
    r"---|-[ \t]+[\w\"'][^\n]*:(?:\s|$)|-[ \t]*$|[\w\"'][^\n:,;]*:(?:\s|$)"
)
_NAMES = LISTS | {"features", "backlog", "ideas", "tasks", "stories", "epics"}
_DEEPEST = 50
_TITLES = frozenset(table.ROLES["title"])
_NOTHING = frozenset({"~", "null", "Null", "NULL"})


def _claims(content: Content) -> float:
    """Claim files that read as YAML, most of whose items have a title."""
    lines = (line.strip() for line in content.file.head.split("\n"))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if content.file.container != "text" or content.is_json or not _BEGINS.match(first):
        return 0.0
    try:
        entries = _entries(content)
    except FileProblem:
        return 0.0
    titled = sum(bool(_TITLES & entry.values.keys()) for entry in entries)
    return 1 + HELPS if titled and titled * 2 >= len(entries) else 0.0


def _read(content: Content) -> Found:
    entries = _entries(content)
    names = tuple(sorted({name for entry in entries for name in entry.values}))
    return table.read(content.file, Sheet("yaml", names, tuple(entries)), content.profile, content.order)


def _entries(content: Content) -> list[Entry]:
    """Return an entry per item. Raises `FileProblem` naming the line that is no YAML."""
    file = content.file.name
    try:
        _check(content.text, file)
        found: list[Entry] = []
        for document in yaml.compose_all(content.text, Loader=_LOADER):
            found += _items(document)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        raise FileProblem(f"{file} is no YAML{where}: {why}") from error
    return found


def _check(text: str, file: str) -> None:
    """Refuse what could grow without end: aliases, and nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise FileProblem(
                f"{file} has an alias (*{event.anchor}) in line {line}; write out what it names"
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise FileProblem(f"{file} is nested over {_DEEPEST} levels deep; it is no list of features")


def _items(node: Any) -> Iterator[Entry]:
    """The items of a document: of a list, of the list under a name that is known, or the document itself."""
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield _entry(part)
    elif isinstance(node, yaml.MappingNode):
        lists = [v for k, v in node.value if _said(k) in _NAMES and isinstance(v, yaml.SequenceNode)]
        for one in lists:
            yield from _items(one)
        if not lists:
            yield _entry(node)
    elif node is not None and _said(node):
        yield _entry(node)


def _entry(node: Any) -> Entry:
    place = f"line {node.start_mark.line + 1}"
    if not isinstance(node, yaml.MappingNode):
        return Entry(place, {}, "not an item with named values")
    keys = [canonical(str(_said(key))) for key, _ in node.value]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        return Entry(place, {}, f"{twice[0]!r} stands there twice")
    return entry_of(place, _said(node))


def _said(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(_said(key)): _said(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_said(part) for part in node.value]
    return "" if not node.style and node.value in _NOTHING else node.value


YAML = Format(
    name="yaml",
    description="A list of features in YAML, with the names that tables have, too",
    recognized_by="YAML items with a title, name or summary, as a list or under a name such as features:",
    how_to_get="Written by hand, in any editor",
    evidence="source",
    claims=_claims,
    read=_read,
)
