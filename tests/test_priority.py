"""From evidence to inputs, scores, ranks and reasons."""

from dataclasses import replace
from math import sqrt
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.directory import resolve
from feedback_insights.priority import Support, derive, reason_sentence, score_rice
from feedback_insights.records import Account, Feature, Feedback, Locator
from feedback_insights.settings import PrioritySettings
from feedback_insights.statistics import gamma_interval

HERE = Locator(file="tickets.json", sha256="0" * 64, record="ticket 1")
QUICK = PrioritySettings(draws=400)


def hear(*rows, accounts=()):
    """Evidence and directory from rows of (author, account key, feature, probability, further facts)."""
    feedback, keys, evidence = [], {}, []
    for number, (author, account, feature, probability, *facts) in enumerate(rows):
        id = f"f{number:04}"
        feedback.append(
            Feedback(id=id, source="tickets", external_id=id, text="slow", author=author, locator=HERE)
        )
        keys[id] = (f"domain:{account}",) if account else ()
        evidence.append(support(id, feature, probability, **(facts[0] if facts else {})))
    return evidence, resolve(feedback, keys, accounts)


def support(id, feature, probability, **facts):
    known = {"severity": 2, "sentiment": "neutral", "channel": "support", "accepted": probability >= 0.5}
    return Support(
        feedback_id=id, statement_id=f"{id}:0", feature_id=feature, probability=probability, **known | facts
    )


def paying(*arrs, currency="EUR"):
    """Accounts a, b, c, ... with a yearly revenue each."""
    return [
        (Account(id=letter, name=letter, arr=arr, currency=currency), (f"domain:{letter}",))
        for letter, arr in zip("abcdefgh", arrs, strict=False)
    ]


def crowd(n, feature="F1", probability=1.0, **facts):
    return [(f"p{i}", f"acc{i}", feature, probability, facts) for i in range(n)]


def inputs(*rows, accounts=(), settings=QUICK):
    evidence, directory = hear(*rows, accounts=accounts)
    return derive(evidence, directory, settings)["F1"]


def scores(backlog, *rows, accounts=(), settings=QUICK, method="rice"):
    evidence, directory = hear(*rows, accounts=accounts)
    return [s for s in score_rice(backlog, evidence, directory, settings) if s.method == method]


CHECK = [("c1", "a", "F1", 0.9), ("c1", "a", "F1", 0.6), ("c2", "a", "F1", 0.4), ("c3", "b", "F1", 0.8)]
CHECK = [*CHECK, ("c3", "b", "F1", 0.8)]  # the check in section 2 of the specification


def test_reach_counts_each_customer_once_with_their_surest_item():
    values = inputs(*CHECK)
    assert values["reach"].value == pytest.approx(2.1)
    assert values["reach_link_sd"].value == pytest.approx(0.70)
    assert values["accounts"].value == pytest.approx(0.9 + 0.8)
    assert (values["people"].value, values["accounts_counted"].value) == (2, 2)
    assert values["reach"].low < 2.1 < values["reach"].high


def test_evidence_is_the_accepted_statements_the_strongest_first():
    values = inputs(*CHECK)
    assert values["reach"].evidence == ("f0000:0", "f0003:0", "f0004:0", "f0001:0")
    assert all(
        value.evidence == values["reach"].evidence for name, value in values.items() if name != "effort"
    )


def test_few_accounts_get_a_wilson_interval_and_say_so():
    values = inputs(*CHECK)
    assert "interval_unreliable: 1.7 accounts" in values["reach"].reason
    assert "Wilson on 1.7 of 2" in values["reach"].method
    many = inputs(*crowd(12), *crowd(30, "F2"))
    assert "interval_unreliable" not in many["reach"].reason
    assert "cluster bootstrap, 400 draws of 30 accounts" in many["reach"].method


def test_the_only_account_heard_has_wilsons_interval_scaled_to_its_people():
    reach = inputs(*[(f"c{n}", "a", "F1", 1.0) for n in range(3)])["reach"]
    assert (reach.low, reach.value, reach.high) == pytest.approx((3 / (1 + 1.645**2), 3, 3), abs=1e-3)


def test_the_bootstrap_interval_of_sure_links_is_about_binomial():
    reach = inputs(*crowd(20), *crowd(40, "F2"), settings=PrioritySettings())["reach"]
    assert (reach.low, reach.high) == pytest.approx((20 - 1.645 * sqrt(10), 20 + 1.645 * sqrt(10)), abs=1.1)


