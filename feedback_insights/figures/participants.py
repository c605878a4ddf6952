"""Who of the participants of interviews and tests spoke of which theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.figures._ground import Ground
from feedback_insights.records import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Participants by themes. With so few people there are counts only: "7 of 10 participants"."""

    participants: tuple[str, ...]  # as their sessions name them; two of one name are told apart
    statements: Mapping[str, Mapping[str, int]]  # theme -> participant -> statements; 0 is left out

    def count(self, theme_id: str) -> int:
        """How many participants spoke of a theme."""
        return len(self.statements.get(theme_id, {}))


def participants(themes: Sequence[Theme], ground: Ground) -> Matrix | None:
    """Count the statements of each participant in each theme; None where there were no sessions."""
    label = _labels(ground)
    if not label:
        return None
    found: dict[str, dict[str, int]] = {}
    for theme in themes:
        spoke = Counter(label[who] for id in theme.statements if (who := ground.customer(id)) in label)
        if spoke:
            found[theme.id] = dict(sorted(spoke.items()))
    names = sorted(label.values(), key=lambda name: (len(name), name))
    return Matrix(participants=tuple(names), statements=found)


def _labels(ground: Ground) -> dict[str, str]:
    """Customer -> participant's name: the session most of their words come from."""
    sessions: dict[str, Counter[str]] = {}
    for id, item in ground.feedback.items():
        if item.session:
            sessions.setdefault(ground.directory.customer[id], Counter())[item.session] += 1
    named = {who: min(found, key=lambda name: (-found[name], name)) for who, found in sessions.items()}
    taken: Counter[str] = Counter()
    labels = {}
    for who in sorted(named, key=lambda who: (len(who), who)):
        taken[named[who]] += 1
        again = taken[named[who]]
        labels[who] = named[who] if again == 1 else f"{named[who]} ({again})"
    return labels
