"""Deciding and answering at the command line, on an analysed cut of the samples."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Job
from selectolax.lexbor import LexborHTMLParser

import feedback_insights as fi
from feedback_insights.figures import Asker


@pytest.fixture(scope="module")
def decided(analysed: Job, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A workspace in which five things are decided; only to be read."""
    job = analysed.copy(tmp_path_factory.mktemp("decided"))
    for arguments in (
        ("FL-103", "declined", "--why", "too few", "--on", "2026-08-01", "--author", "Ana"),
        ("FL-119", "planned", "--tell", "Exports will run in the background.", "--due", "2026q4"),
        ("FL-112", "shipped", "--on", "2026-08-20", "--tell", "Nothing is lost without a network any more."),
        ("FL-131", "shipped", "--on", "2026-07-20"),
        ("--order", "FL-131,FL-119", "--why", "quick to do"),
    ):
        told = job.call("decide", str(job.db), *arguments)
        assert told.exit_code == 0, told.stderr
    return job


def refused(job: Job, *arguments: str) -> str:
    before = (job.folder / "feedback.db").read_bytes()
    result = job.call(arguments[0], str(job.db), *arguments[1:])
    assert result.exit_code == 1
    assert (job.folder / "feedback.db").read_bytes() == before
    return result.stderr.strip()


def test_decisions_are_kept_with_the_evidence_of_their_day_and_outdate_nothing(decided: Job) -> None:
    with fi.Workspace(decided.db) as ws:
        assert not ws.outdated
        log = ws.roadmap_log()
        run = ws.run()
        until = ws.scores("value", fi.Scope(window="..2026-08-01"))
    declined, planned = log.standing["FL-103"], log.standing["FL-119"]
    assert (planned.on, planned.basis.until, planned.basis.run) == (run.as_of, None, run.id)
    assert (planned.due, planned.author) == ("2026Q4", "user")
    assert (declined.on, declined.basis.until, declined.author) == ("2026-08-01", "2026-08-01", "Ana")
    (then,) = [score for score in until if score.feature_id == "FL-103"]
    assert declined.basis.people == then.inputs["people"].value
    assert log.order is not None
    assert log.order.features == ("FL-131", "FL-119")


def test_the_list_says_what_newer_evidence_contradicts(decided: Job) -> None:
    told = decided.call("decide", str(decided.db))
    assert "Declined on 1 Aug 2026 by Ana: too few. (decision 1)" in told.stdout
    assert "Order chosen on " in told.stdout
    assert "4 decisions" in told.stderr
    rows = decided.rows("decide")
    assert [row["kind"] for row in rows] == ["status"] * 4 + ["order"]
    verdicts = {row["decision"]["feature_id"]: row["verdict"] for row in rows[:4]}
    assert verdicts["FL-119"] == "unchanged"  # decided on the evidence that is still the newest
    assert all(row["told"] for row in rows)


def test_a_refusal_needs_a_reason_and_nothing_is_kept_without(decided: Job) -> None:
    assert refused(decided, "decide", "FL-124", "declined") == (
        "Error: say why FL-124 is declined: people will ask"
    )
    assert "say why" in refused(decided, "decide", "FL-124", "declined", "--why", "  ")
    assert "did you mean" in refused(decided, "decide", "FL-1O3", "planned")
    assert "twice" in refused(decided, "decide", "--order", "FL-119,FL-119")
    assert "two items" in refused(decided, "decide", "--order", "FL-119")
    assert "for no period" in refused(decided, "decide", "FL-119", "shipped", "--due", "2026Q4")
    assert "no period 'soon'" in refused(decided, "decide", "FL-119", "planned", "--due", "soon")
    assert "open at one end" in refused(decided, "decide", "FL-119", "planned", "--due", "2026..")


def test_a_day_still_to_come_is_refused_and_today_is_not(decided: Job, tmp_path: Path) -> None:
    today = date.today()
    later = (today + timedelta(days=2)).isoformat()  # whatever happens at midnight
    for arguments in (("FL-119", "planned"), ("--order", "FL-131,FL-119", "--why", "x")):
        told = refused(decided, "decide", *arguments, "--on", later)
        assert told.startswith(f"Error: {later} has not come yet: decisions are of ")
    with fi.Workspace(decided.copy(tmp_path / "job").db) as ws:
        made = ws.decide_feature("FL-119", "planned", author="Kim", on=today)
        assert made.arguments["on"] == today.isoformat()


