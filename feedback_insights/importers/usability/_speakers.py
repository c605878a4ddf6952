"""The speakers of a transcript: which of them are ours, and who the participants are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.files.columns import tidy
from feedback_insights.importers.usability._labels import PERSON_WORDS, label_of, participant_label
from feedback_insights.raw import Identity

_ROLE = (
    r"moderator(?:in)?|moderatore|moderatrice|modérateur|modératrice|moderadora?|facilitator|interviewer(?:in)?|"
    r"intervistatore|intervistatrice|entrevistadora?|intervieweur|researcher|forscher(?:in)?|ricercatore|"
    r"ricercatrice|versuchsleiter(?:in)?|testleiter(?:in)?|note ?taker"
)
_OURS = re.compile(
    rf"^(?:(?:lead|senior|user|ux|product|design|co)[\s-]+)*(?:{_ROLE}|research|research(?:er)? team|host|"
    r"cohost|ux|uxr|observer|mod|int|m|i|q)(?:\s*#?\d{1,2})?$",
    re.I,
)
_OURS_AND_NAME = re.compile(rf"^(?:{_ROLE})\s+(?:[|–—-]\s*)?(?!\d+$)(\S.*)$", re.I)
_PARTICIPANT = re.compile(
    rf"^(?:(?:research|study|test) )?(?:{PERSON_WORDS}|customer|client|guest|attendee|befragter?|tp|[pabr])$",
    re.I,
)
_NOBODY = re.compile(  # what a program writes that tells voices apart but knows nobody
    r"^(?:(?:unknown|unidentified)(?: speaker)?|speaker|sprecher|voice|\?+|"
    r"(?:speaker|voice|sprecher(?:in)?|guest|person|spk|interlocutor)[\s_#-]*\d{1,3})$",
    re.I,
)
_BRACKET = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_BESIDE = re.compile(r"\s+[|/–—-]\s+|\s*,\s+|\s*[|/]\s*")
_PARTICLE = re.compile(
    r"^(?:von|van|de|da|di|del|della|la|le|der|den|dos|das|du|bin|ibn|al|el|ter|ten|zu|y|e|af)$", re.I
)
_NO_NAME = re.compile(  # words that people put a colon behind
    r"^(?:notes?|question|answer|example|warning|error|tip|hint|step|task|scenario|edit|update|results?|"
    r"summary|problem|issue|bug|feature|request|reason|first|second|third|finally|also|but|and|so|or|well|"
    r"yes|no|okay|ok|because|however|then|now|today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"caution|attention|important|info|information|todo|ps|subject|title|https?|file|mailto|url|link|this|"
    r"that|these|those|here|there|it|the|my|our|your|their|what|why|how|when|where|who|which|quote|verbatim|"
    r"translation|captions?|subtitles?|music|end|start|time|date|status|version|kind|language|i|you|he|she|we|"
    r"they|frage|antwort|beispiel|fehler|hinweis|achtung|problema|esempio|domanda|risposta|nota)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a speaker's name says about who it is."""

    key: str  # two spellings of one speaker are equal
    label: str | None = None  # P3
    name: str | None = None  # a person's own
    is_ours: bool | None = None  # by a word for it; None = it does not say


def read_speaker(written: str) -> Speaker:
    """Read a speaker's name: "Ann Lee", "P3", "Ann Lee (P3)", "Moderator", "Sam Poe (UX)", "Speaker 2"."""
    base, bracket = match.groups() if (match := _BRACKET.match(tidy(written))) else (tidy(written), "")
    pieces = [piece for piece in (*_BESIDE.split(base), bracket) if piece]
    label = next((found for piece in pieces if (found := _label(piece))), None)
    is_ours = True if any(_says_ours(piece) for piece in pieces) else None
    if is_ours is None and (label or any(_PARTICIPANT.match(piece) for piece in pieces)):
        is_ours = False
    says = [piece for piece in pieces if _label(piece) or _says_ours(piece) or _PARTICIPANT.match(piece)]
    name: str | None = base if not says or says == [bracket] else ""
    if not name:
        rest = [piece for piece in pieces if piece not in says]
        joined = _OURS_AND_NAME.match(base)
        name = joined[1] if joined else ", ".join(rest)
    if not name or _NOBODY.match(name) or (name == bracket and not _is_name(name)):
        name = None
    return Speaker(label or (name or base).casefold(), label, name, is_ours)


def is_name_like(written: str) -> bool:
    """Tell whether words before a colon may be a speaker: a label, a role, up to four capitalized words."""
    return says_who(written) or _is_name(read_speaker(written).name or tidy(written))


def says_who(written: str) -> bool:
    """Tell whether a speaker's name holds a participant's label, a role, or the word speaker."""
    base = match[1] if (match := _BRACKET.match(tidy(written))) else tidy(written)
    speaker = read_speaker(written)
    return len(base) > 1 and bool(speaker.label or speaker.is_ours is not None or _NOBODY.match(base))


def is_one_of(speaker: Speaker, names: Sequence[str]) -> bool:
    """Tell whether a speaker is among people named elsewhere: every word of one of the names is in theirs."""
    words = _words(f"{speaker.key} {speaker.name or ''}")
    return any(wanted and wanted <= words for name in names if (wanted := _words(name)))


def is_short_for(speaker: Speaker, name: str) -> bool:
    """Tell whether a speaker may be called by a part of a name: "Sam" is short for "Sam Poe"."""
    words = _words(speaker.name or "")
    return bool(words) and words <= _words(name)


def participant_of(facts: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the label or else the name of the participant in a file's facts."""
    said = facts.get("participant", "")
    label = participant_label(said) or (label_of(said) if re.fullmatch(r"\d{1,3}[a-zA-Z]?", said) else None)
    return label, None if label or not said else said


def identity_of(speaker: Speaker) -> Identity | None:
    """Return who a speaker is; None for a number that a program gave to a voice."""
    if not (speaker.label or speaker.name):
        return None
    return Identity(external_id=speaker.label, name=speaker.name)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _label(piece: str) -> str | None:
    return participant_label(piece) if len(piece) < 40 else None


def _says_ours(piece: str) -> bool:
    return bool(_OURS.match(piece) or _OURS_AND_NAME.match(piece))


def _is_name(text: str) -> bool:
    words = re.findall(r"[^\s,]+", text)
    if not 1 <= len(words) <= 4 or _NO_NAME.match(words[0]) or _PARTICLE.match(words[0]):
        return False
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    bare = word.strip(".'’-()[]")
    if not bare or not all(letter.isalpha() or letter in ".'’-" for letter in bare):
        return False
    return not bare[0].islower() or bool(_PARTICLE.match(bare)) or bare.startswith(("d'", "o'"))
