"""Themes that start from a taxonomy: who belongs to them, what joins them, and what becomes of their ids."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from theme_room import Room, direction, events, theme_named, theme_of

from feedback_insights.records import Seed
from feedback_insights.themes.held import Held, Joined, join, meant, share_out
from feedback_insights.themes.names import Named
from feedback_insights.themes.placing import called

EXPORT = Seed(id="export", name="Export", examples=("the export stops",))
LOGIN = Seed(id="login", name="Login")
FAX = Seed(id="fax", name="Fax")


def room_with(*seeds: Seed) -> Room:
    room = Room()
    room.seeds = seeds
    return room


def test_a_seed_is_a_theme_from_the_start_and_new_ones_grow_beside_it() -> None:
    room = room_with(EXPORT)
    found = room.run()
    seeded = theme_named(found, "Export")
    assert (seeded.origin, seeded.made_from, seeded.size) == ("seed", "seed export", 8)
    assert (seeded.id, "born", "taxonomy") in events(found)
    assert len({theme_of(found, "login0"), theme_of(found, "calendar0"), seeded.id}) == 3
    assert [t.origin for t in found.themes if t.size and t.level == "theme"].count("found") == 2


def test_the_rest_of_a_group_that_mostly_coincides_joins_the_seed_and_is_no_second_theme() -> None:
    room = room_with(EXPORT)
    room.rows["export0"] = room.rows["export0"] - 0.4 * direction("export")  # not clearly near any more
    room.rows["export0"] /= np.linalg.norm(room.rows["export0"])
    found = room.run()
    assert float(room.rows["export0"] @ direction("export")) < 0.7
    assert theme_of(found, "export0") == theme_named(found, "Export").id


def test_a_seed_nobody_mentions_is_there_with_no_statement() -> None:
    found = room_with(EXPORT, FAX).run()
    silent = theme_named(found, "Fax")
    assert (silent.size, silent.status, silent.statements) == (0, "active", ())


def test_the_same_seed_is_the_same_theme_whatever_else_is_in_the_file() -> None:
    room = room_with(EXPORT, FAX)
    first = room.run()
    room.seeds = (LOGIN, FAX, replace(EXPORT, description="of jobs to a file"))
    again = room.run()
    for name in ("Export", "Fax"):
        assert theme_named(again, name).id == theme_named(first, name).id


def test_a_new_seed_continues_the_theme_that_was_found_before() -> None:
    room = Room()
    before = theme_of(room.run(), "login0")
    room.seeds = (LOGIN,)
    found = room.run()
    assert theme_named(found, "Login").id == before
    assert events(found) == [(before, "seeded", "taxonomy")]


def test_a_theme_whose_seed_is_gone_goes_on_and_comes_back_to_it() -> None:
    room = room_with(EXPORT, FAX)
    seeded = theme_named(room.run(), "Export").id
    fax = theme_named(room.run(), "Fax").id
    room.seeds = ()
    found = room.run()
    assert theme_of(found, "export0") == seeded
    assert next(t for t in found.themes if t.id == seeded).origin == "found"
    assert events(found) == sorted([(fax, "retired", ""), (seeded, "released", "")])
    room.seeds = (EXPORT,)
    back = room.run()
    assert theme_named(back, "Export").id == seeded
    assert events(back) == [(seeded, "seeded", "taxonomy")]


def test_what_a_person_decided_comes_before_the_seed() -> None:
    room = room_with(EXPORT)
    seeded = theme_named(room.run(), "Export").id
    room.decide("remove", seeded, "export0")
    room.decide("add", seeded, "login0")
    found = room.run()
    assert theme_of(found, "export0") is None
    assert theme_of(found, "login0") == seeded


def test_a_seed_has_the_name_it_was_given_and_no_theme_that_was_found_has_the_same() -> None:
    named = [Named(name="Exports stop", keyphrases=("exports stop",)), Named(name="login", keyphrases=())]
    told = called(named, ["T1", "T2"], {"T1": held("Export")[0], "T3": held("Login")[0]})
    assert [one.name for one in told] == ["Export", "login (others)"]
    assert told[0].keyphrases == ("exports stop",)


@pytest.mark.parametrize(("theirs", "rest"), [(3, 0), (2, 1)])  # of four
def test_a_group_joins_the_seed_that_has_more_than_half_of_it(theirs: int, rest: int) -> None:
    labels = np.array([0] * theirs + [-1] * (4 - theirs))
    joined, no = Joined(labels=labels, strength=np.ones(4)), np.zeros(4, bool)
    shared = share_out(
        np.zeros(4, int), joined, held("a"), meant={}, elsewhere=no, kept_out=no[:, None], min_size=2
    )
    assert len(shared.groups) == rest
    assert shared.labels.tolist() == [rest] * theirs + [0] * (4 - theirs)


def test_what_is_left_of_a_group_is_no_theme_if_it_is_too_small() -> None:
    joined, no = Joined(labels=np.array([0, 0, -1, -1]), strength=np.ones(4)), np.zeros(4, bool)
    shared = share_out(
        np.zeros(4, int), joined, held("a"), meant={}, elsewhere=no, kept_out=no[:, None], min_size=3
    )
    assert shared.labels.tolist() == [0, 0, -1, -1]


def test_the_order_of_seeds_and_rows_changes_nothing() -> None:
    one, other = room_with(EXPORT, LOGIN, FAX).run(), room_with(FAX, LOGIN, EXPORT).run(backwards=True)
    assert (one.themes, dict(one.memberships)) == (other.themes, dict(other.memberships))


def held(*names: str) -> list[Held]:
    return [Held(id=n, name=n, origin="seed", made_from=n, by="taxonomy", texts=(n,)) for n in names]


def at(*degrees: float) -> np.ndarray:
    """Unit vectors in the plane."""
    turned = np.radians(degrees)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("where", "joins"), [(10, 0), (44, 0), (47, -1), (50, -1), (95, 1)], ids=str
)  # cosine to the seed at 0 degrees, and the next seed at 100
def test_a_statement_joins_only_a_seed_that_it_is_clearly_near(where: float, joins: int) -> None:
    rows = at(where)
    found = join(held("a", "b"), [[], []], dict(enumerate(at(0, 100))), [rows], np.zeros((1, 2), bool))
    assert found.labels.tolist() == [joins]


def test_a_statement_between_two_seeds_joins_neither() -> None:
    rows = at(20)
    found = join(held("a", "b"), [[], []], dict(enumerate(at(0, 41))), [rows], np.zeros((1, 2), bool))
    assert found.labels.tolist() == [-1]


def test_a_statement_near_only_with_its_question_does_not_join() -> None:
    found = join(held("a"), [[]], {0: at(0)[0]}, [at(90), at(0)], np.zeros((1, 1), bool))
    assert found.labels.tolist() == [-1]


def test_a_group_and_a_seed_mean_each_other_only_if_nothing_else_is_nearly_as_near() -> None:
    labels = np.array([0, 0, 1, 1])
    centres = dict(enumerate(at(0)))
    assert meant(labels, at(49, 51, 99, 101), centres) == {0: 0}  # near enough together, not one by one
    assert meant(labels, at(49, 51, -54, -56), centres) == {}  # another group is nearly as near
    assert meant(labels, at(49, 51, 99, 101), dict(enumerate(at(0, 108)))) == {1: 1}
    assert meant(labels, at(69, 71, 99, 101), centres) == {}
