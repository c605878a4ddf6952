"""Kano: answers by number, by published wording and by label; the continuous form."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import kano
from feedback_insights.priority.kano._wordings import WORDINGS

SETS = (  # the five answers of published questionnaires, in their order
    (  # Kano et al. 1984, in Sauerwein et al. 1996, p. 6
        "I like it that way", "It must be that way", "I am neutral", "I can live with it that way",
        "I dislike it that way",
    ),
    (  # Berger et al. 1993, p. 25
        "I enjoy it that way", "It is a basic necessity or I expect it that way", "I am neutral",
        "I dislike it, but I can live with it that way", "I dislike it, and I can’t accept it",
    ),
    (  # Blauth's team, in the same
        "This would be very helpful to me", "This is a basic requirement for me",
        "This would not affect me", "This would be a minor inconvenience",
        "This would be a major problem for me",
    ),
    (  # Löfgren and Witell 2008
        "I like it that way", "I am expecting it to be that way", "I am neutral",
        "I can accept it to be that way", "I dislike it that way",
    ),
    ("I like it", "I expect it", "I feel neutral", "I can tolerate it", "I dislike it"),  # Chapman 2022
    ("Like", "Must-be", "Neutral", "Live with", "Dislike"),
)  # fmt: skip


@pytest.mark.parametrize("wordings", SETS)
def test_a_published_questionnaire_is_known_by_its_wordings(wordings):
    for position, wording in enumerate(wordings, 1):
        for variant in (
            wording,
            wording.upper(),
            f"  {wording.replace(' ', '  ')}. ",
            wording.replace("’", "'"),
        ):
            assert kano.category(variant, 5) == kano.category(position, 5)
            assert kano.category(1, variant) == kano.category(1, position)


def test_no_wording_stands_at_two_positions():
    known = [wording.casefold() for wordings in WORDINGS.values() for wording in wordings]
    assert len(known) == len(set(known))


@pytest.mark.parametrize(
    "one", [1, 1.0, "1", " 1 ", "1.0", np.int64(1), np.float32(1), Decimal(1), "I like it"]
)
def test_one_answer_may_be_written_in_many_ways(one):
    assert kano.category(one, 5) == "O"


@pytest.mark.parametrize("text", ["I would like it", "fine", "1 - I like it", "I do not dislike it", "¹½"])
def test_a_wording_is_never_guessed(text):
    with pytest.raises(ValueError, match="nor a wording that is known"):
        kano.category(text, 5)


def test_labels_say_what_other_wordings_mean_and_go_first():
    labels = {"Das freut mich": 1, "Setze ich voraus": "must-be", "Like": "Live_With", "weiß nicht": None}
    functional, dysfunctional = ["das FREUT mich", "like", "weiß nicht"], [5, "Setze ich voraus", 5]
    found = kano.evaluate(functional, dysfunctional, labels=labels)
    assert found.counts == {"A": 0, "O": 1, "M": 0, "I": 1, "R": 0, "Q": 0}
    assert found.dropped == 1


def test_codes_that_are_numbers_replace_one_to_five():
    labels = {code: code + 1 for code in range(5)} | {99: "missing"}
    assert kano.evaluate([0, 99], [4, 4], labels=labels).counts["O"] == 1
    with pytest.raises(ValueError, match=r"functional\[0\] is 5"):
        kano.evaluate([5], [0], labels=labels)
    assert kano.category(5, 99, labels={99: None}) is None


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"x": 6}, r"labels\['x'\] must be 1 to 5 \(1 like, .*\) or 'missing'"),
        ({"x": "love"}, r"labels\['x'\] must be 1 to 5"),
        (["like"], "labels must map wordings to 1 to 5, not be of type list"),
        ({"x": True}, r"labels\['x'\] must be 1 to 5"),
        ({"x": 1, "X ": 2}, "labels say two things of 'X ': 1 and 2"),
    ],
)
def test_labels_that_say_nothing_or_two_things_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        kano.evaluate([1], [1], labels=labels)


def test_three_very_different_features_have_one_mean():
    """All expect it; half like it, half are neutral; two thirds like it, one third dislike it (E7)."""
    for functional in ([2] * 6, [1, 1, 1, 3, 3, 3], [1, 1, 1, 1, 5, 5]):
        found = kano.continuous(functional, [3] * 6)
        assert (found.functional.mean, found.dysfunctional.mean) == (2, 0)


def test_the_scores_of_both_questions():
    assert [kano.continuous([answer], [3]).functional.mean for answer in range(1, 6)] == [4, 2, 0, -1, -2]
    assert [kano.continuous([3], [answer]).dysfunctional.mean for answer in range(1, 6)] == [-2, -1, 0, 2, 4]


def test_a_mean_has_the_interval_of_its_spread():
    """Scores 4, 4, 2, 0, 0: mean 2, sd 2, t(4) at 95 % two-sided 2.776."""
    found = kano.continuous([1, 1, 2, 3, 3, None], [5] * 6, level=0.95)
    assert (found.n, found.dropped) == (5, 1)
    assert (found.functional.mean, found.functional.sd) == pytest.approx((2, 2))
    assert found.functional.low == pytest.approx(2 - 2.776445 * 2 / 5**0.5)
    assert found.functional.high == 4  # cut: no mean is larger
    assert (found.dysfunctional.sd, found.dysfunctional.low) == (0, None)  # all agree: no spread is known


def test_one_and_none_have_no_interval():
    assert kano.continuous([1], [5]).functional == kano.Mean(mean=4, sd=None, low=None, high=None)
    assert kano.continuous([], []).functional.mean is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30))
def test_the_means_stay_within_the_scores(pairs):
    found = kano.continuous([one for one, _ in pairs], [other for _, other in pairs])
    for mean in (found.functional, found.dysfunctional):
        assert -2 <= mean.mean <= 4
        assert mean.low is None or -2 <= mean.low <= mean.mean <= mean.high <= 4
