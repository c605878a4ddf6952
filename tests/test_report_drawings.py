import pytest

from feedback_insights.records import REQUEST_TYPES, Mood, Requests, Share
from feedback_insights.report import drawings
from feedback_insights.report.parts import Month


def test_a_mood_of_few_statements_or_few_people_is_told_in_counts_alone() -> None:
    small, large = (Mood(negative=n, neutral=0, positive=3, mean=0.0) for n in (7, 27))
    parts = [bar.parts for bar in map(drawings.mood_bar, (small, large, large), (99, 99, 29)) if bar]
    assert parts == [
        ("7 negative", "3 positive"),
        ("27 negative (90 %)", "3 positive (10 %)"),
        ("27 negative", "3 positive"),
    ]


def test_requests_stand_in_the_same_order_whatever_their_counts() -> None:
    pieces = drawings.request_bar(Requests(bug=1, praise=3, question=4))
    assert [piece.text for piece in pieces] == ["1 bug", "4 questions", "3 praise"]
    assert pieces[-1].start + pieces[-1].width == pytest.approx(drawings.BAR)
    assert drawings.request_bar(None) == ()
    assert sorted(drawings.REQUESTS) == sorted(REQUEST_TYPES)


def test_no_bar_is_drawn_of_a_share_of_few() -> None:
    assert drawings.share_value(Share(count=3, of=29, low=0.04, high=0.2)).value is None
    assert drawings.share_value(Share(count=3, of=30, low=0.04, high=0.2)).value == pytest.approx(0.1)


def test_a_month_shows_what_fell_on_unusual_days_above_the_rest() -> None:
    months = [
        Month(month="2026-07", statements=10, burst=0),
        Month(month="2026-08", statements=0, burst=0),
        Month(month="2026-09", statements=40, burst=30),
    ]
    found = drawings.calendar(months)
    assert found is not None
    assert [(column.usual, column.burst) for column in found.columns] == [(15.0, 0.0), (15.0, 45.0)]
    assert found.text == "Jul 2026 10, Sep 2026 40 (30 of them on unusual days)"
    assert (found.first, found.last, found.most) == ("Jul 2026", "Sep 2026", 40)


def test_years_stand_for_months_where_there_are_too_many() -> None:
    months = [
        Month(month=f"{year}-{month:02}", statements=1, burst=0)
        for year in range(2016, 2027)
        for month in range(1, 13)
    ]
    found = drawings.calendar(months)
    assert found is not None
    assert (found.unit, found.first, found.last, found.most) == ("year", "2016", "2026", 12)


def test_one_month_is_no_chart() -> None:
    assert drawings.calendar([Month(month="2026-07", statements=10, burst=0)]) is None
