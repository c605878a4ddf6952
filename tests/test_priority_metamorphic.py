"""What must not move a derived input or a score, and what must: from records to `derive` and `score_rice`."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feedback_insights.directory import resolve
from feedback_insights.priority import Support, derive, score_rice
from feedback_insights.records import Account, Feature, Feedback, Locator
from feedback_insights.settings import PrioritySettings

HERE = Locator(file="tickets.json", sha256="0" * 64, record="ticket 1")
FEW = PrioritySettings(draws=200, sampled_channels=("survey",))  # the fewest there may be
BACKLOG = [Feature("F1", "t", effort=2), Feature("F2", "t", effort=4), Feature("F3", "t")]
LEVELS = (None, 0, 1, 2, 3, 4)
MOODS = (None, "negative", "neutral", "positive")


@dataclass(frozen=True)
class Said:
    """One record with one statement that may ask for one feature."""

    who: str | None  # author
    account: str | None
    feature: str
    p: float
    severity: int | None = 2
    mood: str | None = "neutral"
    channel: str = "support"
    created: datetime | None = None


def world(rows, accounts=(), features=None):
    """Evidence and directory, as the pipeline makes them; ids tell the row's place."""
    heard, keys, evidence = [], {}, []
    for number, row in enumerate(rows):
        id = f"f{number:04}"
        heard.append(
            Feedback(
                id=id,
                source="zendesk",
                external_id=id,
                text="slow",
                author=row.who,
                channel=row.channel,
                created=row.created,
                locator=HERE,
            )
        )
        keys[id] = (f"domain:{row.account}",) if row.account else ()
        evidence.append(
            Support(
                feedback_id=id,
                statement_id=f"{id}:0",
                feature_id=row.feature,
                probability=row.p,
                accepted=row.p >= 0.5,
                severity=row.severity,
                sentiment=row.mood,
                channel=row.channel,
            )
        )
    return evidence, resolve(heard, keys, accounts)


def paying(arrs, currency="EUR"):
    return [
        (Account(id=name, name=name, arr=arr, currency=currency), (f"domain:{name}",))
        for name, arr in arrs.items()
    ]


def derived(rows, accounts=(), settings=FEW):
    return derive(*world(rows, accounts), settings, features=BACKLOG)


def scored(rows, accounts=(), backlog=BACKLOG, settings=FEW):
    return {(s.method, s.feature_id): s for s in score_rice(backlog, *world(rows, accounts), settings)}


def figures(values):
    """All of every value but the ids behind it."""
    return {name: replace(value, evidence=()) for name, value in values.items()}


def seeded(seed):
    return FEW.model_copy(update={"seed": seed})


def numbers(values):
    return {name: value.value for name, value in values.items()}


said = st.builds(
    Said,
    who=st.sampled_from(["ann", "bob", "eve", "zoe", None]),
    account=st.sampled_from(["a", "b", None]),
    feature=st.sampled_from(["F1", "F2"]),
    p=st.sampled_from([0.05, 0.3, 0.5, 0.9, 1.0]),
    severity=st.sampled_from(LEVELS),
    mood=st.sampled_from(MOODS),
    channel=st.sampled_from(["support", "forum", "survey"]),
)
worlds = st.lists(said, min_size=1, max_size=12)
ACCOUNTS = paying({"a": 1200.0, "b": 300.0})
quickly = settings(max_examples=25, deadline=None)


# section 2 of the specification

CHECK = [
    Said("c1", "a", "F1", 0.9), Said("c1", "a", "F1", 0.6), Said("c2", "a", "F1", 0.4),
    Said("c3", "b", "F1", 0.8), Said("c3", "b", "F1", 0.8),
]  # fmt: skip


def test_the_check_of_the_specification():
    values = derived(CHECK)["F1"]
    assert values["reach"].value == pytest.approx(2.1)
    assert values["reach_link_sd"].value == pytest.approx(0.70)
    assert values["people"].value == 2  # the hard count beside it
    assert values["accounts"].value == pytest.approx(0.9 + 0.8)
    noisy_or = 1 - 0.1 * 0.4 + 0.4 + 1 - 0.2 * 0.2  # 2.32: links of one customer are not independent
    assert not [name for name, one in values.items() if one.value == pytest.approx(noisy_or)]


# what must not change anything


