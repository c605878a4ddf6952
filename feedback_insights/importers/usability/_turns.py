"""From pieces of speech to turns: what one speaker says until another speaks or a pause comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from feedback_insights.importers.usability._cast import UNKNOWN
from feedback_insights.importers.usability._cues import Broken

_PAUSE = 2_000  # milliseconds: a turn ends with it,
_LONG_PAUSE = 30_000  # unless a sentence is unfinished, and then with this
_LONG_TURN = 120_000  # from then on a turn ends with its sentence, so that its time code leads to the words
_LONGEST_TURN = 20_000  # letters: captions without full stops
_FINISHED = re.compile(r"(?<!\.\.)[.?!。？！][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One piece of a cue; times in milliseconds."""

    line: int
    start: int
    end: int
    text: str  # "" = no words
    who: str | None  # the speaker's key; None = the cue does not say
    is_new: bool = False  # somebody else than before
    is_sound: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go; without text it is a sound or nothing at all."""

    line: int
    start: int
    who: str
    text: str
    is_new: bool = False  # somebody else than before, even if nobody knows who either is
    is_sound: bool = False


class _Open:
    """The turn that is being spoken."""

    def __init__(self, first: Spoken, who: str) -> None:
        self.who, self.end = who, first.end
        self._first, self._latest = first, first.start  # start of its last piece
        self._texts: list[str] = []
        self._letters = 0

    def add(self, piece: Spoken) -> None:
        """Take the next piece in."""
        self.end, self._latest = max(self.end, piece.end), piece.start
        self._texts.append(piece.text)
        self._letters += len(piece.text)

    def is_finished(self) -> bool:
        """Tell whether the last piece ends with its sentence."""
        return _FINISHED.search(self._texts[-1]) is not None

    def goes_on(self, piece: Spoken, *, is_ours: bool) -> bool:
        """Tell whether a piece of the same speaker belongs to this turn."""
        pause = piece.start - self.end
        if piece.is_new or piece.start < self._latest - _PAUSE or self._letters > _LONGEST_TURN:
            return False
        so_far = 0 if is_ours else piece.start - self._first.start
        if self.is_finished():
            return pause < _PAUSE and so_far < _LONG_TURN
        return pause < _LONG_PAUSE and so_far < 2 * _LONG_TURN

    def turn(self) -> Turn:
        """Return the turn as far as it was spoken."""
        first = self._first
        return Turn(first.line, first.start, self.who, " ".join(self._texts), first.is_new)


@dataclass
class Turns:
    """Joins pieces into turns. ``unnamed``: whose words are those under which no name stands.

    "same": the last named speaker's, as where a name is written once, when the speaker changes.
    "unknown": nobody knows whose, unless they finish the sentence just begun.
    """

    unnamed: Literal["same", "unknown"]
    ours: AbstractSet[str]  # the keys of moderators
    one_by_one: bool = False  # several speakers without names: only a sentence is known to be one person's
    unknown: int = 0  # pieces that name nobody and whose speaker is not known
    carried: int = 0  # pieces that name nobody, after a pause, given to the speaker before

    def join(self, pieces: Iterable[Spoken | Broken]) -> Iterator[Turn | Broken]:
        """Yield the turns in the order in which they begin; what is no speech never ends one."""
        current: _Open | None = None
        beside: list[Turn | Broken] = []
        for piece in pieces:
            if isinstance(piece, Broken):
                beside.append(piece)
            elif not piece.text:
                beside.append(_silence(piece))
            else:
                who = self._who(piece, current)
                if current is None or not self._is_one(current, piece, who):
                    yield from _in_order(current, beside)
                    current, beside = _Open(piece, who), []
                current.add(piece)
            if current is None:
                yield from _in_order(None, beside)
                beside = []
        yield from _in_order(current, beside)

    def _who(self, piece: Spoken, current: _Open | None) -> str:
        if piece.who is not None:
            return piece.who
        if current and not piece.is_new:
            close = piece.start - current.end < _PAUSE
            if self.unnamed == "same" or (close and not current.is_finished()):
                self.carried += not close and current.is_finished() and current.who != UNKNOWN
                self.unknown += current.who == UNKNOWN
                return current.who
        self.unknown += 1
        return UNKNOWN

    def _is_one(self, current: _Open, piece: Spoken, who: str) -> bool:
        if who != current.who or (self.one_by_one and who == UNKNOWN and current.is_finished()):
            return False
        return current.goes_on(piece, is_ours=who in self.ours)


def _silence(piece: Spoken) -> Turn:
    return Turn(piece.line, piece.start, piece.who or UNKNOWN, "", is_sound=piece.is_sound)


def _in_order(current: _Open | None, beside: list[Turn | Broken]) -> list[Turn | Broken]:
    turns = [current.turn()] if current else []
    return sorted([*turns, *beside], key=lambda part: part.line)
