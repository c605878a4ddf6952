"""Items that leave the backlog are remembered with the run that knew them last, and runs stay readable."""

from __future__ import annotations

from pathlib import Path

from test_store import analysis, facts

from feedback_insights.records import Feature
from feedback_insights.store import Store

UNDO = Feature(
    "F1", "Undo", "Of any step", labels=("edit",), comments=("Ana: yes!",), tickets=("7",), effort=2
)
SAVE, SHARE = Feature("F2", "Save"), Feature("F3", "Share")


def test_what_is_gone_is_remembered_with_the_run_that_knew_it_last(tmp_path: Path) -> None:
    with Store(tmp_path / "x.db") as store:
        store.replace_backlog([UNDO, SAVE], facts("a"))
        assert store.past_features() == []
        store.save_analysis(analysis("R1"))
        store.replace_backlog([SAVE, SHARE], facts("b"))
        store.save_analysis(analysis("R2"))
        store.replace_backlog([SHARE], facts("c"))
    with Store(tmp_path / "x.db") as store:
        assert store.past_features() == [(UNDO, "R1"), (SAVE, "R2")]
        assert store.features() == [SHARE]


def test_what_was_never_counted_has_no_run() -> None:
    with Store(":memory:") as store:
        store.replace_backlog([UNDO], facts("a"))
        store.replace_backlog([], facts("b"))
        assert store.past_features() == [(UNDO, None)]


def test_what_comes_back_is_past_no_more_and_may_go_again() -> None:
    with Store(":memory:") as store:
        store.replace_backlog([UNDO, SAVE], facts("a"))
        store.replace_backlog([SAVE], facts("b"))
        again = Feature("F1", "Undo everything")
        store.replace_backlog([again], facts("c"))
        assert store.features() == [again]
        assert [feature for feature, _ in store.past_features()] == [SAVE]
        store.save_analysis(analysis("R1"))
        store.replace_backlog([], facts("a"))
        assert store.past_features() == [(again, "R1"), (SAVE, None)]


def test_the_links_of_an_old_run_outlast_their_item(tmp_path: Path) -> None:
    first = analysis("R1")
    with Store(tmp_path / "x.db") as store:
        store.replace_backlog([UNDO, SAVE], facts("a"))
        store.save_analysis(first)
        store.replace_backlog([SHARE], facts("b"))
        store.save_analysis(analysis("R2", extra=3))
    with Store(tmp_path / "x.db") as store:
        assert store.analysis("R1") == first
        known = {feature.id for feature, _ in store.past_features()}
        assert {link.feature_id for link in store.analysis("R1").links} <= known
