"""A real think-aloud study: ten people in two languages, notes and written answers, nobody's words lost.

Reads shared development data where there is any; see `benchmarks/`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from feedback_insights import Workspace
from feedback_insights.cli import cli

STUDY = Path(__file__).parents[2] / "shared/data/dev/usability/technicians"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not STUDY.is_dir(), reason="the development data is not here"),
]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The workspace, its report beside it, and what the run said."""
    folder = tmp_path_factory.mktemp("study")
    inputs = [str(STUDY / name) for name in ("transcriptions", "written_answers")]
    result = CliRunner().invoke(
        cli, ["run", *inputs, "--db", str(folder / "study.db"), "--out", str(folder)], catch_exceptions=False
    )
    assert result.exit_code == 0
    return folder / "study.db", result.stdout


def test_each_participant_is_one_person_across_notes_and_answers(study: tuple[Path, str]) -> None:
    with Workspace(study[0]) as workspace:
        assert workspace.scope_facts().people == 10
        matrix = workspace.participants()
        states = [file.ledger for file in workspace.ledger()]
    assert matrix is not None
    assert matrix.participants == tuple(f"P{n}t" for n in range(1, 11))
    assert len(matrix.statements) >= 10
    assert all(sum(ledger.states.values()) == ledger.records for ledger in states)


def test_no_figure_of_ten_people_is_in_per_cent(study: tuple[Path, str]) -> None:
    db, summary = study
    page = LexborHTMLParser((db.parent / "report.html").read_text("utf-8"))
    page.strip_tags(["style"])
    told = CliRunner().invoke(cli, ["themes", str(db), "--by", "participant"]).stdout
    assert "%" not in summary + told
    assert re.search(r"\d+ of 10\b", told)
    body = page.body
    assert body is not None
    assert re.search(r"\d+ of 10 participants", body.text())
    # What is counted in items and statements of the whole study may be, and so may how sure a tag is.
    for node in body.css("section[aria-labelledby=tags]"):
        node.decompose()
    of_people = [node.text() for node in body.css("table, article, h3, figure")]
    assert not [text for text in of_people if re.search(r"\d ?%(?!.likely)", text)]


def test_every_statement_is_proven(study: tuple[Path, str]) -> None:
    with Workspace(study[0]) as workspace:
        proof = workspace.verify()
    assert proof.checked > 1500
    assert len(proof.proven) == proof.checked


def test_nobody_is_said_to_have_written_in(study: tuple[Path, str]) -> None:
    page = (study[0].parent / "report.html").read_text("utf-8")
    assert "Participants were picked, not counted" in page
    assert "Those who write in choose themselves" not in page