def test_an_order_against_the_scores_needs_a_reason(decided: Job) -> None:
    with fi.Workspace(decided.db) as ws:
        ranked = [score for score in ws.scores("value") if score.tier is not None]
        best, worst = ranked[0], ranked[-1]
        assert best.tier != worst.tier
        with pytest.raises(fi.DecisionError, match=r"against the scores.*say why"):
            ws.choose_order([worst.feature_id, best.feature_id], author="Ana")


def test_an_epic_is_decided_on_by_everybody_behind_its_parts(analysed: Job, tmp_path: Path) -> None:
    job = analysed.copy(tmp_path / "job")
    (tmp_path / "epic.csv").write_text(
        "id,title,type,parent\nFL-12,Platform,Epic,\nFL-103,Events,Story,FL-12\nFL-119,Exports,Story,FL-12\n"
    )
    assert job.call("backlog", str(job.db), str(tmp_path / "epic.csv")).exit_code == 0
    with fi.Workspace(job.db) as ws:
        (whole,) = ws.scores("value", level="epic")
        ws.decide_feature("FL-12", "planned", author="Ana", tell="Soon.")
        basis = ws.roadmap_log().standing["FL-12"].basis
        assert (basis.level, basis.people) == ("epic", whole.inputs["people"].value)
        assert basis.people > max(len(ws.who(id)) for id in ("FL-103", "FL-119"))
        assert ws.public_item("FL-12").people == basis.people
        (found,) = ws.roadmap_review().items
        assert (found.verdict, found.more.value) == ("unchanged", 0)


def test_wrong_use_is_told_as_such(decided: Job) -> None:
    for arguments in (
        ("FL-119",),
        ("FL-119", "done"),
        ("FL-119", "planned", "--on", "tomorrow"),
        ("--why", "x"),
        ("FL-119", "planned", "--order", "FL-119,FL-103"),
        ("FL-119", "planned", "--json"),
    ):
        assert decided.call("decide", str(decided.db), *arguments).exit_code == 2


def test_words_for_users_change_without_the_day_and_a_reason_decides_anew(
    decided: Job, tmp_path: Path
) -> None:
    job = decided.copy(tmp_path / "job")
    with fi.Workspace(job.db) as ws:
        before = ws.roadmap_log().standing["FL-103"]
        ws.decide_feature("FL-103", "declined", author="Kim", tell="Retries cover it.", title="Replay")
        reworded = ws.roadmap_log().standing["FL-103"]
        assert (reworded.tell, reworded.title, reworded.author) == ("Retries cover it.", "Replay", "Kim")
        assert (reworded.on, reworded.reason, reworded.basis) == (before.on, before.reason, before.basis)
        ws.decide_feature("FL-103", "declined", author="Kim", reason="still")
        anew = ws.roadmap_log().standing["FL-103"]
        assert (anew.on, anew.basis.until, anew.tell, anew.title) == (ws.run().as_of, None, "", "Replay")


def test_a_decision_can_be_taken_back_at_once(decided: Job, tmp_path: Path) -> None:
    job = decided.copy(tmp_path / "job")
    told = job.call("triage", str(job.db), "undo", "1")
    assert told.stderr.strip() == "decision 6 is kept; decision 1 no longer stands"
    twice = refused(job, "triage", "undo", "1")
    assert twice == "Error: decision 1 was taken back already, by decision 6; to have it stand again, undo 6"
    assert "FL-103" not in job.call("decide", str(job.db)).stdout
    assert refused(job, "reply", "FL-103").startswith("Error: nobody decided on FL-103 yet")


