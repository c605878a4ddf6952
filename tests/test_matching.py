"""Links of a run: the shipped model's without answers, moved by what people and, a little, tools said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hashed_words import embed

from feedback_insights.directory import Directory
from feedback_insights.linking import BacklogLinker, Context, link_statements, link_themes
from feedback_insights.matching import Matched, match
from feedback_insights.material import Material
from feedback_insights.records import Decision, Feature, Feedback, Link, Locator, Statement, Theme
from feedback_insights.settings import LinkSettings, Settings
from feedback_insights.triage import replay

VERBS = ("export", "share", "archive", "print", "merge")
THINGS = ("invoices", "maps", "recipes", "contracts", "photos")
BACKLOG = [Feature(f"{verb[0]}{thing[0]}".upper(), f"{verb} {thing}") for verb in VERBS for thing in THINGS]
FORMS = ("please let us {} the {}", "we cannot {} our {} on the train", "when will you {} all {} at night")
TEXTS = [form.format(verb, thing) for form in FORMS for verb in VERBS for thing in THINGS]
SAID = [
    Statement(id=f"f{n:03}:0", feedback_id=f"f{n:03}", start=0, end=len(text), text=text, kind="content")
    for n, text in enumerate(TEXTS)
]
THEME = Theme(id="T1", name="maps", size=3, customers=3, statements=("f001:0", "f026:0", "f051:0"))
EVERYTHING = LinkSettings(keep=0.01)
Pair = tuple[str, str]


def heard(number: int) -> Feedback:
    place = Locator(file="f", sha256="0", record=f"ticket {number}")
    return Feedback(id=f"f{number:03}", source="zendesk", external_id=str(number), text="x", locator=place)


def matched(
    decisions: Sequence[Decision] = (),
    features: Sequence[Feature] = BACKLOG,
    contexts: dict[str, Context] | None = None,
) -> Matched:
    material = Material(
        run_id="R1", feedback=[heard(n) for n in range(len(SAID))], features=features, theme_ids=(),
        directory=Directory(customer={}, account={}, assumed=frozenset(), accounts={}),
        decisions=decisions, previous=(),
    )  # fmt: skip
    return match(
        SAID, contexts or {}, [THEME], {}, material, Settings(links=EVERYTHING),
        unread=(), embed=embed, tell=lambda stage, done, total: None,
    )  # fmt: skip


def by_pair(found: Sequence[Link]) -> dict[Pair, float]:
    return {(link.feature_id, link.subject_id): link.probability for link in found}


def asked() -> list[Pair]:
    """Twenty pairs of different statements of which the shipped model is fairly unsure."""
    found: dict[str, Pair] = {}
    for link in sorted(matched().links, key=lambda link: abs(link.probability - 0.4)):
        if link.kind == "statement":
            found.setdefault(link.subject_id, (link.feature_id, link.subject_id))
    return list(found.values())[:20]


def decided(verb: str, pairs: Sequence[Pair], reason: str = "review") -> list[Decision]:
    return [
        Decision(
            id=n, author="kim", verb=verb, arguments={"feature": feature, "subject": subject}, reason=reason
        )
        for n, (feature, subject) in enumerate(pairs, 1)
    ]


def mean_move(before: Matched, after: Matched, without: Sequence[Pair]) -> float:
    """How far the other statements' links moved on average, of those that are neither sure nor hopeless."""
    old, new = by_pair(before.links), by_pair(after.links)
    pairs = [p for p in old.keys() & new.keys() if p not in without and p[1] != "T1" and 0.1 < old[p] < 0.95]
    assert len(pairs) > 40
    return sum(new[pair] - old[pair] for pair in pairs) / len(pairs)


def test_without_answers_the_links_are_the_shipped_models_own() -> None:
    linker = BacklogLinker(embed=embed).fit(BACKLOG)
    links = link_statements(SAID, linker, settings=EVERYTHING)
    links += link_themes([THEME], {s.id: s for s in SAID}, linker, settings=EVERYTHING)
    found = matched()
    assert list(found.links) == links
    assert {link.kind for link in links} == {"statement", "theme"}
    assert (found.models, found.counts) == ({}, {})


