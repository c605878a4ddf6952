"""The facts of a session: metadata lines, and the columns of tables of notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from feedback_insights.files import Profile
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.importers.usability._blocks import Block
from feedback_insights.importers.usability._labels import participant_label
from feedback_insights.raw import short_hash

_KEYS = {
    "participant": (
        "participant, subject, user, respondent, interviewee, tester, participant id, participant "
        "name, teilnehmer"
    ),
    "session": "session, session id, session number, session no",
    "study": "study, project, study name, project name, test",
    "date": "date, test date, session date, interview date, date of test, datum, when",
    "moderator": (
        "moderator, facilitator, researcher, interviewer, observer, observers, note taker, "
        "notetaker, notes by, author, conducted by"
    ),
    "product": "product, app, prototype, application",
    "audience": "role, audience, persona, segment, user type, profile, job title, occupation",
    "email": "email, e mail",
    "organisation": "company, organisation, organization, employer",
    "name": "name, full name",
    "other": (
        "device, browser, platform, os, operating system, location, duration, length, age, gender, "
        "version, build, recording, video, link, language, method, consent, experience, start, end, "
        "start time, end time, time, attendees, setup, environment, country, title, tags, status, "
        "id"
    ),
}
_ROLE_OF_KEY = {name: role for role, names in _KEYS.items() for name in names.split(", ")}
_META = re.compile(
    r"^\s*(\*\*|__)?\s*([A-Za-z][\w /-]{0,30}?)\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(.{0,120}?)\s*$"
)

_BESIDE = re.compile(r"\s+[|·•]\s+")

_COLUMNS = {
    "text": (
        "observation, observations, note, notes, finding, findings, what happened, comment, "
        "comments, issue, problem, usability issue, feedback, behavior, behaviour, "
        "description, details, remark, remarks"
    ),
    "interpreted": "insight, insights, interpretation, interpretations, hypothesis, hypotheses",
    "quote": "quote, quotes, verbatim, said, participant quote, user quote, what they said",
    "participant": "participant, user, subject, p, who, person, participant id, speaker",
    "prompt": "prompt, scenario, task, step, question, screen, page",
    "fact": (
        "category, categories, tag, tags, theme, type, severity, sev, status, outcome, time, "
        "timestamp, #, no, id, priority, date"
    ),
}
NOTES = ("text", "quote", "interpreted")  # the roles of columns that hold notes
_ROLE_OF_COLUMN = {name: role for role, names in _COLUMNS.items() for name in names.split(", ")}


def metas_of(line: str) -> list[tuple[str, str]]:
    """Return the ``(role, value)`` pairs of a metadata line: ``**Date:** 20 April 2018 | **User:** P5``."""
    pairs = [_meta(part) for part in _BESIDE.split(line)] if len(line) < 400 else [None]
    if None in pairs and len(pairs) > 1:
        pairs = [_meta(line)]
    return [pair for pair in pairs if pair] if None not in pairs else []


def _meta(part: str) -> tuple[str, str] | None:
    match = _META.match(part.strip()) if len(part) < 300 else None
    role = _ROLE_OF_KEY.get(canonical(match[2])) if match else None
    value = match[3].strip("*_ ") if match else ""
    if role == "participant" and not _is_person(value):
        return None
    return (role, value) if role and value else None


def _is_person(value: str) -> bool:
    """Tell a participant's number or name from a sentence about the user."""
    return participant_label(value) is not None or (
        len(value.split()) <= 5 and (value[:1].isupper() or value[:1].isdigit())
    )


def meta_lines(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the keys of a YAML head that are metadata of a session."""
    return [
        (role, value) for key, value in facts.items() if (role := _ROLE_OF_KEY.get(canonical(key))) and value
    ]


def is_observation_table(names: Sequence[str]) -> bool:
    """Tell whether a table's header has a column of notes beside others."""
    roles = [column_role(name) for name in names]
    return len(roles) > 1 and any(role in NOTES for role in roles)


def column_role(name: str) -> str | None:
    """Return what a column holds: text, quote, interpreted, participant, prompt or fact; None if unknown."""
    return _ROLE_OF_COLUMN.get(canonical(name))


def study_of(facts: Mapping[str, str], blocks: Sequence[Block], profile: Profile | None) -> str:
    """Return what tells this study's participants from another's: its own name, else the profile's.

    Without a name it is "": P3 is then one person in all unnamed documents, for too few people counted is
    better than too many.
    """
    lines = (
        line for block in blocks if block.kind in ("paragraph", "item") for line in block.text.split("\n")
    )
    told = (value for line in lines for role, value in metas_of(line) if role == "study")
    name = facts.get("study") or next(told, None) or (profile and profile.study) or ""
    return short_hash([tidy(name).casefold()]) if name else ""