def test_unsure_links_count_in_the_reach_but_make_no_people():
    values = inputs(("c1", "a", "F1", 0.3), ("c2", "a", "F1", 0.2))
    assert values["reach"].value == pytest.approx(0.5)
    assert values["people"].value == 0
    assert values["reach"].evidence == ()
    assert "no_link_accepted" in values["reach"].reason


def test_a_rejected_link_is_no_evidence():
    evidence, directory = hear(("c1", "a", "F1", 0.0))
    assert derive(evidence, directory, QUICK, features=[Feature("F1", "t")])["F1"]["reach"].value is None


def test_anonymous_records_are_flagged_and_bounded():
    rows = [(None, None, "F1", 0.9, {"channel": c}) for c in ("store", "store", "forum")]
    values = inputs(*rows, ("ann", None, "F1", 0.9))
    people, reach = values["people"], values["reach"]
    assert "3 of 4 people are anonymous records" in reach.reason
    assert "3.6 if each is one" in reach.reason
    assert (people.low, people.value, people.high) == (3, 3, 4)  # ann, and one person per channel
    assert reach.value == pytest.approx(2.7)  # ranks go by the least
    assert reach.high >= 3.6
    assert values["accounts"].value is None
    assert "account_unknown" in values["accounts"].reason


def test_a_crowd_without_names_does_not_outrank_named_people():
    crowded = [(None, None, "F1", 0.9, {"channel": "store"}) for _ in range(30)]
    named = [(f"p{n}", None, "F2", 0.9) for n in range(8)]
    first, second = scores([Feature("F1", "t"), Feature("F2", "t")], *crowded, *named, method="value")
    assert (first.feature_id, first.score.value) == ("F2", pytest.approx(7.2))
    assert (second.score.value, second.inputs["people"].high) == (pytest.approx(0.9), 30)
    assert second.score.high > 27  # what it would be if each were a person stays in sight


def test_who_only_belongs_to_a_linked_theme_is_no_person_at_least():
    rows = [(f"p{n}", f"a{n}", "F1", 0.01, {"accepted": True, "sure": False}) for n in range(5)]
    values = inputs(("ann", "a", "F1", 0.9), *rows)
    people, accounts = values["people"], values["accounts_counted"]
    assert (people.value, people.high) == (1, 6)
    assert (accounts.value, accounts.high) == (1, 6)
    assert "by_theme: 5 of 6 people" in people.reason
    [score] = scores([Feature("F1", "t")], ("ann", "a", "F1", 0.9), *rows)
    assert "1 person at 1 account (at least)" in reason_sentence(score)
    assert "at most 6 people, counting all members of its themes" in reason_sentence(score)


def test_revenue_takes_each_account_once_and_names_the_currency():
    rows = [("c1", "a", "F1", 0.9), ("c2", "a", "F1", 0.5), ("c3", "b", "F1", 1.0)]
    values = inputs(*rows, accounts=paying(1000, 100))
    assert values["revenue"].value == pytest.approx(0.9 * 1000 + 100)
    assert "in EUR" in values["revenue"].method
    assert values["revenue_top_share"].value == pytest.approx(0.9)
    assert "one_account: a holds 90%" in values["revenue_top_share"].reason


def test_revenue_is_partial_or_unknown_but_never_guessed():
    rows = [("c1", "a", "F1", 1.0), ("c2", "b", "F1", 1.0)]
    partial = inputs(*rows, accounts=paying(1000, None))["revenue"]
    assert partial.value == 1000
    assert "1 of 2 accounts have revenue" in partial.reason
    unknown = inputs(*rows, accounts=paying(None, None))["revenue"]
    assert (unknown.value, unknown.reason) == (None, "revenue_unknown: 0 of 2 accounts have revenue")
    assert inputs(*rows, accounts=paying(0, 0))["revenue_top_share"].value is None


def test_revenue_in_two_currencies_is_not_added_up():
    rows = [("c1", "a", "F1", 1.0), ("c2", "b", "F1", 1.0)]
    accounts = [paying(1000)[0], paying(5, 7, currency="USD")[1]]
    revenue = inputs(*rows, accounts=accounts)["revenue"]
    assert (revenue.value, revenue.reason) == (None, "currency_mixed: EUR, USD")


