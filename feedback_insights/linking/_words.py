"""Words as the linker compares them: lower-cased, without the commonest, cut to a stem; and their rarity."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from feedback_insights.errors import ModelError
from feedback_insights.machine_text import prose
from feedback_insights.records import Feature
from feedback_insights.resources import model_path

# Too common to tell one feature from another; "app" because every review has it. Numbers, spans of time and
# words for anybody or anything tell when and how often, not what: an item's "once a month" is no evidence.
_COMMON_WORDS = """
a about above after again all also am an and any app apps are aren as at be because been before being
below between both but by can cannot cant could couldn did didn do does doesn doing don dont down during
each few for from further get got had hadn has hasn have haven having he her here hers him his how i if
im in into is isn it its ive just let ll me more most my no nor not now of off on once only or other our
ours out over own please re same she should so some such than thanks that the their theirs them then
there these they this those through to too under until up us ve very was wasn we were weren what when
where which while who whom why will with won would you your yours
one two three four five six seven eight nine ten hundred thousand first second third next last
minute minutes hour hours day days week weeks month months year years today yesterday
back long longer people person someone anyone everyone thing things lot way kind much many
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ENDINGS = "ization isation ations ation ingly ings ing edly ed ers er ments ment es s ly"
_SUFFIXES = tuple(_ENDINGS.split())  # the longer first where one ends another
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PLACEHOLDER = re.compile(r"\[[a-z]{2,12} \d{1,6}\]")
_BREAK = re.compile(r"(?<=[.!?…])\s+|\n+")
_MARKUP = " \t*-#>•"


def words(text: str) -> list[str]:
    """The informative words of a text, in order, as stems."""
    return [stem for stem, _ in spoken(text)]


def spoken(text: str) -> list[tuple[str, str]]:
    """Each informative word as (stem, the word as written but lower-cased)."""
    found = (match.group().lower().replace("’", "'") for match in _WORD.finditer(unmasked(text)))
    return [(_stem(word), word) for word in found if word not in _COMMON and len(word) > 1]


def unmasked(text: str) -> str:
    """The text, as long as before, without placeholders: "[phone 1]" is nobody's word for a phone."""
    return _PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Cut English endings, lightly: exporting, exports, exported -> export."""
    word = word.split("'")[0]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]  # planning -> plan
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "y" if len(word) > 3 and word.endswith("i") else word


def sentences(text: str, *, limit: int = 12) -> list[str]:
    """The first sentences and list items of a description that have at least three words."""
    parts = (part.strip(_MARKUP) for part in _BREAK.split(text))
    return [part for part in parts if len(_WORD.findall(part)) >= 3][:limit]


class FeatureWords(NamedTuple):
    """The informative stems of a backlog item; ``extra`` are those not in the title."""

    title: frozenset[str]
    extra: frozenset[str]

    @classmethod
    def of(cls, title: Iterable[str], others: Iterable[str]) -> FeatureWords:
        """From the stems of the title and of everything else that the item says."""
        named = frozenset(title)
        return cls(named, frozenset(others) - named)


def item_texts(feature: Feature) -> list[str]:
    """Everything a backlog item says in words, its title first; logs and code left out."""
    told = (feature.description, *feature.customer_words, *feature.comments)
    return [feature.title, *(prose(text) for text in told if text), *feature.labels]


@dataclass(frozen=True, slots=True)
class WordTable:
    """In how many of ``documents`` public texts each stem stands: a measure of rarity no backlog can move."""

    documents: int
    counts: Mapping[str, int]

    def rarity(self, stem: str, *, items_with: int = 0, items: int = 0) -> float:
        """How telling a word is: minus the log of the share of texts that have it (nats, > 0).

        The backlog's own items count along, as if the public texts were 30 items: a word that stands in
        every item of this backlog tells nothing, while one new item changes next to nothing.
        """
        share = (self.counts.get(stem, 0) + 3) / (self.documents + 3)
        return math.log((_AS_ITEMS + items) / (_AS_ITEMS * share + items_with) * _TOP)

    def mass(self, stems: Collection[str], **backlog: int) -> float:
        """The summed rarity of some words, each once."""
        return sum(self.rarity(stem, **backlog) for stem in sorted(set(stems)))


_AS_ITEMS = 30
_TOP = 1.0 + 1e-9  # a word in every text keeps a rarity just above 0


@lru_cache(maxsize=1)
def load_words() -> WordTable:
    """The table that ships with the package. Raises `ModelError` if it is missing or damaged."""
    path = model_path("linking", "words.json")
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return WordTable(int(table["documents"]), dict(table["counts"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("models/linking/words.json is damaged; reinstall feedback-insights") from error
