"""The language of a text, offline, by py3langid (BSD) with its model inside the package."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from feedback_insights.normalize import _words
from feedback_insights.normalize.privacy import PLACEHOLDER

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_MIN_LETTERS = 20
_FIRST_CJK = "\u2e80"  # from here on one letter says as much as three
_MIN_PROBABILITY = 0.9
_SAMPLE = 2_000  # characters looked at
_LANGUAGES = sorted(_words.words("languages"))
_NOT_WORDS = re.compile(r"https?://\S+|\S*[@/\\=_<>{}]\S*|\S*\d\S*|```.*?(?:```|\Z)", re.DOTALL)


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language, or None if there is too little text or too much doubt."""
    words = _NOT_WORDS.sub(" ", PLACEHOLDER.sub(" ", text[:_SAMPLE]))
    if sum(3 if c > _FIRST_CJK else 1 for c in words if c.isalpha()) < _MIN_LETTERS:
        return None
    code, probability = _identifier().classify(" ".join(words.split()))
    return str(code) if probability >= _MIN_PROBABILITY else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
