"""Slack's mrkdwn as plain text: what people read there, without its marks.

``<https://x|the page>`` becomes ``the page``, ``<#C1|dispatch>`` ``#dispatch``, ``<!here>`` ``@here``; the
names of emoji (``:tada:``) are taken out, for they are no words. Code keeps its letters, between fences where
it stands on lines of its own; a quotation's lines begin with ``> ``.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"```(.*?)```", re.S)
_CODE = re.compile(r"`([^`\n]+)`")
_TOKEN = re.compile(r"<([^<>\n|]{1,4000})(?:\|([^<>]{0,4000}))?>")
_EMOJI = re.compile(r"(?<![\w:])(?::(?:[a-z][a-z0-9_+\-']{0,80}|[+\-]1):)+(?![\w:])[ \t]?", re.I)
_MARKS = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]+?)(?<=\S){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # Slack escapes these three, the last one first
_LONG_QUOTE = re.compile(r"^(?:&gt;|>){3}[ \t]*(.*)\Z", re.M | re.S)
_QUOTE = re.compile(r"^(?:&gt;|>)[ \t]?", re.M)
_SHIELDED = re.compile(r"\x00(\d+)\x00")


def mrkdwn_text(text: str) -> str:
    """Return what a message says."""
    if not any(mark in text for mark in "<&:*_~`>"):
        return text
    shielded: list[str] = []

    def shield(words: str) -> str:
        shielded.append(words)
        return f"\x00{len(shielded) - 1}\x00"

    def token(found: re.Match[str]) -> str:
        return shield(_unescaped(_shown(found[1], found[2] or "")))

    def code(found: re.Match[str]) -> str:
        return shield(_unescaped(_TOKEN.sub(_plainly, found[1])))

    def block(found: re.Match[str]) -> str:
        inner = _unescaped(_TOKEN.sub(_plainly, found[1])).strip("\n")
        return shield(f"\n```\n{inner}\n```\n") if inner.strip() else ""

    text = text.replace("\x00", "")
    text = _TOKEN.sub(token, _CODE.sub(code, _FENCE.sub(block, text)))
    text = _LONG_QUOTE.sub(lambda found: _quoted(found[1]), text)
    text = _EMOJI.sub("", _QUOTE.sub("> ", text))
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    text = _unescaped(text)
    while _SHIELDED.search(text):  # a link within code within a link
        text = _SHIELDED.sub(lambda found: shielded[int(found[1])], text)
    return text


def mentioned(text: str) -> list[str]:
    """Return the ids of the people whom a message names: ``<@U123>``."""
    return [token[1:] for token, _ in _TOKEN.findall(text) if token.startswith("@")] if "<@" in text else []


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _plainly(found: re.Match[str]) -> str:
    return _shown(found[1], found[2] or "")


def _shown(token: str, label: str) -> str:
    """Return what stands for ``<token|label>``."""
    if token.startswith("@"):
        return f"@{label or 'someone'}".replace("@@", "@")
    if token.startswith("#"):
        return f"#{label or 'channel'}"
    if token.startswith("!"):
        return label or f"@{token[1:].partition('^')[0]}"
    scheme, _, rest = token.partition(":")
    return label or (rest if scheme in ("mailto", "tel") else token)


def _unescaped(text: str) -> str:
    for entity, letter in _ENTITIES:
        text = text.replace(entity, letter)
    return text
