"""What a backlog item would do, and the words by which one knows that somebody speaks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from feedback_insights.linking._words import words
from feedback_insights.phrases import Phrasebook, Phrases
from feedback_insights.phrases.clauses import lower
from feedback_insights.records import Feature

PLAIN: Final = "plain"  # asks for something new, or names a problem
_NUMBER: Final = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)*)(?![\w.]*\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aim:
    """A backlog item as seen by who speaks for or against it."""

    kind: str  # "plain", "remake", "duty", "control", "relief", "withdrawal" or "restoring"
    name: frozenset[str]  # stems of the first thing that the title names: "dark" of "Dark mode for phones"
    heads: frozenset[str]  # those that name it alone: the last of them, and initials of the title
    title: frozenset[str]  # stems of all things that the title names
    verbs: frozenset[str]  # stems of what is done to them ("merge")
    extra: frozenset[str]  # stems of everything the item says, title included
    numbers: frozenset[str]  # versions and amounts in the title
    controls: frozenset[str]  # of a control: the stems that name it ("settings")

    def others(self, stems: Iterable[str]) -> int:
        """How many of some words tell of something else."""
        return sum(stem not in self.extra and stem not in _book().neutral for stem in stems)

    @classmethod
    def of(cls, feature: Feature) -> Aim:
        """Read an item's title for its aim, and everything for its words."""
        book = _book()
        lowered = lower(feature.title.strip())
        kind = next((kind for kind, phrases in book.kinds if phrases.match(lowered)), PLAIN)
        short = _initials(feature.title)
        stems = frozenset(words(feature.title)) | short
        things = (stems - book.verbs) or stems
        parts = (
            [s for s in words(part) if s not in book.verbs | book.weak] for part in book.joint.split(lowered)
        )
        name = next((part for part in parts if part), sorted(things - short))
        more = (feature.description, *feature.labels, *feature.comments, *feature.customer_words)
        return cls(
            kind=kind,
            name=frozenset(name) | short,
            heads=frozenset(name[-1:]) | short,
            title=things,
            verbs=stems & book.verbs,
            extra=frozenset(words(" ".join(more))) | stems,
            numbers=numbers(feature.title),
            controls=stems & book.controls if kind == "control" else frozenset(),
        )


def _initials(title: str) -> frozenset[str]:
    """First letters of three to five words in a row: "Single sign-on with SAML" -> "sso" and others."""
    letters = "".join(match[0][0].lower() for match in re.finditer(r"[A-Za-z]+", title))
    runs = (letters[at : at + size] for size in (3, 4, 5) for at in range(len(letters) - size + 1))
    return frozenset(run for run in runs if words(run) == [run])


def numbers(text: str) -> frozenset[str]:
    """Versions and amounts that a text names: "Android 9", "v1" -> 9, 1."""
    return frozenset(match[1] for match in _NUMBER.finditer(text))


@dataclass(frozen=True, slots=True)
class _Book:
    kinds: tuple[tuple[str, Phrases], ...]
    verbs: frozenset[str]
    weak: frozenset[str]
    neutral: frozenset[str]
    controls: frozenset[str]
    joint: re.Pattern[str]


@cache
def _book() -> _Book:
    table = Phrasebook("feedback_insights.linking", "items_en.toml")
    kinds = table.entries["kind"]
    forms = {True: r"^.*?{}", False: r"^\W*{}"}
    return _Book(
        kinds=tuple(
            (kind["name"], table.phrases(kind, forms[kind.get("anywhere", False)])) for kind in kinds
        ),
        verbs=frozenset(words(table.entries["verbs"]["words"])),
        weak=frozenset(words(table.entries["weak"]["words"])),
        neutral=frozenset(words(table.entries["neutral"]["words"])),
        controls=frozenset(words(table.entries["controls"]["words"])),
        joint=re.compile(rf"[,:;()–—]|\b(?:{'|'.join(table.entries['joints']['words'].split())})\b"),
    )