@quickly
@given(worlds, st.sampled_from(["ann", "bob"]))
def test_repeating_a_customers_items_ten_times_changes_nothing(rows, who):
    more = rows + [row for row in rows if row.who == who] * 9
    once, often = derived(rows, ACCOUNTS), derived(more, ACCOUNTS)
    assert {f: figures(v) for f, v in once.items()} == {f: figures(v) for f, v in often.items()}


@quickly
@given(worlds, st.data())
def test_the_same_evidence_twice_is_evidence_once(rows, data):
    evidence, directory = world(rows, ACCOUNTS)
    again = data.draw(st.sampled_from(evidence))
    assert derive([*evidence, again], directory, FEW) == derive(evidence, directory, FEW)


@quickly
@given(worlds, st.integers(1, 9))
def test_another_seed_moves_ends_of_intervals_and_no_value(rows, seed):
    before, after = scored(rows), scored(rows, settings=seeded(seed))
    for key, score in before.items():
        assert after[key].score.value == score.score.value
        assert numbers(after[key].inputs) == numbers(score.inputs)


@quickly
@given(worlds, st.integers())
def test_shuffled_input_gives_the_same_bytes(rows, seed):
    def printed(evidence, directory, backlog):
        return json.dumps([asdict(score) for score in score_rice(backlog, evidence, directory, FEW)])

    evidence, directory = world(rows, ACCOUNTS)
    random = Random(seed)
    turned = replace(
        directory,
        customer=dict(random.sample(list(directory.customer.items()), len(directory.customer))),
        account=dict(random.sample(list(directory.account.items()), len(directory.account))),
        accounts=dict(reversed(directory.accounts.items())),
    )
    shuffled = random.sample(evidence, len(evidence)), turned, random.sample(BACKLOG, len(BACKLOG))
    assert printed(*shuffled) == printed(evidence, directory, BACKLOG)


@quickly
@given(worlds, st.integers(1, 60), st.sampled_from(["support", "forum"]))
def test_an_unrelated_item_with_its_own_customers_moves_no_other_value(rows, others, channel):
    unrelated = [Said(f"other{n}", f"elsewhere{n}", "F9", 0.9, channel=channel) for n in range(others)]
    before = scored(rows, ACCOUNTS)
    after = scored(rows + unrelated, ACCOUNTS, [*BACKLOG, Feature("F9", "other", effort=1)])
    for key, score in before.items():
        assert (after[key].score.value, after[key].status) == (score.score.value, score.status)
        assert numbers(after[key].inputs) == numbers(score.inputs)


@pytest.mark.parametrize("people", [12, 20, 30, 50, 80])
def test_people_who_speak_of_something_else_move_no_value(people):
    rows = [Said(f"p{n}", f"acc{n}", "F1", 0.95, channel=("support", "survey")[n % 2]) for n in range(people)]
    alone = scored(rows)["rice", "F1"]
    for others in (1, people, 30 * people):
        unrelated = [Said(f"other{n}", f"elsewhere{n}", "F2", 0.9) for n in range(others)]
        assert scored(rows + unrelated)["rice", "F1"].score.value == alone.score.value


@quickly
@given(worlds)
def test_taking_an_item_off_the_backlog_leaves_the_others_as_they_are(rows):
    rows = [row for row in rows if row.feature == "F1"]
    assume(rows)
    before, after = scored(rows, ACCOUNTS), scored(rows, ACCOUNTS, BACKLOG[:1])
    for key, score in after.items():
        assert (score.score, score.inputs) == (before[key].score, before[key].inputs)


@quickly
@given(worlds, st.dates())
def test_when_it_was_said_does_not_matter_not_even_in_the_future(rows, day):
    late = datetime(day.year, day.month, day.day, tzinfo=UTC)
    dated = [replace(row, created=late if n % 2 else None) for n, row in enumerate(rows)]
    ahead = [replace(row, created=datetime(2999, 1, 1, tzinfo=UTC)) for row in rows]
    assert scored(dated, ACCOUNTS) == scored(ahead, ACCOUNTS) == scored(rows, ACCOUNTS)


