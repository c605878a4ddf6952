"""The pairs to ask a person about: those whose answer teaches most, and some drawn at random.

Half of the list are the pairs that move most when answered: the expected change in U_f, the expected number
of people who ask for the feature (prioritization spec 2), which is largest where the model is unsure and many
people hang on the answer. The other half is drawn by lot from every band of probability (`strata`), because
answers to the first half tell how good the *doubtful* links are, not how good the links are. Half and half:
with fewer draws the estimate stays wide for long, with fewer of the others the answers change little. The
two kinds alternate, so that a list answered half-way serves both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Literal

from feedback_insights.linking.answers import Key, Kind, Listed
from feedback_insights.linking.strata import Shares, next_draws, strata
from feedback_insights.records import Link, Membership, Stance
from feedback_insights.support import Graded, grades

Why = Literal["teaches", "drawn"]

SAME_FEATURE = 0.5  # a second pair of one feature teaches so much of what it would alone, a third half again
SAME_SUBJECT = 0.25
ALIKE = 0.6  # texts that share so much of their words (Jaccard) are one question
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One pair of the review list."""

    number: int  # 1..
    feature_id: str
    subject_id: str
    kind: Kind
    words: str  # what the statement says, or what the theme is called
    probability: float
    accepted: bool  # by the model
    people: int  # distinct people who speak in the statement or theme
    stake: float  # expected change of the people who ask for the feature, once answered
    why: Why


@dataclass(frozen=True, slots=True)
class Stake:
    """What hangs on a pair: its people, and by how much the expected number of people would change."""

    people: int
    change: float


def stakes(
    pairs: Iterable[Listed],
    links: Iterable[Link],
    memberships: Mapping[str, Membership],
    customers: Mapping[str, str],
    stances: Iterable[Stance] = (),
) -> dict[Key, Stake]:
    """Return for each pair what hangs on its answer.

    ``links`` are all links of the run as they count now, ``customers`` who made each statement, ``stances``
    what reads as against an item and so does not support it until a person says so. The change is
    q |U(yes) - U| + (1 - q) |U - U(no)|, with U the sum over people of their surest support, as `grades` has
    it, and q the model's probability. A statement that its theme ties to the feature more surely than its own
    words do has no stake: the theme is what to ask about, and what only themes make likely would teach the
    statement model a wrong level. That a feature without any accepted link scores nothing is left out.
    """
    weigh = _Scales(links, memberships, customers, stances)
    return {pair.key: weigh(pair) for pair in pairs}


class _Scales:
    """The run's support, ready to be looked up by feature and person."""

    def __init__(
        self,
        links: Iterable[Link],
        memberships: Mapping[str, Membership],
        customers: Mapping[str, str],
        stances: Iterable[Stance],
    ) -> None:
        self._links = {(link.feature_id, link.subject_id): link for link in links}
        self._memberships, self._customers = memberships, customers
        self._against = tuple(one for one in stances if one.stance == "against")
        self._members: dict[str, list[str]] = defaultdict(list)
        for statement in sorted(memberships):
            if statement in customers:
                self._members[memberships[statement].theme].append(statement)
        self._support: dict[Key, dict[str, float]] = defaultdict(dict)  # (feature, person) -> by statement
        for statement, graded in self._grades(self._links.values(), memberships).items():
            if statement in customers:
                for feature, grade in graded.items():
                    self._support[feature, customers[statement]][statement] = grade.probability

    def _grades(self, links: Iterable[Link], memberships: Mapping[str, Membership]) -> Graded:
        return grades(links, memberships, self._against)

    def __call__(self, pair: Listed) -> Stake:
        touched = self._members.get(pair.subject_id, []) if pair.kind == "theme" else [pair.subject_id]
        touched = [statement for statement in touched if statement in self._customers]
        people = sorted({self._customers[statement] for statement in touched})
        if pair.kind == "statement" and self._theme_is_surer(pair):
            return Stake(len(people), 0.0)
        now = self._reach(pair.feature_id, people, {})
        yes, no = (
            self._reach(pair.feature_id, people, self._if(pair, touched, right)) for right in (True, False)
        )
        change = pair.probability * abs(yes - now) + (1 - pair.probability) * abs(now - no)
        return Stake(len(people), round(change, 4))

    def _theme_is_surer(self, pair: Listed) -> bool:
        who = self._customers.get(pair.subject_id, "")
        now = self._support.get((pair.feature_id, who), {}).get(pair.subject_id, 0.0)
        return now > pair.probability

    def _reach(
        self, feature: str, people: Iterable[str], changed: Mapping[str, Mapping[str, float]]
    ) -> float:
        known = (self._support.get((feature, who), {}) | dict(changed.get(who, {})) for who in people)
        return sum(max(one.values(), default=0.0) for one in known)

    def _if(self, pair: Listed, touched: Sequence[str], right: bool) -> dict[str, dict[str, float]]:
        """The support of the touched statements, by person, were the pair answered."""
        link = self._links.get(pair.key) or Link(
            feature_id=pair.feature_id, subject_id=pair.subject_id, kind=pair.kind,
            probability=pair.probability, accepted=pair.accepted,
        )  # fmt: skip
        said = replace(link, accepted=right, decided_by="person:")
        member = {s: self._memberships[s] for s in touched if s in self._memberships}
        beside = [*touched, *sorted({one.theme for one in member.values()})]
        others = (self._links.get((pair.feature_id, id)) for id in beside if id != pair.subject_id)
        graded = self._grades([said, *(link for link in others if link)], member)
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for statement in touched:
            grade = graded.get(statement, {}).get(pair.feature_id)
            found[self._customers[statement]][statement] = grade.probability if grade else 0.0
        return found


