from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.embedding import Features, load_encoder
from feedback_insights.errors import ModelError
from feedback_insights.records import Sentiment, Tag
from feedback_insights.resources import model_path
from feedback_insights.tagging import SentimentTagger, mood
from feedback_insights.tagging._head import Head, head_sha256, load_head

ROOT = Path(__file__).resolve().parent.parent
CLEAR = {
    "This is wonderful, thank you so much!": "positive",
    "I love how quick the new search is.": "positive",
    "Great support, they answered within an hour.": "positive",
    "The app is terrible, it crashes all the time.": "negative",
    "Very disappointed, the export has been broken for weeks.": "negative",
    "I hate the new layout.": "negative",
    "How do I add a second user?": "neutral",
    "We are on version 5.1 and use Firefox.": "neutral",
    "It would be nice to have a filter for dates.": "neutral",
}


class OtherEncoder:
    """Two columns: is it bad, is it good."""

    name = "other@1"

    def encode_features(self, texts):
        layers = np.array([["bad" in text, "good" in text] for text in texts], np.float32)
        return Features(layers, layers)


@pytest.fixture(scope="module")
def tagger():
    return SentimentTagger(load_encoder())


def test_clear_sentences_get_their_tone(tagger):
    found = tagger.predict(list(CLEAR))
    assert dict(zip(CLEAR, found.tolist(), strict=True)) == CLEAR


def test_probabilities_sum_to_one_and_the_highest_is_the_answer(tagger):
    chance = tagger.predict_proba(list(CLEAR))
    assert chance.shape == (len(CLEAR), 3)
    assert np.allclose(chance.sum(axis=1), 1)
    assert [tagger.classes_[at] for at in chance.argmax(axis=1)] == tagger.predict(list(CLEAR)).tolist()


def test_layers_of_an_earlier_pass_give_the_same_bits(tagger):
    layers = load_encoder().encode_features(list(CLEAR)).layers
    assert np.array_equal(tagger.predict_proba_layers(layers, list(CLEAR)), tagger.predict_proba(list(CLEAR)))


@given(rows=st.integers(1, 40), seed=st.integers(0, 9))
def test_an_answer_does_not_depend_on_its_neighbours(rows, seed):
    head = load_head(model_path("sentiment", "head.npz"))
    layers = np.random.default_rng(seed).normal(size=(rows, len(head.mean))).astype(np.float32)
    alone = np.concatenate([head.probabilities(layers[at : at + 1]) for at in range(rows)])
    assert np.array_equal(head.probabilities(layers), alone)


def test_no_texts_give_no_answers():
    tagger = SentimentTagger()
    assert tagger.predict([]).tolist() == []
    assert tagger.predict_proba([]).shape == (0, 3)
    assert tagger.confident([]).tolist() == []


def test_an_answer_is_confident_from_the_threshold_of_the_head(tmp_path):
    small_head(encoder="other@1", confident=0.6).save(tmp_path / "mine.npz")
    tagger = SentimentTagger(OtherEncoder(), head=tmp_path / "mine.npz")
    assert tagger.predict_proba(["bad", "hm"]).max(axis=1).round(2).tolist() == [0.87, 0.33]
    assert tagger.confident(["bad", "hm", "good"]).tolist() == [True, False, True]


def test_another_encoder_is_an_error_that_says_how_to_train():
    with pytest.raises(
        ModelError, match="not on other@1; train one with: feedback-insights train sentiment --data LABELS"
    ):
        SentimentTagger(OtherEncoder())


def test_a_head_for_the_other_encoder_may_be_given(tmp_path):
    head = small_head(encoder="other@1")
    head.save(tmp_path / "mine.npz")
    tagger = SentimentTagger(OtherEncoder(), head=tmp_path / "mine.npz")
    chance = tagger.predict_proba_layers(np.array([[1, 0], [0, 1]], np.float32), ["bad", "good"])
    assert tagger.classes_[chance[0].argmax()] == "negative"
    assert tagger.classes_[chance[1].argmax()] == "positive"
    with pytest.raises(ModelError, match="reads 2 columns, it was given 3"):
        tagger.predict_proba_layers(np.zeros((1, 3), np.float32), ["odd"])


