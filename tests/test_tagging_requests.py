from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import feedback_insights as fi
from feedback_insights.embedding import Features, load_encoder
from feedback_insights.errors import ModelError
from feedback_insights.resources import model_path
from feedback_insights.tagging import RequestTagger, SentimentTagger
from feedback_insights.tagging._head import Head, head_sha256, load_head

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
import _requests_data as data
import train_requests as training

CLASSES = ("bug", "feature_request", "question", "praise", "usability", "other")
CLEAR = {
    "The export crashes with error 500.": "bug",
    "Please add a dark theme.": "feature_request",
    "How do I invite a colleague?": "question",
    "I love this app, it is fantastic!": "praise",
    "The menu is confusing, I could not find the settings.": "usability",
    "Please cancel my subscription.": "other",
}
ODD = {
    "empty": "",
    "blank": " \n\t ",
    "emoji only": "🙂🎉👍",
    "very long": "The page crashes. " * 600,
    "one long word": "x" * 10_000,
    "code": "for (let i = 0; i < n; i++) { await api.get(`/v1/${ids[i]}`) }",
    "another script": "アプリが起動しません",
    "null bytes": "a\x00b\ufffd",
}
EASY_FLOOR = 0.88  # 130 of 142 passed when the head was made


class OtherEncoder:
    """Two columns: is there a wish, is there a fault."""

    name = "other@1"

    def encode_features(self, texts):
        layers = np.array([["wish" in text, "fault" in text] for text in texts], np.float32)
        return Features(layers, layers)


@pytest.fixture(scope="module")
def tagger():
    return RequestTagger(load_encoder())


def test_clear_statements_get_their_type(tagger):
    assert dict(zip(CLEAR, tagger.predict(list(CLEAR)).tolist(), strict=True)) == CLEAR


def test_the_easy_cases_of_the_behaviour_suite_pass(tagger):
    easy = [case for case in data.suite() if not case.hard]
    chance = tagger.predict_proba([case.text for case in easy])
    failed = [case.text for case, row in zip(easy, chance, strict=True) if not case.passes(row)]
    assert len(failed) <= (1 - EASY_FLOOR) * len(easy), failed


def test_the_types_are_in_the_order_that_records_keep():
    assert RequestTagger.classes_ == CLASSES == fi.RequestTagger.classes_


def test_probabilities_lie_between_0_and_1_and_do_not_share_one_sum(tagger):
    chance = tagger.predict_proba(list(CLEAR))
    assert chance.shape == (len(CLEAR), 6)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert np.ptp(chance.sum(axis=1)) > 0.05


@pytest.mark.parametrize(
    ("text", "holding"),
    [
        ("Love the app but it keeps crashing.", {"praise", "bug"}),
        ("The login fails since yesterday. What can I do?", {"bug", "question"}),
        ("Great app! How do I export my notes?", {"praise", "question"}),
    ],
)
def test_two_types_may_hold_at_once(tagger, text, holding):
    chance = tagger.predict_proba([text])[0]
    assert {name for name, p in zip(CLASSES, chance, strict=True) if p >= 0.5} == holding


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_any_text_gets_an_answer(tagger, text):
    assert tagger.predict([text])[0] in CLASSES
    assert np.isfinite(tagger.predict_proba([text])).all()


def test_layers_of_an_earlier_pass_give_the_same_bits(tagger):
    layers = load_encoder().encode_features(list(CLEAR)).layers
    assert np.array_equal(tagger.predict_proba_layers(layers, list(CLEAR)), tagger.predict_proba(list(CLEAR)))


def test_a_text_alone_and_among_others_gets_the_same_bits(tagger):
    texts = [*CLEAR, ODD["empty"], ODD["emoji only"], ODD["code"]]
    alone = np.concatenate([tagger.predict_proba([text]) for text in texts])
    assert np.array_equal(tagger.predict_proba(texts), alone)
    assert np.array_equal(tagger.predict_proba(texts[::-1])[::-1], alone)


@given(rows=st.integers(1, 40), seed=st.integers(0, 9))
def test_an_answer_does_not_depend_on_its_neighbours(rows, seed):
    head = load_head(model_path("requests", "head.npz"))
    layers = np.random.default_rng(seed).normal(size=(rows, len(head.mean))).astype(np.float32)
    alone = np.concatenate([head.probabilities(layers[at : at + 1]) for at in range(rows)])
    assert np.array_equal(head.probabilities(layers), alone)


def test_extreme_scores_stay_probabilities():
    with np.errstate(all="raise", under="ignore"):
        chance = small_head().probabilities(np.array([[1e4, 0], [-1e4, 0]], np.float32))
    assert chance[:, 1].tolist() == [1, 0]


class Unasked:
    """An encoder that must not be bothered."""

    name = load_head(model_path("requests", "head.npz")).encoder


def test_no_texts_give_no_answers_and_ask_no_encoder():
    tagger = RequestTagger(Unasked())
    assert tagger.predict([]).tolist() == []
    assert tagger.predict_proba([]).shape == (0, 6)
    assert tagger.confident([]).tolist() == []


def test_an_answer_is_confident_from_the_threshold_of_the_head(tmp_path):
    small_head().save(tmp_path / "mine.npz")
    tagger = RequestTagger(OtherEncoder(), head=tmp_path / "mine.npz")
    assert tagger.predict(["wish", "fault"]).tolist() == ["feature_request", "bug"]
    assert tagger.confident(["wish", "neither", "fault"]).tolist() == [True, False, True]


def test_another_encoder_is_an_error_that_says_how_to_train():
    with pytest.raises(
        ModelError,
        match=r"requests head .* not on other@1; train one with: feedback-insights train requests",
    ):
        RequestTagger(OtherEncoder())


