"""One recording as a whole: its facts, its speakers and how it writes them, before its first turn is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from feedback_insights.files import InputFile
from feedback_insights.files.columns import tidy
from feedback_insights.importers.usability._cast import Cast
from feedback_insights.importers.usability._cues import Broken, Comment, Cue, read_cues
from feedback_insights.importers.usability._labels import (
    date_in_file_name,
    participant_in_file_name,
    participant_in_title,
)
from feedback_insights.importers.usability._metadata import metas_of
from feedback_insights.importers.usability._speakers import (
    is_name_like,
    is_one_of,
    participant_of,
    read_speaker,
    says_who,
)
from feedback_insights.importers.usability._speech import Segment, has_word_times, is_cut, plain, segments
from feedback_insights.importers.usability._turns import Spoken

_MOSTLY = 0.5  # share of cues that name a speaker: then any name before a colon is one
_ALWAYS = 0.8  # share of cues that name a speaker: then the others are of nobody known
_NOTE = re.compile(r"^NOTE(?:\s+|$)")
_KEY_AND_VALUE = re.compile(r"^\s*[^:\s][^:]{0,40}:")


@dataclass
class Recording:
    """What is known of a file once it was seen as a whole; then it gives its pieces, one after the other."""

    file: InputFile
    cast: Cast = field(default_factory=Cast)
    facts: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    _speakers: frozenset[str] = frozenset()  # names before a colon that are speakers, as written
    _before_colon: Counter[str] = field(default_factory=Counter)
    _voices: set[str] = field(default_factory=set)  # names in voice tags
    _cues: int = 0
    _named: int = 0  # cues with a name before a colon
    _dashes: int = 0
    _questions: int = 0  # asked by nobody who is named
    _rolls: bool = False  # lines are repeated from cue to cue
    _titled: str | None = None  # the participant in the head's title
    _comments: list[int] = field(default_factory=list)  # lines

    @classmethod
    def seen(cls, file: InputFile, moderators: tuple[str, ...]) -> Recording:
        """Look through a file."""
        found = cls(file)
        for part in read_cues(file):
            if isinstance(part, Comment):
                found._note(part)
            elif isinstance(part, Cue) and not is_cut(part.lines):
                found._see(part)
        found._add_names()
        found._settle(moderators)
        return found

    @property
    def unnamed(self) -> Literal["same", "unknown"]:
        """Whose words those are under which no name stands (see `Turns`)."""
        once = 0 < self._named < _ALWAYS * self._cues and not self._voices
        return "same" if once and self.cast.has_participants() else "unknown"

    @property
    def is_unnamed_dialogue(self) -> bool:
        """Tell whether several people speak of whom none is named."""
        return self._dashes > 1 and not (self._voices or self._speakers)

    def pieces(self) -> Iterator[Spoken | Broken]:
        """Read the file again, piece by piece."""
        before: frozenset[str] = frozenset()
        for part in read_cues(self.file):
            if isinstance(part, Broken):
                yield part
            elif isinstance(part, Cue) and is_cut(part.lines):
                yield Broken(part.line, "a voice tag is not closed")
            elif isinstance(part, Cue):
                lines = tuple(
                    line for line in part.lines if not (self._rolls and tidy(plain(line)) in before)
                )
                if lines or not part.lines:
                    yield from self._spoken(part, lines)
                before = frozenset(tidy(plain(line)) for line in part.lines) if self._rolls else before

    def _spoken(self, cue: Cue, lines: tuple[str, ...]) -> Iterator[Spoken]:
        for said in segments(lines, self._speakers.__contains__):
            who = self.cast.key(said.speaker) if said.speaker else None
            yield Spoken(cue.line, cue.start, cue.end, said.text, who, said.is_new, said.is_sound)

    def _note(self, comment: Comment) -> None:
        title, _, rest = comment.text.partition("\n") if comment.is_head else ("", "", comment.text)
        self._titled = self._titled or participant_in_title(title)
        for line in (_NOTE.sub("", line) for line in rest.split("\n")):
            pairs = metas_of(line)
            for role, value in pairs:
                self.facts.setdefault(role, value)
            if line.strip() and not pairs and not comment.is_head and not _KEY_AND_VALUE.match(line):
                self._comments.append(comment.line)

    def _see(self, cue: Cue) -> None:
        self._rolls = self._rolls or has_word_times(cue.lines)
        said = segments(cue.lines, _is_name_like)
        voiced = any("<v" in line for line in cue.lines)
        self._cues += any(piece.text for piece in said)
        self._dashes += sum(piece.is_new for piece in said)
        self._named += not voiced and any(piece.speaker for piece in said)
        self._questions += sum("?" in piece.text and not piece.speaker for piece in said)
        for piece in said:
            if piece.speaker:
                self.cast.see(piece.speaker, piece.text)
                self._take_name(piece, voiced=voiced)

    def _take_name(self, piece: Segment, *, voiced: bool) -> None:
        if piece.speaker and voiced:
            self._voices.add(piece.speaker)
        elif piece.speaker:
            self._before_colon[piece.speaker] += 1

    def _add_names(self) -> None:
        """Let the title, then the file's name say what the comments do not."""
        named = participant_in_file_name(self.file.name)
        for label in (self._titled, named):
            if label:
                self.facts.setdefault("participant", label)
        told = participant_of(self.facts)[0]
        if told and named and told != named:
            self.warnings.append(
                f"the participant is {told} inside, {named} in the file's name; read as {told}"
            )
        if day := date_in_file_name(self.file.name):
            self.facts.setdefault("date", day)

    def _settle(self, moderators: tuple[str, ...]) -> None:
        ours = [*moderators, *filter(None, [self.facts.get("moderator")])]
        mostly = self._named >= _MOSTLY * self._cues
        sure = {
            name
            for name, count in self._before_colon.items()
            if mostly or count > 1 or says_who(name) or is_one_of(read_speaker(name), ours)
        }
        if sure or self._voices:
            sure |= {name for name in self._before_colon if " " in name}
        self._speakers = frozenset(sure)
        self.cast.leave_out(set(self._before_colon) - sure - self._voices)
        self.cast.settle(self.facts, moderators, several_unnamed=self.is_unnamed_dialogue)
        self.warnings += self.cast.warnings
        if self._questions and not self.cast.is_named() and not self.is_unnamed_dialogue:
            self.warnings.append(
                "names no speakers: a moderator's questions cannot be told from answers and are taken for a "
                'participant\'s words; write names in front of the turns ("P1: ...", "Moderator: ...")'
            )
        if self._comments:
            self.warnings.append(
                f"NOTE comments are no speech and were passed over, the first on line {self._comments[0]}"
            )


@lru_cache(maxsize=4096)
def _is_name_like(written: str) -> bool:
    return is_name_like(written)
