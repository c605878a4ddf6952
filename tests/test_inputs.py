"""A file of numbers: asked for in the order that matters, taken whole or not at all, held at once."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from conftest import Job

import feedback_insights as fi
from feedback_insights.errors import FileProblem, NotFound
from feedback_insights.records import Score
from feedback_insights.settings import Settings


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def rice(ws: fi.Workspace) -> dict[str, Score]:
    return {score.feature_id: score for score in ws.scores("rice")}


def test_the_template_asks_first_for_what_matters_most_and_filled_in_it_is_taken(
    job: Job, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    wrote = job.call("inputs", str(job.db), "--template", str(file))
    assert wrote.exit_code == 0, wrote.stderr
    rows = table(file)
    needs = [row["need"] for row in rows]
    assert needs == sorted(needs, key=["estimate", "check", "no evidence", "closed"].index)
    first = [float(row["places"]) for row in rows if row["need"] == "estimate"]
    assert first == sorted(first, reverse=True)
    assert rows[0]["effort_from"] == "missing: effort missing"
    assert rows[0]["reach_from"] == "observed"
    assert float(rows[0]["reach_low"]) <= float(rows[0]["reach_now"]) <= float(rows[0]["reach_high"])
    untouched = job.call("inputs", str(job.db), str(file), "--author", "ana")
    assert "0 numbers taken" in untouched.stderr

    rows[0] |= {"effort": "1-3", "confidence": "80%", "reason": "two teams looked"}
    rows[1] |= {"effort": "5"}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    taken = job.call("inputs", str(job.db), str(file), "--author", "ana")
    assert "3 numbers taken, 0 known already" in taken.stderr
    again = job.call("inputs", str(job.db), str(file), "--author", "ben")
    assert "0 numbers taken, 3 known already" in again.stderr
    with fi.Workspace(job.db) as ws:
        assert [(d.author, d.verb, d.reason) for d in ws.decisions()] == [
            ("ana", "set", "two teams looked"),
            ("ana", "set", "two teams looked"),
            ("ana", "set", "from f.csv"),
        ]
        assert not ws.outdated  # the numbers hold at once
        found = rice(ws)
        effort = found[rows[0]["feature_id"]].inputs["effort"]
        assert (effort.value, effort.low, effort.high, effort.basis) == (2, 1, 3, "supplied")
        assert found[rows[0]["feature_id"]].status == "scored"
        before = ws.run()
        run = ws.analyze()  # and in the next run they are the run's own
        assert run.id != before.id
        assert run.versions["supplied"]
        kept = {(s.feature_id, s.method): s for s in ws._found().scores}
        assert kept[rows[0]["feature_id"], "rice"].inputs["effort"] == effort
        assert rice(ws) == found
        ws.decide("undo", "1", author="ana")
        assert rice(ws)[rows[0]["feature_id"]].status == "effort_missing"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{id},banana", "row 3: {id}: effort: 'banana' is no number"),
        ("{id},-2", "row 3: {id}: effort: '-2' is negative"),
        ("{id},3-1", "row 3: {id}: effort: '3-1' runs backwards"),
        ("{id},0", "row 3: {id}: effort: 0 is out of range: it must be above 0"),
        ("{id},M", "--scale shirts, points or a file"),
        ("NOBODY-1,2", "row 3: no backlog item 'NOBODY-1'"),
        (",2", "row 3: there is no feature_id"),
        ("{first},3", "row 3: another effort than in row 2 for {first}"),
    ],
)
def test_one_bad_row_and_nothing_is_taken(job: Job, tmp_path: Path, line: str, told: str) -> None:
    with fi.Workspace(job.db) as ws:
        first, other = [feature.id for feature in ws.features()][:2]
    file = write(tmp_path / "bad.csv", "feature id,effort", f"{first},2", line.format(id=other, first=first))
    result = job.call("inputs", str(job.db), str(file), "--author", "ana")
    assert result.exit_code == 1
    assert told.format(id=other, first=first) in result.stderr
    assert "nothing of the file was taken" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    with fi.Workspace(job.db) as ws:
        assert ws.decisions() == []


def test_other_files_are_refused_in_one_line(job: Job, tmp_path: Path) -> None:
    with fi.Workspace(job.db) as ws:
        for lines, told in [
            (["title,effort", "x,2"], "no column feature_id"),
            (["id,remark", "x,2"], "no column of an input"),
            (["effort_now,feature_id", "2,x"], "no column of an input"),
        ]:
            with pytest.raises(FileProblem, match=told):
                ws.take_inputs(write(tmp_path / "x.csv", *lines), author="ana")
        with pytest.raises(FileProblem, match="author"):
            ws.take_inputs(write(tmp_path / "x.csv", "id,effort"), author=" ")
    assert job.call("inputs", str(job.db), str(tmp_path / "x.csv")).exit_code == 2  # no author
    assert job.call("inputs", str(job.db), "--author", "ana").exit_code == 2  # no file


def test_sizes_are_read_by_the_scale_that_is_declared(job: Job, tmp_path: Path) -> None:
    with fi.Workspace(job.db) as ws:
        first, other = [feature.id for feature in ws.features()][:2]
    file = write(tmp_path / "s.csv", "key,effort,efort", f"{first},xl,", f"{other},1-2,3")
    told = job.call("inputs", str(job.db), str(file), "--author", "ana", "--scale", "shirts").stderr
    assert "efforts by shirts: XS 1, S 2, M 4, L 8, XL 16, XXL 32" in told
    assert "warning: s.csv: column efort is no input and was not read" in told
    settings = Settings.from_dict({"priority": {"effort_scale": {"XL": "10-20"}}})
    with fi.Workspace(job.db, settings=settings) as ws:
        report = ws.take_inputs(file, author="ana")
        assert (report.taken, report.known, report.ignored) == (1, 1, ("efort",))
        assert [one.arguments["value"] for one in ws.decisions()] == ["16", "1.5 (1-2)", "15 (10-20)"]


def test_a_single_number_is_decided_by_hand_too(job: Job) -> None:
    with fi.Workspace(job.db) as ws:
        first = ws.features()[0].id
        for arguments, told in [
            ((first, "efort", "2"), "did you mean effort"),
            ((first, "effort", "lots"), "no number"),
            (("NOBODY-1", "effort", "2"), "no feature"),
            ((first, "effort"), "set needs feature and input and value"),
        ]:
            with pytest.raises(NotFound, match=told):
                ws.decide("set", *arguments, author="ana")
        assert ws.decisions() == []
    done = job.call("triage", str(job.db), "set", first, "reach", "40-60", "--by", "ana", "--reason", "logs")
    assert done.exit_code == 0, done.stderr
    with fi.Workspace(job.db) as ws:
        reach = rice(ws)[first].inputs["reach"]
        assert (reach.value, reach.low, reach.high, reach.basis) == (50, 40, 60, "supplied")
    shown = job.call("explain", str(job.db), first).stdout
    assert "50 (40–60)  supplied" in shown
    assert "supplied by ana (decision 1): logs" in " ".join(shown.split())


def test_an_item_that_left_the_backlog_keeps_its_number_and_is_told(job: Job, tmp_path: Path) -> None:
    with fi.Workspace(job.db) as ws:
        first, *others = ws.features()
        ws.decide("set", first.id, "effort", "2", author="ana")
        backlog = write(tmp_path / "b.csv", "id,title", *(f"{f.id},{f.title}" for f in others[:2]))
        ws.load_backlog(backlog)
        ws.analyze()
        told = f"decision 1 (set {first.id} effort 2) was not applied: the backlog has no {first.id}"
        assert told in ws.run().notes
