"""MoSCoW: Must by rule only, and the shares of effort."""

import pytest

from feedback_insights.priority import moscow_shares, propose_must


@pytest.mark.parametrize("flag", ["legal", "safety", "contract"])
def test_law_safety_and_contracts_propose_a_must(flag):
    proposal = propose_must(**{flag: True})
    assert (proposal.category, proposal.reasons) == ("Must", (flag,))


def test_a_measured_must_be_counts_from_80_per_cent():
    assert propose_must(kano_must=0.8).category == "Must"
    assert propose_must(kano_must=0.79).category is None
    assert propose_must(kano_must=None).category is None


def test_nothing_else_is_proposed():
    assert propose_must().category is None
    assert propose_must().reasons == ()


def test_a_workaround_makes_it_a_should_or_a_could():
    proposal = propose_must(legal=True, workaround=True)
    assert proposal.category is None
    assert proposal.reasons == ("legal", "but there is a workaround: Should or Could")


def test_a_kano_probability_is_a_probability():
    with pytest.raises(ValueError, match=r"kano_must is 80.0: it must be between 0 and 1"):
        propose_must(kano_must=80)


def test_sixty_and_twenty_per_cent_are_in_order():
    # DSDM handbook, chapter 10: Must no more than 60 %, Could around 20 % of the effort
    plan = moscow_shares(["Must", "Should", "Could"], [6, 2, 2])
    assert (plan.must, plan.should, plan.could, plan.effort) == (0.6, 0.2, 0.2, 10)
    assert (plan.violations, plan.reason) == ((), "")
    rounded = moscow_shares(["Must", "Should", "Could"], [3 * 0.1, 0.1, 0.1])
    assert rounded.must > 0.6
    assert rounded.violations == ()


def test_shares_are_of_effort_and_not_of_items():
    plan = moscow_shares(["Must", "Could", "Could", "Could"], [7, 1, 1, 1])
    assert plan.violations == ("must_above_60: 70 % of the effort is guaranteed",)


def test_too_little_contingency_is_a_violation_too():
    plan = moscow_shares(["Must", "Should", "Could"], [61, 20, 19])
    assert [violation.partition(":")[0] for violation in plan.violations] == [
        "must_above_60",
        "could_below_20",
    ]


@pytest.mark.parametrize("effort", [None, float("nan"), 0, -1])
def test_a_missing_effort_refuses_all_shares(effort):
    plan = moscow_shares(["Must", "Should", "Could"], [6, effort, 2])
    assert (plan.must, plan.should, plan.could, plan.violations) == (None, None, None, ())
    assert plan.reason == "effort_missing: positions 1"


def test_what_wont_be_done_this_time_is_no_part_of_the_plan():
    plan = moscow_shares(["Must", "Should", "Could", "Won't have this time"], [6, 2, 2, None])
    assert (plan.must, plan.effort) == (0.6, 10)
    assert moscow_shares(["Won't"], [3]).reason == "nothing is planned"
    assert moscow_shares([], []).reason == "nothing is planned"


def test_another_unit_of_effort_changes_no_share():
    names = ["Must", "Should", "Could", "could"]
    days, weeks = (moscow_shares(names, [unit * e for e in (30, 5, 10, 5)]) for unit in (1, 0.2))
    assert (days.must, days.violations) == (weeks.must, weeks.violations)


@pytest.mark.parametrize(
    ("categories", "effort", "message"),
    [
        (
            ["Must", "Maybe"],
            [1, 2],
            r"categories\[1\] is 'Maybe': it must be one of Must, Should, Could, Won't",
        ),
        ([None], [1], r"categories\[0\] is None"),
        (["Must"], [1, 2], "categories has 1, effort 2"),
        (["Must"], [float("inf")], r"effort\[0\] is inf"),
    ],
)
def test_impossible_plans_are_refused(categories, effort, message):
    with pytest.raises(ValueError, match=message):
        moscow_shares(categories, effort)