def test_a_head_keeps_the_name_it_is_saved_under_and_a_later_one_is_read(tmp_path):
    small_head(encoder="one@1").save(tmp_path / "mine.head")
    assert load_head(tmp_path / "mine.head").encoder == "one@1"
    small_head(encoder="two@1").save(tmp_path / "mine.head")
    assert load_head(tmp_path / "mine.head").encoder == "two@1"


def test_a_head_is_saved_to_the_same_bytes_and_read_back(tmp_path):
    for name in ("a.npz", "b.npz"):
        small_head().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert load_head(tmp_path / "a.npz").weights.tolist() == small_head().weights.tolist()


@pytest.mark.parametrize("content", [b"", b"not a head", b"PK\x03\x04broken"])
def test_a_damaged_head_is_one_clear_line(tmp_path, content):
    (tmp_path / "head.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"head\.npz is not a trained head, or is damaged"):
        SentimentTagger(head=tmp_path / "head.npz")


def test_a_head_for_other_classes_is_refused(tmp_path):
    small_head(classes=("bug", "question", "praise")).save(tmp_path / "head.npz")
    with pytest.raises(ModelError, match="its classes: bug, question, praise"):
        SentimentTagger(head=tmp_path / "head.npz")


def test_a_missing_model_is_one_clear_line():
    with pytest.raises(ModelError, match=r"sentiment/none\.npz is missing; reinstall"):
        model_path("sentiment", "none.npz")


def test_the_card_names_the_shipped_weights_and_their_encoder():
    path = model_path("sentiment", "head.npz")
    card = path.with_name("card.md").read_text(encoding="utf-8")
    assert head_sha256(path) in card
    assert load_head(path).encoder in card
    assert load_head(path).encoder == load_encoder().name
    assert path.stat().st_size < 1_000_000


def test_the_written_examples_are_distinct_and_well_labelled():
    with model_path("sentiment", "written_examples.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["text"].casefold() for row in rows}) == len(rows) >= 300
    assert {row["label"] for row in rows} == set(SentimentTagger.classes_)


def test_the_tagger_is_named_after_its_weights():
    assert SentimentTagger().name == f"sentiment@{head_sha256(model_path('sentiment', 'head.npz'))[:12]}"


def test_importing_the_taggers_loads_no_heavy_package():
    heavy = "{'torch', 'sklearn', 'sentence_transformers', 'spacy'}"
    code = f"import sys, feedback_insights.tagging; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_mood_counts_a_person_once():
    quiet = [("C1", tag("positive")), ("C2", tag("negative"))]
    loud = quiet + [("C2", tag("negative"))] * 9
    assert mood(quiet).mean == mood(loud).mean == 0
    assert (mood(loud).negative, mood(loud).neutral, mood(loud).positive) == (10, 0, 1)


def test_mood_takes_the_mean_of_each_person_first():
    found = mood(
        [("C1", tag("positive")), ("C1", tag("negative")), ("C2", tag("positive")), ("C3", tag("neutral"))]
    )
    assert found.mean == pytest.approx((0 + 1 + 0) / 3)


def test_mood_of_nothing_is_unknown():
    assert mood([]).mean is None


@given(
    st.lists(
        st.tuples(st.sampled_from(["C1", "C2", "C3"]), st.sampled_from(SentimentTagger.classes_)), min_size=1
    ),
    st.randoms(use_true_random=False),
)
def test_mood_stays_in_range_and_ignores_the_order(pairs, random):
    tags = [(customer, tag(tone)) for customer, tone in pairs]
    found = mood(tags)
    random.shuffle(tags)
    assert mood(tags) == found
    assert -1 <= found.mean <= 1
    counts = Counter(tone for _, tone in pairs)
    assert (found.negative, found.positive) == (counts["negative"], counts["positive"])


def tag(sentiment: Sentiment) -> Tag:
    return Tag(statement_id="s", sentiment=sentiment, probabilities=(0.2, 0.3, 0.5), severity=0)


def small_head(**facts) -> Head:
    usual = {
        "encoder": "small@1",
        "classes": SentimentTagger.classes_,
        "mean": np.zeros(2, np.float32),
        "scale": np.ones(2, np.float32),
        "weights": np.array([[2, -2], [0, 0], [-2, 2]], np.float32),
        "bias": np.zeros(3, np.float32),
        "temperature": 1.0,
        "confident": 0.6,
    }
    return Head(**{**usual, **facts})
