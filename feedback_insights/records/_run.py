"""Decisions, runs, and everything that one run found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_insights.records._backlog import Feature, Link, Stance
from feedback_insights.records._figures import Score
from feedback_insights.records._heard import Statement
from feedback_insights.records._tags import Tag
from feedback_insights.records._themes import Membership, Theme, ThemeEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the append-only log of what people decided."""

    id: int
    author: str
    verb: str  # "rename" | "confirm" | "reject" | "new" | ...
    arguments: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One analysis of the workspace, with everything needed to repeat it."""

    id: str
    as_of: str  # ISO date
    settings: Mapping[str, Any]
    seeds: Mapping[str, int]
    models: Mapping[str, str]  # name -> hash
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()  # what a reader must know: decisions that could not be applied, ...

    def reads(self, lang: str | None) -> bool:
        """Whether its encoder read such a language; see `is_read`."""
        return is_read(lang, self.settings.get("encoder", {}).get("languages"))


def tagger_facts(settings: Mapping[str, Any], tagger: str) -> Mapping[str, Any]:
    """What a run's settings say of a trained tagger: "confident" and "mix"; empty: an old version's."""
    found: Mapping[str, Any] = settings.get("tagging", {}).get(tagger, {})
    return found


def is_read(lang: str | None, languages: Collection[str] | None) -> bool:
    """Whether an encoder of ``languages`` (None: all) reads ``lang``; None, too short to tell, is read."""
    return lang is None or languages is None or lang in languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything one run found. Read back from a workspace, every part is in its canonical order."""

    run: Run
    statements: tuple[Statement, ...]
    tags: tuple[Tag, ...]
    themes: tuple[Theme, ...]
    events: tuple[ThemeEvent, ...]  # of this run only
    links: tuple[Link, ...]
    scores: tuple[Score, ...]
    memberships: Mapping[str, Membership]  # by statement id; unassigned statements are absent
    yardstick: tuple[Feature, ...] | None = None  # the state of the backlog that links were measured by
    stances: tuple[Stance, ...] = ()  # of every statement linked with an item, itself or through its theme


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """What a later run is compared with: an earlier one's scores, links and themes, without its words."""

    run: Run
    scores: tuple[Score, ...]
    links: tuple[Link, ...]
    themes: frozenset[str]  # ids, retired ones and areas included
