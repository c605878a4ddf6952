"""The HTML report: complete, self-contained, escaped, and readable without eyes or network."""

import re
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from report_crowd import crowd
from report_sample import EXPORT, FEATURES, HOOKS, report_data
from selectolax.lexbor import LexborHTMLParser

from feedback_insights.records import Feature
from feedback_insights.report.html import render
from feedback_insights.report.verdict import verdict
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings

EVIL = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>\"'&"


def page(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


@pytest.fixture(scope="module")
def html() -> str:
    return render(report_data())


@pytest.fixture(scope="module")
def full() -> str:
    """Everything a page can hold: two periods, a facet, participants, a burst."""
    return render(crowd().report(Scope(window="2026Q3"), vs="2026Q2", by="plan"))


def test_nothing_is_fetched_from_anywhere(html: str) -> None:
    tree = page(html)
    assert not tree.css("script, link, img, iframe, object, embed, base, form, audio, video, source")
    assert not tree.css("[src], [srcset], [background], [style*='url']")
    assert not re.search(r"url\(|@import|expression\(", html)
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]")
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_planted_markup_stays_text() -> None:
    features = (Feature("FEAT-7", EVIL, url="javascript:alert(3)"), *FEATURES[1:])
    facts = {"text": EVIL, "product": EVIL, "session": EVIL, "prompt": EVIL, "url": "javascript:alert(4)"}
    tree = page(render(report_data(features=features, theme_name=EVIL, by="product", **facts)))
    assert not tree.css("script, img, [onerror]")
    assert not [a for a in tree.css("a") if "javascript" in (a.attributes["href"] or "")]
    assert any(EVIL in quote.text() for quote in tree.css("blockquote"))
    assert any(EVIL in name.text() for name in tree.css("#participants ~ .scroll th[scope=col]"))
    assert any(EVIL in heading.text() for heading in tree.css("#theme-T1 h3"))


def test_no_letter_breaks_the_file_or_turns_its_direction() -> None:
    features = (Feature("FEAT-\ud800\x00", "a\u202eb\x1b[2J", status="\x07"), *FEATURES)
    html = render(report_data(features=features, text="c\x00d\u202ee\udfff"))
    assert html.encode().isascii() is False
    assert not [letter for letter in "\x00\x07\x1b\u202e" if letter in html]
    assert "“c d e ”" in html


@pytest.mark.parametrize("which", ["html", "full"])
def test_ids_are_unique_and_every_link_inside_leads_somewhere(
    which: str, request: pytest.FixtureRequest
) -> None:
    links_hold(request.getfixturevalue(which))


