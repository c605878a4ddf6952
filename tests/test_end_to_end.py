"""The whole job on all samples finds what was planted in them, and accounts for every record."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from conftest import SAMPLES, Job, sample_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_texts import FORM, NOTE, QUESTIONS

from feedback_insights import Workspace, read_feedback
from feedback_insights.records import STATES, Feedback, Theme

pytestmark = pytest.mark.slow


@cache
def planted() -> dict[tuple[str, str], list[str]]:
    """(record, question) -> planted themes."""
    with (SAMPLES / "ground_truth.csv").open(encoding="utf-8", newline="") as file:
        return {(row["record"], row["question"]): row["themes"].split(";") for row in csv.DictReader(file)}


@cache
def note_number(file: str, line: int) -> int:
    lines = (SAMPLES / "usability_notes" / file).read_text("utf-8").splitlines()[:line]
    return sum(bool(NOTE.match(text)) for text in lines)


def labels(feedback: Feedback) -> list[str]:
    """What was planted in one piece of feedback."""
    at, file = feedback.locator, Path(feedback.locator.file).name
    if feedback.source == "notes":
        number = note_number(file, int(at.record.removeprefix("line ")))
        return planted().get((f"{file}#{number}", ""), [])
    if feedback.source == "transcript":
        return planted().get((f"{file[:2]} {at.record}", ""), [])
    if feedback.source == "qualtrics":
        return planted().get((feedback.external_id, at.field), [])
    if file.endswith(".xlsx"):
        asked = next((name for name, prompt in FORM.items() if prompt == feedback.prompt), "")
        return planted().get((f"Form1 ID {feedback.external_id}", asked), [])
    if feedback.source == "google_play" or file.startswith("marketplace"):
        return planted().get((feedback.external_id, ""), [])
    question = next((name for name, asked in QUESTIONS.items() if asked == feedback.prompt), "")
    return planted().get((at.record.removeprefix("Response ID "), question), [])


@pytest.fixture(scope="module")
def majority(whole_samples: Job) -> dict[str, str]:
    """Found theme -> the label that most of its statements' records carry."""
    with Workspace(whole_samples.db) as workspace:
        return {theme.id: most_common(theme, workspace) for theme in workspace.themes()}


def most_common(theme: Theme, workspace: Workspace) -> str:
    feedback = (workspace.feedback(statement.partition(":")[0]) for statement in theme.statements)
    found = Counter(chain.from_iterable(map(labels, feedback)))
    return max(sorted(found), key=lambda label: found[label])


@pytest.fixture(scope="module")
def linked(whole_samples: Job, majority: dict[str, str]) -> dict[str, set[str]]:
    """Planted theme -> the backlog items that accepted links tie to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in whole_samples.rows("links"):
        if link["kind"] == "theme" and link["accepted"]:
            found[majority[link["subject_id"]]].add(link["feature_id"])
    return found


def answers() -> dict[str, str]:
    """Planted theme -> the backlog item that answers it, "" where there is none."""
    with (SAMPLES / "ground_truth_backlog.csv").open(encoding="utf-8", newline="") as file:
        matched = {row["theme"]: row["feature_id"] for row in csv.DictReader(file) if row["theme"]}
    return {theme: matched.get(theme, "") for theme in {*chain(*planted().values())} - {"none", ""}}


def test_the_number_of_themes_is_about_what_was_planted(majority: dict[str, str]) -> None:
    assert 17 * 0.65 <= len(majority) <= 17 * 1.35


def test_at_least_three_quarters_of_the_planted_themes_are_found(majority: dict[str, str]) -> None:
    assert len(answers()) == 16
    assert len(answers().keys() & set(majority.values())) >= 12, sorted(majority.items())


def test_themes_are_matched_with_the_backlog_item_that_answers_them(linked: dict[str, set[str]]) -> None:
    matched = {theme: item for theme, item in answers().items() if item}
    assert len(matched) == 12
    right = [theme for theme, item in matched.items() if item in linked[theme]]
    assert len(right) >= 9, sorted(linked.items())


def test_themes_that_no_item_answers_stay_without_one(linked: dict[str, set[str]]) -> None:
    missing = [theme for theme, item in answers().items() if not item]
    assert len(missing) == 4
    wrong = {theme: sorted(linked[theme]) for theme in sorted(missing) if linked[theme]}
    assert len(wrong) <= 1, wrong


def test_every_statement_is_proven(whole_samples: Job) -> None:
    with Workspace(whole_samples.db) as workspace:
        found = workspace.verify()
    assert found.checked > 1000
    assert len(found.proven) == found.checked


def test_the_states_of_every_sample_file_sum_to_its_records(whole_samples: Job) -> None:
    files = whole_samples.rows("ledger")
    assert len(files) == 15
    for file in files:
        ledger = file["ledger"]
        assert ledger["states"].keys() <= set(STATES)
        assert sum(ledger["states"].values()) == ledger["records"], file["file"]
    counted = {file["file"]: file["ledger"] for file in files}
    assert counted["nps_survey_2026-09.csv"]["records"] == 102
    assert counted["zendesk_tickets_2026-07_08.ndjson"]["records"] == 144
    assert counted["zendesk_tickets_2026-09.ndjson.gz"]["records"] == 71
    assert counted["qualtrics_platform_survey_2026.csv"]["states"]["skipped"] == 4
    assert counted["partner_survey_2026-09.xlsx"]["records"] == 31
    assert counted["marketplace_feedback_2026-08.ndjson"]["states"]["rejected"] == 1
    assert counted["P6_2026-09-03.vtt"]["states"]["staff"] == 22
    assert counted["P7_2026-09-10.srt"]["states"]["staff"] == 24
    with Workspace(whole_samples.db) as workspace:
        assert sum(file["ledger"]["units"] for file in files) == workspace.run().counts["feedback"]


LINES = sample_lines()
PIECES = st.one_of(
    st.sampled_from(LINES),
    st.builds(lambda line, at: line[:at], st.sampled_from(LINES), st.integers(1, 3000)),
    st.builds(
        lambda line, at, byte: line[:at] + byte + line[at + 1 :].replace(b"\n", b""),
        st.sampled_from(LINES),
        st.integers(0, 3000),
        st.binary(min_size=1, max_size=1).filter(lambda byte: byte not in b"\r\n"),
    ),
)


@given(st.lists(PIECES, min_size=1, max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_to_lines_each_is_one_record(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "tickets.ndjson"
    path.write_bytes(b"\n".join([LINES[0], *lines]))
    found = read_feedback(path, format="zendesk_ndjson").ledger
    assert found.records == 1 + sum(bool(line.strip()) for line in lines)
    assert sum(found.states.values()) == found.records
