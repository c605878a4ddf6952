from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.records import ThemeEvent
from feedback_insights.themes.identity import match

Groups = list[list[str]]


def ids(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{i:03}" for i in range(count)]


def event(theme: str, kind: str, *others: str) -> ThemeEvent:
    return ThemeEvent(run="R2", theme=theme, kind=kind, others=others)  # type: ignore[arg-type]


@st.composite
def partitions(draw: st.DrawFn) -> Groups:
    """A partition of some of forty statements, as a run would find it."""
    labels = draw(st.lists(st.integers(-1, 6), min_size=1, max_size=40))
    groups = [[f"s{i}" for i, label in enumerate(labels) if label == group] for group in range(7)]
    return [group for group in groups if group]


def known_of(groups: Groups) -> dict[str, list[str]]:
    return {f"T{i + 1}": members for i, members in enumerate(groups)}


def test_first_run_numbers_from_the_largest_whatever_the_order() -> None:
    small, large = ids("a", 3), ids("b", 5)
    found = match([small, large], {}, run="R2", given=[])
    assert found.ids == ("T2", "T1")
    assert found.events == (event("T1", "born"), event("T2", "born"))


@given(partitions())
def test_the_same_groups_keep_their_ids_without_an_event(groups: Groups) -> None:
    known = known_of(groups)
    found = match(groups, known, run="R2", given=known)
    assert (found.ids, found.events, found.successors) == (tuple(known), (), {})


@given(partitions(), partitions(), st.randoms(use_true_random=False))
def test_the_order_of_groups_and_themes_changes_nothing(old: Groups, new: Groups, random) -> None:  # type: ignore[no-untyped-def]
    known = known_of(old)
    found = match(new, known, run="R2", given=known)
    order = list(range(len(new)))
    random.shuffle(order)
    backwards = dict(reversed(list(known.items())))
    again = match([new[i][::-1] for i in order], backwards, run="R2", given=known)
    assert again.ids == tuple(found.ids[i] for i in order)
    assert (again.events, again.successors) == (found.events, found.successors)


@given(partitions(), partitions())
@settings(max_examples=200)
def test_ids_are_never_reused_and_every_change_is_told(old: Groups, new: Groups) -> None:
    known = known_of(old)
    ever = [*known, "T90"]  # T90 was given once and is gone
    found = match(new, known, run="R2", given=ever)
    fresh = set(found.ids) - set(known)
    assert len(set(found.ids)) == len(new)
    assert all(int(id[1:]) > 90 for id in fresh)
    vanished = set(known) - set(found.ids)
    ended = {e.theme for e in found.events if e.kind in ("merged", "split", "retired")}
    assert vanished <= ended
    assert vanished == set(found.successors)
    assert fresh == {e.theme for e in found.events if e.kind == "born"}
    assert all(set(after) <= set(found.ids) for after in found.successors.values())


@given(partitions(), st.lists(st.integers(0, 6), max_size=40))
def test_new_members_never_change_an_id(old: Groups, joins: list[int]) -> None:
    known = known_of(old)
    grown = [members + [f"n{i}" for i, j in enumerate(joins) if j == at] for at, members in enumerate(old)]
    found = match(grown, known, run="R2", given=known)
    assert (found.ids, found.events) == (tuple(known), ())


def test_a_fifth_of_new_rows_and_some_that_change_sides_keep_the_ids() -> None:
    a, b, new = ids("a", 50), ids("b", 40), ids("n", 18)
    found = match(
        [a[:44] + b[:4] + new[:10], b[4:] + a[44:] + new[10:]], {"T1": a, "T2": b}, run="R2", given=["T1"]
    )
    assert (found.ids, found.events) == (("T1", "T2"), ())


def test_a_theme_that_moves_into_another_is_merged() -> None:
    a, b = ids("a", 10), ids("b", 30)
    found = match([a + b], {"T1": a, "T2": b}, run="R2", given=["T1", "T2"])
    assert found.ids == ("T2",)
    assert found.events == (event("T1", "merged", "T2"),)
    assert found.successors == {"T1": ("T2",)}


def test_half_of_a_theme_is_enough_where_nothing_else_claims_the_group() -> None:
    a, b = ids("a", 10), ids("b", 100)
    found = match([b[16:], b[:16] + a[:6]], {"T1": a, "T2": b}, run="R2", given=["T1", "T2"])
    assert (found.ids, found.events) == (("T2", "T1"), ())


def test_a_split_theme_keeps_its_id_on_the_largest_part() -> None:
    a = ids("a", 40)
    quarters = [a[:13], a[13:22], a[22:31], a[31:]]
    found = match(quarters, {"T1": a}, run="R2", given=["T1"])
    assert found.ids[0] == "T1"
    thirds = match([a[:10], a[10:25], a[25:]], {"T1": a}, run="R2", given=["T1"])
    assert thirds.ids == ("T3", "T1", "T2")
    assert thirds.events == (
        event("T1", "split", "T2", "T3"),
        event("T2", "born", "T1"),
        event("T3", "born", "T1"),
    )


def test_four_equal_quarters_still_keep_the_id_once() -> None:
    a = ids("a", 40)
    found = match([a[:10], a[10:20], a[20:30], a[30:]], {"T1": a}, run="R2", given=["T1"])
    assert found.ids == ("T1", "T2", "T3", "T4")


def test_deleted_statements_do_not_count_against_a_theme() -> None:
    a, b = ids("a", 20), ids("b", 6)
    found = match([a[:4] + b[:2]], {"T1": a, "T2": b}, run="R2", given=["T1", "T2"], existing=a[:4] + b)
    assert found.ids == ("T1",)
    assert found.events == (event("T2", "retired"),)


def test_a_theme_without_statements_left_is_retired_and_comes_back_revived() -> None:
    a, b = ids("a", 6), ids("b", 8)
    gone = match([b], {"T1": a, "T2": b}, run="R2", given=["T1", "T2"], existing=b)
    assert (gone.events, gone.successors) == ((event("T1", "retired"),), {"T1": ()})
    back = match([b, a], {"T1": a, "T2": b}, run="R2", given=["T1", "T2"], retired=["T1"])
    assert (back.ids, back.events) == (("T2", "T1"), (event("T1", "revived"),))


def test_a_merged_theme_comes_back_when_its_heir_splits() -> None:
    a, b = ids("a", 12), ids("b", 30)
    found = match([b, a], {"T1": a, "T2": a + b}, run="R2", given=["T1", "T2"], retired=["T1"])
    assert found.ids == ("T2", "T1")
    assert found.events == (event("T1", "revived", "T2"), event("T2", "split", "T1"))


def test_a_retired_theme_stays_retired_while_its_statements_are_in_its_heir() -> None:
    a, b = ids("a", 12), ids("b", 30)
    found = match([a + b], {"T1": a, "T2": a + b}, run="R2", given=["T1", "T2"], retired=["T1"])
    assert (found.ids, found.events) == (("T2",), ())


def test_a_theme_scattered_over_others_names_them_all() -> None:
    a, b, c = ids("a", 12), ids("b", 30), ids("c", 30)
    found = match([a[:5] + b, a[5:9] + c], {"T1": a, "T2": b, "T3": c}, run="R2", given=["T1", "T2", "T3"])
    assert found.events == (event("T1", "split", "T2", "T3"),)
    assert found.successors == {"T1": ("T2", "T3")}
