"""How often links were right on held-out pairs, and thresholds for a stated precision."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conftest import Job

from feedback_insights import Settings, Workspace
from feedback_insights.errors import SettingsError
from feedback_insights.linking.reliability import Reliability, Reliable, accepting, load_reliability
from feedback_insights.settings import LinkSettings

ROWS = tuple(Reliable(threshold=t, pairs=n, right=r, of=90) for t, n, r in ((0, 900, 90), (0.5, 100, 80)))
TABLE = Reliability(
    ROWS, ROWS[:1], {"statement": {"0.7": 0.4, "0.8": 0.55, "0.9": None}, "theme": {"0.7": 0.6}}
)


def test_a_threshold_is_told_by_the_row_at_or_below_it() -> None:
    assert [TABLE.at("statement", at).threshold for at in (0, 0.49, 0.5, 0.97)] == [0, 0, 0.5, 0.5]
    assert TABLE.at("theme", 0.97).threshold == 0
    found = TABLE.at("statement", 0.5)
    assert (found.precision, found.interval) == (0.8, pytest.approx((0.726, 0.858), abs=0.001))
    assert Reliable(threshold=1, pairs=0, right=0, of=90).precision is None


def test_a_target_that_was_reached_gives_its_threshold() -> None:
    assert (TABLE.threshold("statement", 0.8), TABLE.threshold("theme", 0.7)) == (0.55, 0.6)


@pytest.mark.parametrize(("kind", "target"), [("statement", 0.9), ("statement", 0.75), ("theme", 0.8)])
def test_a_target_that_was_not_reached_is_one_clear_error(kind: str, target: float) -> None:
    with pytest.raises(SettingsError) as told:
        TABLE.threshold(kind, target)
    known = {"statement": "0.7, 0.8", "theme": "0.7"}[kind]
    assert str(told.value) == f"links.precision: {kind} links never reached {target:g}; known: {known}"


def test_the_table_that_ships_holds_together() -> None:
    shipped = load_reliability()
    for kind, rows in (("statement", shipped.statement), ("theme", shipped.theme)):
        assert rows[0].threshold == 0
        assert rows[0].right == rows[0].of
        for low, high in pairwise(rows):
            assert low.threshold < high.threshold
            assert low.right >= high.right
            assert low.pairs - low.right >= high.pairs - high.right >= 0
        for target, threshold in shipped.targets[kind].items():
            reached = [row for row in rows if row.interval and row.interval[0] >= float(target)]
            if threshold is not None:  # between the last row that fell short and the first that did not
                assert reached[0].threshold - 0.05 < threshold <= reached[0].threshold


def test_a_stated_precision_takes_the_place_of_both_thresholds_and_of_nothing_else() -> None:
    as_they_are = LinkSettings(accept=0.3)
    assert accepting(as_they_are) is as_they_are
    chosen = accepting(LinkSettings(precision=0.8, keep=0.2, per_statement=2))
    wanted = [load_reliability().threshold(kind, 0.8) for kind in ("statement", "theme")]
    assert [chosen.accept, chosen.accept_themes] == wanted
    assert (chosen.keep, chosen.per_statement) == (0.2, 2)


@pytest.mark.slow
def test_a_stated_precision_changes_which_links_a_run_accepts_and_no_probability(job: Job) -> None:
    with Workspace(job.db) as ws:
        before = {(link.feature_id, link.subject_id): link for link in ws.links()}
        themes = [theme.statements for theme in ws.themes()]
    with Workspace(job.db, settings=Settings(links=LinkSettings(precision=0.8))) as ws:
        assert ws.analyze().id == "R2"
        after = {(link.feature_id, link.subject_id): link for link in ws.links()}
        assert [theme.statements for theme in ws.themes()] == themes
    assert before.keys() == after.keys()
    bar = {kind: load_reliability().threshold(kind, 0.8) for kind in ("statement", "theme")}
    changed = set()
    for pair, link in after.items():
        assert (link.probability, link.decided_by) == (before[pair].probability, before[pair].decided_by)
        if link.decided_by == "model" and link.accepted != before[pair].accepted:
            assert link.accepted == (link.probability >= bar[link.kind])
            changed.add(link.kind)
    assert "statement" in changed
    with (
        Workspace(job.db, settings=Settings(links=LinkSettings(precision=0.99))) as ws,
        pytest.raises(SettingsError, match=r"links never reached 0\.99"),
    ):
        ws.analyze()
