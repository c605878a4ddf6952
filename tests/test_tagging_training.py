"""A team trains a tagger on its own labels, and uses it."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import Job

from feedback_insights import Workspace
from feedback_insights.embedding import Features
from feedback_insights.errors import FileProblem
from feedback_insights.tagging import RequestTagger, SentimentTagger, training
from feedback_insights.tagging.labels import read_labels
from feedback_insights.tagging.training import train

TONES = {"negative": "bad", "neutral": "plain", "positive": "good"}
DESKS = ("oak", "pine", "steel", "glass", "cork", "teak", "beech", "ash", "birch", "elm", "walnut", "cherry")
DESKS += tuple(f"{one} and {other}" for one, other in pairwise(DESKS))


class WordEncoder:
    """Two columns: is it bad, is it good."""

    name = "words@1"

    def encode_features(self, texts):
        layers = np.array([["bad" in text, "good" in text] for text in texts], np.float32)
        return Features(layers, layers)


def labelled(each: int = 23) -> list[tuple[str, set[str]]]:
    return [(f"a {word} desk of {wood}", {tone}) for tone, word in TONES.items() for wood in DESKS[:each]]


def test_a_tagger_learns_from_labels_and_is_measured_on_others() -> None:
    made = train(SentimentTagger, labelled(), WordEncoder())
    assert made.fitted + made.figures.rows == len(labelled())
    assert made.figures.macro_recall == made.figures.accuracy == 1
    assert made.shipped is None  # it reads another encoder
    assert (made.head.encoder, made.head.beside) == ("words@1", SentimentTagger.beside)


def test_the_same_labels_in_any_order_give_the_same_head() -> None:
    heads = [train(SentimentTagger, rows, WordEncoder()).head for rows in (labelled(), labelled()[::-1])]
    assert np.array_equal(heads[0].weights, heads[1].weights)
    assert heads[0].confident == heads[1].confident


def test_of_types_several_may_hold() -> None:
    rows = [
        (f"{name} {wood}", {name, "praise"} if wood in DESKS[:4] else {name})
        for name in RequestTagger.classes_
        for wood in DESKS
    ]
    made = train(RequestTagger, rows, WordEncoder())
    assert made.head.link == "sigmoid"
    assert made.head.classes == RequestTagger.classes_


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("x", {"cross"})], "no class 'cross'; the classes are negative, neutral, positive"),
        (labelled(5), "every class needs 12 different texts or more: negative has 5, neutral has 5"),
        ([*labelled(), ("a bad desk of oak", {"positive"})], "it can be one of them only"),
    ],
)
def test_labels_that_cannot_train_are_told(rows, told: str) -> None:
    with pytest.raises(FileProblem, match=told):
        train(SentimentTagger, rows, WordEncoder())


def test_a_confident_answer_is_as_often_right_as_asked_for() -> None:
    random = np.random.default_rng(0)
    table = random.normal(size=(600, 2)).astype(np.float32)
    truth = np.eye(3)[(table[:, 0] + random.normal(size=600) > 0).astype(int) + (table[:, 1] > 1)]
    head = training.fit(SentimentTagger, table, truth, np.ones(600), 100.0, "words@1")
    head = training.calibrated(head, table, truth, sure=0.85)
    found = training.figures(head, table, truth)
    assert found.accuracy < 0.7
    assert found.confident_right == pytest.approx(0.85, abs=0.02)
    assert 0 < found.confident < 1


def write(path: Path, rows: list[tuple[str, str]], header: tuple[str, str] = ("text", "label")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def test_labels_are_read_from_a_table(tmp_path: Path) -> None:
    file = write(tmp_path / "l.csv", [("It fails", "Bug; praise"), ("", "bug"), ("Hm", "")])
    found = read_labels(file)
    assert found.rows == (("It fails", frozenset({"bug", "praise"})),)
    assert [warning.split("; ")[0] for warning in found.warnings] == ["row 3: no text", "row 4: no label"]
    named = write(tmp_path / "n.csv", [("It fails", "bug")], ("Comment", "Request_Type"))
    assert read_labels(named).rows == (("It fails", frozenset({"bug"})),)
    with pytest.raises(FileProblem, match="needs the columns text and label, not: a, b"):
        read_labels(write(tmp_path / "m.csv", [("x", "y")], ("a", "b")))


def test_a_team_trains_on_its_labels_and_analyses_with_the_result(job: Job) -> None:
    rows = [(f"the {wood} desk is {word}", tone) for tone, word in TONES.items() for wood in DESKS]
    data = write(job.folder / "labels.csv", rows)
    head = job.folder / "heads" / "mine.npz"  # in a folder that is not there yet
    told = job.call("train", "sentiment", "--data", str(data), "--out", str(head))
    assert told.exit_code == 0
    assert "mine.npz" in told.stdout
    assert "the shipped one" in told.stdout
    settings = job.folder / "s.toml"
    settings.write_text(f'[tagging]\nsentiment = "{head.as_posix()}"\n', encoding="utf-8")
    with Workspace(job.db) as ws:
        before = ws.run().models
    assert job.call("analyze", str(job.db), "--settings", str(settings)).exit_code == 0
    with Workspace(job.db) as ws:
        after = ws.run().models
        assert str(job.folder) not in str(ws.run().settings)
    assert after["sentiment"] != before["sentiment"]
    assert after["requests"] == before["requests"]


def test_a_head_that_is_not_there_is_told_before_any_work(job: Job) -> None:
    settings = job.folder / "s.toml"
    settings.write_text('[tagging]\nrequests = "nowhere.npz"\n', encoding="utf-8")
    told = job.call("analyze", str(job.db), "--settings", str(settings))
    assert told.exit_code == 1
    assert "there is no head at nowhere.npz" in told.stderr


def test_nothing_is_written_when_nothing_was_trained(job: Job) -> None:
    data = write(job.folder / "labels.csv", [("one", "bug"), ("two", "praise")])
    told = job.call("train", "requests", "--data", str(data), "--out", str(job.folder / "r.npz"))
    assert told.exit_code == 1
    assert "labels.csv: every class needs 12 different texts" in told.stderr
    assert not (job.folder / "r.npz").exists()