@quickly
@given(worlds, st.sampled_from([0.25, 4.0, 1e6, 1.0837]))
def test_another_currency_scales_the_revenue_and_moves_no_rank(rows, rate):
    before = scored(rows, ACCOUNTS)
    after = scored(rows, paying({"a": 1200.0 * rate, "b": 300.0 * rate}, "USD"))
    assert [*before] == [*after]
    for key, score in before.items():
        other = after[key]
        assert (other.score, other.tier, other.rank_low, other.rank_high) == (
            score.score, score.tier, score.rank_low, score.rank_high,
        )  # fmt: skip
        one, two = score.inputs["revenue"], other.inputs["revenue"]
        assert (one.value is None) == (two.value is None)
        if one.value is not None:
            ends = [(one.low or 0) * rate, one.value * rate, (one.high or 0) * rate]
            assert [two.low or 0, two.value, two.high or 0] == pytest.approx(ends, rel=1e-8)
        share = score.inputs["revenue_top_share"].value
        assert other.inputs["revenue_top_share"].value == (share and pytest.approx(share))


@quickly
@given(worlds, st.sampled_from([0.5, 4.0]))
def test_another_unit_of_effort_scales_the_score_and_moves_no_rank(rows, factor):
    backlog = [replace(f, effort=f.effort and f.effort * factor) for f in BACKLOG]
    before, after = scored(rows), scored(rows, backlog=backlog)
    assert [*before] == [*after]
    for (method, feature), score in before.items():
        other = after[method, feature]
        assert (other.tier, other.rank_low, other.rank_high) == (score.tier, score.rank_low, score.rank_high)
        if method == "rice" and score.score.value is not None:
            assert other.score.value == pytest.approx(score.score.value / factor)


# what must change, and which way


@quickly
@given(worlds)
def test_splitting_an_account_changes_accounts_and_nobodys_voice(rows):
    people = [replace(row, who=f"p{n}", account="a", feature="F1") for n, row in enumerate(rows)]
    assume(len(people) > 1)
    whole, split = derived(people)["F1"], derived([replace(people[0], account="b"), *people[1:]])["F1"]
    for name in ("reach", "reach_link_sd", "people", "severity", "severity_most", "sentiment", "impact"):
        assert whole[name].value == split[name].value
    assert whole["accounts"].value == max(row.p for row in people)
    assert split["accounts"].value == pytest.approx(people[0].p + max(row.p for row in people[1:]))
    gone = derived([replace(row, account=None) for row in people])["F1"]
    assert gone["reach"].value == whole["reach"].value
    assert gone["accounts"].value is None


@quickly
@given(worlds)
def test_merging_two_customers_lowers_the_reach(rows):
    apart = [replace(row, feature="F1") for row in rows]
    merged = [replace(row, who="ann" if row.who == "bob" else row.who) for row in apart]
    before, after = derived(apart)["F1"], derived(merged)["F1"]
    assert after["reach"].value <= before["reach"].value
    assert after["people"].value <= before["people"].value
    if {"ann", "bob"} <= {row.who for row in apart}:
        assert after["reach"].value < before["reach"].value


@quickly
@given(worlds, said)
def test_one_more_voice_never_lowers_the_people(rows, one_more):
    before, after = derived(rows), derived([*rows, one_more])  # it may join two accounts into one
    for feature in {row.feature for row in rows}:
        for name in ("reach", "people"):
            assert after[feature][name].value >= before[feature][name].value


@quickly
@given(worlds)
def test_anonymous_people_lie_between_one_per_channel_and_one_per_record(rows):
    rows = [replace(row, feature="F1", account=None) for row in rows]
    values = derived(rows)["F1"]
    people, reach = values["people"], values["reach"]
    fewest = [row if row.who else replace(row, who=f"anonymous at {row.channel}") for row in rows]
    most = [row if row.who else replace(row, who=f"anonymous {n}") for n, row in enumerate(rows)]
    assert people.low == people.value == derived(fewest)["F1"]["people"].value
    assert people.high == derived(most)["F1"]["people"].value
    assert reach.value == pytest.approx(derived(fewest)["F1"]["reach"].value)
    assert reach.high >= derived(most)["F1"]["reach"].value - 1e-9
    if most != rows:
        assert f"{derived(most)['F1']['reach'].value:.1f} if each is one" in reach.reason


# edges

NO_NUMBERS = [float("nan"), float("inf"), float("-inf")]


def test_one_account_with_all_the_evidence_says_how_little_that_is():
    values = derived([Said(f"p{n}", "a", "F1", 0.9) for n in range(50)], ACCOUNTS)["F1"]
    assert (values["reach"].value, values["accounts"].value) == (pytest.approx(45), 0.9)
    assert "interval_unreliable: 0.9 accounts" in values["reach"].reason
    assert "one_account: a holds 100%" in values["revenue_top_share"].reason
    assert values["confidence"].value == 0.5


