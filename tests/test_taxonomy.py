"""Reading a taxonomy, and starting from it or from the backlog, as a user does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from conftest import Job

from feedback_insights import Workspace
from feedback_insights.backlog.taxonomy import read_taxonomy, seeds_of_backlog
from feedback_insights.errors import FileProblem
from feedback_insights.records import Feature, Seed

OFFLINE = Seed(
    id="offline work", name="Offline work", description="No signal", parent="Field",
    examples=("it loses my changes", "jobs do not load"),
)  # fmt: skip


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_tsv_json_and_workbooks_say_the_same(tmp_path: Path) -> None:
    header, cells = ["Name", "Description", "Examples", "Parent"], [
        "Offline work", "No signal", "it loses my changes; jobs do not load", "Field",
    ]  # fmt: skip
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = book.add_worksheet()
    for row, line in enumerate((header, cells)):
        sheet.write_row(row, 0, line)
    book.close()
    written(tmp_path, "t.csv", ",".join(header) + "\n" + ",".join(cells) + "\n")
    written(tmp_path, "t.tsv", "\t".join(header) + "\n" + "\t".join(cells) + "\n")
    item = dict(zip(map(str.lower, header), cells, strict=True)) | {"examples": cells[2].split("; ")}
    written(tmp_path, "t.json", json.dumps([item]))
    written(tmp_path, "inside.json", json.dumps({"themes": [item]}))
    for name in ("t.csv", "t.tsv", "t.xlsx", "t.json", "inside.json"):
        assert read_taxonomy(tmp_path / name).seeds == (OFFLINE,), name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("theme_text,when\na,b\n", "is no taxonomy: it needs a column name"),
        ("name,examples\nLogin,a\nlogin ,b\n", "row 2 and row 3 both have the name 'login'"),
        ("id,name\n7,Login\n7,Export\n", "row 2 and row 3 both have the id '7'"),
        ("name,description\n", "has no rows"),
        ("name,description\n,lost\n", "has no theme with a name; row 2: no name"),
    ],
)
def test_a_file_that_is_no_taxonomy_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(FileProblem) as told:
        read_taxonomy(written(tmp_path, "t.csv", text))
    assert says in str(told.value)
    assert str(told.value).startswith("t.csv")
    assert "\n" not in str(told.value)


def test_yaml_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="save it as CSV or JSON"):
        read_taxonomy(written(tmp_path, "t.yaml", "- name: Login\n"))


def test_the_backlog_s_items_are_seeds_by_their_ids() -> None:
    seeds, warnings = seeds_of_backlog([Feature("F2", "login"), Feature("F1", "Login", "by SSO")])
    assert [(seed.id, seed.name, seed.description, seed.source) for seed in seeds] == [
        ("F1", "Login", "by SSO", "backlog")
    ]
    assert warnings == ["F2 has the title of F1; left out"]


def test_a_user_makes_a_theme_by_hand_and_starts_from_a_taxonomy(job: Job) -> None:
    db = str(job.db)
    first = job.rows("themes")[0]
    chosen = first["statements"][:2]
    picks = [word for id in chosen for word in ("--statement", id)]
    assert job.call("triage", db, "new", "Blocks my morning", *picks, "--by", "kim").exit_code == 0
    assert job.call("triage", db, "add", first["id"], "--statement", "nonsense").exit_code == 1
    file = written(job.folder, "t.csv", "name,examples\nFax machines,we want to send faxes\n")
    told = job.call("taxonomy", db, str(file))
    assert "t.csv: 1 theme to start from, 1 with examples" in told.stderr
    with Workspace(job.db) as ws:
        assert ws.outdated
        ws._store.append_decision("kim", "add", {"theme": "T999", "statements": chosen[0]})
    assert job.call("analyze", db).exit_code == 0
    rows = {row["name"]: row for row in job.rows("themes")}
    assert set(chosen) <= set(rows["Blocks my morning"]["statements"])
    assert (rows["Fax machines"]["size"], rows["Fax machines"]["origin"]) == (0, "seed")
    by_hand = job.call("themes", db, rows["Blocks my morning"]["id"])
    assert "made by hand" in by_hand.stdout
    assert chosen[0] in job.call("themes", db, rows["Blocks my morning"]["id"], "--statements").stdout
    with Workspace(job.db) as ws:
        assert ws.run().notes == (f"decision 2 (add T999 {chosen[0]}) was not applied: theme T999 is gone",)
        assert "Fax machines" not in [theme.name for theme in ws.themes()]
        assert ws.run().counts["themes"] == len(ws.themes())
        assert [theme.name for theme in ws.silent_themes()] == ["Fax machines"]
        assert "Fax machines" in " ".join(ws.report_data().notes)


def test_a_taxonomy_can_come_from_the_backlog_and_be_taken_back(job: Job) -> None:
    db = str(job.db)
    assert "32 themes to start from" in job.call("taxonomy", db, "--from-backlog").stderr
    assert job.call("taxonomy", db, "--clear").exit_code == 0
    assert job.call("taxonomy", db).exit_code == 2
    with Workspace(job.db) as ws:
        assert ws._store.seeds() == []
    empty = str(job.folder / "empty.db")
    with Workspace(empty):
        pass
    assert "load one: feedback-insights backlog" in job.call("taxonomy", empty, "--from-backlog").stderr


def test_the_whole_job_starts_from_a_taxonomy_in_one_command(job: Job) -> None:
    file = written(job.folder, "t.csv", "name,examples\nNo connection,my changes are lost without signal\n")
    told = job.run("--taxonomy", str(file))
    assert (told.exit_code, "t.csv: 1 theme to start from" in told.stderr) == (0, True)
    assert ("No connection", "seed") in [(row["name"], row["origin"]) for row in job.rows("themes")]
