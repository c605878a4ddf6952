"""From messy feedback exports to a ranked backlog that a product manager can defend, quote by quote, offline.

    import feedback_insights as fi

    with fi.Workspace("feedback.db") as ws:
        ws.import_files(["tickets.ndjson", "survey.csv"])
        ws.load_backlog("backlog.csv")
        ws.analyze()
        for score in ws.scores("rice"):
            print(score.feature_id, score.score.value)

Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights import priority, statistics, surveys
    from feedback_insights.embedding import Encoder, load_encoder
    from feedback_insights.errors import (
        DecisionError,
        FeedbackError,
        FileProblem,
        Mistakes,
        ModelError,
        NotFound,
        ScopeError,
        SettingsError,
        StoreError,
        TiedFile,
        UnclaimedFile,
        UnreadFiles,
    )
    from feedback_insights.files import Profile
    from feedback_insights.linking import BacklogLinker
    from feedback_insights.read import read_feedback
    from feedback_insights.records import (
        Account,
        Analysis,
        Burst,
        Calm,
        CandidateFeature,
        Candidates,
        ChosenOrder,
        Decision,
        DecisionBasis,
        Feature,
        FeatureDecision,
        Feedback,
        FileReport,
        ImportReport,
        Ledger,
        Link,
        Locator,
        Membership,
        Mood,
        Rejected,
        Requests,
        Run,
        Score,
        Share,
        Statement,
        Tag,
        Theme,
        ThemeEvent,
        Value,
    )
    from feedback_insights.scope import Scope
    from feedback_insights.settings import Settings
    from feedback_insights.tagging import RequestTagger, SentimentTagger, SeverityTagger
    from feedback_insights.themes import ThemeClusterer
    from feedback_insights.workspace import Workspace

__version__ = "0.1.0"

__all__ = [
    "Account",
    "Analysis",
    "BacklogLinker",
    "Burst",
    "Calm",
    "CandidateFeature",
    "Candidates",
    "ChosenOrder",
    "Decision",
    "DecisionBasis",
    "DecisionError",
    "Encoder",
    "Feature",
    "FeatureDecision",
    "Feedback",
    "FeedbackError",
    "FileProblem",
    "FileReport",
    "ImportReport",
    "Ledger",
    "Link",
    "Locator",
    "Membership",
    "Mistakes",
    "ModelError",
    "Mood",
    "NotFound",
    "Profile",
    "Rejected",
    "RequestTagger",
    "Requests",
    "Run",
    "Scope",
    "ScopeError",
    "Score",
    "SentimentTagger",
    "Settings",
    "SettingsError",
    "SeverityTagger",
    "Share",
    "Statement",
    "StoreError",
    "Tag",
    "Theme",
    "ThemeClusterer",
    "ThemeEvent",
    "TiedFile",
    "UnclaimedFile",
    "UnreadFiles",
    "Value",
    "Workspace",
    "load_encoder",
    "priority",
    "read_feedback",
    "statistics",
    "surveys",
]

_NAMES = {
    "embedding": "Encoder load_encoder",
    "errors": "DecisionError FeedbackError FileProblem Mistakes ModelError NotFound ScopeError"
    " SettingsError StoreError TiedFile UnclaimedFile UnreadFiles",
    "files": "Profile",
    "linking": "BacklogLinker",
    "read": "read_feedback",
    "records": "Account Analysis Burst Calm CandidateFeature Candidates ChosenOrder Decision DecisionBasis"
    " Feature FeatureDecision Feedback FileReport ImportReport Ledger Link Locator Membership Mood Rejected"
    " Requests Run Score Share Statement Tag Theme ThemeEvent Value",
    "scope": "Scope",
    "settings": "Settings",
    "tagging": "RequestTagger SentimentTagger SeverityTagger",
    "themes": "ThemeClusterer",
    "workspace": "Workspace",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name in ("priority", "statistics", "surveys"):
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
