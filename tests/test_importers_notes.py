"""Usability notes in Markdown: whose note it is, what was said and what was seen."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_insights.importers import read_export
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.settings import ImportSettings

DEV = Path(__file__).parents[2] / "shared/data/dev/usability/technicians/transcriptions"

SESSION = """\
# Export study, round 2

**Moderator:** Sam Lee
**Test Date:** 20th April 2018

## Participant 1 - admin

**Role:** Administrator

### Task 1: Export a report

You want to send last month's report to your boss. Find a way to do it.

- [00:42] opened the settings first [S3] #navigation
- “I would expect it under File”
- Moderator: what would you do next?
- P2: found it at once

### Debrief

Skipped question

## Participant 2

Could not find the button at all.
"""


def read(folder: Path, content: str, name: str = "notes.md") -> list[SourceRecord]:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    export = read_export(path, name=name, settings=ImportSettings(), format="markdown_notes")
    return list(export.records)


def units(records: list[SourceRecord]) -> list[RawFeedback]:
    return [unit for record in records for unit in record.units]


def words(records: list[SourceRecord]) -> list[str]:
    return [text.text for unit in units(records) for text in unit.texts]


def people(records: list[SourceRecord]) -> list[str | None]:
    return [unit.author.external_id if unit.author else None for unit in units(records)]


def test_a_session_is_read_note_by_note(tmp_path: Path) -> None:
    records = read(tmp_path, SESSION)
    assert [(record.locator.record, record.state) for record in records] == [
        ("line 12", "skipped"), ("line 14", "used"), ("line 15", "used"), ("line 16", "staff"),
        ("line 17", "used"), ("line 21", "empty"), ("line 25", "used"),
    ]  # fmt: skip
    assert records[0].reason == "scenario text"
    assert words(records) == [
        "opened the settings first", "I would expect it under File", "found it at once",
        "Could not find the button at all.",
    ]  # fmt: skip
    assert people(records) == ["P1", "P1", "P2", "P2"]
    assert [unit.voice for unit in units(records)] == ["observed", "said", "observed", "observed"]
    first = units(records)[0]
    assert first.prompt == "Task 1: Export a report"
    assert (first.session, first.audience, first.names) == ("P1", "Administrator", ("Sam Lee",))
    assert first.created == datetime(2018, 4, 20, tzinfo=UTC)
    assert units(records)[3].audience is None


def test_a_yaml_head_holds_the_sessions_facts(tmp_path: Path) -> None:
    facts = "participant: Ann Lee\nsession: S4\ndate: 2026-03-02\nemail: ann@acme.test\nproduct: Studio\n"
    head = f"---\n{facts}---\n"
    (record,) = read(tmp_path, head + "\nCould not find the export.\n")
    (unit,) = record.units
    assert record.locator.record == "line 9"
    assert unit.author is not None
    assert (unit.author.name, unit.author.email) == ("Ann Lee", "ann@acme.test")
    assert (unit.session, unit.product, unit.voice) == ("S4", "Studio", "observed")


@pytest.mark.parametrize(
    ("note", "text", "voice"),
    [
        ("“Where is it?”", "Where is it?", "said"),
        ('"Where is it?" – P1', "Where is it?", "said"),
        ("„Wo ist es?“", "Wo ist es?", "said"),
        ("Where is it? #quote", "Where is it?", "said"),
        ("**Quote:** where is it", "where is it", "said"),
        ('She said "where is it" and left', 'She said "where is it" and left', "observed"),
        ('"Save" looks like "Send"', '"Save" looks like "Send"', "observed"),
        ("✘ 12:30 - did not see the link [fail]", "did not see the link", "observed"),
        ("Severity 3 was shown at 10:15 in red", "Severity 3 was shown at 10:15 in red", "observed"),
        ("went back twice **[S3]**", "went back twice", "observed"),
        ("- **Observation:** went back twice", "went back twice", "observed"),
        ("> It makes no sense to me", "It makes no sense to me", "said"),
    ],
)
def test_marks_count_at_the_ends_of_a_note_only(tmp_path: Path, note: str, text: str, voice: str) -> None:
    records = read(tmp_path, f"## Participant 1\n\n{note}\n")
    assert [(words([record]), units([record])[0].voice) for record in records] == [([text], voice)]


def test_a_table_row_is_a_note_and_its_header_is_none(tmp_path: Path) -> None:
    table = (
        "## Subject 1 - Export\n\n| Scenario | Observation | Quote | Category |\n|---|---|---|---|\n"
        "| Find it | went to settings | “Hm, no” | #Activity |\n| Send it | - | | #Activity |\n"
    )
    records = read(tmp_path, table)
    assert [record.state for record in records] == ["skipped", "used", "empty"]
    assert [(unit.voice, unit.prompt) for unit in units(records)] == [
        ("observed", "Find it"),
        ("said", "Find it"),
    ]
    assert records[1].locator.field == "Observation + Quote"
    assert len({(unit.external_id, unit.question_id) for unit in units(records)}) == 2


def test_an_html_table_with_blank_lines_is_read_row_by_row(tmp_path: Path) -> None:
    table = (
        "## Participant 1\n\n<table>\n<tr><th>Task</th><th>Notes</th></tr>\n\n<tr><td>1</td>"
        "<td><p>first &amp; foremost</p>\n\n<p>second</p><script>x()</script></td></tr>\n"
        "</table>\n\n- after it\n"
    )
    records = read(tmp_path, table)
    assert [record.locator.record for record in records] == ["line 4 row 1", "line 6 row 2", "line 11"]
    assert words(records) == ["first & foremost\n\nsecond", "after it"]


def test_nested_bullets_are_notes_of_their_own(tmp_path: Path) -> None:
    records = read(tmp_path, "## P1\n\n- Export:\n  - slow\n  - ugly\n- fine, then\n  - really fine\n")
    assert words(records) == ["slow", "ugly", "fine, then", "really fine"]
    assert [unit.prompt for unit in units(records)][:2] == ["Export:", "Export:"]
    assert records[0].state == "skipped"


def test_lists_within_lists_are_never_lost(tmp_path: Path) -> None:
    deep = "".join("  " * level + f"- level {level}\n" for level in range(60))
    records = read(tmp_path, "## P1\n\n" + deep)
    assert words(records)[:30] == [f"level {level}" for level in range(30)]
    assert records[-1].reason.endswith("nested too deeply")


def test_numbered_scenarios_are_the_moderators_words(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        "# Usability test\n\n## Scenarios\n\n1. Log in\n2. Find it\n\n## P1\n\n1. logged in at once\n",
    )
    assert [(record.state, record.reason) for record in records] == [
        ("skipped", "scenario text"), ("skipped", "scenario text"), ("used", ""),
    ]  # fmt: skip


def test_a_task_with_nothing_but_what_was_seen_is_a_note(tmp_path: Path) -> None:
    records = read(
        tmp_path, "## P1\n\n### Task 2\n\nHesitated, then found the button.\n\n### Task 3\n\nUser gave up.\n"
    )
    assert [record.state for record in records] == ["used", "used"]


def test_a_note_keeps_its_id_when_lines_move(tmp_path: Path) -> None:
    one = read(tmp_path, "# Study\n\n## P1\n\n- slow\n- ugly\n")
    other = read(tmp_path, "# Study\n\n## Participant 1\n\n\n- ugly\n- new\n- Slow [S2]\n")
    ids = {(one[0].instance, unit.external_id) for unit in units(one)}
    assert len(ids & {(other[0].instance, unit.external_id) for unit in units(other)}) == 2


def test_two_participants_who_say_the_same_are_two(tmp_path: Path) -> None:
    records = read(tmp_path, "# Study\n\n## P1\n\n- slow\n\n## P2\n\n- slow\n")
    assert len({unit.external_id for unit in units(records)}) == 2
    assert people(records) == ["P1", "P2"]


def test_metadata_ends_with_its_participant(tmp_path: Path) -> None:
    content = (
        "# Study\n\nDate: 2026-03-01\n\n## P1\n\nDate: 2026-03-02\nRole: admin\n\n- a b\n\n"
        "## P2\n\n- c d\n\n## Summary\n\n- e f\n"
    )
    found = [(unit.created, unit.audience) for unit in units(read(tmp_path, content))]
    assert [date and date.day for date, _ in found] == [2, 1, 1]
    assert [role for _, role in found] == ["admin", None, None]
    assert people(read(tmp_path, content)) == ["P1", "P2", None]


def test_participants_may_be_named_by_metadata_alone(tmp_path: Path) -> None:
    content = "**Participant:** P1\n**Role:** admin\n\n- slow\n\n**Participant:** Bo Lee\n\n- ugly\n"
    first, second = units(read(tmp_path, content))
    assert (first.author and first.author.external_id, first.audience) == ("P1", "admin")
    assert (second.author and second.author.name, second.audience) == ("Bo Lee", None)


def test_facts_may_share_a_line_and_are_followed_by_an_introduction(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        "# Night shift\n\n**Participant:** P5 (lift engineer, ten years, on call) | **Date:** 2026-08-27\n\n"
        "In a real building, no recording.\n\n## Task 1: Read it\n\n"
        "1. Lamps off.\n2. Read the fault.\n\n- dims the lamp\n",
    )
    assert [(record.state, record.reason) for record in records] == [
        ("skipped", "introduction to the session"), ("skipped", "scenario text"),
        ("skipped", "scenario text"), ("used", ""),
    ]  # fmt: skip
    assert people(records) == ["P5"]
    assert units(records)[0].created == datetime(2026, 8, 27, tzinfo=UTC)


def test_numbered_notes_under_a_task_are_kept_where_there_are_no_others(tmp_path: Path) -> None:
    records = read(tmp_path, "## P1\n\n### Task 1: Export\n\n1. went to settings\n2. gave up\n")
    assert words(records) == ["went to settings", "gave up"]


def test_a_bold_word_before_a_note_is_no_metadata(tmp_path: Path) -> None:
    records = read(tmp_path, "## P1\n\n- slow\n\n**Status:** nobody saw that it was saved\n")
    assert words(records)[1] == "**Status:** nobody saw that it was saved"


def test_lines_of_a_transcript_are_turns(tmp_path: Path) -> None:
    content = "# Interview transcript\n\nP1: It is slow.\nModerator: Why?\nP1: No idea.\n"
    records = read(tmp_path, content)
    assert [(record.locator.record, record.state) for record in records] == [
        ("line 3", "used"), ("line 4", "staff"), ("line 5", "used"),
    ]  # fmt: skip
    assert [unit.voice for unit in units(records)] == ["said", "said"]


def test_options_that_were_not_ticked_are_no_notes(tmp_path: Path) -> None:
    records = read(tmp_path, "## P1\n\n- [x] knew it before\n- [ ] did not know it\n")
    assert [record.state for record in records] == ["used", "skipped"]
    assert words(records) == ["knew it before"]


@pytest.mark.skipif(not DEV.exists(), reason="needs the development data")
def test_recorded_transcripts_are_recognized_and_read_whole() -> None:
    counts = Counter[str]()
    for path in sorted(DEV.iterdir()):
        export = read_export(path, name=path.name, settings=ImportSettings())
        counts.update(record.state for record in export.records)
        assert export.format == "markdown_notes"
    assert counts == {"used": 512}
