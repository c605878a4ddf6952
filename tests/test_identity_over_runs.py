"""Ids and decisions survive re-runs, re-imports and new data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import CUT_THEMES, Job, planted_themes, sample_lines

from feedback_insights import Workspace

KEPT_AS_PROMISED, KEPT_AT_LEAST = 0.9, 0.7  # share of the statements


def assigned(job: Job) -> dict[str, str]:
    """Statement -> theme."""
    return {statement: theme["id"] for theme in job.rows("themes") for statement in theme["statements"]}


def add_tickets(job: Job) -> None:
    """A fifth more records, on the same matters, in a newer export."""
    themes, known = planted_themes(), (job.folder / "exports" / "tickets.ndjson").read_bytes()
    fresh = [
        line
        for line in sample_lines()
        if themes[f"ticket {json.loads(line)['id']}"] & CUT_THEMES and line not in known
    ]
    assert len(fresh) >= 14
    (job.folder / "exports" / "newer.ndjson").write_bytes(b"\n".join([*sorted(fresh, key=len)[:14], b""]))


def test_a_second_run_and_import_change_nothing(job: Job) -> None:
    before, themes = assigned(job), job.rows("themes")
    result = job.call("import", str(job.db), str(job.folder / "exports"))
    assert "0 new, 0 changed" in result.stderr
    assert job.run().exit_code == 0
    assert job.rows("themes") == themes
    assert assigned(job) == before
    with Workspace(job.db) as workspace:
        assert workspace.run().id == "R1"


@pytest.mark.slow
def test_a_fifth_of_new_records_leaves_most_statements_in_their_theme(
    whole_samples: Job, tmp_path: Path, remembered: None
) -> None:
    """On all tickets, their vectors remembered; of a few dozen records, a fifth more is another picture."""
    job, exports = Job(tmp_path), tmp_path / "exports"
    exports.mkdir()
    older = [line for number, line in enumerate(sample_lines()) if number % 6]
    (exports / "tickets.ndjson").write_bytes(b"\n".join(older))
    assert job.run().exit_code == 0
    before = assigned(job)
    (exports / "newer.ndjson").write_bytes(b"\n".join(sample_lines()[::6]))
    assert job.run().exit_code == 0
    after = assigned(job)
    assert len(after) > 1.1 * len(before)
    kept = sum(after.get(statement) == theme for statement, theme in before.items()) / len(before)
    assert kept >= KEPT_AT_LEAST
    if kept < KEPT_AS_PROMISED:
        pytest.xfail(f"{kept:.0%} kept: each run groups anew, and themes are matched only afterwards")


def test_the_newer_state_of_a_ticket_keeps_its_id(job: Job) -> None:
    path = job.folder / "exports" / "tickets.ndjson"
    ticket = json.loads(path.read_bytes().splitlines()[0])
    ticket["updated_at"] = "2026-09-30T12:00:00Z"
    (job.folder / "exports" / "newer.ndjson").write_text(json.dumps(ticket) + "\n", "utf-8")
    before = assigned(job)
    assert job.run().exit_code == 0
    assert assigned(job) == before
    states = {row["file"]: row["ledger"]["states"] for row in job.rows("ledger")}
    assert states["newer.ndjson"] == {"used": 1}


def linked(job: Job, feature: str, subject: str) -> tuple[bool, str] | None:
    found = [row for row in job.rows("links") if (row["feature_id"], row["subject_id"]) == (feature, subject)]
    return (found[0]["accepted"], found[0]["decided_by"]) if found else None


def test_decisions_survive_a_refit_with_new_data(job: Job) -> None:
    with Workspace(job.db) as workspace:
        themes = workspace.themes()
        first, second = themes[0], themes[1]
        accepted = next(link for link in workspace.links() if link.kind == "theme" and link.accepted)
        word = next(link for link in workspace.links() if link.kind == "statement" and link.accepted)
    decide = ("triage", str(job.db))
    assert job.call(*decide, "rename", first.id, "What Ana calls it", "--by", "Ana").exit_code == 0
    assert job.call(*decide, "confirm", "FL-101", second.id, "--by", "Ana").exit_code == 0
    assert job.call(*decide, "reject", accepted.feature_id, accepted.subject_id, "--by", "Ben").exit_code == 0
    assert job.call(*decide, "reject", word.feature_id, word.subject_id, "--by", "Ben").exit_code == 0
    for new_data in (False, True):
        if new_data:
            add_tickets(job)
        assert job.run().exit_code == 0
        names = {theme["id"]: theme["name"] for theme in job.rows("themes")}
        assert names[first.id] == "What Ana calls it"
        assert linked(job, "FL-101", second.id) == (True, "person:Ana")
        assert linked(job, accepted.feature_id, accepted.subject_id) == (False, "person:Ben")
        assert linked(job, word.feature_id, word.subject_id) == (False, "person:Ben")
    with Workspace(job.db) as workspace:
        assert workspace.run().id == "R3"
        assert workspace.run().notes == ()
        assert [decision.verb for decision in workspace.decisions()] == [
            "rename",
            "confirm",
            "reject",
            "reject",
        ]


def test_a_decision_that_can_no_longer_be_applied_is_told_and_kept(job: Job) -> None:
    with Workspace(job.db) as workspace:
        theme = workspace.themes()[0]
    assert job.call("triage", str(job.db), "confirm", "FL-132", theme.id, "--by", "Ana").exit_code == 0
    smaller = job.folder / "backlog.csv"
    smaller.write_text("id,title\nFL-103,Durable event delivery with replay\n", "utf-8")
    assert job.call("backlog", str(job.db), str(smaller)).exit_code == 0
    result = job.call("analyze", str(job.db))
    assert result.exit_code == 0
    with Workspace(job.db) as workspace:
        [note] = workspace.run().notes
        assert len(workspace.decisions()) == 1
    assert "was not applied" in note
    assert "FL-132" in note
    assert job.call("analyze", str(job.db), "--strict").exit_code == 1
    assert "not applied" in job.call("report", str(job.db), "-o", str(job.report.parent)).output + (
        job.report.read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rename", "T99", "a name"], "no theme 'T99'"),
        (["confirm", "FL-999", "T1"], "no feature 'FL-999'"),
        (["reject", "FL-101", "nothing"], "no subject 'nothing'"),
    ],
)
def test_a_decision_on_what_does_not_exist_is_refused(job: Job, words: list[str], says: str) -> None:
    result = job.call("triage", str(job.db), *words)
    assert result.exit_code == 1
    assert says in result.stderr
    with Workspace(job.db) as workspace:
        assert workspace.decisions() == []
