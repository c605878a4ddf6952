"""Counts within a scope: bursts, shares by facet, periods side by side, participants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import report_sample as sample
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.directory import resolve
from feedback_insights.figures import (
    Ground,
    break_down,
    burst_of,
    compare,
    coverage,
    grid,
    participants,
    share,
    within,
)
from feedback_insights.records import Feedback, Locator, Statement, Tag, Theme
from feedback_insights.scope import Scope

HERE = Locator(file="a.csv", sha256="0" * 64, record="row 1")
START = datetime(2026, 7, 1, tzinfo=UTC)


def ground(rows: Sequence[dict[str, object]]) -> Ground:
    """One statement per row: who said it, on which day (from 1 July), and other facts."""
    items, statements = [], []
    for number, row in enumerate(rows):
        day = row.get("day")
        facts = {
            "id": f"f{number:04}",
            "source": "survey",
            "external_id": str(number),
            "text": "slow",
            "locator": HERE,
            "author": row.get("who"),
            "created": None if day is None else START + timedelta(days=int(str(day))),
        }
        facts |= {name: value for name, value in row.items() if name not in ("day", "who")}
        items.append(Feedback(**facts))  # type: ignore[arg-type]
        statements.append(
            Statement(
                id=f"f{number:04}:0", feedback_id=f"f{number:04}", start=0, end=4, text="slow", kind="content"
            )
        )
    tags = [
        Tag(statement_id=s.id, sentiment="neutral", probabilities=(0, 1, 0), severity=1) for s in statements
    ]
    return Ground.of(items, resolve(items, {}, []), statements, tags)


def ids(numbers: Sequence[int] | range) -> list[str]:
    return [f"f{number:04}:0" for number in numbers]


# ---- bursts -----------------------------------------------------------------------------------------------


def everyday(people: int = 60) -> list[dict[str, object]]:
    """Ordinary talk: one person a day."""
    return [{"who": f"p{day}", "day": day} for day in range(people)]


def test_the_densest_three_days_are_told_with_their_share() -> None:
    rows = [{"who": f"p{n}", "day": day} for n, day in enumerate((0, 10, 11, 12, 12, 30))]
    burst = burst_of(ids(range(6)), ground(rows))
    assert burst is not None
    assert (burst.first, burst.last, burst.statements, burst.of) == ("2026-07-11", "2026-07-13", 4, 6)
    assert burst.share == pytest.approx(4 / 6)
    assert burst.customers == 2


def test_an_outage_is_unusual_and_steady_talk_is_not() -> None:
    outage = [{"who": f"o{n}", "day": 49} for n in range(12)] + [{"who": "later", "day": 5}]
    found = ground([*everyday(), *outage])
    crowded, steady = burst_of(ids(range(60, 73)), found), burst_of(ids(range(60)), found)
    assert crowded is not None
    assert steady is not None
    assert crowded.unusual
    assert crowded.customers == 1
    assert not steady.unusual


def test_a_survey_that_everybody_answers_in_three_days_is_no_burst() -> None:
    survey = [{"who": f"s{n}", "day": 20 + n % 3} for n in range(90)]
    tickets = [day | {"source": "zendesk"} for day in everyday()]
    burst = burst_of(ids(range(60, 90)), ground([*tickets, *survey]))
    assert burst is not None
    assert (burst.share, burst.unusual) == (1.0, False)


@pytest.mark.parametrize(("others", "unusual"), [(4, False), (8, True)])
def test_dense_days_prove_nothing_where_hardly_anybody_said_something_else(
    others: int, unusual: bool
) -> None:
    theme = [{"who": f"s{n}", "day": 20 + n % 3} for n in range(24)]
    rest = [{"who": f"r{n}", "day": 20 + n} for n in range(others)]
    burst = burst_of(ids(range(24)), ground([*theme, *rest]))
    assert burst is not None
    assert (burst.statements, burst.unusual) == (24, unusual)


def test_one_person_who_writes_a_lot_on_one_day_is_no_burst() -> None:
    found = ground([*everyday(), *({"who": "ann", "day": 30} for _ in range(40))])
    burst = burst_of(ids(range(60, 100)), found)
    assert burst is not None
    assert (burst.share, burst.unusual) == (1.0, False)


def test_without_dates_there_is_no_burst_and_nothing_to_share() -> None:
    assert burst_of(ids(range(2)), ground([{"who": "ann"}, {"who": "bob"}])) is None
    assert burst_of([], ground(everyday(3))) is None


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_densest_window_does_not_depend_on_the_order(days: list[int], random: object) -> None:
    found = ground([{"who": f"p{n}", "day": day} for n, day in enumerate(days)])
    turned = ids(range(len(days)))
    random.shuffle(turned)  # type: ignore[attr-defined]
    burst = burst_of(turned, found)
    assert burst == burst_of(ids(range(len(days))), found)
    assert burst is not None
    first = (datetime.fromisoformat(burst.first).replace(tzinfo=UTC) - START).days
    assert burst.statements == max(sum(d <= day < d + 3 for day in days) for d in days)
    assert burst.statements == sum(first <= day < first + 3 for day in days)


# ---- shares -----------------------------------------------------------------------------------------------


def test_a_person_counts_once_per_value_however_often_they_speak() -> None:
    rows = [
        {"who": "ann", "product": "app"}, {"who": "ann", "product": "app"}, {"who": "ann", "product": "api"},
        {"who": "bob", "product": "app"}, {"who": "eve"},
    ]  # fmt: skip
    found = break_down({"T1": ids([0, 1, 2])}, ground(rows), "product")
    assert dict(found.heard) == {"app": 2, "api": 1, "unknown": 1}
    counts = {value: (one.count, one.of) for value, one in found.shares["T1"].items()}
    assert counts == {"app": (1, 2), "api": (1, 1), "unknown": (0, 1)}


def test_a_change_is_more_or_less_only_where_the_interval_leaves_out_zero() -> None:
    rows = [{"who": f"a{n}"} for n in range(100)]
    found = ground(rows)
    now, before = (
        found.limited({f"f{n:04}" for n in range(50)}),
        found.limited({f"f{n:04}" for n in range(50, 100)}),
    )
    subjects = {"up": ids(range(30)), "down": ids(range(50, 80)), "same": ids([*range(5), *range(50, 54)])}
    changes = compare(subjects, now, before)
    assert {name: one.trend for name, one in changes.items()} == {
        "up": "more",
        "down": "less",
        "same": "unclear",
    }
    up = changes["up"].difference
    assert (up.value, changes["up"].now.count, changes["up"].before.count) == (0.6, 30, 0)
    assert up.low is not None
    assert 0 < up.low < 0.6


def test_against_a_period_in_which_nobody_was_heard_nothing_is_known() -> None:
    found = ground([{"who": "ann"}])
    change = compare({"T1": ids([0])}, found, found.limited(set()))["T1"]
    assert change.difference.value is None
    assert (change.trend, change.before.of, change.before.low) == ("unclear", 0, None)


def test_the_grid_has_every_value_and_the_unknown() -> None:
    rows = [
        {"who": "ann", "product": "app", "audience": "developer"},
        {"who": "bob", "product": "app"},
        {"who": "eve"},
    ]
    found = grid(ids([0, 1]), ground(rows), "audience", "product")
    assert (found.rows, found.columns) == (("developer", "unknown"), ("app", "unknown"))
    counts = {
        (r, c): (found.cells[r][c].count, found.cells[r][c].of) for r in found.rows for c in found.columns
    }
    assert counts == {
        ("developer", "app"): (1, 1), ("developer", "unknown"): (0, 0), ("unknown", "app"): (1, 1),
        ("unknown", "unknown"): (0, 1),
    }  # fmt: skip


def test_of_many_values_those_of_few_people_stand_together() -> None:
    rows = [{"who": f"p{n}", "product": "app"} for n in range(3)] + [{"who": "eve"}]
    rows += [{"who": f"q{n % 5}", "product": f"pilot {n}"} for n in range(7)]
    found = ground(rows)
    assert grid(None, found, "product", "audience").rows == ("app", "other", "unknown")
    assert grid(None, found, "product", "audience").cells["other"]["unknown"].count == 5
    split = break_down({"T1": ids([0, 4, 5, 9])}, found, "product")
    assert dict(split.heard) == {"app": 3, "other": 5, "unknown": 1}
    assert (split.shares["T1"]["other"].count, split.shares["T1"]["other"].of) == (2, 5)
    few = ground(rows[:-1])
    assert len(grid(None, few, "product", "audience").rows) == 8


def test_who_names_two_things_counts_under_both_and_who_names_none_under_none() -> None:
    rows = [
        {"who": "ann", "text": "iPad and iPhone 6"}, {"who": "ann", "text": "iPad"},
        {"who": "bob", "text": "iPad"}, {"who": "eve"}, {"who": "flo"},
    ]  # fmt: skip
    found = break_down({"T1": ids([0, 3])}, ground(rows), "device")
    assert dict(found.heard) == {"iPad": 2, "iPhone 6": 1}
    assert {value: (one.count, one.of) for value, one in found.shares["T1"].items()} == {
        "iPad": (1, 2),
        "iPhone 6": (1, 1),
    }
    assert found.named is not None
    assert (found.named.count, found.named.of) == (2, 4)
    assert break_down({"T1": ids([0])}, ground(rows), "source").named is None


def test_a_table_has_room_for_the_twelve_things_that_most_people_name() -> None:
    rows = [{"who": f"p{n}", "text": f"iOS {n % 15 + 10}.1"} for n in range(20)]
    rows += [{"who": "loud", "text": "iOS 29.1"} for _ in range(9)]
    found = break_down({}, ground(rows), "version")
    assert len(found.heard) == 16
    assert found.shown == tuple(found.heard)[:12]
    assert found.shown[:5] == tuple(f"iOS {n}.1" for n in range(10, 15))
    many = ground([{"who": f"p{n}", "product": f"p{n // 3}"} for n in range(60)])
    assert len(break_down({}, many, "product").shown) == 20


def test_things_that_too_few_people_name_can_be_left_out() -> None:
    rows = [
        {"who": "ann", "text": "iPad"},
        {"who": "bob", "text": "iPad"},
        {"who": "eve", "text": "iPhone 6"},
    ]
    assert dict(break_down({}, ground(rows), "device", fewest=2).heard) == {"iPad": 2}


def test_a_grid_counts_a_person_in_every_cell_that_they_name() -> None:
    rows = [{"who": "ann", "text": "HTTP 500 on iPad and iPhone 6", "product": "app"}]
    found = grid(None, ground(rows), "device", "error")
    assert {row: found.cells[row]["HTTP 500"].count for row in found.rows} == {"iPad": 1, "iPhone 6": 1}


def test_a_share_of_nobody_has_no_interval() -> None:
    assert share(0, 0).low is None
    assert share(0, 0).value is None
    assert share(3, 30).value == 0.1


def test_what_names_no_person_or_account_is_told() -> None:
    found = coverage(ground([{"who": "ann"}, {"who": "ann"}, {}, {}]))
    assert (found.without_person.count, found.without_person.of) == (2, 4)
    assert (found.without_account.count, found.without_account.of) == (3, 3)


# ---- participants -----------------------------------------------------------------------------------------


def theme(id: str, statements: Sequence[str]) -> Theme:
    return Theme(id=id, name=id, size=len(statements), customers=1, statements=tuple(statements))


def test_participants_of_sessions_are_counted_by_theme() -> None:
    rows = [
        {"who": "a", "session": "P1"}, {"who": "a", "session": "P1"}, {"who": "b", "session": "P10"},
        {"who": "c", "session": "P2"}, {"who": "d"},
    ]  # fmt: skip
    found = participants([theme("T1", ids([0, 1, 3, 4])), theme("T2", ids([4]))], ground(rows))
    assert found is not None
    assert found.participants == ("P1", "P2", "P10")
    assert found.statements == {"T1": {"P1": 2, "P2": 1}}
    assert (found.count("T1"), found.count("T2")) == (2, 0)


def test_two_people_in_one_session_are_told_apart() -> None:
    found = participants([theme("T1", ids([0, 1]))], ground([{"who": w, "session": "S"} for w in ("a", "b")]))
    assert found is not None
    assert found.participants == ("S", "S (2)")


def test_without_sessions_there_are_no_participants() -> None:
    assert participants([theme("T1", ids([0]))], ground([{"who": "a"}])) is None


# ---- a run within a scope ---------------------------------------------------------------------------------


def test_a_scope_changes_counts_and_never_an_id_or_a_membership() -> None:
    items = sample.feedback()
    directory = resolve(items, {i.id: (i.account,) for i in items if i.account}, sample.ACCOUNTS)
    settings = sample.Settings.from_dict({"priority": {"draws": 200}})
    found = sample.analysis(items, directory, sample.FEATURES, settings)
    seen = sample.view(found, items, directory, sample.FEATURES, settings, Scope({"audience": "developer"}))
    assert {t.id: t.size for t in seen.analysis.themes} == {"T1": 0, "T2": 3, "T3": 0, "T10": 2}
    assert seen.analysis.memberships.items() <= found.memberships.items()
    assert {link.feature_id for link in seen.analysis.links} == {"FEAT-12"}
    scored = {s.feature_id: s for s in seen.analysis.scores if s.method == "value"}
    assert scored["FEAT-12"].inputs["people"].value == 2
    assert scored["FEAT-7"].status == "no_evidence"


def test_everything_is_the_run_itself() -> None:
    items = sample.feedback()
    directory = resolve(items, {i.id: (i.account,) for i in items if i.account}, sample.ACCOUNTS)
    settings = sample.Settings.from_dict({"priority": {"draws": 200}})
    found = sample.analysis(items, directory, sample.FEATURES, settings)
    ground = Ground.of(items, directory, found.statements, found.tags)
    whole = within(found, ground, sample.FEATURES, settings, whole=True)
    assert [(t.id, t.size, t.customers, t.mood) for t in whole.themes] == [
        (t.id, t.size, t.customers, t.mood) for t in found.themes
    ]
    assert (whole.links, whole.scores, whole.memberships) == (found.links, found.scores, found.memberships)


def test_unusual_days_are_left_out_of_the_calm_score_only() -> None:
    rows = [*everyday(), *({"who": f"o{n}", "day": 49} for n in range(12))]
    from feedback_insights.figures import score_backlog
    from feedback_insights.records import Feature, Link
    from feedback_insights.settings import PrioritySettings

    outage = [
        Link(feature_id="OUT", subject_id=id, kind="statement", probability=0.9, accepted=True)
        for id in ids([*range(60, 72), 0])
    ]
    steady = [
        Link(feature_id="DAY", subject_id=id, kind="statement", probability=0.9, accepted=True)
        for id in ids(range(0, 60, 6))
    ]
    features = [Feature("OUT", "No more outages", effort=1.0), Feature("DAY", "Every day", effort=1.0)]
    scores = score_backlog(features, [*outage, *steady], {}, ground(rows), PrioritySettings(draws=200))
    found = {score.feature_id: score for score in scores if score.method == "value"}
    assert found["OUT"].inputs["people"].value == 13
    assert found["OUT"].calm is not None
    assert found["DAY"].calm is not None
    assert found["OUT"].calm.people == 1
    assert found["OUT"].calm.days[0] == "2026-08-19"
    assert (found["DAY"].calm.people, found["DAY"].calm.days) == (10, ())
    assert found["DAY"].calm.rank_low == 1
