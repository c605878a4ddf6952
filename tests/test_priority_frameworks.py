"""What must hold for every framework that scores item by item."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.priority import (
    cd3,
    ease_from_effort,
    ice,
    opportunity,
    ranks,
    rice,
    value_score,
    wsjf,
)


def known(low, high):
    return st.floats(low, high) | st.none()


FRAMEWORKS = {
    "rice": (rice, [known(0, 1e6), known(0, 3), known(0, 1), known(-1, 50)]),
    "ice product": (lambda *x: ice(*x, variant="product"), [known(1, 10)] * 3),
    "ice mean": (lambda *x: ice(*x, variant="mean"), [known(1, 10)] * 3),
    "ice percent": (lambda *x: ice(*x, variant="percent"), [known(1, 10), known(0, 100), known(1, 10)]),
    "wsjf": (wsjf, [st.sampled_from([1, 2, 3, 5, 8, 13, 20, None])] * 4),
    "cd3": (cd3, [known(0, 1e6), known(0.1, 50)]),
    "opportunity": (opportunity, [known(0, 10)] * 2),
    "value": (value_score, [known(0, 1), known(0, 4), known(0, 1), known(0, 1), known(0, 5)]),
}


@settings(deadline=None, max_examples=30)
@given(data=st.data())
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_an_item_s_score_depends_on_nothing_but_the_item(name, data):
    score, inputs = FRAMEWORKS[name]
    items = data.draw(st.lists(st.tuples(*inputs), min_size=1, max_size=8))
    turn = data.draw(st.permutations(range(len(items))))
    stranger = data.draw(st.tuples(*inputs))

    together = score(*zip(*items, strict=True))
    alone = [score(*item) for item in items]
    assert [None if np.isnan(x) else x for x in together] == alone
    with_stranger = score(*zip(*items, stranger, strict=True))
    assert np.array_equal(with_stranger[:-1], together, equal_nan=True)
    shuffled = score(*zip(*(items[i] for i in turn), strict=True))
    assert np.array_equal(shuffled, together[list(turn)], equal_nan=True)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 50)), min_size=1), st.floats(0.01, 100))
def test_another_currency_or_unit_of_effort_changes_no_rank(items, unit):
    amount, work = (np.array(column, dtype=float) for column in zip(*items, strict=True))
    for score in (cd3, lambda a, w: rice(a, 1, 0.8, w)):
        assert np.array_equal(ranks(score(amount * unit, work)), ranks(score(amount, work)))
        assert np.array_equal(ranks(score(amount, work * unit)), ranks(score(amount, work)))


@settings(deadline=None, max_examples=50)
@given(st.floats(1, 1e4), st.floats(0.1, 50), st.floats(1.01, 5))
def test_more_reach_is_better_and_more_effort_worse(reach, effort, more):
    assert rice(reach * more, 1, 1, effort) > rice(reach, 1, 1, effort) > rice(reach, 1, 1, effort * more)


@settings(deadline=None, max_examples=50)
@given(st.floats(0.5, 12), st.floats(1, 2))
def test_ease_falls_as_much_with_every_doubling(effort, factor):
    fall = ease_from_effort(effort) - ease_from_effort(effort * factor)
    assert fall == pytest.approx(9 * np.log(factor) / np.log(48), abs=1e-9)
