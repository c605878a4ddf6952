"""What got worse for the writer, and which change is blamed, by rules (``effects_en.toml``). English.

An effect is told of: words that are negated, wished for, asked about, supposed, over or improved are none.
The change is looked for in the sentence of the effect, then in the one before and the one after.
"""

from __future__ import annotations

import re
from typing import Final, cast

from feedback_insights.phrases.clauses import lower, sentences, words
from feedback_insights.records import Effect, EffectKind
from feedback_insights.tagging._findings import Blame, Finding, findings, rules_of

_EMPTY: Final = re.compile(  # names nothing
    r"\W*(?:since )?(?:(?:the|an?) )?(?:\d+(?:st|nd|rd|th)?|version|going to .*)\W*", re.IGNORECASE
)


def effects(text: str) -> tuple[Effect, ...]:
    """Return the adverse effects of one text in its order, at most one of a kind and change.

    Where a kind is told of with a change and without one, the one without is left out.
    """
    rules = rules_of("effects_en.toml")
    found = findings(text, rules)
    if not found:
        return ()
    changes = _Changes(sentences(text), rules.blames)
    told = {(one.kind, change): one for one in reversed(found) for change in [changes.of(one)]}
    blamed = {kind for kind, change in told if change}
    return tuple(
        Effect(kind=cast(EffectKind, kind), words=told[kind, change].words, change=change)
        for kind, change in reversed(told)
        if change or kind not in blamed
    )


class _Changes:
    """The changes named in a text; each sentence is searched once."""

    def __init__(self, said: list[str], blames: tuple[Blame, ...]) -> None:
        self._said = said
        self._blames = blames
        self._known: dict[int, str] = {}

    def of(self, found: Finding) -> str:
        """The change blamed for a finding, or ""."""
        return self._named(found.clause) or self._beside(found.sentence)

    def _beside(self, at: int) -> str:
        if at not in self._known:
            around = [self._said[near] for near in (at - 1, at + 1) if 0 <= near < len(self._said)]
            self._known[at] = self._named(self._said[at]) or next(
                filter(None, (self._named(sentence, beside=True) for sentence in around)), ""
            )
        return self._known[at]

    def _named(self, text: str, *, beside: bool = False) -> str:
        for blame in self._blames:
            if (blame.beside or not beside) and (match := blame.pattern.search(lower(text))):
                group: int | str = "change" if "change" in match.re.groupindex else 0
                named = words(text, match, group)
                if not (_EMPTY.fullmatch(named) or text[: match.start(group)][-1:].isalnum()):
                    return named
        return ""
