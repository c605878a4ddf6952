"""Backlogs and texts as they come at their worst: nothing, one item, titles only, twins, fifty pages."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time

import pytest
from hashed_words import embed

from feedback_insights.linking import BacklogLinker, Context, candidates, link_statements, link_themes
from feedback_insights.records import Feature, Statement, Theme
from feedback_insights.settings import LinkSettings

SAID = ["please let us export invoices", "the map is blank without a signal", "thank you"]
STATEMENTS = {
    f"s{n}": Statement(id=f"s{n}", feedback_id="f", start=0, end=len(text), text=text, kind="content")
    for n, text in enumerate(SAID)
}
THEMES = [Theme(id=f"T{n}", name=f"T{n}", size=1, customers=1, statements=(f"s{n}",)) for n in range(3)]
ITEMS = [
    Feature("A", "Export invoices", "As PDF, with the logo."),
    Feature("B", "Maps without a signal", "Keep the tiles on the phone."),
    Feature("C", "Upgrade the database"),
]


def linker(features: Sequence[Feature]) -> BacklogLinker:
    return BacklogLinker(embed=embed).fit(features)


def every_link(features: Sequence[Feature], **settings: float) -> list[tuple[str, str, bool]]:
    """Links of all statements and themes."""
    chosen, fitted = LinkSettings(**settings), linker(features)
    found = link_statements(list(STATEMENTS.values()), fitted, settings=chosen)
    found += link_themes(THEMES, STATEMENTS, fitted, settings=chosen)
    return [(link.subject_id, link.feature_id, link.accepted) for link in found]


def test_an_empty_backlog_has_no_links_and_every_theme_is_a_candidate() -> None:
    nothing = linker([])
    assert (nothing.rank(SAID), nothing.link(SAID), nothing.pooled(SAID).tolist()) == ([[]] * 3, [[]] * 3, [])
    assert nothing.rank(["x"], contexts=[Context(product="web")]) == [[]]
    assert nothing.measures_of([], []).size == 0
    assert every_link([]) == []
    assert candidates(THEMES, []) == ["T0", "T1", "T2"]


def test_one_feature_is_found_by_who_asks_for_it_alone() -> None:
    for text, pairs in zip(SAID, linker(ITEMS[:1]).rank(SAID), strict=True):
        assert [id for id, _ in pairs] == ["A"]
        assert (pairs[0][1] > 0.5) == ("invoices" in text)
    assert [link for link in every_link(ITEMS[:1]) if link[2]] == [("s0", "A", True), ("T0", "A", True)]


def test_titles_are_enough() -> None:
    titles = [Feature(item.id, item.title) for item in ITEMS]
    ranked = linker(titles).rank(SAID[:2])
    assert [pairs[0][0] for pairs in ranked] == ["A", "B"]


@pytest.mark.parametrize("title", ["Export invoices", "???", "the"])
def test_ten_equal_titles_are_ranked_by_id_and_none_before_another(title: str) -> None:
    twins = [Feature(f"F{n}", title) for n in reversed(range(10))]
    for pairs in linker(twins).rank(SAID):
        assert [id for id, _ in pairs] == [f"F{n}" for n in range(10)]
        assert len({probability for _, probability in pairs}) == 1


def test_items_without_a_title_do_no_harm() -> None:
    untitled = [Feature(f"F{n}", " " * n) for n in range(10)]
    for pairs in linker([*untitled, ITEMS[0]]).rank(SAID[:1], 20):
        assert pairs[0][0] == "A"
        assert len(pairs) == 11


def test_fifty_pages_with_logs_are_read_for_what_people_wrote_and_fast() -> None:
    told = [
        "Customers lose the sketches that they draw on the plan.",
        "Nobody knows whether the plan is saved before the phone sleeps. " * 8,
        "Two of them have left us over it.",
    ]
    log = [f"2026-05-0{n} 12:00:0{n} ERROR export.Invoices: invoice {n}17 failed" for n in range(1, 9)]
    trace = [f"    at com.acme.Store.write(Store.java:{n})" for n in range(60)]
    page, clean = "\n".join([told[0], *log, *trace, *told[1:]]), "\n".join(told)
    long = Feature("L", "Autosave", "\n\n".join([page] * 50), comments=(page,), customer_words=(clean,))
    short = Feature("L", "Autosave", "\n\n".join([clean] * 50), comments=(clean,), customer_words=(clean,))
    assert len(long.description) > 150_000
    texts = [*SAID, "my sketches on the plan are lost", long.description]
    began = process_time()
    ranked = linker([*ITEMS, long]).rank(texts)
    assert process_time() - began < 10
    assert ranked == linker([*ITEMS, short]).rank(texts), "a log says nothing"
    assert [pairs[0][0] for pairs in ranked[:2]] == ["A", "B"]
    assert ranked[3][0][0] == "L"
    assert len(ranked[4]) == 4


def test_where_all_stay_below_the_thresholds_there_is_no_link_and_every_theme_is_a_candidate() -> None:
    strangers = [Feature("X", "Upgrade the database"), Feature("Y", "Rotate the certificates")]
    assert every_link(strangers, keep=0.5) == []
    fitted = linker(ITEMS[2:])
    links = link_themes(THEMES, STATEMENTS, fitted, settings=LinkSettings(keep=0, accept_themes=1.0))
    assert len(links) == 3
    assert candidates(THEMES, links) == ["T0", "T1", "T2"]
