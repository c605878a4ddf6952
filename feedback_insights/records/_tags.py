"""What the taggers say of statements and feedback."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_insights.records._kinds import EffectKind, EntityKind, RequestType, Sentiment, UrgencyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """Why a statement cannot wait, and the words that say so."""

    kind: UrgencyKind
    words: str  # exact words of the statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something that got worse for the writer: in what way, by which words, and the change that is blamed."""

    kind: EffectKind
    words: str  # exact words of the statement
    change: str = ""  # exact words that name the release, redesign, ... blamed; "" = none is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing that a text names exactly: an endpoint, an error code, a version, a device, a plan."""

    kind: EntityKind
    value: str  # one spelling for all: "/v2/orders", "HTTP 429", "iOS 17.2", "iPhone 15"
    start: int  # the text's own words are text[start:end]
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """What a tone is about: the words ``text[start:end]`` of the text it was found in."""

    start: int
    end: int
    term: str  # its words as one counts them: lower case, lemmas, no articles; "take note", "search"
    sentiment: Sentiment  # towards it; "neutral": it is mentioned or asked for, no more
    probability: float  # calibrated, 0..1: that it is an aspect at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What the taggers say about one statement. What they cannot read is unknown, never a guess."""

    statement_id: str
    sentiment: Sentiment | None  # None = unknown, see `unread`
    probabilities: tuple[float, ...]  # negative, neutral, positive; empty = unknown
    severity: int | None  # 0 cosmetic .. 4 blocker; None = unknown, see `unread`
    severity_reasons: tuple[str, ...] = ()
    request_type: RequestType | None = None
    request_probabilities: tuple[
        float, ...
    ] = ()  # in the order of `REQUEST_TYPES`, independent of each other; empty = unknown
    unread: str = ""  # the statement's language (ISO 639-1) where some tagger cannot read it
    urgency: tuple[Urgency, ...] = ()
    effects: tuple[Effect, ...] = ()
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How one feedback, or what it says about one theme, sounds as a whole."""

    feedback_id: str
    theme: str | None  # None = the whole feedback
    sentiment: Sentiment | None  # None = no statement of a known tone
    probabilities: tuple[float, ...]  # negative, neutral, positive; empty = unknown
    statements: int  # of a known tone
    unknown: int  # in languages that the tagger cannot read
    mixed: bool  # some statements are surely negative and some surely positive
