"""Drafts of a real workspace: what was planted without an item is drafted, and a dismissal outlives runs."""

from __future__ import annotations

from conftest import Job, planted_themes

from feedback_insights.workspace import Workspace


def drafts(job: Job) -> list[str]:
    return [row["theme"] for row in job.rows("links", "--candidates") if not row["nothing_to_build"]]


def test_the_planted_theme_without_an_item_is_drafted_and_the_backlog_stays_as_it_is(job: Job) -> None:
    planted = planted_themes()
    with Workspace(job.db) as workspace:
        before = workspace.features()
        found = workspace.candidates()
        assert workspace.features() == before
        places = {
            one.theme: [
                workspace.feedback(workspace.statement(id).feedback_id).locator.record
                for id in workspace.theme(one.theme).statements
            ]
            for one in found.drafts
        }
    mostly = [
        theme
        for theme, records in places.items()
        if sum("sms_reminders" in planted.get(record.removeprefix("Response ID "), ()) for record in records)
        > len(records) / 2
    ]
    assert mostly
    (one,) = [draft for draft in found.drafts if draft.theme == mostly[0]]
    assert one.problem is not None
    assert one.people >= 2


def test_a_dismissal_holds_at_once_and_after_every_run_until_it_is_undone(job: Job) -> None:
    first, *others = drafts(job)
    assert job.call("triage", str(job.db), "dismiss", first, "--by", "Ana").exit_code == 0
    assert drafts(job) == others
    with Workspace(job.db) as workspace:
        (decision,) = workspace.decisions()
        assert decision.arguments == {"theme": first, "people": str(workspace.theme(first).customers)}
    analysed = job.call("analyze", str(job.db))
    assert analysed.exit_code == 0
    assert "not applied" not in analysed.output
    assert drafts(job) == others
    assert "1 theme dismissed as no feature." in job.call("links", str(job.db), "--candidates").stderr
    assert job.call("triage", str(job.db), "undo", "1").exit_code == 0
    assert drafts(job) == [first, *others]


def test_what_is_no_theme_cannot_be_dismissed(job: Job) -> None:
    refused = job.call("triage", str(job.db), "dismiss", "T999")
    assert refused.exit_code == 1
    assert "no theme 'T999'" in refused.stderr
    with Workspace(job.db) as workspace:
        area = workspace.areas()[0].id if workspace.areas() else None
        assert workspace.decisions() == []
    if area:
        assert job.call("triage", str(job.db), "dismiss", area).exit_code == 1
