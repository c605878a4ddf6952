"""The sample data stay what their README says: varied, hand-written, and with every oddity planted."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
QUESTIONS = {
    "improve": "What is the one thing we should improve?",
    "like": "What do you like most about Fieldlark?",
}
KINDS = {"", "duplicate", "empty", "rating_only", "spam", "auto", "deleted", "superseded", "spanish"}
BLANK = {"", "-", "N/A", "none"}
NOTE = re.compile(r"\s*[-*] |\s*\|(?!\s*(?:Task|-))")  # a list item, or a table row that is no heading


class Sample(NamedTuple):
    """One row of the ground truth with the text it is about."""

    record: str
    text: str
    themes: tuple[str, ...]
    kind: str


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers() -> list[dict[str, str]]:
    return rows("nps_survey_2026-09.csv")


@cache
def tickets() -> list[dict[str, Any]]:
    lines = (SAMPLES / "zendesk_tickets_2026-07_08.ndjson").read_bytes().splitlines()
    lines += gzip.decompress((SAMPLES / "zendesk_tickets_2026-09.ndjson.gz").read_bytes()).splitlines()
    return sorted(map(json.loads, lines), key=lambda ticket: (ticket["id"], ticket["updated_at"]))


def said(ticket: dict[str, Any]) -> str:
    """Return the requester's own words, quoted history left out."""
    turns = [turn for turn in ticket["comments"] if turn["author_id"] == ticket["requester_id"]]
    lines = "\n".join(turn["plain_body"] for turn in turns).splitlines()
    return "\n".join(line for line in lines if not line.startswith(">"))


def notes() -> Iterator[tuple[str, str]]:
    for path in sorted((SAMPLES / "usability_notes").glob("*.md")):
        lines = filter(NOTE.match, path.read_text(encoding="utf-8").splitlines())
        yield from ((f"{path.name}#{number}", line) for number, line in enumerate(lines, 1))


def texts() -> Iterator[tuple[str, str]]:
    """Yield each record (and question) with its text, in the order of the ground truth within a record."""
    yield from ((f"ticket {ticket['id']}", said(ticket)) for ticket in tickets())
    for row in answers():
        yield from ((f"{row['Response ID']} {key}", row[header]) for key, header in QUESTIONS.items())
    yield from notes()


@cache
def samples() -> list[Sample]:
    truth: dict[str, list[dict[str, str]]] = {}
    for row in rows("ground_truth.csv"):
        truth.setdefault(f"{row['record']} {row['question']}".strip(), []).append(row)
    found = []
    for record, text in texts():
        row = truth[record].pop(0)
        found.append(Sample(record, text, tuple(row["themes"].split(";")), row["kind"]))
    assert not any(truth.values()), "the ground truth names records that do not exist"
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_ground_truth_covers_every_record_of_at_least_300() -> None:
    records = {
        sample.record.partition(" ")[0] if sample.record[0] == "R" else sample.record for sample in samples()
    }
    assert len(records) >= 300


def test_every_planted_kind_occurs() -> None:
    assert {sample.kind for sample in samples()} == KINDS


def test_planted_kinds_show_in_the_raw_records() -> None:
    for sample in samples():
        if sample.kind in ("empty", "rating_only"):
            assert sample.text.strip() in BLANK, sample.record
        elif sample.kind != "deleted":
            assert words(sample.text), sample.record
    deleted = [ticket["id"] for ticket in tickets() if ticket["status"] == "deleted"]
    assert deleted == [int(s.record.split()[1]) for s in samples() if s.kind == "deleted"]


def test_a_superseded_ticket_is_followed_by_its_longer_successor() -> None:
    same = [list(group) for _, group in groupby(tickets(), key=lambda ticket: ticket["id"])]
    ((old, new),) = [group for group in same if len(group) > 1]
    assert old["updated_at"] < new["updated_at"]
    assert new["comments"][: len(old["comments"])] == old["comments"]
    assert said(new).startswith(said(old))
    assert len(said(new)) > len(said(old))


def test_duplicates_repeat_an_earlier_text() -> None:
    seen: set[str] = set()
    for sample in samples():
        assert (sample.kind != "duplicate") or sample.text in seen, sample.record
        seen.add(sample.text)


def test_no_two_texts_share_eight_words_in_a_row() -> None:
    own = [(s.record, s.text) for s in samples() if s.kind not in ("duplicate", "superseded")]
    own += [(row["Issue key"], f"{row['Summary']}\n{row['Description']}") for row in rows("backlog_jira.csv")]
    first: dict[tuple[str, ...], str] = {}
    for record, text in own:
        spoken = words(text)
        for start in range(len(spoken) - 7):
            eight = tuple(spoken[start : start + 8])
            assert first.setdefault(eight, record) == record, eight


def test_texts_have_from_3_to_400_words() -> None:
    lengths = [len(words(s.text)) for s in samples() if s.kind not in ("empty", "rating_only", "deleted")]
    assert min(lengths) == 3
    assert 300 <= max(lengths) <= 400


def test_every_theme_is_said_by_many_and_some_have_no_backlog_item() -> None:
    counts = Counter(theme for sample in samples() if not sample.kind for theme in sample.themes)
    planned = {row["theme"] for row in rows("ground_truth_backlog.csv")} - {""}
    assert len(counts) == 17
    assert min(counts.values()) >= 12
    assert len(planned) == 12
    assert planned < counts.keys() - {"none"}
    assert {row["feature_id"] for row in rows("ground_truth_backlog.csv")} == {
        row["Issue key"] for row in rows("backlog_jira.csv")
    }


def test_bags_of_words_do_not_give_the_themes_away() -> None:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import adjusted_rand_score

    single = [s for s in samples() if not s.kind and len(s.themes) == 1 and s.themes != ("none",)]
    single = [s for s in single if ".md#" not in s.record]  # with the observers' notes it is lower still
    subjects = {f"ticket {ticket['id']}": ticket["subject"] for ticket in tickets()}
    bags = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(
        [f"{subjects.get(sample.record, '')}\n{sample.text}" for sample in single]
    )
    labels = [sample.themes[0] for sample in single]
    found = KMeans(len(set(labels)), n_init=10, random_state=0).fit_predict(bags)
    assert adjusted_rand_score(labels, found) < 0.5


@cache
def raw_texts() -> dict[str, str]:
    raw = {row["Response ID"]: "\n".join(row[key] for key in QUESTIONS.values()) for row in answers()}
    raw |= {f"ticket {t['id']}": "\n".join(turn["body"] for turn in t["comments"]) for t in tickets()}
    return raw | dict(notes())


@pytest.mark.parametrize("source", ["ticket", "R-", ".md#"])
def test_every_planted_personal_string_stands_in_its_record(source: str) -> None:
    planted = [row for row in rows("planted_pii.csv") if source in row["record"]]
    assert planted
    assert [row for row in planted if row["string"] not in raw_texts()[row["record"]]] == []


def test_samples_stay_below_one_megabyte() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 1_000_000
