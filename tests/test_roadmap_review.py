"""Decisions on the roadmap beside newer evidence: contradicted and confirmed only where intervals say so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_levels import QUICK, link, view

from feedback_insights import triage
from feedback_insights.figures import (
    Reviewed,
    RoadmapReview,
    View,
    against_scores,
    basis_of,
    review_roadmap,
    roadmap_log,
    score_backlog,
    to_log,
)
from feedback_insights.figures.verdicts import more_people
from feedback_insights.records import Decision, DecisionBasis, Feature
from feedback_insights.report.decision_words import order_sentences, status_sentence, verdict_sentence
from feedback_insights.roadmap import Tree

BACKLOG = [Feature(f"F-{n}", f"Item {n}", status="To Do") for n in range(1, 5)]
TREE = Tree.of(BACKLOG)
BEFORE, AFTER = "2026-07-01", "2026-07-11"  # days 0 and 10 of `view`


def seen(
    asking: Mapping[str, int],
    *,
    silent: int = 0,
    since: Mapping[str, int] | None = None,
    silent_since: int | None = None,
) -> View:
    """So many people ask for each item on day 0, `since` others on day 10; some stay silent each day."""
    quiet = silent if silent_since is None else silent_since
    days = ((0, asking, silent), *(((10, since, quiet),) if since is not None else ()))
    rows: list[dict[str, object]] = []
    links = []
    for day, counts, without in days:
        for feature, count in counts.items():
            for _ in range(count):
                links.append(link(feature, f"f{len(rows):04}:0"))
                rows.append({"who": f"p{len(rows)}", "day": day})
        rows += [{"who": f"p{len(rows) + n}", "day": day} for n in range(without)]
    found = view(rows, links, dict.fromkeys(range(len(rows)), ("bug", "negative")))
    scores = score_backlog(BACKLOG, links, {}, found.ground, QUICK)
    return replace(found, analysis=replace(found.analysis, scores=scores))


def decision(status: str, then: View, *, feature: str = "F-1", on: str = BEFORE, **said: str) -> Decision:
    arguments = {"feature": feature, "status": status, "on": on, **said}
    arguments["evidence"] = to_log(basis_of(feature, then, "value"))
    return Decision(id=1, author="Ana", verb="decide", arguments=arguments, reason="because")


def order(ids: Sequence[str], then: View) -> Decision:
    evidence = to_log({id: basis_of(id, then, "value") for id in ids})
    arguments = {"features": json.dumps(ids), "on": BEFORE, "evidence": evidence}
    return Decision(id=2, author="Ana", verb="order", arguments=arguments)


def reviewed(one: Decision, now: View, *, tree: Tree = TREE, gone: Sequence[Feature] = ()) -> RoadmapReview:
    return review_roadmap(roadmap_log([one]), now, tree, lambda *_: now, gone=gone)


def only(one: Decision, now: View) -> Reviewed:
    (found,) = reviewed(one, now).items
    return found


MANY_OF_BOTH = seen({"F-1": 150, "F-2": 30})
FEW, MANY = seen({"F-1": 5}, silent=40), seen({"F-1": 40}, silent=40)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("declined", "contradicted"),
        ("later", "contradicted"),
        ("planned", "confirmed"),
        ("in_progress", "confirmed"),
    ],
)
def test_many_more_people_contradict_a_refusal_and_confirm_a_plan(status: str, verdict: str) -> None:
    found = only(decision(status, FEW), MANY)
    assert (found.verdict, found.rules) == (verdict, ("more_people",))
    assert found.more.low is not None
    assert 0 < found.more.low < 35 * 0.9
    assert "more people ask for it than then (" in verdict_sentence(found)


@pytest.mark.parametrize("status", ["accepted", "planned", "in_progress", "declined", "later"])
def test_a_few_more_people_are_no_alarm(status: str) -> None:
    found = only(decision(status, FEW), seen({"F-1": 7}, silent=45))
    assert (found.verdict, found.rules) == ("unchanged", ())
    assert verdict_sentence(found).startswith("no clear change: 7 people ask for it, 5 then")


@pytest.mark.parametrize(("silent_since", "verdict"), [(60, "unchanged"), (5, "contradicted")])
def test_steady_demand_is_no_news_and_a_larger_share_is(silent_since: int, verdict: str) -> None:
    then = seen({"F-1": 40}, silent=60)
    now = seen({"F-1": 40}, silent=60, since={"F-1": 36}, silent_since=silent_since)
    found = only(decision("declined", then), now)
    assert found.more.low is not None
    assert found.more.low > 0
    assert found.verdict == verdict


def test_a_plan_is_contradicted_where_others_surely_came_before_it() -> None:
    first = seen({"F-1": 40, "F-2": 5, "F-3": 5})
    overtaken = seen({"F-1": 42, "F-2": 150, "F-3": 150})
    found = only(decision("planned", first), overtaken)
    assert (found.verdict, found.rules) == ("contradicted", ("rank_fell",))
    assert "rank 1 of 3 in tier 1 then, rank 3 of 3 in tier 2 now" in verdict_sentence(found)
    assert only(decision("declined", first), overtaken).verdict == "confirmed"


@pytest.mark.parametrize(
    ("since", "silent", "verdict"), [(2, 40, "confirmed"), (60, 40, "contradicted"), (1, 2, "unchanged")]
)
def test_what_shipped_is_judged_by_who_complains_after_that_day(
    since: int, silent: int, verdict: str
) -> None:
    now = seen({"F-1": 30}, silent=silent, since={"F-1": since})
    found = only(decision("shipped", FEW), now)
    assert found.verdict == verdict
    assert found.change is not None
    assert (found.change.now.count, found.change.before.count) == (since, 30)
    assert f"of those heard since {since} of {since + silent}" in verdict_sentence(found)


def test_nobody_heard_since_is_no_success() -> None:
    found = only(decision("shipped", FEW, on=AFTER), MANY)
    assert found.verdict == "unchanged"
    assert "nobody was heard since" in verdict_sentence(found)


def test_a_refusal_is_confirmed_where_interest_faded() -> None:
    now = seen({"F-1": 30}, silent=30, since={"F-1": 1})
    then = seen({"F-1": 30}, silent=30)
    assert only(decision("declined", then), now).rules == ("interest_fell",)


def test_whoever_asks_for_a_part_counts_for_the_whole() -> None:
    tree = Tree.of([*BACKLOG, Feature("F-9", "Part", parent="F-1")])
    now = seen({"F-9": 30}, silent=30, since={"F-9": 30})
    (found,) = reviewed(decision("shipped", FEW), now, tree=tree).items
    assert found.verdict == "contradicted"


def test_a_decision_on_what_left_the_backlog_is_told() -> None:
    tree = Tree.of([*BACKLOG[1:], Feature("S", "Part of what is gone", parent="F-1")])
    (found,) = reviewed(decision("planned", FEW), MANY, tree=tree, gone=BACKLOG[:1]).items
    assert (found.verdict, found.in_backlog, found.title) == ("unknown", False, "Item 1")
    assert verdict_sentence(found) == "cannot be compared: it left the backlog"


def test_what_the_run_had_not_read_cannot_be_compared() -> None:
    young = decision("planned", FEW, feature="F-77")
    tree = Tree.of([*BACKLOG, Feature("F-77", "New")])
    (found,) = reviewed(young, MANY, tree=tree).items
    assert (found.verdict, found.more.value) == ("unknown", None)
    assert "nothing can be compared" in verdict_sentence(found)


def test_the_backlog_s_own_status_stands_beside_and_so_does_what_is_overdue() -> None:
    found = only(decision("shipped", FEW), FEW)
    assert (found.agrees, found.backlog_status) == (False, "To Do")
    late = only(decision("planned", FEW, due="2026-08"), FEW)
    assert (late.agrees, late.overdue) == (True, True)
    assert "announced for 2026-08, which is over" in verdict_sentence(late)
    assert not only(decision("planned", FEW, due="2026Q3"), FEW).overdue  # the run is of 30 September


def test_an_order_is_contradicted_by_pairs_that_were_not_against_the_evidence_then() -> None:
    level = seen({"F-1": 30, "F-2": 30})
    turned = seen({"F-1": 30, "F-2": 150})
    found = reviewed(order(["F-1", "F-2"], level), turned).order
    assert found is not None
    assert (found.verdict, found.against) == ("contradicted", (("F-1", "F-2"),))
    assert any("F-2 surely comes before F-1" in line for line in order_sentences(found))
    again = reviewed(order(["F-1", "F-2"], turned), turned).order
    assert again is not None
    assert (again.verdict, again.against_then) == ("unchanged", (("F-1", "F-2"),))
    settled = reviewed(order(["F-1", "F-2"], turned), level).order
    assert settled is not None
    assert settled.verdict == "confirmed"


def test_ranks_of_two_levels_are_not_compared() -> None:
    bases = {id: basis_of(id, MANY_OF_BOTH, "value") for id in ("F-1", "F-2")}
    assert against_scores(["F-2", "F-1"], bases) == (("F-2", "F-1"),)
    assert against_scores(["F-2", "F-1"], bases | {"F-2": replace(bases["F-2"], level="epic")}) == ()


def test_items_without_a_place_are_in_no_pair() -> None:
    bases = {id: basis_of(id, MANY, "value") for id in ("F-1", "F-2")}
    assert bases["F-2"].tier is None
    assert against_scores(["F-2", "F-1", "F-99"], bases) == ()


def test_the_last_decision_stands_until_it_is_undone() -> None:
    first, second = decision("planned", FEW), replace(decision("declined", FEW), id=2)
    undo = Decision(id=3, author="Kim", verb="undo", arguments={"decision": "2"})
    log = roadmap_log([first, second])
    assert [one.status for one in log.features["F-1"]] == ["planned", "declined"]
    assert log.standing["F-1"].basis == basis_of("F-1", FEW, "value")
    assert roadmap_log([first, second, undo]).standing["F-1"].status == "planned"
    assert status_sentence(log.standing["F-1"]) == "Declined on 1 Jul 2026 by Ana: because."


def test_the_reason_stays_in_sight_while_the_same_status_is_decided_again() -> None:
    silent = [replace(decision("planned", FEW), id=n, author="Kim", reason="") for n in (2, 3)]
    log = roadmap_log([decision("planned", FEW), *silent])
    last = log.standing["F-1"]
    assert (last.reason, last.earlier_reason, last.earlier_number) == ("", "because", 1)
    assert status_sentence(last) == "Planned on 1 Jul 2026 by Kim: because (the reason of decision 1)."
    other = roadmap_log([decision("declined", FEW), silent[0]]).standing["F-1"]
    assert status_sentence(other) == "Planned on 1 Jul 2026 by Kim, no reason given."


def test_decisions_on_the_roadmap_and_their_undoing_bear_on_no_figure() -> None:
    rename = Decision(id=4, author="Kim", verb="rename", arguments={"theme": "T1", "name": "x"})
    undo = Decision(id=5, author="Kim", verb="undo", arguments={"decision": "1"})
    redo = Decision(id=6, author="Kim", verb="undo", arguments={"decision": "5"})
    taken = Decision(id=7, author="Kim", verb="undo", arguments={"decision": "4"})
    log = [decision("planned", FEW), order(["F-1", "F-2"], FEW), rename, undo, redo, taken]
    assert [one.id for one in triage.bearing(log)] == [4, 7]
    assert triage.replay(log[:3], [], []).notes[0].startswith("decision 4 ")
    assert len(triage.replay(log[:3], [], []).notes) == 1


counts = st.floats(0, 1e6)


@given(counts, counts, counts)
def test_the_same_evidence_is_never_more(reach: float, below: float, above: float) -> None:
    basis = DecisionBasis(
        run="R1", as_of="", until=None, method="value", status="scored", reach=reach,
        reach_low=reach - below, reach_high=reach + above,
    )  # fmt: skip
    more = more_people(basis, basis)
    assert more.value == 0
    assert more.low is not None
    assert more.high is not None
    assert more.low <= 0 <= more.high
