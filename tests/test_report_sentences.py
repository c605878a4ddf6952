from dataclasses import replace

from report_sample import FEATURES, report_data

from feedback_insights.figures import Change
from feedback_insights.records import Burst, Calm, Share, Value
from feedback_insights.report import sentences
from feedback_insights.scope import Scope

BURST = Burst(
    first="2026-08-18", last="2026-08-20", statements=40, of=50, unusual=True, customers=9, rank=2,
    rank_without=12,
)  # fmt: skip


def test_the_scope_is_always_told_with_its_period() -> None:
    assert sentences.scope_line(report_data()) == "All feedback, 2 Mar – 24 May 2026"
    data = report_data(scope=Scope({"audience": "developer"}, "2026Q2"), before=Scope(window="2026Q1"))
    assert sentences.scope_line(data) == (
        "Only audience developer, 2026Q2 (1 Apr – 30 Jun 2026); beside 2026Q1 (1 Jan – 31 Mar 2026)"
    )


def test_what_a_period_leaves_out_for_want_of_a_date_is_told() -> None:
    data = report_data(scope=Scope(window="2026Q2"))
    undated = replace(data, scope=replace(data.scope, undated=3))
    assert sentences.scope_line(undated).endswith("2026), 3 items without a date left out")


def test_unusual_days_tell_what_is_left_without_them() -> None:
    theme = replace(report_data().themes[0], burst=BURST, people=31)
    assert sentences.unusual_days(theme) == (
        "Unusual days: 40 of 50 statements on 18 – 20 Aug 2026. Without them 9 people instead of 31,"
        " rank 12 instead of 2 among the themes."
    )
    assert sentences.unusual_days(replace(theme, burst=replace(BURST, unusual=False))) == ""


def test_a_feature_asked_for_all_at_once_says_so() -> None:
    days = ("2026-08-18", "2026-08-19", "2026-08-20")
    calm = Calm(days=days, value=4.0, people=9, tier=2, rank_low=4, rank_high=7)
    feature = replace(report_data().features[0], calm=calm, crowd=14)
    assert sentences.crowd(feature) == (
        "On 18 – 20 Aug 2026 14 people asked at once; without unusual days 9 people, rank 4–7."
    )
    alone = replace(feature, calm=Calm(days=days, value=None, people=0))
    assert sentences.crowd(alone).endswith("without unusual days nobody, no rank.")
    assert sentences.crowd(replace(feature, calm=replace(calm, days=()))) == ""


def test_people_of_those_heard_carry_a_per_cent_from_thirty_on() -> None:
    assert sentences.of_heard(Share(count=4, of=29, low=0.06, high=0.27)) == "of 29 heard"
    many = sentences.of_heard(Share(count=41, of=380, low=0.084, high=0.137))
    assert many.replace("\u00a0", " ") == "of 380 heard, 11 % (8–14 %)"


def test_a_change_is_told_beside_the_other_period() -> None:
    data = report_data(scope=Scope(window="2026Q2"), before=Scope(window="2026Q1"))
    change = Change(
        now=Share(count=41, of=100),
        before=Share(count=12, of=100),
        difference=Value(value=0.29, low=0.19, high=0.385),
        trend="more",
    )
    theme = replace(data.themes[0], change=change)
    assert data.before is not None
    assert sentences.change_sentence(theme, data.before) == (
        "Beside 2026Q1: more, +29 points (+19 to +38); 12 of 100 (12 %) people heard then"
    )


def test_remarks_name_what_a_reader_must_know_before_the_page() -> None:
    data = report_data()
    theme = replace(data.theme("T2"), unsettled=True, burst=BURST)
    assert list(sentences.remarks(theme, data)) == [
        "unsettled",
        "40 of 50 said on 18 – 20 Aug 2026",
        "no backlog item",
    ]
    assert list(sentences.remarks(data.theme("T1"), report_data(features=FEATURES[:1]))) == []


def test_a_name_that_finds_few_of_its_statements_tells_little() -> None:
    theme = report_data().themes[0]
    told = [list(sentences.remarks(replace(theme, fidelity=f), report_data())) for f in (0.39, 0.4, None)]
    assert ["its name tells little" in remarks for remarks in told] == [True, False, False]
