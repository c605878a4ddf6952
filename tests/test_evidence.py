"""Every quote leads to an exact place, and `verify` notices when that place says something else."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import Job

from feedback_insights import Workspace
from feedback_insights.evidence import Verification


def verified(job: Job, *search: str) -> Verification:
    with Workspace(job.db) as workspace:
        return workspace.verify(search=search)


def counts(found: Verification) -> dict[str, int]:
    outcomes = ("proven", "moved", "gone", "contradicted")
    assert found.checked == sum(len(getattr(found, name)) for name in outcomes)
    return {name: len(getattr(found, name)) for name in outcomes if getattr(found, name)}


def from_tickets(job: Job) -> int:
    return sum(finding.file == "tickets.ndjson" for finding in verified(job).proven)


def edit(job: Job, old: str, new: str) -> None:
    path = job.folder / "exports" / "tickets.ndjson"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def a_quote(job: Job) -> tuple[str, str]:
    """A ticket and a plain word that only it says, in something that it is quoted with."""
    text = (job.folder / "exports" / "tickets.ndjson").read_text("utf-8")
    with Workspace(job.db) as workspace:
        for theme in workspace.themes():
            for statement in map(workspace.statement, theme.statements):
                at = workspace.feedback(statement.feedback_id).locator
                for word in statement.text.split():
                    if at.file == "tickets.ndjson" and word.isalpha() and len(word) > 8:
                        lines = [line for line in text.splitlines() if word in line]
                        if len(lines) == 1:
                            return at.record, word
    raise AssertionError("no such word")


def test_every_statement_is_exactly_its_slice(analysed: Job) -> None:
    with Workspace(analysed.db) as workspace:
        ids = [id for theme in workspace.themes() for id in theme.statements]
        for statement in map(workspace.statement, ids):
            text = workspace.feedback(statement.feedback_id).text
            assert statement.text == text[statement.start : statement.end]
            assert statement.text.strip()


def test_untouched_exports_prove_everything(analysed: Job) -> None:
    found = verified(analysed)
    assert counts(found) == {"proven": found.checked}
    assert found.checked > 100
    assert analysed.call("verify", str(analysed.db)).exit_code == 0


def test_one_changed_word_is_a_contradiction_that_is_named(job: Job) -> None:
    record, word = a_quote(job)
    edit(job, word, "Xylophone")
    result = job.call("verify", str(job.db))
    assert result.exit_code == 1
    assert f"first: tickets.ndjson, {record}: no longer says" in result.stderr
    found = verified(job)
    assert {finding.record for finding in found.contradicted} == {record}
    assert len(found.proven) > len(found.contradicted)
    assert found.gone == ()
    assert {row["record"] for row in verify_rows(job) if row["outcome"] == "contradicted"} == {record}


def verify_rows(job: Job) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(job.call("verify", str(job.db), "--json").stdout)["rows"]
    return rows


def test_a_change_of_what_nobody_quotes_proves_the_rest(job: Job) -> None:
    edit(job, '"priority":"normal"', '"priority":"low"')
    found = verified(job)
    assert counts(found) == {"proven": found.checked}


def test_a_record_that_vanished_is_gone(job: Job) -> None:
    record, word = a_quote(job)
    path = job.folder / "exports" / "tickets.ndjson"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if word not in line), "utf-8")
    found = verified(job)
    assert {finding.record for finding in found.gone} == {record}
    assert not found.contradicted
    assert job.call("verify", str(job.db)).exit_code == 0


def test_a_moved_export_is_found_by_its_bytes(job: Job) -> None:
    expected = from_tickets(job)
    (job.folder / "archive" / "2026").mkdir(parents=True)
    shutil.move(job.folder / "exports" / "tickets.ndjson", job.folder / "archive" / "2026" / "renamed.txt")
    assert counts(verified(job))["gone"] == expected
    found = verified(job, str(job.folder / "archive"))
    assert counts(found) == {"proven": found.checked - expected, "moved": expected}
    assert job.call("verify", str(job.db), "--search", str(job.folder / "archive")).exit_code == 0


def test_a_deleted_export_is_gone_and_no_failure(job: Job) -> None:
    expected = from_tickets(job)
    (job.folder / "exports" / "tickets.ndjson").unlink()
    assert counts(verified(job))["gone"] == expected
    assert job.call("verify", str(job.db)).exit_code == 0


@pytest.mark.parametrize("content", ["", "no tickets here\n", "id,count\n1,2\n"])
def test_another_file_in_its_place_is_gone_and_no_failure(job: Job, content: str) -> None:
    (job.folder / "exports" / "tickets.ndjson").write_text(content)
    result = job.call("verify", str(job.db))
    assert result.exit_code == 0
    assert {row["outcome"] for row in verify_rows(job)} == {"proven", "gone"}


def test_an_explanation_quotes_exact_words_with_their_place(analysed: Job) -> None:
    with Workspace(analysed.db) as workspace:
        best = workspace.scores("value")[0]
        found = workspace.explain(best.feature_id)
        assert found.quotes
        for quote in found.quotes:
            at = quote.feedback.locator
            assert all((at.file, at.record, at.field))
            assert (
                workspace.feedback(quote.feedback.id)
                .text[quote.statement.start :]
                .startswith(quote.statement.text)
            )
        people = {evidence for score in found.scores for evidence in score.inputs["people"].evidence}
    shown = analysed.call("explain", str(analysed.db), best.feature_id).stdout
    assert found.quotes[0].feedback.locator.file in shown
    assert people <= {quote.feedback.id for quote in found.quotes} | {q.statement.id for q in found.quotes}
