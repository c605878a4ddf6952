"""A small room of statements on three topics, grouped without an encoder: for tests of themes over runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback_insights.records import Decision, Seed, Statement, Theme
from feedback_insights.settings import ThemeSettings
from feedback_insights.themes.finding import Found, Known, Said, find_themes

TOPICS = ("export", "login", "calendar")
EACH = 8
DIM = 64


def direction(topic: str) -> NDArray[np.float32]:
    """Where a topic lies; a word that is no topic lies far from all of them."""
    row = np.zeros(DIM, np.float32)
    row[TOPICS.index(topic) if topic in TOPICS else DIM - 1] = 1
    return row


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Each text at the topic it names."""
    named = (next((topic for topic in TOPICS if topic in text.lower()), "") for text in texts)
    rows = [direction(topic) for topic in named]
    return np.stack(rows) if rows else np.zeros((0, DIM), np.float32)


class Room:
    """Eight statements per topic, ``export0:0`` to ``calendar7:0``; `run` groups them once more.

    The cosine of two of a topic is about .55: near enough for one theme, too far to be taken for the same.
    """

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.rows: dict[str, NDArray[np.float32]] = {}
        self.decisions: list[Decision] = []
        self.seeds: tuple[Seed, ...] = ()
        self.themes: tuple[Theme, ...] = ()
        self.given: set[str] = set()
        self.unread: set[str] = set()
        self.runs = 0
        for topic in TOPICS:
            for number in range(EACH):
                noise = np.random.default_rng([TOPICS.index(topic), number]).normal(size=DIM - 4)
                self.say(f"{topic}{number}", f"The {topic} fails", direction(topic), noise)

    def say(self, item: str, text: str, row: NDArray[np.float32], noise: NDArray[np.float64]) -> None:
        """Add one statement."""
        moved = row.copy()
        moved[3 : DIM - 1] += (0.9 * noise / np.linalg.norm(noise)).astype(np.float32)
        self.texts[item], self.rows[item] = text, moved / np.linalg.norm(moved)

    def decide(self, verb: str, subject: str, *statements: str, by: str = "kim") -> None:
        """Add a decision; statements are named by their item."""
        names = {"new": "name", "undo": "decision"}
        arguments = {names.get(verb, "theme"): subject}
        if statements:
            arguments["statements"] = " ".join(f"{one}:0" for one in statements)
        id = len(self.decisions) + 1
        self.decisions.append(Decision(id=id, author=by, verb=verb, arguments=arguments))

    def run(self, *, backwards: bool = False) -> Found:
        """Group everything; what was found before is remembered."""
        self.runs += 1
        items = sorted(self.texts, reverse=backwards)
        statements = [
            Statement(id=f"{item}:0", feedback_id=item, start=0, end=len(self.texts[item]),
                      text=self.texts[item], kind="content")
            for item in items
        ]  # fmt: skip
        vectors = np.stack([self.rows[item] for item in items])
        said = Said(
            statements=statements, vectors=vectors, own=vectors, people={item: item for item in items},
            voices=dict.fromkeys(items, "said"), languages=dict.fromkeys(items, "en"),
            unread=self.unread,
        )  # fmt: skip
        known = Known(
            run_id=f"R{self.runs}", themes=self.themes, given=sorted(self.given),
            decisions=self.decisions, seeds=self.seeds,
        )  # fmt: skip
        found = find_themes(said, known, ThemeSettings(), embed=embed)
        self.themes = found.themes
        self.given |= {theme.id for theme in found.themes}
        return found


def theme_of(found: Found, item: str) -> str | None:
    """The theme of one statement."""
    member = found.memberships.get(f"{item}:0")
    return member.theme if member else None


def theme_named(found: Found, name: str) -> Theme:
    """The theme of that name."""
    (theme,) = (one for one in found.themes if one.name == name)
    return theme


def events(found: Found) -> list[tuple[str, str, str]]:
    """What happened in the run."""
    return [(event.theme, event.kind, event.by) for event in found.events]
