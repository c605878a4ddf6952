from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedback_insights.figures import Stand, opinions
from feedback_insights.figures.opinions import CONTENT
from feedback_insights.records import Analysis, Link, Membership, Run, Stance

ACCEPT = {"links": {"accept": 0.5}}


def link(subject: str, probability: float, *, kind: str = "statement") -> Link:
    return Link(
        feature_id="F",
        subject_id=subject,
        kind=kind,  # type: ignore[arg-type]
        probability=probability,
        accepted=probability >= 0.5,
    )


def stance(statement: str, view: str | None, rule: str = "asks for it") -> Stance:
    return Stance(feature_id="F", statement_id=statement, stance=view, rule=rule)  # type: ignore[arg-type]


def run(
    links: Sequence[Link], stances: Sequence[Stance], members: dict[str, Membership] | None = None
) -> Analysis:
    return Analysis(
        run=Run(id="R1", as_of="", settings=ACCEPT, seeds={}, models={}, versions={}, counts={}),
        statements=(),
        tags=(),
        themes=(),
        events=(),
        links=tuple(links),
        scores=(),
        memberships=members or {},
        stances=tuple(stances),
    )


def person(statement: str) -> str:
    return statement[0]  # "a1" and "a2" are said by a


def test_each_person_counts_once_and_who_says_both_is_unclear() -> None:
    views = {
        "a1": "for",
        "a2": "for",
        "b1": "against",
        "c1": "for",
        "c2": "against",
        "d1": "unclear",
        "e1": None,
    }
    found = opinions(
        run([link(id, 0.9) for id in views], [stance(id, view) for id, view in views.items()]), person
    )
    assert found.features == {"F": Stand(supporting=1, against=1, unclear=2, unread=1)}


def test_only_sure_links_are_counted_and_unsure_counter_evidence_is_shown() -> None:
    links = [link("a1", 0.9), link("b1", 0.2), link("c1", 0.3)]
    found = opinions(run(links, [stance("a1", "for"), stance("b1", "against"), stance("c1", "for")]), person)
    assert found.features == {"F": Stand(supporting=1)}
    assert found.counter == {"F": ((0.2, "b1", "F"),)}


def test_a_run_that_says_no_threshold_counts_by_the_default_one() -> None:
    lost = [replace(link(id, p), accepted=False) for id, p in (("a1", 0.8), ("b1", 0.49))]
    found = run(lost, [stance("a1", "against"), stance("b1", "against")])
    silent = replace(found, run=replace(found.run, settings={}))
    assert opinions(silent, person).features == {"F": Stand(against=1)}
    assert opinions(silent, person) == opinions(found, person)


def test_a_link_that_lost_its_acceptance_to_its_stance_still_counts_as_against() -> None:
    lost = Link(feature_id="F", subject_id="a1", kind="statement", probability=0.8, accepted=False)
    assert opinions(run([lost], [stance("a1", "against")]), person).features["F"].against == 1


def test_counter_evidence_is_refusal_first_then_content_each_surest_first() -> None:
    links = [link("a1", 0.9), link("b1", 0.6), link("c1", 0.7), link("d1", 0.8)]
    stances = [
        stance("a1", "unclear", CONTENT), stance("b1", "against"), stance("c1", "against"),
        stance("d1", "for"),
    ]  # fmt: skip
    found = opinions(run(links, stances), person).counter["F"]
    assert [(one.probability, one.statement) for one in found] == [(0.7, "c1"), (0.6, "b1"), (0.9, "a1")]


def test_people_of_a_theme_are_counted_where_its_link_counts() -> None:
    members = {"a1": Membership("T1", 1.0), "b1": Membership("T1", 0.5), "c1": Membership("T2", 1.0)}
    links = [link("T1", 0.9, kind="theme"), link("T2", 0.2, kind="theme"), link("c1", 0.9)]
    stances = [stance("a1", "for"), stance("b1", "against"), stance("c1", "for")]
    found = opinions(run(links, stances, members), person)
    assert found.themes == {("F", "T1"): Stand(supporting=1, against=1)}


def test_a_run_that_did_not_look_says_nothing() -> None:
    found = opinions(run([link("a1", 0.9)], []), person)
    assert (found.features, found.counter, found.themes) == ({}, {}, {})


def test_the_rule_of_content_is_the_linkers() -> None:
    from feedback_insights.linking import stance as rules

    assert rules.CONTENT == CONTENT
