"""Whether bytes that are no UTF-8 are Mac Roman and not Windows-1252: by letters that stand where none can.

Read in the wrong one of the two, an apostrophe becomes a capital ("donÕt") or an accent a sign ("Gr‰ser").
Mac Roman is only taken where reading the bytes so makes nearly all of that go away; else Windows-1252 stays.
"""

from __future__ import annotations

import re

NAME = "mac_roman"
_HIGH = re.compile(rb"(?=(^|.)([\x80-\xff])(.|$))", re.S)  # with its neighbours, which may be high too
_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")  # a letter in UTF-8
_MOST = 20_000  # bytes to look at
_FEWEST_WRONG = 2
_SHARE_WRONG = 0.2
_TIMES_BETTER = 5


class MacRomanSigns:
    """Sees the pieces of a file from the first one on that is not UTF-8."""

    def __init__(self) -> None:
        self._seen = self._wrong_in_windows = self._wrong_in_mac = self._utf8 = 0
        self._sure = False  # a byte that Windows-1252 does not have

    def see(self, chunk: bytes) -> None:
        """Take the next piece of the file."""
        if self._seen > _MOST or chunk.isascii():
            return
        self._utf8 += sum(1 for _ in _PAIR.finditer(chunk))
        for match in _HIGH.finditer(chunk):
            before, letter, after = match[1], match[2], match[3]
            windows = letter.decode("cp1252", "replace")
            self._seen += 1
            self._sure |= windows == "\ufffd"
            self._wrong_in_windows += _is_odd(windows, before, after)
            self._wrong_in_mac += _is_odd(letter.decode(NAME), before, after)

    def are_clear(self) -> bool:
        """Tell whether the file is Mac Roman beyond reasonable doubt."""
        wrong = self._wrong_in_windows
        return (
            (self._sure or wrong >= _FEWEST_WRONG)
            and wrong >= max(1.0, _SHARE_WRONG * self._seen)
            and wrong >= _TIMES_BETTER * (self._wrong_in_mac + self._utf8)
        )


def _is_odd(letter: str, before: bytes, after: bytes) -> bool:
    """Tell whether a letter cannot stand there: a capital in a word, a sign between two letters."""
    if letter == "\ufffd":
        return True
    if letter.isupper():
        return before.islower()
    if letter.isalpha() or letter.isspace() or letter in "’‘—–·":
        return False
    return before.isalpha() and after.isalpha()
