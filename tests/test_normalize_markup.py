from __future__ import annotations

import json
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


WIKI = [
    ("h2. Title\n*bold* [text|https://x.example]", "Title\nbold text"),
    (
        "it fails:\n{code:java}\nx = *1*;\n\n  y\n{code}\nalways",
        "it fails:\n\n```\nx = *1*;\n\n  y\n```\n\nalways",
    ),
    ("{quote}\nyou said\n{quote}\nmine", "> you said\n\nmine"),
    ("{quote}a {code}x{code} b{quote} mine", "> a\n\n```\nx\n```\n\n> b\n\nmine"),
    ("Set {{quote}} to on. Then the export fails.", "Set quote to on. Then the export fails."),
    ("Both {{code}} and {{code}} fail, {{color:red}} too", "Both code and code fail, color:red too"),
    ("{code}{{panel}}{code} fails", "```\n{{panel}}\n```\n\nfails"),
    ("{quote}never closed, my words", "never closed, my words"),
    ("{quote}yours{quote}mine{quote} and mine", "> yours\n\nmine\n\nand mine"),
    ("{code}never closed *b*", "never closed b"),
    ("{noformat}\na {code} b\n{noformat}", "```\na {code} b\n```"),
    ("{panel:title=Impact}\nfour crews\n{panel}", "four crews"),
    ("Hi [~accountid:12:ab], see !shot.png|width=20!", "Hi , see"),
]


@pytest.mark.parametrize(("wiki", "text"), WIKI, ids=[wiki for wiki, _ in WIKI])
def test_wiki_markup_becomes_lines(wiki: str, text: str) -> None:
    assert to_text(wiki, "wiki") == text


def paragraph(*nodes: object) -> dict[str, object]:
    return {"type": "paragraph", "content": list(nodes)}


def said(text: str, **more: object) -> dict[str, object]:
    return {"type": "text", "text": text, **more}


def node(kind: str, *content: object, **attributes: object) -> dict[str, object]:
    return {"type": kind, "content": list(content), "attrs": attributes}


ADF = [
    ([paragraph(said("it "), said("crashes", marks=[{"type": "strong"}]))], "it crashes"),
    (
        [paragraph(said("one"), {"type": "hardBreak"}, said("two")), paragraph(said("three"))],
        "one\ntwo\n\nthree",
    ),
    ([node("heading", said("Steps"), level=2), paragraph(said("open it"))], "Steps\n\nopen it"),
    (
        [
            node(
                "bulletList",
                node(
                    "listItem",
                    paragraph(said("a")),
                    node("orderedList", node("listItem", paragraph(said("b")))),
                ),
            )
        ],
        "- a\n  1. b",
    ),
    ([node("codeBlock", said("x = 1\n  y < 2"), language="python")], "```\nx = 1\n  y < 2\n```"),
    ([node("blockquote", paragraph(said("theirs"))), paragraph(said("mine"))], "> theirs\n\nmine"),
    ([node("panel", paragraph(said("careful")), panelType="info")], "careful"),
    (
        [
            node(
                "table",
                node(
                    "tableRow",
                    node("tableHeader", paragraph(said("a"))),
                    node("tableCell", paragraph(said("b"))),
                ),
            )
        ],
        "a | b",
    ),
    (
        [
            paragraph(
                said("Thanks "),
                node("mention", id="7", text="@Ines R"),
                node("emoji", shortName=":+1:", text="👍"),
            )
        ],
        "Thanks 👍",
    ),
    (
        [paragraph(node("inlineCard", url="https://x.example/y"), said(" has it"))],
        "https://x.example/y has it",
    ),
    ([paragraph(said("the page", marks=[node("link", href="https://x.example")]))], "the page"),
    ([node("expand", paragraph(said("more")), title="Log")], "Log\n\nmore"),
    ([node("bodiedThing", node("innerThing", said("kept")))], "kept"),
    ([paragraph(said("a < b & <b>c</b>"))], "a < b & <b>c</b>"),
    (["stray", 3, None, {"type": 7}, paragraph(said("kept"))], "kept"),
]


@pytest.mark.parametrize(("content", "text"), ADF, ids=[text for _, text in ADF])
def test_an_atlassian_document_becomes_lines(content: list[object], text: str) -> None:
    document = {"type": "doc", "version": 1, "content": content}
    assert to_text(json.dumps(document), "adf") == text


@pytest.mark.parametrize("text", ["no document", "[1]", '{"type": "doc"', '{"content": 3}', "\ud800"])
def test_what_is_no_atlassian_document_never_fails(text: str) -> None:
    assert isinstance(to_text(text, "adf"), str)


def test_no_atlassian_document_is_too_deep() -> None:
    text = '{"type":"blockquote","content":[' * 400 + '{"type":"text","text":"deep"}' + "]}" * 400
    assert "deep" in to_text(text, "adf")
