"""What people decided outlives every run: replay, successors, and what is told instead of lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import DecisionError, NotFound
from feedback_insights.records import Decision, Link, Theme
from feedback_insights.triage import VERBS, Replayed, check, must_stand, replay, standing_on_themes


def theme(id: str, *successors: str, gone: bool = False) -> Theme:
    return Theme(
        id=id, name=f"found {id}", size=1, customers=1, statements=(), successors=successors,
        status="retired" if gone or successors else "active",
    )  # fmt: skip


def log(*lines: str) -> list[Decision]:
    """Decisions from lines such as "ana rename T1 Login"."""
    decisions = []
    for id, line in enumerate(lines, start=1):
        author, verb, *values = line.split(" ")
        arguments = dict(zip(VERBS.get(verb, ("what",)), values, strict=True))
        decisions.append(Decision(id=id, author=author, verb=verb, arguments=arguments))
    return decisions


def link(feature: str, subject: str, probability: float, accepted: bool) -> Link:
    kind = "statement" if ":" in subject else "theme"
    return Link(feature_id=feature, subject_id=subject, kind=kind, probability=probability, accepted=accepted)


def names(replayed: Replayed) -> dict[str, str]:
    return {theme.id: theme.name for theme in replayed.themes}


def test_a_rename_holds_whatever_the_run_found_and_the_last_one_wins() -> None:
    replayed = replay(log("ana rename T1 Login", "bo rename T1 Sign-in"), [theme("T1"), theme("T2")], [])
    assert names(replayed) == {"T1": "Sign-in", "T2": "found T2"}
    assert replayed.notes == ()


def test_a_confirmed_link_keeps_its_probability_and_names_the_person() -> None:
    (found,) = replay(log("ana confirm F1 T1"), [theme("T1")], [link("F1", "T1", 0.2, False)]).links
    assert (found.probability, found.accepted, found.decided_by) == (0.2, True, "person:ana")


def test_unsure_leaves_the_link_to_the_model_again() -> None:
    found = link("F1", "T1", 0.2, False)
    assert replay(log("ana unsure F1 T1"), [theme("T1")], [found]).links == (found,)
    taken_back = log("ana confirm F1 T1", "bo unsure F1 T1")
    assert replay(taken_back, [theme("T1")], [found]).links == (found,)


def test_a_link_the_model_did_not_propose_is_added() -> None:
    replayed = replay(log("ana confirm F1 T1", "bo reject F1 a:0"), [theme("T1")], [])
    assert [(one.kind, one.probability, one.accepted, one.decided_by) for one in replayed.links] == [
        ("statement", 0.0, False, "person:bo"),
        ("theme", 1.0, True, "person:ana"),
    ]


def test_the_last_decision_on_a_pair_wins_and_others_stay() -> None:
    links = [link("F2", "T1", 0.9, True), link("F1", "T1", 0.9, True)]
    replayed = replay(log("ana confirm F1 T1", "bo reject F1 T1"), [theme("T1")], links)
    assert [(one.feature_id, one.accepted) for one in replayed.links] == [("F1", False), ("F2", True)]


def test_an_undone_decision_does_not_count_and_an_undo_can_be_undone() -> None:
    lines = ["ana rename T1 Login", "bo undo 1"]
    assert names(replay(log(*lines), [theme("T1")], [])) == {"T1": "found T1"}
    assert names(replay(log(*lines, "ana undo 2"), [theme("T1")], [])) == {"T1": "Login"}


def test_what_is_undone_cannot_be_undone_until_it_stands_again() -> None:
    lines = ["ana rename T1 Login", "bo undo 1"]
    must_stand("1", log(*lines[:1]))
    with pytest.raises(DecisionError, match=r"decision 1 was taken back already, by decision 2; .*, undo 2"):
        must_stand("1", log(*lines))
    must_stand("2", log(*lines))
    must_stand("1", log(*lines, "ana undo 2"))
    with pytest.raises(DecisionError, match="decision 2 was taken back already, by decision 3"):
        must_stand("2", log(*lines, "ana undo 2"))


def test_undoing_what_is_not_there_is_told() -> None:
    assert replay(log("ana undo 7"), [], []).notes == (
        "decision 1 (undo 7) was not applied: there is no such earlier decision",
    )


def test_a_decision_on_a_merged_theme_goes_to_its_successor() -> None:
    themes = [theme("T1", "T2"), theme("T2", "T3"), theme("T3")]
    replayed = replay(log("ana rename T1 Login", "ana reject F1 T1"), themes, [link("F1", "T3", 0.8, True)])
    assert names(replayed)["T3"] == "Login"
    assert [(one.subject_id, one.accepted) for one in replayed.links] == [("T3", False)]
    assert replayed.notes == ()


def test_a_forwarded_decision_does_not_overrule_one_made_on_the_successor_itself() -> None:
    themes = [theme("T1", "T2"), theme("T2")]
    replayed = replay(log("ana rename T2 Sign-in", "bo rename T1 Password"), themes, [])
    assert names(replayed)["T2"] == "Sign-in"
    assert replayed.notes == (
        "decision 2 (rename T1 Password) was not applied: T1 is now T2, on which decision 1 stands",
    )


@pytest.mark.parametrize(
    ("themes", "why"),
    [
        ([], "theme T1 is gone"),
        ([theme("T1", gone=True)], "theme T1 is retired"),
        ([theme("T1", "T2", "T3"), theme("T2"), theme("T3")], "theme T1 is retired, split into T2, T3"),
        ([theme("T1", "T2"), theme("T2", "T1")], "theme T1 is gone"),
    ],
)
def test_a_decision_on_a_theme_that_is_gone_is_told_and_not_lost(themes: list[Theme], why: str) -> None:
    replayed = replay(log("ana rename T1 Login"), themes, [])
    assert replayed.notes == (f"decision 1 (rename T1 Login) was not applied: {why}",)
    assert list(replayed.themes) == themes


def test_a_dismissal_changes_no_theme_and_no_link_and_stands_beside_a_rename() -> None:
    links = [link("F1", "T1", 0.9, True)]
    decisions = log("ana dismiss T1 4", "bo rename T1 Login", "ana confirm F1 T1")
    replayed = replay(decisions, [theme("T1")], links)
    assert names(replayed) == {"T1": "Login"}
    assert [(one.accepted, one.decided_by) for one in replayed.links] == [(True, "person:ana")]
    assert replayed.notes == ()
    standing = standing_on_themes("dismiss", decisions, {"T1": theme("T1")})
    assert {id: decision.id for id, decision in standing.items()} == {"T1": 1}


def test_a_dismissal_of_a_theme_that_split_is_told_without_the_people_it_counted() -> None:
    themes = [theme("T1", "T2", "T3"), theme("T2"), theme("T3")]
    decisions = log("ana dismiss T1 4")
    assert replay(decisions, themes, []).notes == (
        "decision 1 (dismiss T1) was not applied: theme T1 is retired, split into T2, T3",
    )
    assert standing_on_themes("dismiss", decisions, {one.id: one for one in themes}) == {}


def test_a_forwarded_dismissal_does_not_overrule_one_on_the_successor() -> None:
    themes = {one.id: one for one in (theme("T1", "T2"), theme("T2"))}
    standing = standing_on_themes("dismiss", log("ana dismiss T2 9", "bo dismiss T1 1"), themes)
    assert standing["T2"].author == "ana"


def test_an_unknown_feature_statement_or_verb_is_told() -> None:
    replayed = replay(
        log("ana confirm F9 T1", "ana confirm F1 b:0", "ana mute now", "ana confirm F1 T9"),
        [theme("T1")], [], features=["F1"], statements=["a:0"],
    )  # fmt: skip
    assert replayed.links == ()
    assert [note.split(": ", 1)[1] for note in replayed.notes] == [
        "the backlog has no F9",
        "there is no theme or statement b:0",
        "this version does not know 'mute'",
        "there is no theme or statement T9",
    ]


def test_a_decision_that_lacks_an_argument_is_told() -> None:
    broken = Decision(id=1, author="ana", verb="confirm", arguments={"feature": "F1"})
    assert replay([broken], [], []).notes == (
        "decision 1 (confirm F1 ?) was not applied: it does not say which subject",
    )


ids = st.sampled_from(["T1", "T2", "T3", "F1", "F2", "1", "2", "3", "a:0"])


@given(st.lists(st.builds("ana {} {} {}".format, st.sampled_from(["rename", "confirm", "reject"]), ids, ids)))
def test_every_decision_is_applied_overruled_or_told(lines: list[str]) -> None:
    themes = [theme("T1", "T2"), theme("T2"), theme("T3", "T1", "T2")]
    replayed = replay(log(*lines), themes, [], features=["F1", "F2"], statements=["a:0"])
    alone = [replay([one], themes, [], features=["F1", "F2"], statements=["a:0"]) for one in log(*lines)]
    told = sum(len(one.notes) for one in alone)
    assert len(replayed.notes) >= told
    applied = [one for one in alone if not one.notes]
    touched = {(one.feature_id, one.subject_id) for each in applied for one in each.links}
    assert {(one.feature_id, one.subject_id) for one in replayed.links} == touched


def test_a_decision_that_makes_no_sense_is_refused_with_a_suggestion() -> None:
    known = {"theme": ["T1", "T10", "T2"], "feature": ["LOGIN-1"], "subject": ["T1"], "decision": []}
    check("rename", {"theme": "T10", "name": "anything"}, known)
    for verb, arguments, why in [
        ("renam", {}, "no verb 'renam'; did you mean rename?"),
        ("rename", {"theme": "T1"}, "rename needs theme and name"),
        ("rename", {"theme": "T1", "name": " "}, "rename needs theme and name"),
        ("rename", {"theme": "X", "name": "a"}, "no theme 'X'; known: T1, T2, T10"),
        ("dismiss", {}, "dismiss needs theme"),
        ("dismiss", {"theme": "X", "people": "3"}, "no theme 'X'; known: T1, T2, T10"),
        ("confirm", {"feature": "LOGIN1", "subject": "T1"}, "no feature 'LOGIN1'; did you mean LOGIN-1?"),
        ("undo", {"decision": "1"}, "no decision '1'; known: none yet"),
    ]:
        with pytest.raises(NotFound) as told:
            check(verb, arguments, known)
        assert str(told.value) == why
