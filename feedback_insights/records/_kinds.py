"""The words that records use for what kind of thing something is."""

from __future__ import annotations

from typing import Literal, get_args

Voice = Literal["said", "observed", "interpreted", "on_behalf_of"]
StatementKind = Literal["content", "courtesy", "chaser", "machine"]
State = Literal[
    "used", "duplicate", "empty", "rating_only", "system", "staff", "private", "deleted", "superseded",
    "skipped", "rejected",
]  # fmt: skip
Sentiment = Literal["negative", "neutral", "positive"]
RequestType = Literal["bug", "feature_request", "question", "praise", "usability", "other"]
UrgencyKind = Literal[
    "deadline", "legal", "security", "data loss", "money", "churn threat", "outage", "many affected",
]  # fmt: skip
EffectKind = Literal["experience", "performance", "compatibility", "security", "operations"]
Basis = Literal["observed", "estimated", "supplied", "missing"]  # counted, read by a rule, a person's, none
StanceView = Literal["for", "against", "unclear"]
EntityKind = Literal["endpoint", "error", "version", "device", "plan_named"]

REQUEST_TYPES: tuple[RequestType, ...] = get_args(RequestType)
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
URGENCY: tuple[UrgencyKind, ...] = get_args(UrgencyKind)
EFFECTS: tuple[EffectKind, ...] = get_args(EffectKind)
ENTITIES: tuple[EntityKind, ...] = get_args(EntityKind)
STATES: tuple[State, ...] = (
    "used", "duplicate", "empty", "rating_only", "system", "staff", "private", "deleted", "superseded",
    "skipped", "rejected",
)  # fmt: skip
