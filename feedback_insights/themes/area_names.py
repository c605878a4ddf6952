"""Names for areas, out of the words of their themes: what they share, else two of the themes side by side.

"Top up" where most themes of an area speak of it and few others do; "Invoice PDF and payout statement" where
no one word does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from feedback_insights.themes._reading import Phrase, Reading
from feedback_insights.themes._wording import casing, lowered, sentence_case
from feedback_insights.themes.names import KEYPHRASES, Named

WORDS = 3  # of a shared phrase, or of each half of a pair
SHARED = 0.18  # share of the statements that have the phrase, in the better half of the themes
TELLING = 0.3  # that share times how much rarer the phrase is elsewhere (log)
NEARLY = 0.75  # of the best phrase's score: a longer one that holds the best says more
ELSEWHERE = 0.02  # added to the share elsewhere: a word that nobody else has is not infinitely telling

Readings = Sequence[Reading]  # of one theme
Forms = Counter[tuple[str, ...]]


def name_areas(
    areas: Sequence[Sequence[int]],
    names: Sequence[Named],
    readings: Sequence[Readings],
    sizes: Sequence[int],
) -> tuple[Named, ...]:
    """Name every area, in the order given, unlike any theme and any other area.

    ``areas`` hold the numbers of their themes; ``names``, ``readings`` (`read_themes`) and ``sizes`` go with
    the themes. The first area to claim a phrase has it. The order of the themes in an area does not matter.
    """
    told = [_told(*theme) for theme in zip(names, readings, sizes, strict=True)]
    written = casing(reading for theme in readings for reading in theme)
    taken = {_plain(named.name) for named in names}
    named: list[Named] = []
    for area in areas:
        used = {_plain(other.name) for other in named}
        order = sorted(area, key=lambda theme: (-told[theme], -sizes[theme], names[theme].name))
        options = [*_shared(area, readings, written), *_pairs(order, names, readings, written, used)]
        options += [f"{options[-1]} ({number})" for number in range(2, len(areas) + 2)]
        name = next(option for option in options if _plain(option) not in taken | used)
        phrases = dict.fromkeys([name, *(names[theme].name for theme in order)])
        named.append(Named(name=name, keyphrases=tuple(phrases)[:KEYPHRASES]))
    return tuple(named)


def _shared(area: Sequence[int], readings: Sequence[Readings], written: Mapping[str, str]) -> list[str]:
    """The phrase that at least half of the themes, and two, have in common; none if none is telling."""
    terms = _terms(area, readings)
    scores = {lemmas: _telling(lemmas, area, readings) for lemmas in terms}
    ranked = [lemmas for lemmas in terms if scores[lemmas] >= TELLING]
    ranked.sort(key=lambda lemmas: (-scores[lemmas], sorted(lemmas)))
    if not ranked:
        return []
    best = ranked[0]
    longer = (lemmas for lemmas in ranked if lemmas > best and scores[lemmas] >= NEARLY * scores[best])
    return [sentence_case(_usual(terms[next(longer, best)], written), written)]


def _terms(area: Sequence[int], readings: Sequence[Readings]) -> dict[frozenset[str], Forms]:
    """Short names of things that two themes or more use, by their lemmas, with the ways they are put."""
    forms: dict[frozenset[str], Forms] = {}
    themes: Counter[frozenset[str]] = Counter()
    for theme in area:
        said = [phrase for reading in readings[theme] for phrase in _things(reading)]
        themes.update({phrase.lemmas for phrase in said})
        for phrase in said:
            forms.setdefault(phrase.lemmas, Counter())[_lower(phrase.words)] += 1
    return {lemmas: counts for lemmas, counts in forms.items() if themes[lemmas] > 1}


def _things(reading: Reading) -> set[Phrase]:
    return {
        phrase for phrase in reading.phrases if phrase.words in reading.nouns and len(phrase.words) <= WORDS
    }


def _telling(lemmas: frozenset[str], area: Sequence[int], readings: Sequence[Readings]) -> float:
    """How common the words are in the better half of the area's themes, and how rare in other themes."""
    inside = sorted((_share(lemmas, readings[theme]) for theme in area), reverse=True)
    half = inside[max(2, -(-len(area) // 2)) - 1]
    if half < SHARED:
        return 0.0
    others = [_share(lemmas, theme) for number, theme in enumerate(readings) if number not in area]
    elsewhere = sum(others) / max(len(others), 1)
    return round(half * math.log1p(sum(inside) / len(inside) / (elsewhere + ELSEWHERE)), 9)


def _share(lemmas: frozenset[str], theme: Readings) -> float:
    """Share of the statements read that have all these words."""
    return sum(lemmas <= reading.lemmas for reading in theme) / max(len(theme), 1)


def _usual(forms: Forms, written: Mapping[str, str]) -> tuple[str, ...]:
    """The way most people put it, in the plural where some do: an area is about cards, not a card."""
    best = max(forms, key=lambda words: (forms[words], words))
    plurals = [(*best[:-1], best[-1] + ending) for ending in ("s", "es")]
    plural = max(plurals, key=lambda words: (forms[words], words))
    abbreviated = written.get(best[-1], best[-1])[1:] != best[-1][1:]  # no SQLs
    return plural if forms[plural] > 1 and not abbreviated else best


def _pairs(
    order: Sequence[int],
    names: Sequence[Named],
    readings: Sequence[Readings],
    written: Mapping[str, str],
    used: Collection[str],
) -> Iterator[str]:
    """Two themes side by side, the first ones if they have a short name for a thing."""
    halves = [half for theme in order for half in _short(names[theme], readings[theme], used)]
    halves += [names[theme].name for theme in order]
    read = [bool(reading.nouns) for theme in order for reading in readings[theme]]
    english = 2 * sum(read) >= len(read)
    for at, one in enumerate(halves):
        for other in halves[at + 1 :]:
            if one != other:
                yield f"{one} and {_inside(other, written)}" if english else f"{one} / {other}"
    yield halves[0]


def _told(named: Named, readings: Readings, size: int) -> float:
    """How many of a theme's statements have a word of its name, by those that were read."""
    words = _lower(named.name.split())
    named_by = (phrase for reading in readings for phrase in reading.phrases if _lower(phrase.words) == words)
    lemmas = {lemma for phrase in named_by for lemma in phrase.lemmas}
    told = sum(bool(lemmas & reading.lemmas) for reading in readings)
    return round(size * told / max(len(readings), 1), 9)


def _short(named: Named, readings: Readings, used: Collection[str]) -> list[str]:
    """The first of the theme's name and keyphrases that is short and a thing; none if none is."""
    as_thing = Counter(_lower(words) for reading in readings for words in reading.nouns)
    in_all = Counter(words for r in readings for words in {_lower(phrase.words) for phrase in r.phrases})
    for phrase in (named.name, *named.keyphrases):
        words = _lower(phrase.split())
        if len(words) <= WORDS and as_thing[words] > in_all[words] / 2 and _plain(phrase) not in used:
            return [phrase]
    return []


def _inside(phrase: str, written: Mapping[str, str]) -> str:
    """The phrase inside a sentence: its first letter small unless people write the word with a capital."""
    first = phrase.split()[0]
    return phrase if written.get(first.lower(), first.lower())[:1].isupper() else lowered(phrase)


def _lower(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def _plain(name: str) -> str:
    """The name as far as a reader tells names apart: without case, hyphens and plurals."""
    words = name.casefold().replace("-", " ").split()
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)
