"""A period counts by the days of UTC, whatever offset a record was written with."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights import read_feedback
from feedback_insights.directory import resolve
from feedback_insights.priority import Support, derive
from feedback_insights.records import Feedback, Locator
from feedback_insights.scope import Facets, Scope
from feedback_insights.settings import PrioritySettings, Settings

QUICK = PrioritySettings(draws=200)
HERE = Locator(file="a.csv", sha256="0" * 64, record="row 1")
QUARTERS = ("2026Q2", "2026Q3", "2026Q4")

EDGES = """\
id,date,author,text
1,2026-06-30T23:30:00-02:00,ann,Search is slow on my phone
2,2026-07-01T00:30:00+02:00,bob,Search is slow at work
3,2026-07-01,cleo,Search is slow for me
4,2026-06-30 23:59:59,dan,Search is slow at night
5,2026-09-30T23:59:59.999Z,eve,Search is slow at home
6,2026-10-01T00:00:00+00:00,fay,Search is slow again
7,Wed Sep 30 2026 23:00:00 GMT-0500 (CDT),gus,Search is slow there
8,,hal,Search is slow somewhere
"""


def reach_by_window(feedback):
    """Who reaches F1 in each quarter, out of everybody, all of whom ask for it surely."""
    directory = resolve(feedback, {}, [])
    facets, found = Facets(feedback, directory), {}
    for quarter in QUARTERS:
        ids = facets.choose(Scope(window=quarter)).ids
        evidence = [
            Support(feedback_id=id, statement_id=id, feature_id="F1", probability=1.0, accepted=True)
            for id in sorted(ids)
        ]
        values = derive(evidence, directory.within(ids), QUICK)
        found[quarter] = values["F1"]["reach"].value if values else None
    return found


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(EDGES)
    return path


def test_offsets_at_the_edge_of_a_quarter_count_by_utc(export):
    feedback = read_feedback(export).feedback
    assert reach_by_window(feedback) == {"2026Q2": 2, "2026Q3": 3, "2026Q4": 2}
    chosen = Facets(feedback, resolve(feedback, {}, [])).choose(Scope(window="2026Q3"))
    said = sorted(item.text for item in feedback if item.id in chosen.ids)
    assert said == ["Search is slow at home", "Search is slow for me", "Search is slow on my phone"]
    assert chosen.undated == 1


def test_a_time_without_a_zone_is_of_the_zone_that_settings_name(export):
    berlin = Settings.from_dict({"imports": {"timezone": "Europe/Berlin"}})
    feedback = read_feedback(export, settings=berlin).feedback
    assert reach_by_window(feedback) == {"2026Q2": 3, "2026Q3": 2, "2026Q4": 2}  # cleo's midnight is in June


moments = st.datetimes(datetime(2026, 4, 2), datetime(2026, 12, 30))


@settings(deadline=None, max_examples=20)
@given(st.lists(moments, min_size=1, max_size=8), st.integers(-14, 14))
def test_the_same_moment_counts_in_the_same_window_however_it_is_written(times, hours):
    def heard(offset):
        zone = timezone(timedelta(hours=offset))
        return [
            Feedback(
                id=f"f{n}", source="s", external_id=str(n), text="slow", author=f"a{n}", locator=HERE,
                created=time.replace(tzinfo=UTC).astimezone(zone),
            )
            for n, time in enumerate(times)
        ]  # fmt: skip

    found = reach_by_window(heard(hours))
    assert found == reach_by_window(heard(0))
    assert sum(reach or 0 for reach in found.values()) == len(times)


def test_a_day_in_the_future_is_a_day_like_any_other():
    items = [
        Feedback(
            id=id, source="s", external_id=id, text="slow", author=id, locator=HERE,
            created=datetime.fromisoformat(day),
        )
        for id, day in (("old", "2026-06-30T12:00:00+00:00"), ("late", "2999-01-01T00:30:00+02:00"))
    ]  # fmt: skip
    facets = Facets(items, resolve(items, {}, []))
    assert facets.choose(Scope(window="2026Q2")).ids == {"old"}
    assert facets.choose(Scope(window="2998-12-31")).ids == {"late"}
    assert facets.choose(Scope(window="30d"), as_of=date(2026, 6, 30)).ids == {"old"}