def test_severity_is_taken_per_customer_first():
    loud = [("c1", "a", "F1", 1.0, {"severity": s}) for s in (0, 4, 1)]
    values = inputs(*loud, ("c2", "b", "F1", 0.5, {"severity": 0}))
    assert values["severity"].value == pytest.approx(4 / 1.5)
    assert values["impact"].value == pytest.approx((3 + 0.5 * 0.25) / 1.5)
    assert values["severity_most"].value == 4


@pytest.mark.parametrize(("severity", "impact"), [(0, 0.25), (1, 0.5), (2, 1), (3, 2), (4, 3)])
def test_each_severity_has_its_impact(severity, impact):
    assert inputs(("c1", "a", "F1", 1.0, {"severity": severity}))["impact"].value == impact


def test_an_unsure_complaint_does_not_make_a_sure_one_worse():
    rows = [("c1", "a", "F1", 0.9, {"severity": 1}), ("c1", "a", "F1", 0.1, {"severity": 4})]
    assert inputs(*rows)["severity"].value == 1
    assert inputs(rows[1])["severity"].value == 4  # with nothing accepted, all that there is counts


def test_sentiment_is_the_mean_over_people():
    rows = [("c1", "a", "F1", 1.0, {"sentiment": s}) for s in ("negative", "negative", "positive", "neutral")]
    values = inputs(*rows, ("c2", "b", "F1", 1.0, {"sentiment": "positive"}))
    assert values["sentiment"].value == pytest.approx((-0.25 + 1) / 2)
    assert inputs(("c1", "a", "F1", 1.0, {"sentiment": None}))["sentiment"].value is None


def test_unknown_severity_leaves_impact_and_score_unknown():
    [score] = scores([Feature("F1", "t", effort=2)], ("c1", "a", "F1", 1.0, {"severity": None}))
    assert (score.status, score.score.value) == ("impact_missing", None)
    assert "severity_unknown" in score.score.reason


SAMPLED = PrioritySettings(draws=400, sampled_channels=("forum",))


def by_two_channels(n, probability):
    return [*crowd(n, probability=probability), ("p0", "acc0", "F1", probability, {"channel": "forum"})]


@pytest.mark.parametrize(("probability", "band"), [(0.95, 1), (0.85, 0.8), (0.6, 0.5)])
def test_confidence_is_no_higher_than_the_links_allow(probability, band):
    confidence = inputs(*by_two_channels(300, probability), settings=SAMPLED)["confidence"]
    assert confidence.value == band
    assert f"{band:g} (accepted links {probability:.2f} on average), 1 (reach" in confidence.method


def test_nine_links_of_nine_tenths_are_nine_tenths_on_average():
    assert "1 (accepted links 0.90 on average)" in inputs(*crowd(9, probability=0.9))["confidence"].method


@pytest.mark.parametrize(("people", "band"), [(70, 1), (14, 0.8), (3, 0.5)])
def test_confidence_is_no_higher_than_the_interval_allows(people, band):
    confidence = inputs(*by_two_channels(people, 1.0), *crowd(45, "F2"), settings=SAMPLED)["confidence"]
    assert confidence.value == band


def test_confidence_is_no_higher_than_the_channels_allow():
    assert inputs(*crowd(70), settings=SAMPLED)["confidence"].value == 0.5
    assert inputs(*by_two_channels(70, 1.0))["confidence"].value == 0.8
    assert inputs(*by_two_channels(70, 1.0), settings=SAMPLED)["confidence"].value == 1


def test_an_interval_holds_its_figure_even_where_the_draws_do_not():
    reach = inputs(*crowd(12, probability=0.999))["reach"]
    assert reach.low < reach.value < reach.high == pytest.approx(12)  # no more than everybody heard
    sure = inputs(*crowd(12))["reach"]
    assert (sure.low, sure.value, sure.high) == (12, 12, 12)


def test_a_few_large_accounts_make_a_sum_uncertain_upwards():
    large = [(f"m{i}", "big", "F1", 1.0) for i in range(30)]
    even, uneven = inputs(*crowd(42), *crowd(80, "F2")), inputs(*crowd(12), *large, *crowd(80, "F2"))
    assert uneven["reach"].value == even["reach"].value == 42
    assert uneven["reach"].high == 110  # no more than everybody heard
    assert even["reach"].high < 56
    assert "Fay and Feuer" in uneven["reach"].method