def review(
    pairs: Sequence[Listed], weight: Mapping[Key, Stake], words: Mapping[str, str], *, count: int = 20
) -> list[Question]:
    """The review list: at most ``count`` pairs that nobody has answered, the most telling first.

    ``weight`` is what `stakes` gave, ``words`` what each subject says or is called. The same run and answers
    give the same list. Raises ValueError if ``count`` is negative.
    """
    if count < 0:
        raise ValueError(f"count must be 0 or more, not {count}")
    known = sum(pair.answer is not None and pair.answer.right is True for pair in pairs)
    drawn = next_draws(Shares(strata(pairs)), known, count // 2)
    taken = {pair.key for pair in drawn}
    open_ = [pair for pair in pairs if pair.answer is None and pair.key not in taken]
    telling = most_telling(open_, weight, words, count - len(drawn), beside=drawn)
    mixed = zip_longest(((p, "teaches") for p in telling), ((p, "drawn") for p in drawn))
    return [
        Question(
            number=number,
            feature_id=pair.feature_id,
            subject_id=pair.subject_id,
            kind=pair.kind,
            words=words.get(pair.subject_id, ""),
            probability=pair.probability,
            accepted=pair.accepted,
            people=weight[pair.key].people,
            stake=weight[pair.key].change,
            why="teaches" if why == "teaches" else "drawn",
        )
        for number, (pair, why) in enumerate((one for one in chain(*mixed) if one), start=1)
    ]


def most_telling(
    pairs: Iterable[Listed],
    weight: Mapping[Key, Stake],
    words: Mapping[str, str],
    count: int,
    *,
    beside: Sequence[Listed] = (),
) -> list[Listed]:
    """The pairs that move most when answered, themes and statements in turn, each different from the others.

    Themes and statements take turns because each has a model of its own; ``beside`` is asked anyway.
    """
    queues = {
        kind: sorted((p for p in pairs if p.kind == kind), key=lambda p: (-weight[p.key].change, p.key))
        for kind, pairs in _by_kind(pairs).items()
    }
    chosen = _Chosen(weight, words)
    for pair in beside:
        chosen.add(pair)
    found: list[Listed] = []
    while len(found) < count and any(queues.values()):
        for queue in queues.values():
            if queue and len(found) < count and (best := chosen.best(queue)) is not None:
                queue.remove(best)
                chosen.add(best)
                found.append(best)
    return found


def _by_kind(pairs: Iterable[Listed]) -> dict[Kind, list[Listed]]:
    found: dict[Kind, list[Listed]] = {"theme": [], "statement": []}
    for pair in pairs:
        found[pair.kind].append(pair)
    return found


class _Chosen:
    """What is on the list already, and how much less a further pair teaches beside it."""

    def __init__(self, weight: Mapping[Key, Stake], words: Mapping[str, str]) -> None:
        self._weight, self._words = weight, words
        self._features: dict[str, int] = defaultdict(int)
        self._subjects: dict[str, int] = defaultdict(int)
        self._said: dict[str, list[frozenset[str]]] = defaultdict(list)  # by feature
        self._bags: dict[str, frozenset[str]] = {}

    def add(self, pair: Listed) -> None:
        self._features[pair.feature_id] += 1
        self._subjects[pair.subject_id] += 1
        self._said[pair.feature_id].append(self._bag(pair.subject_id))

    def best(self, queue: Sequence[Listed]) -> Listed | None:
        """The pair that teaches most beside the others; the queue is in order of what each teaches alone."""
        found: tuple[float, Listed] | None = None
        for pair in queue:
            alone = self._weight[pair.key].change
            if found is not None and alone <= found[0]:
                break
            worth = alone * self._discount(pair)
            if found is None or worth > found[0]:
                found = (worth, pair)
        return found[1] if found else None

    def _discount(self, pair: Listed) -> float:
        same = (
            SAME_FEATURE ** self._features[pair.feature_id] * SAME_SUBJECT ** self._subjects[pair.subject_id]
        )
        return same * (0.1 if any(self._near(pair)) else 1.0)

    def _near(self, pair: Listed) -> Iterator[bool]:
        own = self._bag(pair.subject_id)
        for other in self._said[pair.feature_id]:
            yield len(own & other) >= ALIKE * max(len(own | other), 1)

    def _bag(self, subject: str) -> frozenset[str]:
        if subject not in self._bags:
            self._bags[subject] = frozenset(_WORD.findall(self._words.get(subject, subject).lower()))
        return self._bags[subject]
