"""What a report tells of tags: beside quotes, what got worse, ratings, and never the words of too few."""

from __future__ import annotations

from dataclasses import replace

import pytest
import report_sample as sample

from feedback_insights.directory import resolve
from feedback_insights.records import Aspect, Effect, Tag
from feedback_insights.report.data import gather
from feedback_insights.report.html import render
from feedback_insights.report.parts import ReportData
from feedback_insights.report.tag_words import tag_words
from feedback_insights.settings import Settings

TAGGING = {"tagging": {"sentiment": {"confident": 0.6, "mix": []}, "requests": {"confident": 0.6, "mix": []}}}
CHANGE = "moving to the purple console"


def report(fewest: int) -> ReportData:
    """The sample, in which three people suffer and rate, and one of them blames a change."""
    settings = Settings.from_dict({"priority": {"draws": 200}, "report": {"min_people": fewest}})
    items = [replace(item, rating=10.0 if n % 2 else 0.0) for n, item in enumerate(sample.feedback())]
    directory = resolve(items, {i.id: (i.account,) for i in items if i.account}, sample.ACCOUNTS)
    found = sample.analysis(items, directory, sample.FEATURES, settings)
    slow = Effect(kind="performance", words="slower")
    about = Aspect(start=0, end=4, term="purple console", sentiment="negative", probability=0.9)
    tags = [
        replace(
            tag, effects=(replace(slow, change=CHANGE if n == 0 else ""),), aspects=(about,) if n == 0 else ()
        )
        for n, tag in enumerate(found.tags[:3])
    ]
    found = replace(found, tags=(*tags, *found.tags[3:]))
    seen = sample.view(found, items, directory, sample.FEATURES, settings, sample.EVERYTHING)
    return gather(seen, features=sample.FEATURES, files=sample.FILES, settings=settings)


def test_what_got_worse_stands_with_its_change_and_people() -> None:
    rows = report(1).effects
    assert [(row.kind, row.change, row.people.count) for row in rows] == [
        ("performance", None, 3), ("performance", CHANGE, 1),
    ]  # fmt: skip
    assert all(row.quotes for row in rows)


def test_neither_words_nor_changes_of_too_few_people_are_shown() -> None:
    data = report(99)
    assert [(row.change, row.quotes) for row in data.effects] == [(None, ())]
    assert all(not row.quotes and row.withheld for row in data.contradictions)
    page = render(data)
    assert "purple" not in page
    assert "purple" in render(report(1))


def test_contradictions_and_ratings_stand_apart_from_tones() -> None:
    data = report(1)
    assert data.contradictions
    assert {row.rating for row in data.contradictions} <= {"10 of 10", "0 of 10"}
    assert sum(sum(tones.values()) for file in data.rated for tones in file.tones.values()) == 14


def test_a_page_without_any_tone_says_so_instead_of_an_empty_table() -> None:
    data = report(1)
    nobody = [replace(one, statements=0, unknown=14) for one in data.taggers]
    page = render(replace(data, taggers=tuple(nobody), rated=(), contradictions=(), effects=()))
    assert "14 unknown, in languages that it cannot read" in page
    assert 'id="effects"' not in page


TAG = Tag(
    statement_id="s",
    sentiment="negative",
    probabilities=(0.5, 0.3, 0.2),
    severity=0,
    request_type="bug",
    request_probabilities=(0.9, 0.1, 0, 0, 0, 0),
)
LEAK = Effect(kind="security", words="leaks")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ("perhaps negative, 50 % likely", "bug, 90 % likely")),
        ({"severity": 3, "severity_reasons": ('crash: "crashes"',)}, ('major, crash: "crashes"',)),
        ({"effects": (LEAK,)}, ('security got worse: "leaks"',)),
        ({"effects": (replace(LEAK, change="since May"),)}, ('blamed: "since May"',)),
        ({"sentiment": None, "probabilities": (), "unread": "de"}, ("tone unknown: de is not read",)),
    ],
)  # fmt: skip
def test_tags_in_words_say_how_sure_they_are(changes: dict[str, object], words: tuple[str, ...]) -> None:
    told = " · ".join(tag_words(replace(TAG, **changes), TAGGING))  # type: ignore[arg-type]
    assert all(one in told for one in words)