def test_a_decision_outlives_the_item_in_the_backlog(decided: Job, tmp_path: Path) -> None:
    job = decided.copy(tmp_path / "job")
    (tmp_path / "small.csv").write_text("id,title,effort\nFL-119,Reports in the background,3\n")
    assert job.call("backlog", str(job.db), str(tmp_path / "small.csv")).exit_code == 0
    told = job.call("decide", str(job.db)).stdout
    assert "it left the backlog" in told
    assert job.call("publish", str(job.db), "-o", str(tmp_path / "pages")).exit_code == 0
    assert "Local-first storage for mobile job forms" in (tmp_path / "pages" / "changelog.html").read_text(
        "utf-8"
    )


def test_as_many_people_are_listed_as_are_counted(decided: Job) -> None:
    with fi.Workspace(decided.db) as ws:
        counted = {score.feature_id: score.inputs["people"] for score in ws.scores("value")}
        listed = {id: [row for row in ws.who(id) if row.stance != "against"] for id in counted}
        september = fi.Scope({"channel": "email"}, "2026-09")
        scoped = {score.feature_id: score.inputs["people"] for score in ws.scores("value", september)}
        assert len(ws.who("FL-103", september)) == (scoped["FL-103"].high or 0)
    assert {id: len(rows) for id, rows in listed.items()} == {id: v.high or 0 for id, v in counted.items()}
    assert {id: _fewest(rows) for id, rows in listed.items()} == {
        id: v.value or 0 for id, v in counted.items()
    }
    assert max(value.value or 0 for value in counted.values()) > 5


def _fewest(rows: list[Asker]) -> int:
    """Who is sure, all anonymous records of one channel (and account) one person's."""
    sure = [row for row in rows if row.sure]
    return len({(row.account, *row.channels) if row.assumed else row.person for row in sure})


def test_an_epic_lists_everybody_behind_its_parts_once(decided: Job) -> None:
    with fi.Workspace(decided.db) as ws:
        whole = {score.feature_id: score.inputs["people"].high for score in ws.scores("value", level="epic")}
        rows = ws.who("FL-12")
    assert len(rows) == len({row.person for row in rows}) == whole["FL-12"]


