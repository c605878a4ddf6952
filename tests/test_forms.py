"""What a form writes into every message is no theme; what people word alike is."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.normalize import form_lines, split_statements
from feedback_insights.records import Feedback, Locator
from feedback_insights.settings import NormalizeSettings

SAID = (
    "The map stays grey when I zoom out of my region",
    "Photos come out upside down on the new tablet",
    "Search finds nothing once the name has an accent",
    "Two of our crews got the same job this morning",
    "The invoice shows last year's tax rate again",
    "My signature is cut off at the right edge",
    "Voice notes stop after ten seconds of speaking",
    "The badge counts jobs that were closed weeks ago",
)
FORM = """## Describe the problem
{said}
## Steps to reproduce it
1. Open the app
- [{mark}] I searched the open issues
## Which version do you use?
{version}"""


def item(number: int, text: str, source: str = "github") -> Feedback:
    return Feedback(
        id=f"f{number}", source=source, external_id=str(number), text=text, public=True,
        created=datetime(2026, 1, 1, tzinfo=UTC), channel="issue", voice="said",
        locator=Locator(file="a.json", sha256="0", record=str(number), field="body"),
    )  # fmt: skip


def issues() -> list[Feedback]:
    return [
        item(number, FORM.format(said=said, mark="xX "[number % 3], version=f"3.{number}"))
        for number, said in enumerate(SAID)
    ]


def content(feedback: list[Feedback]) -> list[str]:
    forms = form_lines(feedback)
    found = (
        split_statements(one, settings=NormalizeSettings(), forms=forms.get(one.source, ()))
        for one in feedback
    )
    return [s.text for statements in found for s in statements if s.kind == "content"]


def test_only_what_people_wrote_into_the_form_is_content() -> None:
    assert content(issues()) == list(SAID)


def test_list_marks_capitals_and_ticks_do_not_matter() -> None:
    assert form_lines(issues())["github"] == {
        "describe the problem", "steps to reproduce it", "1. open the app", "i searched the open issues",
        "which version do you use",
    }  # fmt: skip


def test_the_same_wish_from_many_people_is_no_form() -> None:
    alone = [item(number, "Dark mode please") for number in range(40)]
    assert form_lines(alone) == {}
    long = [
        item(n, f"Dear all,\nDark mode please\n{said}\nRegards from crew {n}") for n, said in enumerate(SAID)
    ]
    assert "Dark mode please" in content(long)


def test_a_form_of_one_source_says_nothing_of_another() -> None:
    mail = item(99, "Hello\nDescribe the problem\nin your own words", source="zendesk")
    forms = form_lines([*issues(), mail])
    assert set(forms) == {"github"}


def test_a_few_messages_show_no_form() -> None:
    assert form_lines(issues()[:4]) == {}


def test_order_does_not_matter() -> None:
    assert form_lines(issues()[::-1]) == form_lines(issues())


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([*SAID, "## Steps", "- [ ] ok", "3.1", ""]), max_size=6), max_size=9)
)
def test_with_or_without_a_form_every_letter_is_in_one_statement(texts: list[list[str]]) -> None:
    feedback = [item(n, "\n".join(lines)) for n, lines in enumerate(texts)]
    forms = form_lines(feedback).get("github", frozenset({"steps"}))
    for one in feedback:
        found = split_statements(one, settings=NormalizeSettings(), forms=forms)
        assert all(one.text[s.start : s.end] == s.text for s in found)
        covered = "".join(s.text for s in found)
        assert sorted(filter(str.isalpha, covered)) == sorted(filter(str.isalpha, one.text))
        assert [s.start for s in found] == sorted({s.start for s in found})
