"""Short answers are read with their question, and quoted without it."""

from __future__ import annotations

from feedback_insights.normalize import Read, read_with_prompts, split_statements
from feedback_insights.records import Feedback, Locator
from feedback_insights.settings import NormalizeSettings

HERE = Locator(file="a.vtt", sha256="0" * 64, record="00:00:01")


def answer(id: str, text: str, prompt: str = "") -> Feedback:
    return Feedback(id=id, source="t", external_id=id, text=text, prompt=prompt, locator=HERE)


def read(*items: Feedback, longest: int = 12) -> dict[str, Read]:
    statements = [s for item in items for s in split_statements(item, settings=NormalizeSettings())]
    return read_with_prompts(statements, items, longest_answer=longest)


def test_a_short_answer_is_read_with_its_question_in_front() -> None:
    found = read(answer("1", "Never over ten thousand rows.", "Did the export finish?"))
    assert found["1:0"] == Read("Did the export finish? Never over ten thousand rows.")


def test_the_statement_itself_and_so_its_quote_stays_without_it() -> None:
    item = answer("1", "Never.", "Did the export finish?")
    (statement,) = split_statements(item, settings=NormalizeSettings())
    assert statement.text == item.text[statement.start : statement.end] == "Never."


def test_a_long_answer_stands_for_itself() -> None:
    long = "I always export on Fridays. It stops at ten thousand rows and nobody tells me why."
    assert [one.text for one in read(answer("1", long, "How is it?")).values()] == [
        "I always export on Fridays.",
        "It stops at ten thousand rows and nobody tells me why.",
    ]
    assert read(answer("1", "It stops.", "How?"), longest=0)["1:0"] == Read("It stops.")


def test_of_a_long_turn_the_end_is_read_because_there_the_question_stands() -> None:
    turn = " ".join(f"w{n}" for n in range(60)) + " did it work?"
    text = read(answer("1", "No.", turn))["1:0"].text
    assert text.startswith("w23 ")
    assert text.endswith("did it work? No.")


def test_a_question_that_many_were_asked_is_marked() -> None:
    asked = [answer(str(n), f"reason {n}", "What slows you down?") for n in range(3)]
    assert all(one.asked_of_many for one in read(*asked).values())
    assert not any(one.asked_of_many for one in read(*asked[:2]).values())
