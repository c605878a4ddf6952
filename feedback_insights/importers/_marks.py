"""The small signs of note takers: who speaks, which task, severity, tags, time stamps, quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback_insights.files.columns import tidy
from feedback_insights.records import Voice

_BOLD = r"(?:\*\*|__)?"
_PERSON_WORDS = (
    r"participant|subject|user|respondent|interviewee|tester|test ?person|person|teilnehmer(?:in)?|"
    r"proband(?:in)?"
)
_NUMBERED = re.compile(
    rf"^\W*(?:(?:{_PERSON_WORDS})\s*(?:no\.?|nr\.?)?\s*[#:.-]?\s*(\d{{1,3}}[a-z]?)\b|"
    rf"(?:TP|P|U)[-#]?(\d{{1,3}}[a-z]?)(?=\s*(?:$|[^\w\s])))",
    re.I,
)
_NAMED = re.compile(rf"^\W*(?:{_PERSON_WORDS})\s*:\s*(\S.*)$|^\W*interview with\s+(\S.*)$", re.I)
_TASK = re.compile(
    rf"^{_BOLD}(?:task|scenario|aufgabe|mission)\s*[#:.]?\s*\d{{1,2}}[a-z]?{_BOLD}\s*(?:[:.–—-]|$){_BOLD}\s*",
    re.I,
)
_SPEAKER = re.compile(
    rf"^{_BOLD}((?:{_PERSON_WORDS})\s*#?\d{{1,3}}[a-z]?|(?:TP|P|U)[-#]?\d{{1,3}}[a-z]?){_BOLD}"
    rf"\s*(?::|\s[–—-]\s){_BOLD}\s*",
    re.I,
)
_OURS = re.compile(
    rf"^{_BOLD}(?:(?i:moderator|facilitator|interviewer|researcher)|M|Q|Mod|Int){_BOLD}\s*:{_BOLD}\s*(?=\S)"
)
_LABEL = re.compile(
    rf"^{_BOLD}(observation|note|finding|issue|problem|pain point|insight|quote|verbatim|comment){_BOLD}"
    rf"\s*:{_BOLD}\s*",
    re.I,
)
_QUOTE_LABELS = frozenset({"quote", "verbatim"})
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
_BOX = re.compile(r"^\[([ xX])\]\s+")
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


def participant_label(text: str) -> str | None:
    """Return ``P3`` for "Participant 3", "Subject 3 - study", "P3"; None if nobody is numbered."""
    match = _NUMBERED.match(tidy(text)[:200])
    return f"P{(match[1] or match[2]).lower()}" if match else None


def participant_name(text: str) -> str | None:
    """Return the name in "Participant: Ann Lee" or "Interview with Ann Lee"."""
    match = _NAMED.match(tidy(text)[:200])
    return tidy((match[1] or match[2]).strip("*_ ")) if match else None


def is_task(text: str) -> bool:
    """Tell whether a heading or line begins a task."""
    return _TASK.match(text) is not None


def is_speech(text: str) -> bool:
    """Tell whether a line begins with a speaker or a time stamp."""
    return bool(_SPEAKER.match(text) or _OURS.match(text) or re.match(rf"^[\[(]?{_STAMP}\b", text))


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
    if label:
        voice = "said" if label[1].lower() in _QUOTE_LABELS else "observed"
    if whole or quoted or "#quote" in tags | more or "#verbatim" in tags | more:
        voice = "said"
    return Marked(text, voice, participant, unticked=bool(box and box[1] == " "))


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