def test_a_head_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"not a requests head \(its classes: negative, neutral, positive"):
        RequestTagger(head=model_path("sentiment", "head.npz"))
    with pytest.raises(ModelError, match="not a sentiment head"):
        SentimentTagger(head=model_path("requests", "head.npz"))
    replace(small_head(), link="softmax").save(tmp_path / "exclusive.npz")
    with pytest.raises(ModelError, match=r"not a requests head .*softmax"):
        RequestTagger(head=tmp_path / "exclusive.npz")


def test_a_head_is_saved_to_the_same_bytes_and_read_back(tmp_path):
    for name in ("a.npz", "b.npz"):
        small_head().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert load_head(tmp_path / "a.npz").link == "sigmoid"


def test_a_head_with_an_unknown_link_is_one_clear_line(tmp_path):
    replace(small_head(), link="probit").save(tmp_path / "head.npz")
    with pytest.raises(
        ModelError, match=r"head\.npz is not a trained head, or is damaged: unknown link 'probit'"
    ):
        RequestTagger(head=tmp_path / "head.npz")


def test_a_softmax_head_keeps_the_bytes_it_had_before_there_were_others(tmp_path):
    shipped = model_path("sentiment", "head.npz")
    load_head(shipped).save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == shipped.read_bytes()


def test_the_card_names_the_shipped_weights_and_their_encoder():
    path = model_path("requests", "head.npz")
    card = path.with_name("card.md").read_text(encoding="utf-8")
    assert head_sha256(path) in card
    assert load_head(path).encoder in card
    assert load_head(path).encoder == load_encoder().name
    assert path.stat().st_size < 1_000_000


def test_the_tagger_is_named_after_its_weights():
    assert RequestTagger().name == f"requests@{head_sha256(model_path('requests', 'head.npz'))[:12]}"


def test_the_written_statements_are_distinct_and_well_labelled():
    examples = data.written()
    assert len({example.text.casefold() for example in examples}) == len(examples) >= 900
    assert all(example.labels and example.labels <= set(CLASSES) for example in examples)
    assert {example.part for example in examples} == {"train", "validation"}
    assert not any("other" in example.labels and len(example.labels) > 2 for example in examples)


@pytest.mark.parametrize("path", [data.SUITE, data.SECOND_SUITE], ids=lambda path: path.stem)
def test_no_case_of_a_suite_is_trained_on(path):
    cases = {case.text.casefold() for case in data.suite(path)}
    assert len(cases) >= 200
    assert not cases & {example.text.casefold() for example in data.written()}


def test_the_labelled_rows_hold_no_text_of_the_public_sets():
    with model_path("requests", "labelled_rows.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0].keys() == {"set", "row", "labels"}
    assert all(len(row["row"]) <= 20 and set(row["labels"].split(";")) <= set(CLASSES) for row in rows)


@pytest.mark.parametrize(
    ("labels", "likely", "passes"),
    [
        ("bug", {"bug": 0.4}, True),
        ("bug", {"bug": 0.4, "praise": 0.45}, False),
        ("bug|praise", {"bug": 0.4, "praise": 0.45}, True),
        ("bug;praise", {"bug": 0.6, "praise": 0.8}, True),
        ("bug;praise", {"bug": 0.4, "praise": 0.8}, False),
        ("bug;praise", {"bug": 0.6, "praise": 0.7, "other": 0.9}, False),
    ],
)
def test_a_case_passes_if_an_accepted_set_of_types_is_found(labels, likely, passes):
    sets = tuple(frozenset(part.split(";")) for part in labels.split("|"))
    chance = np.array([likely.get(name, 0.1) for name in CLASSES])
    assert data.Case("", "", sets, hard=False).passes(chance) == passes


def test_training_twice_gives_the_same_head():
    heads = [training.fit(made_up_part(), training.Setting(100.0, 1.0, 0.3), "other@1") for _ in range(2)]
    assert np.array_equal(heads[0].weights, heads[1].weights)


def test_a_type_that_is_unknown_is_neither_affirmed_nor_denied():
    setting, part = training.Setting(100.0, 1.0, 0.3), made_up_part()
    heads = {}
    for truth in (0.0, 1.0, np.nan):
        part.truth[part.sources == "banking", 0] = truth
        heads[truth] = training.fit(part, setting, "other@1").weights
    denied, affirmed, unknown = heads.values()
    assert not np.array_equal(unknown[0], denied[0])
    assert not np.array_equal(unknown[0], affirmed[0])
    assert np.array_equal(unknown[1:], denied[1:])


def test_calibrated_probabilities_are_as_frequent_as_the_truth():
    part = made_up_part()
    head = training.calibrate(training.fit(part, training.Setting(100.0, 1.0, 0.3), "other@1"), part)
    assert head.probabilities(part.columns).mean(axis=0) == pytest.approx(part.truth.mean(axis=0), abs=1e-3)
    assert 0 < head.confident <= 1


def made_up_part() -> training.Part:
    """Four columns; each type depends on them, with noise."""
    random = np.random.default_rng(3)
    layers = random.normal(size=(300, 4)).astype(np.float32)
    noise = random.normal(size=(300, 6))
    truth = (layers @ random.normal(size=(4, 6)) + noise > 0.5).astype(np.float64)
    return training.Part(layers, truth, np.array(["written", "aspects", "banking"] * 100))


def small_head() -> Head:
    weights = np.zeros((6, 2), np.float32)
    weights[0], weights[1] = (-4, 4), (4, -4)
    return Head(
        encoder="other@1",
        classes=CLASSES,
        mean=np.zeros(2, np.float32),
        scale=np.ones(2, np.float32),
        weights=weights,
        bias=np.full(6, -1, np.float32),
        temperature=1.0,
        confident=0.6,
        link="sigmoid",
    )
