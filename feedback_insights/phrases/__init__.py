"""Tables of phrases, and the sentences and clauses in which they are looked for: what rules stand on."""

from feedback_insights.phrases.tables import Phrasebook, Phrases

__all__ = ["Phrasebook", "Phrases"]
