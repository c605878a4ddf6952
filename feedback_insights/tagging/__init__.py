"""What a statement sounds like, what about, asks for and how bad it is: the taggers; moods.

Beside these, why it cannot wait and what got worse for its writer: urgency cues and adverse effects.
"""

from feedback_insights.tagging._head import load_head
from feedback_insights.tagging._mood import mood
from feedback_insights.tagging._tags import Heard, tag_statements
from feedback_insights.tagging._trained import TrainedTagger
from feedback_insights.tagging.aspects import AspectTagger
from feedback_insights.tagging.effects import effects
from feedback_insights.tagging.reading import Caches, read_texts
from feedback_insights.tagging.requests import RequestTagger
from feedback_insights.tagging.sentiment import SentimentTagger
from feedback_insights.tagging.severity import Severity, SeverityTagger, assess
from feedback_insights.tagging.urgency import urgency

__all__ = [
    "AspectTagger", "Caches", "Heard", "RequestTagger", "SentimentTagger", "Severity", "SeverityTagger",
    "TrainedTagger", "assess", "effects", "load_head", "mood", "read_texts", "tag_statements", "urgency",
]  # fmt: skip
