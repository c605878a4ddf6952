"""None of the personal strings planted in the samples leaves the exports: not into the workspace, not out of it."""

from __future__ import annotations

import csv
import json

import pytest
from conftest import SAMPLES, Job, sample_answers, sample_lines

from feedback_insights import Workspace

pytestmark = pytest.mark.slow
KINDS = {"email", "phone", "ip", "url", "api_key", "card", "iban", "name"}
FIRST_NAMES_ALONE = 10  # of people that no column names: a word such as "Grace" or "Tom" is not told by rules


def planted(kind: str) -> list[tuple[str, str]]:
    with (SAMPLES / "planted_pii.csv").open(encoding="utf-8", newline="") as file:
        return [(row["record"], row["string"]) for row in csv.DictReader(file) if row["kind"] == kind]


@pytest.fixture(scope="module")
def everything(whole_samples: Job) -> dict[str, bytes]:
    """All that the job leaves behind or says."""
    files = {"stderr": (whole_samples.folder / "stderr.txt").read_bytes()}
    files["report"] = whole_samples.report.read_bytes()
    files["workspace"] = whole_samples.db.read_bytes()
    for command in ("themes", "links", "scores", "ledger"):
        files[command] = json.dumps(whole_samples.rows(command), ensure_ascii=False).encode()
    with Workspace(whole_samples.db) as workspace:
        features = [feature.id for feature in workspace.features()]
    for feature in features:
        files[feature] = json.dumps(whole_samples.rows("explain", feature), ensure_ascii=False).encode()
    return files


@pytest.mark.parametrize("kind", sorted(KINDS - {"name"}))
def test_planted_strings_are_nowhere(everything: dict[str, bytes], kind: str) -> None:
    strings = planted(kind)
    assert strings
    found = [
        (record, string, place)
        for record, string in strings
        for place, content in everything.items()
        if string.encode() in content
    ]
    assert found == []


def test_full_names_in_the_texts_are_nowhere(everything: dict[str, bytes]) -> None:
    names = {name for _, name in planted("name") if " " in name}
    assert len(names) > 30
    assert [(name, place) for name in names for place, content in everything.items() if name.encode() in content] == []


def test_the_columns_of_people_are_nowhere(everything: dict[str, bytes]) -> None:
    header, *answers = sample_answers()
    emails = {row[header.index("Email")] for row in answers} - {""}
    requesters = [json.loads(line)["requester"] for line in sample_lines()]
    emails |= {person["email"] for person in requesters if person["email"]}
    names = {person["name"] for person in requesters if " " in (person["name"] or "")}
    assert len(emails) > 80
    assert len(names) > 80
    assert [
        (string, place)
        for string in sorted(emails | names)
        for place, content in everything.items()
        if string.encode() in content
    ] == []


def test_every_kind_of_planted_string_is_tested() -> None:
    with (SAMPLES / "planted_pii.csv").open(encoding="utf-8", newline="") as file:
        assert {row["kind"] for row in csv.DictReader(file)} == KINDS
