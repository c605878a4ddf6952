"""What the taggers say of one statement, in words and with how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from feedback_insights.records import Tag, tagger_facts
from feedback_insights.report.parts import SEVERITIES
from feedback_insights.report.words import REQUESTS, chance


def tag_words(tag: Tag, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Tone and type with their probability, "perhaps" where it is not a sure one; then what the rules saw.

    "negative, 87 % likely", "perhaps bug, 48 % likely", "major, crash: \"crashes\"", ... `settings` are those
    of the run: they hold the probability from which each tagger is sure.
    """
    tone = _answer(tag.sentiment, tag.probabilities, tagger_facts(settings, "sentiment"))
    asks = tag.request_type and REQUESTS[tag.request_type][0]
    kind = _answer(asks, tag.request_probabilities, tagger_facts(settings, "requests"))
    return tuple(part for part in (tone or _unread(tag), kind, *_seen(tag)) if part)


def _answer(name: str | None, chances: tuple[float, ...], told: Mapping[str, Any]) -> str:
    if name is None or not chances:
        return name or ""
    top = max(chances)
    doubt = "perhaps " if top < told.get("confident", 0.0) else ""
    return f"{doubt}{name}, {chance(top)}"


def _unread(tag: Tag) -> str:
    return f"tone unknown: {tag.unread} is not read" if tag.unread else ""


def _seen(tag: Tag) -> Iterator[str]:
    """What rules saw, with the words that they saw."""
    if tag.severity:
        yield ", ".join(filter(None, (SEVERITIES[tag.severity], next(iter(tag.severity_reasons), ""))))
    for cue in tag.urgency:
        yield f'cannot wait, {cue.kind}: "{cue.words}"'
    for effect in tag.effects:
        blamed = f', blamed: "{effect.change}"' if effect.change else ""
        yield f'{effect.kind} got worse: "{effect.words}"{blamed}'
