"""From what people say to the backlog items it asks for, with a probability, or an honest "nothing here"."""

from feedback_insights.linking._words import shared_words
from feedback_insights.linking.linker import BacklogLinker
from feedback_insights.linking.pairs import Embed
from feedback_insights.linking.themes import candidates, link_statements, link_themes

__all__ = ["BacklogLinker", "Embed", "candidates", "link_statements", "link_themes", "shared_words"]
