"""The words of one Slack message, wherever they stand: its text, its blocks, its attachments and its files.

Whose words they are decides. What a message was composed of is its writer's; a message that was shared and a
preview of a page behind a link are somebody else's and are left out (formats spec 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedback_insights.importers._values import Json, as_dict, as_text, dicts, text_at
from feedback_insights.raw import RawText

_SHARED = ("is_share", "is_msg_unfurl")
_UNFURLED = (*_SHARED, "from_url", "original_url", "message_blocks")
_PROSE = ("", "email", "text", "post", "space", "quip", "markdown")  # kinds of files; any other is code
_DEEPEST = 6  # a text in a section in a list in a block, and some more
_LINES = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted", "rich_text"}


def words_of(message: Json) -> RawText | None:
    """Return what the writer of a message says, as mrkdwn; ``field`` tells where it stands. None: nothing."""
    text = as_text(message.get("text"))
    if text and not message.get("attachments") and not message.get("files"):  # as nearly all messages are
        return RawText(text=text, markup="mrkdwn", field="text")
    said = {"text": text or ""}
    if not text:
        said["blocks"] = _blocks(message.get("blocks"))
    known = "\n".join(said.values())
    for name, pieces in (
        ("attachments", _attached(message)),
        ("files", _filed(message, bool(known.strip()))),
    ):
        said[name] = "\n\n".join(piece for piece in pieces if piece.strip() and piece.strip() not in known)
    found = {name: words for name, words in said.items() if words.strip()}
    if not found:
        return None
    return RawText(text="\n\n".join(found.values()), markup="mrkdwn", field=" + ".join(found))


def shares(message: Json) -> bool:
    """Tell whether somebody else's message is shared in this one."""
    return any(entry.get(flag) is True for entry in dicts(message.get("attachments")) for flag in _SHARED)


def _attached(message: Json) -> Iterator[str]:
    """Yield the text of each attachment that belongs to the message itself."""
    for entry in dicts(message.get("attachments")):
        if any(entry.get(sign) for sign in _UNFURLED):
            continue
        parts = [as_text(entry.get(name)) or "" for name in ("pretext", "title", "text")]
        said = "\n".join(part for part in (*parts, _blocks(entry.get("blocks"))) if part)
        yield said or as_text(entry.get("fallback")) or ""


def _filed(message: Json, has_words: bool) -> Iterator[str]:
    """Yield the text of mails and snippets; of a message without any words, what its files are called too."""
    for file in dicts(message.get("files")):
        name, title = (as_text(file.get(key)) or "" for key in ("name", "title"))
        text = as_text(file.get("plain_text"))
        if not has_words:
            text = text or text_at(file, "preview_plain_text", "preview")
            if title and title not in (name, name.rpartition(".")[0]):  # else nobody wrote it
                yield _escaped(title)
        if text:
            is_prose = (as_text(file.get("filetype")) or "") in _PROSE
            yield _escaped(text) if is_prose else f"```\n{_escaped(text)}\n```"


def _blocks(blocks: Any) -> str:
    return "\n".join(words for block in dicts(blocks) if (words := _block(block, 0).strip("\n")))


def _block(block: Json, depth: int) -> str:
    """Return a block, or what stands in one, as mrkdwn."""
    kind = as_text(block.get("type")) or ""
    if kind in _LINES:
        return _rich(block, kind, depth)
    if kind in ("user", "channel", "usergroup", "broadcast", "emoji", "link", "date"):
        return _token(block, kind)
    text = block.get("text")
    if isinstance(text, str):
        plain = kind in ("text", "plain_text")
        return _escaped(text) if plain else text
    inner = [as_dict(text), *dicts(block.get("fields")), *dicts(block.get("elements"))]
    return "\n".join(said for part in inner if depth < _DEEPEST and (said := _block(part, depth + 1)))


def _rich(block: Json, kind: str, depth: int) -> str:
    parts = [_block(part, depth + 1) for part in dicts(block.get("elements")) if depth < _DEEPEST]
    if kind == "rich_text_list":
        return "\n".join(f"- {part}" for part in parts)
    if kind == "rich_text":
        return "\n".join(parts)
    text = "".join(parts)
    if kind == "rich_text_quote":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    return f"```\n{text}\n```" if kind == "rich_text_preformatted" else text


def _token(part: Json, kind: str) -> str:
    id = text_at(part, f"{kind}_id", "range", "url", "name", "fallback") or ""
    if kind == "link":
        label = as_text(part.get("text"))
        return f"<{id}|{_escaped(label)}>" if label else f"<{id}>"
    if kind in ("emoji", "date"):
        return f":{id}:" if kind == "emoji" else _escaped(as_text(part.get("fallback")) or "")
    sign = {"user": "@", "channel": "#", "usergroup": "!subteam^", "broadcast": "!"}[kind]
    return f"<{sign}{id}>"


def _escaped(text: str) -> str:
    """Write a text as Slack does in mrkdwn, so that it is read back as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
