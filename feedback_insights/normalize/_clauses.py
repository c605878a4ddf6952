"""Cut a sentence where it turns: at "but" and its like, at a change of mood, around greetings and thanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from feedback_insights.normalize import _words
from feedback_insights.normalize._kinds import is_chaser, is_courtesy

Span = tuple[int, int]

_POSITIVE = _words.words("positive")
_NEGATIVE = _words.words("negative")
_FEELINGS = _POSITIVE | _NEGATIVE
_NEGATIONS = _words.words("negations")
_VERBS = _words.words("verbs")
_CLAUSE_STARTERS = _words.words("clause_starters")

_WORD = re.compile(r"\[[a-z]{2,6} \d{1,6}\]|[^\W_]+(?:['’][^\W_]+)*")
_TURN = re.compile(
    r"(?:(?<=\S)[,;:]?\s+|\s[-–—]\s)(?P<english>(?:but|however|although|yet|whereas)\b)"
    r"|[,;]\s+(?P<foreign>(?:aber|jedoch|allerdings|obwohl|doch|mais|cependant|par contre|pero|aunque"
    r"|sin embargo|ma|però|mas|porém|maar|echter)\b)"
    r"|;\s+(?P<semicolon>)(?=\S)",
    re.IGNORECASE,
)
_TURN_WORD = re.compile(
    r"but|however|although|yet|whereas|aber|jedoch|mais|pero|aunque|ma\b|però|mas\b|maar", re.I
)
_NOT_BUT = re.compile(
    r"\b(?:nothing|any|anything|everything|all|none|choice|help|cannot|can['’]t|last|one|not only.{0,60})$",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:not|n['’]t|as|nor|never|have|has|no\s\w{1,20}|best|and)$", re.IGNORECASE)
_AFTER_YET = re.compile(r"\s*(?:another|to\b|again|[.?!,;]|$)", re.IGNORECASE)
_ALSO = re.compile(r"\s+also\b", re.IGNORECASE)
_COMMA = re.compile(r",\s+")
_PAUSE = re.compile(r"[,;:]\s+|\s[-–—]\s|[!.]\s+")
_GLUE = " \t,;:–—-"


def clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the parts of one sentence; the commas, dashes and spaces between two parts belong to neither."""
    for begin, stop in _peel_courtesies(text, start, end):
        yield from _split_at_turns(text, begin, stop)


def _split_at_turns(text: str, start: int, end: int) -> Iterator[Span]:
    turns = {
        m.start(m.lastgroup or 0): _joins_clauses(m)
        for m in _TURN.finditer(text, start, end)
        if _turns(text, m, end)
    }
    turns.update((comma, False) for comma in _mood_changes(text, start, end))
    begin = start
    for right, sure in sorted(turns.items()):
        left_end = _before(text, begin, right)
        left = _split_words(text[begin:left_end])
        if not _is_clause(left, sure=sure):
            continue
        opposed = _split_words(text[right:end])
        opposed = opposed[1:] if _TURN_WORD.match(text, right) else opposed
        if _is_clause(opposed, sure=sure) and not _is_one_phrase(left, opposed):
            yield begin, left_end
            begin = right
    yield begin, end


def _joins_clauses(match: re.Match[str]) -> bool:
    """Tell whether what turns the sentence can only stand between clauses ("but" also joins adjectives)."""
    return (match["english"] or "").casefold() not in {"but", "yet"}


def _turns(text: str, match: re.Match[str], end: int) -> bool:
    """Tell "but" that opposes from "nothing but", "yet" that opposes from "not yet"."""
    before = text[max(0, match.start() - 80) : match.start() + 1].rstrip(_GLUE)
    after = text[match.end() : min(end, match.end() + 12)]
    marked = match[0].lstrip()[0] in ",;:-–—"
    match (match["english"] or match.lastgroup or "").casefold():
        case "but":
            return not _ALSO.match(after) and (marked or not _NOT_BUT.search(before))
        case "yet":
            return not _NOT_YET.search(before) and not _AFTER_YET.match(after)
        case "however":
            return marked
    return True


def _mood_changes(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a disliked thing follows a liked one or the reverse: "love the editor, hate the export"."""
    edges = [start, *(match.end() for match in _COMMA.finditer(text, start, end)), end]
    if not 3 <= len(edges) <= 12:
        return
    parts = [_split_words(text[a:b]) for a, b in pairwise(edges)]
    for (left, right), edge in zip(pairwise(parts), edges[1:], strict=False):
        if _mood(left) * _mood(right) == -1 and right[0] in _CLAUSE_STARTERS and len(right) > 2:
            yield edge


def _mood(words: list[str]) -> int:
    """Return 1 for words that only like, -1 for words that only dislike, else 0."""
    good = bad = False
    for i, word in enumerate(words):
        if word in _POSITIVE:
            turned = not _NEGATIONS.isdisjoint(words[max(i - 3, 0) : i])
            good, bad = good or not turned, bad or turned
        elif word in _NEGATIVE and word not in _NEGATIONS:
            bad = True
    return int(good) - int(bad)


def _is_clause(words: list[str], *, sure: bool) -> bool:
    """Tell whether words say something of their own: two with a verb or a feeling among them, or four."""
    if len(words) < 2:
        return bool(words) and is_courtesy(words[0])
    return sure or len(words) >= 4 or any(map(_is_telling, words)) or is_courtesy(" ".join(words))


def _is_one_phrase(left: list[str], right: list[str]) -> bool:
    """Tell "a simple but powerful tool", where "but" stands between two adjectives of one thing."""
    feelings = left[-1] in _FEELINGS and right[0] in _FEELINGS
    return feelings and _VERBS.isdisjoint(left) and len(left) < 4


def _is_telling(word: str) -> bool:
    known = word in _VERBS or word in _POSITIVE or word in _NEGATIVE
    return known or word.endswith("n't") or (len(word) > 4 and word.endswith(("ed", "ing")))


def _split_words(part: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(part)]


def _peel_courtesies(text: str, start: int, end: int) -> list[Span]:
    """Return the sentence with a courtesy at its head or tail apart ("Hi team, ...", "..., thanks")."""
    head = _peel_head(text, start, end)
    begin = head[1] if head else start
    tail = _peel_tail(text, begin, end)
    middle = (begin, tail[0] if tail else end)
    return [
        *([(start, _before(text, start, begin))] if head else []),
        (middle[0], _before(text, *middle) if tail else end),
        *([tail] if tail else []),
    ]


def _peel_head(text: str, start: int, end: int) -> Span | None:
    for match in list(_PAUSE.finditer(text, start, min(end, start + 80)))[:2]:
        rest = text[match.end() : end]
        if is_courtesy(text[start : match.start()]) and _has_own_words(rest):
            return start, match.end()
    return None


def _peel_tail(text: str, start: int, end: int) -> Span | None:
    for match in _PAUSE.finditer(text, max(start, end - 60), end):
        if _has_own_words(text[start : match.start()]) and is_courtesy(text[match.end() : end]):
            return match.end(), end
    return None


def _has_own_words(part: str) -> bool:
    return len(_WORD.findall(part)) >= 2 and not is_courtesy(part) and not is_chaser(part)


def _before(text: str, start: int, end: int) -> int:
    """Return `end` without the commas, dashes and spaces before it."""
    while end > start and (text[end - 1] in _GLUE or text[end - 1].isspace()):
        end -= 1
    return end
