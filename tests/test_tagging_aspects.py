from __future__ import annotations

import csv
import re
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.errors import ModelError
from feedback_insights.resources import model_path
from feedback_insights.tagging import AspectTagger
from feedback_insights.tagging._aspect_model import load_model
from feedback_insights.tagging._spans import READ, candidates, read
from feedback_insights.tagging._terms import term_of
from feedback_insights.tagging.aspects import best_apart

ROOT = Path(__file__).resolve().parent.parent
NEGATIVE, POSITIVE = [0.9, 0.08, 0.02], [0.02, 0.08, 0.9]
CLEAR = {
    "The screen is great but the battery is terrible.": [("screen", "positive"), ("battery", "negative")],
    "Please add dark mode!": [("dark mode", "neutral")],
    "I love the new search.": [("search", "positive")],
    "The export is painfully slow.": [("export", "negative")],
}


@pytest.fixture(scope="module")
def tagger():
    return AspectTagger()


def test_clear_sentences_get_their_aspects_with_a_tone_each(tagger):
    found = [[(a.term, a.sentiment) for a in each] for each in tagger.predict(list(CLEAR))]
    assert found == list(CLEAR.values())


def test_an_aspect_is_an_exact_slice_in_the_order_of_the_text_without_overlap(tagger):
    texts = [*CLEAR, "I sync notes to my other devices, take pictures and share them with my team."]
    for text, found in zip(texts, tagger.predict(texts), strict=True):
        assert all(0 <= a.start < a.end <= len(text) for a in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert all(text[a.start : a.end].strip() == text[a.start : a.end] for a in found)
        assert all(tagger.threshold <= a.probability <= 1 for a in found)


def test_what_is_done_and_to_what_is_one_aspect(tagger):
    text = "You can share a report and sync to your other devices."
    assert [text[a.start : a.end] for a in tagger.predict([text])[0]] == [
        "share a report",
        "sync to your other devices",
    ]


@pytest.mark.parametrize(
    "text",
    ["", " \n", "😀😀👍", "...", "42", "\ud83d", "\x00", "ok", "thanks!", "`rm -rf /`", "https://example.com/a",
     "[person 1] [email 2]", "x = {'a': [1, 2]}; y == x"],
)  # fmt: skip
def test_texts_that_say_nothing_have_no_aspects(tagger, text):
    assert tagger.predict([text]) == [()]


@pytest.mark.parametrize(
    "hidden", ["`take notes`", "[search export 1]", "www.notes.example/export", "n@export.com"]
)
def test_code_addresses_and_placeholders_are_no_aspects(tagger, hidden):
    text = f"I love the search and {hidden}"
    assert [text[a.start : a.end] for a in tagger.predict([text])[0]] == ["search"]
    (words,) = read([text])
    assert max(each.end for each in candidates(words.kinds)) <= words.words.index("and")


def test_what_stands_behind_the_first_thousand_characters_is_not_read(tagger):
    long = "The battery is bad. " * 500
    found = tagger.predict([long])[0]
    assert len(long) == 10_000
    assert {a.term for a in found} == {"battery"}
    assert max(a.end for a in found) <= READ


def test_shouting_reads_like_talking(tagger):
    text = "The export fails and the dashboard is empty"
    quiet, loud = tagger.predict([text, text.upper()])
    assert [(a.start, a.end, a.term) for a in quiet] == [(a.start, a.end, a.term) for a in loud] != []


def test_an_answer_is_the_same_alone_in_a_batch_and_in_any_order(tagger):
    texts = [*CLEAR, "", "I can't log in since the update", "word " * 300, "Notes!"] * 20
    alone = {text: tagger.predict([text])[0] for text in set(texts)}
    assert tagger.predict(texts) == [alone[text] for text in texts]
    assert tagger.predict(texts[::-1]) == [alone[text] for text in texts[::-1]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="the aple isn't[]1.@`\n-'É", max_size=200))
