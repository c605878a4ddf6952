"""What a text names exactly, and what only looks like it."""

from __future__ import annotations

import csv
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.entities import entities
from feedback_insights.records import ENTITIES

PLANS = ("enterprise", "business", "Field500", "Crew Starter", "none", "B")
with Path(__file__).with_name("entities_cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = [(row["text"], row["found"]) for row in csv.DictReader(stream)]
PIECES = [
    *(
        "POST",
        " /v2",
        "/orders",
        "/{id}",
        "https://api.",
        "a.b",
        "HTTP ",
        "429",
        "a 500",
        "error ",
        "0x8",
        "ERR_",
    ),
    *("iOS ", "17", ".2", "v", "version", "(e.g. ", "iphone", "Galaxy ", "S21", " Pro", " plan", "plan: "),
    *("[key 1]", "\n", " ", "İ", "٣", "²", "\ue000", ":", "-", "_", "…"),
]
ODD = (
    *(
        "1 ",
        "v1.",
        "a 500 ",
        "the 429 ",
        "/v1/a",
        "/a",
        "iphone5 pro ",
        "plan ",
        "pro ",
        "err1.",
        "[ip 1]",
        "Aa",
    ),
    *("version\n", "api 429\n"),
)


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] for text, _ in CASES])
def test_a_text_names_these_things_and_no_others(text: str, wanted: str) -> None:
    assert ";".join(f"{e.kind}={e.value}" for e in entities(text, PLANS)) == wanted


def test_the_cases_cover_every_kind_and_as_many_traps() -> None:
    named = [found for _, found in CASES if found]
    assert all(any(f"{kind}=" in found for found in named) for kind in ENTITIES)
    assert len(CASES) - len(named) >= 50


def test_the_words_are_the_text_s_own() -> None:
    text = "Since iOS 17.2 my iphone15 gets 429s from POST /v2/orders?limit=5, on the “Pro” plan."
    words = [text[e.start : e.end] for e in entities(text)]
    assert words == ["iOS 17.2", "iphone15", "429s", "POST /v2/orders", "Pro” plan"]


def test_plans_have_the_spelling_that_they_are_sold_under() -> None:
    assert [e.value for e in entities("our PRO plan")] == ["Pro"]
    assert [e.value for e in entities("our PRO plan", ["pro (2024)", "pro"])] == ["pro"]
    assert [e.value for e in entities("the pro plan", ["Pro Plan"])] == ["Pro Plan"]


def test_what_was_masked_is_no_entity_and_an_id_in_a_path() -> None:
    assert entities("[key 404] [ip 1] error [token 500] [phone 8]") == ()
    assert [e.value for e in entities("GET /v2/orders/[key 1]")] == ["/v2/orders/{id}"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)), st.lists(st.text(max_size=12)))
def test_any_text_is_read_to_disjoint_ordered_parts_and_always_the_same(text: str, plans: list[str]) -> None:
    found = entities(text, plans)
    assert found == entities(text, plans[::-1])
    assert all(0 <= e.start < e.end <= len(text) and e.value.strip() for e in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", ODD)
def test_odd_input_takes_no_longer_than_its_length(piece: str) -> None:
    start = time.process_time()
    entities((piece * 20_000)[:20_000], PLANS)
    assert time.process_time() - start < 1
