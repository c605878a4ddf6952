"""The backlog between products, audiences and other items, and what fits into a capacity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from test_figures import ids
from test_levels import link, stance, view

from feedback_insights.figures import SHARED, UNDECIDED, Balance, Platform, balance_of, platform_of
from feedback_insights.records import Effect, Feature, Score, Value
from feedback_insights.settings import PlatformSettings

DEFAULT = PlatformSettings()
Row = dict[str, object]


def crowd(web: int = 30, api: int = 30, *, audience: str | None = "end_user") -> list[Row]:
    """So many people heard in two products; the first half of the rows are of the web."""
    products = ["web"] * web + ["api"] * api
    return [{"who": f"p{n:03}", "product": p, "audience": audience} for n, p in enumerate(products)]


def seen(rows: Sequence[Row], asked: dict[str, Iterable[int]], **facts: Feature) -> Platform:
    """The platform's view of items for which the people of these rows ask."""
    links = [link(id, statement) for id, numbers in asked.items() for statement in ids(list(numbers))]
    features = [facts.get(id, Feature(id, "x")) for id in dict.fromkeys([*asked, *facts])]
    return platform_of(features, view(rows, links), DEFAULT)


def test_products_are_told_by_rates_and_one_alone_is_named() -> None:
    found = {i.feature_id: i for i in seen(crowd(), {"A": range(12), "B": [*range(8), *range(30, 38)]}).items}
    assert (found["A"].serves, found["A"].product) == ("one", "web")
    assert (found["B"].serves, found["B"].people) == ("several", 16)
    assert (found["A"].products["web"].count, found["A"].products["web"].of) == (12, 30)


def test_few_people_of_one_product_are_no_finding() -> None:
    [item] = seen(crowd(), {"A": range(4)}).items
    assert (item.serves, item.product) == ("unclear", "web")
    assert any("interval_unreliable" in why for why in item.reasons)


def test_silence_is_told_only_where_chance_would_hardly_bring_it_about() -> None:
    assert seen(crowd(), {"A": range(12)}).items[0].left_out == ("api",)
    assert seen(crowd(), {"A": range(3)}).items[0].left_out == ()
    assert seen(crowd(), {"A": ()}).items[0].left_out == ()


def test_too_few_known_products_or_audiences_refuse_their_figures_with_the_reason() -> None:
    rows = [*crowd(20, 15, audience=None), *({"who": f"u{n}"} for n in range(25))]
    found = seen(rows, {"A": range(12)})
    [item] = found.items
    assert (found.known.product.count, found.known.product.of) == (35, 60)
    assert (item.breadth, item.audience_value, item.serves) == (None, None, "unknown")
    assert item.reasons == (
        "coverage_low: the product of 35 of 60 people heard is known, 60 % are needed",
        "coverage_low: the audience of 0 of 60 people heard is known, 60 % are needed",
    )
    enough = seen([*rows[:35], {"who": "u0"}], {"A": range(12)}).items[0]
    assert enough.breadth is not None


def test_a_job_title_is_no_known_audience() -> None:
    found = seen(crowd(audience="Head of Sales"), {"A": range(3)})
    assert found.known.audience.count == 0
    assert found.items[0].audiences == {}


def test_audiences_that_want_it_far_more_than_others_are_told() -> None:
    rows = [
        r | {"audience": ("developer", "end_user", "partner")[n % 3]} for n, r in enumerate(crowd(60, 60))
    ]
    [item] = seen(rows, {"A": [*range(0, 90, 3), 1, 2]}).items
    assert item.audience_value is not None
    assert (item.audience_value.audience_conflict, item.audience_value.developer) == ("size", 0.75)


def test_who_is_against_it_and_what_changes_are_blamed_for_is_evidence_of_harm() -> None:
    rows = crowd(3, 3)
    first, second, third = ids(range(3))
    base = view(rows, [link("A", id) for id in (first, second, third)])
    blamed = Effect(kind="performance", words="slower", change="the new editor")
    tags = {t.statement_id: t for t in base.analysis.tags}
    tags[second] = replace(tags[second], effects=(blamed,))
    tags[third] = replace(tags[third], effects=(replace(blamed, change=""),))  # blames nothing
    run = replace(base.analysis, stances=(stance("A", first, "against"),), tags=tuple(tags.values()))
    ground = replace(base.ground, tags=tags)
    [item] = platform_of([Feature("A", "x")], replace(base, analysis=run, ground=ground), DEFAULT).items
    assert (dict(item.harm.against), dict(item.harm.regressions)) == ({"end_user": 1}, {"performance": 1})
    assert item.harm.statements == (first, second)
    assert item.people == 2  # who is against it does not ask for it


