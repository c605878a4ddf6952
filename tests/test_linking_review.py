"""Which pairs are asked, and what the answers say of the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.linking.answers import Answer, Kind, Listed, answers_of, listed_pairs
from feedback_insights.linking.quality import LinkQuality, link_quality
from feedback_insights.linking.review import Question, Stake, review, stakes
from feedback_insights.records import Decision, Link, Membership, Stance, Theme

ACCEPT: dict[Kind, float] = {"statement": 0.5, "theme": 0.55}


def pair(
    feature: str, subject: str, probability: float, right: bool | None = None, *, asked: bool = True
) -> Listed:
    kind: Kind = "theme" if subject.startswith("T") else "statement"
    found = Listed(
        feature_id=feature,
        subject_id=subject,
        kind=kind,
        probability=probability,
        accepted=probability >= ACCEPT[kind],
        answer=None,
    )
    return found if right is None else answered(found, right, asked=asked)


def answered(one: Listed, right: bool | None, *, asked: bool = True) -> Listed:
    answer = Answer(
        feature_id=one.feature_id,
        subject_id=one.subject_id,
        kind=one.kind,
        right=right,
        by="person:kim",
        asked=asked,
    )
    return replace(one, answer=answer)


def ask(pairs: Sequence[Listed], count: int = 20) -> list[Question]:
    weight = {p.key: Stake(1, 2 * p.probability * (1 - p.probability)) for p in pairs}
    return review(pairs, weight, {p.subject_id: p.subject_id for p in pairs}, count=count)


def crowd(n: int, seed: int, *, shift: float = 0.0) -> tuple[list[Listed], dict[tuple[str, str], bool]]:
    """Pairs of a run and the truth about them; ``shift``: by how much the model's log-odds are off."""
    random = np.random.default_rng(seed)
    odds = random.normal(-1.2, 1.6, n)
    odds = odds[odds >= np.log(0.1 / 0.9)]
    truth = random.random(len(odds)) < 1 / (1 + np.exp(-odds - shift))
    pairs = [
        pair(f"F{i % 25}", f"{'T' if i % 10 == 0 else 's'}{seed}.{i}", round(float(1 / (1 + np.exp(-z))), 4))
        for i, z in enumerate(odds)
    ]
    return pairs, {p.key: bool(t) for p, t in zip(pairs, truth, strict=True)}


def tell(pairs: Sequence[Listed], truth: dict[tuple[str, str], bool], rounds: int) -> list[Listed]:
    for _ in range(rounds):
        asked = {(q.feature_id, q.subject_id) for q in ask(pairs)}
        pairs = [answered(p, truth[p.key]) if p.key in asked else p for p in pairs]
    return list(pairs)


# ---- the list -------------------------------------------------------------------------------------------


def test_half_of_the_list_changes_most_and_half_is_drawn_from_every_band() -> None:
    asked = ask(crowd(800, 0)[0])
    assert [q.number for q in asked] == list(range(1, 21))
    drawn = [q for q in asked if q.why == "drawn"]
    telling = [q for q in asked if q.why == "teaches"]
    assert len(drawn) == len(telling) == 10
    assert all(0.3 < q.probability < 0.7 for q in telling)
    assert {q.accepted for q in drawn} == {True, False}
    assert {q.kind for q in telling} == {"statement", "theme"}


@given(st.permutations(range(60)))
@settings(max_examples=10, deadline=None)
def test_the_list_does_not_depend_on_the_order_of_the_pairs(order: list[int]) -> None:
    pairs = crowd(200, 1)[0][:60]
    assert ask([pairs[i] for i in order]) == ask(pairs)


def test_an_answered_pair_is_never_asked_again_nor_one_that_nobody_can_tell() -> None:
    pairs, truth = crowd(60, 2)
    seen: set[tuple[str, str]] = set()
    while asked := ask(pairs, 7):
        keys = {(q.feature_id, q.subject_id) for q in asked}
        assert not keys & seen
        seen |= keys
        unsure = min(keys)
        pairs = [
            answered(p, None if p.key == unsure else truth[p.key]) if p.key in keys else p for p in pairs
        ]
    assert seen == set(truth)


def test_one_feature_one_theme_or_one_wording_does_not_fill_the_list() -> None:
    same = [pair("F1", f"s{i}", 0.5) for i in range(30)]
    others = [pair(f"F{i}", f"o{i}", 0.4) for i in range(2, 8)]
    told = {q.feature_id for q in ask([*same, *others], 12) if q.why == "teaches"}
    assert len(told) >= 4
    words = dict.fromkeys((f"s{i}" for i in range(30)), "the export stops at row ten thousand")
    words |= {"s7": "please let me download everything"}
    weight = {p.key: Stake(1, 0.5) for p in same}
    asked = review(same, weight, words, count=4)
    assert {q.words for q in asked if q.why == "teaches"} >= {"please let me download everything"}


