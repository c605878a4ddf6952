"""What an encoder reads of a statement that holds code, JSON or keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.machine_text import prose, readable, readable_statements
from feedback_insights.records import Statement

CUT = {
    'The hook sends {"id": 12, "status": null} twice a day': "The hook sends twice a day",
    "It fails with `client.orders.list({limit: 5000, page: 2})` every night": "It fails with every night",
    "Request 3f2b8c1e-55aa-4f0e-9d0c-1a2b3c4d5e6f was never answered": "Request was never answered",
    "The button <div class='x' id=\"y\"> is under the menu": "The button is under the menu",
}
KEPT = [
    "See [our page](https://example.org/help?id=4) for what happens",
    "The `status` field is missing",
    "Error: `cannot add the node because one with that id is already there` since Monday",
    "5 of 10 exports fail, 50% of them at 10:15",
    "a < b, and c: d",
    "deadbeef cafe",
    "{}",
    "",
    '{"a": 1}',
]


@pytest.mark.parametrize("text", CUT)
def test_code_in_a_sentence_is_not_read(text: str) -> None:
    assert readable(text) == CUT[text]


@pytest.mark.parametrize("text", KEPT)
def test_names_and_numbers_stay_and_so_does_what_is_nothing_but_code(text: str) -> None:
    assert readable(text) == text


@given(st.text(max_size=300))
def test_any_text_is_read_and_never_grows(text: str) -> None:
    assert len(readable(text)) <= len(text)


@pytest.mark.parametrize(
    "piece", ['{"a":', "`", "<a b=", "0a", "https://a", "[x](", '{"a": [', "-", "+=", "a-", "1", "ab1", "@a"]
)
@pytest.mark.timeout(5)
def test_long_odd_texts_take_no_time(piece: str) -> None:
    readable(f"1 {piece * 15_000}")
    prose(f"1 {piece * 15_000}\nand more")


def test_the_statement_itself_keeps_its_place() -> None:
    text = next(iter(CUT))
    said = Statement(id="f:0", feedback_id="f", start=0, end=len(text), text=text, kind="content")
    short = readable_statements([said])[0]
    assert (short.id, short.start, short.end, short.text) == ("f:0", 0, len(text), CUT[text])
    assert said.text == text
