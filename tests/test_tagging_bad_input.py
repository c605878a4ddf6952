"""Whatever text comes, every tagger answers: nothing, emoji, 10,000 characters, code, quotes, templates."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, TICKETS

import feedback_insights as fi
from feedback_insights.embedding import load_encoder
from feedback_insights.machine_text import prose
from feedback_insights.tagging import AspectTagger, assess, effects, urgency

CODE = {
    "a function": "def f(x):\n    if x is None:\n        raise ValueError('bad')\n    return x * 2",
    "a loop": "for (let i = 0; i < n; i++) { total += items[i].price; }",
    "a query": "SELECT id, name FROM users WHERE deleted = 0 ORDER BY name;",
    "json": '{"status": 500, "error": "Internal Server Error", "retry": false}',
    "a trace": 'Traceback (most recent call last):\n  File "app.py", line 12\nValueError: bad value',
    "a command": "kill -9 $(pgrep zombie) && rm -rf build/",
}
ODD = {
    "nothing": "",
    "blanks": " \n\t ",
    "emoji": "🎉🎉🎉👍",
    "dots": "....!!??",
    "one long word": "x" * 10_000,
    "many words": "the export is slow " * 530,
    "a lone surrogate": "broken \ud83d text",
    "control characters": "a\x00b\x1bc",
    "right to left": "النظام بطيء جدا",
}


@pytest.fixture(scope="module")
def heads() -> list[Any]:
    encoder = load_encoder()
    return [fi.SentimentTagger(encoder), fi.RequestTagger(encoder)]


def test_every_head_answers_any_text(heads: list[Any]) -> None:
    texts = [prose(text) for text in (ODD | CODE).values()]
    layers = load_encoder().encode_features(texts).layers  # one pass for both
    for head in heads:
        rows = head.predict_proba_layers(layers, texts)
        assert rows.shape == (len(texts), len(head.classes_))
        assert all(math.isfinite(chance) and 0 <= chance <= 1 for chance in rows.ravel())


@pytest.mark.parametrize("name", [*ODD, *CODE])
def test_rules_and_aspects_answer_any_text(name: str) -> None:
    text = (ODD | CODE)[name]
    assert assess(text).level in range(5)
    for found in (urgency(text), effects(text)):
        assert isinstance(found, tuple)
    for one in AspectTagger().predict([text])[0]:
        assert text[one.start : one.end].strip()


def test_code_is_not_negative_by_itself(heads: list[Any]) -> None:
    answers = dict(zip(CODE, heads[0].predict(list(CODE.values())).tolist(), strict=True))
    assert [name for name, tone in answers.items() if tone == "negative"] == []


def test_code_below_a_sentence_does_not_change_its_tone(heads: list[Any]) -> None:
    praise = "Love the new importer, it took me two minutes to move everything over."
    log = "\n".join(f"2026-01-04 12:00:0{n} ERROR [worker-{n}] failed to abort, killed" for n in range(6))
    alone, beside = heads[0].predict_proba([praise, f"{praise}\n{log}"])
    assert alone == pytest.approx(beside)


def test_rules_and_aspects_answer_long_text_in_no_time() -> None:
    for piece in ("a ", "slow ", "since the update ", "we will cancel. ", "?", "((("):
        text = piece * (10_000 // len(piece))
        assert isinstance(effects(text), tuple)
        assert isinstance(urgency(text), tuple)


def workspace(texts: list[str], folder: Path) -> dict[str, Any]:
    """The tags of a workspace with one ticket per text, by the statement's words."""
    with fi.Workspace(folder / "f.db") as ws:
        ws.import_records([{"id": str(n), "description": text} for n, text in enumerate(texts)])
        ws.analyze()
        return {ws.statement(tag.statement_id).text: tag for tag in ws.tags()}


def test_what_an_agent_wrote_below_is_not_the_customers_tone(tmp_path: Path) -> None:
    ticket = json.loads((SAMPLES / TICKETS[0]).read_bytes().splitlines()[0])
    said = "Thanks to you the calendar works again and everybody is happy."
    quoted = (
        "On Mon, 3 Aug 2026 at 10:12, Support wrote:\n> We are sorry for the awful crash and the lost data."
    )
    first = ticket["comments"][0] | {
        "body": f"{said}\n\n{quoted}", "plain_body": f"{said}\n\n{quoted}", "html_body": None
    }  # fmt: skip
    export = tmp_path / "tickets.ndjson"
    export.write_text(json.dumps(ticket | {"subject": "", "comments": [first]}) + "\n", encoding="utf-8")
    with fi.Workspace(tmp_path / "f.db") as ws:
        ws.import_files([export])
        ws.analyze()
        tags = {ws.statement(tag.statement_id).text: tag for tag in ws.tags()}
    assert not any("sorry" in words for words in tags)
    assert tags[said].sentiment == "positive"


def test_lines_of_a_template_get_no_tags(tmp_path: Path) -> None:
    form = "Describe the problem\nSteps to reproduce\nExpected behaviour"
    said = [
        f"The {name} export stops halfway." for name in ("yearly", "monthly", "daily", "first", "last", "old")
    ]
    lines = [form.replace("problem\n", f"problem\n{text}\n") for text in said]
    tags = workspace(lines, tmp_path)
    assert set(tags) == set(said)


def test_each_language_of_a_mixed_text_is_read_or_said_to_be_unknown(tmp_path: Path) -> None:
    english, german = "The new search is wonderful and quick.", "Die Rechnung ist seit Wochen völlig falsch."
    tags = workspace([f"{english} {german}", "How do I export my notes?"], tmp_path)
    assert (tags[english].sentiment, tags[english].unread) == ("positive", "")
    assert (tags[german].sentiment, tags[german].severity, tags[german].unread) == (None, None, "de")