def test_an_empty_run_asks_nothing_and_a_negative_count_is_refused() -> None:
    assert ask([]) == []
    assert ask(crowd(50, 0)[0], 0) == []
    with pytest.raises(ValueError, match="count"):
        ask([], -1)


# ---- what hangs on a pair -------------------------------------------------------------------------------


def link(feature: str, subject: str, probability: float) -> Link:
    kind: Kind = "theme" if subject.startswith("T") else "statement"
    accepted = probability >= ACCEPT[kind]
    return Link(feature_id=feature, subject_id=subject, kind=kind, probability=probability, accepted=accepted)


def test_what_reads_as_against_is_not_accepted_and_a_yes_would_change_all() -> None:
    against = [Stance(feature_id="F1", statement_id="s1", stance="against", rule="refuses")]
    links = [link("F1", "s1", 0.8)]
    pairs = listed_pairs(links, [], ACCEPT, against)
    assert [(p.probability, p.accepted) for p in pairs] == [(0.8, False)]
    assert listed_pairs(links, [], ACCEPT)[0].accepted
    assert stakes(pairs, links, {}, {"s1": "ana"}, against)["F1", "s1"] == Stake(1, 0.8)
    assert stakes(pairs, links, {}, {"s1": "ana"})["F1", "s1"] == Stake(1, 0.32)


def weigh(
    links: Sequence[Link], members: dict[str, str], who: dict[str, str]
) -> dict[tuple[str, str], Stake]:
    memberships = {s: Membership(theme, 1.0) for s, theme in members.items()}
    return stakes(listed_pairs(links, [], ACCEPT), links, memberships, who)


def test_a_theme_moves_its_people_and_one_person_counts_once() -> None:
    members = {f"s{i}": "T1" for i in range(6)}
    who = {f"s{i}": f"p{i // 2}" for i in range(6)}
    found = weigh([link("F1", "T1", 0.4)], members, who)
    assert found["F1", "T1"] == Stake(3, 1.2)  # with 0.4: three people more than now; else none less


def test_a_statement_of_somebody_who_asks_anyway_changes_nothing() -> None:
    links = [link("F1", "s1", 0.5), link("F1", "s2", 0.99), link("F1", "s3", 0.5)]
    found = weigh(links, {}, {"s1": "ann", "s2": "ann", "s3": "bo"})
    assert found["F1", "s1"].change < 0.01 < found["F1", "s3"].change


def test_a_statement_that_only_its_theme_ties_is_left_to_the_theme() -> None:
    links = [link("F1", "s1", 0.2), link("F1", "T1", 0.9)]
    found = weigh(links, {"s1": "T1", "s2": "T1"}, {"s1": "ann", "s2": "bo"})
    assert found["F1", "s1"].change == 0
    assert found["F1", "T1"].change > 0.2


# ---- the answers ----------------------------------------------------------------------------------------


def decide(*lines: str) -> list[Decision]:
    found = []
    for id, line in enumerate(lines, start=1):
        verb, feature, subject, *reason = line.split(" ")
        arguments = {"feature": feature, "subject": subject} if verb != "undo" else {"decision": feature}
        found.append(Decision(id=id, author="kim", verb=verb, arguments=arguments, reason=" ".join(reason)))
    return found


def theme(id: str, *successors: str) -> Theme:
    status = "retired" if successors else "active"
    return Theme(id=id, name=id, size=1, customers=1, statements=(), status=status, successors=successors)


def test_the_last_answer_stands_and_a_merged_theme_hands_it_on() -> None:
    log = decide(
        "confirm F1 T1 review", "reject F1 T1 review: late", "confirm F2 T3", "unsure F1 s1", "undo 3 -"
    )
    found = answers_of(log, [theme("T1", "T2"), theme("T2"), theme("T3")])
    assert [(a.key, a.right, a.asked, a.kind) for a in found] == [
        (("F1", "T2"), False, True, "theme"),
        (("F1", "s1"), None, False, "statement"),
    ]


def test_what_was_answered_of_the_successor_itself_beats_what_was_handed_on() -> None:
    for order in (["reject F1 T1", "confirm F1 T2"], ["confirm F1 T2", "reject F1 T1"]):
        (found,) = answers_of(decide(*order), [theme("T1", "T2"), theme("T2")])
        assert found.right is True


