"""Learning from answers, measured: a workspace that the model never saw, half of its texts answered.

Everything comes from `train_linking`: whatever measures and models it makes, this runs unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from _linking_data import UNKNOWN
from _linking_measures import Array
from numpy.typing import NDArray
from train_linking import Fitted, fit_statements, fit_themes

from feedback_insights.linking.answers import Answer, Kind, Listed
from feedback_insights.linking.calibration import Logistic
from feedback_insights.linking.learning import learn
from feedback_insights.linking.quality import LinkQuality, link_quality
from feedback_insights.linking.review import Stake, review
from feedback_insights.settings import LinkSettings
from feedback_insights.statistics import brier_score, calibration_error

Ints = NDArray[np.intp]
SETTINGS = LinkSettings()
YES_PICKED = 3.0  # how much likelier a right pair is decided unasked than a wrong one
ENOUGH = 0.7  # of the wanted answers must be there to be had
Before = dict[str, tuple[float, float]]  # figure -> before and after


@dataclass(frozen=True)
class Field:
    """One held-out backlog: every judged pair of a subject and an item, and the model that never saw them."""

    name: str
    family: str  # apps and products count as one set each when sets are compared
    kind: Kind
    base: Logistic
    inputs: Array  # (pairs, k)
    truth: Array  # (pairs,)
    offset: float
    subject: Ints  # (pairs,)
    item: Ints  # (pairs,)
    words: tuple[str, ...]  # of each subject

    @cached_property
    def probability(self) -> Array:
        """By the shipped model."""
        return self.base.probability(self.inputs, self.offset)

    @cached_property
    def listed(self) -> NDArray[np.bool_]:
        """The pairs that a run keeps by the shipped model."""
        return self.kept(self.probability)

    def kept(self, probability: Array) -> NDArray[np.bool_]:
        """The pairs that a run keeps: the best of each subject, not below `links.keep`."""
        place = np.empty(len(probability), dtype=np.intp)
        order = np.lexsort((self.item, -probability, self.subject))
        place[order] = _place(self.subject[order])
        return (place < SETTINGS.per_statement) & (probability >= SETTINGS.keep)

    @property
    def accept(self) -> float:
        """The least probability of an accepted link."""
        return SETTINGS.accept_themes if self.kind == "theme" else SETTINGS.accept

    def pairs(self, at: Ints, probability: Array, answered: Mapping[int, Answer]) -> list[Listed]:
        """Pairs as a run lists them, with their answers."""
        accepted = probability >= self.accept
        return [
            Listed(
                feature_id=f"F{self.item[i]:05}",
                subject_id=f"S{self.subject[i]:06}",
                kind=self.kind,
                probability=round(float(probability[i]), 4),
                accepted=bool(accepted[i]),
                answer=answered.get(int(i)),
            )
            for i in at
        ]

    def answer(self, i: int) -> Answer:
        """The truth, as somebody would tell it when asked."""
        return Answer(
            feature_id=f"F{self.item[i]:05}",
            subject_id=f"S{self.subject[i]:06}",
            kind=self.kind,
            right=bool(self.truth[i] == 1),
            by="person:truth",
            asked=True,
        )


def _place(ordered: Ints) -> Ints:
    """The place of each row within its run of equal values."""
    at = np.arange(len(ordered))
    first = np.r_[True, ordered[1:] != ordered[:-1]]
    found: Ints = at - np.maximum.accumulate(np.where(first, at, 0))
    return found


def fields(fitted: Fitted) -> list[Field]:
    """Every group held out: its statements, and its made-up themes."""
    found = []
    models = {m.case.group: fit_statements(fitted.material, without={m.case.group}) for m in fitted.material}
    for measured in fitted.material:
        case = measured.case
        subject, item = np.nonzero(case.truth != UNKNOWN)
        found.append(
            Field(
                case.name,
                _family(case.group),
                "statement",
                models[case.group],
                measured.measures[subject, item],
                case.truth[subject, item].astype(float),
                measured.offset,
                subject,
                item,
                case.texts,
            )
        )
    for part in fitted.themes:
        starts = np.r_[0, np.flatnonzero(np.diff(part.theme)) + 1]
        item = np.arange(len(part.theme)) - np.repeat(starts, np.diff(np.r_[starts, len(part.theme)]))
        base = fit_themes(fitted.themes, without={part.group})
        names = tuple(f"theme {i}" for i in range(int(part.theme.max()) + 1))
        found.append(
            Field(
                f"{part.group} themes",
                _family(part.group),
                "theme",
                base,
                part.inputs,
                part.truth,
                part.offset,
                part.theme,
                item,
                names,
            )
        )
    return found


def _family(group: str) -> str:
    from _linking_data import APPS

    return "apps" if group in APPS else group if group in ("banking77", "seamonkey") else "written"


def split(field: Field, seed: int) -> NDArray[np.bool_]:
    """The pairs that may be asked: those of half of the texts; the others are measured."""
    random = np.random.default_rng([seed, 1])
    subjects = np.unique(field.subject)
    return np.isin(field.subject, random.permutation(subjects)[: len(subjects) // 2])


def choose(field: Field, among: Ints, policy: str, count: int, seed: int) -> Ints:
    """Which pairs are answered. ``review``: the review list, ``random``: any listed pair, ``picked``: by
    people who decide right pairs three times as often."""
    if policy == "review":
        return asked_for(field, field.pairs(among, field.probability, {}), among, count)
    random = np.random.default_rng([seed, 2])
    odds = np.where(field.truth[among] == 1, YES_PICKED if policy == "picked" else 1.0, 1.0)
    keys = random.random(len(among)) ** (
        1 / odds
    )  # weighted sampling without replacement (Efraimidis, Spirakis)
    return among[np.argsort(-keys, kind="stable")[:count]]


def asked_for(field: Field, pairs: Sequence[Listed], among: Ints, count: int) -> Ints:
    """What the review list asks; each text is one person."""
    weight = {p.key: Stake(1, round(2 * p.probability * (1 - p.probability), 6)) for p in pairs}
    words = {f"S{i:06}": text for i, text in enumerate(field.words)}
    place = {pair.key: i for pair, i in zip(pairs, among, strict=True)}
    chosen = review(pairs, weight, words, count=count)
    return np.array([place[q.feature_id, q.subject_id] for q in chosen], dtype=np.intp)


def answered(field: Field, policy: str, count: int, seed: int) -> Ints:
    """The answered pairs of one draw."""
    among = np.flatnonzero(field.listed & split(field, seed))
    return choose(field, among, policy, count, seed)


def taught(field: Field, at: Ints, *, asked: bool = True) -> Logistic:
    """The model after the truth of some pairs was told."""
    n = len(at)
    told = np.full(n, asked)
    return learn(
        field.base, field.inputs[at], field.truth[at], np.full(n, field.offset), np.ones(n), asked=told
    )


def figures(field: Field, model: Logistic, there: NDArray[np.bool_]) -> dict[str, float]:
    """Log loss, Brier and ECE on all pairs and on the listed ones, MRR and hit@3 of the subjects."""
    probability, truth = model.probability(field.inputs[there], field.offset), field.truth[there]
    listed = field.listed[there]
    first = first_right(field.subject[there], field.item[there], probability, truth)
    found = {"log loss": log_loss(probability, truth), "Brier": brier_score(probability, truth)}
    if listed.any():
        p, t = probability[listed], truth[listed]
        found |= {"log loss, listed": log_loss(p, t), "Brier, listed": brier_score(p, t)}
        found["ECE, listed"] = calibration_error(p, t)
    if len(first):
        found |= {"MRR": float((1 / first).mean()), "hit@3": float((first <= 3).mean())}
    return found


def log_loss(probability: Array, truth: Array) -> float:
    """Mean negative log-likelihood, nats per pair."""
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return float(-np.mean(truth * np.log(p) + (1 - truth) * np.log(1 - p)))


def first_right(subject: Ints, item: Ints, probability: Array, truth: Array) -> Ints:
    """For each subject with a right item, the place of the first one, from 1."""
    order = np.lexsort((item, -probability, subject))
    place, right = _place(subject[order]) + 1, truth[order] == 1
    who, where = subject[order][right], place[right]
    return where[np.r_[True, who[1:] != who[:-1]]] if len(who) else where


def compare(field: Field, policy: str, count: int, seeds: Iterable[int]) -> list[Before]:
    """Before and after, draw by draw; nothing where there are too few pairs to ask for."""
    found = []
    for seed in seeds:
        at = answered(field, policy, count, seed)
        if len(at) < ENOUGH * count:
            continue
        there = ~split(field, seed)
        model = taught(field, at, asked=policy != "picked")
        before, after = figures(field, field.base, there), figures(field, model, there)
        found.append({name: (before[name], after[name]) for name in before})
    return found


@dataclass(frozen=True)
class Estimated:
    """What `link_quality` said after some rounds of review, and what is true."""

    answers: int
    precision: float
    recall: float
    told: LinkQuality


def rounds(field: Field, count: int, *, each: int = 20) -> Iterator[Estimated]:
    """Review, answer and learn, round after round, on the whole field; what was estimated each time."""
    given: dict[int, Answer] = {}
    model = field.base
    for _ in range(count):
        probability = model.probability(field.inputs, field.offset)
        among = np.flatnonzero(field.kept(probability))
        asked = asked_for(field, field.pairs(among, probability, given), among, each)
        given |= {int(i): field.answer(int(i)) for i in asked}
        model = taught(field, np.array(sorted(given), dtype=np.intp))
        probability = model.probability(field.inputs, field.offset)
        among = np.flatnonzero(field.kept(probability))
        right = field.truth[among] == 1
        known = np.array([int(i) in given for i in among])
        counts = np.where(known, right, probability[among] >= field.accept)
        told = link_quality(field.pairs(among, probability, given))
        precision = float(right[counts].mean()) if counts.any() else float("nan")
        yield Estimated(
            len(given), precision, float(counts[right].mean()) if right.any() else float("nan"), told
        )
