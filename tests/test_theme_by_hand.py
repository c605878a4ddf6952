"""Themes made and changed by hand keep their id and their statements, whatever discovery finds."""

from __future__ import annotations

import numpy as np
import pytest
from theme_room import DIM, Room, direction, events, theme_named, theme_of

from feedback_insights.by_hand import belonging
from feedback_insights.errors import NotFound
from feedback_insights.records import Decision, Theme

MIXED = ("export0", "export1", "login0")


@pytest.fixture
def room() -> Room:
    """Three themes, found in a first run."""
    room = Room()
    found = room.run()
    assert len({theme_of(found, f"{topic}3") for topic in ("export", "login", "calendar")}) == 3
    return room


def test_a_theme_by_hand_keeps_its_id_and_its_statements_through_refits(room: Room) -> None:
    room.decide("new", "Blocks my morning", *MIXED)
    first = room.run()
    made = theme_named(first, "Blocks my morning")
    assert (made.origin, made.size, made.stability) == ("hand", 3, None)
    assert (made.id, "born", "person:kim") in events(first)
    for number in range(6):  # new data, and other groups around it
        noise = np.random.default_rng(number).normal(size=DIM - 4)
        room.say(f"newer{number}", "The export fails", direction("export"), noise)
    again = room.run()
    assert {theme_of(again, item) for item in MIXED} == {made.id}
    assert theme_named(again, "Blocks my morning").id == made.id
    assert not [event for event in again.events if event.theme == made.id]


def test_the_other_themes_keep_their_ids_beside_it(room: Room) -> None:
    before = {topic: room_theme(room, topic) for topic in ("export", "login")}
    room.decide("new", "Blocks my morning", *MIXED)
    found = room.run()
    assert {topic: theme_of(found, f"{topic}5") for topic in before} == before
    assert len(next(t for t in found.themes if t.id == before["export"]).statements) == 6


def test_only_what_says_nearly_the_same_joins_a_theme_by_hand(room: Room) -> None:
    room.rows["twin"], room.texts["twin"] = room.rows["login0"], "Log-in fails"
    room.decide("new", "Blocks my morning", *MIXED)
    found = room.run()
    made = theme_named(found, "Blocks my morning")
    assert set(made.statements) == {*(f"{item}:0" for item in MIXED), "twin:0"}
    room.decide("remove", made.id, "twin")
    assert theme_of(room.run(), "twin") == room_theme(room, "login")  # where discovery puts it


def test_quotes_come_from_its_statements_only(room: Room) -> None:
    room.decide("new", "Blocks my morning", *MIXED)
    made = theme_named(room.run(), "Blocks my morning")
    assert made.quotes
    assert set(made.quotes) <= set(made.statements)


def test_added_statements_belong_to_the_theme_from_now_on(room: Room) -> None:
    login, calendar = room_theme(room, "login"), room_theme(room, "calendar")
    room.decide("add", calendar, *(f"login{n}" for n in range(5)))
    for _ in range(2):
        found = room.run()
        assert {theme_of(found, f"login{n}") for n in range(5)} == {calendar}
        assert {theme_of(found, f"login{n}") for n in range(5, 8)} == {login}
        assert found.memberships["login0:0"].strength == 1
        assert found.memberships["login0:0"].second is None


def test_a_theme_keeps_its_id_however_many_statements_are_added_to_it(room: Room) -> None:
    calendar, many = room_theme(room, "calendar"), [f"late{n}" for n in range(20)]
    for n, item in enumerate(many):
        noise = np.random.default_rng([7, n]).normal(size=DIM - 4)
        room.say(item, "The login fails", direction("login"), noise)
    room.decide("add", calendar, *many, *(f"login{n}" for n in range(8)))
    for _ in range(2):
        found = room.run()
        assert {theme_of(found, item) for item in (*many, "calendar0", "login0")} == {calendar}


def test_a_removed_statement_is_unassigned_and_the_theme_lasts(room: Room) -> None:
    login = room_theme(room, "login")
    room.decide("remove", login, "login0")
    for _ in range(2):
        found = room.run()
        assert theme_of(found, "login0") is None
        assert theme_of(found, "login1") == login
    room.decide("remove", login, *(f"login{n}" for n in range(8)))
    for _ in range(2):  # even without any statement, it does not come back under another id
        found = room.run()
        assert not any(theme_of(found, f"login{n}") for n in range(8))


def test_the_later_of_add_and_remove_wins(room: Room) -> None:
    login, calendar = room_theme(room, "login"), room_theme(room, "calendar")
    room.decide("add", calendar, "login0")
    room.decide("remove", calendar, "login0")
    assert theme_of(room.run(), "login0") == login
    room.decide("add", calendar, "login0")
    assert theme_of(room.run(), "login0") == calendar


