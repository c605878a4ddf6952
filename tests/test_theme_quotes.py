import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from feedback_insights.records import Statement
from feedback_insights.themes.quotes import pick_quotes, pick_summary

WORDS = "the export of our orders is cut at ten thousand rows"


def statement(id: str, text: str = "") -> Statement:
    text = text or f"{WORDS} {id}"
    return Statement(id=id, feedback_id=f"f-{id}", start=0, end=len(text), text=text, kind="content")


def rows(*angles: float) -> NDArray[np.float32]:
    """Unit rows in the plane, by angle in degrees."""
    turned = np.radians(np.array(angles))
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_the_central_statement_comes_first_and_the_next_differ() -> None:
    found = pick_quotes([statement(i) for i in "abcde"], rows(-60, -5, 0, 5, 60), n=3)
    assert found == ("c", "a", "e")


def test_no_two_quotes_say_the_same() -> None:
    same = [statement("a", WORDS), statement("b", WORDS.upper() + "!"), statement("c"), statement("d")]
    assert pick_quotes(same, rows(0, 50, 1, 90), n=4) == ("b", "c", "d")
    assert pick_quotes(same[:2], rows(0, 50), n=2) == ("a",)
    assert pick_quotes([statement("a"), statement("b")], rows(0, 2), n=2) == ("a",)


def test_people_who_were_not_quoted_yet_come_first() -> None:
    all_ = [statement(i) for i in "abc"]
    people = {"f-a": "Ana", "f-b": "Bo", "f-c": "Ana"}
    assert pick_quotes(all_, rows(0, -40, 42), n=2) == ("a", "c")
    assert pick_quotes(all_, rows(0, -40, 42), n=2, people=people) == ("a", "b")


def test_what_was_observed_is_quoted_only_when_nothing_was_said() -> None:
    all_ = [statement(i) for i in "abc"]
    assert pick_quotes(all_, rows(-45, 0, 45), n=2, voices={"f-b": "observed"}) == ("a", "c")
    assert pick_quotes(all_[:1], rows(0), voices={"f-a": "interpreted"}) == ("a",)


def test_a_length_one_can_take_in_is_preferred() -> None:
    all_ = [statement("a", "broken"), statement("b", "word " * 90), statement("c")]
    assert pick_quotes(all_, rows(0, 0, 20), n=1) == ("c",)
    assert pick_quotes([statement("a", "导出的订单在一万行处被截断了"), statement("b")], rows(0, 0), n=1) == (
        "a",
    )


def test_quotes_cover_the_sides_of_a_theme_not_its_strays() -> None:
    """Three sides of four, four and three members, and one stray: each side is heard, the stray is not."""
    angles = [0, 1, 2, 3, 60, 61, 62, 63, 120, 121, 122, 200]
    found = pick_quotes([statement(f"s{n:02}") for n in range(12)], rows(*angles), n=3)
    assert sorted({int(id[1:]) // 4 for id in found}) == [0, 1, 2]
    assert "s11" not in found


def test_many_members_are_quoted_in_any_order() -> None:
    angles = [number % 90 for number in range(2000)]
    all_ = [statement(f"s{number:04}") for number in range(2000)]
    found = pick_quotes(all_, rows(*angles))
    assert len(found) == 3
    assert pick_quotes(all_[::-1], rows(*angles[::-1])) == found


def test_the_line_is_a_short_whole_sentence_near_the_centre() -> None:
    long = "the export, " * 20 + "is cut"
    all_ = [
        statement("a", long),
        statement("b", "Exports, all of them"),
        statement("c", "The export is cut off."),
    ]
    assert pick_summary(all_, rows(0, 0, 10), whole={"a", "c"}) == "c"
    assert pick_summary(all_[::-1], rows(10, 0, 0), whole={"a", "c"}) == "c"


def test_the_line_is_said_and_names_nobody() -> None:
    all_ = [statement("a", "Ask [person 1] for the file."), statement("b"), statement("c", "?!")]
    assert pick_summary(all_, rows(0, 5, 0), whole={"a", "b"}) == "b"
    assert pick_summary(all_, rows(0, 5, 0), whole={"a", "b"}, voices={"f-b": "observed"}) == "a"
    assert pick_summary(all_[2:], rows(0)) is None


def test_the_line_is_about_what_the_name_says() -> None:
    all_ = [statement("a"), statement("b")]
    assert pick_summary(all_, rows(-20, 20)) == "a"
    assert pick_summary(all_, rows(-20, 20), towards=np.array([0.8, 0.6])) == "b"


def test_nothing_in_nothing_out_and_a_wrong_shape_is_an_error() -> None:
    assert pick_quotes([], np.zeros((0, 2), np.float32)) == ()
    assert pick_quotes([statement("a", "!!!")], rows(0)) == ()
    with pytest.raises(ValueError, match="2 statements need as many vectors, not 1"):
        pick_quotes([statement("a"), statement("b")], rows(0))


@given(st.lists(st.integers(0, 35), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_statements_changes_nothing(angles: list[int], random) -> None:  # type: ignore[no-untyped-def]
    all_ = [statement(f"s{i:02}") for i in range(len(angles))]
    vectors = rows(*(10 * angle for angle in angles))
    order = list(range(len(angles)))
    random.shuffle(order)
    found = pick_quotes(all_, vectors, n=4)
    assert pick_quotes([all_[i] for i in order], vectors[order], n=4) == found
    picked = vectors[[int(id[1:]) for id in found]]
    assert (np.triu(picked @ picked.T, 1) < 0.9301).all()