def test_any_text_gives_slices_of_itself(tagger, text):
    (found,) = tagger.predict([text])
    assert all(0 <= a.start < a.end <= len(text) and a.term for a in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_the_tone_of_the_text_moves_the_tones_of_its_aspects_and_nothing_else(tagger):
    text = ["I opened the dashboard and then the export."]
    bad, good = (tagger.predict(text, [tone])[0] for tone in (NEGATIVE, POSITIVE))
    assert [(a.start, a.end, a.term, a.probability) for a in bad] == [
        (a.start, a.end, a.term, a.probability) for a in good
    ]
    assert [a.sentiment for a in bad] != [a.sentiment for a in good]


def test_a_tone_of_zero_is_no_trouble(tagger):
    assert tagger.predict(["The export is slow."], np.array([[1.0, 0.0, 0.0]]))[0][0].sentiment == "negative"


@pytest.mark.parametrize(("tones", "message"), [([0.1, 0.2, 0.7], "shape"), ([[np.nan, 0, 1]], "no number")])
def test_tones_of_another_shape_or_without_a_number_are_refused(tagger, tones, message):
    with pytest.raises(ValueError, match=message):
        tagger.predict(["The export is slow."], tones)


def test_no_texts_give_no_answers(tagger):
    assert tagger.predict([]) == []
    assert tagger.predict([], np.zeros((0, 3))) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [("the Search", "search"), ("My notifications", "notification"), ("searching", "search"),
     ("data", "data"), ("voice messaging", "voice message"), ("the settings", "setting"),
     ("the saved searches", "saved search"), ("the new search", "search"), ("new", "new"),
     ("taking notes", "take note"), ("syncs", "sync"), ("your children's photos", "child photo")],
)  # fmt: skip
def test_a_term_is_lower_case_lemmas_without_articles_and_possessives(text, term):
    (words,) = read([text])
    assert term_of(words, 0, len(words.words)) == term


def test_candidates_are_noun_phrases_and_verbs_with_what_they_are_done_to():
    (words,) = read(["I sync my old notes to the phone."])
    found = {words.slice(each.start, each.end): each.shape for each in candidates(words.kinds)}
    assert found["sync"] == "verb"
    assert found["old notes"] == found["notes"] == found["phone"] == "noun"
    assert found["sync my old notes"] == "verb+object"
    assert found["sync my old notes to the phone"] == "verb+object+place"


def test_the_best_of_overlapping_candidates_is_kept():
    (words,) = read(["We take notes"])
    take, both, notes = (
        next(each for each in candidates(words.kinds) if words.slice(each.start, each.end) == text)
        for text in ("take", "take notes", "notes")
    )
    assert best_apart([(0.4, take), (0.6, both), (0.5, notes)], 0.3) == [(0.6, both)]
    assert best_apart([(0.4, take), (0.35, both), (0.5, notes)], 0.3) == [(0.5, notes), (0.4, take)]
    assert best_apart([(0.2, take)], 0.3) == []


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": 2}', "not json", '{"format": 1, "weights": 3}']
)
def test_a_damaged_model_is_one_clear_line(tmp_path, content):
    (tmp_path / "weights.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"weights\.json is not an aspect model, or is damaged"):
        AspectTagger(model=tmp_path / "weights.json")


def test_a_missing_model_is_one_clear_line(tmp_path):
    with pytest.raises(ModelError, match="there is no aspect model at"):
        AspectTagger(model=tmp_path / "none.json")


def test_the_model_is_saved_to_the_same_bytes_and_names_the_tagger(tmp_path, tagger):
    path = model_path("aspects", "weights.json")
    load_model(path).save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()
    assert tagger.name.startswith(f"aspects@{sha256(path.read_bytes()).hexdigest()[:12]}.")


def test_the_card_names_the_shipped_weights_which_are_small():
    path = model_path("aspects", "weights.json")
    assert sha256(path.read_bytes()).hexdigest() in path.with_name("card.md").read_text(encoding="utf-8")
    assert path.stat().st_size < 500_000


def test_the_written_examples_are_distinct_and_well_marked():
    with model_path("aspects", "written_examples.csv").open(encoding="utf-8", newline="") as stream:
        marked = [row["marked"] for row in csv.DictReader(stream)]
    plain = [re.sub(r"\[([^\]|]+)\|[-0+]\]", r"\1", line) for line in marked]
    assert len({text.casefold() for text in plain}) == len(plain) >= 300
    assert not [text for text in plain if set("[]|") & set(text)]


def test_importing_the_tagger_loads_no_heavy_package():
    heavy = "{'torch', 'sklearn', 'spacy', 'vaderSentiment'}"
    code = f"import sys, feedback_insights.tagging.aspects; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
