"""How far the work on a backlog item is, as its tracker words it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from feedback_insights.records import Feature
from feedback_insights.roadmap._status_words import WORDS, Stage

STAGES: tuple[Stage, ...] = ("open", "in_progress", "done", "declined")
CLOSED: frozenset[Stage | None] = frozenset({"done", "declined"})
_LANGUAGES = re.compile(r"^[a-z]{2}(?:, [a-z]{2})*:", re.M)
_NUMBERED = re.compile(r"^\s*\d+\s*[.):\-–]\s*")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_RELEASE = re.compile(r"\s+(?:in\s+)?v?\d[\w.\-]*$")


def stage_of(feature: Feature) -> Stage | None:
    """How far the work is: "open", "in_progress", "done" or "declined"; None where nothing known says so.

    By the words of `Feature.status`, whole: "Shipped", "In Arbeit", "3. Doing", "Released in 4.2". What
    stands in brackets behind it counts where it declines ("Closed (Won't Do)"), or where the rest is a word
    of the team's own ("Waiting for Ops (In Progress)"). An item that is finished and marked as a duplicate
    was merged, not released: "declined". A word that is not known is never guessed.
    """
    stage = stage_of_words(feature.status)
    return "declined" if stage == "done" and feature.duplicate_of else stage


def stage_of_words(status: str | None) -> Stage | None:
    """The same of a status alone."""
    outer, inner = _parts(status or "")
    told = [stage for words in inner if (stage := _known(words))]
    if "declined" in told:
        return "declined"
    return _known(outer) or next(iter(told), None)


def status_words(status: str, *, category: str = "", resolution: str = "") -> str | None:
    """One status from what a tracker keeps in three fields, for `Feature.status`; None where all are empty.

    A resolution that declines a finished item, and the category of a status that is the team's own word, are
    put in brackets behind it, where `stage_of` finds them.
    """
    shown = status.strip() or category.strip()
    stage = stage_of_words(shown)
    if stage in (None, "done") and resolution and stage_of_words(resolution) == "declined":
        if resolution.strip().casefold() == shown.casefold():
            return shown
        return f"{shown} ({resolution.strip()})" if shown else resolution.strip()
    if stage is None and shown and category and stage_of_words(category):
        return f"{shown} ({category.strip()})"
    return shown or None


def unknown_statuses(features: Iterable[Feature]) -> dict[str, int]:
    """The statuses that no stage is known for, with how many items have them; most frequent first."""
    found = Counter(f.status for f in features if f.status and stage_of(f) is None)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def plain(status: str) -> str:
    """A status as it is looked up: lower case, no accents, emoji, numbering or punctuation around it."""
    text = unicodedata.normalize("NFKD", status.casefold().replace("’", "'"))
    kept = "".join(c if c.isalnum() or c in "'&" else " " for c in text if not unicodedata.combining(c))
    return " ".join(kept.split())


def _parts(status: str) -> tuple[str, list[str]]:
    inner = [one or other for one, other in _BRACKETS.findall(status)]
    return _NUMBERED.sub("", _BRACKETS.sub(" ", status)), inner


def _known(words: str) -> Stage | None:
    table = _table()
    return table.get(plain(words)) or table.get(plain(_RELEASE.sub("", words.strip())))


@cache
def _table() -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    for stage, text in WORDS.items():
        for words in re.split("[,\n]", _LANGUAGES.sub("", text)):
            key = plain(words)
            if key and found.setdefault(key, stage) != stage:
                raise ValueError(f"{key!r} stands for {found[key]} and for {stage}")
    return found
