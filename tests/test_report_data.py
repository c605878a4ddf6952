"""What a report is made of, and its first sentence."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from report_crowd import Size, crowd
from report_sample import (
    ACCOUNTS,
    DATA,
    DOCS,
    EXPORT,
    FEATURES,
    FILES,
    HOOKS,
    SAID,
    analysis,
    feedback,
    in_full,
    report_data,
    view,
)

from feedback_insights.directory import resolve
from feedback_insights.records import Calm, Feedback, Membership, ThemeEvent, Value
from feedback_insights.report.data import gather
from feedback_insights.report.parts import FeatureRow, ReportData
from feedback_insights.report.verdict import verdict
from feedback_insights.report.words import natural, ranks
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings

SETTINGS = Settings.from_dict({"priority": {"draws": 200}})


def test_order_of_the_input_does_not_matter() -> None:
    items = feedback()
    directory = resolve(items, {i.id: (i.account,) for i in items if i.account}, ACCOUNTS)
    found = in_full(analysis(items, directory, FEATURES, SETTINGS))
    backwards = replace(
        found,
        statements=found.statements[::-1],
        tags=found.tags[::-1],
        themes=found.themes[::-1],
        links=found.links[::-1],
        scores=found.scores[::-1],
    )
    seen = view(backwards, items[::-1], directory, FEATURES, SETTINGS)
    turned = gather(seen, features=FEATURES[::-1], files=FILES[::-1], settings=SETTINGS)
    assert turned == report_data()


def test_the_order_goes_by_rice_where_effort_is_known() -> None:
    known = tuple(replace(feature, effort=feature.effort or 1.0) for feature in FEATURES)
    assert (report_data(features=known).basis, report_data().basis) == ("rice", "value")


def gathered(items: list[Feedback], chosen: Settings = SETTINGS, **found: object) -> ReportData:
    """The sample's report on other feedback, or on an analysis with other parts."""
    directory = resolve(items, {}, ACCOUNTS)
    changed = replace(analysis(items, directory, FEATURES, SETTINGS), **found)  # type: ignore[arg-type]
    seen = view(changed, items, directory, FEATURES, SETTINGS)
    return gather(seen, features=FEATURES, files=FILES, settings=chosen)


def test_statements_outside_any_theme_are_counted() -> None:
    data = gathered(
        feedback(), memberships={f"{n:016x}:0": Membership("T1", 1.0) for n in range(2, len(SAID))}
    )
    assert (data.scope.assigned, data.scope.unassigned) == (len(SAID) - 2, 2)
    assert data.scope.accounts == 0
    assert any("No account is known" in note for note in data.notes)


def test_what_could_not_be_read_comes_first() -> None:
    assert report_data().problems == (
        "tickets.ndjson: 2 records of 14 could not be read",
        "tickets.ndjson: 2 comments have no author",
    )


def test_quotes_differ_in_words() -> None:
    lead = report_data(text="I gave up on the  csv after the third spinner.").features[0]
    assert [quote.statement_id for quote in lead.quotes] == [f"{n:016x}:0" for n in (0, 2, 3, 4)]


def test_quotes_come_from_as_many_people_as_there_are() -> None:
    items = feedback()
    items[1] = replace(items[1], author=items[0].author)
    lead = gathered(items).features[0]
    assert [quote.statement_id for quote in lead.quotes] == [f"{n:016x}:0" for n in (0, 2, 3, 4, 1)]
    assert [quote.probability for quote in lead.quotes[:2]] == pytest.approx([0.95, 0.93])


def test_quotes_of_an_item_come_from_different_places_first() -> None:
    items = feedback()
    items[3] = replace(items[3], audience="developer", product="API")
    lead = gathered(items).features[0]
    assert [quote.statement_id for quote in lead.quotes[:3]] == [f"{n:016x}:0" for n in (0, 3, 1)]


def test_an_item_is_told_with_its_months_its_cells_and_whom_it_serves() -> None:
    items = [replace(item, product="web" if n % 2 else "API") for n, item in enumerate(feedback())]
    lead = gathered(items).features[0]
    assert sum(month.statements for month in lead.months) == 6
    assert lead.grid is not None
    assert sum(cell.count for row in lead.grid.cells.values() for cell in row.values()) == 6
    assert lead.place is not None
    assert lead.place.breadth is not None
    assert {name: share.count for name, share in lead.place.products.items()} == {"API": 3, "web": 3}