def test_a_sum_of_few_parts_has_its_variance_from_few_parts():
    sides = [(f"m{i}", f"side{i // 5}", "F1", 1.0) for i in range(10)]  # 30 parts of 1 and two of 5
    reach = inputs(*crowd(30), *sides, *crowd(400, "F2"))["reach"]
    variance = (30 + 2 * 5**2 - 40**2 / 402) * 402 / 401
    stretch = (1.812 / 1.645) ** 2  # t at Satterthwaite's 2 * 80**2 / (30 + 2 * 5**4) = 10 degrees of freedom
    assert reach.value == 40
    assert reach.high == pytest.approx(gamma_interval(40, variance * stretch, 5 - 40 / 402)[1], rel=1e-3)


def test_a_mean_over_few_people_is_less_sure_than_its_draws_are():
    few = [(f"p{i}", f"acc{i}", "F1", 1.0, {"severity": i % 2 * 4}) for i in range(6)]
    severity = inputs(*few, *crowd(60, "F2"))["severity"]
    half = 2.015 * 2 * sqrt(6 / 5) / sqrt(6)  # t with 5 degrees of freedom, standard deviation of n - 1
    assert severity.value == 2
    assert severity.high - 2 == pytest.approx(half, rel=0.15)


def test_one_person_shows_no_spread_so_a_mean_may_be_nearly_anywhere():
    severity = inputs(("c1", "a", "F1", 1.0, {"severity": 3}), *crowd(20, "F2"))["severity"]
    assert severity.low < 1.2
    assert severity.value == 3
    assert 3.7 < severity.high <= 4


def test_a_score_is_never_surer_than_its_reach():
    fixed = PrioritySettings(draws=400, effort_low=1, effort_high=1)
    [score] = scores([Feature("F1", "t", effort=2)], ("c1", "a", "F1", 1.0), settings=fixed)
    reach = score.inputs["reach"]
    assert reach.low < 0.5
    assert score.score.low / score.score.value <= reach.low


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"probability": float("nan")}, "evidence row 1: probability nan"),
        ({"probability": float("inf")}, "evidence row 1: probability inf"),
        ({"probability": 1.2}, "evidence row 1: probability 1.2"),
        ({"severity": 5}, "evidence row 1: severity 5"),
        ({"feedback_id": "f9999"}, "evidence row 1: feedback f9999"),
        ({"feature_id": "F9"}, "feature 'F9', which is not in the backlog"),
    ],
)
def test_impossible_evidence_is_refused_with_its_row(facts, message):
    (first, second), directory = hear(("c1", "a", "F1", 1.0), ("c2", "a", "F1", 1.0))
    with pytest.raises(ValueError, match=message):
        score_rice([Feature("F1", "t")], [first, replace(second, **facts)], directory, QUICK)


def test_an_endless_revenue_is_refused():
    with pytest.raises(ValueError, match="account 'a' has a yearly revenue of nan"):
        inputs(("c1", "a", "F1", 1.0), accounts=paying(float("nan")))


def test_rice_multiplies_its_inputs():
    [score] = scores([Feature("F1", "t", effort=4)], *crowd(20, severity=3), *crowd(1, severity=3))
    assert score.score.value == pytest.approx(20 * 2 * 0.5 / 4)
    assert score.score.low < score.score.value < score.score.high
    assert (score.rank_low, score.rank_high, score.tier, score.status) == (1, 1, 1, "scored")


def test_an_empty_backlog_has_no_scores():
    evidence, directory = hear()
    assert score_rice([], evidence, directory, QUICK) == []


@pytest.mark.parametrize("effort", [None, 0, -3, float("nan"), float("inf")])
def test_a_feature_without_effort_stays_listed_in_no_tier(effort):
    backlog = [Feature("F1", "t", effort=effort), Feature("F2", "t", effort=1), Feature("F3", "t", effort=1)]
    listed = scores(backlog, *crowd(30), *crowd(12, "F2"), *crowd(11, "F3"))
    assert [s.feature_id for s in listed] == ["F2", "F3", "F1"]
    missing = listed[-1]
    assert (missing.status, missing.score.value, missing.tier) == ("effort_missing", None, None)
    assert missing.score.reason.startswith("effort_missing")
    assert missing.rank_low is None


