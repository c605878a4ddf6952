"""Comments and Markdown: words of people are shown as they are, and nothing in them acts."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from targets_sample import Files, lines

from feedback_insights.exporters.prose import inert, link


def test_a_comment_is_posted_where_the_backlog_says_and_tells_its_run(target_files: dict[str, Files]) -> None:
    comments = {one["id"]: one for one in lines(target_files["github"]["github_comments.ndjson"])}
    assert comments["FEAT-7"]["path"] == "/repos/acme/board/issues/7/comments"
    assert comments["FEAT-12"]["path"] is None
    text = comments["FEAT-7"]["body"]["body"]
    assert text.endswith("<!-- feedback-insights R1 FEAT-7 -->")
    assert "](https://desk.example/tickets/1000)" in text
    assert "“Exporting our roadmap board times out every single Friday.”" in text


def test_the_summary_is_a_table_with_the_items_in_order(target_files: dict[str, Files]) -> None:
    text = target_files["markdown"]["summary.md"].decode()
    assert text.index("| FEAT-12 |") < text.index("## Themes") < text.index("## What is missing")
    assert "javascript:" not in text
    assert "effort missing: FEAT-2" in text


MARKUP = "_*`~a0 <>[]()!&#@-+.:/|\\\n=\"'$1;"


@given(st.text(max_size=60) | st.text(alphabet=MARKUP, max_size=30))
def test_words_of_people_are_shown_as_they_are_and_are_no_markup(words: str) -> None:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark").enable("table").render(f"> {inert(words)}")
    plain = html.unescape(re.sub(r"</?(blockquote|p)>", "", shown)).replace("\u200b", "")
    wanted = " ".join(words.split()).replace("\u200b", "").replace("\x00", "\ufffd")
    assert plain.strip() == wanted.strip()


@pytest.mark.parametrize("words", ["@ana look", "see #12", "http://bad.example now", "www.bad.example"])
def test_nobody_is_notified_and_nothing_is_linked_by_words_of_people(words: str) -> None:
    assert words not in inert(words)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", None])
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert link("ticket 7", url) == "ticket 7"
    assert link("a|b", "https://x.example/(1)") == "[a\\|b](https://x.example/%281%29)"