def links_hold(html: str) -> None:
    tree = page(html)
    ids = Counter(node.attributes["id"] for node in tree.css("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    inside = {a.attributes["href"][1:] for a in tree.css("a") if (a.attributes["href"] or "").startswith("#")}
    assert inside <= set(ids)
    assert {node.attributes["aria-labelledby"] for node in tree.css("[aria-labelledby]")} <= set(ids)


def test_the_links_hold_with_many_themes_too() -> None:
    settings = Settings.from_dict(
        {"priority": {"draws": 200}, "report": {"top_themes": 1, "top_features": 1}}
    )
    html = render(report_data(settings=settings))
    links_hold(html)
    assert "Rewrite the paging chapter" in html
    assert "the reference for paging" in html


@pytest.mark.parametrize("which", ["html", "full"])
def test_headings_descend_one_level_at_a_time(which: str, request: pytest.FixtureRequest) -> None:
    levels = [int(node.tag[1]) for node in page(request.getfixturevalue(which)).css("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("which", ["html", "full"])
def test_landmarks_tables_and_pictures_are_named(which: str, request: pytest.FixtureRequest) -> None:
    tree = page(request.getfixturevalue(which))
    assert tree.css_first("html").attributes["lang"] == "en"
    assert all(len(tree.css(name)) == 1 for name in ("header", "nav", "main", "footer"))
    assert tree.css_first("a.skip").attributes["href"] == "#content"
    assert all(table.css_first("caption") and table.css("th[scope]") for table in tree.css("table"))
    assert all(th.attributes.get("scope") for th in tree.css("th"))
    assert tree.css("svg")
    assert all(s.attributes["role"] == "img" and s.css_first("title").text() for s in tree.css("svg"))
    assert all(
        r.attributes["aria-label"] and r.attributes["tabindex"] == "0" for r in tree.css("[role=region]")
    )


def test_it_opens_with_the_verdict(html: str) -> None:
    assert page(html).css_first("header .verdict").text() == verdict(report_data())
    assert [node.tag for node in page(html).css("header > *")][:3] == ["h1", "p", "p"]


def test_what_an_export_cannot_hold_is_the_first_line(full: str) -> None:
    first, second, third, fourth = page(full).css("header > *")[:4]
    assert first.text() == "tickets.csv holds subjects only"
    assert (second.tag, fourth.attributes["class"]) == ("h1", "verdict")
    assert third.text() == "All feedback, 2026Q3 (1 Jul – 30 Sep 2026); beside 2026Q2 (1 Apr – 30 Jun 2026)"


def test_items_without_a_person_and_people_without_an_account_are_told(html: str) -> None:
    told = page(html).css_first("section[aria-labelledby=scope]").text()
    assert "3 of 14 items name no person" in told
    assert "3 of 14 people have no known account" in told


def test_every_quote_shows_where_it_stands(html: str) -> None:
    first = page(html).css_first(f"#theme-{EXPORT} .quote")
    assert (
        first.css_first("blockquote").text() == "“Exporting our roadmap board times out every single Friday.”"
    )
    place = first.css_first("figcaption")
    assert place.text().startswith("tickets.ndjson · ticket 1000 · comments[0].html_body · open record")
    assert place.css_first("a").attributes["href"] == "https://desk.example/tickets/1000"


def test_only_what_was_said_stands_in_quotation_marks() -> None:
    tree = page(render(report_data(voice="observed")))
    seen = tree.css_first(f"#theme-{EXPORT} .quote")
    assert seen.css_first("blockquote") is None
    assert seen.css_first(".observed").text().startswith("observed: Exporting our roadmap")
    assert "“" not in seen.text()


def test_items_without_effort_or_evidence_stay_listed(html: str) -> None:
    text = page(html).text()
    assert all(feature.title in text for feature in FEATURES)
    assert "effort?" in text


def test_themes_without_an_item_stand_apart(html: str) -> None:
    section = page(html).css_first("section[aria-labelledby=uncovered]")
    assert [row.css_first(".id").text() for row in section.css("tbody tr")] == [HOOKS]


def test_the_ledger_adds_up(html: str) -> None:
    rows = page(html).css("section[aria-labelledby=ledger] tr")
    numbers = [[int(td.text()) for td in row.css("td")] for row in rows[1:]]
    assert [sum(row[1:-1]) for row in numbers] == [row[0] for row in numbers] == [6, 14, 20]


def test_words_of_too_few_people_are_not_quoted() -> None:
    settings = Settings.from_dict({"priority": {"draws": 200}, "report": {"min_people": 4}})
    tree = page(render(report_data(settings=settings)))
    assert len(tree.css(f"#theme-{EXPORT} .quote")) == 4  # three that cover it, one that disagrees
    assert not tree.css(f"#theme-{HOOKS} .quote")
    assert "fewer than 4 people" in tree.css_first(f"#theme-{HOOKS}").text()
    assert "Your hooks stop firing" not in tree.text()


def test_words_that_meet_the_items_are_marked_and_counter_evidence_stands_apart(html: str) -> None:
    [card] = [card for card in page(html).css(".card") if "FEAT-7" in card.css_first("h3").text()]
    marks = {mark.text() for mark in card.css("blockquote mark")}
    assert "board" in marks
    assert "Friday" not in marks
    text = card.text()
    assert text.index("How they stand to it: ") < text.index("Counter-evidence")
    after = text[text.index("Counter-evidence") :]
    assert "“Small exports are lovely, by the way.”" in after
    assert "unclear: content with what there is, “are lovely”" in after


def test_counter_evidence_of_few_people_is_counted_and_not_quoted() -> None:
    settings = Settings.from_dict({"priority": {"draws": 200}, "report": {"min_people": 7}})
    text = page(render(report_data(settings=settings))).text()
    assert "Small exports are lovely" not in text
    assert "1 statement not quoted: fewer than 7 people speak of the same." in text


def test_the_same_data_gives_the_same_bytes_without_any_path(html: str) -> None:
    assert render(report_data()) == html
    assert "/home/" not in html


def test_without_a_backlog_it_stops_at_themes_and_says_what_one_would_add() -> None:
    text = page(render(report_data(features=()))).text()
    assert "without a backlog nothing can be ranked yet" in text
    assert "With one, every theme is matched with its items" in text
    assert "Not in the backlog" not in text


def test_shares_of_fewer_than_thirty_are_told_in_counts(html: str) -> None:
    body = page(html).css_first("body")
    body.css_first(
        "section[aria-labelledby=made]"
    ).decompose()  # shares of held-out pairs, with their intervals
    text = " ".join(body.text(separator=" ").split())
    of_no_count = (
        r"\d+ % (likely|interval|are needed|of 200 draws|cluster bootstrap|range|Wilson)"
        r"|\d+% of the revenue|\+-\d+%"
    )
    assert re.findall(r".{30}%.{20}", re.sub(of_no_count, "", text)) == []
    assert "4 negative" in text
    assert "9 of 10" in text


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no Debian Chromium here: the report was not opened in a browser")
    return found


def test_a_browser_opens_it_without_a_complaint(full: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(full, encoding="utf-8")
    quiet = [
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    done = subprocess.run(
        [
            chromium(), "--headless", "--no-sandbox", "--disable-gpu", *quiet, "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", file.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert len(page(done.stdout).css("svg")) == len(page(full).css("svg"))
    assert "CONSOLE" not in done.stderr
