"""A backlog written in Markdown (formats spec 8): ``## Feature`` or ``- [ ] [ID] Title``, with text below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback_insights.backlog._cells import markdown_text
from feedback_insights.backlog._features import Found
from feedback_insights.backlog._formats import Content, Format, made_features
from feedback_insights.backlog.table import ROLES
from feedback_insights.errors import FileProblem
from feedback_insights.files.columns import canonical, slug, tidy
from feedback_insights.roadmap import CLOSED
from feedback_insights.roadmap.stages import stage_of_words

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(\S.*)$")
_BOX = re.compile(r"^(\s*)[-*+]\s+\[([ xX])\]\s+(\S.*)$")
_ID = re.compile(r"^\[([^\]\s]*\d[^\]\s]*)\](?!\()\s*:?\s*(\S.*)$")
_LINK = re.compile(r"^\[([^\]]+)\]\((https?://[^\s)]+)\)$")
_FACT = re.compile(
    r"^\s*(?:[-*+]\s+)?[*_]{0,2}([A-Za-z][A-Za-z _-]{0,30}?)[*_]{0,2}\s*:\s*[*_]{0,2}\s*(\S.*)$"
)
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_FACTS = (
    "status", "type", "parent", "labels", "effort", "url", "product", "created", "updated", "resolved",
    "duplicate_of", "depends_on", "people",
)  # fmt: skip
_ROLE_OF = {name: role for role in reversed(_FACTS) for name in ROLES[role]} | {"id": "id"}
_LISTS = frozenset({"labels", "depends_on", "duplicate_of", "people"})
_WITH_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")


@dataclass(slots=True)
class _Item:
    """An item under way: where it stands, and what was said of it so far."""

    place: str
    title: str
    level: int  # of its heading, or 10 + its indentation
    status: str = ""
    parent: _Item | None = None
    id: str = ""
    url: str = ""
    facts: dict[str, list[str]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Take in a line below it: a fact of a known name before any other text, or its description."""
        found = _FACT.match(line)
        role = _ROLE_OF.get(canonical(found[1])) if found and not any(map(str.strip, self.text)) else None
        if found and role:
            values = re.split(r"\s*[,;]\s*", found[2]) if role in _LISTS else [found[2]]
            self.facts.setdefault(role, []).extend(value for value in values if value)
        else:
            self.text.append(line.removeprefix("    ") if self.level >= 10 else line)


def _items(text: str) -> list[_Item]:
    found: list[_Item] = []
    line_up: list[_Item] = []  # what the next item may be a part of, from the top down
    section, section_level, fenced = "", 0, False
    for number, written in _lines(text):
        line = written.rstrip()
        fenced ^= bool(_FENCE.match(line))
        heading, box = (None, None) if fenced else (_HEADING.match(line), _BOX.match(line))
        if not heading and not box:
            if found and line_up:
                line_up[-1].add(line)
            continue
        level = len(heading[1]) if heading else 10 + len(box[1].expandtabs(4)) if box else 0
        line_up = [item for item in line_up if item.level < level]
        named = tidy(heading[2]).rstrip("# ") if heading else ""
        if heading and level <= section_level:
            section, section_level = "", 0
        if heading and (level == 1 or stage_of_words(named) is not None):
            section, section_level = (named, level) if level > 1 else ("", 0)
            line_up = []
            continue
        item = _named(named if heading else box[3] if box else "", f"line {number}", level)
        done = bool(box) and box is not None and box[2] in "xX"
        item.status = _status(section, done) if box or section else ""
        item.parent = line_up[-1] if line_up else None
        line_up.append(item)
        found.append(item)
    return found


def _status(section: str, done: bool) -> str:
    """What a heading above it says, unless a ticked box says more."""
    if section and (not done or stage_of_words(section) in CLOSED):
        return section
    return "Done" if done else "To do"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines of a text, without the front matter of its file."""
    lines = text.replace("\r\n", "\n").split("\n")
    front = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:200] else 0
    yield from enumerate(lines[front:], front + 1)


def _named(title: str, place: str, level: int) -> _Item:
    item = _Item(place, title.strip(), level)
    if found := _ID.match(item.title):
        item.id, item.title = found[1], found[2]
    if found := _LINK.match(item.title):
        item.title, item.url = found[1], found[2]
    item.title = tidy(_WITH_EMPHASIS.sub(r"\2", item.title))
    return item


def _with_ids(items: list[_Item]) -> None:
    """Give every item an id that lasts: its own, else one made of its title, and of its parent's."""
    taken = {item.id for item in items if item.id}
    numbers: Counter[str] = Counter()  # how often a name was needed again
    for item in items:
        if item.facts.get("id"):
            item.id = item.facts["id"][0]
        if not item.id:
            name = slug(item.title)
            wide = slug(f"{item.parent.title} {item.title}") if item.parent else name
            item.id = name if name not in taken else wide
            while item.id in taken:
                numbers[wide] += 1
                item.id = f"{wide}-{numbers[wide] + 1}"
        taken.add(item.id)


def _claims(content: Content) -> float:
    """Claim texts with such items that are no tables with a column of titles."""
    if content.file.container != "text" or content.is_json or not _items(content.file.head):
        return 0.0
    return 0.0 if set(ROLES["title"]) & content.names else 1.0


def _read(content: Content) -> Found:
    items = _items(content.text)
    if not items:
        example = "“## Feature” or “- [ ] [ID] Title”"
        raise FileProblem(f"{content.file.name} has no items: lines such as {example}")
    _with_ids(items)
    made = [
        (
            item.place,
            {
                **{role: tuple(values) for role, values in item.facts.items()},
                "id": (item.id,),
                "title": (item.title,),
                "description": (markdown_text("\n".join(line.rstrip() for line in item.text)),),
                "status": item.facts.get("status") or (item.status,),
                "parent": item.facts.get("parent") or ((item.parent.id,) if item.parent else ()),
                "url": item.facts.get("url") or (item.url,),
            },
        )
        for item in items
    ]
    return made_features(content, made)


MARKDOWN = Format(
    name="markdown",
    description="A backlog in Markdown: headings or check boxes are items, the text below describes them",
    recognized_by="lines such as “## Feature” or “- [ ] [ID] Title”",
    how_to_get="Written by hand, in any editor",
    evidence="source",
    claims=_claims,
    read=_read,
)
