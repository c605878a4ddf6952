"""From what people say to the backlog items it asks for, with a probability, or an honest "nothing here"."""

from feedback_insights.linking._words import shared_words
from feedback_insights.linking.linker import BacklogLinker
from feedback_insights.linking.pairs import Embed
from feedback_insights.linking.themes import candidates, link_statements, link_themes
from feedback_insights.linking.tied_links import Tied, lay_ties
from feedback_insights.linking.ties import KnownTies, Tie, known_ties

__all__ = [
    "BacklogLinker", "Embed", "KnownTies", "Tie", "Tied", "candidates", "known_ties", "lay_ties",
    "link_statements", "link_themes", "shared_words",
]  # fmt: skip
