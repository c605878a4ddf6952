"""How a statement's own link, its theme's link and people's decisions become one grade."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.records import Link, Membership, Stance
from feedback_insights.support import Grade, counting, grades, opposed, tied

MEMBER = {"s": Membership("T1", 0.5)}


def link(kind: str, probability: float, accepted: bool, by: str = "model") -> Link:
    subject = "s" if kind == "statement" else "T1"
    return Link(
        feature_id="F",
        subject_id=subject,
        kind=kind,
        probability=probability,
        accepted=accepted,
        decided_by=by,  # type: ignore[arg-type]
    )


def grade(*links: Link) -> Grade | None:
    return grades(links, MEMBER).get("s", {}).get("F")


def test_a_link_of_its_own_counts_as_it_is() -> None:
    assert grade(link("statement", 0.7, True)) == (0.7, True)
    assert grade(link("statement", 0.3, False)) == (0.3, False)


def test_a_theme_lends_its_link_by_the_strength_of_membership() -> None:
    assert grade(link("theme", 0.8, True)) == (0.4, True)
    assert grade(link("theme", 0.8, False)) is None


def test_the_surer_of_both_counts_and_either_accepts() -> None:
    assert grade(link("theme", 0.8, True), link("statement", 0.3, False)) == (0.4, True)
    assert grade(link("theme", 0.8, True), link("statement", 0.9, True)) == (0.9, True)
    assert grade(link("theme", 0.8, False), link("statement", 0.3, False)) == (0.3, False)


def test_people_decide_last() -> None:
    yes, no = link("theme", 0.1, True, "person:Ana"), link("theme", 0.9, False, "person:Ana")
    assert grade(yes) == (0.5, True)
    assert grade(no, link("statement", 0.9, True)) is None


def test_what_a_person_said_of_the_statement_beats_what_was_said_of_its_theme() -> None:
    yes, no = link("statement", 0.1, True, "person:Ana"), link("statement", 0.9, False, "person:Ana")
    assert grade(link("theme", 0.9, False, "person:Ben"), yes) == (1.0, True)
    assert grade(link("theme", 0.9, True, "person:Ben"), no) is None


def test_a_tie_counts_like_a_confirmation_and_gives_way_to_people_only() -> None:
    tie = link("statement", 0.1, True, "tool:issue-key")
    assert grade(tie) == (1.0, True)
    assert grade(link("theme", 0.9, True), tie) == (1.0, True)
    assert grade(link("theme", 0.9, False), tie) == (1.0, True)
    assert grade(link("theme", 0.9, True, "person:Ana"), tie) == (1.0, True)
    assert grade(link("theme", 0.9, False, "person:Ana"), tie) is None


def test_what_a_tool_or_a_person_tied_supports_even_where_it_reads_as_against() -> None:
    against = [Stance(feature_id="F", statement_id="s", stance="against", rule="refuses")]  # type: ignore[arg-type]
    tie, yes = link("statement", 0.1, True, "tool:issue-key"), link("statement", 0.1, True, "person:Ana")
    for one in (tie, yes):
        assert grades([one], MEMBER, against) == {"s": {"F": (1.0, True)}}
        assert opposed([one], MEMBER, against) == {}
        assert counting([one], against) == (one,)
    assert grades([link("theme", 0.9, True, "tool:merged")], MEMBER, against) == {}


LINKS = st.lists(
    st.builds(
        link,
        st.sampled_from(["statement", "theme"]),
        st.floats(0, 1),
        st.booleans(),
        st.sampled_from(["model", "person:Ana"]),
    ),
    max_size=2,
    unique_by=lambda one: one.kind,
)


@given(LINKS)
def test_a_grade_is_a_probability_and_the_order_of_links_does_not_matter(links: list[Link]) -> None:
    found = grade(*links)
    assert found == grade(*reversed(links))
    assert found is None or 0 < found.probability <= 1


def against(feature: str = "F") -> Stance:
    return Stance(feature_id=feature, statement_id="s", stance="against", rule="does not want it")


def test_who_speaks_against_a_feature_does_not_support_it() -> None:
    links = [link("statement", 0.9, True), link("theme", 0.9, True)]
    assert grades(links, MEMBER, [against()]) == {}
    assert opposed(links, MEMBER, [against()]) == {"s": {"F": (0.9, True)}}
    assert grades(links, MEMBER, [against("other")]) == grades(links, MEMBER)


def test_a_statement_that_somebody_tied_to_it_counts_all_the_same() -> None:
    for by in ("person:Ana", "tool:zendesk"):
        links = [link("statement", 0.9, True, by)]
        assert grades(links, MEMBER, [against()]) == {"s": {"F": (1.0, True)}}
        assert opposed(links, MEMBER, [against()]) == {}
        assert counting(links, [against()]) == tuple(links)


def test_to_confirm_a_theme_does_not_turn_around_who_speaks_against() -> None:
    links = [link("theme", 0.9, True, "person:Ana")]
    assert grades(links, MEMBER, [against()]) == {}


def test_a_link_of_who_speaks_against_is_accepted_no_more() -> None:
    own, theme = link("statement", 0.9, True), link("theme", 0.9, True)
    assert [one.accepted for one in counting([own, theme], [against()])] == [False, True]


def test_a_statement_is_tied_by_its_own_links_and_by_accepted_ones_of_its_theme() -> None:
    assert tied([link("statement", 0.2, False)], MEMBER) == {("s", "F")}
    assert tied([link("theme", 0.9, True)], MEMBER) == {("s", "F")}
    assert tied([link("theme", 0.2, False)], MEMBER) == set()
