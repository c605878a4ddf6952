"""Slack's mrkdwn becomes the text that people read there."""

from __future__ import annotations

import pytest

from feedback_insights.files.mrkdwn import mentioned
from feedback_insights.normalize.markup import to_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain words", "plain words"),
        ("see <https://maps.example/a?b=1&amp;c=2|the help page>", "see the help page"),
        ("see <https://maps.example/a?b=1&amp;c=2>", "see https://maps.example/a?b=1&c=2"),
        ("write to <mailto:ann@field.example|ann@field.example>", "write to ann@field.example"),
        ("<@U1|Ann Bo> and <@U2>", "@Ann Bo and @someone"),
        ("in <#C1|dispatch> and <#C2|>", "in #dispatch and #channel"),
        ("<!here> <!channel> <!subteam^S1|@ops>", "@here @channel @ops"),
        ("due <!date^1772442000^{date}|2 March>", "due 2 March"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2; &amp;lt; stays", "1 < 2 && 3 > 2; &lt; stays"),
        ("*bold* _it_ ~gone~ but snake_case_name and 2*3*4", "bold it gone but snake_case_name and 2*3*4"),
        ("love it :tada::+1::skin-tone-3: :smile:", "love it"),
        ("at 10:30:45 in std::string::npos", "at 10:30:45 in std::string::npos"),
        ("use `a_b_c :tada: &lt;x&gt;` here", "use a_b_c :tada: <x> here"),
        ("```GET /jobs?a=&lt;b&gt;\n:not_emoji:```", "```\nGET /jobs?a=<b>\n:not_emoji:\n```"),
        ("&gt; sorted by street\nno", "> sorted by street\nno"),
        ("&gt;&gt;&gt;one\ntwo", "> one\n> two"),
        ("• one\n• two", "- one\n- two"),
    ],
)
def test_marks_are_read_as_slack_shows_them(written: str, read: str) -> None:
    assert to_text(written, "mrkdwn") == read


def test_who_is_mentioned_is_known_by_id() -> None:
    assert mentioned("<@U1|ann> asks <@U2> in <#C1|x>") == ["U1", "U2"]


@pytest.mark.parametrize("text", ["<" * 20_000, "`" * 20_001, "*" * 20_000 + "a", ":a" * 20_000, "\x000\x00"])
def test_no_text_takes_long(text: str) -> None:
    to_text(text, "mrkdwn")
