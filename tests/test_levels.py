"""People behind a whole are those of its parts, each once; what is coming, came back or was declined."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from test_figures import ground, ids

from feedback_insights.directory import resolve
from feedback_insights.evidence import explain
from feedback_insights.figures import (
    Ground,
    View,
    asking,
    lifted_links,
    opinions,
    parts_of,
    progress_of,
    score_backlog,
)
from feedback_insights.records import (
    Account,
    Analysis,
    Feature,
    Link,
    Membership,
    RequestType,
    Run,
    Score,
    Sentiment,
    Stance,
    Statement,
)
from feedback_insights.roadmap import Rollup, Tree
from feedback_insights.scope import Chosen, Scope
from feedback_insights.settings import PrioritySettings

QUICK = PrioritySettings(draws=200)
BACKLOG = [Feature("E", "Whole", type="Epic"), *(Feature(f"S{n}", "x", parent="E") for n in range(3))]
WHOLE = Rollup.of(Tree.of(BACKLOG), "epic")


def link(feature: str, statement: str, probability: float = 0.9, *, accepted: bool = True) -> Link:
    return Link(
        feature_id=feature,
        subject_id=statement,
        kind="statement",
        probability=probability,
        accepted=accepted,
    )


def values(scores: Iterable[Score]) -> dict[str, Score]:
    return {score.feature_id: score for score in scores if score.method == "value"}


def both(links: Sequence[Link], place: Ground) -> tuple[dict[str, Score], Score]:
    """The scores of the items alone, and of the epic as a whole."""
    alone = values(score_backlog(BACKLOG, links, {}, place, QUICK))
    return alone, values(score_backlog((), links, {}, place, QUICK, rollup=WHOLE))["E"]


def test_who_asks_for_two_parts_is_one_person_of_the_whole() -> None:
    place = ground([{"who": "ana"}, {"who": "ana"}, {"who": "ben"}])
    first, second, third = ids(range(3))
    links = [link("S0", first, 0.7), link("S1", second, 0.9), link("S1", third, 0.6), link("E", third, 0.5)]
    alone, whole = both(links, place)
    assert [alone[id].inputs["people"].value for id in ("E", "S0", "S1")] == [1, 1, 2]
    assert whole.inputs["people"].value == 2
    assert whole.inputs["reach"].value == 0.9 + 0.6
    assert whole.inputs["reach"].evidence == (second, first, third)  # surest first


def test_revenue_of_an_account_behind_two_parts_counts_once() -> None:
    rows = [{"who": "ana", "account": "id:acme"}, {"who": "ben", "account": "id:acme"}]
    accounts = [(Account(id="ACME", name="Acme", arr=1000.0, currency="EUR"), ("id:acme",))]
    place = ground(rows)
    items = list(place.feedback.values())
    known = resolve(items, {item.id: ("id:acme",) for item in items}, accounts)
    place = Ground.of(items, known, place.statements.values(), place.tags.values())
    alone, whole = both([link("S0", ids([0])[0], 1.0), link("S1", ids([1])[0], 1.0)], place)
    assert [alone[id].inputs["revenue"].value for id in ("S0", "S1")] == [1000, 1000]
    assert whole.inputs["revenue"].value == 1000
    assert whole.inputs["accounts_counted"].value == 1


def test_unsure_links_to_a_part_nobody_surely_asks_for_add_nothing_to_the_whole() -> None:
    place = ground([{"who": f"p{n}"} for n in range(9)])
    unsure = [link("S0", id, 0.4, accepted=False) for id in ids(range(8))]
    _, whole = both([*unsure, link("S1", ids([8])[0], 0.9)], place)
    assert whole.inputs["reach"].value == 0.9


def test_without_a_level_nothing_changes() -> None:
    place = ground([{"who": "ana"}, {"who": "ben"}])
    links = [link("S0", ids([0])[0]), link("E", ids([1])[0])]
    assert both(links, place)[0]["E"].inputs["people"].value == 1


chances = st.floats(0.01, 1.0).map(lambda p: round(p, 4))
linked = st.lists(
    st.tuples(st.sampled_from(["E", "S0", "S1", "S2"]), st.integers(0, 7), chances, st.booleans()),
    max_size=24,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=60, deadline=None)
@given(linked, st.lists(st.integers(0, 4), min_size=8, max_size=8), st.randoms(use_true_random=False))
def test_a_union_is_no_more_than_the_sum_no_less_than_the_largest_part_and_of_any_order(
    rows: list[tuple[str, int, float, bool]], speakers: list[int], order: random.Random
) -> None:
    place = ground([{"who": f"p{who}"} for who in speakers])
    links = [link(f, ids([n])[0], p, accepted=accepted) for f, n, p, accepted in rows]
    alone, whole = both(links, place)
    for name in ("people", "reach"):
        parts = [score.inputs[name].value or 0.0 for score in alone.values()]
        union = whole.inputs[name].value or 0.0
        assert max(parts) <= union + 1e-9
        assert union <= sum(parts) + 1e-9
    turned = list(links)
    order.shuffle(turned)
    assert both(turned, place)[1] == whole


def test_of_several_links_of_a_subject_the_surest_stands_for_the_whole() -> None:
    rejected = replace(link("S0", "s:0", 0.99, accepted=False), decided_by="person:kim")
    counted = link("S2", "s:0", 0.7)
    found = lifted_links([rejected, link("S1", "s:0", 0.8, accepted=False), counted], WHOLE)
    assert found == (replace(counted, feature_id="E"),)
    assert lifted_links([rejected, link("S1", "s:0", 0.1, accepted=False)], WHOLE)[0].probability == 0.1
    assert lifted_links([link("gone", "s:0")], WHOLE) == ()


# ---- stances ----------------------------------------------------------------------------------------------


def stance(feature: str, statement: str, view: Literal["for", "against", "unclear"]) -> Stance:
    return Stance(feature_id=feature, statement_id=statement, stance=view, rule="of the test")


def test_a_statement_against_one_part_does_not_support_the_whole_through_it() -> None:
    place = ground([{"who": "ana"}, {"who": "ben"}])
    first, second = ids(range(2))
    links = [link("S0", first, 0.9), link("S0", second, 0.9), link("S1", second, 0.6)]
    against = [stance("S0", first, "against"), stance("S0", second, "against"), stance("S1", second, "for")]
    whole = values(score_backlog((), links, {}, place, QUICK, against, rollup=WHOLE))["E"]
    assert (whole.inputs["people"].value, whole.inputs["reach"].value) == (1, 0.6)
    assert asking(links, {}, place, against, home=WHOLE.home) == {"E": (second,)}


def test_people_for_and_against_a_whole_are_unions_of_those_of_its_parts() -> None:
    rows = [{"who": who} for who in ("ana", "ana", "ben", "cho", "dan")]
    first, again, second, third, fourth = ids(range(5))
    links = [
        link("S0", first), link("S1", again), link("S0", second), link("S1", third), link("S2", third),
        link("S2", fourth, 0.2, accepted=False),
    ]  # fmt: skip
    seen = view(rows, links)
    views = [
        stance("S0", first, "for"), stance("S1", again, "for"), stance("S0", second, "against"),
        stance("S1", third, "against"), stance("S2", third, "for"), stance("S2", fourth, "for"),
    ]  # fmt: skip
    run = replace(seen.analysis, stances=tuple(views))
    found = opinions(run, seen.ground.customer, home=WHOLE.home)
    assert set(found.features) == {"E"}  # ana once for two parts; cho says both
    assert (found.features["E"].supporting, found.features["E"].against, found.features["E"].unclear) == (
        1, 1, 1,
    )  # fmt: skip
    assert sorted(found.counter["E"]) == sorted([(0.9, second, "S0"), (0.9, third, "S1")])
    assert found.stances["E", third].feature_id == "S2"  # the one that counts


def test_a_whole_is_explained_with_the_words_for_and_against_its_parts_each_once() -> None:
    place_rows = [{"who": who} for who in ("ana", "ben", "cho")]
    first, second, third = ids(range(3))
    links = [link("S0", first, 0.7), link("S1", first, 0.9), link("S2", second, 0.8), link("E", third, 0.6)]
    views = [stance("S0", first, "for"), stance("S1", first, "unclear"), stance("S2", second, "against")]
    seen = view(place_rows, links)
    tree = Tree.of(BACKLOG)
    told = explain(
        tree.features["E"],
        replace(seen.analysis, stances=tuple(views)),
        seen.ground.feedback,
        lambda words, feature: (),
        seen.ground.customer,
        scores=(),
        parts=parts_of("E", tree, seen),
    )
    assert [(one.statement.id, one.feature_id, one.probability) for one in told.quotes] == [
        (first, "S1", 0.9),
        (third, "E", 0.6),
    ]
    assert told.quotes[0].stance == views[1]
    assert [(one.statement.id, one.feature_id, one.stance) for one in told.counter] == [
        (second, "S2", views[2])
    ]
    assert told.stand is not None
    assert (told.stand.supporting, told.stand.against) == (1, 1)  # nobody looked at what cho says
    assert {(one.link.feature_id, one.stance) for one in told.links if one.link.subject_id == first} == {
        ("S0", views[0]),
        ("S1", views[1]),
    }


# ---- done and in progress apart ---------------------------------------------------------------------------


def test_what_is_done_or_declined_keeps_its_score_and_has_no_rank() -> None:
    place = ground([{"who": f"p{n}"} for n in range(6)])
    features = [
        Feature("OPEN", "x", status="To do"), Feature("DONE", "x", status="Done"),
        Feature("OURS", "x", status="Our own word"), Feature("NO", "x", status="Won't do"),
    ]  # fmt: skip
    rows = {"OPEN": 2, "DONE": 3, "OURS": 1, "NO": 1}
    links = [link(f, id) for f, count in rows.items() for id in ids(range(count))]
    found = values(score_backlog(features, links, {}, place, QUICK))
    assert {id: score.score.value for id, score in found.items()} == {
        id: 0.9 * count if count < 3 else 2.7 for id, count in rows.items()
    }
    ranked = {id for id, score in found.items() if score.rank_low is not None}
    assert ranked == {id for id, score in found.items() if score.tier is not None} == {"OPEN", "OURS"}
    assert found["OPEN"].rank_low == 1


def view(
    rows: Sequence[dict[str, object]],
    links: Sequence[Link],
    tags: Mapping[int, tuple[RequestType, Sentiment]] | None = None,
) -> View:
    """A run on these rows; `tags` say what some of the statements ask, and in what tone."""
    place = ground(rows)
    told = {ids([n])[0]: tag for n, tag in (tags or {}).items()}
    changed = [
        replace(tag, request_type=told[id][0], sentiment=told[id][1]) if id in told else tag
        for id, tag in place.tags.items()
    ]
    statements: list[Statement] = list(place.statements.values())
    place = Ground.of(list(place.feedback.values()), place.directory, statements, changed)
    run = Run(id="R1", as_of="2026-09-30", settings={}, seeds={}, models={}, versions={}, counts={})
    analysis = Analysis(
        run=run, statements=tuple(statements), tags=tuple(changed), themes=(), events=(), links=tuple(links),
        scores=(), memberships={},
    )  # fmt: skip
    chosen = Chosen(scope=Scope(), window=None, ids=frozenset(place.feedback), undated=0)
    return View(chosen=chosen, ground=place, analysis=analysis)


def test_parts_are_told_with_their_own_people() -> None:
    seen = view([{"who": "ana"}, {"who": "ben"}], [link("S1", id) for id in ids(range(2))])
    parts = parts_of("E", Tree.of(BACKLOG), seen)
    assert [(part.feature.id, part.people) for part in parts] == [("S1", 2), ("S0", 0), ("S2", 0)]


def test_what_is_coming_tells_who_asked_and_who_asked_since_it_was_written_down() -> None:
    rows = [{"who": "ana", "day": 1}, {"who": "ben", "day": 20}, {"who": "ben", "day": 21}, {"who": "cho"}]
    features = [
        Feature("A", "x", status="In progress", created="2026-07-10"),
        Feature("B", "x", status="Doing"),
        Feature("C", "x", status="In progress"),
    ]
    links = [*(link("A", id) for id in ids(range(4))), link("B", ids([0])[0])]
    hurt: dict[int, tuple[RequestType, Sentiment]] = {0: ("bug", "neutral"), 1: ("other", "negative")}
    one, other = progress_of(features, view(rows, links, hurt)).coming
    assert (one.feature_id, one.people, one.people_since, one.undated) == ("A", 3, 1, 1)
    assert one.complaining == 2
    assert (other.feature_id, other.people_since) == ("B", None)
    assert "does not say" in other.reason


def test_who_only_belongs_to_a_linked_theme_is_not_among_those_counted_at_least() -> None:
    seen = view([{"who": "ana"}, {"who": "ben"}], [], {0: ("bug", "neutral"), 1: ("bug", "neutral")})
    own, other = ids(range(2))
    theme = replace(link("A", "T1", 0.6), kind="theme")
    links = (link("A", own), theme, replace(theme, feature_id="B"))
    members = {other: Membership("T1", 0.5)}
    seen = replace(seen, analysis=replace(seen.analysis, links=links, memberships=members))
    assert seen.subjects("features") == {"A": (own, other), "B": (other,)}
    assert seen.surely_asking() == {"A": (own,)}
    backlog = [Feature("A", "x", status="Doing", parent="E"), Feature("B", "x", status="Doing")]
    assert [(one.feature_id, one.people) for one in progress_of(backlog, seen).coming] == [("A", 1)]
    [part] = parts_of("E", Tree.of([Feature("E", "Whole", type="Epic"), *backlog]), seen)
    assert (part.feature.id, part.people) == ("A", 1)
    done = [replace(one, status="Done") for one in backlog]
    assert [(one.feature_id, one.people) for one in progress_of(done, seen).came_back] == [("A", 1)]


def test_who_complains_after_a_release_is_set_against_who_complained_before() -> None:
    rows = [{"who": f"p{n}", "day": n} for n in range(20)]
    rows += [{"who": "p0", "day": 30}, {"who": "new", "day": 31}, {"who": "late"}]
    links = [link("A", id) for id in ids([0, 1, 10, 12, 20, 21, 22])]
    tags: dict[int, tuple[RequestType, Sentiment]] = {
        0: ("bug", "negative"), 1: ("praise", "positive"), 10: ("bug", "negative"),
        12: ("praise", "negative"),
        20: ("usability", "neutral"), 21: ("praise", "positive"), 22: ("bug", "neutral"),
    }  # fmt: skip
    done = Feature("A", "x", status="Released", resolved="2026-07-11T10:00:00+00:00")
    found = progress_of([done], view(rows, links, tags))
    [back] = found.came_back
    assert back.change is not None
    assert (back.change.now.count, back.change.now.of) == (2, 11)  # p12 and p0, of those heard after 11 July
    assert (back.change.before.count, back.change.before.of) == (2, 11)  # on that day counts as before
    assert back.change.now.low is not None
    assert (back.people, back.undated, back.statements) == (4, 1, tuple(ids([12, 20])))
    quiet = replace(done, resolved="2026-08-20")
    assert progress_of([quiet], view(rows, links, tags)).came_back == ()


def test_without_a_release_date_nothing_is_said_of_before_and_after() -> None:
    seen = view([{"who": "ana", "day": 1}], [link("A", ids([0])[0])], {0: ("bug", "negative")})
    for told in (None, "last summer"):
        [back] = progress_of([Feature("A", "x", status="Done", resolved=told)], seen).came_back
        assert (back.closed, back.change, back.people) == (None, None, 1)
        assert "does not say when it was finished" in back.reason


def test_what_was_declined_and_is_still_asked_for_is_told_apart() -> None:
    rows = [{"who": "ana", "day": 1}, {"who": "ben", "day": 9}]
    seen = view(rows, [link("A", id) for id in ids(range(2))])
    features = [Feature("A", "x", status="Won't do", resolved="2026-07-05"), Feature("B", "x", status="Hm")]
    found = progress_of(features, seen)
    assert [(one.feature_id, one.change and one.change.now.count) for one in found.declined] == [("A", 1)]
    assert (found.coming, found.came_back, found.unknown) == ((), (), {"Hm": 1})