def test_links_below_the_threshold_reach_people_but_count_nobody():
    score = scored([Said(f"p{n}", f"acc{n}", "F1", 0.4) for n in range(30)])["rice", "F1"]
    assert score.inputs["reach"].value == pytest.approx(12)
    assert (score.inputs["people"].value, score.score.evidence) == (0, ())
    assert "no_link_accepted" in score.score.reason
    assert score.inputs["confidence"].value == 0.5


@pytest.mark.parametrize("effort", [None, 0.0, -0.0, -3.0, 5e-324, 1e308, *NO_NUMBERS])
def test_an_effort_that_is_none_leaves_the_score_unknown_with_its_reason(effort):
    score = scored([Said("ann", "a", "F1", 0.9)], backlog=[Feature("F1", "t", effort=effort)])["rice", "F1"]
    assert (score.score.value, score.status) == (None, "effort_missing")
    assert score.score.reason.startswith("effort_missing")


@pytest.mark.parametrize("effort", [1e-310, 3e-309])
def test_a_score_too_large_for_a_float_is_refused_by_its_item(effort):
    backlog = [Feature("F1", "t", effort=effort)]
    with pytest.raises(ValueError, match=r"feature 'F1': the score is .*too large; check reach and effort"):
        scored([Said("ann", "a", "F1", 0.9)], backlog=backlog)


@pytest.mark.parametrize("arr", [-1.0, 1.5e308, *NO_NUMBERS])
def test_an_impossible_revenue_is_refused_by_its_account(arr):
    with pytest.raises(ValueError, match=r"account 'b' has a yearly revenue of"):
        derived([Said("ann", "a", "F1", 0.9), Said("bob", "b", "F1", 0.9)], paying({"a": 1.0, "b": arr}))


def test_an_account_that_pays_nothing_is_a_true_zero():
    values = derived([Said("ann", "a", "F1", 0.9)], paying({"a": 0.0}))["F1"]
    assert values["revenue"].value == 0
    assert values["revenue_top_share"].reason.startswith("revenue_zero")


@quickly
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_currencies_are_never_added_up(homes):
    accounts = [*paying({"a": 10.0}), *paying({"b": 20.0}, "USD"), *paying({"c": None}, "GBP")]
    revenue = derived([Said(f"p{n}", home, "F1", 1.0) for n, home in enumerate(homes)], accounts)["F1"][
        "revenue"
    ]
    if {"a", "b"} <= set(homes):
        assert (revenue.value, revenue.reason) == (None, "currency_mixed: EUR, USD")
    else:  # what an account without a revenue would pay in does not matter
        assert revenue.value == {"a": 10, "b": 20}.get(min(homes))


def test_nothing_gives_nothing():
    evidence, directory = world([])
    assert score_rice([], evidence, directory, FEW) == []
    assert derive(evidence, directory, FEW) == {}
    for score in score_rice(BACKLOG, evidence, directory, FEW):
        assert (score.score.value, score.status, score.tier) == (None, "no_evidence", None)


def test_one_feature_is_first_and_alone():
    rice = scored([Said("ann", "a", "F1", 0.9)], backlog=BACKLOG[:1])["rice", "F1"]
    assert (rice.tier, rice.rank_low, rice.rank_high) == (1, 1, 1)


def test_equal_features_share_a_tier_and_the_middle_rank():
    rows = [Said(f"p{n}", f"acc{n}", feature, 1.0) for n in range(15) for feature in ("F1", "F2", "F3")]
    listed = [score for (method, _), score in scored(rows).items() if method == "value"]
    assert [(s.feature_id, s.tier, s.rank_low, s.rank_high) for s in listed] == [
        (feature, 1, 2, 2) for feature in ("F1", "F2", "F3")
    ]


def test_nobody_known_by_name_is_still_heard():
    values = derived([Said(None, None, "F1", 0.9, channel=c) for c in ("store", "store", "forum")])["F1"]
    assert "customers_assumed: 3 of 3 people are anonymous" in values["reach"].reason
    assert (values["people"].low, values["people"].value, values["people"].high) == (2, 2, 3)
    assert values["accounts"].reason.startswith("account_unknown")


@quickly
@given(worlds)
def test_every_number_lies_in_its_interval_and_every_gap_has_a_reason(rows):
    for score in scored(rows, paying({"a": 10.0, "b": None})).values():
        for value in (score.score, *score.inputs.values()):
            assert (value.value is None) <= bool(value.reason)
            assert value.low is None or value.low <= value.value <= value.high