def test_what_fits_is_told_once_a_capacity_is_declared() -> None:
    assert gathered(feedback()).balance is None
    chosen = Settings.from_dict({"priority": {"draws": 200}, "platform": {"capacity": 5, "shared": 0.5}})
    balance = gathered(feedback(), chosen).balance
    assert balance is not None
    assert (balance.capacity, balance.shared, sum(load.items for load in balance.groups.values()) > 0) == (
        5, 0.5, True,
    )  # fmt: skip


def test_a_theme_severity_counts_each_person_once() -> None:
    theme = report_data().theme("T3")
    assert theme.severity == pytest.approx((4 + 2 + 1) / 3)
    assert theme.severe_people == 1


def test_a_themes_history_is_told_from_the_second_run_on() -> None:
    events = (
        ThemeEvent(run="R2", theme="T1", kind="revived"),
        ThemeEvent(run="R2", theme="T3", kind="born", others=("T1", "T2")),
        ThemeEvent(run="R1", theme="T2", kind="born"),
    )
    data = gathered(feedback(), events=events)
    assert [data.theme(name).history for name in ("T1", "T3", "T2")] == [
        ("came back",),
        ("new, out of T1, T2",),
        (),
    ]


def test_folders_in_settings_lose_the_way_to_them() -> None:
    assert ("encoder.name", "mine") in report_data().made.settings


