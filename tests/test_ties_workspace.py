"""Ties in a workspace and on the command line, from the file to the links of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Job

from feedback_insights import Workspace
from feedback_insights.cli import cli
from feedback_insights.records import LoadedTie
from feedback_insights.store import FileFacts, Store

TICKETS = (
    "Ticket ID,Subject,Description,Linked issue\n"
    "11,Slow export,It takes minutes,\n12,Dark mode,Please,FL-2\n13,Hello,World,\n"
)
BACKLOG = "id,title,ticket ids\nFL-1,Faster export,11\nFL-2,Dark mode,\nFL-3,Maps,99\n"
TIES = "ticket id,feature id\n13,FL-3\n14,FL-3\n13,FL-9\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in (("tickets.csv", TICKETS), ("backlog.csv", BACKLOG), ("ties.csv", TIES)):
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ties(ws: Workspace) -> list[tuple[str, str, str]]:
    return sorted(
        (ws.feedback(tie.feedback_id).external_id, tie.feature_id, tie.tool.removeprefix("tool:"))
        for tie in ws.ties()
    )


def test_ties_of_the_exports_the_backlog_and_a_file_come_together(folder: Path) -> None:
    with Workspace() as ws:
        ws.import_files(["tickets.csv"])
        ws.load_backlog("backlog.csv")
        assert ties(ws) == [("11", "FL-1", "ticket-id"), ("12", "FL-2", "issue-key")]
        report = ws.load_ties("ties.csv")
        assert (report.ties, report.unknown_tickets, report.unknown_items) == (3, ("14",), ("FL-9",))
        assert ("13", "FL-3", "ties-file") in ties(ws)
        (folder / "ties.csv").write_text("ticket id,feature id\n13,FL-2\n")
        ws.load_ties("ties.csv")
        assert [tie for tie in ties(ws) if tie[0] == "13"] == [("13", "FL-2", "ties-file")]
        ws.clear_ties()
        assert len(ties(ws)) == 2


def test_ties_are_kept_in_any_order_and_make_the_figures_outdated(tmp_path: Path) -> None:
    lines = [LoadedTie(ticket=str(n), feature="FL-1", tool="tool:ties-file") for n in range(3)]
    facts = FileFacts(sha256="0", name="ties.csv", format="ties_csv")
    with Store(tmp_path / "x.db") as store:
        store.mark_counted()
        assert not store.outdated
        store.replace_ties(lines[::-1], facts)
        assert store.outdated
    with Store(tmp_path / "x.db") as store:
        assert store.ties() == lines


def test_the_command_tells_what_is_not_here_and_replaces(folder: Path) -> None:
    call = CliRunner().invoke
    assert call(cli, ["import", "x.db", "tickets.csv"]).exit_code == 0
    assert call(cli, ["backlog", "x.db", "backlog.csv"]).exit_code == 0
    done = call(cli, ["ties", "x.db", "ties.csv"])
    assert done.exit_code == 0
    assert "ties.csv: 3 ties (ties_csv)" in done.stderr
    assert "1 ticket not among the feedback, such as 14" in done.stderr
    assert "1 backlog item not in the backlog, such as FL-9" in done.stderr
    assert call(cli, ["ties", "x.db", "ties.csv", "--strict"]).exit_code == 1
    assert call(cli, ["ties", "x.db", "--clear"]).exit_code == 0
    assert call(cli, ["ties", "x.db"]).exit_code == 2
    assert call(cli, ["ties", "x.db", "backlog.csv"]).exit_code == 1
    with Workspace("x.db") as ws:
        assert len(ties(ws)) == 2


@pytest.mark.slow
def test_a_tie_is_an_accepted_link_of_its_tool_until_a_person_rejects_it(job: Job) -> None:
    tied = [link for link in job.rows("links") if link["decided_by"].startswith("tool:")]
    assert {link["feature_id"] for link in tied} == {"FL-103", "FL-112", "FL-119"}
    assert all(link["accepted"] and link["kind"] == "statement" for link in tied)
    told = job.call("links", str(job.db))
    assert f"{len(tied)} records are tied to backlog items by people's own tools" in told.stderr
    assert "records are tied to backlog items" in job.report.read_text("utf-8")
    feature, subject = tied[0]["feature_id"], tied[0]["subject_id"]
    assert "by a link between Zendesk and Jira" in job.call("explain", str(job.db), feature).stdout
    job.call("triage", str(job.db), "reject", feature, subject, "--by", "ana")
    job.call("analyze", str(job.db))
    now = {(link["feature_id"], link["subject_id"]): link for link in job.rows("links")}
    assert (now[feature, subject]["decided_by"], now[feature, subject]["accepted"]) == ("person:ana", False)
    record = subject.partition(":")[0]
    others = [link for (f, s), link in now.items() if f == feature and s.startswith(record) and s != subject]
    assert not any(link["decided_by"].startswith("tool:") for link in others)
    with Workspace(job.db) as ws:
        counts = ws.run().counts
    assert (counts["ties"], counts["ties_decided"]) == (len(tied), 1)


def test_people_s_addresses_and_numbers_are_no_tickets(tmp_path: Path) -> None:
    backlog, ties = tmp_path / "backlog.csv", tmp_path / "ties.csv"
    backlog.write_text('id,title,customer tickets\nA-1,Export,"jane.doe1@acme.com 4821"\n', encoding="utf-8")
    ties.write_text("ticket,feature\n4821,A-1\njane.doe1@acme.com,A-1\n", encoding="utf-8")
    with Workspace() as ws:
        ws.load_backlog(backlog)
        assert ws.feature("A-1").tickets == ("4821",)
        report = ws.load_ties(ties)
        assert (report.ties, report.unknown_tickets) == (1, ("4821",))
        assert any("1 of 2 tickets are people's addresses or numbers" in told for told in report.warnings)
