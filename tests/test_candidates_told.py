"""Drafts as people and programs get them: Markdown, the page, the command line, exports."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import report_sample as sample
from candidates_sample import analysed, asking, drafted, log, people
from cli_sample import SampleWorkspace
from click.testing import CliRunner, Result
from export_sample import csv_rows, export_data, files_of, insights
from report_sample import HOOKS
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedback_insights.cli import _options, cli
from feedback_insights.exporters import write_export
from feedback_insights.figures import ThemeDecisions, theme_decisions
from feedback_insights.records import CandidateFeature, Link, NearItem, ParentGuess
from feedback_insights.report.data import gather
from feedback_insights.report.drafts import markdown, parent_words
from feedback_insights.report.html import render
from feedback_insights.settings import Settings

SETTINGS = Settings.from_dict({"priority": {"draws": 200}})
NEAR = Link(feature_id="FEAT-31", subject_id=HOOKS, kind="theme", probability=0.31, accepted=False)


def draft(**changes: Any) -> CandidateFeature:
    (one,) = drafted().drafts
    return replace(one, **changes)


def dismissed(people: int) -> ThemeDecisions:
    return theme_decisions(log(f"ana dismiss {HOOKS} {people}"), analysed()[0].themes)


# ---- Markdown ---------------------------------------------------------------------------------------------


def test_a_draft_can_be_pasted_whole() -> None:
    text = markdown(
        draft(nearest=(NearItem(feature_id="F 1", title="Hooks", status=None, probability=0.31),))
    )
    assert text.startswith("# Draft: Webhook retries\n\n## Problem\n\n> Your hooks stop firing after one 502")
    assert text.count("Your hooks stop firing") == 1  # not among the quotes again
    assert "> — tickets.ndjson · ticket 1006" in text
    assert "<https://desk.example/tickets/1006> · `0000000000000006:0`" in text
    assert "- People: at least 3 people at 2 accounts, 3 statements; 3 of 14 of the people heard" in text
    assert "The same? `feedback-insights triage DB confirm 'F 1' T2`" in text
    assert "No feature at all? `feedback-insights triage DB dismiss T2 --reason WHY`" in text


def test_nobody_s_words_are_markup() -> None:
    said = "<img src=x> [a](http://b) **bold** `code` ~~no~~\n# heading\n1. one\n- two &lt; \u202e"
    (first, *_) = draft().quotes
    bad = replace(first, text=said, url="https://x.example/a> <script>", file="a|b_c.csv", record="row\n9")
    text = markdown(draft(problem=bad, quotes=(), title="a *b* <c>"))
    assert "# Draft: a \\*b\\* \\<c\\>" in text
    assert "> \\<img src=x\\> \\[a\\](http://b) \\*\\*bold\\*\\* \\`code\\` \\~\\~no\\~\\~\n" in text
    assert "\n> \\# heading\n> 1\\. one\n> \\- two \\&lt;" in text
    assert "<script>" not in text
    assert "\u202e" not in text
    assert "a\\|b\\_c.csv · row 9" in text


def test_what_was_not_said_is_called_so_and_a_question_stands_above_its_answer() -> None:
    (first, *_) = draft().quotes
    text = markdown(draft(problem=replace(first, voice="observed", prompt="What *broke*?"), quotes=()))
    assert "Asked: What \\*broke\\*?\n\n> observed: Your hooks stop" in text


def test_what_is_no_draft_says_why() -> None:
    text = markdown(draft(nothing_to_build="praise: 0 of 3 statements ask for anything, 2 praise"))
    assert text.startswith(
        "# Not a draft: Webhook retries\n\nNothing to build here, it seems: praise: 0 of 3"
    )


def test_withheld_words_leave_counts_and_a_reason() -> None:
    (one,) = drafted(report={"min_people": 4}).drafts
    text = markdown(one)
    assert "Not quoted: fewer than 4 people speak of it." in text
    assert "502" not in text
    assert "at least 3 people" in text


def test_a_parent_is_told_with_its_title_or_that_the_backlog_has_none_for_it() -> None:
    guess = ParentGuess(
        feature_id="E-1", title="Events", probability=0.52, nearest="F-1", reason="52 % likely"
    )
    assert parent_words(guess) == "E-1 (Events), 52 % likely"
    assert parent_words(replace(guess, title=None)) == "E-1 (not among the backlog’s rows), 52 % likely"


# ---- the page ---------------------------------------------------------------------------------------------


def section(
    decided: ThemeDecisions | None = None, *, links: tuple[Link, ...] = (), **how: Any
) -> LexborNode | None:
    found, items = analysed()
    found = how.pop("found", found)
    found = replace(found, links=(*found.links, *links))
    features = how.pop("features", sample.FEATURES)
    settings = Settings.from_dict({"priority": {"draws": 200}, "report": how})
    view = sample.view(found, items, people(items), features, settings)
    data = gather(view, features=features, files=sample.FILES, settings=settings, decided=decided)
    return LexborHTMLParser(render(data)).css_first("section[aria-labelledby=uncovered]")


def test_each_draft_opens_on_the_page_without_a_script() -> None:
    part = section(links=(NEAR,))
    assert part is not None
    (one,) = part.css("details.draft")
    assert one.css_first("summary").text(strip=True).startswith("Draft: Webhook retries")
    assert one.css_first("blockquote").text().startswith("“Your hooks stop firing")
    assert len(one.css("blockquote")) == 3
    assert [node.text() for node in one.css("code") if "triage" in node.text()] == [
        "feedback-insights triage DB confirm FEAT-31 T2",
        "feedback-insights triage DB dismiss T2 --reason WHY",
    ]
    assert "FEAT-31 Bulk archive, 31 % likely" in one.text()


def test_the_page_counts_what_is_dismissed_and_names_it_when_it_doubled() -> None:
    part = section(dismissed(2))
    assert part is not None
    assert not part.css("details.draft")
    assert "1 theme dismissed as no feature." in part.text()
    assert "look again" not in part.text()
    grown = section(dismissed(1))
    assert grown is not None
    assert "T2 webhook retries was dismissed when 1 person spoke of it; now 3 do: look again." in grown.text()


def test_the_page_tells_what_is_nothing_to_build_and_what_too_few_speak_of() -> None:
    found = asking(analysed()[0], HOOKS, "praise", "praise", "other")
    part = section(found=found)
    assert part is not None
    assert "Nothing to build" in part.text()
    assert "praise: 0 of 3 statements ask for anything, 2 praise" in part.text()
    few = section(candidate_people=4)
    assert few is not None
    assert "1 theme of fewer than 4 people is not drafted (T2)." in few.text()
    assert "No theme is drafted as a new backlog item." in few.text()


def test_without_a_backlog_the_drafts_are_offered_all_the_same() -> None:
    part = section(features=())
    assert part is not None
    assert part.css_first("h2").text() == "Drafts for a backlog"
    assert "There is no backlog, so every theme is drafted" in part.text()
    assert len(part.css("details.draft")) == 4


# ---- the command line -------------------------------------------------------------------------------------


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SampleWorkspace:
    made = SampleWorkspace()
    made.found = replace(made.found, links=(*made.found.links, NEAR))
    monkeypatch.setattr(_options, "open_workspace", lambda *_, **__: made)
    monkeypatch.chdir(tmp_path)
    return made


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def test_links_candidates_lists_the_drafts(workspace: SampleWorkspace) -> None:
    done = call("links", "my x.db", "--candidates")
    title, row = done.stdout.splitlines()
    assert title.split() == ["theme", "people", "said", "asks", "parent", "nearest", "draft"]
    assert row.split()[:1] == ["T2"]
    assert "FEAT-31 0.31  Webhook retries" in row
    assert "T2 and FEAT-31 the same? feedback-insights triage 'my x.db' confirm FEAT-31 T2" in done.stderr
    assert "feedback-insights links 'my x.db' --draft T2" in done.stderr


def test_links_candidates_are_data_too(workspace: SampleWorkspace) -> None:
    (one,) = json.loads(call("links", "x.db", "--candidates", "--json").stdout)["rows"]
    assert (one["id"], one["accounts"], one["problem"]["record"]) == ("candidate:T2", 2, "ticket 1006")
    header, row = call("links", "x.db", "--candidates", "--csv").stdout.splitlines()
    assert header.startswith("id,theme_id,status,title,")
    assert row.startswith("candidate:T2,T2,draft,Webhook retries,")


def test_a_draft_is_printed_as_markdown_and_an_unknown_one_is_refused(workspace: SampleWorkspace) -> None:
    for name in ("T2", "candidate:T2"):
        assert call("links", "x.db", "--draft", name).stdout.startswith("# Draft: Webhook retries\n")
    assert "triage x.db confirm FEAT-31 T2" in call("links", "x.db", "--draft", "T2").stdout
    refused = call("links", "x.db", "--draft", "T1")
    assert refused.exit_code == 1
    assert "no draft 'T1'; known: T2" in refused.stderr
    workspace.decided = dismissed(2)
    assert "T2 was dismissed as no feature" in call("links", "x.db", "--draft", "T2").stderr


@pytest.mark.parametrize(
    "options", [("--accepted",), ("--feature", "FEAT-7"), ("--vs", "2026-03"), ("--by", "audience")]
)
def test_candidates_refuse_options_that_they_would_ignore(
    workspace: SampleWorkspace, options: tuple[str, ...]
) -> None:
    assert call("links", "x.db", "--candidates", *options).exit_code == 2


def test_the_command_line_tells_what_is_not_drafted(workspace: SampleWorkspace) -> None:
    workspace.decided = dismissed(1)
    told = call("links", "x.db", "--candidates").stderr
    assert "no theme is drafted as a new backlog item" in told
    assert "1 theme dismissed as no feature." in told
    assert "now 3 do: look again" in told
    workspace.backlog = ()
    workspace.found = replace(workspace.found, links=())
    assert "There is no backlog, so every theme is drafted" in call("links", "x.db", "--candidates").stderr


def test_a_dismissal_holds_at_once(workspace: SampleWorkspace) -> None:
    done = call("triage", "x.db", "dismiss", "T2", "--by", "Ana", "--reason", "sold as a service")
    assert done.stderr == "decision 1 is kept; T2 is no longer drafted\n"
    assert workspace.asked[0] == ("dismiss", (("T2",), "Ana", "sold as a service"))


# ---- exports ----------------------------------------------------------------------------------------------


def test_the_table_of_drafts_and_the_document_agree(tmp_path: Path) -> None:
    (row,) = csv_rows(files_of("csv", tmp_path / "csv"))["candidates"]
    (one,) = insights(tmp_path / "json")["candidates"]
    assert (row["id"], row["theme_id"], row["status"], row["accounts"]) == (
        "candidate:T2", HOOKS, "draft", "2",
    )  # fmt: skip
    assert row["quotes"] == "; ".join(one["quotes"])
    assert row["problem_text"] == one["problem_text"] == sample.SAID[6][-1]
    assert [row[f"severity_{n}"] for n in range(5)] == ["0", "0", "1", "2", "0"]
    assert row["audiences"] == "developer 3 of 5"
    assert row["parent_id"] == ""
    assert row["parent_reason"] == "no item of the backlog has a parent"
    assert json.loads((tmp_path / "json" / "manifest.json").read_text())["counts"]["candidates"] == 1


def test_withheld_words_are_in_no_export_of_drafts(tmp_path: Path) -> None:
    (one,) = insights(tmp_path, settings={"report": {"min_people": 4}})["candidates"]
    assert (one["withheld"], one["problem"], one["problem_text"], one["quotes"]) == (True, None, None, [])
    assert one["people"] == 3


def test_a_draft_cannot_run_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    data = export_data()
    found = data.view.analysis
    themes = tuple(replace(t, name="=1+1", keyphrases=()) if t.id == HOOKS else t for t in found.themes)
    data = replace(data, view=replace(data.view, analysis=replace(found, themes=themes)))
    files = {path.name: path.read_bytes() for path in write_export(data, "csv", tmp_path / "out")}
    assert csv_rows(files)["candidates"][0]["title"] == "'=1+1"


def test_exports_say_what_is_not_drafted(tmp_path: Path) -> None:
    files = write_export(replace(export_data(), decided=dismissed(1)), "json", tmp_path / "out")
    document = json.loads(next(file for file in files if file.name == "insights.json").read_text())
    assert document["candidates"] == []
    assert document["not_drafted"] == {
        "few": [], "fewest_people": 2, "dismissed": [HOOKS], "grown": [HOOKS],
    }  # fmt: skip
