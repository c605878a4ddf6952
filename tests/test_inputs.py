"""A file of numbers: asked for in the order that matters, taken whole or not at all, held at once."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from conftest import Job

import feedback_insights as fi
from feedback_insights.errors import FileProblem, Mistakes, NotFound
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
        assert not ws.outdated
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


def test_every_mistake_of_a_file_is_told_in_one_go(job: Job, tmp_path: Path) -> None:
    with fi.Workspace(job.db) as ws:
        first, other = [feature.id for feature in ws.features()][:2]
    rows = [f"{first},2,", f"{other},banana,-1", ",3,", "NOBODY-1,M,", f"{first},3,"]
    file = write(tmp_path / "bad.csv", "feature id,effort,reach", *rows)
    result = job.call("inputs", str(job.db), str(file), "--author", "ana")
    head, *others = result.stderr.strip().splitlines()
    assert (result.exit_code, head.startswith(f"Error: bad.csv: row 3: {other}: effort: ")) == (1, True)
    assert head.endswith("nothing of the file was taken; 5 more mistakes:")
    assert others[0].startswith(f"  row 3: {other}: reach: '-1' is negative")
    assert [line[6:7] for line in others] == ["3", "4", "5", "5", "6"]
    assert others[-1].endswith(f"another effort than in row 2 for {first}; keep one of them")
    with fi.Workspace(job.db) as ws:
        with pytest.raises(Mistakes) as caught:
            ws.take_inputs(file, author="ana")
        assert len(caught.value.all) == 6
        assert ws.decisions() == []


def test_of_many_mistakes_the_first_twenty_are_listed(job: Job, tmp_path: Path) -> None:
    file = write(tmp_path / "bad.csv", "id,effort", *(f"NO-{n},2" for n in range(30)))
    result = job.call("inputs", str(job.db), str(file), "--author", "ana")
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 21
    assert lines[-1] == "  and 10 more; correct these first"


def test_a_file_without_numbers_says_what_to_do_next(job: Job, tmp_path: Path) -> None:
    def told(*lines: str) -> str:
        file = write(tmp_path / "f.csv", *lines)
        return job.call("inputs", str(job.db), str(file), "--author", "ana").stderr

    assert "it has no rows; make a table to fill: feedback-insights inputs" in told("id,effort")
    assert "nothing is filled in: write numbers into" in told("id,effort", "FL-103,")
    assert "is empty; nothing to read; make a file to fill: feedback-insights inputs" in told()


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


def test_a_whole_adds_up_the_efforts_that_were_given_to_its_parts(job: Job) -> None:
    with fi.Workspace(job.db) as ws:
        rollup = ws.rollup("epic")
        whole = next(id for id, parts in rollup.parts.items() if len(parts) > 1)
        for part in rollup.parts[whole]:
            ws.decide("set", part, "effort", "3", author="ana")
        found = next(score for score in ws.scores("rice", level="epic") if score.feature_id == whole)
        assert found.inputs["effort"].value == 3 * len(rollup.parts[whole])
        assert found.inputs["effort"].basis == "supplied"


def test_an_item_that_left_the_backlog_keeps_its_number_and_is_told(job: Job, tmp_path: Path) -> None:
    with fi.Workspace(job.db) as ws:
        first, *others = ws.features()
        ws.decide("set", first.id, "effort", "2", author="ana")
        backlog = write(tmp_path / "b.csv", "id,title", *(f"{f.id},{f.title}" for f in others[:2]))
        ws.load_backlog(backlog)
        ws.analyze()
        told = f"decision 1 (set {first.id} effort 2) was not applied: the backlog has no {first.id}"
        assert told in ws.run().notes


# ---- frameworks, side by side and supposed, on the command line --------------------------------------------


def test_a_supposition_shows_new_scores_beside_the_old_ones_and_keeps_nothing(analysed: Job) -> None:
    before = analysed.db.read_bytes()
    ranked = analysed.rows("scores")
    first = next(row["feature_id"] for row in ranked if row["status"] == "scored")
    rows = analysed.rows("scores", "--what-if", f"{first}.effort=1000")
    mine = next(row for row in rows if row["feature_id"] == first)
    effort = mine["inputs"]["effort"]["value"]
    assert mine["what_if"]["score"]["value"] == pytest.approx(mine["score"]["value"] * effort / 1000)
    assert mine["what_if"]["inputs"]["effort"]["method"].startswith("supposed, not kept")
    assert mine["what_if"]["rank_low"] >= mine["rank_low"]
    shown = analysed.call("scores", str(analysed.db), "--what-if", f"{first}.effort=1000")
    assert "nothing is kept" in shown.stderr
    wrong = analysed.call("scores", str(analysed.db), "--what-if", f"{first}.efort=2")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
    assert "did you mean effort" in wrong.stderr
    assert analysed.call("scores", str(analysed.db), "--what-if", "x", "--compare").exit_code == 2
    assert analysed.db.read_bytes() == before


def test_frameworks_stand_side_by_side_and_those_that_cannot_are_named(analysed: Job) -> None:
    rows = analysed.rows("scores", "--compare", "--variant", "mean")
    assert rows
    assert {"rice", "value", "wsjf"} <= set(rows[0]["ranks"])
    assert sorted(row["ranks"]["rice"] for row in rows) == [row["ranks"]["rice"] for row in rows]
    told = analysed.call("scores", str(analysed.db), "--compare").stderr
    assert "ice is left out: three formulas are called ICE" in told
    assert "cd3 is left out: only people can say it" in told
    assert "where they agree, among the first 5 of all: " in told
    assert "where not, farthest apart: " in told
    assert "not compared, as a framework cannot score them" in told


def test_every_method_prints_a_list_or_says_what_must_be_declared(analysed: Job) -> None:
    for method in ("wsjf", "cd3", "weighted", "value"):
        shown = analysed.call("scores", str(analysed.db), "--method", method)
        assert shown.exit_code == 0, shown.stderr
        assert f"{method} (90 %)" in shown.stdout
    for method, told in [
        ("ice", "--variant"),
        ("value_effort", "value_cut"),
    ]:
        refused = analysed.call("scores", str(analysed.db), "--method", method)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
        assert told in refused.stderr


def test_how_many_products_must_be_known_is_one_setting(analysed: Job) -> None:
    settings = Settings.from_dict({"platform": {"coverage": 1.0}})
    with fi.Workspace(analysed.db, settings=settings) as ws:
        reasons = {score.inputs["breadth"].reason for score in ws.scores("weighted") if score.inputs}
        assert any("breadth needs 100% (platform.coverage)" in reason for reason in reasons)
        assert "100 % are needed" in ws.platform().known.gap("product", settings.platform.coverage)


def test_explain_and_the_scores_as_data_say_why_in_one_sentence(analysed: Job) -> None:
    rows = analysed.rows("scores")
    top = next(row for row in rows if row["status"] == "scored")
    assert top["why"].endswith(".")
    assert "moves it" in top["why"]
    shown = " ".join(analysed.call("explain", str(analysed.db), top["feature_id"]).stdout.split())
    assert top["why"] in shown
    assert analysed.rows("scores") == rows  # the same again


def test_an_export_is_known_by_its_run_so_numbers_given_since_need_a_new_one(
    job: Job, tmp_path: Path
) -> None:
    assert job.call("triage", str(job.db), "set", "FL-103", "effort", "2", "--author", "Ana").exit_code == 0
    refused = job.call("export", str(job.db), "--to", "events", "-o", str(tmp_path / "out"))
    assert refused.exit_code == 1
    assert "numbers were given or taken back since run R1" in refused.stderr
    assert not (tmp_path / "out").exists()
    with fi.Workspace(job.db) as ws, pytest.raises(fi.NotFound, match="known by its run"):
        ws.moves("R1")
    assert job.call("triage", str(job.db), "undo", "1").exit_code == 0
    assert job.call("export", str(job.db), "--to", "events", "-o", str(tmp_path / "out")).exit_code == 0


def test_a_failed_export_leaves_no_folder_and_a_template_is_never_overwritten(
    analysed: Job, tmp_path: Path
) -> None:
    failed = analysed.call("export", str(analysed.db), "--to", "canny", "-o", str(tmp_path / "out"))
    assert failed.exit_code == 1
    assert not (tmp_path / "out").exists()
    filled = write(tmp_path / "f.csv", "feature id,effort", "FL-103,2")
    told = analysed.call("inputs", str(analysed.db), "--template", str(filled))
    assert (told.exit_code, "is there already" in told.stderr) == (1, True)
    assert filled.read_text("utf-8").endswith("FL-103,2\n")


def test_an_input_supposed_twice_is_refused(analysed: Job) -> None:
    twice = ("--what-if", "FL-103.effort=2", "--what-if", "FL-103.effort=3")
    told = analysed.call("scores", str(analysed.db), *twice)
    assert (told.exit_code, "supposed twice" in told.stderr) == (1, True)


def test_a_variant_without_ice_is_wrong_usage(analysed: Job) -> None:
    told = analysed.call("scores", str(analysed.db), "--variant", "mean")
    assert (told.exit_code, "add --method ice" in told.stderr) == (2, True)