def test_what_waits_for_an_item_is_worth_something_and_a_circle_is_named() -> None:
    base = Feature("BASE", "x"), Feature("TOP", "x", depends_on=("BASE", "GONE"))
    rows = crowd()
    scored = [_score("BASE", None, reach=2.0), _score("TOP", None, reach=6.0)]
    place = view(rows, [link("TOP", id) for id in ids(range(6))])
    place = replace(place, analysis=replace(place.analysis, scores=tuple(scored)))
    found = platform_of(base, place, DEFAULT)
    item = next(i for i in found.items if i.feature_id == "BASE")
    assert item.enabling is not None
    assert (item.enabling.direct, item.enabling.enabled, item.unlocks) == (2.0, 3.0, ("TOP",))
    assert found.notes == ("TOP depends on GONE, which the backlog does not hold",)
    circle = [Feature("BASE", "x", depends_on=("TOP",)), base[1], Feature("ALONE", "x")]
    found = platform_of(circle, place, DEFAULT)
    reasons = {i.feature_id: " ".join(i.reasons) for i in found.items}
    assert "dependency_cycle" in reasons["BASE"]
    assert "BASE" in reasons["TOP"]
    assert "dependency_cycle" not in reasons["ALONE"]
    assert "BASE" in found.cycle


# ---- what fits --------------------------------------------------------------------------------------------


def _score(id: str, effort: float | None, *, reach: float = 1.0, method: str = "value") -> Score:
    known = Value(value=effort, low=effort and effort / 2, high=effort and effort * 2)
    value = reach if method == "value" else (None if effort is None else reach / effort)
    return Score(
        feature_id=id,
        method=method,
        score=Value(value=value),
        inputs={"reach": Value(value=reach), "effort": known},
        rank_low=None,
        rank_high=None,
        status="scored",
    )


def fitted(
    features: Sequence[Feature], found: Platform, *, capacity: float | None, shared: float | None = None
) -> Balance:
    people = {item.feature_id: float(item.people) for item in found.items}
    scores = [_score(f.id, f.effort, reach=people[f.id], method="rice") for f in features]
    return balance_of(features, found, scores, capacity=capacity, shared=shared)


def planned() -> tuple[list[Feature], Platform]:
    """One shared item, two of the web, one without effort, one nobody asks for, one that is done."""
    facts = {
        "ALL": Feature("ALL", "x", effort=6.0),
        "WEB": Feature("WEB", "x", effort=4.0),
        "WEB2": Feature("WEB2", "x", effort=2.0, depends_on=("WEB",)),
        "FREE": Feature("FREE", "x"),
        "DONE": Feature("DONE", "x", effort=1.0, status="Done"),
        "SOON": Feature("SOON", "x", effort=3.0, status="In progress"),
    }
    asked: dict[str, Iterable[int]] = {
        "ALL": [*range(12), *range(30, 42)], "WEB": range(10), "WEB2": range(11), "FREE": range(20)
    }  # fmt: skip
    return list(facts.values()), seen(crowd(), asked, **facts)


def test_what_fits_is_taken_by_score_after_what_is_in_progress_and_never_before_its_blockers() -> None:
    features, found = planned()
    balance = fitted(features, found, capacity=13)
    assert [(fit.feature_id, fit.taken) for fit in balance.fits] == [
        ("SOON", True), ("ALL", True), ("WEB", True), ("WEB2", False), ("FREE", False)
    ]  # fmt: skip
    assert {fit.feature_id: fit.why for fit in balance.fits if not fit.taken} == {
        "WEB2": "needs 2, 0 left",
        "FREE": "no effort",
    }
    assert list(balance.groups) == [SHARED, "web", UNDECIDED]
    assert (balance.groups["web"].asked, balance.groups["web"].taken) == (6, 4)
    assert (balance.groups["web"].low, balance.groups["web"].high) == (2, 8)
    assert balance.groups["web"].unestimated == 1


def test_a_declared_part_for_shared_work_is_kept_apart() -> None:
    features, found = planned()
    taken = {fit.feature_id for fit in fitted(features, found, capacity=12, shared=0.25).fits if fit.taken}
    assert taken == {"SOON", "WEB", "WEB2"}  # 3 of 12 for shared work are too few for ALL


def test_without_a_capacity_nothing_is_taken_and_it_says_so() -> None:
    features, found = planned()
    balance = fitted(features, found, capacity=None)
    assert not any(fit.taken for fit in balance.fits)
    assert balance.reason.startswith("capacity_missing")


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 40)), min_size=1, max_size=6),
    st.floats(0.5, 40),
    st.one_of(st.none(), st.floats(0, 1)),
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_what_is_taken_never_exceeds_the_capacity(
    items: list[tuple[int, int]], capacity: float, shared: float | None
) -> None:
    features = [Feature(f"F{n}", "x", effort=float(effort)) for n, (effort, _) in enumerate(items)]
    found = seen(crowd(), {f"F{n}": range(people) for n, (_, people) in enumerate(items)})
    balance = fitted(features, found, capacity=capacity, shared=shared)
    assert sum(load.taken for load in balance.groups.values()) <= capacity + 1e-9


def test_weights_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"weights sum to 0\.5"):
        PlatformSettings(weights={"developer": 0.5})