def test_links_that_only_a_person_made_say_nothing_of_the_model() -> None:
    made = Link(
        feature_id="F1",
        subject_id="T1",
        kind="theme",
        probability=1.0,
        accepted=True,
        decided_by="person:kim",
    )
    tied = replace(made, subject_id="T2", probability=0.3, decided_by="tool:zendesk")
    found = listed_pairs([made, tied, link("F1", "T3", 0.9)], [], ACCEPT)
    assert [(p.subject_id, p.accepted, p.answer.right if p.answer else None) for p in found] == [
        ("T2", False, True),
        ("T3", True, None),
    ]


def test_a_fourth_link_of_a_theme_is_not_taken_for_accepted() -> None:
    found = listed_pairs([link(f"F{i}", "T1", 0.9 - i / 100) for i in range(5)], [], ACCEPT)
    assert [p.accepted for p in found] == [True, True, True, False, False]


# ---- the estimate ---------------------------------------------------------------------------------------


def truth_of(pairs: Sequence[Listed], truth: dict[tuple[str, str], bool]) -> tuple[float, float]:
    counts = [p for p in pairs if (p.answer.right if p.answer else p.accepted)]
    right = sum(truth[p.key] for p in counts)
    return right / len(counts), right / sum(truth.values())


def covered(quality: LinkQuality, precision: float, recall: float) -> tuple[bool, bool]:
    return _holds(quality.precision.low, precision, quality.precision.high), _holds(
        quality.recall.low, recall, quality.recall.high
    )


def _holds(low: float | None, value: float, high: float | None) -> bool:
    assert low is not None
    assert high is not None
    return low - 1e-4 <= value <= high + 1e-4


@pytest.mark.parametrize("shift", [0.0, -1.5, 1.0], ids=["well calibrated", "far too sure", "too modest"])
def test_intervals_cover_the_truth_however_wrong_the_model_is(shift: float) -> None:
    held = []
    for seed in range(40):
        pairs, truth = crowd(500, seed, shift=shift)
        told = tell(pairs, truth, 2)
        held.append(covered(link_quality(told), *truth_of(told, truth)))
    precision, recall = np.mean(held, axis=0)
    assert precision >= 0.8  # of nominal .9; 40 runs have a standard error of .05
    assert recall >= 0.8


def test_answers_that_were_picked_are_known_but_speak_for_no_other_pair() -> None:
    """Somebody confirms ten right pairs unasked: the other pairs are not the better for it."""
    pairs, truth = crowd(500, 3, shift=-1.5)
    told = tell(pairs, truth, 2)
    waiting = [p.key for p in told if p.answer is None and p.accepted and truth[p.key]][:10]
    as_picked = [answered(p, True, asked=False) if p.key in waiting else p for p in told]
    before, after = link_quality(told), link_quality(as_picked)
    assert after.answers == before.answers + 10
    assert after.sampled <= before.sampled
    assert after.precision.value is not None
    assert after.precision.value < truth_of(as_picked, truth)[0] + 0.15


def test_with_every_pair_answered_the_interval_closes() -> None:
    pairs, truth = crowd(40, 4)
    told = [answered(p, truth[p.key]) for p in pairs]
    quality = link_quality(told)
    assert (quality.precision.low, quality.precision.value, quality.precision.high) == (1.0, 1.0, 1.0)
    recall = truth_of(told, truth)[1]
    assert quality.recall.low == quality.recall.high == pytest.approx(recall)
    assert quality.left == 0


def test_the_line_says_what_is_left_and_from_how_many_answers() -> None:
    pairs, truth = crowd(500, 5)
    told = tell(pairs, truth, 1)
    quality = link_quality(told)
    assert quality.left is not None
    assert quality.left > 0
    assert quality.line.startswith(f"{quality.left} left, precision .")
    assert quality.line.endswith("from 20 answers")
    assert link_quality(tell(told, truth, 8)).left == 0


def test_nothing_answered_or_accepted_is_unknown_with_a_reason() -> None:
    pairs, _ = crowd(100, 6)
    assert link_quality(pairs).precision.value is None
    assert "no pair drawn by lot is answered yet" in link_quality(pairs).line
    low = link_quality([pair("F1", "s1", 0.2)])
    assert (low.precision.reason, low.left) == ("no link is accepted", None)
    assert link_quality([]).recall.reason == "there are no links"


def test_the_same_answers_give_the_same_estimate_in_any_order() -> None:
    pairs, truth = crowd(300, 7)
    told = tell(pairs, truth, 1)
    assert link_quality(told[::-1]) == link_quality(told)
