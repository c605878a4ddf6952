"""From ties to links, and how often the model alone would have said the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.linking.linker import shown_probability
from feedback_insights.linking.ties import KnownTies, Tie
from feedback_insights.records import Link, Membership, Statement
from feedback_insights.support import grades

Rank = Callable[[Sequence[str], int], Sequence[Sequence[tuple[str, float]]]]
Decided = Collection[tuple[str, str]]  # (statement id, feature id)

_AT_ONCE = 32  # texts ranked against the whole backlog at once
_INHERITED = frozenset({"tool:problem"})  # says nothing about this record's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """Links with the ties laid over them, and what they came to, as counts."""

    links: tuple[Link, ...]
    counts: Mapping[str, int]
    """`ties`: records tied to items, each pair once; `ties_wordless` and `ties_decided` of them gave no link.
    `ties_records`: records with words of their own tie, and of these, by the model alone, `ties_first`,
    `ties_top3` and `ties_accepted`. `ties_unknown_tickets`, `ties_unknown_items`, `ties_ambiguous`: names.
    Empty without any ties."""


def lay_ties(
    known: KnownTies,
    links: Sequence[Link],
    statements: Iterable[Statement],
    memberships: Mapping[str, Membership],
    rank: Rank,
    items: int,
    *,
    decided: Decided = (),
    unread: Collection[str] = (),
) -> Tied:
    """Lay ties over the model's links: accepted, decided by their tool, with the model's own probability.

    A tie is about a record. Its link is on the record's statement of content that the model holds most
    probable for the item (of equal ones the first), because people tie a record for what it asks, not for its
    greeting, and one link is enough to count its author. ``rank`` gives, per text, the k most probable of
    the ``items`` as (feature id, probability). Where people decided about an item and any statement of a
    record (``decided``), that stands, and a tie of the two gives no link. Statements in ``unread``, of
    languages that the model cannot read, have a tie's link of probability 0 and say nothing of the model.
    """
    if not (known.ties or known.unknown_tickets or known.unknown_items or known.ambiguous):
        return Tied(links=tuple(links), counts={})
    said = _said(known, statements)
    readable = {record: [s for s in own if s.id not in unread] for record, own in said.items()}
    chances = _chances({s.id: s.text for own in readable.values() for s in own}, rank, items)
    found = {(link.feature_id, link.kind, link.subject_id): link for link in links}
    wordless = answered = 0
    for (record, feature), tool in known.by_pair().items():
        own = said[record]
        if not own:
            wordless += 1
        elif any((s.id, feature) in decided for s in own):
            answered += 1
        else:
            best = max(own, key=lambda s: chances.get(s.id, {}).get(feature, 0.0))  # of equal ones the first
            found[feature, "statement", best.id] = Link(
                feature_id=feature,
                subject_id=best.id,
                kind="statement",
                probability=shown_probability(chances.get(best.id, {}).get(feature, 0.0)),
                accepted=True,
                decided_by=tool,
            )
    counts = {
        "ties": len(known.by_pair()),
        "ties_wordless": wordless,
        "ties_decided": answered,
        **_agreement(known.ties, readable, chances, grades(links, memberships)),
        "ties_unknown_tickets": len(known.unknown_tickets),
        "ties_unknown_items": len(known.unknown_items),
        "ties_ambiguous": len(known.ambiguous),
    }
    return Tied(links=tuple(found[key] for key in sorted(found)), counts=counts)


def _said(known: KnownTies, statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """What each tied record says, in its order."""
    content: dict[str, list[Statement]] = defaultdict(list)
    for statement in sorted(statements, key=lambda s: (s.start, s.id)):
        if statement.kind == "content":
            content[statement.feedback_id].append(statement)
    return {
        record: [s for item in parts for s in content.get(item, ())]
        for record, parts in sorted(known.records.items())
    }


def _chances(texts: Mapping[str, str], rank: Rank, items: int) -> dict[str, dict[str, float]]:
    """Statement id -> feature id -> probability by the model."""
    ids = sorted(texts)
    found: dict[str, dict[str, float]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        ranked = rank([texts[id] for id in some], items)
        found |= {id: {f: p for f, p in row if p > 0} for id, row in zip(some, ranked, strict=True)}
    return found


def _agreement(
    ties: Iterable[Tie],
    said: Mapping[str, Sequence[Statement]],
    chances: Mapping[str, Mapping[str, float]],
    graded: Mapping[str, Mapping[str, tuple[float, bool]]],
) -> dict[str, int]:
    """How many records the model alone gives one of their tied items first, among its three, accepted.

    Counted by record, for several ties of one are one person's doing; without what only the problem of an
    incident is tied to, for that says nothing of the incident's own words.
    """
    tied: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        if tie.tool not in _INHERITED and said[tie.feedback_id]:
            tied[tie.feedback_id].add(tie.feature_id)
    first = top3 = accepted = 0
    for record, features in tied.items():
        order = _order([chances[s.id] for s in said[record]])
        first += bool(features.intersection(order[:1]))
        top3 += bool(features.intersection(order[:3]))
        counted = (graded.get(s.id, {}).get(feature) for s in said[record] for feature in features)
        accepted += any(grade is not None and grade[1] for grade in counted)
    return {
        "ties_records": len(tied),
        "ties_first": first,
        "ties_top3": top3,
        "ties_accepted": accepted,
    }


def _order(chances: Sequence[Mapping[str, float]]) -> list[str]:
    """The items that a record most probably asks for, best first, then by id; without impossible ones."""
    best: dict[str, float] = {}
    for one in chances:
        for feature, probability in one.items():
            best[feature] = max(best.get(feature, 0.0), probability)
    return sorted((f for f, p in best.items() if p > 0), key=lambda f: (-best[f], f))
