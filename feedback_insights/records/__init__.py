"""What flows between the stages: frozen, slotted dataclasses that carry their own facts.

A value that is unknown is ``None`` with a reason beside it, never 0. Times are timezone-aware UTC.
"""

from feedback_insights.records._backlog import Feature, Link, LoadedTie, Met, Stance
from feedback_insights.records._candidates import (
    CandidateFeature,
    Candidates,
    Dismissal,
    NearItem,
    ParentGuess,
    Quoted,
)
from feedback_insights.records._decided import (
    DECIDED,
    ChosenOrder,
    DecidedStatus,
    DecisionBasis,
    FeatureDecision,
)
from feedback_insights.records._figures import Burst, Calm, Mood, Requests, Score, Share, Value
from feedback_insights.records._heard import (
    Account,
    Feedback,
    FileReport,
    ImportReport,
    Ledger,
    Locator,
    Rejected,
    Statement,
)
from feedback_insights.records._kinds import (
    EFFECTS,
    ENTITIES,
    REQUEST_TYPES,
    SENTIMENTS,
    STATES,
    URGENCY,
    Basis,
    EffectKind,
    EntityKind,
    RequestType,
    Sentiment,
    StanceView,
    State,
    StatementKind,
    UrgencyKind,
    Voice,
)
from feedback_insights.records._run import Analysis, Decision, PastRun, Run, is_read, tagger_facts
from feedback_insights.records._tags import Aspect, Effect, Entity, Tag, Tone, Urgency
from feedback_insights.records._themes import UNSETTLED, Membership, Seed, Theme, ThemeEvent

__all__ = [
    "DECIDED", "EFFECTS", "ENTITIES", "REQUEST_TYPES", "SENTIMENTS", "STATES", "UNSETTLED", "URGENCY",
    "Account", "Analysis", "Aspect", "Basis", "Burst", "Calm", "CandidateFeature", "Candidates",
    "ChosenOrder", "DecidedStatus", "Decision", "DecisionBasis", "Dismissal", "Effect", "EffectKind",
    "Entity", "EntityKind", "Feature", "FeatureDecision", "Feedback", "FileReport", "ImportReport",
    "Ledger", "Link", "LoadedTie", "Locator", "Membership", "Met", "Mood", "NearItem", "ParentGuess",
    "PastRun", "Quoted", "Rejected", "RequestType", "Requests", "Run", "Score", "Seed", "Sentiment",
    "Share", "Stance", "StanceView", "State", "Statement", "StatementKind", "Tag", "Theme", "ThemeEvent",
    "Tone", "Urgency", "UrgencyKind", "Value", "Voice", "is_read", "tagger_facts",
]  # fmt: skip