def test_the_verdict_says_what_to_do_how_sure_and_what_is_missing() -> None:
    data = report_data()
    level = [replace(f, tier=1 + n // 2, rank_low=1, rank_high=2) for n, f in enumerate(data.features)]
    assert verdict(replace(data, features=tuple(level))) == (
        "Start with “Export boards in the background” (FEAT-7): at least 5 people at 3 accounts ask for it"
        " (little evidence), and its rank is between 1 and 2, level with FEAT-2; 2 of 5 items lack effort, so"
        " the order goes by reach alone; the backlog has no item for “webhook retries” (3 people)."
    )


def test_a_clear_lead_says_how_sure_it_is() -> None:
    data = report_data()
    tiers = [replace(f, tier=n, rank_low=n, rank_high=n) for n, f in enumerate(data.features, start=1)]
    assert "and it leads with at least 90 % certainty;" in verdict(replace(data, features=tuple(tiers)))


def test_the_verdict_tells_who_is_first_in_most_weightings_where_that_is_another_item() -> None:
    first, second, *rest = report_data().features
    many = second.inputs | {"people": Value(value=60)}

    def told(own: float | None, other: float, *, inputs: Mapping[str, Value] = second.inputs) -> str:
        rows = (replace(first, first=own), replace(second, first=other, inputs=inputs), *rest)
        return verdict(replace(report_data(), features=rows))

    start = "Start with “Export boards in the background” (FEAT-7): at least 5 people at 3 accounts"
    assert told(0.5, 0.5).startswith(start)
    both = told(0.09, 0.85)
    assert both.startswith("“Export boards in the background” (FEAT-7) is first by reach: at least 5 people")
    assert (
        f"; but “{second.title}” (FEAT-2) is first in 85 % of all weightings of the criteria (9 % for"
        f" FEAT-7), and at least {second.people} people ask for it; "
    ) in both
    crowded = told(None, 0.85, inputs=many)
    assert "(no weighting ranks FEAT-7), and at least 60 people ask for it, the most of all; " in crowded
    assert told(0.6, 0.2, inputs=many).startswith(start)
    assert f"; most people, at least 60, ask for “{second.title}” (FEAT-2); " in told(0.6, 0.2, inputs=many)


def test_the_verdict_says_where_an_item_it_names_rests_on_a_burst() -> None:
    first, second, *rest = report_data().features
    calm = Calm(days=("2026-08-19", "2026-08-21"), value=4.0, people=2, rank_low=8, rank_high=13)
    left = ", 2 without its burst of 19 – 21 Aug 2026 (rank 8–13 instead of {})"

    def told(first: FeatureRow, second: FeatureRow) -> str:
        return verdict(replace(report_data(), features=(first, second, *rest)))

    other = replace(second, calm=calm, first=0.85)
    assert f"people ask for it{left.format(ranks(other.rank_low, other.rank_high))}; " in told(first, other)
    lead = replace(first, calm=calm)
    assert f"3 accounts ask for it{left.format(ranks(lead.rank_low, lead.rank_high))}" in told(lead, second)
    nothing = replace(calm, people=0, rank_low=None, rank_high=None)
    assert ", nobody without its burst of 19 – 21 Aug 2026 (no rank)" in told(
        replace(first, calm=nothing), second
    )
    assert "burst" not in told(replace(first, calm=replace(calm, days=())), second)


def test_with_nothing_asked_for_the_largest_theme_leads() -> None:
    assert verdict(report_data(features=FEATURES[3:])) == (
        "None of the 2 backlog items is asked for in this feedback; the most common theme is “exporting a"
        " large board”, from at least 6 people, mostly negative."
    )


def test_without_feedback_there_is_nothing_to_say() -> None:
    data = report_data()
    empty = replace(data, scope=replace(data.scope, feedback=0, records=3))
    assert verdict(empty) == "Nothing to report: 3 records read, none of them holds feedback."
    assert verdict(report_data(scope=Scope({"audience": "developer"}, "2030"))) == (
        "Nothing to report: nobody said anything in audience developer, 2030."
    )


def test_areas_name_their_themes_and_count_their_people_once() -> None:
    (area,) = report_data().areas
    assert (area.id, area.themes, area.people, area.size) == (DATA, (EXPORT, HOOKS), 9, 9)


def test_a_theme_names_the_themes_that_its_statements_nearly_belong_to() -> None:
    near = report_data().theme(EXPORT).near
    assert [(one.id, one.name, one.statements) for one in near] == [(HOOKS, "webhook retries", 1)]


def test_silent_months_stay_on_the_calendar() -> None:
    items = [replace(item, created=item.created and item.created.replace(month=5)) for item in feedback()]
    items[0] = replace(items[0], created=items[0].created and items[0].created.replace(month=2))
    months = gathered(items).theme(EXPORT).months
    assert [(m.month, m.statements) for m in months] == [
        ("2026-02", 1),
        ("2026-03", 0),
        ("2026-04", 0),
        ("2026-05", 5),
    ]


def test_themes_of_the_other_period_alone_are_kept_with_their_change() -> None:
    data = report_data(scope=Scope(window="2026-05"), before=Scope(window="2026-03"))
    assert [theme.id for theme in data.gone] == [DOCS]
    assert DOCS not in [theme.id for theme in data.themes]
    change = data.gone[0].change
    assert change is not None
    assert (change.now.count, change.before.count) == (0, 1)


def test_unusual_days_carry_a_rank_without_them_and_who_asked_then() -> None:
    here = crowd()
    data, everything = here.report(), here.view(Scope())
    assert all(feature.calm for feature in data.features if feature.supported)
    (asked,) = [feature for feature in data.features if feature.calm and feature.calm.days]
    assert asked.id == "CORE-107"
    assert asked.calm is not None
    assert asked.calm.days == ("2026-08-18", "2026-08-19", "2026-08-20")
    ground = everything.ground
    days = {id: str(ground.day(id)) for id in everything.subjects("features")["CORE-107"]}
    assert asked.crowd == ground.fewest(id for id, day in days.items() if day in asked.calm.days)
    assert asked.calm.people == ground.fewest(id for id, day in days.items() if day not in asked.calm.days)
    assert report_data().features[0].calm is None


def test_participants_stand_in_the_order_of_the_matrix() -> None:
    data = crowd(Size(items=300, participants=12)).report()
    assert data.matrix is not None
    spoke = data.theme(EXPORT).participants
    assert len(spoke) > 1
    assert list(spoke) == sorted(spoke, key=data.matrix.participants.index)
    assert list(data.matrix.participants) == sorted(data.matrix.participants, key=natural)
