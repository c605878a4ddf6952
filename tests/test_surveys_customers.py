"""One answer per customer and wave: the latest, or the mean."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.surveys import ces, csat, nps, sus

DAY = date(2026, 9, 1)
OTHERS = ["b", "c", "d", "e"]
BY_DATE = {"customers": ["a", "b"], "keep": "latest"}


def of_a(*answers, keep, dates=None):
    """The NPS of customer a, who answers first, and four passive ones."""
    days = [*dates, *[DAY] * 4] if dates else None
    return nps([*answers, 8, 8, 8, 8], customers=["a"] * len(answers) + OTHERS, dates=days, keep=keep)


def test_the_latest_answer_of_a_customer_counts_wherever_its_row_stands():
    found = of_a(10, 2, keep="latest", dates=[DAY, DAY - timedelta(days=1)])
    assert found.counts == {"promoters": 1, "passives": 4, "detractors": 0}
    assert (found.n, found.repeats, found.answers, found.keep) == (5, 1, 6, "latest")


def test_the_mean_is_classed_by_the_printed_bounds():
    assert of_a(10, 7, keep="mean").counts["promoters"] == 0  # 8.5 is not yet 9
    assert of_a(9, 9, 10, keep="mean").counts["promoters"] == 1
    assert of_a(7, 6, keep="mean").counts["detractors"] == 0  # 6.5 is above 6
    assert of_a(0, 6, keep="mean").counts["detractors"] == 1


def test_ten_answers_of_one_customer_weigh_as_one():
    assert of_a(*[10] * 10, keep="mean").value == of_a(10, keep="mean").value == 20


def test_dates_of_any_kind_are_put_in_order():
    early, late = datetime(2026, 9, 1, 23, tzinfo=UTC), datetime(2026, 9, 2, 0, tzinfo=UTC)
    behind = late.astimezone(timezone(timedelta(hours=-7)))  # the day before by its own clock
    for older, newer in [(early, behind), ("2026-09-01T23:00:00Z", "2026-09-02"), (None, DAY)]:
        assert of_a(2, 10, keep="latest", dates=[older, newer]).counts["promoters"] == 1
        assert of_a(10, 2, keep="latest", dates=[newer, older]).counts["promoters"] == 1
    autumn = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # the clocks go back at 3
    found = of_a(2, 10, keep="latest", dates=[autumn, autumn.replace(fold=1)])
    assert found.counts["promoters"] == 1
    days = np.array(["2026-09-01", "2026-09-02", *["2026-09-01"] * 4], dtype="datetime64[ns]")
    assert nps([2, 10, 8, 8, 8, 8], customers=["a", "a", *OTHERS], dates=days, keep="latest").value == 20


def test_of_several_at_the_latest_time_the_mean_counts_and_is_noted():
    found = of_a(10, 8, 0, keep="latest", dates=[DAY, DAY, DAY - timedelta(days=9)])
    assert found.counts["promoters"] == 1  # 9
    assert found.notes == (
        "customers with different answers at their latest time, of which the mean counts: 1",
    )
    assert of_a(10, 10, keep="latest", dates=[DAY, DAY]).notes == ()


def test_answers_without_a_customer_are_one_person_each():
    found = nps([10, 10, 9, 8, 8, 8], customers=[None, "", float("nan"), "a", "a", "b"], keep="mean")
    assert (found.n, found.repeats, found.counts["promoters"]) == (5, 1, 3)
    assert found.notes == ("answers that name no customer, each counted as one: 3",)


def test_no_answer_is_nobody_s_latest_answer():
    found = of_a(10, None, keep="latest", dates=[DAY, DAY + timedelta(days=1)])
    assert (found.counts["promoters"], found.missing, found.repeats) == (1, 1, 0)


def test_every_metric_counts_customers():
    who, keep = ["a", "a", "b", "c", "d", "e"], "mean"
    assert csat([5, 3, 1, 1, 1, 1], customers=who, keep=keep).value == 20
    assert ces([7, 3, 1, 1, 1, 1], variant="share", customers=who, keep=keep).value == 20
    assert sus([[5, 1] * 5, [1, 5] * 5, *[[3] * 10] * 4], customers=who, keep=keep).value == 50


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"customers": ["a", "b"]}, "keep is None: with customers it must be 'latest' or 'mean'"),
        ({"customers": ["a", "b"], "keep": "first"}, "keep is 'first'"),
        ({"customers": ["a", "b"], "keep": "latest"}, "keep='latest' needs dates"),
        ({"customers": ["a"], "keep": "mean"}, "customers has 1 values for 2 answers"),
        ({"customers": "ab", "keep": "mean"}, "customers must be a list"),
        ({"customers": [["a"], "b"], "keep": "mean"}, r"customers\[0\] is \['a'\]"),
        ({"keep": "mean"}, "it needs customers"),
        (BY_DATE | {"dates": [DAY]}, "dates has 1 values for 2 answers"),
        (BY_DATE | {"dates": [DAY, "03/04/2026"]}, r"dates\[1\] is '03/04/2026': it must be a date"),
        (BY_DATE | {"dates": [DAY, 20260903]}, r"dates\[1\] is 20260903"),
        (BY_DATE | {"dates": ["2026-09-01T10:00:00Z", "2026-09-01T10:00:00"]}, r"dates\[1\] has no time"),
    ],
)  # fmt: skip
def test_what_does_not_say_which_answer_counts_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        nps([9, 8], **options)


rows = st.lists(
    st.tuples(st.integers(0, 10) | st.none(), st.sampled_from([*"abcdefgh", None]), st.integers(1, 28)),
    max_size=30,
)


@settings(deadline=None, max_examples=50)
@given(rows, st.randoms(), st.sampled_from(["latest", "mean"]))
def test_the_order_of_rows_does_not_matter(given_rows, random, keep):
    def found(some):
        days = [date(2026, 9, day) for _, _, day in some]
        return nps([r for r, _, _ in some], customers=[c for _, c, _ in some], dates=days, keep=keep)

    one = found(given_rows)
    assert found(random.sample(given_rows, len(given_rows))) == one
    assert one.answers == one.n + one.missing + one.repeats
    twice = found(given_rows + [row for row in given_rows if row[1]])  # repeating named rows changes nothing
    assert (twice.value, twice.low, twice.n) == (one.value, one.low, one.n)
