"""The small signs of note takers: who speaks, which task, severity, tags, time stamps, quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback_insights.importers.usability._labels import PERSON_WORDS, participant_label
from feedback_insights.records import Voice

_BOLD = r"(?:\*\*|__)?"
_TASK = re.compile(
    rf"^{_BOLD}(?:task|scenario|aufgabe|mission)\s*[#:.]?\s*\d{{1,2}}[a-z]?{_BOLD}\s*(?:[:.–—-]|$){_BOLD}\s*",
    re.I,
)
_SPEAKER = re.compile(
    rf"^{_BOLD}((?:{PERSON_WORDS})\s*#?\d{{1,3}}[a-z]?|(?:TP|P|U)[-#]?\d{{1,3}}[a-z]?){_BOLD}"
    rf"\s*(?::|\s[–—-]\s){_BOLD}\s*",
    re.I,
)
_OURS = re.compile(
    rf"^{_BOLD}(?:(?i:moderator|facilitator|interviewer|researcher)|M|Q|Mod|Int){_BOLD}\s*:{_BOLD}\s*(?=\S)"
)
_LABEL = re.compile(
    rf"^{_BOLD}(observation|obs|note|finding|issue|problem|pain point|quote|verbatim|comment|insight|"
    rf"interpretation|hypothesis){_BOLD}\s*:{_BOLD}\s*",
    re.I,
)
_SAID = frozenset({"quote", "verbatim", "#quote", "#verbatim"})
_INTERPRETED = frozenset(
    {"insight", "interpretation", "hypothesis", "#insight", "#interpretation", "#hypothesis"}
)
_STAMP = r"(?:\d{1,2}:)?\d{1,2}:\d{2}"
_MARK = (
    rf"\[{_STAMP}\]|\({_STAMP}\)|{_STAMP}(?=\s|$)|\[[sS](?:ev(?:erity)?)?[ :]*[0-4]\]|"
    r"\(?\b[sS]ev(?:erity)?\s*[:=]\s*[0-4]\b\)?|\([sS]ev(?:erity)? ?[0-4]\)|"
    r"[\[(](?:pass(?:ed)?|fail(?:ed)?|assisted|low|medium|high|critical)[\])]|"
    r"[✔✓✅✘✗❌⚠️]+|(?<![\w&])#[A-Za-z][\w-]*"
)
_FIRST_MARK = re.compile(rf"^{_BOLD}(?:{_MARK}){_BOLD}\s*[-–—:]?\s*")
_LAST_MARK = re.compile(rf"\s*{_BOLD}(?:{_MARK}){_BOLD}[.;]?$")
_SPACES = re.compile(r"[^\S\n]+")
_BOX = re.compile(r"^(?:\[([ xX✓✔])\]|([☐☑☒]))\s+")
_OUTCOME = re.compile(
    r"(?:(?:result|outcome|status)\W+)?(?:(?:pass(?:ed)?|fail(?:ed)?|assisted)\b\W*)+", re.I
)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.S)
_EMPTY_BOXES = (" ", "☐")
_PAIRS = {"“": "”", '"': '"', "„": "“”", "«": "»", "»": "«", "‘": "’"}
_BY = re.compile(r"\s*[–—-]\s*(?:P|U|TP|participant|user|subject)\s?#?\d{1,3}[a-z]?\.?$", re.I)


@dataclass(frozen=True, slots=True)
class Marked:
    """A note without its marks."""

    text: str
    voice: Voice
    participant: str | None = None  # where the note itself names one
    ours: bool = False  # the moderator's words
    unticked: bool = False  # an option of a list that was not chosen


def is_task(text: str) -> bool:
    """Tell whether a heading or line begins a task."""
    return _TASK.match(text) is not None


def is_speech(text: str) -> bool:
    """Tell whether a line begins with a speaker or a time stamp."""
    return bool(_SPEAKER.match(text) or _OURS.match(text) or re.match(rf"^[\[(]?{_STAMP}\b", text))


def names_speaker(text: str) -> bool:
    """Tell whether a line begins with a participant's label and a colon or dash."""
    return _SPEAKER.match(text) is not None


def is_ours(text: str) -> bool:
    """Tell whether a line begins with the moderator's name or role and a colon."""
    return _OURS.match(text) is not None


def is_outcome(text: str) -> bool:
    """Tell whether a note says nothing but how a task ended: "pass", "Result: assisted"."""
    return _OUTCOME.fullmatch(text.strip("*_ ")) is not None


def unmarked(text: str) -> str:
    """Return a title without the signs of bold type: "Task 1: Pay" of ``**Task 1:** Pay``."""
    return _EMPHASIS.sub(r"\2", text).strip("*_ ")


def read_marks(text: str, *, voice: Voice, quoted: bool) -> Marked:
    """Take a note apart: marks count only at its beginning and its end."""
    box = _BOX.match(text)
    text = _BOX.sub("", text)
    text, tags = _without_marks(_SPACES.sub(" ", text))
    if _OURS.match(text):
        return Marked(_OURS.sub("", text), "said", ours=True)
    participant = None
    if speaker := _SPEAKER.match(text):
        participant, text = participant_label(speaker[1]), text[speaker.end() :]
    label = _LABEL.match(text)
    if label:
        text = text[label.end() :]
    text, more = _without_marks(text)
    text, whole = _unquoted(text)
    marks = tags | more | ({label[1].lower()} if label else set())
    if whole or quoted or marks & _SAID:
        voice = "said"
    elif marks & _INTERPRETED:
        voice = "interpreted"
    elif label:
        voice = "observed"
    is_unticked = box is not None and (box[1] or box[2]) in _EMPTY_BOXES
    return Marked(text, voice, participant, unticked=is_unticked)


def _without_marks(text: str) -> tuple[str, set[str]]:
    found: set[str] = set()
    text = text.strip()
    for pattern in (_FIRST_MARK, _LAST_MARK):
        while (match := pattern.search(text)) and match.group().strip():
            found.add(match.group().strip(" .;:-–—*_").lower())
            text = pattern.sub("", text, count=1).strip()
    return text, found


def _unquoted(text: str) -> tuple[str, bool]:
    """Take the quotation marks off a note that is one quotation, and the name behind it."""
    bare = _BY.sub("", text).strip().strip("*_ ").strip()
    if len(bare) > 2 and bare[0] in _PAIRS:
        closing = _PAIRS[bare[0]]
        body = (
            bare[1:-1]
            if bare[-1] in closing
            else bare[1:-2]
            if bare[-2] in closing and bare[-1] in ".,;"
            else None
        )
        if body is not None and not any(letter in closing for letter in body):
            return body.strip(), True
    return text, False
