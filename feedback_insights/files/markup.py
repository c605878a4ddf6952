"""HTML cells as plain text, for titles and descriptions; feedback itself is cleaned by the normalizer."""

from __future__ import annotations

import html
import re

from feedback_insights.files.columns import tidy

_TAG_LIKE = re.compile(
    r"<(?:p|br|div|span|ul|ol|li|a|b|i|strong|em|table|td|h[1-6]|html|blockquote)\b[^<>]*>", re.I
)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S)
_BREAK = re.compile(r"</?(?:p|div|li|br|ul|ol|tr|h[1-6]|blockquote)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")


def is_html(text: str) -> bool:
    """Tell whether a text holds tags that editors write."""
    return "<" in text and _TAG_LIKE.search(text) is not None


def html_text(text: str) -> str:
    """Return the text of an HTML fragment, with a blank line between its paragraphs."""
    apart = _BREAK.sub("\n\n", _HIDDEN.sub(" ", text))
    plain = html.unescape(_TAG.sub("", apart))
    return "\n\n".join(part for piece in plain.split("\n\n") if (part := tidy(piece)))
