"""Answers move the shipped model: none not at all, few a little, many to the truth; the base rate stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.linking.answers import Answer
from feedback_insights.linking.calibration import Logistic, load_calibration
from feedback_insights.linking.learning import Matrix, learn, learnt
from feedback_insights.linking.pairs import MEASURES
from feedback_insights.records import Decision, Link, Theme
from feedback_insights.triage import replay

SHIPPED = Logistic((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.2, 0.8, 0.5), -4.0)


def pairs(n: int, seed: int = 0) -> Matrix:
    """Measures as a backlog has them: most pairs are usual, a few stand out."""
    random = np.random.default_rng(seed)
    return random.normal(size=(n, 3)) + 2.5 * (random.random(n) < 0.1)[:, None]


def answers(model: Logistic, inputs: Matrix, seed: int = 0) -> Matrix:
    said: Matrix = (np.random.default_rng([seed, 7]).random(len(inputs)) < model.probability(inputs)) * 1.0
    return said


def teach(inputs: Matrix, truth: Matrix, *, asked: bool = True, base: Logistic = SHIPPED) -> Logistic:
    n = len(truth)
    return learn(base, inputs, truth, np.zeros(n), np.ones(n), asked=np.full(n, asked))


def uncertain(inputs: Matrix, count: int) -> Matrix:
    """The pairs that the shipped model is least sure of."""
    order = np.argsort(np.abs(SHIPPED.probability(inputs) - 0.5), kind="stable")
    return inputs[order[:count]]


def loss(model: Logistic, inputs: Matrix, truth: Matrix) -> float:
    p = model.probability(inputs)
    return float(-np.mean(truth * np.log(p) + (1 - truth) * np.log(1 - p)))


def test_no_answer_leaves_the_shipped_model() -> None:
    assert teach(np.zeros((0, 3)), np.zeros(0)) is SHIPPED
    one = np.ones((1, 3))
    assert learn(SHIPPED, one, np.ones(1), np.zeros(1), np.zeros(1)) is SHIPPED, "an answer of no weight"


def test_five_answers_that_all_say_no_hardly_move_it() -> None:
    seen = pairs(3000)
    doubtful = uncertain(seen, 5)
    taught = teach(doubtful, np.zeros(5))
    moved = SHIPPED.probability(seen) - taught.probability(seen)
    assert 0.005 < moved.max() < 0.1


@pytest.mark.parametrize(
    "true", [replace(SHIPPED, intercept=-2.8), replace(SHIPPED, weights=(0.6, 0.8, 0.9))]
)
def test_two_hundred_answers_speak_for_themselves(true: Logistic) -> None:
    asked, others = uncertain(pairs(6000), 200), pairs(6000, seed=1)
    others = others[SHIPPED.probability(others) > 0.1]
    taught = teach(asked, answers(true, asked))
    truth = true.probability(others)
    lost = loss(SHIPPED, others, truth) - loss(true, others, truth)
    assert loss(taught, others, truth) - loss(true, others, truth) < 0.5 * lost


yes_no = st.lists(
    st.tuples(st.tuples(*[st.integers(-3, 4)] * 3), st.booleans(), st.booleans()), min_size=1, max_size=12
)
Said = Sequence[tuple[tuple[int, int, int], bool, bool]]


def teach_rows(said: Said) -> Logistic:
    inputs = np.array([row for row, _, _ in said], dtype=float)
    truth = np.array([float(right) for _, right, _ in said])
    n = len(said)
    asked = np.array([asked for _, _, asked in said])
    return learn(SHIPPED, inputs, truth, np.zeros(n), np.ones(n), asked=asked)


@given(yes_no, st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_the_order_of_answers_is_irrelevant(said: Said, random: object) -> None:
    mixed = list(said)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert teach_rows(mixed) == teach_rows(said)


@given(st.tuples(*[st.integers(-3, 4)] * 3), st.booleans())
@settings(max_examples=10, deadline=None)
def test_more_agreeing_answers_never_move_a_pair_the_other_way(
    pair: tuple[int, int, int], right: bool
) -> None:
    at = np.array([pair], dtype=float)
    found = [SHIPPED.probability(at)[0]]
    found += [teach_rows([(pair, right, True)] * n).probability(at)[0] for n in (1, 2, 5, 11, 30)]
    steps = np.diff(found) if right else -np.diff(found)
    assert steps.min() >= -1e-5


def test_answers_that_come_as_foretold_leave_the_model_nearly_alone() -> None:
    """Left-out answers are then hardly foretold better by a step than by the shipped model."""
    moved = []
    for seed in range(12):
        asked = uncertain(pairs(6000, seed), 60)
        taught = teach(asked, answers(SHIPPED, asked, seed))
        moved.append(np.abs(taught.probability(asked) - SHIPPED.probability(asked)).max())
    assert np.median(moved) < 0.08


@given(yes_no)
@settings(max_examples=12, deadline=None)
def test_answers_turn_no_measure_round(said: Said) -> None:
    contrary = [(row, sum(row) < 0, True) for row, _, _ in said] * 12
    assert min(teach_rows(contrary).weights) > 0


def drift(taught: Logistic) -> float:
    """By what factor the expected number of right pairs changed in all the backlog's pairs."""
    seen = pairs(20_000, seed=9)
    return float(taught.probability(seen).sum() / SHIPPED.probability(seen).sum())


