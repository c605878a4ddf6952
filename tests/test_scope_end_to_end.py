"""On all samples: people are one across tools, a scope moves no id, an outage is told, staff are no users."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from conftest import SAMPLES, Job
from sample_texts import staff_texts

from feedback_insights import Scope, Workspace
from feedback_insights.records import Statement

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def exported(whole_samples: Job, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything as tables."""
    folder = tmp_path_factory.mktemp("exported")
    return export(whole_samples, folder, "csv")


def export(job: Job, folder: Path, to: str) -> Path:
    assert job.call("export", str(job.db), "--to", to, "--out", str(folder)).exit_code == 0
    return folder


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statements(workspace: Workspace) -> list[Statement]:
    return [workspace.statement(id) for theme in workspace.themes() for id in theme.statements]


def test_people_are_joined_across_tools_by_address_and_by_the_alias_file(exported: Path) -> None:
    items = table(exported, "items")
    sources = defaultdict(set)
    for item in items:
        sources[item["person"]].add(item["source"])
    assert {"zendesk", "survey"} in sources.values()
    # Bea Halloran wrote from two addresses, which only the alias file joins.
    two = ("fb_01JCPKYWTEHG", "R_nF7VwbKprm6Ttxo")
    bea = [item["person"] for item in items if item["external_id"] in two]
    assert len(bea) >= 2
    assert len(set(bea)) == 1


def test_what_staff_and_moderators_say_is_no_statement(whole_samples: Job) -> None:
    with Workspace(whole_samples.db) as workspace:
        told = " ".join(statement.text for statement in statements(workspace))
    replies = [text for _, text in staff_texts() if text]
    asked = re.findall(
        r"<v Moderator>(.+)</v>", (SAMPLES / "interviews" / "P6_2026-09-03.vtt").read_text("utf-8")
    )
    assert len(replies) > 5
    assert len(asked) > 20
    assert not [text for text in (*replies, *asked) if text in told]


def test_short_answers_keep_the_question_beside_and_never_in_the_quote(whole_samples: Job) -> None:
    with Workspace(whole_samples.db) as workspace:
        for statement in statements(workspace):
            asked = workspace.feedback(statement.feedback_id).prompt
            assert not asked or asked not in statement.text


def test_a_period_changes_counts_and_no_id(whole_samples: Job) -> None:
    with Workspace(whole_samples.db) as workspace:
        everything = {theme.id: theme for theme in workspace.themes()}
        quarter = {theme.id: theme for theme in workspace.themes(Scope(window="2026Q2"))}
        assert workspace.scope_facts().first == date(2026, 4, 2)
    assert quarter.keys() <= everything.keys()
    for id, theme in quarter.items():
        assert theme.name == everything[id].name
        assert set(theme.statements) <= set(everything[id].statements)
        assert theme.customers <= everything[id].customers
    assert 2 * sum(t.size for t in quarter.values()) < sum(t.size for t in everything.values())


def test_only_the_outage_is_a_burst_and_its_rank_falls_without_it(whole_samples: Job) -> None:
    with Workspace(whole_samples.db) as workspace:
        found = {theme.name: theme.burst for theme in workspace.themes() if theme.burst}
    bursts = {name: burst for name, burst in found.items() if burst.unusual}
    [(name, burst)] = bursts.items()
    assert "utage" in name
    assert date.fromisoformat(burst.first) <= date(2026, 8, 19) <= date.fromisoformat(burst.last)
    assert burst.share > 0.5
    assert burst.rank is not None
    assert burst.rank_without is not None
    assert burst.rank_without > burst.rank


def test_participants_are_counted_out_of_seven_and_never_in_per_cent(whole_samples: Job) -> None:
    result = whole_samples.call("themes", str(whole_samples.db), "--by", "participant")
    assert result.exit_code == 0
    head = next(line for line in result.stdout.splitlines() if "P7" in line)
    assert re.findall(r"\bP\d\b", head) == [f"P{n}" for n in range(1, 8)]
    assert re.search(r"\b[2-6] of 7\b", result.stdout)
    assert "%" not in result.stdout


def test_a_theme_has_an_area_and_what_is_between_two_has_a_second(whole_samples: Job) -> None:
    areas = {area["id"] for area in whole_samples.rows("themes", "--areas")}
    assert len(areas) >= 2
    themes = whole_samples.rows("themes")
    assert {theme["parent"] for theme in themes} - {None} == areas
    with Workspace(whole_samples.db) as workspace:
        shares = [workspace.themes_of(item.feedback_id) for item in statements(workspace)]
    assert any(len(found) > 1 for found in shares)


def test_the_document_fits_the_published_schema(whole_samples: Job, tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    folder = export(whole_samples, tmp_path / "out", "json")
    schema = json.loads((DOCS / "schema" / "insights-1.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads((folder / "insights.json").read_text("utf-8")))
