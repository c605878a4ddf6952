"""Who says what within one cue: voice tags, ``Name:`` before a line, dialogue dashes; sounds apart."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.entities import html5

from feedback_insights.files.columns import tidy

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?[ \t\n]+([^<>]{1,200})>|</v>|<v>", re.I)
_MARKS = re.compile(r"[<&{]")
_OPEN_VOICE = re.compile(r"<v[ \t.][^<>]{0,300}(?:<|\Z)", re.I)
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|lang|ruby|rt|font|span)(?:[.\s][^<>]{0,300})?/?>|<(?:\d{1,4}:)?\d{1,3}:\d{2}[.,]\d{1,3}>|"
    r"\{\\[^{}]{1,60}\}",
    re.I,
)
_STAMPED = re.compile(r"<(?:\d{1,4}:)?\d{1,3}:\d{2}[.,]\d{3}>")
_ENTITY = re.compile(r"&(?:[a-z][a-z0-9]{1,20}|#\d{1,6}|#x[0-9a-f]{1,5});", re.I)
_DASH = re.compile(r"^\s*(?:[-–](?=\s*[^\W\d])|-\s+(?=\S)|>>+)\s*")
_PREFIX = re.compile(r"^\s*([^:\n]{1,60}?)\s*:(?:\s+(?=\S)|\s*$)")
_AFTER_VOICE = re.compile(r"^\s*([^:\n]{1,60}?)\s*:\s*")

_VOICED = (  # made by the speaker: cut out of a sentence
    r"laugh(?:s|ing|ter)?|chuckl(?:es|ing)|giggl(?:es|ing)|sigh(?:s|ing)?|cough(?:s|ing)?|sneez(?:es|ing)|"
    r"sniff(?:s|ing)?|breath(?:es|ing)|inhales|exhales|clears throat|yawns?|groans?|whistl(?:es|ing)|"
    r"(?:long |short )?pauses?|lacht|lachen|hustet|seufzt|räuspert sich|ride|risata|risate|rires?"
)
_AROUND = (  # may be the name of something on the screen: no sound within a sentence
    r"applause|clapping|music|noise|static|beep(?:s|ing)?|typing|keyboard|click(?:s|ing)?|ring(?:s|ing)|"
    r"knock(?:s|ing)?|door|silence|silent|beat|musik|stille|musica|musique|silenzio"
)
_VOICED_WORDS = rf"(?:\w+ ){{0,2}}(?:{_VOICED})(?: \w+){{0,2}}"
_ANY_WORDS = rf"(?:\w+ ){{0,2}}(?:{_VOICED}|{_AROUND})(?: \w+){{0,2}}"
_VOICED_SOUND = re.compile(rf"\[\s*{_VOICED_WORDS}\s*\]|\(\s*{_VOICED_WORDS}\s*\)|\*{_VOICED_WORDS}\*", re.I)
_AROUND_WORDS = (
    rf"(?:(?:soft|loud|quiet|upbeat|dramatic|background|phone) )?(?:{_AROUND})"
    r"(?: (?:plays|playing|starts|stops|continues|closes|opens|slams|in background))?"
)
_BETWEEN_SENTENCES = re.compile(
    rf"(?:^|(?<=[.!?…]))(?:\s*(?:\[\s*{_AROUND_WORDS}\s*\]|\(\s*{_AROUND_WORDS}\s*\)))+"
    r"(?=\s*(?:$|(?-i:[A-ZÀ-Þ])))",
    re.I,
)
_WHOLE_SOUND = re.compile(rf"^\W*(?:[(*]\s*{_ANY_WORDS}\s*[)*]\W*)+$", re.I)
_SOUND_MARKS = re.compile(r"[\[(*♪♫♬]")
_NOTHING_SAID = re.compile(r"^\W*(?:\[[^\[\]]{0,200}\]\W*)+$|^\s*[♪♫♬].*[♪♫♬]\s*$", re.S)
_ANY_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Segment:
    """What one speaker says within one cue."""

    text: str  # one line without tags and sounds; "" where nobody says anything
    speaker: str | None = None  # as the cue writes it; None = it does not say
    is_new: bool = False  # somebody else than before, whoever it is: a dialogue dash
    is_sound: bool = False  # no words, but a sound


def segments(lines: tuple[str, ...], is_speaker: Callable[[str], bool]) -> list[Segment]:
    """Return what is said in a cue, one segment per speaker; ``is_speaker`` judges words before a colon."""
    found = [piece for voice, text in _voices("\n".join(lines)) for piece in _said(voice, text, is_speaker)]
    spoken = [_without_sounds(piece) for piece in found if piece.text]
    return spoken or [Segment("", found[0].speaker if found else None)]


def has_word_times(lines: tuple[str, ...]) -> bool:
    """Tell whether a cue has time codes between its words, as captions have that roll up line by line."""
    return any("<" in line and _STAMPED.search(line) for line in lines)


def is_cut(lines: tuple[str, ...]) -> bool:
    """Tell whether a voice tag is not closed, so that nobody knows where the name ends."""
    return _OPEN_VOICE.search("\n".join(lines)) is not None


def plain(text: str) -> str:
    """Return a text without tags, its entities resolved."""
    return _ENTITY.sub(_unescaped, _TAG.sub("", text)) if _MARKS.search(text) else text


def _voices(text: str) -> Iterator[tuple[str | None, str]]:
    """Take a cue apart at its voice tags; what stands outside of them has no voice."""
    voice, at = None, 0
    for match in _VOICE.finditer(text):
        yield voice, text[at : match.start()]
        voice, at = tidy(plain(match[1])) if match[1] else None, match.end()
    yield voice, text[at:]


def _said(voice: str | None, text: str, is_speaker: Callable[[str], bool]) -> Iterator[Segment]:
    if voice:
        said = tidy(plain(text))
        twice = _AFTER_VOICE.match(said)
        yield Segment(said[twice.end() :] if twice and tidy(twice[1]) == voice else said, voice)
        return
    speaker, is_new, words = None, False, ""
    for line in text.split("\n"):
        bare = plain(line)
        dash = _DASH.match(bare)
        rest = bare[dash.end() :] if dash else bare
        match = _PREFIX.match(rest)
        named = tidy(match[1]) if match and is_speaker(tidy(match[1])) else None
        if dash or named:
            yield Segment(tidy(words), speaker, is_new)
            speaker, is_new, words = named, dash is not None and not named, ""
            rest = rest[match.end() :] if match and named else rest
        words += " " + rest
    yield Segment(tidy(words), speaker, is_new)


def _unescaped(match: re.Match[str]) -> str:
    name = match[0][1:]
    return html.unescape(match[0]) if name.startswith("#") else html5.get(name, match[0])


def _without_sounds(piece: Segment) -> Segment:
    if not _SOUND_MARKS.search(piece.text) and _ANY_LETTER.search(piece.text):
        return piece
    text = tidy(_BETWEEN_SENTENCES.sub(" ", _VOICED_SOUND.sub(" ", piece.text)))
    if _NOTHING_SAID.match(piece.text) or _WHOLE_SOUND.match(piece.text) or not _ANY_LETTER.search(text):
        is_sound = _ANY_LETTER.search(piece.text) is not None or "♪" in piece.text
        return Segment("", piece.speaker, piece.is_new, is_sound)
    return Segment(text, piece.speaker, piece.is_new)
