"""Numbers that people give: how they are read, what of the log stands, and what it does to scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.directory import Directory
from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.priority import Support, places_moved, score_rice
from feedback_insights.priority._supplied import drawn
from feedback_insights.priority.inputs import measure
from feedback_insights.records import Decision, Feature, Score, Value
from feedback_insights.settings import PrioritySettings
from feedback_insights.supplied import (
    Amount,
    Supplied,
    input_named,
    read_amount,
    read_scale,
    supplied_digest,
    supplied_inputs,
    unapplied,
)

QUICK = PrioritySettings(draws=400)
numbers = st.floats(0, 1e12, allow_nan=False).map(abs)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("2", Amount(2)),
        ("1,5", Amount(1.5)),
        ("0,5-1,25", Amount(0.875, 0.5, 1.25)),
        (" 0.5 ", Amount(0.5)),
        ("1-3", Amount(2, 1, 3)),
        ("1 – 4", Amount(2.5, 1, 4)),
        ("1 to 3", Amount(2, 1, 3)),
        ("2 (1-5)", Amount(2, 1, 5)),
        ("80%", Amount(0.8)),
        ("50-75 %", Amount(0.625, 0.5, 0.75)),
    ],
)
def test_numbers_and_ranges_are_read(said: str, amount: Amount) -> None:
    assert read_amount(said) == amount


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("banana", "no number and no range"),
        ("-2", "negative"),
        ("3-1", "runs backwards"),
        ("9 (1-5)", "outside its range"),
        ("1,500", "with a point"),
        ("1-2-3", "no number and no range"),
        ("03-Jan", "is a date, which spreadsheets make of 1-3"),
        ("2026-01-03 00:00:00", "write it as 1 to 3"),
        ("nan", "no number"),
        ("1e999", "no number"),
        ("", "no number"),
        ("9" * 20, "too large"),
    ],
)
def test_what_is_no_number_says_so(said: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_amount(said)


@given(st.lists(numbers, min_size=3, max_size=3).map(sorted), st.booleans())
def test_what_the_log_keeps_reads_back_the_same(three: list[float], ranged: bool) -> None:
    low, value, high = three
    amount = Amount(value, low, high) if ranged else Amount(value)
    assert read_amount(amount.text) == amount


@given(st.text(max_size=12))
def test_any_cell_is_a_number_or_a_clear_refusal(said: str) -> None:
    try:
        amount = read_amount(said)
    except ValueError as error:
        assert str(error)  # noqa: PT017
    else:
        assert amount.value >= 0
        assert amount.low is None or amount.low <= amount.value <= (amount.high or 0)


def test_an_input_knows_its_range_and_its_neighbours() -> None:
    with pytest.raises(ValueError, match="did you mean effort"):
        input_named("efort")
    with pytest.raises(ValueError, match="must be above 0"):
        input_named("effort").check(Amount(0))
    with pytest.raises(ValueError, match="between 0 and 1"):
        input_named("confidence").check(Amount(0.9, 0.5, 80))
    input_named("effort").check(Amount(0.1))


def test_scales_are_named_or_declared_and_never_guessed(tmp_path: Path) -> None:
    assert read_scale("shirts").read("m") == Amount(4)
    assert read_scale("shirts").read("1-3") == Amount(2, 1, 3)
    assert read_scale("points").read("13") == Amount(13)
    with pytest.raises(ValueError, match="no step of points"):
        read_scale("points").read("7")
    own = read_scale({"S": 1, "M": "2-4"})
    assert own.read("M") == Amount(3, 2, 4)
    with pytest.raises(ValueError, match="or one of S, M"):
        own.read("L")
    file = tmp_path / "sizes.toml"
    file.write_text('Tiny = 0.5\nBig = "10-30"\n')
    assert read_scale(file).told == "TINY 0.5, BIG 20 (10-30)"
    for wrong in ({"S": 0}, {"S": True}, {"s": 1, "S": 2}, {}):
        with pytest.raises(SettingsError):
            read_scale(wrong)
    with pytest.raises(FileProblem, match="neither one of shirts, points nor a file"):
        read_scale("stones")


def said(number: int, feature: str, name: str, value: str, verb: str = "set") -> Decision:
    arguments = {"feature": feature, "input": name, "value": value}
    return Decision(id=number, author="ana", verb=verb, arguments=arguments, reason="asked")


def test_the_last_number_stands_and_an_undo_brings_back_the_one_before() -> None:
    log = [said(1, "F1", "effort", "2"), said(2, "F1", "effort", "1-3"), said(3, "F1", "reach", "40")]
    stands = supplied_inputs(log)["F1"]
    assert (stands["effort"].amount, stands["reach"].amount) == (Amount(2, 1, 3), Amount(40))
    undo = Decision(id=4, author="ana", verb="undo", arguments={"decision": "2"})
    assert supplied_inputs([*log, undo])["F1"]["effort"].amount == Amount(2)
    assert supplied_digest(supplied_inputs(log)) != supplied_digest(supplied_inputs([*log, undo]))
    assert supplied_digest({}) == ""


def test_what_cannot_be_taken_is_told_and_never_lost() -> None:
    log = [said(1, "GONE", "effort", "2"), said(2, "F1", "stars", "5"), said(3, "F1", "effort", "many")]
    assert unapplied(log, {"F1"}) == {
        1: "was not applied: the backlog has no GONE",
        2: f"was not applied: {_refusal('stars')}",
        3: "was not applied: 'many' is no number and no range; write 2, 1-3 or 2 (1-5), with a point in 0.5",
    }
    assert supplied_inputs(log).keys() == {"GONE"}


def _refusal(name: str) -> str:
    with pytest.raises(ValueError, match="no input") as told:
        input_named(name)
    return str(told.value)


# ---- what it does to scores -------------------------------------------------------------------------------


def crowd(people: int) -> Directory:
    names = [f"c{n}" for n in range(people)]
    return Directory(
        customer={f"f{n}": name for n, name in enumerate(names)},
        account=dict.fromkeys(names),
        assumed=frozenset(),
        accounts={},
    )


def asks(feature: str, *people: int, severity: int | None = 2) -> list[Support]:
    return [
        Support(
            feedback_id=f"f{n}", statement_id=f"s{n}", feature_id=feature, probability=0.9, accepted=True,
            severity=severity, sentiment="negative", channel="email", source="zendesk",
        )
        for n in people
    ]  # fmt: skip


BACKLOG = [Feature("A", "a", effort=4), Feature("B", "b"), Feature("C", "c")]
EVIDENCE = [*asks("A", *range(12)), *asks("B", *range(8, 20))]


def rice_of(given: dict[str, dict[str, Supplied]], settings: PrioritySettings = QUICK) -> dict[str, Score]:
    scores = score_rice(BACKLOG, EVIDENCE, crowd(40), settings, supplied=given)
    return {score.feature_id: score for score in scores if score.method == "rice"}


def by_ana(amount: Amount) -> Supplied:
    return Supplied(amount=amount, author="ana", reason="a guess", decision=7)


def test_a_supplied_effort_is_a_backlog_s_effort() -> None:
    given = rice_of({"B": {"effort": by_ana(Amount(4))}})["B"]
    loaded = score_rice([BACKLOG[0], replace(BACKLOG[1], effort=4)], EVIDENCE, crowd(40), QUICK)
    same = next(score for score in loaded if (score.feature_id, score.method) == ("B", "rice"))
    assert given.score.value == same.score.value
    assert given.score.low == pytest.approx(same.score.low)
    effort = given.inputs["effort"]
    assert (effort.value, effort.low, effort.high, effort.basis) == (4, 2, 8, "supplied")
    assert "supplied by ana (decision 7): a guess" in effort.method


def test_every_input_says_where_it_comes_from() -> None:
    score = rice_of({})["B"]
    assert {name: score.inputs[name].basis for name in ("reach", "impact", "confidence", "effort")} == {
        "reach": "observed",
        "impact": "estimated",
        "confidence": "estimated",
        "effort": "missing",
    }
    assert rice_of({})["A"].inputs["effort"].basis == "supplied"


def test_an_override_stands_beside_what_the_evidence_says_and_moves_no_other_item() -> None:
    before, after = rice_of({}), rice_of({"A": {"reach": by_ana(Amount(100, 50, 200))}})
    reach = after["A"].inputs["reach"]
    assert (reach.value, reach.low, reach.high) == (100, 50, 200)
    assert "the evidence says 10.8" in reach.method
    assert after["A"].score.value == pytest.approx(before["A"].score.value * 100 / 10.8)
    assert (after["B"].score, after["B"].inputs) == (before["B"].score, before["B"].inputs)


def test_what_nobody_asks_for_is_scored_where_people_give_every_factor() -> None:
    factors = {"reach": 20, "impact": 2, "confidence": 0.5, "effort": 4}
    scores = rice_of({"C": {name: by_ana(Amount(number)) for name, number in factors.items()}})
    assert (scores["C"].score.value, scores["C"].status) == (5, "scored")
    assert scores["C"].rank_low is not None
    without = rice_of({"C": {"reach": by_ana(Amount(20))}})["C"]
    assert (without.score.value, without.status) == (None, "effort_missing")
    nobody = rice_of({"C": {name: by_ana(Amount(0 if name == "reach" else 1)) for name in factors}})["C"]
    assert nobody.score.value == 0


@given(
    st.tuples(st.floats(0.01, 1e4), st.floats(1.01, 50), st.floats(1.01, 50)),
    st.sampled_from(["effort", "reach"]),
)
def test_draws_of_a_range_have_its_number_as_median_and_its_ends_as_5_and_95_percent(
    three: tuple[float, float, float], name: str
) -> None:
    value, down, up = three
    low, high = value / down, value * up
    many = PrioritySettings(draws=4000)
    found = drawn(name, Value(value=value, low=low, high=high), "A", many)
    shares = [float((found <= end).mean()) for end in (low, value, high)]
    assert shares == pytest.approx([0.05, 0.5, 0.95], abs=0.03)


def test_draws_stay_within_what_an_input_can_be() -> None:
    found = drawn("confidence", Value(value=0.8, low=0.0, high=1.0), "A", QUICK)
    assert found.min() >= 0
    assert found.max() <= 1
    assert set(drawn("reach", Value(value=3), "A", QUICK)) == {3.0}


# ---- what to estimate first -------------------------------------------------------------------------------


def moved(features: list[Feature], evidence: list[Support]) -> dict[str, float]:
    measured = measure(features, evidence, crowd(60), QUICK)
    return places_moved(measured, QUICK, {feature.id for feature in features})


def test_the_effort_that_can_pass_most_items_comes_first() -> None:
    close = [row for n, name in enumerate("ABCD") for row in asks(name, *range(9 + n, 19 + n))]
    far = asks("E", 59, severity=0)
    features = [Feature(name, name, effort=5) for name in "ABC"] + [Feature("D", "d"), Feature("E", "e")]
    found = moved(features, [*close, *far])
    assert max(found, key=lambda id: found[id]) == "D"  # among its like, and nothing known of it
    assert found["E"] < found["D"]
    assert all(0 <= places <= 4 for places in found.values())


def test_where_nothing_is_estimated_the_order_still_says_whose_effort_matters() -> None:
    features = [Feature("A", "a"), Feature("B", "b"), Feature("C", "c")]
    found = moved(features, [*asks("A", *range(30)), *asks("B", *range(30))])
    assert found.keys() == {"A", "B"}  # nobody asks for C
    assert found["A"] == pytest.approx(found["B"], abs=0.15)
    assert moved(features, []) == {}
    assert np.isfinite(list(found.values())).all()