def test_nothing_said_or_nothing_planned_gives_no_link() -> None:
    assert matched(features=[]).links == ()


def test_contexts_reach_the_links() -> None:
    on_maps = [
        replace(feature, product="Maps") if "maps" in feature.title else feature for feature in BACKLOG
    ]
    plain, told = (
        by_pair(matched(features=on_maps, contexts=contexts).links)
        for contexts in ({}, {"f001:0": Context(product="maps")})
    )
    assert told["EM", "f001:0"] > plain["EM", "f001:0"]
    moved = {pair for pair in plain.keys() | told.keys() if plain.get(pair) != told.get(pair)}
    assert {subject for _, subject in moved} == {"f001:0"}


@pytest.mark.parametrize(("verb", "sign"), [("confirm", 1), ("reject", -1)])
def test_twenty_answers_move_the_other_links_their_way_and_stand_themselves(verb: str, sign: int) -> None:
    pairs = asked()
    decisions = decided(verb, pairs)
    shipped, taught = matched(), matched(decisions)
    assert 0.005 < sign * mean_move(shipped, taught, pairs) < 0.3
    name = taught.models["linking_here"]
    assert name.startswith("linking@")
    assert name != BacklogLinker().calibration.name
    themes = [
        {pair: p for pair, p in by_pair(one.links).items() if pair[1] == "T1"} for one in (shipped, taught)
    ]
    assert themes[0] == themes[1], "answers on statements do not move themes"

    now = replay(decisions, [THEME], taught.links).links
    said = {(link.feature_id, link.subject_id): link for link in now}
    assert {(said[p].accepted, said[p].decided_by) for p in pairs} == {(verb == "confirm", "person:kim")}


def test_answers_that_teach_nothing_or_were_undone_leave_the_shipped_model() -> None:
    pairs = asked()
    unsure = decided("unsure", pairs)
    undone = [
        *decided("reject", pairs[:1]),
        Decision(id=2, author="kim", verb="undo", arguments={"decision": "1"}),
    ]
    gone = decided("reject", [("GONE", subject) for _, subject in pairs])
    for decisions in (unsure, undone, gone):
        assert matched(decisions) == matched()


def test_the_order_of_the_log_does_not_matter() -> None:
    decisions = decided("confirm", asked())
    turned = [replace(one, id=n) for n, one in enumerate(reversed(decisions), 1)]
    assert matched(decisions) == matched(turned)


def tied(pairs: Sequence[Pair]) -> list[Feature]:
    """The backlog with the tickets that its items name."""
    tickets: dict[str, list[str]] = {}
    for feature, subject in pairs:
        tickets.setdefault(feature, []).append(str(int(subject[1:4])))
    return [replace(one, tickets=tuple(sorted(tickets.get(one.id, ())))) for one in BACKLOG]


def test_ties_alone_teach_only_little() -> None:
    named = [(BACKLOG[n % len(BACKLOG)].id, SAID[n].id) for n in range(0, 60, 3)]
    shipped, by_tools = matched(), matched(features=tied(named))
    assert by_tools.counts["ties"] == by_tools.counts["ties_records"] == len(named)
    assert abs(mean_move(shipped, by_tools, named)) < 0.02
    links = [link for link in by_tools.links if link.decided_by == "tool:ticket-id"]
    assert {(link.feature_id, link.subject_id) for link in links} == set(named)
    assert {link.accepted for link in links} == {True}


def test_ties_teach_less_than_answers_that_were_asked_for() -> None:
    """Tools tie what belongs together and nothing else: that says little of how many pairs are right."""
    pairs, shipped = asked(), matched()
    few, many = (mean_move(shipped, matched(features=tied(some)), pairs) for some in (pairs[:5], pairs))
    assert few == 0
    assert 0 < many < 0.6 * mean_move(shipped, matched(decided("confirm", pairs)), pairs)
