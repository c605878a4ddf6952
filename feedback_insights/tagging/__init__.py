"""What a statement sounds like, what about, asks for and how bad it is: the taggers; moods."""

from feedback_insights.tagging._head import load_head
from feedback_insights.tagging._mood import mood
from feedback_insights.tagging._tags import tag_of
from feedback_insights.tagging._trained import TrainedTagger
from feedback_insights.tagging.aspects import AspectTagger
from feedback_insights.tagging.reading import Caches, read_texts
from feedback_insights.tagging.requests import RequestTagger
from feedback_insights.tagging.sentiment import SentimentTagger
from feedback_insights.tagging.severity import Severity, SeverityTagger, assess

__all__ = [
    "AspectTagger", "Caches", "RequestTagger", "SentimentTagger", "Severity", "SeverityTagger",
    "TrainedTagger", "assess", "load_head", "mood", "read_texts", "tag_of",
]  # fmt: skip
