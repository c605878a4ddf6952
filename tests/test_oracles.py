"""The comparison of our formulas with others', without the others: `make oracles` installs those."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
import _oracles
import oracles


def row(answer, **more):
    drawn = {"draw": lambda random: {"x": float(random.random())}, "drawn": 2, **more}
    return _oracles.Row(ours="ours", oracle="theirs", call=answer, published=[{"x": 1.0}], **drawn)


def test_every_row_answers_its_cases_with_numbers():
    for one in oracles.ROWS:
        first, *_, last = _oracles.cases_of(one)
        for case in (first, last):
            answer = _oracles.answered(one, case)
            assert isinstance(answer, list), f"{one.ours}: {answer}"
            assert answer, one.ours


def test_cases_are_the_same_every_time_and_can_be_written_down():
    for one in oracles.ROWS:
        assert json.dumps(_oracles.cases_of(one)) == json.dumps(_oracles.cases_of(one)), one.ours


def test_two_that_say_the_same_agree():
    found = _oracles.compared(row(lambda x: [x, None]), [[x["x"], None] for x in _oracles.cases_of(row(abs))])
    assert (found.agrees, found.numbers, found.absolute, found.relative) == (True, 6, 0, 0)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(1 + 3e-9, 1.0), (None, 1.0), (1.0, None), ([1.0, 2.0], 1.0), (1e-8, 2e-8)],
)
def test_two_that_do_not_are_told_apart(ours, theirs):
    found = _oracles.compared(row(lambda x: ours, drawn=0), [[theirs]])
    assert not found.agrees
    assert "{'x': 1.0}" in found.apart[0]


def test_large_numbers_are_compared_by_ratio_and_tiny_ones_by_distance():
    for ours, theirs in ((1e12 + 1, 1e12), (1e-15, 0.0)):
        assert _oracles.compared(row(lambda x, ours=ours: ours, drawn=0), [[theirs]]).agrees


def test_what_either_raises_is_told():
    def refuses(x):
        raise ValueError("not this one")

    found = _oracles.compared(row(refuses, drawn=0), ["KeyError: theirs"])
    assert found.apart == ["{'x': 1.0}: ValueError: not this one / KeyError: theirs"]
