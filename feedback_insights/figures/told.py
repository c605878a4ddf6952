"""What groups of statements tell beside their tone: what cannot wait, what got worse, what it is about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from feedback_insights.figures._ground import Ground, share
from feedback_insights.records import EFFECTS, SENTIMENTS, URGENCY, EffectKind, Share, UrgencyKind
from feedback_insights.scope import AUDIENCES, OTHER, UNKNOWN

MOST_CHANGES: Final = 5  # that a table shows of one kind
_ARTICLE: Final = re.compile(
    r"\A(?:(?:since|after|the|this|that|your|our|my|an?|new|latest|last|most recent)\s+)+(?=\S)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectCount:
    """One thing that tones are about: how many people spoke of it, and in which tone."""

    term: str
    people: int
    negative: int  # people who spoke badly of it; who did both counts under both
    positive: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """People by what their statements tell; each person counts once per kind."""

    urgency: Mapping[UrgencyKind, int]  # only those that occur, in their fixed order
    effects: Mapping[EffectKind, int]
    aspects: tuple[AspectCount, ...]  # most people first, then by term


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEffect:
    """One way in which things got worse, and for whom: what a change costs the platform."""

    kind: EffectKind
    change: str | None  # what is blamed, one spelling for all; "" = named by nobody; None = all together
    people: Share  # of those heard
    audiences: Mapping[str, Share]  # audience -> its people, of those heard of it
    statements: tuple[str, ...]  # the surest complaints first, then by id


def told_of(statements: Iterable[str], ground: Ground) -> Told:
    """Count the people of a group of statements by what they tell."""
    urgent: dict[str, set[str]] = defaultdict(set)
    worse: dict[str, set[str]] = defaultdict(set)
    spoke: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for id in statements:
        if (tag := ground.tags.get(id)) is None:
            continue
        who = ground.customer(id)
        for cue in tag.urgency:
            urgent[cue.kind].add(who)
        for effect in tag.effects:
            worse[effect.kind].add(who)
        for aspect in tag.aspects:
            spoke[aspect.term][aspect.sentiment].add(who)
    aspects = [
        AspectCount(
            term=term,
            people=len(set().union(*tones.values())),
            negative=len(tones["negative"]),
            positive=len(tones["positive"]),
        )
        for term, tones in spoke.items()
    ]
    return Told(
        urgency={kind: len(urgent[kind]) for kind in URGENCY if kind in urgent},
        effects={kind: len(worse[kind]) for kind in EFFECTS if kind in worse},
        aspects=tuple(sorted(aspects, key=lambda one: (-one.people, one.term))),
    )


def adverse_effects(ground: Ground) -> tuple[AdverseEffect, ...]:
    """Every kind of adverse effect with its people, in all and by the change they blame; most people first.

    Who complains chose to speak: the shares are of those heard and order things, they are no prevalence.
    """
    groups: dict[tuple[EffectKind, str | None], set[str]] = defaultdict(set)
    for id in ground.statements:
        for effect in ground.tags[id].effects if id in ground.tags else ():
            groups[effect.kind, None].add(id)
            groups[effect.kind, plain_change(effect.change)].add(id)
    heard = _by_audience(ground.feedback, ground)
    found = [
        _counted(kind, change, sorted(ids, key=_worst_first(ground)), heard, ground)
        for (kind, change), ids in groups.items()
    ]
    totals = {one.kind: one.people.count for one in found if one.change is None}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                -totals[one.kind], EFFECTS.index(one.kind), one.change is not None, -one.people.count,
                one.change or "",
            ),
        )
    )  # fmt: skip


def in_short(found: Sequence[AdverseEffect]) -> list[AdverseEffect]:
    """Each kind in all, and the changes that most people blame for it; who blames none is in the former."""
    kept, named = list[AdverseEffect](), 0
    for one in found:
        named = 0 if one.change is None else named + bool(one.change)
        if one.change is None or (one.change and named <= MOST_CHANGES):
            kept.append(one)
    return kept


def plain_change(words: str) -> str:
    """One spelling for what is blamed: "The last update" and "your new update" are both "update"."""
    return _ARTICLE.sub("", " ".join(words.casefold().split()))


def _counted(
    kind: EffectKind, change: str | None, ids: list[str], heard: Counter[str], ground: Ground
) -> AdverseEffect:
    behind = _by_audience((ground.statements[id].feedback_id for id in ids), ground)
    return AdverseEffect(
        kind=kind,
        change=change,
        people=share(len(ground.people(ids)), ground.heard),
        audiences={name: share(behind[name], heard[name]) for name in sorted(behind, key=_unknown_last)},
        statements=tuple(ids),
    )


def _worst_first(ground: Ground) -> Callable[[str], tuple[float, str]]:
    def place(id: str) -> tuple[float, str]:
        chances = ground.tags[id].probabilities
        return -chances[SENTIMENTS.index("negative")] if chances else 0.0, id

    return place


def _by_audience(feedback: Iterable[str], ground: Ground) -> Counter[str]:
    """Different people per audience; who spoke under two counts under both."""
    pairs = {(_audience(ground.facets.of("audience", id)), ground.directory.customer[id]) for id in feedback}
    return Counter(audience for audience, _ in pairs)


def _audience(name: str) -> str:
    """One of the platform's audiences; a job title is none of them."""
    return name if name in (*AUDIENCES, UNKNOWN) else OTHER


def _unknown_last(audience: str) -> int:
    return (*AUDIENCES, OTHER, UNKNOWN).index(audience)
