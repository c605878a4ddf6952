from __future__ import annotations

import time

import pytest

from feedback_insights.normalize.markup import to_text, unwrap

HTML = [
    ("<p>Hi <b>team</b>,</p><p>it<br>fails</p>", "Hi team,\n\nit\nfails"),
    ("it <i>cra</i>shes\n  now", "it crashes now"),
    ("<ul><li>one</li><li>two <a href='http://x'>link</a></li></ul>", "- one\n- two link"),
    ("<ol><li><p>one</p></li><li>two</li></ol>", "1. one\n2. two"),
    ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
    ("a &amp; b &lt; c&nbsp;d", "a & b < c d"),
    ("<style>x{}</style><script>y()</script>text<img src='px.gif' width=1>", "text"),
    ("<div style='display:none'>preview</div><p>text</p>", "text"),
    ("<pre>a\n  b</pre>after", "```\na\n  b\n```\n\nafter"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
    ("<a href='https://x.example/y'>https://x.example/y</a>", "https://x.example/y"),
    ("a<blockquote>quoted</blockquote>b", "a\n\n> quoted\n\nb"),
    ("plain text\nwithout tags &amp; such", "plain text\nwithout tags & such"),
]


@pytest.mark.parametrize(("html", "text"), HTML, ids=[html for html, _ in HTML])
def test_html_becomes_lines(html: str, text: str) -> None:
    assert to_text(html, "html") == text


MARKDOWN = [
    ("# Title\none\ntwo *bold* `code`", "Title\n\none\ntwo bold code"),
    ("- a\n- [text](http://x.example)", "- a\n- text"),
    ("1. a\n2. b", "1. a\n2. b"),
    ("```js\nlet a;\n\n  b\n```", "```\nlet a;\n\n  b\n```"),
    ("a <!-- hidden --> b ![shot](x.png)", "a b"),
    ("<https://x.example/y>", "https://x.example/y"),
    ("> quoted\n\nmine", "> quoted\n\nmine"),
]


@pytest.mark.parametrize(("markdown", "text"), MARKDOWN, ids=[markdown for markdown, _ in MARKDOWN])
def test_markdown_becomes_lines(markdown: str, text: str) -> None:
    assert to_text(markdown, "markdown") == text


def test_plain_text_loses_only_what_nobody_sees() -> None:
    assert to_text("a\u00a0b\u200b\r\n\r\n\r\n\u2022 c\x00\ufeff \ud800", "plain") == "a b\n\n- c \ufffd"


def test_no_depth_of_nesting_is_too_deep() -> None:
    began = time.process_time()
    assert to_text("<div>" * 80_000 + "deep", "html") == "deep"
    assert time.process_time() - began < 2


def test_joiners_that_mean_something_stay() -> None:
    assert to_text("👩\u200d💻 w\u200dord", "plain") == "👩\u200d💻 word"


def test_a_gmail_quote_is_dropped_but_an_answer_inside_it_stays() -> None:
    plain = "<div>mine</div><div class='gmail_quote'>On Monday you wrote: theirs</div>"
    inline = "<div class='gmail_quote'><blockquote>theirs</blockquote><div>mine</div></div>"
    assert to_text(plain, "html", correspondence=True) == "mine"
    assert to_text(inline, "html", correspondence=True) == "> theirs\n\nmine"


def test_lines_broken_at_a_fixed_width_are_joined_again() -> None:
    wrapped = (
        "Hi all,\nwe have been waiting for the export to work for about three weeks now\n"
        "and nobody in the support has told us when the accountants can get it.\n- a\n- b"
    )
    assert unwrap(wrapped).split("\n")[1:] == [
        "we have been waiting for the export to work for about three weeks now "
        "and nobody in the support has told us when the accountants can get it.",
        "- a",
        "- b",
    ]


def test_lines_that_are_sentences_of_their_own_stay_apart() -> None:
    lines = "The export cuts at 10,000 rows and the totals are wrong every time\nPlease add dark mode\nThanks"
    assert unwrap(lines) == lines
