"""The language of a text, offline, by py3langid (BSD) with its model inside the package."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from feedback_insights.normalize import _words
from feedback_insights.normalize.privacy import PLACEHOLDER
from feedback_insights.records import Feedback, Statement

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_MIN_LETTERS = 20
_FIRST_CJK = "\u2e80"  # from here on one letter says as much as three
_MIN_PROBABILITY = 0.9
# Which language a short text is in is hard to tell, whether it is English is not. Of 13,000 English texts
# that the rule above leaves open these limits take two for another language; of 2,062 such tweets in
# German, Spanish and Portuguese they tell half, 98 % of them rightly.
_FOREIGN_LETTERS = 6  # two signs of Chinese or Japanese
_FOREIGN_PROBABILITY = 0.5
_NOT_ENGLISH = 0.01  # probability of English below which a text is not English
_SAMPLE = 2_000  # characters looked at
_LANGUAGES = sorted(_words.words("languages"))
_NOT_WORDS = re.compile(r"https?://\S+|\S*[@/\\=_<>{}]\S*|\S*\d\S*|```.*?(?:```|\Z)", re.DOTALL)


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language, or None if there is too little text or too much doubt."""
    plain = unicodedata.normalize("NFKC", text[:_SAMPLE])
    words = " ".join(_NOT_WORDS.sub(" ", PLACEHOLDER.sub(" ", plain)).split())
    letters = sum(3 if c > _FIRST_CJK else 1 for c in words if c.isalpha())
    if letters < _FOREIGN_LETTERS:
        return None
    ranked = _identifier().rank(words)
    code, probability = ranked[0]
    if letters >= _MIN_LETTERS and probability >= _MIN_PROBABILITY:
        return str(code)
    foreign = dict(ranked)["en"] < _NOT_ENGLISH and probability >= _FOREIGN_PROBABILITY
    return str(code) if foreign else None


def languages(statements: Iterable[Statement], feedback: Iterable[Feedback]) -> dict[str, str | None]:
    """The language of each statement by id: its own where it is beyond doubt, else that of its feedback."""
    whole = {item.id: item for item in feedback}
    return {s.id: _language_of(s, whole[s.feedback_id]) for s in statements}


def _language_of(statement: Statement, item: Feedback) -> str | None:
    return item.lang if statement.text == item.text else detect(statement.text) or item.lang


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
