"""Everybody who speaks in one recording, seen once as a whole: who is ours, who the participants are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from feedback_insights.importers.usability._speakers import (
    Speaker,
    is_one_of,
    is_short_for,
    participant_of,
    read_speaker,
)
from feedback_insights.raw import Identity

UNKNOWN = ""  # the key of whoever the transcript does not name
_FEWEST_QUESTIONS = 2
_MOST_OF_THEM = 2 / 3  # of all questions asked
_ASKS_OFTEN = 1 / 3  # of a moderator's own turns
_ASKS_MAINLY = 2 / 3
_MANY = 50  # names
_HOW_TO_SAY = 'set moderators = ["NAME"] in a profile'


@dataclass
class _Part:
    """What one speaker was heard to do."""

    speaker: Speaker
    written: str
    heard: int = 0
    asked: int = 0
    words: int = 0


@dataclass
class Cast:
    """The speakers of one file: `see` every piece of speech once, `settle`, then ask."""

    ours: set[str] = field(default_factory=set)  # keys of moderators
    warnings: list[str] = field(default_factory=list)
    _parts: dict[str, _Part] = field(default_factory=dict)
    _same: dict[str, str] = field(default_factory=dict)  # a name -> the label it stood beside
    _owner: str | None = None  # the participant whom the file's facts are about
    _facts: Mapping[str, str] = field(default_factory=dict)
    _our_names: Sequence[str] = ()
    _names: frozenset[str] = frozenset()
    _named_by: dict[str, list[str]] = field(default_factory=dict)  # by each word of a name

    def see(self, written: str, text: str) -> None:
        """Take note of what a named speaker says."""
        speaker = _read(written)
        part = self._parts.setdefault(speaker.key, _Part(speaker, written))
        part.speaker = _merged(part.speaker, speaker)
        part.heard += 1
        part.asked += "?" in text
        part.words += len(text.split())

    def leave_out(self, written: Iterable[str]) -> None:
        """Forget what turned out to be no speakers."""
        for name in written:
            self._parts.pop(_read(name).key, None)

    def settle(self, facts: Mapping[str, str], moderators: Sequence[str], *, several_unnamed: bool) -> None:
        """Decide who is ours: who is named or called so, else who asks; say what was guessed."""
        self._facts, self._our_names = facts, [*moderators, *filter(None, [facts.get("moderator")])]
        self._join()
        self._collect_names()
        self.ours = {key for key, part in self._parts.items() if part.speaker.is_ours}
        self.ours |= self._named_ours(moderators)
        if not self.ours:
            self._take_who_asks(several_unnamed=several_unnamed)
        self._owner = self._find_owner(several_unnamed=several_unnamed)

    def key(self, written: str) -> str:
        """Return what tells this speaker from the others, however the name is written here."""
        found = _read(written).key
        return self._same.get(found, found)

    def is_named(self) -> bool:
        """Tell whether anybody is named."""
        return bool(self._parts)

    def has_participants(self) -> bool:
        """Tell whether anybody but ours is named."""
        return bool(set(self._parts) - self.ours)

    def identity(self, key: str) -> Identity | None:
        """Return who a participant is; None if the transcript does not tell."""
        part = self._parts.get(key)
        own = part.speaker if part else Speaker(key)
        label, name = own.label, own.name
        if key == self._owner:
            in_facts, called = participant_of(self._facts)
            label, name = label or in_facts, name or called or self._facts.get("name")
            email = self._facts.get("email")
            return Identity(external_id=label, email=email, name=name) if label or email or name else None
        return Identity(external_id=label, name=name) if label or name else None

    def is_owner(self, key: str) -> bool:
        """Tell whether the file's facts about a participant are about this one."""
        return key == self._owner

    def names_beside(self, key: str, text: str) -> tuple[str, ...]:
        """Return the names of the others, ours too; where there are very many, those that ``text`` holds."""
        own = self.identity(key)
        names: Iterable[str] = self._names
        if len(self._names) > _MANY:
            said = sorted(set(re.findall(r"\w+", text.casefold())))
            names = {name for word in said for name in self._named_by.get(word, ())}
        return tuple(sorted(name for name in names if not (own and name == own.name)))

    def _collect_names(self) -> None:
        told = [*self._our_names, self._facts.get("name"), participant_of(self._facts)[1]]
        found = {part.speaker.name for part in self._parts.values()} | set(told)
        self._names = frozenset(name for name in found if name)
        for name in sorted(self._names):
            for word in re.findall(r"\w+", name.casefold()):
                sharing = self._named_by.setdefault(word, [])
                if len(sharing) < _MANY:  # each of them masks the word
                    sharing.append(name)

    def _join(self) -> None:
        """Make one speaker of "Ann Lee (P3)" and "Ann Lee"."""
        for key, part in list(self._parts.items()):
            name = (part.speaker.name or "").casefold()
            if part.speaker.label and name and (other := self._parts.pop(name, None)):
                self._same[name] = key
                part.heard, part.asked = part.heard + other.heard, part.asked + other.asked
                part.words += other.words
            elif part.speaker.label and name:
                self._same[name] = key

    def _named_ours(self, moderators: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for name in self._our_names:
            exactly = {key for key, part in self._parts.items() if is_one_of(part.speaker, [name])}
            shortly = {key for key, part in self._parts.items() if is_short_for(part.speaker, name)}
            found |= exactly or (shortly if len(shortly) == 1 else set())
            if not exactly and len(shortly) != 1 and self._parts and name in moderators:
                self.warnings.append(f"moderator {name!r} of the profile does not speak here")
        return found

    def _find_owner(self, *, several_unnamed: bool) -> str | None:
        """Return the only participant, else the one whom the facts name by label, name or address."""
        theirs = sorted(set(self._parts) - self.ours)
        if len(theirs) < 2:
            return theirs[0] if theirs else None if several_unnamed else UNKNOWN
        label, called = participant_of(self._facts)
        if label in theirs:
            return label
        names = [called or "", self._facts.get("name", ""), *_spelt(self._facts.get("email", ""))]
        named = [key for key in theirs if is_one_of(self._parts[key].speaker, names)]
        if len(named) != 1 and (label or called):
            self.warnings.append(
                f"the file is about one participant, {label or 'by name'}, but {len(theirs)} speak: "
                "none was taken for that one; put the label behind the name: Ann Lee (P3)"
            )
        return named[0] if len(named) == 1 else None

    def _take_who_asks(self, *, several_unnamed: bool) -> None:
        undecided = [key for key, part in self._parts.items() if part.speaker.is_ours is None]
        if asker := self._asker(undecided):
            part, total = self._parts[asker], sum(part.asked for part in self._parts.values())
            name, self.ours = part.speaker.name or part.written, {asker}
            self.warnings.append(
                f"nobody is named as moderator; {name!r} asks {part.asked} of the {total} questions and was "
                f"taken for one: these words are no feedback; to decide, {_HOW_TO_SAY}"
            )
        elif undecided and len(self._parts) > 1:
            self.warnings.append(
                f"nobody is named as moderator: all {len(self._parts)} speakers were read as participants; "
                f"if one is ours, {_HOW_TO_SAY}"
            )
        elif several_unnamed and not self._parts:
            self.warnings.append(
                "the speakers have no names: everybody was read as a participant, without an author; "
                "write who speaks (Moderator: ..., P3: ...) to keep our own words out"
            )

    def _asker(self, undecided: Sequence[str]) -> str | None:
        """Return the one who asks most of the questions by a clear margin; None if nobody does."""
        ranked = sorted(self._parts, key=lambda key: (-self._parts[key].asked, key))
        if len(ranked) < 2 or ranked[0] not in undecided:
            return None
        first, second = self._parts[ranked[0]], self._parts[ranked[1]]
        total = sum(part.asked for part in self._parts.values())
        others = sum(part.words for part in self._parts.values()) - first.words
        often = first.asked >= (_ASKS_OFTEN if first.words <= others else _ASKS_MAINLY) * first.heard
        clear = first.asked >= max(_FEWEST_QUESTIONS, _MOST_OF_THEM * total, second.asked + 2)
        return ranked[0] if often and clear else None


def _spelt(email: str) -> list[str]:
    """Return the name that an address spells: first.last@..."""
    parts = [part for part in re.split(r"[._-]", email.partition("@")[0]) if len(part) > 1 and part.isalpha()]
    return [" ".join(parts)] if len(parts) > 1 else []


def _merged(one: Speaker, other: Speaker) -> Speaker:
    says = {one.is_ours, other.is_ours}
    is_ours = True if True in says else False if False in says else None
    return Speaker(one.key, one.label, one.name or other.name, is_ours)


@lru_cache(maxsize=4096)
def _read(written: str) -> Speaker:
    return read_speaker(written)
