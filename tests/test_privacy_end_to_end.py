"""None of the personal strings planted in the samples gets into the workspace, or out of it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection

import pytest
from conftest import SAMPLES, Job, sample_answers, sample_lines

from feedback_insights import Workspace
from feedback_insights.cli._output import plain, to_json

pytestmark = pytest.mark.slow
KINDS = {"email", "phone", "ip", "url", "api_key", "card", "iban", "name"}


def planted(kind: str) -> list[tuple[str, str]]:
    with (SAMPLES / "planted_pii.csv").open(encoding="utf-8", newline="") as file:
        return [(row["record"], row["string"]) for row in csv.DictReader(file) if row["kind"] == kind]


@pytest.fixture(scope="module")
def everything(whole_samples: Job) -> dict[str, bytes]:
    """All that the job leaves behind or says."""
    files = {"told": (whole_samples.folder / "told.txt").read_bytes()}
    files["report"] = whole_samples.report.read_bytes()
    files["workspace"] = whole_samples.db.read_bytes()
    for command in ("themes", "links", "scores", "ledger"):
        files[command] = json.dumps(whole_samples.rows(command), ensure_ascii=False).encode()
    with Workspace(whole_samples.db) as workspace:
        features = [feature.id for feature in workspace.features()]
        for feature in features:
            files[feature] = to_json([plain(workspace.explain(feature))])
    files["explain"] = json.dumps(whole_samples.rows("explain", features[0]), ensure_ascii=False).encode()
    return files


@pytest.mark.parametrize("kind", sorted(KINDS - {"name"}))
def test_planted_strings_are_nowhere(everything: dict[str, bytes], kind: str) -> None:
    strings = planted(kind)
    assert strings
    assert leaks(everything, {string for _, string in strings}) == []


def leaks(everything: dict[str, bytes], strings: Collection[str]) -> list[tuple[str, str]]:
    return [(s, where) for s in sorted(strings) for where, told in everything.items() if s.encode() in told]


def test_full_names_in_the_texts_are_nowhere(everything: dict[str, bytes]) -> None:
    names = {name for _, name in planted("name") if " " in name}
    assert len(names) > 30
    assert leaks(everything, names) == []


def test_a_first_name_alone_is_not_in_its_own_record(whole_samples: Job) -> None:
    """Elsewhere it may be somebody's word: "grace period"."""
    texts: dict[str, str] = {}
    with Workspace(whole_samples.db) as workspace:
        for row in workspace.themes():
            for statement in row.statements:
                feedback = workspace.feedback(statement.partition(":")[0])
                texts[feedback.locator.record] = feedback.text
    names = [(record, name) for record, name in planted("name") if " " not in name]
    assert len(names) > 10
    assert len([record for record, _ in names if record in texts]) > 5
    found = [(record, name) for record, name in names if re.search(rf"\b{name}\b", texts.get(record, ""))]
    assert found == []


def test_the_columns_of_people_are_nowhere(everything: dict[str, bytes]) -> None:
    header, *answers = sample_answers()
    emails = {row[header.index("Email")] for row in answers} - {""}
    requesters = [json.loads(line)["requester"] or {} for line in sample_lines()]
    emails |= {person["email"] for person in requesters if person.get("email")}
    names = {person["name"] for person in requesters if " " in (person.get("name") or "")}
    assert len(emails) > 80
    assert len(names) > 80
    assert leaks(everything, emails | names) == []


def test_every_kind_of_planted_string_is_tested() -> None:
    with (SAMPLES / "planted_pii.csv").open(encoding="utf-8", newline="") as file:
        assert {row["kind"] for row in csv.DictReader(file)} == KINDS
