"""Usability notes in Markdown: whose note it is, what was said and what was seen."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_insights.errors import UnclaimedFile
from feedback_insights.files import Profile
from feedback_insights.importers import read_export, recognize
from feedback_insights.importers.usability._labels import participant_in_file_name, participant_in_title
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.settings import ImportSettings

DEV = Path(__file__).parents[2] / "shared/data/dev/usability/technicians"

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
        ("**Insight:** expects a wizard", "expects a wizard", "interpreted"),
        ("Hypothesis: expects a wizard", "expects a wizard", "interpreted"),
        ("expects a wizard #insight", "expects a wizard", "interpreted"),
        ("Insight: “Where is it?”", "Where is it?", "said"),
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


def test_a_column_or_section_of_insights_is_interpreted(tmp_path: Path) -> None:
    table = (
        "## P1\n\n| Observation | Insight |\n|---|---|\n| went back twice | expects a wizard |\n\n"
        "### Interpretation\n\n- looks for words, not icons\n"
    )
    found = units(read(tmp_path, table))
    assert [(unit.voice, unit.question_id) for unit in found] == [
        ("observed", ""), ("interpreted", "insight"), ("interpreted", ""),
    ]  # fmt: skip


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


def test_plain_text_names_participants_and_tasks_on_lines_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(
        "Participant 3\n\nTask 1: pay\n\n- Did not see the basket\n\nP4 (new)\nTask 2\n\n- pass\n- slow\n"
    )
    assert recognize(path).importer.name == "markdown_notes"
    found = units(read(tmp_path, path.read_text(), "notes.txt"))
    assert [(unit.author and unit.author.external_id, unit.prompt, unit.texts[0].text) for unit in found] == [
        ("P3", "Task 1: pay", "Did not see the basket"), ("P4", "Task 2", "slow"),
    ]  # fmt: skip


def test_what_a_participant_answers_the_moderator_in_plain_text_is_said(tmp_path: Path) -> None:
    content = (
        "Session 4 - P4\nDate: 2026-03-04\n\nP4: I never know if it saved.\n"
        "Interviewer: What did you expect?\nP4: A green tick.\n\nObs: hesitated\n"
    )
    for text in (content, content[content.index("P4: I") :]):
        (tmp_path / "x.txt").write_text(text)
        assert recognize(tmp_path / "x.txt").importer.name == "markdown_notes"
    records = read(tmp_path, content)
    assert [record.state for record in records] == ["used", "staff", "used", "used"]
    assert [(unit.voice, unit.prompt, unit.texts[0].text) for unit in units(records)] == [
        ("said", "", "I never know if it saved."), ("said", "What did you expect?", "A green tick."),
        ("observed", "", "hesitated"),
    ]  # fmt: skip
    assert {unit.created for unit in units(records)} == {datetime(2026, 3, 4, tzinfo=UTC)}


@pytest.mark.parametrize(
    "text", ["Dear Tom,\nsee the file.\n", "P1: crash on login\nP2: slow list\n", "P3 was fine\n"]
)
def test_other_plain_text_is_no_notes(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.txt").write_text(text)
    with pytest.raises(UnclaimedFile):
        recognize(tmp_path / "x.txt")


def test_facts_before_the_participants_name_are_kept_and_bold_type_leaves_no_signs(tmp_path: Path) -> None:
    content = (
        "## Subject 1\n\n**Test Date:** 20th April 2018\n\n**User:** Ana\n\n**Task 1:** Buy a chair\n\n"
        "- Did not see it\n- pass\n- Result: **failed**\n\n### **Task 2:** Pay\n\n- passed the button twice\n"
    )
    records = read(tmp_path, content)
    assert [(unit.prompt, unit.texts[0].text) for unit in units(records)] == [
        ("Task 1: Buy a chair", "Did not see it"), ("Task 2: Pay", "passed the button twice"),
    ]  # fmt: skip
    assert {unit.created for unit in units(records)} == {datetime(2018, 4, 20, tzinfo=UTC)}
    assert [record.reason for record in records if record.state == "skipped"][1:] == [
        "how the task ended"
    ] * 2


def test_options_that_were_not_ticked_are_no_notes(tmp_path: Path) -> None:
    records = read(tmp_path, "## P1\n\n- [x] knew it before\n- [ ] did not know it\n")
    assert [record.state for record in records] == ["used", "skipped"]
    assert words(records) == ["knew it before"]


ANSWERS = """\
<!-- filled in on paper -->

