"""Ties between records and backlog items: found wherever a tool left them, and laid over the links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.errors import FileProblem
from feedback_insights.linking import Tied, known_ties, lay_ties
from feedback_insights.linking.ties import KnownTies
from feedback_insights.records import (
    Decision,
    Feature,
    Feedback,
    Link,
    LoadedTie,
    Locator,
    Membership,
    Statement,
)
from feedback_insights.report.tie_words import agreement, gaps
from feedback_insights.triage import decided_statements

SITE = "https://acme.zendesk.com/agent/tickets"


def said(id: str, number: str, *refs: str, source: str = "zendesk", **facts: Any) -> Feedback:
    url = f"{SITE}/{number}" if source == "zendesk" else None
    place = Locator(file="f", sha256=facts.pop("sha256", "0"), record=f"ticket {number}")
    return Feedback(
        id=id, source=source, external_id=number, text="x", locator=place, refs=tuple(sorted(refs)),
        **({"url": url} | facts),
    )  # fmt: skip


def item(id: str, *tickets: str, duplicate_of: Sequence[str] = (), url: str | None = None) -> Feature:
    return Feature(id, id, tickets=tuple(tickets), duplicate_of=tuple(duplicate_of), url=url)


def pairs(known: KnownTies) -> dict[tuple[str, str], str]:
    return {pair: tool.removeprefix("tool:") for pair, tool in known.by_pair().items()}


def test_a_record_is_tied_by_its_id_or_page_in_the_item_and_by_the_item_s_key_or_page_in_it() -> None:
    feedback = [
        said("a", "1"), said("b", "2"), said("c", "3", "issue:FL-1", "issue:UTF-8"),
        said("d", "4", "issue:https://github.com/o/r/issues/7"), said("e", "5"),
    ]  # fmt: skip
    features = [
        item("FL-1", "zendesk:1", f"{SITE}/2"),
        item("7", "5", url="https://github.com/O/R/issues/7"),
    ]
    assert pairs(known_ties(feedback, features)) == {
        ("a", "FL-1"): "zendesk-jira", ("b", "FL-1"): "ticket-url", ("c", "FL-1"): "issue-key",
        ("d", "7"): "issue-key", ("e", "7"): "ticket-id",
    }  # fmt: skip


def test_ties_are_many_to_many_and_of_several_tools_the_plainest_is_named() -> None:
    feedback = [said("a", "1", "issue:A-1"), said("b", "2")]
    known = known_ties(feedback, [item("A-1", "zendesk:1", "zendesk:2"), item("A-2", "zendesk:1")])
    assert pairs(known) == dict.fromkeys([("a", "A-1"), ("a", "A-2"), ("b", "A-1")], "zendesk-jira")
    assert [tie.tool for tie in known.ties if tie.feedback_id == "a" and tie.feature_id == "A-1"] == [
        "tool:issue-key", "tool:zendesk-jira",
    ]  # fmt: skip


def test_a_bare_id_is_a_ticket_s_and_never_a_survey_response_s() -> None:
    answer, call = said("s", "1", source="survey", question_id="Q1"), said("c", "1", source="calls")
    assert pairs(known_ties([said("a", "1"), answer], [item("A-1", "1")])) == {("a", "A-1"): "ticket-id"}
    assert pairs(known_ties([answer], [item("A-1", "1")])) == {}
    assert pairs(known_ties([call], [item("A-1", "1")])) == {("c", "A-1"): "ticket-id"}
    assert pairs(known_ties([answer], [item("A-1", "zendesk:1", f"{SITE}/1")])) == {}


def test_an_id_of_two_sites_ties_neither_and_is_told() -> None:
    other = said("b", "1", url="https://beta.zendesk.com/agent/tickets/1")
    known = known_ties([said("a", "1"), other], [item("A-1", "zendesk:1"), item("A-2", f"{SITE}/1")])
    assert pairs(known) == {("a", "A-2"): "ticket-url"}
    assert known.ambiguous == ("zendesk:1",)


def test_a_ticket_whose_export_names_no_site_goes_with_any_address() -> None:
    known = known_ties([said("a", "1", url=None)], [item("A-1", f"{SITE}/1")])
    assert pairs(known) == {("a", "A-1"): "ticket-url"}


def test_an_address_of_another_site_or_tool_ties_nothing() -> None:
    beta = "https://beta.zendesk.com/agent/tickets/1"
    assert pairs(known_ties([said("a", "1", "problem:1")], [item("A-1", beta)])) == {}
    talk = said("t", "8", source="intercom")
    address = "https://app.intercom.com/a/apps/x/conversations/8"
    assert pairs(known_ties([talk, said("a", "8")], [item("A-1", address)])) == {("t", "A-1"): "ticket-url"}


def test_a_name_that_two_items_share_but_for_its_case_stands_for_neither() -> None:
    records = [said("a", "1", "issue:AB-1"), said("b", "2", "issue:Ab-1")]
    assert pairs(known_ties(records, [item("AB-1"), item("ab-1")])) == {("a", "AB-1"): "issue-key"}
    assert pairs(known_ties(records, [item("ab-1")])) == {
        ("a", "ab-1"): "issue-key", ("b", "ab-1"): "issue-key",
    }  # fmt: skip


def test_a_merged_item_s_ties_count_for_the_survivor_too_even_through_a_chain_or_a_circle() -> None:
    chain = [item("A", "zendesk:1", duplicate_of=["B"]), item("B", duplicate_of=["C"]), item("C")]
    assert pairs(known_ties([said("a", "1")], chain)) == {
        ("a", "A"): "zendesk-jira", ("a", "B"): "merged", ("a", "C"): "merged",
    }  # fmt: skip
    circle = [item("A", "zendesk:1", duplicate_of=["B"]), item("B", duplicate_of=["A"])]
    assert pairs(known_ties([said("a", "1")], circle)) == {("a", "A"): "zendesk-jira", ("a", "B"): "merged"}


def test_all_incidents_of_a_problem_share_what_any_of_them_is_tied_to() -> None:
    group = [
        said("a", "1", "problem:9"),
        said("b", "2", "problem:9", "issue:A-1"),
        said("c", "9", "problem:9"),
    ]
    assert pairs(known_ties([*group, said("d", "3", "problem:8")], [item("A-1")])) == {
        ("a", "A-1"): "problem", ("b", "A-1"): "issue-key", ("c", "A-1"): "problem",
    }  # fmt: skip


def test_problems_of_two_sites_are_two() -> None:
    other = said("b", "2", "problem:9", url="https://beta.zendesk.com/agent/tickets/2")
    assert pairs(known_ties([said("a", "1", "problem:9", "issue:A-1"), other], [item("A-1")])) == {
        ("a", "A-1"): "issue-key"
    }


def test_a_problem_ticket_that_is_no_feedback_itself_ties_its_incidents() -> None:
    known = known_ties([said("a", "1", "problem:9"), said("b", "2", "problem:9")], [item("A-1", "zendesk:9")])
    assert pairs(known) == {("a", "A-1"): "problem", ("b", "A-1"): "problem"}
    assert known.unknown_tickets == ()


def test_what_names_nothing_here_is_told_and_what_only_looks_like_a_key_is_not() -> None:
    feedback = [said("a", "1", "issue:A-9", "issue:ISO-9001", "issue:lost")]
    known = known_ties(feedback, [item("A-1", "zendesk:77", duplicate_of=["A-8"])])
    assert (known.ties, known.unknown_tickets, known.unknown_items) == (
        (),
        ("zendesk:77",),
        ("A-8", "A-9", "lost"),
    )


def test_a_file_of_ties_names_records_and_items_as_it_likes() -> None:
    lines = [
        ("1", "fl-1"),
        (f"{SITE}/2", "https://acme.atlassian.net/browse/FL-1"),
        ("c", "FL-1"),
        ("9", "FL-7"),
    ]
    loaded = [LoadedTie(ticket=t, feature=f, tool="tool:ties-file") for t, f in lines]
    known = known_ties([said("a", "1"), said("b", "2"), said("c", "3")], [item("FL-1")], loaded)
    assert pairs(known) == dict.fromkeys([("a", "FL-1"), ("b", "FL-1"), ("c", "FL-1")], "ties-file")
    assert (known.unknown_tickets, known.unknown_items) == (("9",), ("FL-7",))


NUMBERS = st.integers(1, 6).map(str)
NAMES = st.sampled_from(["A-1", "A-2", "A-3", "A-4"])
REFS = NAMES.map("issue:{}".format) | st.integers(1, 4).map("problem:{}".format)
SAID = st.dictionaries(NUMBERS, st.sets(REFS, max_size=3), max_size=6).map(
    lambda found: [said(f"f{number}", number, *refs) for number, refs in found.items()]
)
ITEMS = st.dictionaries(NAMES, st.tuples(st.sets(NUMBERS, max_size=2), st.sets(NAMES, max_size=2))).map(
    lambda found: [
        item(id, *sorted(f"zendesk:{n}" for n in tickets), duplicate_of=sorted(merged - {id}))
        for id, (tickets, merged) in found.items()
    ]
)


@given(SAID, ITEMS, st.randoms(use_true_random=False))
def test_no_order_matters_and_groups_agree(feedback: list[Feedback], items: list[Feature], dice: Any) -> None:
    known = known_ties(feedback, items)
    shuffled = known_ties(dice.sample(feedback, len(feedback)), dice.sample(items, len(items)))
    assert known == shuffled
    tied = {record: {f for r, f in known.by_pair() if r == record} for record in known.records}
    for one in feedback:
        for other in feedback:
            if {r for r in one.refs if r[0] == "p"} & set(other.refs):
                assert tied.get(one.id) == tied.get(other.id)
    for feature in items:
        for survivor in set(feature.duplicate_of) & {known.id for known in items}:
            assert {r for r, f in known.by_pair() if f == feature.id} <= {
                r for r, f in known.by_pair() if f == survivor
            }


# ---- laid over the model's links ------------------------------------------------------------------------

MODEL = {"hello": {"A-1": 0.1, "A-2": 0.3}, "slow": {"A-1": 0.4, "A-2": 0.2}, "": {"A-1": 0.0, "A-2": 0.0}}


def rank(texts: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    return [sorted(MODEL[text].items(), key=lambda pair: (-pair[1], pair[0]))[:k] for text in texts]


def statement(feedback: str, start: int, text: str, kind: Any = "content") -> Statement:
    return Statement(
        id=f"{feedback}:{start}",
        feedback_id=feedback,
        start=start,
        end=start + len(text),
        text=text,
        kind=kind,
    )


def laid(feedback: list[Feedback], features: list[Feature], statements: list[Statement], **more: Any) -> Tied:
    links = more.pop("links", [])
    members = more.pop("memberships", {})
    return lay_ties(known_ties(feedback, features), links, statements, members, rank, 2, **more)


TWO = [statement("a", 0, "hello"), statement("a", 6, "slow")]
ITEM, OTHER = item("A-1", "zendesk:1"), item("A-2")


def test_a_tie_goes_to_the_statement_that_the_model_finds_most_probable_and_keeps_its_probability() -> None:
    model = Link(feature_id="A-1", subject_id="a:6", kind="statement", probability=0.4, accepted=False)
    tied = laid([said("a", "1")], [ITEM, OTHER], TWO, links=[model])
    assert tied.links == (
        Link(
            feature_id="A-1", subject_id="a:6", kind="statement", probability=0.4, accepted=True,
            decided_by="tool:zendesk-jira",
        ),
    )  # fmt: skip
    assert laid([said("a", "1")], [ITEM, OTHER], TWO).links == tied.links  # also where the model kept no link


def test_what_the_model_cannot_read_is_tied_and_says_nothing_of_the_model() -> None:
    tied = laid([said("a", "1")], [ITEM, OTHER], TWO, unread={"a:0", "a:6"})
    assert [(k.subject_id, k.probability, k.accepted) for k in tied.links] == [("a:0", 0.0, True)]
    assert (tied.counts["ties"], tied.counts["ties_records"]) == (1, 0)


def test_a_tie_stands_again_where_a_person_took_their_answer_back_as_unsure() -> None:
    said_of = {"feature": "A-1", "subject": "a:6"}
    no = Decision(id=1, author="kim", verb="reject", arguments=said_of)
    unsure = Decision(id=2, author="kim", verb="unsure", arguments=said_of)
    assert decided_statements([no]) == {("a:6", "A-1")}
    assert decided_statements([no, unsure]) == frozenset()


def test_of_equally_probable_statements_the_first_carries_the_tie() -> None:
    silent = [statement("a", 4, ""), statement("a", 0, "")]
    (link,) = laid([said("a", "1")], [ITEM, OTHER], silent).links
    assert (link.subject_id, link.probability, link.accepted) == ("a:0", 0.0, True)


def test_a_record_s_tie_may_lie_on_what_was_said_beside_its_rating() -> None:
    rated = said("r", "1", question_id="satisfaction")
    tied = laid(
        [said("a", "1"), rated], [ITEM, OTHER], [statement("a", 0, "hello"), statement("r", 0, "slow")]
    )
    assert [link.subject_id for link in tied.links] == ["r:0"]
    assert tied.counts["ties"] == tied.counts["ties_records"] == 1


def test_a_record_without_content_gives_no_link_and_is_counted() -> None:
    tied = laid([said("a", "1")], [ITEM, OTHER], [statement("a", 0, "hello", "courtesy")])
    assert tied.links == ()
    assert (tied.counts["ties"], tied.counts["ties_wordless"], tied.counts["ties_records"]) == (1, 1, 0)


@pytest.mark.parametrize("verb", ["confirm", "reject"])
def test_a_tie_gives_way_to_what_a_person_decided_on_any_statement_of_the_record(verb: str) -> None:
    decisions = [Decision(id=1, author="ana", verb=verb, arguments={"feature": "A-1", "subject": "a:0"})]
    tied = laid([said("a", "1")], [ITEM, OTHER], TWO, decided=decided_statements(decisions))
    assert (tied.links, tied.counts["ties_decided"]) == ((), 1)
    undone = [*decisions, Decision(id=2, author="ana", verb="undo", arguments={"decision": "1"})]
    assert laid([said("a", "1")], [ITEM, OTHER], TWO, decided=decided_statements(undone)).links


def test_agreement_is_what_the_model_said_before_any_tie() -> None:
    feedback = [said("a", "1"), said("b", "2"), said("c", "3", "problem:1"), said("d", "1", "problem:1")]
    features = [item("A-1", "zendesk:2"), item("A-2", "zendesk:1")]
    statements = [statement("a", 0, "slow"), statement("b", 0, "slow"), statement("c", 0, "slow")]
    theme = Link(feature_id="A-2", subject_id="T1", kind="theme", probability=0.8, accepted=True)
    tied = laid(feedback, features, statements, links=[theme], memberships={"a:0": Membership("T1", 0.5)})
    counted = {name: tied.counts[f"ties_{name}"] for name in ("records", "first", "top3", "accepted")}
    assert counted == {"records": 2, "first": 1, "top3": 2, "accepted": 1}  # c is tied by its problem only


def test_without_ties_the_links_stay_as_they_are_and_nothing_is_counted() -> None:
    tied = laid([said("a", "1")], [OTHER], TWO, links=[])
    assert (tied.links, dict(tied.counts)) == ((), {})


def test_agreement_is_told_with_counts_and_intervals() -> None:
    counts = {"ties_records": 10, "ties_first": 5, "ties_top3": 7, "ties_accepted": 8}
    told = agreement(counts)
    assert "first for 5 of 10 (50 %, 90 %: 27–73 %)" in told
    assert "counts it for 8 of 10 (80 %" in told
    assert agreement({}) == agreement({"ties_records": 0}) == ""
    assert list(gaps({"ties_unknown_tickets": 1, "ties_ambiguous": 2, "ties_wordless": 0})) == [
        "1 ticket that the backlog or a file of ties names is not among the feedback",
        "2 ticket ids belong to records of several tools or sites and tie none",
    ]


# ---- files of ties --------------------------------------------------------------------------------------

PAGE = (
    '{"links": [{"id": 1, "issue_id": "10004", "issue_key": "FL-103", "ticket_id": "48203",'
    ' "created_at": "2026-07-01T10:00:00Z"}, {"id": 2, "issue_id": "10005", "issue_key": "FL-110",'
    ' "ticket_id": 48228}]}'
)


def test_a_page_of_zendesk_s_links_and_a_table_are_read_alike(tmp_path: Path) -> None:
    from feedback_insights.backlog.ties_file import read_ties

    (tmp_path / "links.json").write_text(PAGE)
    (tmp_path / "ties.csv").write_text("Ticket ID;Feature ID\n#48203;FL-103\n48228, 48229;FL-110\n;FL-1\n")
    page, table = read_ties(tmp_path / "links.json"), read_ties(tmp_path / "ties.csv")
    assert [(tie.ticket, tie.feature, tie.tool) for tie in page.ties] == [
        ("zendesk:48203", "FL-103", "tool:zendesk-jira"), ("zendesk:48228", "FL-110", "tool:zendesk-jira"),
    ]  # fmt: skip
    assert [(tie.ticket, tie.feature) for tie in table.ties] == [
        ("48203", "FL-103"), ("48228", "FL-110"), ("48229", "FL-110"),
    ]  # fmt: skip
    assert (page.format, table.format) == ("zendesk_jira_links", "ties_csv")
    assert table.warnings == ("row 4: needs a ticket and a backlog item; left out",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("id,title\n1,Dark mode\n", "is no file of ties; it needs a column of tickets"),
        ("ticket id,feature id\n,\n", "no line with a ticket and a backlog item"),
        ('{"links": []}', "is no file of ties"),
        ("", "empty"),
    ],
)
def test_a_file_without_ties_says_why(tmp_path: Path, content: str, why: str) -> None:
    from feedback_insights.backlog.ties_file import read_ties

    (tmp_path / "ties").write_text(content)
    with pytest.raises(FileProblem, match=why):
        read_ties(tmp_path / "ties")
