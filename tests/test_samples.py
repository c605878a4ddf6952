"""The sample data stay what their README says: varied, hand-written, and with every oddity planted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import datetime
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

import pytest
from sample_texts import (
    NOTE,
    QUESTIONS,
    SAMPLES,
    answers,
    interview_turns,
    notes,
    partners,
    responses,
    reviews,
    rows,
    said,
    sheets,
    staff_texts,
    subjects,
    texts,
    tickets,
    widget,
)

__all__ = ["NOTE", "QUESTIONS"]

KINDS = {
    "", "duplicate", "empty", "rating_only", "spam", "auto", "deleted", "superseded", "spanish", "german",
    "staff", "preview", "unfinished", "broken",
}  # fmt: skip
BLANK = {"", "-", "N/A", "na", "none", "(no subject)"}
SOUND = re.compile(r"\[[^]]+\]")
WORDLESS = ("empty", "rating_only", "deleted", "broken")


class Sample(NamedTuple):
    """One row of the ground truth with the text it is about."""

    source: str
    record: str
    text: str
    themes: tuple[str, ...]
    kind: str


@cache
def samples() -> list[Sample]:
    truth: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows("ground_truth.csv"):
        truth.setdefault((row["source"], f"{row['record']} {row['question']}".strip()), []).append(row)
    found = []
    for source, record, text in texts():
        row = truth[source, record].pop(0)
        found.append(Sample(source, record, text, tuple(row["themes"].split(";")), row["kind"]))
    assert not any(truth.values()), "the ground truth names records that do not exist"
    return found


def of_source(source: str) -> list[Sample]:
    return [sample for sample in samples() if sample.source == source]


def of_kind(kind: str, source: str) -> set[str]:
    return {sample.record for sample in of_source(source) if sample.kind == kind}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_the_readme_tells_how_many_records_each_file_has() -> None:
    table = re.findall(r"^\| `([^`]+)` \|[^|]+\| (\d+) \|$", (SAMPLES / "README.md").read_text("utf-8"), re.M)
    told = {name: int(number) for name, number in table}
    counted = {
        "nps_survey_2026-09.csv": len(answers()),
        "usability_notes/*.md": len(list(notes())),
        "qualtrics_platform_survey_2026.csv": len(responses()),
        "partner_survey_2026-09.xlsx": len(partners()),
        "marketplace_feedback_2026-08.ndjson": len(widget()),
        "zendesk_tickets_2026-04_06.csv": len(subjects()),
        **Counter(
            f"reviews_com.fieldlark.field_{'202607' if n < 46 else '202609'}.csv"
            for n in range(len(reviews()))
        ),
        **Counter(f"zendesk_tickets_2026-{months(ticket['created_at'])}" for ticket in tickets()),
        "interviews/P6_2026-09-03.vtt": len([turn for turn in interview_turns() if turn[0][:2] == "P6"]),
        "interviews/P7_2026-09-10.srt": len([turn for turn in interview_turns() if turn[0][:2] == "P7"]),
    }
    tables = (
        "accounts.csv",
        "aliases.csv",
        "backlog_jira.csv",
        "ground_truth.csv",
        "ground_truth_backlog.csv",
    )
    counted |= {name: len(rows(name)) for name in (*tables, "planted_pii.csv")}
    assert told == counted


def months(created: str) -> str:
    return "09.ndjson.gz" if created >= "2026-09" else "07_08.ndjson"


def test_every_planted_kind_occurs() -> None:
    assert {sample.kind for sample in samples()} == KINDS


def test_planted_kinds_show_in_the_raw_records() -> None:
    for sample in samples():
        if sample.kind in WORDLESS:
            assert sample.text.strip() in BLANK or SOUND.fullmatch(sample.text), sample.record
        else:
            assert words(sample.text), sample.record
            assert sample.text not in BLANK, sample.record
    deleted = {f"ticket {ticket['id']}" for ticket in tickets() if ticket["status"] == "deleted"}
    assert deleted == of_kind("deleted", "tickets")
    assert {name for name, piece in widget() if piece is None} == of_kind("broken", "widget")
    assert {f"ticket {row['Id']}" for row in subjects() if row["Tags"] == "spam"} == of_kind(
        "spam", "zendesk_csv"
    )


@pytest.mark.parametrize(
    ("kind", "column", "value"),
    [
        ("preview", "Status", "Survey Preview"),
        ("spam", "Status", "Spam"),
        ("unfinished", "Finished", "False"),
    ],
)
def test_qualtrics_says_which_responses_are_no_ordinary_ones(kind: str, column: str, value: str) -> None:
    marked = {row["ResponseId"] for row in responses() if row[column] == value}
    assert marked == {record.partition(" ")[0] for record in of_kind(kind, "qualtrics")}


def test_a_moderators_words_are_never_feedback() -> None:
    asked = {record for record, speaker, _ in interview_turns() if speaker == "Moderator"}
    sounds = {record for record, speaker, _ in interview_turns() if not speaker}
    assert asked == of_kind("staff", "interviews")
    assert sounds == of_kind("empty", "interviews")


def test_the_store_says_in_which_language_a_review_is() -> None:
    languages = {"spanish": "es", "german": "de"}
    for kind, code in languages.items():
        assert {name for name, row in reviews() if row["Reviewer Language"] == code} == of_kind(
            kind, "google_play"
        )


def test_a_superseded_ticket_is_followed_by_its_longer_successor() -> None:
    same = [list(group) for _, group in groupby(tickets(), key=lambda ticket: ticket["id"])]
    ((old, new),) = [group for group in same if len(group) > 1]
    assert old["updated_at"] < new["updated_at"]
    assert new["comments"][: len(old["comments"])] == old["comments"]
    assert said(new).startswith(said(old))
    assert len(said(new)) > len(said(old))


def test_an_edited_review_comes_again_in_the_later_file() -> None:
    told: dict[str, list[dict[str, str]]] = {}
    for name, row in reviews():
        told.setdefault(name, []).append(row)
    edited = {name: found for name, found in told.items() if len(found) > 1}
    assert set(edited) == of_kind("superseded", "google_play")
    for old, new in edited.values():
        for column in ("Review Submit Millis Since Epoch", "Reviewer Language", "Device", "Review Link"):
            assert old[column] == new[column]
        assert (
            old["Review Last Update Millis Since Epoch"]
            < "1786000000000"
            < new["Review Last Update Millis Since Epoch"]
        )
        assert old["Review Text"] != new["Review Text"]


def test_the_outage_makes_a_burst_of_reviews() -> None:
    outage = {sample.record for sample in of_source("google_play") if "outage" in sample.themes}
    days = Counter(row["Review Submit Date and Time"][:10] for name, row in reviews() if name in outage)
    assert set(days) <= {f"2026-08-{day}" for day in (18, 19, 20, 21)}
    assert days.total() >= 10


def test_links_between_tickets_and_issues_are_right_and_few() -> None:
    themes = {s.record: s.themes for s in of_source("tickets") if not s.kind}
    answers = {row["feature_id"]: row["theme"] for row in rows("ground_truth_backlog.csv")}
    linked = {
        (row["Issue key"], f"ticket {number.strip()}")
        for row in rows("backlog_jira.csv")
        for number in filter(None, row["Custom field (Zendesk Ticket IDs)"].split(","))
    }
    linked |= {
        (key, f"ticket {ticket['id']}")
        for ticket in tickets()
        for comment in ticket["comments"]
        for key in re.findall(r"FL-\d+", comment["body"])
        if not comment["public"]
    }
    assert 8 <= len(linked) <= 10
    assert ("FL-112", "ticket 48235") in linked
    assert {key: answers[key] in themes[record] for key, record in linked} == dict.fromkeys(
        dict(linked), True
    )


def test_the_outage_s_incidents_have_one_problem() -> None:
    problem = {f"ticket {ticket['id']}": ticket.get("problem_id") for ticket in tickets()}
    outage = {s.record for s in of_source("tickets") if "outage" in s.themes}
    incidents = {record for record, id in problem.items() if id}
    assert {problem[record] for record in incidents} == {48318}
    assert len(incidents) == 11
    assert incidents | {"ticket 48318"} <= outage


def test_duplicates_repeat_an_earlier_text() -> None:
    seen: set[str] = set()
    for sample in samples():
        assert (sample.kind != "duplicate") or sample.text in seen, sample.record
        seen.add(sample.text)


def test_no_two_texts_share_eight_words_in_a_row() -> None:
    own = [(s.record, s.text) for s in samples() if s.kind not in ("duplicate", "superseded")]
    own += [(s.record, s.text) for s in of_source("google_play") if s.kind == "superseded"]
    own += [(row["Issue key"], f"{row['Summary']}\n{row['Description']}") for row in rows("backlog_jira.csv")]
    own += staff_texts()
    first: dict[tuple[str, ...], str] = {}
    for record, text in own:
        spoken = words(text)
        for start in range(len(spoken) - 7):
            eight = tuple(spoken[start : start + 8])
            assert first.setdefault(eight, record) == record, eight


@pytest.mark.parametrize(
    ("source", "fewest", "most"),
    [
        ("tickets", 5, range(300, 401)),
        ("survey", 3, range(40, 61)),
        ("notes", 9, range(20, 41)),
        ("qualtrics", 1, range(120, 201)),
        ("partner_survey", 2, range(60, 101)),
        ("widget", 3, range(40, 81)),
        ("interviews", 1, range(30, 51)),
        ("google_play", 4, range(60, 101)),
        ("zendesk_csv", 1, range(10, 17)),
    ],
)
def test_texts_are_as_long_as_people_write_there(source: str, fewest: int, most: range) -> None:
    lengths = [len(words(s.text)) for s in of_source(source) if s.kind not in WORDLESS]
    assert min(lengths) == fewest
    assert max(lengths) in most


def test_every_theme_is_said_by_many_and_some_have_no_backlog_item() -> None:
    ordinary = [sample for sample in samples() if not sample.kind]
    counts = Counter(theme for sample in ordinary for theme in sample.themes)
    sources = {theme: {s.source for s in ordinary if theme in s.themes} for theme in counts}
    planned = {row["theme"] for row in rows("ground_truth_backlog.csv")} - {""}
    assert len(counts) == 17
    assert min(counts.values()) >= 24
    assert min(map(len, sources.values())) >= 5
    assert len(planned) == 12
    assert planned < counts.keys() - {"none"}
    assert {row["feature_id"] for row in rows("ground_truth_backlog.csv")} == {
        row["Issue key"] for row in rows("backlog_jira.csv")
    }


def test_most_texts_are_about_one_theme_some_about_two_and_a_quarter_about_none() -> None:
    ordinary = [sample for sample in samples() if not sample.kind]
    none = sum(sample.themes == ("none",) for sample in ordinary) / len(ordinary)
    assert 0.2 <= none <= 0.3
    assert 0.03 <= sum(len(sample.themes) == 2 for sample in ordinary) / len(ordinary) <= 0.1
    assert all(len(set(sample.themes)) == len(sample.themes) <= 2 for sample in ordinary)
    assert not any("none" in sample.themes for sample in ordinary if len(sample.themes) == 2)


@pytest.mark.parametrize(
    "sources",
    [("tickets", "survey"), ("qualtrics", "partner_survey", "widget", "google_play", "zendesk_csv")],
)
def test_bags_of_words_do_not_give_the_themes_away(sources: tuple[str, ...]) -> None:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import adjusted_rand_score

    single = [s for s in samples() if not s.kind and len(s.themes) == 1 and s.themes != ("none",)]
    single = [s for s in single if s.source in sources]  # with the observers' notes it is lower still
    titles = {f"ticket {ticket['id']}": ticket["subject"] for ticket in tickets()}
    bags = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(
        [f"{titles.get(sample.record, '')}\n{sample.text}" for sample in single]
    )
    labels = [sample.themes[0] for sample in single]
    found = KMeans(len(set(labels)), n_init=10, random_state=0).fit_predict(bags)
    assert adjusted_rand_score(labels, found) < 0.5


def test_the_files_have_the_shapes_of_their_tools() -> None:
    with (SAMPLES / "qualtrics_platform_survey_2026.csv").open(encoding="utf-8-sig", newline="") as file:
        names, asked, ids = (next(csv.reader(file)) for _ in range(3))
    assert len(names) == len(asked) == len(ids)
    assert ids[names.index("StartDate")] == '{"ImportId":"startDate","timeZone":"America/Denver"}'
    assert "<strong>" in asked[names.index("Q3")]
    assert "\n" in asked[names.index("Q4")]
    assert list(sheets("partner_survey_2026-09.xlsx")) == ["Form1", "Summary", "Lists"]
    for name in SAMPLES.glob("reviews_*.csv"):
        assert name.read_bytes().startswith(b"\xff\xfe")
    assert next(iter(subjects()[0])) == "Summation column"
    assert b"\r\n" in (SAMPLES / "interviews" / "P7_2026-09-10.srt").read_bytes()


def test_the_two_waves_of_the_platform_survey_are_apart() -> None:
    begun = sorted(datetime.fromisoformat(row["StartDate"]) for row in responses())
    gaps = [(late - early).days for early, late in pairwise(begun)]
    assert [gap for gap in gaps if gap > 10] == [max(gaps)]
    assert max(gaps) > 50
