"""What every command prints, writes and exits with; the workspace is a stand-in that holds the sample run."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cli_sample import Finding, SampleWorkspace
from click.testing import CliRunner, Result

from feedback_insights.cli import _options, cli
from feedback_insights.errors import StoreError
from feedback_insights.records import Feature


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SampleWorkspace:
    ws = SampleWorkspace()

    def opened(db: Path, *, settings: object = None, create: bool = False) -> SampleWorkspace:
        ws.asked.append(("open", (db.name, create)))
        ws.settings = settings or ws.settings  # type: ignore[assignment]
        return ws

    monkeypatch.setattr(_options, "open_workspace", opened)
    monkeypatch.chdir(tmp_path)
    return ws


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def rows(done: Result) -> list[dict[str, object]]:
    found = json.loads(done.stdout)
    assert set(found) == {"schema", "rows"}
    assert found["schema"] == 1
    return found["rows"]  # type: ignore[no-any-return]


def test_run_does_the_whole_job_and_leaves_a_report(workspace: SampleWorkspace, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x")
    done = call("run", "tickets.ndjson", "survey.csv", "--backlog", "b.csv", "--accounts", "a.csv")
    assert done.exit_code == 0
    assert [name for name, _ in workspace.asked] == [
        "open",
        "import",
        "backlog",
        "accounts",
        "analyze",
        "close",
    ]
    assert workspace.asked[0] == ("open", ("feedback.db", True))
    assert (tmp_path / "report" / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert len(done.stdout.splitlines()) <= 30
    assert "Report: report/report.html" in done.stdout
    assert "explain feedback.db FEAT-7" in done.stdout
    assert "warning: tickets.ndjson: 2 records rejected" in done.stderr
    assert "themes: 1 of 1" in done.stderr


def test_run_takes_folders_without_the_files_named_otherwise(
    workspace: SampleWorkspace, tmp_path: Path
) -> None:
    for name in ("exports/a.csv", "exports/backlog.csv", "exports/report/report.html", "exports/x.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    call(
        "run",
        "exports",
        "--backlog",
        "exports/backlog.csv",
        "--db",
        "exports/x.db",
        "--out",
        "exports/report",
    )
    assert ("import", ["a.csv"]) in workspace.asked


def test_run_without_a_backlog_says_what_one_would_add(workspace: SampleWorkspace) -> None:
    workspace.backlog = ()
    workspace.__post_init__()
    assert "No backlog yet. With --backlog FILE:" in call("run", "tickets.ndjson").stdout


def test_strict_stops_after_the_import_when_something_was_rejected(workspace: SampleWorkspace) -> None:
    done = call("run", "tickets.ndjson", "--strict")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "Error: 2 warnings with --strict; nothing was kept"
    assert "analyze" not in dict(workspace.asked)


def test_an_interrupted_run_says_how_to_go_on(workspace: SampleWorkspace, tmp_path: Path) -> None:
    workspace.fail = KeyboardInterrupt()
    done = call("run", "tickets.ndjson")
    assert done.exit_code == 130
    assert done.stderr.splitlines()[-1].startswith("interrupted; what was finished is kept")
    assert workspace.asked[-1] == ("close", None)
    assert not (tmp_path / "report").exists()


def test_a_failure_that_we_foresee_is_one_line(workspace: SampleWorkspace) -> None:
    workspace.fail = StoreError("the disk is full")
    done = call("analyze", "x.db")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, "Error: the disk is full")


def test_settings_and_downloads_reach_the_workspace(workspace: SampleWorkspace, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('[encoder]\nname = "mine"\n')
    call("run", "x.csv", "--settings", "s.toml", "--allow-download")
    assert workspace.settings is not None
    assert workspace.settings.encoder.name == "mine"
    assert workspace.settings.encoder.allow_download


def test_an_unknown_setting_is_told_before_any_work(workspace: SampleWorkspace, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("[themes]\nnonsense = 1\n")
    done = call("run", "x.csv", "--settings", "s.toml")
    assert done.exit_code == 1
    assert "themes.nonsense" in done.stderr
    assert workspace.asked == []


def test_import_prints_what_became_of_the_records(workspace: SampleWorkspace) -> None:
    done = call("import", "x.db", "tickets.ndjson")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split() == [
        "file", "format", "records", "used", "duplicate", "rating", "only", "private", "rejected", "items",
    ]  # fmt: skip
    assert "next: feedback-insights analyze x.db" in done.stderr
    assert call("import", "x.db", "tickets.ndjson", "--strict").exit_code == 1
    assert [row["file"] for row in rows(call("import", "x.db", "t.ndjson", "--json"))] == [
        "tickets.ndjson",
        "survey.csv",
    ]


def test_backlog_and_accounts_say_what_they_loaded(workspace: SampleWorkspace) -> None:
    assert call("backlog", "x.db", "b.csv").stderr == "b.csv: 5 backlog items, 3 with effort (jira_csv)\n"
    assert call("accounts", "x.db", "a.csv").stderr == (
        "a.csv: 2 accounts (accounts); 1 joined with feedback, 1 did not: id 7\n"
        "warning: a.csv: row 3: no revenue\n"
    )
    assert call("accounts", "x.db", "a.csv", "--strict").exit_code == 1


def test_reading_commands_make_no_new_workspace(workspace: SampleWorkspace) -> None:
    for words in (["themes"], ["links"], ["scores"], ["ledger"], ["verify"], ["report"], ["analyze"]):
        call(words[0], "x.db")
    assert {what for name, what in workspace.asked if name == "open"} == {("x.db", False)}


def test_themes_are_listed_and_shown_with_their_quotes(workspace: SampleWorkspace) -> None:
    assert call("themes", "x.db").stdout.splitlines()[1].split() == [
        "T1", "exporting", "a", "large", "board", "6", "of", "14", "6", "mostly", "negative", "1", "of", "6",
    ]  # fmt: skip
    shown = call("themes", "x.db", "T1").stdout
    assert "  “Exporting our roadmap board times out every single Friday.”\n" in shown
    assert (
        "    tickets.ndjson · ticket 1000 · comments[0].html_body · https://desk.example/tickets/1000\n"
        in shown
    )
    assert "  0.90  FEAT-7  Export boards in the background" in shown
    assert "\nin one line: “Exporting our roadmap board times out every single Friday.”\n" in shown
    assert "\nabout: large, board\n" in shown
    assert "\nits name and phrases alone find 8 of 10 statements again\n" in shown
    assert shown.count("One disagrees:") == 1
    assert [row["id"] for row in rows(call("themes", "x.db", "--json"))] == ["T1", "T2", "T3", "T10"]
    assert call("themes", "x.db", "T99").stderr == "Error: no theme 'T99'; known: T1, T2, T3, T10\n"


def test_links_can_be_narrowed(workspace: SampleWorkspace) -> None:
    found = rows(call("links", "x.db", "--json", "--feature", "FEAT-7", "--accepted"))
    assert {row["feature_id"] for row in found} == {"FEAT-7"}
    assert all(row["accepted"] for row in found)
    assert len(rows(call("links", "x.db", "--json"))) == 14
    assert call("links", "x.db").stdout.count("FEAT-7") == 7


def test_scores_list_items_that_cannot_be_scored(workspace: SampleWorkspace) -> None:
    table = call("scores", "x.db").stdout
    assert "effort missing" in table
    assert "no evidence" in table
    assert [row["feature_id"] for row in rows(call("scores", "x.db", "--json"))][:1] == ["FEAT-7"]
    first = next(csv.DictReader(io.StringIO(call("scores", "x.db", "--method", "value", "--csv").stdout)))
    assert first["feature_id"] == "FEAT-7"
    assert float(first["inputs.people.value"]) == 5


def test_a_formula_in_a_theme_name_is_not_executed(workspace: SampleWorkspace) -> None:
    evil = replace(workspace.found.themes[0], name="=cmd|' /C calc'!A0")
    workspace.found = replace(workspace.found, themes=(evil,))
    found = next(csv.DictReader(io.StringIO(call("themes", "x.db", "--csv").stdout)))
    assert found["name"] == "'=cmd|' /C calc'!A0"


def test_explain_walks_from_the_score_to_the_exact_words(workspace: SampleWorkspace) -> None:
    text = call("explain", "x.db", "FEAT-7").stdout
    places = [
        text.index(part)
        for part in (
            "FEAT-7  Export boards in the background", "RICE ", "90 %, tier 1", "Inputs", "  reach ",
            "  confidence ", "Links: 6 count, 1 are too unsure", "  + 0.95 by the model: statement Exporting",
            "shared words: export", "Quotes", "  “Exporting our roadmap",
            "    tickets.ndjson · ticket 1000 · comments[0].html_body · https://desk.example/tickets/1000",
        )
    ]  # fmt: skip
    assert len(set(places)) == 12
    assert "RICE: unknown, because effort missing" in call("explain", "x.db", "FEAT-2").stdout


def test_explain_tells_who_stands_how_and_what_speaks_against(workspace: SampleWorkspace) -> None:
    text = call("explain", "x.db", "FEAT-7").stdout
    assert "4 people for, 0 against, 2 unclear" in text
    after = text[text.index("Counter-evidence") :]
    assert "“Small exports are lovely, by the way.”" in after
    assert "unclear: content with what there is, “are lovely”; 0.90 about it" in after


def test_links_tell_how_statements_and_themes_stand(workspace: SampleWorkspace) -> None:
    text = call("links", "x.db", "--feature", "FEAT-7").stdout
    assert "4 for, 0 against" in text
    found = rows(call("links", "x.db", "--json", "--feature", "FEAT-7"))
    assert {row["stance"] for row in found if row["kind"] == "statement"} == {"for", "unclear"}
    [theme] = [row for row in found if row["kind"] == "theme"]
    assert theme["stance"] is None
    assert theme["stand"] == {"supporting": 4, "against": 0, "unclear": 2, "unread": 0}


def test_explain_as_data_holds_no_file_hash(workspace: SampleWorkspace) -> None:
    done = call("explain", "x.db", "FEAT-7", "--json")
    [found] = rows(done)
    assert set(found) == {"feature", "scores", "links", "quotes", "counter", "stand", "parts", "why"}
    assert "sha256" not in done.stdout
    assert "comments[0].html_body" in done.stdout


def test_verify_fails_only_when_contradicted(workspace: SampleWorkspace) -> None:
    done = call("verify", "x.db", "--search", "archive")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].split()[:2] == ["proven", "14"]
    assert ("verify", [Path("archive")]) in workspace.asked
    workspace.contradicted = (
        Finding(statement_id="s:0", feedback_id="s", file="survey.csv", record="row 3", detail="says “no”"),
    )
    done = call("verify", "x.db")
    assert done.exit_code == 1
    assert done.stderr == "Error: 1 statement contradicted; first: survey.csv, row 3: says “no”\n"
    failed = call("verify", "x.db", "--json")
    assert failed.exit_code == 1
    assert [row["outcome"] for row in rows(failed)].count("contradicted") == 1


def test_the_ledger_names_rejected_records(workspace: SampleWorkspace) -> None:
    text = call("ledger", "x.db").stdout
    assert "tickets.ndjson  line 7" in text
    assert rows(call("ledger", "x.db", "--json"))[0]["ledger"] == {
        "records": 14,
        "states": {"duplicate": 1, "private": 1, "rejected": 2, "used": 10},
        "units": 10,
    }
    assert [row["reason"] for row in rows(call("ledger", "x.db", "--rejected", "--json"))] == [
        "not JSON",
        "no id",
    ]


def test_report_writes_where_it_is_told(workspace: SampleWorkspace, tmp_path: Path) -> None:
    done = call("report", "x.db", "-o", "out")
    assert done.stdout == "out/report.html\n"
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["report.html"]


def test_triage_keeps_who_decided_what_and_why(workspace: SampleWorkspace) -> None:
    done = call("triage", "x.db", "rename", "T1", "Exports", "--by", "Ana", "--reason", "shorter")
    assert done.stderr.startswith("decision 1 is kept; it holds from the next run")
    call("triage", "x.db", "confirm", "FEAT-7", "T1")
    call("triage", "x.db", "reject", "FEAT-7", "T2", "--by", "Ben")
    assert [entry for entry in workspace.asked if entry[0] in ("rename", "confirm", "reject")] == [
        ("rename", (("T1", "Exports"), "Ana", "shorter")),
        ("confirm", (("FEAT-7", "T1"), "user", "")),
        ("reject", (("FEAT-7", "T2"), "Ben", "")),
    ]


def test_printed_names_cannot_steer_the_terminal(workspace: SampleWorkspace) -> None:
    workspace.backlog = (Feature("FEAT-7", "\x1b]0;gone\x07"),)
    assert "\x1b" not in call("explain", "x.db", "FEAT-7").stdout
    assert "\x1b" not in call("scores", "x.db").stdout


def test_formats_are_listed_as_data_too() -> None:
    assert "zendesk_ndjson" in {row["name"] for row in rows(call("formats", "--json"))}
    assert "recognized by" in call("formats").stdout
