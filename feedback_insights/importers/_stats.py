"""What a column holds: free text, choices, numbers, dates. Counted over all rows, in whatever order."""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from hashlib import blake2b

from feedback_insights.files.columns import is_empty
from feedback_insights.files.dates import parse_date

_NUMBER = re.compile(r"^[-+(]?[$€£]?\s?\d[\d.,\s]*%?\)?$")
_HANDLE = re.compile(r"^(https?://\S+|[^@\s]+@[^@\s]+\.\w+)$")
_WORD = re.compile(r"[^\W\d_]+")
_CHOICE_SPLIT = re.compile(r"\s*;\s*|,\s+")
_YES_NO = frozenset({"yes", "no", "y", "n", "true", "false", "ja", "nein", "oui", "non", "si", "sí"})
_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*,?")  # one word of a person's name
_PARTICLES = frozenset(
    {
        "de", "da", "di", "do", "dos", "das", "del", "della", "der", "den", "des", "du",
        "la", "le", "van", "von", "zu", "bin", "ibn", "al", "el", "y", "e",
    }
)  # fmt: skip
_LONGEST_NAME = 4  # words, particles left out
_SPACE = 2.0**64
_SENTENCE = 6  # words
_OWN = 4  # of them without a comma between, which lists of choices rarely have
_FEWEST_SENTENCES = 3
_FEWEST_CHOICES = 3
_FEW = 8  # answers, of which shares tell nothing


class Distinct:
    """Counts distinct values: exactly up to ``size``, within about 2 % beyond, in constant memory."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._smallest: list[int] = []
        self._held: set[int] = set()

    def add(self, value: str) -> None:
        key = int.from_bytes(blake2b(value.encode("utf-8", "replace"), digest_size=8).digest())
        if key in self._held or (len(self._smallest) == self._size and key >= self._smallest[-1]):
            return
        insort(self._smallest, key)
        self._held.add(key)
        if len(self._smallest) > self._size:
            self._held.remove(self._smallest.pop())

    def count(self) -> float:
        """Return the number of distinct values, or an estimate of it."""
        if len(self._smallest) < self._size:
            return len(self._smallest)
        return (self._size - 1) * _SPACE / self._smallest[-1]


class ColumnStats:
    """The cells of one column, seen one after the other."""

    def __init__(self) -> None:
        self.filled = 0
        self.plain = 0  # numbers, dates, links and addresses
        self.lists = 0  # choices ticked, each ended by a semicolon, as Microsoft Forms has them
        self.integers: Counter[int] = Counter()
        self._distinct = Distinct(1024)
        self._sentences, self._different_sentences = 0, Distinct(1024)
        self._yes_no = 0
        self._things = 0  # what nobody is called
        self._parts: set[str] = set()
        self._named = 0  # parts, each as often as it comes
        self._words: Counter[int] = Counter()

    def see(self, cell: str) -> None:
        """Take note of one cell."""
        if is_empty(cell):
            return
        text = cell.strip()
        self.filled += 1
        self.lists += text.endswith(";")
        if text.isdecimal() and len(text) < 4:
            self.integers[int(text)] += 1
        if _NUMBER.match(text) or _HANDLE.match(text) or (len(text) < 50 and parse_date(text, order="dmy")):
            self.plain += 1
        self._distinct.add(text.casefold())
        self._things += not _is_name(text)
        self._yes_no += text.casefold() in _YES_NO
        words = min(len(_WORD.findall(text[:400])), 40)
        self._words[words] += 1
        parts = [part for part in _CHOICE_SPLIT.split(text.casefold()[:400]) if part]
        if words >= _SENTENCE and any(len(_WORD.findall(part)) >= _OWN for part in parts):
            self._sentences += 1
            self._different_sentences.add(text.casefold())
        if len(self._parts) <= 40:
            self._parts.update(parts)
            self._named += len(parts)

    def is_prose_like(self, *, named: bool, asked: bool = False) -> bool:
        """Tell whether people wrote the cells in their own words.

        ``named``: the header says so. ``asked``: the header is an open question, which people also answer in
        one word.
        """
        if named:
            if self.filled < 10:
                return not self.filled or self.plain < self.filled
            return self.plain < 0.8 * self.filled
        if not self.filled or self.plain * 2 > self.filled:
            return False
        if self.has_sentences() or (asked and self._is_answered()):
            return True
        return not self.is_choice() and self._is_varied()

    def names_things(self, share: float) -> bool:
        """Tell whether at least a share of the cells are nobody's name, as titles are."""
        return self.filled > 0 and self._things >= share * self.filled

    def integers_within(self, low: int, high: int) -> bool:
        """Tell whether nearly all cells are whole numbers of a scale."""
        inside = sum(count for value, count in self.integers.items() if low <= value <= high)
        return self.filled > 0 and inside >= 0.9 * self.filled

    def is_choice(self) -> bool:
        """Tell whether the cells repeat a few answers."""
        if self._is_listed():
            return True
        if self.filled < _FEW:
            return self._named >= max(_FEWEST_CHOICES, 2 * len(self._parts))
        distinct = self._distinct.count()
        few = distinct <= 12 and self.filled >= 3 * distinct
        several = len(self._parts) <= 15 and self.filled >= 2 * len(self._parts)
        return few or several or (distinct <= 60 and distinct < 0.3 * self.filled)

    def is_offered(self) -> bool:
        """Tell whether there are words in the cells of which nothing says that they are only choices."""
        if self._is_listed() or self._yes_no == self.filled:
            return False
        return self.plain * 2 <= self.filled

    def _is_listed(self) -> bool:
        return self.lists > 0 and self.lists >= 0.8 * self.filled

    def has_sentences(self) -> bool:
        """Tell whether people wrote sentences of their own beside short answers that repeat."""
        if self._sentences < max(_FEWEST_SENTENCES, 0.1 * self.filled) or self._is_listed():
            return False
        return self._different_sentences.count() >= 0.8 * self._sentences

    def _is_answered(self) -> bool:
        """Tell answers to an open question, if only in a word, from the few that a closed one offers."""
        distinct = self._distinct.count()
        if self.is_choice() or self._yes_no == self.filled:
            return False
        return distinct > 60 or distinct >= 0.5 * self.filled

    def _is_varied(self) -> bool:
        share, words = self._distinct.count() / self.filled, self.median_words()
        if words >= (2 if self.filled < 4 else 3):
            return self.filled < 4 or share >= 0.4 or self._distinct.count() > 60
        if words >= 2 and self.filled >= 3 and share >= 0.6:
            return True
        return self._distinct.count() >= 20 and share >= 0.2

    def median_words(self) -> int:
        """Return how many words the cells have in the middle, 40 at most; 0 if none is filled."""
        seen = 0
        for words in sorted(self._words):
            seen += self._words[words]
            if seen * 2 >= self.filled:
                return words
        return 0


def _is_name(text: str) -> bool:
    """Tell whether a person may be called so: ``Ana``, ``Ana de Souza``, ``ana23``; not ``Dark mode``."""
    words = [word for word in text[:100].split() if word not in _PARTICLES]
    if len(words) == 1:
        return True
    if len(words) > _LONGEST_NAME or not all(_NAME.fullmatch(word) for word in words):
        return False
    small = sum(word[0].islower() for word in words)
    return small == 0 or small == len(words) == 2
