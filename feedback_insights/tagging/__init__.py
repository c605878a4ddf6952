"""What a statement sounds like and how bad it is: sentiment, severity, and the mood of a group."""

from feedback_insights.tagging._mood import mood
from feedback_insights.tagging.sentiment import SentimentTagger
from feedback_insights.tagging.severity import Severity, SeverityTagger, assess

__all__ = ["SentimentTagger", "Severity", "SeverityTagger", "assess", "mood"]