def test_what_has_no_score_is_listed_by_its_reach():
    backlog = [Feature(f"F{n}", "t", effort=1 if n == 2 else None) for n in (1, 2, 3, 4)]
    listed = scores(backlog, *crowd(3), *crowd(2, "F2"), *crowd(9, "F4"))
    assert [(s.feature_id, s.tier) for s in listed] == [("F2", 1), ("F4", None), ("F1", None), ("F3", None)]


def test_a_feature_without_evidence_stays_listed_at_the_end():
    backlog = [Feature("F0", "t", effort=1), Feature("F1", "t", effort=1)]
    last = scores(backlog, ("c1", "a", "F1", 1.0))[-1]
    assert (last.feature_id, last.status, last.score.value) == ("F0", "no_evidence", None)
    assert (last.score.reason, last.tier, last.rank_low) == ("no_evidence", None, None)
    assert last.inputs["effort"].value == 1


def test_value_tiers_come_first_when_many_efforts_are_missing():
    rows = [("c1", "a", "F1", 1.0), ("c2", "b", "F2", 1.0), ("c3", "c", "F3", 1.0)]
    evidence, directory = hear(*rows)

    def first_method(*efforts):
        backlog = [Feature(f"F{n + 1}", "t", effort=e) for n, e in enumerate(efforts)]
        listed = score_rice([*backlog, Feature("F9", "unheard")], evidence, directory, QUICK)
        assert sorted({s.method for s in listed}) == ["rice", "value"]
        assert len(listed) == 8
        return listed[0].method

    assert first_method(1, 2, 3) == "rice"
    assert first_method(None, 2, 3) == "value"


def test_equal_features_share_one_tier_and_the_middle_ranks():
    people = [(f"p{i}", f"acc{i}", f"F{f}", 1.0) for i in range(12) for f in (3, 1, 2)]
    backlog = [Feature(f"F{n}", "t", effort=1) for n in (2, 3, 1)]
    listed = scores(backlog, *people, method="value")
    assert [(s.feature_id, s.tier, s.rank_low, s.rank_high) for s in listed] == [
        ("F1", 1, 2, 2),
        ("F2", 1, 2, 2),
        ("F3", 1, 2, 2),
    ]


def test_clear_differences_make_tiers():
    backlog = [Feature(f"F{n}", "t", effort=1) for n in (1, 2)]
    rows = [*crowd(60), *[(f"q{i}", f"other{i}", "F2", 1.0) for i in range(15)]]
    assert [(s.feature_id, s.tier) for s in scores(backlog, *rows)] == [("F1", 1), ("F2", 2)]


def test_a_feature_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="'F1' occurs twice"):
        scores([Feature("F1", "a"), Feature("F1", "b")])


def test_one_account_with_all_the_evidence_is_called_unreliable():
    [score] = scores([Feature("F1", "t", effort=1)], *[(f"p{i}", "a", "F1", 0.9) for i in range(30)])
    assert "interval_unreliable: 0.9 accounts" in score.score.reason
    assert score.score.low < score.score.value / 1.5


