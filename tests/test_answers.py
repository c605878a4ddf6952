"""What users are told: never who asked, no date that nobody declared, nothing of too few people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import report_sample as sample
from selectolax.lexbor import LexborHTMLParser

from feedback_insights.answers import changelog_page, reply, roadmap_page
from feedback_insights.answers.wording import due_words
from feedback_insights.directory import resolve
from feedback_insights.figures import (
    Published,
    View,
    askers,
    basis_of,
    published,
    roadmap_log,
    to_log,
)
from feedback_insights.records import DECIDED, Decision, Feature, Feedback
from feedback_insights.roadmap import Tree
from feedback_insights.settings import Settings

SETTINGS = Settings.from_dict({"priority": {"draws": 200}})
ACME = "The export waits for Acme to test it."
NASTY = "<script>alert(1)</script> & *bold* [x](y)"


def seen(items: list[Feedback] | None = None) -> View:
    said = items or sample.feedback()
    keys = {item.id: (item.account,) for item in said if item.account}
    directory = resolve(said, keys, sample.ACCOUNTS)
    found = sample.analysis(said, directory, sample.FEATURES, SETTINGS)
    return sample.view(found, said, directory, sample.FEATURES, SETTINGS)


VIEW = seen()
TREE = Tree.of(sample.FEATURES)


def decision(number: int, feature: str, status: str, *, on: str = "2026-05-20", **said: str) -> Decision:
    evidence = to_log(basis_of(feature, VIEW, "value"))
    arguments = {"feature": feature, "status": status, "on": on, "evidence": evidence, **said}
    return Decision(id=number, author="Ana Maier", verb="decide", arguments=arguments, reason="internal!")


def shown(*decisions: Decision, fewest: int = 3, view: View = VIEW, tree: Tree = TREE) -> Published:
    return published(roadmap_log(decisions), view, tree, fewest=fewest, gone=[Feature("GONE-1", "Old wish")])


def text(page: str) -> str:
    body = LexborHTMLParser(page).body
    return body.text(separator=" ") if body else ""


def test_everybody_who_asks_stands_in_one_row_and_those_against_it_last() -> None:
    rows = askers(["FEAT-7"], VIEW, lambda customer: f"P{customer}")
    assert len(rows) == 6  # who praises small exports counts through the theme
    first = rows[0]
    assert (first.stance, first.probability, first.account_name) == ("for", 0.95, "Acme")
    assert (first.text, first.voice) == (sample.SAID[0][-1], "said")
    assert first.external_ids == ("zendesk:1000",)
    assert first.urls == ("https://desk.example/tickets/1000",)
    assert (first.first, first.last, first.channels) == (date(2026, 3, 2), date(2026, 3, 2), ("email",))
    assert [row.person for row in rows] == [row.person for row in sorted(rows, key=_order)]


def test_who_spoke_twice_is_one_row_with_the_surest_words_and_both_records() -> None:
    items = sample.feedback()
    items[1] = replace(items[1], author=items[0].author)
    row, *others = askers(["FEAT-7"], seen(items), str)
    assert len(others) == 4
    assert (row.statements, row.text, row.probability) == (2, sample.SAID[0][-1], 0.95)
    assert row.external_ids == ("zendesk:1000", "zendesk:1001")
    assert (row.first, row.last) == (date(2026, 3, 2), date(2026, 4, 4))


def test_a_bare_no_stands_only_where_there_is_nothing_else() -> None:
    items = sample.feedback(text="No.")
    items[1] = replace(items[1], author=items[0].author)
    row, *_ = askers(["FEAT-7"], seen(items), str)
    assert (row.statements, row.text) == (2, sample.SAID[1][-1])
    assert "No." in {one.text for one in askers(["FEAT-7"], seen(sample.feedback(text="No.")), str)}


def _order(row: object) -> tuple[int, float, str]:
    stances = ("for", "unclear", "unread", "against")
    return stances.index(row.stance), -row.probability, row.person  # type: ignore[attr-defined]


def test_who_speaks_against_it_only_is_listed_as_such() -> None:
    against = "Nobody asked for exporting boards in the background, fix the crashes first."
    rows = askers(["FEAT-7"], seen(sample.feedback(text=against)), str)
    assert (rows[-1].stance, rows[-1].text) == ("against", against)
    assert all(row.stance != "against" for row in rows[:-1])


def test_people_no_export_names_are_marked() -> None:
    rows = askers(["FEAT-2"], VIEW, str)
    assert len(rows) == 3
    assert all(row.assumed for row in rows)


def test_only_what_somebody_decided_on_is_published_in_the_order_chosen() -> None:
    found = shown(decision(1, "FEAT-2", "planned"), decision(2, "FEAT-7", "planned"))
    assert [item.feature_id for item in found.items] == ["FEAT-2", "FEAT-7"]
    assert "Rewrite the paging chapter" not in roadmap_page(found)
    bases = to_log({"FEAT-7": basis_of("FEAT-7", VIEW, "value")})
    arguments = {"features": '["FEAT-7", "FEAT-2"]', "on": "2026-05-20", "evidence": bases}
    chosen = Decision(id=3, author="Ana", verb="order", arguments=arguments)
    found = shown(decision(1, "FEAT-2", "planned"), decision(2, "FEAT-7", "planned"), chosen)
    assert [item.feature_id for item in found.items] == ["FEAT-7", "FEAT-2"]


@pytest.mark.parametrize("words", [{"title": "Acme's export"}, {"tell": ACME}, {"tell": "for BIRCH & SONS"}])
def test_an_item_whose_words_name_an_account_is_left_out_and_told(words: dict[str, str]) -> None:
    found = shown(decision(1, "FEAT-7", "planned", **words))
    assert found.items == ()
    assert f"decide again with --{next(iter(words))}" in found.left_out["FEAT-7"]


def test_below_the_minimum_neither_count_nor_phrase_nor_quote_is_told() -> None:
    one = decision(1, "FEAT-7", "shipped", tell="It runs in the background.")
    (open_,) = shown(one, fewest=5).items
    assert (open_.people, open_.phrases) == (6, ("exporting a large board",))
    assert open_.quotes
    (kept,) = shown(one, fewest=7).items
    assert (kept.people, kept.phrases, kept.quotes) == (None, (), ())
    assert "people asked" not in changelog_page(shown(one, fewest=7), quotes=True)


def test_no_page_or_reply_names_people_accounts_records_or_the_internal_reason() -> None:
    found = shown(
        *(decision(n, f.id, s) for n, (f, s) in enumerate(zip(sample.FEATURES, DECIDED, strict=False), 1))
    )
    pages = [roadmap_page(found, quotes=True), changelog_page(found, quotes=True), *map(reply, found.items)]
    items = sample.feedback()
    private = {item.author for item in items} | {item.account for item in items} | {item.id for item in items}
    private |= {item.external_id for item in items} | {"Acme", "Birch", "Ana Maier", "internal!", "FEAT-"}
    for page in pages:
        assert [name for name in sorted(filter(None, private)) if name in page] == []


@pytest.mark.parametrize(
    "words",
    [
        "Our Kelly waits for the export of every large board.",
        "Acme cannot export a large board in the background at all.",
        "The export of [person 1] never ends in the background.",
        "Export, please.",
    ],
)
def test_words_that_may_name_somebody_or_say_little_are_never_quoted(words: str) -> None:
    found = shown(decision(1, "FEAT-7", "planned"), view=seen(sample.feedback(text=words)))
    assert words not in found.items[0].quotes


def test_what_was_observed_is_not_quoted() -> None:
    (plain,) = shown(decision(1, "FEAT-7", "planned")).items
    said = [item for item in sample.feedback() if item.text in plain.quotes]
    assert said
    watched = [replace(item, voice="observed") for item in sample.feedback()]
    (found,) = shown(decision(1, "FEAT-7", "planned"), view=seen(watched)).items
    assert found.quotes == ()


def test_a_page_escapes_everything_and_runs_and_fetches_nothing() -> None:
    found = shown(decision(1, "FEAT-7", "planned", title=NASTY, tell=NASTY))
    page = LexborHTMLParser(roadmap_page(found, quotes=True))
    assert page.css("script, link, img, iframe") == []
    assert page.css_first("li h3").text() == NASTY
    assert all(a.attributes["href"] in ("#content", "changelog.html") for a in page.css("a"))
    assert [h.text() for h in page.css("h1, h2")] == ["Roadmap", "Planned"]


def test_a_reply_holds_nobody_s_markup() -> None:
    (item,) = shown(decision(1, "FEAT-7", "planned", title=NASTY)).items
    assert r"\<script\>alert(1)\</script\> \& \*bold\* \[x\](y)" in reply(item)


@pytest.mark.parametrize("status", DECIDED)
def test_a_reply_differs_by_status_and_promises_no_date_that_nobody_declared(status: str) -> None:
    (item,) = shown(decision(1, "FEAT-7", status, tell="Boards grew.")).items
    told = reply(item)
    assert "Boards grew." in told
    assert "announced" not in told
    assert ("There is no date." in told) == (status not in ("shipped", "declined"))
    others = {reply(replace(item, status=other)) for other in DECIDED}
    assert len(others) == len(DECIDED)


def test_an_announced_period_is_told_until_it_is_over() -> None:
    ahead, over = (decision(1, "FEAT-7", "planned", due=due) for due in ("2026Q4", "2026-04"))
    assert "announced for October – December 2026" in reply(shown(ahead).items[0])
    assert "Announced for October – December 2026" in roadmap_page(shown(ahead))
    assert shown(over).items[0].due is None
    assert "April" not in roadmap_page(shown(over))


def test_without_a_reason_for_users_the_reply_leaves_a_gap_and_never_the_internal_one() -> None:
    found = shown(decision(1, "FEAT-7", "declined"))
    assert found.untold == ("FEAT-7",)
    assert "[Say why:" in reply(found.items[0])


def test_what_shipped_stands_in_the_changelog_by_month_also_when_it_left_the_backlog() -> None:
    gone = decision(3, "GONE-1", "shipped", on="2026-04-02")
    basis = replace(basis_of("FEAT-7", VIEW, "value"), people=9)
    gone = replace(gone, arguments={**gone.arguments, "evidence": to_log(basis)})
    found = shown(decision(1, "FEAT-7", "shipped", on="2026-04-20"), decision(2, "FEAT-2", "shipped"), gone)
    page = LexborHTMLParser(changelog_page(found))
    assert [h.text() for h in page.css("h2, h3")] == [
        "May 2026", "Stay signed in when the network drops",
        "April 2026", "Export boards in the background", "Old wish",
    ]  # fmt: skip
    assert "At least 9 people asked for it." in text(changelog_page(found))
    assert "Old wish" not in roadmap_page(found)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "October – December 2026"),
        (date(2026, 12, 1), date(2027, 1, 31), "December 2026 – January 2027"),
        (date(2028, 2, 1), date(2028, 2, 29), "February 2028"),
        (date(2027, 1, 1), date(2027, 12, 31), "2027"),
        (date(2026, 11, 2), date(2026, 11, 8), "2 – 8 Nov 2026"),
    ],
)
def test_a_period_reads_as_people_say_it(first: date, last: date, words: str) -> None:
    assert due_words((first, last)) == words