def test_asking_only_about_likely_pairs_does_not_move_the_base_rate() -> None:
    """Given the measures, a pair's chance does not depend on having been asked."""
    found = []
    for seed in range(12):
        asked = uncertain(pairs(6000, seed), 100)
        found.append(drift(teach(asked, answers(SHIPPED, asked, seed))))
    assert 0.93 < np.mean(found) < 1.07
    assert max(found) < 1.35


def test_pairs_picked_because_they_are_right_do_not_move_it_either() -> None:
    """People confirm three right pairs for each wrong one they reject; a tool ties right ones only."""
    picked, naive = [], []
    for seed in range(12):
        seen = pairs(6000, seed)
        likely = seen[SHIPPED.probability(seen) > 0.1]
        truth = answers(SHIPPED, likely, seed)
        right, wrong = likely[truth == 1][:75], likely[truth == 0][:25]
        inputs, said = np.concatenate([right, wrong]), np.repeat([1.0, 0.0], [len(right), len(wrong)])
        picked.append(drift(teach(inputs, said, asked=False)))
        naive.append(drift(teach(inputs, said)))
    assert np.mean(naive) > 1.12, "taken as asked for, they would"
    assert 0.95 < np.mean(picked) < 1.05


def test_ties_that_only_say_yes_hardly_lift_the_level() -> None:
    seen = pairs(6000)
    truth = answers(SHIPPED, seen)
    assert drift(teach(seen[truth == 1][:100], np.ones(100), asked=False)) < 1.25


def test_values_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="need inputs of shape"):
        teach(np.zeros((2, 4)), np.zeros(2))
    with pytest.raises(ValueError, match="finite"):
        teach(np.full((1, 3), np.nan), np.ones(1))


# ---- answers of a workspace -----------------------------------------------------------------------------


@dataclass
class LengthLinker:
    """Measures that are easy to follow: what is asked of it, and how long the texts are."""

    feature_ids: list[str]
    offset: float = 0.0

    def measures_of(self, texts: Sequence[str], feature_ids: Sequence[str]) -> Matrix:
        rest = [0.0] * (len(MEASURES) - 2)
        return np.array([[len(text) / 10, 1.0, *rest] for text in texts])

    def pooled_of(self, groups: Sequence[Sequence[str]], feature_ids: Sequence[str]) -> Matrix:
        return np.array([[len(group), 0, 0.2] for group in groups], dtype=float)


def said(subject: str, right: bool | None, *, feature: str = "F1") -> Answer:
    kind = "statement" if ":" in subject else "theme"
    return Answer(feature_id=feature, subject_id=subject, kind=kind, right=right, by="person:kim", asked=True)  # type: ignore[arg-type]


TEXTS = {"a:0": ["the export stops"], "T1": ["one", "two"]}


def test_statements_teach_the_statement_model_and_themes_the_theme_model() -> None:
    shipped, linker = load_calibration(), LengthLinker(["F1"])
    texts = {f"a:{i}": ["the export stops" * (1 + i % 4)] for i in range(12)}
    texts |= {f"T{i}": ["one"] * (1 + i % 4) for i in range(12)}
    by_statement = learnt(shipped, [said(f"a:{i}", True) for i in range(12)], texts, linker)
    assert by_statement.statement != shipped.statement
    assert by_statement.theme == shipped.theme
    by_theme = learnt(shipped, [said(f"T{i}", False) for i in range(12)], texts, linker)
    assert by_theme.statement == shipped.statement
    assert by_theme.theme != shipped.theme


def test_what_cannot_be_told_or_is_gone_teaches_nothing() -> None:
    shipped = load_calibration()
    useless = [said("a:0", None), said("b:0", True), said("T1", True, feature="F9"), said("T2", False)]
    assert learnt(shipped, useless, TEXTS, LengthLinker(["F1"])) is shipped


def test_the_answered_pair_stays_as_the_person_said_whatever_was_learnt() -> None:
    """The models move, the decision is replayed after them."""
    shipped, linker = load_calibration(), LengthLinker(["F1"])
    taught = learnt(shipped, [said("T1", False)], TEXTS, linker)
    probability = float(taught.theme.probability(linker.pooled_of([TEXTS["T1"]], ["F1"]))[0])
    link = Link(feature_id="F1", subject_id="T1", kind="theme", probability=probability, accepted=True)
    theme = Theme(id="T1", name="t", size=2, customers=2, statements=())
    decision = Decision(id=1, author="kim", verb="reject", arguments={"feature": "F1", "subject": "T1"})
    (found,) = replay([decision], [theme], [link]).links
    assert (found.accepted, found.decided_by, found.probability) == (False, "person:kim", probability)