# Sorting test - written responses

Thank you for taking part.

## Background

### 1. Knowledge of sorting
Did you sort parcels before?
- [X] Yes, for years
- [ ] No, never
- ☐ I do not know

## Reflection

### 2. What was hard?
- The small print
- The colours

### 3. What was easy?
No.

### 4. What would you change?

Bigger print.

No.
"""


def test_written_answers_are_said_to_their_question(tmp_path: Path) -> None:
    records = read(tmp_path, ANSWERS, "07b_written_answers.md")
    assert [(unit.prompt, unit.texts[0].text) for unit in units(records)] == [
        ("Did you sort parcels before?", "Yes, for years"), ("What was hard?", "The small print"),
        ("What was hard?", "The colours"), ("What was easy?", "No."),
        ("What would you change?", "Bigger print."), ("What would you change?", "No."),
    ]  # fmt: skip
    assert [(record.locator.record, record.reason) for record in records if record.state != "used"] == [
        ("line 5", "the sheet's instruction"), ("line 10", "the sheet's question"),
        ("line 12", "option not chosen"), ("line 13", "option not chosen"),
    ]  # fmt: skip
    assert {unit.voice for unit in units(records)} == {"said"}
    assert set(people(records)) == {"P7b"}
    assert len({(unit.external_id, unit.question_id) for unit in units(records)}) == 6


def test_an_answer_may_follow_its_question_on_the_next_line(tmp_path: Path) -> None:
    content = "# Questionnaire\n\n## Speed\nWas it fast?\nNot at all.\n\n## Looks\n\nIs it nice?\n\nIt is.\n"
    records = read(tmp_path, content)
    assert [(unit.prompt, unit.texts[0].text) for unit in units(records)] == [
        ("Was it fast?", "Not at all."), ("Is it nice?", "It is."),
    ]  # fmt: skip
    assert [record.locator.record for record in records] == ["line 4", "line 5", "line 9", "line 11"]


RATINGS = """\
# System Usability Scale

## Instructions

Write a number after each statement:
- **1** = no
- **5** = yes

Example: `Your rating: 4`

## Statements

1. I felt safe
   Your rating: 4

2. I felt lost
   Your rating: __

## Comments

