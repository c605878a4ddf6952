"""Find people's names in a text: those that the record gives, and those that a title announces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from feedback_insights.normalize import _words

_NOT_NAMES = _words.words("not_names")
_NAME_WORDS = _words.words("name_words")  # also words
_CAPITAL_WORDS = _words.words("capital_words")  # and often capitalized

_TOKEN = re.compile(r"\[[a-z]+ \d+\]|[^\W_]+")
_GAP = re.compile(r"[ .\-'’_]|, |\. ")
_MID_SENTENCE = re.compile(r"[a-zß-ÿ],?\s$")
_BEFORE_NAME = re.compile(
    r"(?:\b(?:hi|hello|hey|dear|hallo|bonjour|hola|ciao|thanks|thank you|cheers|regards|best"
    r"|sincerely|i['’]?a?m|this is|name is|signed|by|from|to|ask|told|tell|with|love)[,.]?\s+"
    r"|[a-zß-ÿ,;]\s|[-–—~/(]\s?)$",
    re.IGNORECASE,
)
_TITLE = (
    r"(?:[Mm]rs?|MRS?|[Mm]s|[Mm]x|[Dd]r|[Pp]rof|[Hh]errn?|[Ff]rau|[Mm]onsieur|[Mm]adame|[Mm]me"
    r"|[Ss]eñora?|[Ss]ignora?)"
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[-'’][A-ZÀ-ÖØ-Þ][^\W\d_]+)?)"
_INTRODUCED = re.compile(
    rf"(?:\b{_TITLE}\b\.?\s|\b[Mm]y name(?:['’]s| is)\s|\b[Mm]ein Name ist\s|\bm['’]appelle\s|\b[Mm]e llamo\s"
    rf"|\b(?:From|To|Cc|Von|An|De|Para|Da): (?={_CAPITAL}\s{_CAPITAL}))"
    rf"(?!(?:Teams|Office|Word|Excel|Outlook|Windows|Access|Project)\b)"
    rf"((?:[A-ZÀ-ÖØ-Þ]\.\s?)?{_CAPITAL}(?:\s{_CAPITAL})?)"
)

Placeholder = Callable[[str], str]  # whose name it is -> "[person n]"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    folded: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    return [_Token(m[0], _fold(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _fold(text: str) -> str:
    """Return `text` without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


class People:
    """The people of one record, ready to be found in its texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self._people: list[tuple[str, ...]] = []
        self._by_part: dict[str, list[int]] = {}
        self._joined: dict[str, int] = {}
        unique = {" ".join(name.split()) for name in names}
        for name in sorted(
            unique, key=lambda name: (-len(name), name)
        ):  # "Priya" is "Priya Shah" where both are
            self._add(name)

    def _add(self, name: str) -> None:
        parts = tuple(_fold(part) for part in re.findall(r"[^\W_]+", name) if not part.isdigit())
        if not parts or len(parts) > 6 or all(part in _NOT_NAMES for part in parts):
            return
        number = len(self._people)
        self._people.append(parts)
        for part in dict.fromkeys(parts):
            self._by_part.setdefault(part, []).append(number)
        self._joined.setdefault("".join(parts), number)

    def mask(self, text: str, placeholder: Placeholder) -> str:
        """Return `text` with every mention replaced by ``placeholder(key)``; one person has one key."""
        if not self._people:
            return text
        tokens = _tokens(text)
        pieces: list[str] = []
        done = i = 0
        while i < len(tokens):
            end, person = self._mention(text, tokens, i)
            if person is not None:
                pieces += [text[done : tokens[i].start], placeholder(" ".join(sorted(self._people[person])))]
                done = tokens[end - 1].end
            i = end
        return "".join(pieces) + text[done:]

    def _mention(self, text: str, tokens: list[_Token], i: int) -> tuple[int, int | None]:
        """Return (index behind, person) of the mention that begins at token `i`, or (i + 1, None)."""
        token = tokens[i]
        best = (i + 1, self._written_as_one_word(text, token))
        for person in self._by_part.get(token.folded, ()):
            end = self._run(text, tokens, i, person)
            if end > best[0] or (best[1] is None and _stands_as_name(text, token)):
                best = (max(end, i + 1), person)
        if best[1] is None and len(token.text) == 1 and i + 1 < len(tokens):
            owner = self._behind_initial(text, token, tokens[i + 1])
            return (i + 2, owner) if owner is not None else best
        return best

    def _written_as_one_word(self, text: str, token: _Token) -> int | None:
        """Return whose name is written as one word: "priyashah", "jdoe42", "@jdoe"."""
        person = self._joined.get(token.folded)
        if person is None or len(token.text) < 4:
            return None
        several = len(self._people[person]) > 1 or any(map(str.isdigit, token.text))
        return person if several or text[max(token.start - 1, 0)] == "@" else None

    def _run(self, text: str, tokens: list[_Token], i: int, person: int) -> int:
        """Return the end of a run of two or more of the person's name parts or initials; 0 = none."""
        left = [part for part in self._people[person] if part != tokens[i].folded]
        j = i + 1
        while j < len(tokens) and _GAP.fullmatch(text[tokens[j - 1].end : tokens[j].start]):
            part = tokens[j].folded
            if len(part) == 1 and tokens[j].text.isupper():
                part = next((name for name in left if name[0] == part), part)
            if part not in left:
                break
            left.remove(part)
            j += 1
        run = tokens[i:j]
        words = all(t.folded in _NAME_WORDS or t.folded in _CAPITAL_WORDS for t in run)
        return 0 if len(run) < 2 or (words and not any(t.text[0].isupper() for t in run)) else j

    def _behind_initial(self, text: str, initial: _Token, following: _Token) -> int | None:
        """Return whose last name follows the initial of their first ("P. Shah")."""
        if not (initial.text.isupper() and following.text[0].isupper()):
            return None
        if text[initial.end : following.start] not in {". ", ".", " "}:
            return None
        owners = self._by_part.get(following.folded, ())
        return next((p for p in owners if self._people[p][0][0] == initial.folded), None)


def _stands_as_name(text: str, token: _Token) -> bool:
    """Tell whether one part of a name alone is meant as a name, and not as the word it may also be."""
    if len(token.folded) < 3 or not token.text[0].isupper() or token.folded in _NOT_NAMES:
        return False
    if token.folded not in _NAME_WORDS and token.folded not in _CAPITAL_WORDS:
        return True
    before = text[max(token.start - 20, 0) : token.start]
    after = text[token.end : token.end + 1]
    if after in {"", "\n"} and (not before or before.endswith("\n")):
        return True
    if token.folded in _NAME_WORDS and _MID_SENTENCE.search(before):
        return True
    return after in {"", "\n", ",", "."} and _BEFORE_NAME.search(before) is not None


def mask_introduced(text: str, placeholder: Placeholder) -> str:
    """Mask names that the text itself marks as such: behind a title ("Mrs Hollis") or "my name is"."""

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        return match[0][: len(match[0]) - len(name)] + placeholder(" ".join(sorted(_fold(name).split())))

    return _INTRODUCED.sub(replace, text)
