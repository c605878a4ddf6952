"""A metric per segment and period: nothing is left out."""

from datetime import UTC, date, datetime
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.surveys import breakdown, ces, nps, sus

RATINGS = [10] * 5 + [8] * 5 + [0] * 5
PLANS = ["pro"] * 5 + ["free"] * 5 + [None] * 3 + ["", "pro"]


def names(found):
    return [(row.period, row.segment) for row in found.rows]


def test_each_row_is_what_the_metric_gives_for_its_answers_alone():
    found = breakdown(nps, RATINGS, by=PLANS)
    assert names(found) == [(None, "free"), (None, "pro"), (None, "unknown")]
    assert found.rows[0].metric == nps([8] * 5)
    assert found.rows[1].metric == nps([10] * 5 + [0])
    assert found.rows[2].metric.value is None
    assert found.rows[2].metric.counts["detractors"] == 4
    assert found.pooled == nps(RATINGS)


def test_unknown_comes_last():
    assert names(breakdown(nps, [9, 9, 9], by=["web", None, "app"])) == [
        (None, "app"),
        (None, "web"),
        (None, "unknown"),
    ]


def test_the_metric_s_own_options_go_through():
    found = breakdown(ces, [7, 6, 5, 4, 1], by=["a"] * 5, variant="index", level=0.9)
    assert found.rows[0].metric == found.pooled == ces([7, 6, 5, 4, 1], variant="index", level=0.9)
    assert breakdown(partial(ces, variant="index"), [7] * 5, by=["a"] * 5).pooled.variant == "index"
    sheets = np.array([[5, 1] * 5, [3] * 10])
    assert breakdown(sus, sheets, by=["a", "b"]).rows[1].metric.scores == (50,)


def test_periods_are_in_order_and_undated_rows_stand_apart():
    days = [date(2026, 10, 1), None, date(2026, 9, 30), "2026-01-01", date(2025, 12, 31)]
    found = breakdown(nps, [9, 8, 7, 6, 5], dates=days, period="quarter")
    assert names(found) == [(name, None) for name in ("2025Q4", "2026Q1", "2026Q3", "2026Q4", "undated")]
    months = breakdown(nps, [9, 8, 7, 6, 5], dates=days, period="month")
    assert [row.period for row in months.rows] == ["2025-12", "2026-01", "2026-09", "2026-10", "undated"]
    assert sum(row.metric.n for row in found.rows) == found.pooled.n == 5


@pytest.mark.parametrize(
    ("zone", "period"),
    [(None, "2026Q3"), ("UTC", "2026Q3"), ("Europe/Berlin", "2026Q4"), ("America/Denver", "2026Q3")],
)
def test_a_moment_lies_in_the_period_of_the_declared_zone(zone, period):
    moment = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)  # 00:30 on 1 October in Berlin
    assert breakdown(nps, [9], dates=[moment], period="quarter", zone=zone).rows[0].period == period


def test_a_moment_without_a_zone_needs_one():
    moment = datetime(2026, 9, 30, 23, 30)
    with pytest.raises(
        ValueError, match=r"dates\[0\] is 2026-09-30 23:30:00: without a time zone; declare zone"
    ):
        breakdown(nps, [9], dates=[moment], period="month")
    assert breakdown(nps, [9], dates=[moment], period="month", zone="Asia/Tokyo").rows[0].period == "2026-09"
    assert breakdown(nps, [9], dates=[date(2026, 9, 30)], period="month").rows[0].period == "2026-09"


def test_a_customer_counts_once_per_period_and_once_over_all():
    ratings, who = [2, 8, 10, 8, 8, 8, 8], ["a", "a", "a", *"bcde"]
    days = [date(2026, 8, 1), date(2026, 8, 2), date(2026, 9, 1), *[date(2026, 9, 5)] * 4]
    found = breakdown(nps, ratings, dates=days, period="month", customers=who, keep="latest")
    august, september = (row.metric for row in found.rows)
    assert (august.n, august.repeats, august.counts["passives"]) == (1, 1, 1)
    assert (september.n, september.repeats, september.value) == (5, 0, 20)
    assert (found.pooled.n, found.pooled.repeats, found.pooled.value) == (5, 2, 20)


def test_a_customer_s_answers_of_a_wave_stand_in_the_segment_of_the_latest():
    days = [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 1)]
    found = breakdown(
        nps, [2, 10, 8], by=["free", "pro", "free"], customers=["a", "a", "b"], dates=days, keep="latest"
    )
    assert [(row.segment, row.metric.n, row.metric.repeats) for row in found.rows] == [
        ("free", 1, 0),
        ("pro", 1, 1),
    ]
    with pytest.raises(ValueError, match="customer 'a' is in two segments at once: 'free' and 'pro'"):
        breakdown(nps, [2, 10], by=["free", "pro"], customers=["a", "a"], keep="mean")


def test_the_invited_of_each_row_give_its_response_rate():
    found = breakdown(nps, RATINGS, by=PLANS, invited={"free": 50, "pro": 12})
    assert [row.metric.response_rate for row in found.rows] == [0.1, 0.5, None]
    assert found.pooled.response_rate is None
    assert breakdown(nps, RATINGS, by=PLANS, invited=60).pooled.response_rate == 0.25
    both = breakdown(nps, [9], by=["a"], dates=["2026-09-01"], period="month", invited={("2026-09", "a"): 4})
    assert both.rows[0].metric.response_rate == 0.25
    with pytest.raises(ValueError, match="invited names 'gold', and no row is called so"):
        breakdown(nps, RATINGS, by=PLANS, invited={"gold": 50})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": ["a"]}, "by has 1 values for 2 answers"),
        ({"period": "month"}, "period needs dates"),
        ({"dates": ["2026-09-01"] * 2, "period": "week"}, "period is 'week': it must be 'month' or"),
        ({"dates": ["2026-09-01"] * 2, "period": "month", "zone": "Mars"}, "time zone 'Mars' is not known"),
        ({"dates": ["2026-09-01"] * 2, "period": "month", "zone": 5}, "time zone '5' is not known"),
        ({"by": ["a", "b"], "customers": ["x", "y"]}, "keep is None"),
        ({"by": {"a": 1, "b": 2}}, "by must be a list, not of type dict"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        breakdown(nps, [9, 8], **options)


def test_the_metric_is_a_function():
    with pytest.raises(ValueError, match=r"metric is 'nps': it must be the function, such as surveys\.nps"):
        breakdown("nps", [9])


def test_a_wrong_answer_is_named_by_its_place_among_all():
    with pytest.raises(ValueError, match=r"ratings\[3\] is 11.0"):
        breakdown(nps, [9, 8, 7, 11], by=["a", "b", "b", "b"])


def test_without_segment_and_period_there_is_the_pooled_metric_alone():
    assert breakdown(nps, RATINGS).rows == ()
    assert breakdown(nps, [], by=[]).pooled.reason == "nobody answered"


rows = st.lists(
    st.tuples(
        st.integers(0, 10) | st.none(), st.sampled_from(["a", "b", None]),
        st.dates(date(2025, 11, 1), date(2026, 4, 1)) | st.none(),
    ),
    max_size=30,
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(rows, st.randoms())
def test_rows_add_up_whatever_their_order(given_rows, random):
    def found(some):
        ratings, segments, days = ([row[at] for row in some] for at in range(3))
        return breakdown(nps, ratings, by=segments, dates=days, period="month")

    one = found(given_rows)
    for count in ("answers", "n", "missing"):
        assert sum(getattr(row.metric, count) for row in one.rows) == getattr(one.pooled, count)
    assert found(random.sample(given_rows, len(given_rows))) == one