def test_undone_it_is_no_theme_any_more_and_the_undo_undone_it_is_again(room: Room) -> None:
    room.decide("new", "Blocks my morning", *MIXED)
    made = theme_named(room.run(), "Blocks my morning").id
    room.decide("undo", "1")
    undone = room.run()
    assert theme_named(undone, "Blocks my morning").status == "retired"
    assert theme_of(undone, "login0") == room_theme(room, "login")
    room.decide("undo", "2")
    back = room.run()
    assert theme_of(back, "login0") == made
    assert (made, "revived", "person:kim") in events(back)


def test_undone_its_id_passes_to_no_group_that_was_found(room: Room) -> None:
    room.decide("new", "Login again", *(f"login{n}" for n in range(8)))
    made = theme_named(room.run(), "Login again").id
    room.decide("undo", "1")
    found = room.run()
    (gone,) = (theme for theme in found.themes if theme.id == made)
    assert (gone.status, gone.successors) == ("retired", (theme_of(found, "login0"),))


def test_it_outlives_its_chosen_statements_as_long_as_others_say_the_same(room: Room) -> None:
    room.rows["twin"], room.texts["twin"] = room.rows["login0"], "Log-in fails"
    room.decide("new", "Blocks my morning", "login0")
    made = theme_named(room.run(), "Blocks my morning").id
    del room.texts["login0"]
    found = room.run()
    assert theme_of(found, "twin") == made
    assert "no statement of content here is called login0:0" in found.notes[1]


def test_where_nothing_is_grouped_a_theme_by_hand_is_the_only_one() -> None:
    room = Room()
    room.texts = {"export0": "The export fails"}
    assert not room.run().themes
    room.decide("new", "Blocks my morning", "export0")
    assert [(theme.name, theme.size) for theme in room.run().themes] == [("Blocks my morning", 1)]


def test_the_order_of_rows_changes_nothing() -> None:
    runs = []
    for backwards in (False, True):
        room = Room()
        room.run(backwards=backwards)
        room.decide("new", "Blocks my morning", *MIXED)
        room.decide("add", room_theme(room, "login"), "calendar0")
        runs.append(room.run(backwards=backwards))
    assert dict(runs[0].memberships) == dict(runs[1].memberships)
    assert runs[0].themes == runs[1].themes


def room_theme(room: Room, topic: str) -> str:
    """The id of the theme that holds most of a topic."""
    sizes = {
        t.id: sum(s.startswith(topic) for s in t.statements) for t in room.themes if t.status == "active"
    }
    return max(sizes, key=lambda id: sizes[id])


def theme(id: str, *successors: str, gone: bool = False) -> Theme:
    status = "retired" if gone or successors else "active"
    return Theme(id=id, name=id, size=1, customers=1, statements=(), successors=successors, status=status)


def decision(verb: str, **arguments: str) -> Decision:
    return Decision(id=1, author="kim", verb=verb, arguments=arguments)


def test_a_merged_theme_s_statements_go_to_its_successor() -> None:
    themes = {"T1": theme("T1", "T2"), "T2": theme("T2")}
    found = belonging([decision("add", theme="T1", statements="a:0")], themes, {}, {"a:0"})
    assert (dict(found.placed), dict(found.notes)) == ({"a:0": "T2"}, {})


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"theme": "T1", "statements": "a:0"}, "was not applied: theme T1 is retired"),
        ({"theme": "T9", "statements": "a:0"}, "was not applied: theme T9 is gone"),
        ({"theme": "T2", "statements": "b:0"}, "was not applied: no statement of content here is called b:0"),
        ({"theme": "T2", "statements": "a:0 b:0"}, "was applied in part: 1 of its 2 statements"),
        ({"theme": "T2"}, "was not applied: it does not say which statements"),
    ],
)
def test_what_cannot_be_applied_is_told(given: dict[str, str], why: str) -> None:
    themes = {"T1": theme("T1", gone=True), "T2": theme("T2")}
    assert belonging([decision("add", **given)], themes, {}, {"a:0"}).notes[1].startswith(why)


def test_only_statements_of_content_can_be_chosen() -> None:
    from feedback_insights.by_hand import checked_statements

    with pytest.raises(NotFound, match="statement a:0 is courtesy, not content"):
        checked_statements(["a:0"], {"a:0": "courtesy"})
    with pytest.raises(NotFound, match="no statement 'a:1'; did you mean a:0"):
        checked_statements(["a:1"], {"a:0": "content"})