def test_the_list_for_a_spreadsheet_leads_to_every_record_and_names_nobody(decided: Job) -> None:
    printed = decided.call("who", str(decided.db), "FL-103", "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert {row["decided"] for row in rows} == {"declined"}
    assert {row["backlog_status"] for row in rows} == {"To Do"}
    with fi.Workspace(decided.db) as ws:
        for row in rows:
            item = ws.feedback(ws.statement(row["statement_id"]).feedback_id)
            assert f"{item.source}:{item.external_id}" in row["external_ids"].split("; ")
            assert item.author is None or item.author not in printed
            assert row["text"].removeprefix("'") in item.text
    assert printed == decided.call("who", str(decided.db), "FL-103", "--csv").stdout


def test_pages_and_replies_are_written_for_users(decided: Job, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        result = decided.call("publish", str(decided.db), "-o", str(tmp_path / folder), "--quotes")
        assert result.exit_code == 0
        assert "2 items without a reason for users (FL-103 and FL-131)" in result.stderr
    for name in ("roadmap.html", "changelog.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    roadmap, changelog = (
        (tmp_path / "one" / name).read_text("utf-8") for name in ("roadmap.html", "changelog.html")
    )
    assert "October – December 2026" in roadmap
    assert "too few" not in roadmap + changelog
    assert changelog.index("August 2026") < changelog.index("July 2026")
    with fi.Workspace(decided.db) as ws:
        names = [account.name for account in ws._whole().directory.accounts.values()]
    assert [name for name in names if len(name) > 3 and name in roadmap + changelog] == []
    draft = decided.call("reply", str(decided.db), "FL-112").stdout
    assert "This is done" in draft
    assert "since 20 Aug 2026" in draft


def test_where_nothing_is_decided_nothing_is_written(analysed: Job, tmp_path: Path) -> None:
    assert "nothing is decided that could be shown" in refused(
        analysed, "publish", "-o", str(tmp_path / "pages")
    )
    assert not (tmp_path / "pages").exists()
    assert "nothing is decided yet" in analysed.call("decide", str(analysed.db)).stderr
    assert json.loads(analysed.call("decide", str(analysed.db), "--json").stdout)["rows"] == []


def test_the_library_takes_decisions_by_their_verb_too(decided: Job, tmp_path: Path) -> None:
    job = decided.copy(tmp_path / "job")
    with fi.Workspace(job.db) as ws:
        made = ws.decide("decide", "FL-124", "later", author="Kim")
        ws.decide("order", "FL-119", "FL-131", author="Kim", reason="r")
        assert ws.roadmap_log().standing["FL-124"].number == made.id
        assert ws.roadmap_log().orders[-1].features == ("FL-119", "FL-131")
        with pytest.raises(fi.NotFound, match="decide needs feature and status"):
            ws.decide("decide", "FL-124", author="Kim")
        early = ws.decide_feature("FL-103", "later", author="Kim", on=date(2020, 1, 1))
        assert json.loads(early.arguments["evidence"])["heard"] == 0


def test_the_report_shows_what_was_decided_beside_what_is_known_now(decided: Job, tmp_path: Path) -> None:
    with fi.Workspace(decided.db) as ws:
        data = ws.report_data()
        review = ws.roadmap_review()
    assert [(row.id, row.verdict) for row in data.plan.decided] == [
        (one.decision.feature_id, one.verdict) for one in review.items
    ]
    assert data.plan.order[0].startswith("Order chosen on ")
    assert decided.call("report", str(decided.db), "-o", str(tmp_path)).exit_code == 0
    page = LexborHTMLParser((tmp_path / "report.html").read_text("utf-8"))
    told = page.css_first("section[aria-labelledby=decided]").text()
    assert "Declined on 1 Aug 2026 by Ana: too few." in told
    assert any("Declined on 1 Aug" in card.text() for card in page.css("li.card"))


def test_the_report_sets_frameworks_side_by_side_and_says_what_would_change_a_place(
    decided: Job, tmp_path: Path
) -> None:
    assert decided.call("report", str(decided.db), "-o", str(tmp_path)).exit_code == 0
    page = LexborHTMLParser((tmp_path / "report.html").read_text("utf-8"))
    compared = page.css_first("section[aria-labelledby=frameworks]").text()
    assert "Where they agree, among the first 5 of all" in compared
    with fi.Workspace(decided.db) as ws:
        standings = ws.standings()
    cards = page.css("section[aria-labelledby=features] li.card")
    for card in cards:
        id = card.css_first("h3 .id").text()
        assert standings[id] in card.text()
        assert f"triage DB set {id} effort" in card.text()


def test_the_list_to_answer_holds_whose_own_words_are_sure_and_says_who_is_left_out(decided: Job) -> None:
    with fi.Workspace(decided.db) as ws:
        asked = {feature.id: ws.who(feature.id) for feature in ws.features()}
    unsure, id = max((sum(not one.sure for one in rows), id) for id, rows in asked.items())
    assert 0 < unsure < len(asked[id])
    assert len(decided.rows("who", id)) == len(asked[id]) - unsure
    assert len(decided.rows("who", id, "--all")) == len(asked[id])
    assert "more count through a theme" in decided.call("who", str(decided.db), id).stderr
    with fi.Workspace(decided.db) as ws:
        people = next(score for score in ws.scores("value") if score.feature_id == id).inputs["people"]
    for options in ((), ("--all",)):
        assert f"at least {people.value:.0f} " in decided.call("who", str(decided.db), id, *options).stderr


def test_no_capacity_goes_into_what_was_decided_to_be_declined_or_shipped(decided: Job) -> None:
    with fi.Workspace(decided.db) as ws:
        fits = {fit.feature_id: fit for fit in ws.balance(capacity=100).fits}
    assert (fits["FL-103"].taken, fits["FL-103"].why) == (False, "decided: declined")
    assert fits["FL-119"].why != "decided: planned"


def test_the_report_gives_what_was_decided_no_capacity_either(decided: Job) -> None:
    declared = fi.Settings.from_dict({"platform": {"capacity": 100, "shared": 0.5}})
    with fi.Workspace(decided.db, settings=declared) as ws:
        assert ws.report_data().balance == ws.balance()
