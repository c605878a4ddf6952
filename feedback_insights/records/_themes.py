"""Themes, who is in them, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feedback_insights.records._figures import Burst, Mood, Requests, Share


@dataclass(frozen=True, slots=True)
class Membership:
    """Which theme a statement belongs to, and which one it nearly belongs to."""

    theme: str
    strength: float  # 0..1: share of its neighbours' weight inside the theme
    second: str | None = None  # where another theme holds nearly as much
    second_strength: float = 0.0


UNSETTLED = 0.43  # stability below which a theme is unsettled; groups in a random cloud come to .2 to .3


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A group of statements about one thing, or an area of such themes. The id is given once, for ever.

    The figures from `accounts` on are counted for the scope in which the theme is looked at.
    """

    id: str
    name: str
    parent: str | None = None  # the area it belongs to
    level: Literal["theme", "area"] = "theme"
    status: str = "active"  # "active" | "retired"
    size: int  # statements
    customers: int  # distinct people, at least
    statements: tuple[str, ...]  # ids, most central first
    keyphrases: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()  # statement ids, each different from the others
    stability: float | None = None  # 0..1: share of its co-membership that comes back from other draws
    successors: tuple[str, ...] = ()
    origin: Literal["found", "hand", "seed"] = "found"  # grouped by the data, made by a person, or seeded
    made_from: str = ""  # "decision 3" or "seed refunds": what a theme that was not found stands for
    mood: Mood | None = None
    accounts: int | None = None  # distinct accounts, at least; None = no account is known
    share: Share | None = None  # of the people heard
    requests: Requests | None = None
    burst: Burst | None = None
    dissent: str | None = None  # id of a statement whose tone is clearly opposite to the others'
    keyphrase_weights: tuple[float, ...] = ()  # per keyphrase, 0..1: share of the statements that say it
    fidelity: float | None = None  # 0..1: share of members that the name's words alone put back here
    summary: str | None = None  # id of the statement that says best in one line what the theme says

    @property
    def unsettled(self) -> bool:
        """Whether most of it is a matter of which statements happened to be there."""
        return self.stability is not None and self.stability < UNSETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a theme starts from: a line of a taxonomy, or a backlog item."""

    id: str  # the file's or the backlog's own, else made of the name
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()  # what people say about it
    parent: str | None = None  # themes of one parent are kept in one area where the data allow it
    source: Literal["taxonomy", "backlog"] = "taxonomy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEvent:
    """What happened to a theme in a run."""

    run: str
    theme: str
    kind: Literal["born", "merged", "split", "revived", "retired", "seeded", "released"]
    others: tuple[str, ...] = ()  # merged: into which; split: into which; else themes it came from
    by: str = ""  # "person:<name>", "taxonomy" or "backlog" where it is not the data that said so
