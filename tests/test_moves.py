"""What moved between two runs, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import report_sample as sample
from test_store import analysis

from feedback_insights.errors import NotFound
from feedback_insights.figures import MIN_CHANGES, Moves, moves_since
from feedback_insights.records import Feature, Link, PastRun, Run, Score, Value
from feedback_insights.store import Store
from feedback_insights.workspace import Workspace

FEATURES = (Feature("A", "a"), Feature("B", "b"))


def score(feature: str = "A", **changes: Any) -> Score:
    inputs = {
        "people": Value(value=3, evidence=("s1", "s2")),
        "effort": Value(value=2.0),
        **changes.pop("inputs", {}),
    }
    value = changes.pop("value", 10.0)
    return Score(
        feature_id=feature,
        method="rice",
        score=Value(value=value, evidence=("s1", "s2")),
        inputs=inputs,
        **{"tier": 1, "rank_low": 1, "rank_high": 2, **changes},
    )


def moved(before: list[Score], after: list[Score], *, run: Run = sample.RUN, **how: Any) -> Moves:
    then = PastRun(run=sample.RUN, scores=tuple(before), links=(), themes=frozenset())
    return moves_since(then, run, after, how.get("features", FEATURES), level=how.get("level", "score"))


def reason(before: Score, after: Score, **how: Any) -> str:
    [move] = moved([before], [after], **how).moves.values()
    return move.reason


def test_nothing_moved_where_nothing_changed() -> None:
    assert moved([score()], [score()]).moves == {}


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"tier": 2}, ("tier", "rank", "score")),
        ({"tier": None}, ("tier", "rank", "score")),
        ({"rank_high": 4}, ("rank", "score")),
        ({"value": 11.0}, ("score",)),
        ({"value": None}, ("score",)),
    ],
    ids=["another tier", "no tier", "other ranks", "another score", "no score"],
)
def test_the_least_change_decides_what_counts(change: dict[str, Any], seen: tuple[str, ...]) -> None:
    found = [level for level in MIN_CHANGES if moved([score()], [score(**change)], level=level).moves]
    assert tuple(found) == seen


def test_what_is_new_or_gone_is_always_told() -> None:
    found = moved([score("A")], [score("B")], level="tier").moves
    assert {key[0]: (one.what, one.reason) for key, one in found.items()} == {
        "A": ("gone", "no longer in the backlog"),
        "B": ("new", "new in the backlog"),
    }


def test_new_evidence_is_counted_with_its_people() -> None:
    more = {"people": Value(value=5, evidence=("s2", "s3", "s4"))}
    after = replace(score(tier=2, inputs=more), score=Value(value=12.0, evidence=("s2", "s3", "s4")))
    told = reason(score(), after)
    assert told == "new evidence: 2 statements more, 1 statement fewer (people from 3 to 5)"


def test_effort_is_told_beside_evidence() -> None:
    assert reason(score(), score(tier=2, inputs={"effort": Value(value=None)})) == "effort from 2 to unknown"


def test_a_number_that_somebody_gave_is_told_although_evidence_is_new() -> None:
    given = {"impact": Value(value=3.0), "people": Value(value=3, evidence=("s9",))}
    before = score(inputs={"impact": Value(value=1.0, evidence=("s1",))})
    assert "impact from 1 to 3" in reason(before, score(tier=2, inputs=given))


def test_settings_and_models_of_the_run_are_causes() -> None:
    changed = replace(
        sample.RUN,
        settings={**sample.RUN.settings, "priority": {"effort_low": 0.4}},
        models={"encoder": "another"},
        versions={**sample.RUN.versions, "inputs": "a hash of everything read"},
    )
    told = reason(score(), score(tier=2), run=changed)
    assert told == "settings: priority.effort_low from None to 0.4; other models: encoder"


def test_where_nothing_of_its_own_differs_others_moved() -> None:
    assert reason(score(), score(tier=2)) == "its own figures are the same; others moved"


def test_an_item_that_was_closed_competes_no_longer() -> None:
    closed = (Feature("A", "a", status="Done"),)
    assert reason(score(), score(tier=None), features=closed).startswith("done or declined now")


def test_an_earlier_run_can_be_read_without_its_words() -> None:
    with Store(":memory:") as store:
        store.save_analysis(first := analysis("R1"))
        later = tuple(replace(one, tier=7) for one in first.scores)
        store.save_analysis(replace(analysis("R2", extra=3), scores=later))
        past, whole = store.past_run("R1"), store.analysis("R1")
        assert (past.run, past.scores, past.links) == (whole.run, whole.scores, whole.links)
        assert past.themes == {theme.id for theme in first.themes}
        with pytest.raises(NotFound, match="no run R9; known: R1, R2"):
            store.past_run("R9")


def test_by_a_method_that_runs_do_not_keep_an_item_moves_as_by_the_first_that_they_keep() -> None:
    found = moved([score()], [score(tier=2)])
    assert found.of("A", "ice") is found.of("A", "rice") is not None
    assert found.of("B", "ice") is None


def test_links_that_were_refused_then_are_not_known() -> None:
    refused = Link(feature_id="A", subject_id="T1", kind="theme", probability=0.2, accepted=False)
    then = PastRun(run=sample.RUN, scores=(), links=(refused,), themes=frozenset({"T1"}))
    found = moves_since(then, sample.RUN, (), FEATURES, level="tier")
    assert (found.known_links, found.known_themes) == (frozenset(), frozenset({"T1"}))


def test_a_workspace_tells_what_moved_since_one_of_its_runs() -> None:
    with Workspace() as ws:
        ws._store.save_analysis(first := analysis("R1"))
        later = tuple(replace(one, tier=7) for one in first.scores)
        ws._store.save_analysis(replace(analysis("R2"), scores=later))
        assert {move.what for move in ws.moves("R1").moves.values()} == {"tier"}
        assert ws.moves("R2", min_change="score").moves == {}
