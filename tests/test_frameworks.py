"""Frameworks fed from evidence: what each input becomes, what is missing, where they agree, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from feedback_insights.directory import Directory
from feedback_insights.errors import NotFound, SettingsError
from feedback_insights.figures import Footing, correlated_criteria
from feedback_insights.priority import (
    FRAMEWORKS,
    WSJF_SCALE,
    Backlog,
    Support,
    Surroundings,
    completed,
    ice,
    item_standings,
    score_framework,
    value_score,
    wsjf,
)
from feedback_insights.priority._derived import step
from feedback_insights.priority.inputs import measure
from feedback_insights.priority.platform import enabling
from feedback_insights.records import Account, Feature, Score
from feedback_insights.settings import PrioritySettings, Settings
from feedback_insights.supplied import Amount, Supplied, SuppliedInputs, read_supposition

DECLARED = PrioritySettings(
    draws=300, ice_variant="product", effort_months=0.5, value_cut=0.3, effort_cut=4, deadline_people=4
)
PEOPLE = 40
PRODUCTS = ("api", "app", "web")


def sentences(given: Backlog) -> dict[str, str]:
    return {id: one.sentence for id, one in item_standings(given).items()}


def directory() -> Directory:
    names = [f"c{n:02}" for n in range(PEOPLE)]
    return Directory(
        customer={f"f{n:02}": name for n, name in enumerate(names)},
        account={name: f"a{n % 20:02}" for n, name in enumerate(names)},
        assumed=frozenset(),
        accounts={f"a{n:02}": Account(id=f"a{n:02}", name="", arr=1000.0, currency="EUR") for n in range(20)},
    )


def around(
    *, pressing: Sequence[str] = (), products: Sequence[str | None] = PRODUCTS, coverage_needed: float = 0.6
) -> Surroundings:
    return Surroundings(
        directory=directory(),
        product={f"f{n:02}": products[n % len(products)] for n in range(PEOPLE)},
        channel={f"f{n:02}": "email" for n in range(PEOPLE)},
        pressing=frozenset(pressing),
        week={f"s{n:02}": n % 10 for n in range(PEOPLE)},
        heard=[4] * 10,
        coverage_needed=coverage_needed,
    )


def asks(feature: str, people: Sequence[int], severity: int | None = 2) -> list[Support]:
    return [
        Support(
            feedback_id=f"f{n:02}", statement_id=f"s{n:02}", feature_id=feature, probability=0.9,
            accepted=True, severity=severity, sentiment="negative", channel="email", source="zendesk",
        )
        for n in people
    ]  # fmt: skip


FEATURES = (
    Feature("A", "a", effort=2),
    Feature("B", "b", effort=8, depends_on=("A",)),
    Feature("C", "c"),
    Feature("D", "d", effort=3),
    Feature("Z", "z", status="Done", effort=1),
)
EVIDENCE = (
    *asks("A", range(12), 1),
    *asks("B", range(8, 30), 3),
    *asks("C", range(20, 36)),
    *asks("Z", range(4)),
)


def backlog(
    settings: PrioritySettings = DECLARED,
    *,
    features: Sequence[Feature] = FEATURES,
    evidence: Sequence[Support] = EVIDENCE,
    supplied: SuppliedInputs | None = None,
    **told: Any,
) -> Backlog:
    surroundings = around(**told)
    measured = measure(
        features, evidence, surroundings.directory, settings, supplied=supplied, around=surroundings
    )
    return completed(
        Backlog(
            measured=measured,
            depends_on={f.id: f.depends_on for f in features if f.depends_on},
            done=frozenset("Z"),
            rivals=frozenset("ABCD"),
            settings=settings,
        )
    )


@cache
def plain() -> Backlog:
    return backlog()


def scores(method: str, of: Backlog | None = None) -> dict[str, Score]:
    return {score.feature_id: score for score in score_framework(method, of or plain())}


def supplies(**numbers: float) -> dict[str, Supplied]:
    return {name: Supplied(amount=Amount(n), author="ana", decision=1) for name, n in numbers.items()}


def test_the_value_metric_is_the_plain_function_of_its_inputs() -> None:
    for id in "ABC":
        inputs = plain().measured[id].values
        names = ("demand_share", "severity", "revenue_share", "breadth", "enabled")
        expected = value_score(*(inputs[name].value for name in names))
        score = scores("weighted")[id]
        assert score.score.value == pytest.approx(expected)
        assert inputs["value"].value == pytest.approx(expected)
        assert score.score.low is not None
        assert score.score.low <= score.score.value <= (score.score.high or 0)
    a = plain().measured["A"].values
    assert a["demand_share"].value == pytest.approx(12 * 0.9 / PEOPLE)
    assert a["revenue_share"].value == pytest.approx(12 * 0.9 / 20)  # twelve accounts of equal revenue
    assert (a["breadth"].value or 0) > 0.9  # as many of each product
    assert {a[name].basis for name in ("demand_share", "revenue_share")} == {"observed"}


@pytest.mark.parametrize("name", ["demand_share", "revenue_share", "breadth", "pressing"])
def test_draws_lie_about_the_figure_they_are_drawn_for(name: str) -> None:
    one = backlog(pressing=("s00", "s01", "s05")).measured["A"]
    drawn, value = one.draws[name], one.values[name].value
    assert value is not None
    assert drawn.std() > 0
    assert abs(float(drawn.mean()) - value) < max(0.15, 0.1 * value)  # few customers bias breadth down
    low, high = one.values[name].low, one.values[name].high
    assert low is None or low < value < (high or 0)


def test_what_waits_for_an_item_is_worth_something_to_it_and_draws_agree_with_the_figure() -> None:
    direct = {id: one.values["value"].value for id, one in plain().measured.items()}
    enabled = plain().measured["A"].values["enabled"]
    inputs = plain().measured["B"].values
    worth = value_score(
        *(inputs[n].value for n in ("demand_share", "severity", "revenue_share", "breadth")), 0
    )
    assert isinstance(worth, float)
    assert enabled.value == pytest.approx(worth / 2)
    assert enabled.value == pytest.approx(enabling({"A": 0, "B": worth}, {"B": ["A"]})["A"].enabled)
    drawn = plain().measured["A"].draws["enabled"]
    assert abs(float(np.median(drawn)) - enabled.value) < 0.1
    assert plain().measured["C"].values["enabled"].value == 0
    assert direct["D"] is None


def test_a_circle_of_dependencies_is_named_and_leaves_no_number() -> None:
    looped = [replace(FEATURES[0], depends_on=("B",)), *FEATURES[1:]]
    found = backlog(features=looped).measured["C"].values["enabled"]
    assert found.value is None
    assert "A -> B -> A" in found.reason
    assert scores("weighted", backlog(features=looped))["A"].score.value is None


def test_wsjf_adds_steps_of_safe_s_scale_and_divides_by_effort() -> None:
    for id in "AB":
        inputs = plain().measured[id].values
        value, effort = inputs["value"].value, inputs["effort"].value
        press, risk = inputs["time_criticality"].value, inputs["risk_reduction"].value
        assert {press, risk} <= set(WSJF_SCALE)
        step_of_value = float(step(np.array(value)))
        assert scores("wsjf")[id].score.value == wsjf(step_of_value, press, risk, effort, scale=None)
    assert scores("wsjf")["C"].status == "effort_missing"
    assert step(np.array([0, 0.08, 0.09, 0.5, 1, 3])).tolist() == [1, 1, 2, 5, 20, 20]


def test_deadlines_press_and_without_any_a_rising_trend_does() -> None:
    calm = plain().measured["A"].values["time_criticality"]
    assert (calm.value, calm.basis) == (1, "estimated")
    assert calm.method == "1: neither a deadline nor a rising trend"
    urgent = backlog(pressing=("s00", "s01")).measured
    assert urgent["A"].values["time_criticality"].value == float(step(np.array(1.8 / 4)))
    assert urgent["C"].values["time_criticality"].value == 1
    late = [row for n in range(PEOPLE) if n % 10 >= 5 for row in asks("A", [n])]
    rising = backlog(evidence=late).measured["A"].values
    assert rising["trend"].value
    assert rising["time_criticality"].value == float(step(np.array(rising["trend"].value)))
    assert rising["time_criticality"].value > 1


def test_ice_needs_its_variant_and_how_long_a_unit_of_effort_is() -> None:
    with pytest.raises(SettingsError, match="three formulas"):
        scores("ice", replace(plain(), settings=PrioritySettings(draws=300)))
    inputs = plain().measured["A"].values
    impact = 1 + 9 * ((inputs["impact"].value or 0) - 0.25) / 2.75
    expected = ice(impact, (inputs["confidence"].value or 0) * 10, inputs["ease"].value, variant="product")
    assert scores("ice")["A"].score.value == pytest.approx(expected)
    undeclared = backlog(DECLARED.model_copy(update={"effort_months": None}))
    told = scores("ice", undeclared)["A"]
    assert (told.score.value, told.status) == (None, "ease_missing")
    assert "effort_months" in told.score.reason


def test_cost_of_delay_comes_from_people_only_and_effort_stands_in_for_duration() -> None:
    assert {score.status for id, score in scores("cd3").items() if id != "D"} == {"cost_of_delay_missing"}
    given = backlog(supplied={"A": supplies(cost_of_delay=100), "C": supplies(cost_of_delay=90, duration=3)})
    found = scores("cd3", given)
    assert (found["A"].score.value, found["C"].score.value) == (50, 30)
    assert "size_proxy=effort" in found["A"].score.reason
    assert "size_proxy" not in found["C"].score.reason
    assert (found["C"].inputs["duration"].basis, found["A"].tier) == ("supplied", 1)


def test_value_against_effort_names_the_quadrant_or_the_boundary_and_needs_its_cuts() -> None:
    found = scores("value_effort")
    assert found["A"].label is not None
    assert found["A"].label.startswith("quick win (")
    assert found["B"].label is not None
    assert found["B"].label.startswith(("big bet (", "boundary: big bet ("))
    assert found["C"].label is None  # no effort
    with pytest.raises(SettingsError, match="value_cut"):
        scores("value_effort", replace(plain(), settings=PrioritySettings(draws=300, value_cut=0.5)))


def test_a_missing_criterion_leaves_bounds_and_never_zero() -> None:
    few = backlog(products=("api", None, None))
    score = scores("weighted", few)["C"]
    assert (score.score.value, score.status, score.tier) == (None, "breadth_missing", None)
    assert "product_coverage: 35% of the people heard" in score.inputs["breadth"].reason
    assert "breadth missing" in score.score.reason
    assert score.score.low is not None
    assert (score.score.high or 0) - score.score.low == pytest.approx(0.15)  # the weight of what is missing
    enough = backlog(products=("api", None, None), coverage_needed=0.3).measured["C"].values["breadth"]
    assert "product_coverage" not in enough.reason  # the setting `platform.coverage` says how many are needed
    given = backlog(products=("api", None, None), supplied={"C": supplies(breadth=0.5)})
    rich = scores("weighted", given)["C"]
    assert rich.score.value == pytest.approx(score.score.low + 0.075)


def test_criteria_are_declared_in_settings_and_must_sum_to_one() -> None:
    two = {
        "criteria": [
            {"name": "reach", "worst": 0, "best": 40, "weight": 0.75},
            {"name": "severity", "worst": 0, "best": 4, "weight": 0.25},
        ]
    }
    settings = Settings.from_dict({"priority": two | {"draws": 300}}).priority
    found = scores("weighted", backlog(settings))["A"]
    assert found.score.value == pytest.approx(0.75 * 10.8 / 40 + 0.25 * 1 / 4)
    for wrong, told in [
        ([{"name": "reach", "worst": 0, "best": 40, "weight": 0.5}], "sum to 0.5"),
        ([{"name": "reach", "worst": 4, "best": 4, "weight": 1}], "must differ"),
        ([{"name": "reach", "worst": 0, "best": 4, "weight": 0.5}] * 2, "occurs twice"),
    ]:
        with pytest.raises(SettingsError, match=told):
            Settings.from_dict({"priority": {"criteria": wrong}})
    unknown = Settings.from_dict(
        {"priority": {"criteria": [{"name": "stars", "worst": 0, "best": 5, "weight": 1}]}}
    )
    with pytest.raises(SettingsError, match=r"no input 'stars' to weigh; known: .*severity"):
        backlog(unknown.priority)


def test_a_criterion_that_only_people_can_say_is_missing_until_they_do() -> None:
    criteria = [
        {"name": "severity", "worst": 0, "best": 4, "weight": 0.5},
        {"name": "cost_of_delay", "worst": 0, "best": 100, "weight": 0.5},
    ]
    settings = Settings.from_dict({"priority": {"criteria": criteria, "draws": 300}}).priority
    found = scores("weighted", backlog(settings, supplied={"A": supplies(cost_of_delay=50)}))
    assert found["A"].score.value == pytest.approx(0.5 * 1 / 4 + 0.25)
    assert (found["B"].score.value, found["B"].status) == (None, "cost_of_delay_missing")
    circular = Settings.from_dict(
        {"priority": {"criteria": [{"name": "value", "worst": 0, "best": 1, "weight": 1}]}}
    )
    with pytest.raises(SettingsError, match="no input 'value' to weigh"):
        backlog(circular.priority)


@pytest.mark.parametrize("method", FRAMEWORKS)
def test_every_item_stays_listed_and_only_what_can_be_built_has_a_rank(method: str) -> None:
    found = scores(method)
    assert found.keys() == {"A", "B", "C", "D", "Z"}
    for score in found.values():
        assert (score.score.value is None) == (score.status != "scored")
        assert score.score.value is not None or score.score.reason
        assert all(value.basis for value in score.inputs.values())
    assert found["D"].status == "no_evidence"
    assert found["Z"].rank_low is None


def test_another_item_moves_no_score() -> None:
    more = [*FEATURES, Feature("E", "e", effort=1)]
    other = backlog(features=more, evidence=[*EVIDENCE, *asks("E", range(30), 4)])
    for method in ("weighted", "wsjf", "ice", "value_effort"):
        before, after = scores(method), scores(method, other)
        assert {id: after[id].score for id in before} == {id: before[id].score for id in before}


def test_a_backlog_that_nobody_asks_for_is_listed_without_a_score() -> None:
    empty = backlog(evidence=[])
    for method in FRAMEWORKS:
        assert {score.status for score in scores(method, empty).values()} == {"no_evidence"}
    assert sentences(empty)["A"].startswith("No feedback is linked to it yet")
    assert score_framework("weighted", backlog(features=[], evidence=[])) == []


def test_criteria_that_count_one_thing_twice_are_told() -> None:
    footing = Footing(features=FEATURES, measured=plain().measured, settings=DECLARED, rivals=plain().rivals)
    found = correlated_criteria(footing)
    assert found["demand_share", "revenue_share"] > 0.9  # every person has an account of equal revenue
    assert all(one != other for one, other in found)


# ---- in words ---------------------------------------------------------------------------------------------


def test_a_sentence_says_how_often_first_what_changes_it_and_what_to_estimate() -> None:
    told = sentences(plain())
    assert told.keys() == {"A", "B", "C", "D", "Z"}
    assert "of weightings; loses to" in told["B"] or "costs it the lead" in told["B"]
    assert "passes B if" in told["C"] or "no single weight lifts it above B" in told["C"]
    assert "its effort is missing: with 1 to 16 it would rank" in told["C"]
    assert "estimate it first" in told["C"]
    assert "estimate C first, it moves the order most" in told["A"]
    assert "moves it most, between rank" in told["A"] or "moves it off rank" in told["A"]
    assert told["D"].startswith("No feedback is linked to it yet")
    assert told["Z"].startswith("It is done")
    shares = {id: one.first for id, one in item_standings(plain()).items()}
    assert sum(share for share in shares.values() if share is not None) == pytest.approx(1)
    assert (shares["D"], shares["Z"]) == (None, None)


def test_the_swap_that_is_told_is_one() -> None:
    settings = Settings.from_dict({"priority": {"draws": 300, "criteria": [
        {"name": "reach", "worst": 0, "best": 40, "weight": 0.5},
        {"name": "severity", "worst": 0, "best": 4, "weight": 0.5},
    ]}}).priority  # fmt: skip
    evidence = [*asks("A", range(30), 1), *asks("C", range(10), 4)]
    told = sentences(backlog(settings, features=[FEATURES[0], FEATURES[2]], evidence=evidence))
    # A: 27 people, severity 1; C: 9 people, severity 4: equal where w (27 - 9) / 40 = (1 - w) (4 - 1) / 4
    share = f"{0.75 / (0.75 + 0.45):.3f}"
    assert share == "0.625"
    assert "loses to A if reach weighs above .62 (now .5)" in told["C"]
    assert "passes C if reach weighs above .62 (now .5)" in told["A"]


def test_without_criteria_or_rivals_the_sentence_says_so() -> None:
    few = sentences(backlog(products=("api", None, None)))
    assert few["C"].startswith("No weighting ranks it, because its breadth is missing")
    assert few["A"].startswith("No weighting ranks it, because its breadth and enabled are missing")
    alone = sentences(backlog(features=[FEATURES[0]], evidence=asks("A", range(9))))["A"]
    assert "the only one whose criteria are all known" in alone
    assert "no single input moves it off rank 1" in alone


# ---- suppositions -----------------------------------------------------------------------------------------


def test_a_supposition_names_feature_input_and_number() -> None:
    assert read_supposition("FEAT-7.effort=1-3", {"FEAT-7"}) == ("FEAT-7", "effort", Amount(2, 1, 3))
    assert read_supposition(" v1.2.confidence = 80% ", {"v1.2"}) == ("v1.2", "confidence", Amount(0.8))
    for wrong, told in [
        ("FEAT-7.efort=2", "did you mean effort"),
        ("FEAT-8.effort=2", "did you mean FEAT-7"),
        ("FEAT-7.effort", "such as FEAT-7.effort=2"),
        ("FEAT-7=2", "such as FEAT-7.effort=2"),
        ("FEAT-7.effort=", "such as FEAT-7.effort=2"),
        ("FEAT-7.effort=x", "no number"),
        ("FEAT-7.confidence=5", "between 0 and 1"),
    ]:
        with pytest.raises(NotFound, match=told):
            read_supposition(wrong, {"FEAT-7"})
