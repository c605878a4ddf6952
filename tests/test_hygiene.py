"""What to look at in the backlog: likely duplicates, silence, what came back, what went stale."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hashed_words import embed
from hypothesis import given, settings
from hypothesis import strategies as st
from test_levels import ids, link, view

from feedback_insights.figures import Hygiene, View, check_backlog
from feedback_insights.records import Feature
from feedback_insights.report.plan_words import check_share, returned
from feedback_insights.roadmap import Tree
from feedback_insights.roadmap.duplicates import (
    Pair,
    likely_duplicates,
    probability,
    same_title,
    texts_of,
)
from feedback_insights.settings import HygieneSettings

THINGS = {
    "labels": "print", "charts": "colour", "boards": "archive", "pages": "translate", "guests": "invite",
    "folders": "rename", "contacts": "merge", "receipts": "scan", "parcels": "weigh", "maps": "draw",
    "walls": "paint", "photos": "tag",
}  # fmt: skip
FILLERS = [
    Feature(f"Z-{noun}", f"{verb} {noun}", f"So that {noun} is there when {verb} begins.")
    for noun, verb in THINGS.items()
]
ONE = Feature("A-1", "Export large boards to a spreadsheet", "Boards of many cards never finish exporting.")
TWIN = Feature("A-2", "Large boards: export to spreadsheet", "Exporting boards with many cards never ends.")


def pairs(features: Sequence[Feature], *, cut: float = 0.05) -> tuple[Pair, ...]:
    titles, documents = texts_of(features)
    return likely_duplicates(features, embed(titles), embed(documents), tree=Tree.of(features), cut=cut)


# ---- likely duplicates ------------------------------------------------------------------------------------


def test_two_items_that_say_the_same_are_told_with_the_rarest_words_they_share() -> None:
    [found] = pairs([*FILLERS, ONE, TWIN])
    assert (found.one, found.other) == ("A-1", "A-2")
    assert found.words == ("export", "large", "spreadsheet", "boards")  # another one says boards, too
    assert 0.05 <= found.probability <= 1


def test_two_items_alone_are_compared_too_and_one_is_not() -> None:
    assert [pair.one for pair in pairs([ONE, TWIN])] == ["A-1"]
    assert pairs([ONE]) == pairs([]) == ()
    assert pairs([FILLERS[0], FILLERS[1]]) == ()


def test_parts_and_siblings_are_no_duplicates_unless_they_are_called_the_same() -> None:
    child = replace(TWIN, parent="A-1")
    assert pairs([*FILLERS, ONE, child]) == ()
    siblings = [replace(ONE, parent="E"), replace(TWIN, parent="E")]
    assert pairs([*FILLERS, *siblings]) == ()
    named = [siblings[0], replace(siblings[1], title="Export large boards: to a spreadsheet!")]
    assert len(pairs([*FILLERS, *named])) == 1


def test_a_pair_that_is_marked_already_is_not_told_as_likely() -> None:
    assert pairs([*FILLERS, ONE, replace(TWIN, duplicate_of=("A-1",))]) == ()


def test_titles_without_letters_are_never_the_same() -> None:
    assert not same_title(Feature("A", "🚀"), Feature("B", "🚀"))
    assert pairs([Feature("A", ""), Feature("B", "")]) == ()


def test_ten_equal_titles_give_every_pair_among_the_nearest_once() -> None:
    same = [Feature(f"S-{n}", "Dark theme for the console") for n in range(10)]
    found = pairs(same)
    assert len(found) == len({(pair.one, pair.other) for pair in found}) == 45


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_duplicates_do_not_depend_on_the_order(count: int, order: random.Random) -> None:
    features = [*FILLERS[:count], ONE, TWIN]
    turned = list(features)
    order.shuffle(turned)
    assert pairs(turned, cut=0.001) == pairs(features, cut=0.001)


def test_more_alike_is_more_probable() -> None:
    chances = [probability((alike, alike - 0.3)) for alike in np.linspace(0, 1, 11)]
    assert chances == sorted(chances)
    assert chances[0] < 0.001 < 0.8 < chances[-1]


# ---- the look at a backlog --------------------------------------------------------------------------------


def look(features: Sequence[Feature], seen: View, *, stale_days: int = 365, **more: object) -> Hygiene:
    return check_backlog(features, seen, HygieneSettings(stale_days=stale_days), **more)  # type: ignore[arg-type]


def told(found: Hygiene, kind: str) -> list[str]:
    return [check.feature_id for check in found.checks if check.kind == kind]


@pytest.fixture
def seen() -> View:
    """Forty people in July 2026; the first two ask for A, the last, without a date, for U."""
    rows: list[dict[str, object]] = [{"who": f"p{n}", "day": n % 20} for n in range(40)]
    rows.append({"who": "late"})
    links = [link("A", ids([0])[0]), link("A", ids([1])[0]), link("B", ids([1])[0]), link("U", ids([40])[0])]
    return view(rows, links, {0: ("bug", "negative"), 1: ("usability", "neutral")})


def test_what_nobody_mentions_is_told_with_how_many_were_heard(seen: View) -> None:
    backlog = [
        Feature("A", "x"), Feature("C", "Dark theme"), Feature("D", "Light theme", "For the day."),
        Feature("X", "y", status="Done"),
    ]  # fmt: skip
    found = look(backlog, seen)
    assert told(found, "unmentioned") == ["C", "D"]
    bare, full = found.of("unmentioned")
    assert "none of 41 people heard asks for it" in bare.why
    assert "title only" in bare.why
    assert "title only" not in full.why
    assert bare.share is not None
    assert check_share(bare) == "0 of 41 (at most 6 %)"


def test_likely_duplicates_say_who_asks_and_what_to_do(seen: View) -> None:
    pair = Pair(one="A", other="B", probability=0.4, words=("board",))

    def one(*statuses: str) -> Hygiene:
        named = zip("AB", statuses, strict=True)
        return look([Feature(id, "x", status=s) for id, s in named], seen, pairs=[pair])

    [check] = one("Open", "Open").of("duplicate")
    assert (check.people, check.probability, check.other_id) == (2, 0.4, "B")
    assert "both titles say board; 2 people and one person ask for them, 2 people in all" in check.why
    assert one("Open", "Done").of("duplicate")[0].todo == "B is done: see whether A is still needed"
    assert "was declined" in one("Rejected", "Open").of("duplicate")[0].todo
    assert one("Done", "Rejected").of("duplicate") == ()


def test_what_is_marked_as_a_duplicate_is_told_as_such(seen: View) -> None:
    features = [Feature("A", "x", status="Closed", duplicate_of=("GONE",)), Feature("D", "y")]
    [check] = look(features, seen).of("marked_duplicate")
    assert "marked as a duplicate of GONE, which the backlog does not hold; 2 people ask for it" in check.why
    assert "confirm their links there" in check.todo
    still = look([Feature("B", "x", status="Open", duplicate_of=("A",))], seen)
    assert "still open" in still.of("marked_duplicate")[0].todo


def test_what_came_back_is_told_with_its_share(seen: View) -> None:
    [check] = look([Feature("A", "x", status="Done", resolved="2026-07-01")], seen).of("came_back")
    assert check.people == 1
    assert "finished on 2026-07-01; after that one of" not in check.why
    assert "after that 1 of 38 people heard complains of it, until then 1 of 2" in check.why
    [unknown] = look([Feature("A", "x", status="Done")], seen).of("came_back")
    assert "does not say when it was finished" in unknown.why
    assert unknown.share is None


def test_stale_is_open_old_and_asked_for_by_nobody_since(seen: View) -> None:
    old = "2025-01-01"
    backlog = [
        Feature("A", "x", status="Open", updated=old),  # asked for
        Feature("S", "x", status="Open", updated=old),
        Feature("U", "x", status="Open", updated=old),  # asked for without a date: it may be now
        Feature("N", "x", status="Open", updated="2026-09-01"),
        Feature("P", "x", status="In progress", updated=old),
        Feature("Q", "x", status="Open"),
    ]
    found = look(backlog, seen)
    assert told(found, "stale") == ["S"]
    assert "1 of 5 open items without a date: whether they are stale is not known" in found.notes
    assert told(look(backlog, seen, stale_days=80), "stale") == ["A", "S"]


def test_where_nobody_was_heard_lately_stale_cannot_be_told(seen: View) -> None:
    found = look([Feature("S", "x", status="Open", updated="2020-01-01")], seen, stale_days=5)
    assert told(found, "stale") == []
    assert "nobody was heard since 2026-09-25: what is stale cannot be told" in found.notes


def test_what_cannot_be_told_is_counted(seen: View) -> None:
    backlog = [Feature("A", "x", status="Odd", parent="E-9"), Feature("B", "x", status="Done", parent="B")]
    notes = "; ".join(look(backlog, seen, without_vectors=2).notes)
    assert "2 items not compared with the others" in notes
    assert "one item with a status that no stage is known for (“Odd” 1)" in notes
    assert "one item known only as parents of others, not in the backlog: E-9" in notes
    assert "B names itself as its parent" in notes


def test_no_backlog_and_nobody_heard_give_nothing(seen: View) -> None:
    assert look([], seen).checks == ()
    assert look([Feature("A", "x")], view([], [])).checks == ()


def test_a_return_reads_as_a_sentence(seen: View) -> None:
    from feedback_insights.figures import progress_of

    [back] = progress_of([Feature("A", "x", status="Done", resolved="2026-07-01")], seen).came_back
    assert returned(back) == (
        "Finished 1 Jul 2026. After that 1 of 38, 3 % (1–11 %) of the people heard complain,"
        " until then 1 of 2: less"
    )
