"""Who stands in the sample data: the same people in several tools, and nobody who exists."""

from __future__ import annotations

import gzip
import re
from functools import cache
from itertools import chain

import pytest
from sample_texts import (
    QUESTIONS,
    SAMPLES,
    answers,
    partners,
    responses,
    rows,
    sheets,
    subjects,
    texts,
    tickets,
    widget,
)


@cache
def addresses() -> dict[str, set[str]]:
    """Tool -> the addresses and ids of the people in it."""
    people = [ticket["requester"] for ticket in tickets() if ticket["requester"]]
    return {
        "tickets": {person["email"] for person in people} | {f"zendesk:{person['id']}" for person in people},
        "survey": {row["Email"] for row in answers()} - {""},
        "qualtrics": {row["RecipientEmail"] for row in responses()} - {""},
        "partner_survey": {row["Email"] for row in partners()} - {"", "anonymous"},
        "widget": {piece["user"]["email"] for _, piece in widget() if piece} - {None},
        "zendesk_csv": {row["Requester email"] for row in subjects()},
    }


def test_people_turn_up_in_several_tools() -> None:
    found = addresses()
    earlier = found["tickets"] | found["survey"]
    assert len(found["qualtrics"] & earlier) >= 12
    assert len(found["partner_survey"] & earlier) >= 10
    assert len(found["widget"] & earlier) >= 15
    ids = {row["Requester id"]: row["Requester email"] for row in subjects()}
    same = {f"zendesk:{number}" for number in ids} & found["tickets"]
    assert len(same) >= 50
    assert all(ids[number.removeprefix("zendesk:")] in found["tickets"] for number in same)


def test_each_alias_joins_two_addresses_that_the_files_hold() -> None:
    every = set(chain.from_iterable(addresses().values()))
    lines = rows("aliases.csv")
    assert 5 <= len(lines) <= 8
    assert [row for row in lines if {row["person"], row["alias"]} - every] == []
    assert all(row["person"] != row["alias"] for row in lines)


@cache
def raw_texts() -> dict[str, str]:
    raw = {row["Response ID"]: "\n".join(row[key] for key in QUESTIONS.values()) for row in answers()}
    raw |= {f"ticket {t['id']}": "\n".join(turn["body"] for turn in t["comments"]) for t in tickets()}
    for source, record, text in texts():
        if source == "qualtrics" or source == "partner_survey":
            record = record.rpartition(" ")[0]
        if source not in ("tickets", "survey"):
            raw[record] = f"{raw.get(record, '')}\n{text}"
    return raw


@pytest.mark.parametrize(
    "source", ["ticket 4[8]", "ticket 471", "R-", ".+.md#", "R_", "Form1", "fb_", "P[67] ", "gp:"]
)
def test_every_planted_personal_string_stands_in_its_record(source: str) -> None:
    planted = [row for row in rows("planted_pii.csv") if re.match(source, row["record"])]
    assert planted
    assert [row for row in planted if row["string"] not in raw_texts()[row["record"]]] == []


def test_every_address_is_an_invented_one() -> None:
    found = set(re.findall(r"[\w.+-]+@([\w.-]+\w)", "\n".join(map(contents, everything()))))
    assert len(found) > 50
    assert {domain for domain in found if not domain.endswith(".example")} == set()


def everything() -> list[str]:
    return sorted(str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file())


def contents(name: str) -> str:
    data = (SAMPLES / name).read_bytes()
    if name.endswith(".xlsx"):
        return "\n".join(chain.from_iterable(chain.from_iterable(sheets(name).values())))
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    return data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8")


def test_samples_stay_below_two_megabytes() -> None:
    assert sum((SAMPLES / name).stat().st_size for name in everything()) < 2_000_000
