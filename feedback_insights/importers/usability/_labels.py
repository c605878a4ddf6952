"""Which participant a label, a title or a file name means: "Participant 3", ``10t_written_answer.md``."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from feedback_insights.files.columns import tidy

PERSON_WORDS = (
    r"participant|subject|user|respondent|interviewee|tester|test ?person|person|teilnehmer(?:in)?|"
    r"proband(?:in)?"
)
_NUMBERED = re.compile(
    rf"^\W*(?:(?:{PERSON_WORDS})\s*(?:no\.?|nr\.?)?\s*[#:.-]?\s*(\d{{1,3}}[a-z]?)\b|"
    rf"(?:TP|P|U)[-#]?(\d{{1,3}}[a-z]?)(?=\s*(?:$|[^\w\s])))",
    re.I,
)
_ALONE = re.compile(
    rf"\W*(?:(?:{PERSON_WORDS})\s*(?:no\.?|nr\.?)?\s*#?\d{{1,3}}[a-z]?|(?:TP|P|U)[-#]?\d{{1,3}}[a-z]?)"
    r"[*_]*\s*(?:\([^()\n]{1,60}\))?[\s:.*_]*",
    re.I,
)
_NAMED = re.compile(rf"^\W*(?:{PERSON_WORDS})\s*:\s*(\S.*)$|^\W*interview with\s+(\S.*)$", re.I)

_SESSION_WORD = (
    r"tran?scri\w*|written|answers?|responses?|interview\w*|sessions?|notes?|sus|questionnaire|survey|tests?|"
    r"tasks?|observations?|debrief|participant|usability|recording|think\W?aloud"
)
_LABEL = rf"(?:(?:{PERSON_WORDS})\s*#?|(?:TP|P|U)[-#]?)\d{{1,3}}[a-z]?"
_SESSION_TITLE = re.compile(rf"(?:{_SESSION_WORD})\b[^.!?\n]{{0,40}}[-–—:,|(]\s*{_LABEL}\W*", re.I)
_UNITS = "dghkmsx"  # 3d, 5g, 2h, 4k, 45m, 30s, 10x: measures, nobody's code
_IN_TITLE = re.compile(
    rf"(?<![\w.-])(?:(?:TP|P)[-#]?|(?:{PERSON_WORDS})\s*[#:.-]?\s*)(\d{{1,3}}[a-z]?)(?![\w.%]*\d)(?!\w)", re.I
)
_CODE_IN_TITLE = re.compile(rf"(?<!\S)(\d{{1,3}}(?![{_UNITS}])[a-z])\W{{1,3}}(?:{_SESSION_WORD})\b", re.I)

_DATE = re.compile(r"(?<!\d)(20\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_NO_CODE = re.compile(  # dates and versions
    r"(?<!\d)(?:(?:19|20)\d{2}[-_.]?\d{1,2}[-_.]?\d{1,2}|\d{1,2}[-_.]\d{1,2}[-_.](?:20)?\d{2})(?!\d)|"
    r"(?<![a-z\d])v?\d+(?:\.\d+)+(?![a-z\d])|(?<![a-z])v\d+(?![a-z\d])",
    re.I,
)
_FILE_LABEL = re.compile(rf"(?:tp|p|{PERSON_WORDS.replace(' ?', '')})(\d{{1,3}}[a-z]?)", re.I)
_FILE_CODE = re.compile(rf"\d{{1,3}}(?![{_UNITS}])[a-z]", re.I)


def participant_label(text: str) -> str | None:
    """Return ``P3`` for "Participant 3", "Subject 03 - study", "P3"; None if nobody is numbered."""
    match = _NUMBERED.match(tidy(text)[:200])
    return label_of(match[1] or match[2]) if match else None


def is_participant_alone(line: str) -> bool:
    """Tell whether nothing but a participant's number stands on a line, as a title does in plain text."""
    return _ALONE.fullmatch(line[:200]) is not None


def is_session_title(line: str) -> bool:
    """Tell whether a line names a session and whose it was: "Session 4 - P4"."""
    return _SESSION_TITLE.fullmatch(line[:200]) is not None


def participant_name(text: str) -> str | None:
    """Return the name in "Participant: Ann Lee" or "Interview with Ann Lee"."""
    match = _NAMED.match(tidy(text)[:200])
    return tidy((match[1] or match[2]).strip("*_ ")) if match else None


def label_of(number: str) -> str:
    """Return the label of a participant's number: ``07`` and ``7`` are one person, ``P7``."""
    return f"P{number.lower().lstrip('0') or '0'}"


def participant_in_title(title: str) -> str | None:
    """Return the one participant whom a session's title names: ``P10t`` in "Engineer 10t transcription"."""
    title = tidy(title)[:200]
    if label := participant_label(title):
        return label
    if not re.search(rf"\b(?:{_SESSION_WORD})\b", title, re.I):
        return None
    return _only([*_IN_TITLE.findall(title), *_CODE_IN_TITLE.findall(title)])


def participant_in_file_name(name: str) -> str | None:
    """Return the one participant whom a file's name gives; never a date's or a version's digits."""
    words = [word for word in re.split(r"[\W_]+", _NO_CODE.sub(" ", _stem(name))) if word]
    numbers = [match[1] for word in words if (match := _FILE_LABEL.fullmatch(word))]
    for word, number in pairwise(words):
        person = re.fullmatch(PERSON_WORDS.replace(" ?", ""), word, re.I)
        if person and re.fullmatch(r"\d{1,3}[a-z]?", number, re.I):
            numbers.append(number)
    if not numbers and words and _FILE_CODE.fullmatch(words[0]) and _of_a_session(words[1:]):
        numbers = [words[0]]
    return _only(numbers)


def date_in_file_name(name: str) -> str | None:
    """Return the date in a file's name as ``2026-09-10``: year first, hyphens or none between."""
    for match in _DATE.finditer(_stem(name)):
        try:
            return date(int(match[1]), int(match[3]), int(match[4])).isoformat()
        except ValueError:  # eight digits that are no date
            continue
    return None


def _of_a_session(words: list[str]) -> bool:
    return not words or any(re.fullmatch(_SESSION_WORD, word, re.I) for word in words)


def _only(numbers: list[str]) -> str | None:
    labels = {label_of(number) for number in numbers}
    return labels.pop() if len(labels) == 1 else None


def _stem(name: str) -> str:
    """Return a file's name without folders and endings."""
    base = re.split(r"[\\/]", name)[-1]
    return re.sub(r"(?:\.[A-Za-z]{1,8}\d?){1,2}$", "", base) or base
