"""What the sections of the report say: who was heard, themes, periods, participants, unusual days."""

import re
from dataclasses import replace

import pytest
from report_crowd import Size, crowd
from report_sample import EXPORT, report_data
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedback_insights.figures import Change, Grid
from feedback_insights.figures.breakdown import Trend
from feedback_insights.records import Share, Value
from feedback_insights.report.html import render
from feedback_insights.report.parts import ThemeRow
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings


def page(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def cells(row: LexborNode) -> list[str]:
    return [words(cell) for cell in row.css("td")]


@pytest.fixture(scope="module")
def small() -> LexborHTMLParser:
    return page(render(report_data()))


@pytest.fixture(scope="module")
def full() -> LexborHTMLParser:
    """Everything a page can hold: two periods, a facet, participants, a burst."""
    return page(render(crowd().report(Scope(window="2026Q3"), vs="2026Q2", by="plan")))


def test_a_share_of_many_carries_its_interval(full: LexborHTMLParser) -> None:
    told = full.css_first("#theme-T1 .key div").text().replace("\u00a0", " ")
    assert re.search(r"at least, of \d+ heard, \d+ % \(\d+–\d+ %\)\s*\d+ people", told)


def test_who_was_heard_stands_in_a_grid_with_unknown(full: LexborHTMLParser) -> None:
    grid = full.css_first("section[aria-labelledby=heard] table")
    assert [th.text() for th in grid.css("thead th")][-1] == "unknown"
    assert [row.css_first("th").text() for row in grid.css("tbody tr")][-1] == "unknown"
    heard = crowd().report(Scope(window="2026Q3")).scope.people
    assert all(re.fullmatch(rf"\d+ of {heard}", cell) for row in grid.css("tbody tr") for cell in cells(row))


def test_nobody_heard_looks_unlike_nobody_who_spoke_of_it() -> None:
    few = crowd(Size(items=60, people=40, products=6))
    grids = page(render(few.report())).css(".theme .shares")
    assert {cell.text() for grid in grids for cell in grid.css(".void")} == {"·nobody heard"}
    zeros = {cell.text() for grid in grids for cell in grid.css(".zero")}
    assert zeros
    assert all(re.fullmatch(r"0 of [1-9]\d*", zero) for zero in zeros)


def test_where_no_export_knows_an_audience_one_line_says_so() -> None:
    data = report_data()
    nothing = Grid(rows=("unknown",), columns=("unknown",), cells={})
    section = page(render(replace(data, grid=nothing))).css_first("section[aria-labelledby=heard]")
    assert not section.css("table")
    assert "all 14 people are unknown in both" in section.text()


def test_a_period_in_which_nobody_spoke_is_a_page_too() -> None:
    tree = page(render(report_data(scope=Scope(window="2030"), before=Scope(window="2026"), by="plan")))
    assert words(tree.css_first("section[aria-labelledby=heard]")) == "Who was heard Nobody."
    assert len(tree.css("section[aria-labelledby=changes] li")) == 4  # only in 2026
    assert not tree.css("#pages, #uncovered, #features")


def test_themes_stand_by_area_and_lead_to_their_pages(small: LexborHTMLParser) -> None:
    section = small.css_first("section[aria-labelledby=themes]")
    areas = [words(th) for th in section.css("th[scope=rowgroup]")]
    assert areas == ["data in and out T9 · 9 of 14, 9 statements", "No area"]
    links = [a.attributes["href"] for a in section.css("tbody a")]
    assert links == ["#theme-T1", "#theme-T2", "#theme-T3", "#theme-T10"]


def test_every_theme_has_a_page_and_only_the_first_are_open() -> None:
    settings = Settings.from_dict({"priority": {"draws": 200}, "report": {"top_themes": 3}})
    tree = page(render(report_data(settings=settings)))
    assert [node.tag for node in tree.css(".theme")] == ["article"] * 3 + ["details"]
    last = tree.css_first("details.theme")
    assert "open" not in last.attributes
    assert last.css_first("summary h3").text().startswith("the reference for paging")
    assert "Nowhere does it say whether cursors expire." in last.css_first("#theme-T10").text()


def test_a_theme_page_says_who_what_when_and_what_is_near(small: LexborHTMLParser) -> None:
    theme = small.css_first(f"#theme-{EXPORT}")
    figures = [words(div) for div in theme.css(".key div")]
    assert figures[:3] == ["at least, of 14 heard 6 people", "at least 3 accounts", "statements 6"]
    assert figures[4] == "other draws of the statements bring it back 9 of 10"
    assert theme.css_first("svg.requests title").text() == "4 bugs, 1 question, 1 praise"
    assert theme.css_first("svg.months title").text().startswith("Statements per month: Mar 2026 2, Apr 2026")
    assert "1 statement is close to webhook retries" in theme.text()
    assert theme.css_first("a[href='#area-T9']").text() == "data in and out"


def test_unusual_days_are_marked_wherever_they_matter(full: LexborHTMLParser) -> None:
    theme = full.css_first("#theme-T2")
    assert theme.css("svg.months .burst")
    assert re.search(
        r"Unusual days: .* on 18 – 20 Aug 2026\. Without them \d+ people instead of", theme.text()
    )
    ranking = full.css_first("section[aria-labelledby=ranking]")
    assert "Without bursts" in [th.text() for th in ranking.css("thead th")]
    marked = [row.css_first(".id").text() for row in ranking.css("tr.item") if row.css("i.burst")]
    assert marked == ["CORE-107"]
    assert "On 18 – 20 Aug 2026" in full.css_first("section[aria-labelledby=features]").text()


def test_without_unusual_days_there_is_no_second_rank(small: LexborHTMLParser) -> None:
    assert "Without bursts" not in small.text()


def test_two_periods_stand_side_by_side(full: LexborHTMLParser) -> None:
    section = full.css_first("section[aria-labelledby=changes]")
    head = [th.text() for th in section.css_first("thead").css("th")]
    assert head == ["Theme", "2026Q3", "2026Q2", "Change", "Difference"]
    rows = [cells(row) for row in section.css("tbody tr")]
    assert len(rows) == 9
    assert all(re.fullmatch(r"\d+ of \d+ \(\d+ %\)", cell) for row in rows for cell in row[:2])
    points = [abs(int(row[3].split()[0])) for row in rows if row[2] == "no clear change"]
    assert points == sorted(points, reverse=True)
    assert "may be in both periods, and those who write choose themselves" in section.text()


def test_two_periods_of_few_people_show_no_points_and_what_is_gone() -> None:
    data = report_data(scope=Scope(window="2026-05"), before=Scope(window="2026-03"))
    section = page(render(data)).css_first("section[aria-labelledby=changes]")
    assert {cells(row)[-1] for row in section.css("tbody tr")} == {"–"}
    assert "the reference for paging T10 · 1 of 5 then, nobody now" in words(section)


def test_clear_changes_come_first_and_the_others_can_be_opened() -> None:
    def told(theme: ThemeRow, difference: float, trend: Trend) -> ThemeRow:
        share = Share(count=20, of=100)
        change = Change(now=share, before=share, difference=Value(value=difference), trend=trend)
        return replace(theme, change=change)

    data = report_data(scope=Scope(window="2026-05"), before=Scope(window="2026-03"))
    one, other, third = data.themes
    themes = (told(one, 0.1, "more"), told(other, 0.3, "unclear"), told(third, -0.2, "less"))
    section = page(render(replace(data, themes=themes))).css_first("section[aria-labelledby=changes]")
    assert [words(row.css_first(".id")) for row in section.css(".scroll tbody tr")] == [
        theme.id for theme in (third, one, other)
    ]
    assert words(section.css_first("details summary")) == "1 theme without a clear change"


def test_one_period_alone_has_no_section_of_changes(small: LexborHTMLParser) -> None:
    assert not small.css("#changes, #by, #participants")


def test_participants_stand_in_a_matrix_without_per_cent(full: LexborHTMLParser) -> None:
    section = full.css_first("section[aria-labelledby=participants]")
    head = [th.text() for th in section.css("thead th")]
    assert head[:4] == ["Theme", "Participants", "P1", "P2"]
    rows = [cells(row) for row in section.css("tbody tr")]
    for told, *counts in rows:
        spoke = sum(count != "·" for count in counts)
        assert told == f"{spoke} of {len(head) - 2}"
    assert "%" not in section.text()
    assert re.search(r"\d of 6 participants: P\d", full.css_first("#theme-T1").text())


def test_themes_are_split_by_the_facet_asked_for(full: LexborHTMLParser) -> None:
    section = full.css_first("section[aria-labelledby=by]")
    values = [th.text() for th in section.css("thead th")][1:]
    assert [re.sub(r"\d+ heard", "", value) for value in values] == ["pro", "free", "unknown"]
    found = [cell for row in section.css("tbody tr") for cell in cells(row)]
    assert len(found) == 9 * 3
    assert {int(cell.split()[2]) >= 30 for cell in found if "%" in cell} == {True}
    assert {int(cell.split()[2]) >= 30 for cell in found if "%" not in cell} == {False}


def test_of_things_that_people_name_the_most_frequent_are_shown(full: LexborHTMLParser) -> None:
    whole = crowd()
    items = [replace(item, text=f"SDK 4.{number % 14}") for number, item in enumerate(whole.items)]
    tree = page(render(replace(whole, items=items).report(by="version")))
    section = tree.css_first("section[aria-labelledby=by]")
    assert len(section.css("thead th")) == 1 + 12
    told = r"(\d+) of \1 people name one; the 12 that most people name are shown, 2 more are in the exports\."
    assert re.search(told, words(section))
    assert "Themes by plan named" in page(render(whole.report(by="plan_named"))).text()


def test_what_was_asked_stands_outside_the_quotation_marks(full: LexborHTMLParser) -> None:
    quotes = [quote for quote in full.css(".quote") if quote.css(".asked")]
    assert quotes
    for quote in quotes:
        assert quote.css_first(".asked").text() in (
            "asked: How was your last week with it?",
            "asked: What is the one thing you would change?",
        )
        assert "How was" not in "".join(node.text() for node in quote.css("blockquote, .observed"))
        outside = "".join(node.text() for node in quote.css(".asked, .observed, figcaption"))
        assert not re.search("[“”]", outside)


def test_whom_an_item_serves_stands_in_its_card_and_in_a_table(full: LexborHTMLParser) -> None:
    table = full.css_first("section[aria-labelledby=platform] table")
    assert "Silent" in words(table)
    card = full.css_first("section[aria-labelledby=features] li.card")
    assert "Serves" in words(card)
    assert card.css_first("svg.months") is not None
    assert "Who asks for it" in words(card)


def test_what_fits_into_a_declared_capacity_is_a_table_that_says_what_is_unknown() -> None:
    declared = Settings.from_dict({"priority": {"draws": 200}, "platform": {"capacity": 9, "shared": 0.5}})
    data = replace(crowd(Size(items=60)), settings=declared).report()
    text = words(page(render(data)).css_first("section[aria-labelledby=platform]"))
    assert "What fits into 9" in text
    assert "they are not free, they are unknown" in text


def test_the_first_screen_names_what_leads_with_its_rank_range_and_reason(small: LexborHTMLParser) -> None:
    rows = small.css("header ol.leading li")
    assert 1 <= len(rows) <= 5
    first = words(rows[0])
    assert re.match(r"\d", first)
    assert "people" in first
    assert small.css_first("header ol.leading a").attributes["href"] == "#feature-1"
