"""Which charset a file is in (formats spec 1, rule 1): its mark, else UTF-16, UTF-8, the configured one.

No statistics of languages: a detector must never override valid UTF-8. Of what is left, Windows-1252 is taken
unless only Mac Roman makes sense of it.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from feedback_insights.errors import SettingsError
from feedback_insights.files._mac_roman import NAME as MAC_ROMAN
from feedback_insights.files._mac_roman import MacRomanSigns

FALLBACK = "windows-1252"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Charset:
    """How to decode a file."""

    name: str
    errors: str = "replace"
    skip: int = 0  # bytes of the byte order mark
    clean_utf8: bool = False  # nothing to decode
    marked: bool = False
    warning: str = ""

    def told(self) -> str:
        """Say how the file is decoded, for people."""
        name = FALLBACK if self.errors.endswith("fallback") else self.name.upper()
        return f"{name} with a byte order mark" if self.marked and self.skip else name

    def decoder(self) -> codecs.IncrementalDecoder:
        """Return a fresh decoder that never raises."""
        return codecs.getincrementaldecoder(self.name)(self.errors)


def declared_charset(name: str) -> Charset:
    """Return the charset somebody named. Raises `SettingsError` for a name that Python does not know."""
    try:
        "".encode(name)
        codecs.getincrementaldecoder(name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise SettingsError(f"charset {name!r} is not known; use e.g. utf-8, cp1252, mac_roman") from error
    return Charset(name)


class CharsetVote:
    """Sees a file's bytes once, in pieces, and decides."""

    def __init__(self, configured: str | None) -> None:
        self.size = 0
        self.blank = True
        self.start = b""  # of the content, up to 4096 bytes
        self._configured = declared_charset(configured) if configured else None
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._other = None
        if configured:
            self._other = codecs.getincrementaldecoder(configured)()
        self._mac = MacRomanSigns()
        self._mixed = False  # whether there were letters in UTF-8 before the first that is none

    def see(self, chunk: bytes) -> None:
        """Take the next piece of the file."""
        self.size += len(chunk)
        if len(self.start) < 4096:
            self.start += chunk[: 4096 - len(self.start)]
        if self.blank:
            self.blank = not chunk.lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE + b" \t\r\n\0")
        self._utf8 = _still(self._utf8, chunk)
        if self._utf8 is None:
            self._mac.see(chunk)
        else:
            self._mixed = self._mixed or not chunk.isascii()
        self._other = _still(self._other, chunk)

    def decide(self) -> Charset:
        """Return the charset of the whole file."""
        for mark, name in _MARKS:
            if self.start.startswith(mark):
                clean = name == "utf-8" and self._utf8 is not None and _complete(self._utf8)
                return Charset(name, skip=len(mark), clean_utf8=clean, marked=True)
        if sixteen := _utf16_pattern(self.start):
            return Charset(sixteen)
        if self._utf8 is not None:  # a cut last letter does not make it another charset
            return Charset("utf-8", clean_utf8=_complete(self._utf8))
        if self._configured and self._other is not None:
            return self._configured
        if not self._mixed and self._mac.are_clear():
            return Charset(
                MAC_ROMAN,
                warning=f"not UTF-8; read as {MAC_ROMAN}, as its letters only make sense so: "
                "if they look wrong, set the charset, e.g. cp1252",
            )
        return Charset(
            "utf-8",
            errors="feedback_insights.fallback",
            warning=f"not UTF-8; other letters were read as {FALLBACK}: if they look wrong, set the charset",
        )


def _utf16_pattern(start: bytes) -> str | None:
    half = len(start) // 2
    if half < 2:
        return None
    even, odd = start[0::2].count(0) / half, start[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return None


def _still(decoder: codecs.IncrementalDecoder | None, chunk: bytes) -> codecs.IncrementalDecoder | None:
    """Return the decoder if the piece decodes, else None."""
    if decoder is None:
        return None
    try:
        decoder.decode(chunk)
    except UnicodeError:
        return None
    return decoder


def _complete(decoder: codecs.IncrementalDecoder) -> bool:
    return not decoder.getstate()[0]


def _fallback(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows-1252: also right for files that mix the two."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("feedback_insights.fallback", _fallback)
