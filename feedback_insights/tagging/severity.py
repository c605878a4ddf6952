"""How bad a problem is, by rules that show their words (``cues_en.toml``). English.

Levels: 0 no problem (praise, a question, a wish, a fact), 1 minor, 2 moderate, 3 major, 4 blocker.
A text is as bad as its worst sentence. Further words never make it milder, except those of the mitigating
kinds: wish, question, what if, slight, seldom, workaround exists, resolved. Negated words are no cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_insights.phrases import clauses as _clauses
from feedback_insights.phrases.clauses import lower, negated, words
from feedback_insights.tagging._cues import Cap, Cue, english

_GOES_ON: Final = re.compile(r"\W*(?:it|this|that|same|happens|happening|affects|all|every|each)\b")


@dataclass(frozen=True, slots=True)
class Severity:
    """A level, 0..4, and the short phrases that explain it."""

    level: int
    reasons: tuple[str, ...]


class SeverityTagger:
    """Reads how bad a problem is, 0 to 4, and says which words decided."""

    def predict(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return a level per text, shape (n,): 0 no problem, 1 minor, 2 moderate, 3 major, 4 blocker."""
        return np.array([assess(text).level for text in texts], dtype=np.int64)

    def reasons(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the cues of each text in reading order, such as ``blocked: "cannot log in"``; () if none."""
        return [assess(text).reasons for text in texts]


def assess(text: str) -> Severity:
    """Return how bad the problem in one text is, with the reasons."""
    sentences = _clauses.sentences(text)
    read = [[_read_clause(clause) for clause in _clauses.clauses(sentence)] for sentence in sentences]
    _apply_caps([clause for clauses in read for clause in clauses])
    worst, reasons = 0, list[str]()
    for at, clauses in enumerate(read):
        following = sentences[at + 1] if at + 1 < len(sentences) else ""
        about = f"{sentences[at]} {following}" if _GOES_ON.match(lower(following)) else sentences[at]
        level, raised = _raise(max((clause.level for clause in clauses), default=0), about)
        worst = max(worst, level)
        reasons += [reason for clause in clauses for reason in clause.reasons()] + raised
    return Severity(worst, tuple(dict.fromkeys(reasons)))


@dataclass(slots=True)
class _Problem:
    cue: Cue
    words: str
    level: int


@dataclass(slots=True)
class _Clause:
    text: str
    lowered: str
    problems: list[_Problem]
    mitigated: list[str] = field(default_factory=list)

    @property
    def level(self) -> int:
        return max((problem.level for problem in self.problems), default=0)

    def lower(self, cap: Cap, words: str) -> None:
        """Apply a cap to the problems it covers, and note it if it lowered any."""
        able = [problem for problem in self.problems if problem.cue.level <= cap.upto]
        covered = [problem for problem in able if not (problem.cue.firm and cap.spares_firm)]
        if any(problem.level > cap.level for problem in covered):
            self.mitigated.append(f'{cap.name} (at most {cap.level}): "{words}"')
        for problem in covered:
            problem.level = min(problem.level, cap.level)

    def reasons(self) -> list[str]:
        return [f'{problem.cue.name}: "{problem.words}"' for problem in self.problems] + self.mitigated


def _read_clause(text: str) -> _Clause:
    lowered = lower(text)
    kept: list[tuple[Cue, re.Match[str]]] = []
    for cue, match in sorted(_problems(lowered), key=_weight):
        if not any(_overlap(match, other) for _, other in kept):
            kept.append((cue, match))
    kept.sort(key=lambda pair: pair[1].start())
    return _Clause(text, lowered, [_Problem(cue, words(text, match), cue.level) for cue, match in kept])


def _weight(found: tuple[Cue, re.Match[str]]) -> tuple[int, int]:
    cue, match = found
    return -cue.level, match.start() - match.end()  # worst first, then the longest words


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _problems(text: str) -> Iterator[tuple[Cue, re.Match[str]]]:
    """Yield the first phrase of each cue that is not negated."""
    for cue in english().cues:
        for match in cue.pattern.finditer(text):
            if not negated(text, match):
                yield cue, match
                break


def _apply_caps(clauses: list[_Clause]) -> None:
    """Let each mitigating phrase speak for its clause, and "solved now" for all before it, never after."""
    if not any(clause.problems for clause in clauses):
        return
    for at, clause in enumerate(clauses):
        for cap in english().caps:
            if match := cap.search(clause.lowered):
                for covered in clauses[0 if cap.back else at : at + 1]:
                    covered.lower(cap, words(clause.text, match))


def _raise(level: int, about: str) -> tuple[int, list[str]]:
    """Lift a problem of level 2 or more by what is said about its reach; never lowers."""
    reasons = []
    for raiser in english().raisers if level >= 2 else ():
        match = raiser.pattern.search(lower(about)) if level < raiser.limit else None
        if match:
            level += 1
            reasons.append(f'{raiser.name} (+1): "{words(about, match)}"')
    return level, reasons
