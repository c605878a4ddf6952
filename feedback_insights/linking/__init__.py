"""From what people say to the backlog items it asks for, with a probability, or an honest "nothing here"."""

from feedback_insights.linking.answers import answers_of, tool_answers
from feedback_insights.linking.context import Context
from feedback_insights.linking.learning import learnt
from feedback_insights.linking.linker import BacklogLinker, yardstick_for
from feedback_insights.linking.met import met_words
from feedback_insights.linking.pairs import Embed
from feedback_insights.linking.reliability import Reliability, accepting, load_reliability
from feedback_insights.linking.stance import stance_of
from feedback_insights.linking.stances import judge_links
from feedback_insights.linking.themes import candidates, link_statements, link_themes
from feedback_insights.linking.tied_links import Tied, lay_ties
from feedback_insights.linking.ties import KnownTies, Tie, known_ties

__all__ = [
    "BacklogLinker", "Context", "Embed", "KnownTies", "Reliability", "Tie", "Tied", "accepting",
    "answers_of", "candidates", "judge_links", "known_ties", "lay_ties", "learnt", "link_statements",
    "link_themes", "load_reliability", "met_words", "stance_of",
    "tool_answers", "yardstick_for",
]  # fmt: skip
