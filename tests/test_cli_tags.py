"""`tags` and `effects`: how sure the taggers are, what stands beside them, and what got worse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_sample import SampleWorkspace
from click.testing import CliRunner, Result

from feedback_insights.cli import _options, cli
from feedback_insights.records import Effect


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SampleWorkspace:
    sample = SampleWorkspace()
    sample.items = [replace(item, rating=10.0 if n % 2 else 1.0) for n, item in enumerate(sample.items)]
    monkeypatch.setattr(_options, "open_workspace", lambda *_, **__: sample)
    monkeypatch.chdir(tmp_path)
    return sample


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def rows(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call(*words, "--json").stdout)["rows"]
    return found


def test_tags_tell_how_sure_they_are_class_by_class(workspace: SampleWorkspace) -> None:
    done = call("tags", "x.db")
    assert done.stdout.startswith("sentiment: 14 statements, ")
    assert "sure (from 0.85)" in done.stdout
    assert [(row["tagger"], row["class"]) for row in rows("tags", "x.db")][:3] == [
        ("sentiment", "negative"), ("sentiment", "neutral"), ("sentiment", "positive"),
    ]  # fmt: skip


def test_ratings_stand_beside_the_tone_of_the_words(workspace: SampleWorkspace) -> None:
    found = rows("tags", "x.db", "ratings")
    assert {row["rating"] for row in found} == {"low", "middle", "high"}
    assert sum(row[tone] for row in found for tone in ("negative", "neutral", "positive")) == 14
    assert "1–" not in call("tags", "x.db", "ratings").stdout  # 1 and 10: a scale from 0 to 10


def test_contradictions_are_listed_with_their_words(workspace: SampleWorkspace) -> None:
    found = rows("tags", "x.db", "contradictions")
    assert found
    for row in found:
        assert (row["rating"], row["sentiment"]) in {(10.0, "negative"), (1.0, "positive")}
        assert row["text"] in call("tags", "x.db", "contradictions").stdout


def test_without_ratings_there_is_nothing_to_contradict(workspace: SampleWorkspace) -> None:
    workspace.items = [replace(item, rating=None) for item in workspace.items]
    assert "nothing here was rated" in call("tags", "x.db", "ratings").stderr
    assert "no rating contradicts the words" in call("tags", "x.db", "contradictions").stderr


def test_the_tone_of_whole_feedback_and_of_its_themes(workspace: SampleWorkspace) -> None:
    found = rows("tags", "x.db", "feedback", "--where", "audience=developer")
    assert sum(row["theme"] is None for row in found) == 5
    assert all(row["sentiment"] in ("negative", "neutral", "positive") for row in found)
    assert call("tags", "x.db", "feedback").stdout.count("\n") > 14


def test_a_wrong_word_is_answered_with_the_known_ones(workspace: SampleWorkspace) -> None:
    done = call("tags", "x.db", "moods")
    assert done.exit_code == 2
    assert "contradictions" in done.stderr


def test_effects_tell_what_got_worse_for_whom_and_what_is_blamed(workspace: SampleWorkspace) -> None:
    assert "nothing here tells of anything that got worse" in call("effects", "x.db").stderr
    slow = Effect(kind="performance", words="slower", change="the last update")
    tags = [replace(tag, effects=(slow,)) for tag in workspace.found.tags[:3]]
    workspace.found = replace(workspace.found, tags=(*tags, *workspace.found.tags[3:]))
    found = rows("effects", "x.db")
    assert [(row["kind"], row["change"], row["people"]["count"]) for row in found] == [
        ("performance", None, 3), ("performance", "update", 3),
    ]  # fmt: skip
    lines = call("effects", "x.db").stdout.splitlines()
    assert lines[1].startswith("performance")
    assert "update" in lines[2]