def test_reasons_are_plain_sentences():
    backlog = [
        Feature("F1", "t"),
        Feature("F2", "t", effort=2),
        Feature("F3", "t"),
        Feature("F4", "t", effort=1),
    ]
    big = [(f"p{i}", "abcdefghi"[min(i, 20) // 10], "F1", 0.9, {"severity": 4}) for i in range(20)]
    tail = [(f"t{i}", "cdefghi"[i], "F1", 0.9, {"severity": 4}) for i in range(7)]
    rows = [*big, *tail, (None, None, "F2", 0.9, {"severity": 1}), ("zed", None, "F3", 0.1)]
    said = {s.feature_id: reason_sentence(s) for s in scores(backlog, *rows)}
    assert said["F1"] == (
        "27 people at 9 accounts (at least), mostly blockers; the interval is wide because 2 of 9 accounts"
        " hold half of it; effort missing."
    )
    assert said["F2"] == (
        "1 person (at least), mostly minor issues; the interval is wide because only 1 person may stand"
        " behind it."
    )
    assert said["F3"].startswith(
        "No link is sure enough to count anybody; the unsure ones add up to 0.1 people;"
    )
    assert said["F4"] == "No feedback is linked to it yet, which does not mean that nobody wants it."


# what must not change a score

facts = st.fixed_dictionaries(
    {
        "severity": st.sampled_from([None, 0, 2, 4]),
        "sentiment": st.sampled_from([None, "negative", "positive"]),
        "channel": st.sampled_from(["support", "forum"]),
    }
)
row = st.tuples(
    st.sampled_from(["ann", "bob", "eve", "zoe", None]),
    st.sampled_from(["a", "b", None]),
    st.sampled_from(["F1", "F2"]),
    st.sampled_from([0.05, 0.3, 0.5, 0.9, 1.0]),
    facts,
)
rows = st.lists(row, min_size=1, max_size=12)
BACKLOG = [Feature("F1", "t", effort=2), Feature("F2", "t")]
FEW = PrioritySettings(draws=200)


def without_evidence(value):
    return replace(value, evidence=())


@settings(max_examples=25, deadline=None)
@given(rows)
def test_repeating_a_customers_items_ten_times_changes_nothing(rows):
    evidence, directory = hear(*rows, accounts=paying(10, 20))
    known = [r for r in evidence if directory.customer[r.feedback_id] not in directory.assumed]
    copies = {f"{r.feedback_id}#{n}": r.feedback_id for r in known for n in range(9)}
    more = replace(
        directory, customer=directory.customer | {c: directory.customer[o] for c, o in copies.items()}
    )
    again = [
        replace(r, feedback_id=c, statement_id=f"{c}:0")
        for r in known
        for c in copies
        if c[:5] == r.feedback_id
    ]
    once, often = derive(evidence, directory, FEW), derive([*evidence, *again], more, FEW)
    for feature, values in once.items():
        assert {k: without_evidence(v) for k, v in values.items()} == {
            k: without_evidence(v) for k, v in often[feature].items()
        }


@settings(max_examples=25, deadline=None)
@given(rows, st.integers())
def test_the_order_of_rows_changes_nothing(rows, seed):
    evidence, directory = hear(*rows, accounts=paying(10, 20))
    shuffled, backlog = evidence[:], BACKLOG[:]
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(backlog)
    turned = replace(
        directory,
        customer=dict(reversed(directory.customer.items())),
        account=dict(reversed(directory.account.items())),
    )
    assert score_rice(BACKLOG, evidence, directory, FEW) == score_rice(backlog, shuffled, turned, FEW)


@settings(max_examples=25, deadline=None)
@given(rows)
def test_an_unrelated_feature_leaves_the_other_scores_alone(rows):
    evidence, directory = hear(*rows, accounts=paying(10, 20))
    first = evidence[0].feedback_id
    before = score_rice(BACKLOG, evidence, directory, FEW)
    other = [Feature("F0", "other", effort=1)]
    after = score_rice([*other, *BACKLOG], [support(first, "F0", 0.7), *evidence], directory, FEW)
    kept = {(s.method, s.feature_id): (s.score, s.inputs) for s in after}
    assert all(kept[s.method, s.feature_id] == (s.score, s.inputs) for s in before)


@settings(max_examples=25, deadline=None)
@given(st.lists(row, min_size=2, max_size=12))
def test_splitting_an_account_may_change_the_accounts_but_not_the_reach(rows):
    people = [(f"p{n}", "a", "F1", probability, facts) for n, (*_, probability, facts) in enumerate(rows)]
    whole = inputs(*people, settings=FEW)
    split = inputs(("p0", "b", *people[0][2:]), *people[1:], settings=FEW)
    assert whole["reach"].value == split["reach"].value
    assert whole["impact"].value == split["impact"].value
    assert whole["accounts"].value < split["accounts"].value


@settings(max_examples=25, deadline=None)
@given(rows)
def test_every_number_lies_in_its_interval_and_every_gap_has_a_reason(rows):
    evidence, directory = hear(*rows, accounts=paying(10, None))
    for score in score_rice(BACKLOG, evidence, directory, FEW):
        for value in (score.score, *score.inputs.values()):
            assert (value.value is None) <= bool(value.reason)
            assert value.low is None or value.low <= value.value <= value.high
        assert reason_sentence(score).endswith(".")


def test_five_thousand_items_take_seconds():
    random = Random(0)
    rows = [
        (f"p{random.randrange(4000)}", f"acc{random.randrange(900)}", f"F{random.randrange(60)}", 0.7)
        for _ in range(5000)
    ]
    backlog = [Feature(f"F{n}", "t", effort=1) for n in range(60)]
    evidence, directory = hear(*rows)
    start = process_time()
    listed = score_rice(backlog, evidence, directory, PrioritySettings())
    assert process_time() - start < 10
    assert len(listed) == 120