It hums.
"""


def test_ratings_of_a_questionnaire_are_no_words(tmp_path: Path) -> None:
    records = read(tmp_path, RATINGS)
    assert [record.state for record in records] == [
        "skipped", "skipped", "skipped", "skipped", "rating_only", "empty", "used",
    ]  # fmt: skip
    assert records[4].reason == "rated 4"
    assert words(records) == ["It hums."]


@pytest.mark.parametrize("content", [ANSWERS, RATINGS])
def test_sheets_are_recognized(tmp_path: Path, content: str) -> None:
    (tmp_path / "file").write_text(content, encoding="utf-8")
    assert recognize(tmp_path / "file").importer.name == "markdown_notes"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("10t_written_answer.md", "P10t"), ("P3-dev.md", "P3"), ("session-P3-developer.md", "P3"),
        ("participant_07.md", "P7"), ("2026-08-p5.md", "P5"), ("interview_v1.2_P4.md", "P4"),
        ("user_12_notes.md", "P12"), ("TP02.vtt.gz", "P2"),
        ("notes_2026-09-10.md", None), ("user_10-09-2026.md", None), ("v2_notes.md", None),
        ("3d_viewer_notes.md", None), ("45m_interview.md", None), ("P1_vs_P2.md", None),
        ("5b_pricing.md", None), ("P9/notes.md", None),
    ],
)  # fmt: skip
def test_a_file_name_may_tell_the_participant_but_dates_and_versions_do_not(
    name: str, label: str | None
) -> None:
    assert participant_in_file_name(name) == label


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Engineer 10t transcription", "P10t"), ("Session P1 - mobile", "P1"),
        ("Interview notes, participant 03", "P3"), ("Release 1.2b notes", None), ("Fix P1 bugs", None),
        ("P1 and P2, session", None), ("Session with P1 and P2", None), ("3d interview", None),
    ],
)  # fmt: skip
def test_a_title_may_tell_the_participant(title: str, label: str | None) -> None:
    assert participant_in_title(title) == label


def test_the_documents_own_participant_goes_before_its_title_and_its_file_name(tmp_path: Path) -> None:
    named = read(tmp_path, "# Session P2\n\n**Participant:** P5\n\n- slow\n", "P9_notes.md")
    titled = read(tmp_path, "# Session P2\n\n- slow\n", "P2_notes.md")
    by_file = read(tmp_path, "# Session\n\n- slow\n", "P9_notes.md")
    assert [people(records) for records in (named, titled, by_file)] == [["P5"], ["P2"], ["P9"]]
    assert by_file[0].units[0].session == "P9"


@pytest.mark.parametrize(
    "named", ["## P1\n\n- ugly\n", "P1: ugly\n", "| User | Note |\n|---|---|\n| P1 | ugly |\n"]
)
def test_a_file_name_says_nothing_of_a_document_that_names_participants(tmp_path: Path, named: str) -> None:
    assert people(read(tmp_path, f"# Session\n\n- slow\n\n{named}", "P9_notes.md")) == [None, "P1"]


def test_a_title_and_a_file_name_that_differ_are_told(tmp_path: Path) -> None:
    path = tmp_path / "P9_notes.md"
    path.write_text("# Session P2\n\n- slow\n")
    export = read_export(path, name=path.name, settings=ImportSettings(), format="markdown_notes")
    assert people(list(export.records)) == ["P2"]
    assert export.warnings == ["the title names P2, the file's name P9; read as P2"]


def test_one_label_is_one_person_in_all_documents_without_a_named_study(tmp_path: Path) -> None:
    one, other = (read(tmp_path, f"# {title}\n\n## P3\n\n- slow\n") for title in ("Round 1", "Diary"))
    assert {record.instance for record in (*one, *other)} == {""}
    named = read(tmp_path, "---\nstudy: Export\n---\n## P3\n\n- slow\n")
    told = read(tmp_path, "# Notes\n\n**Project:** Import\n\n## P3\n\n- slow\n")
    assert len({"", named[0].instance, told[0].instance}) == 3


def test_a_profile_may_name_the_study(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("## P3\n\n- slow\n")
    profile = Profile(format="markdown_notes", study="export")
    export = read_export(path, name=path.name, settings=ImportSettings(), profile=profile)
    named = read(tmp_path, "---\nstudy: Export\n---\n## P3\n\n- slow\n")
    assert [record.instance for record in export.records] == [named[0].instance]


def test_notes_on_nobody_are_kept_apart_by_their_title(tmp_path: Path) -> None:
    one, other = (read(tmp_path, f"# {title}\n\n- gave up\n") for title in ("Monday", "Tuesday"))
    assert one[0].units[0].external_id != other[0].units[0].external_id


@pytest.mark.skipif(not DEV.exists(), reason="needs the development data")
def test_recorded_sessions_are_recognized_and_read_whole_with_ten_participants() -> None:
    counts: dict[str, Counter[str]] = {}
    heard: dict[str, set[str | None]] = {}
    for path in sorted(
        path for folder in ("transcriptions", "written_answers", "sus") for path in (DEV / folder).iterdir()
    ):
        export = read_export(path, name=path.name, settings=ImportSettings())
        records = list(export.records)
        assert (export.format, export.warnings) == ("markdown_notes", [])
        assert {record.instance for record in records} == {""}
        counts.setdefault(path.parent.name, Counter()).update(record.state for record in records)
        heard.setdefault(path.parent.name, set()).update(people(records))
    assert counts == {
        "transcriptions": {"used": 512},
        "written_answers": {"used": 68, "skipped": 60},
        "sus": {"rating_only": 100, "skipped": 70},
    }
    assert heard["transcriptions"] == heard["written_answers"] == {f"P{number}t" for number in range(1, 11)}
