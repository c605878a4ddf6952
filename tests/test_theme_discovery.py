"""Themes are found whatever the order of the rows, and what belongs nowhere stays unassigned."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import check_estimator

from feedback_insights.embedding import load_encoder
from feedback_insights.themes import ThemeClusterer, discovery
from feedback_insights.themes.discovery import UNASSIGNED
from feedback_insights.themes.graph import NOT_NEAR, nearest, shared_neighbour_graph
from feedback_insights.themes.leftovers import without_chance
from feedback_insights.themes.second import second_themes
from feedback_insights.themes.stability import regroupings


def blobs(themes: int, each: int, *, spread: float = 0.35, dim: int = 48, seed: int = 0, centres=None):
    """Unit vectors around centres, random ones unless given, and which centre each belongs to."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(themes, dim)) if centres is None else centres
    centres = centres / np.linalg.norm(centres, axis=1, keepdims=True)
    labels = np.repeat(np.arange(themes), each)
    vectors = centres[labels] + spread * random.normal(size=(len(labels), dim)) / np.sqrt(dim) * 2
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


@pytest.mark.parametrize(("themes", "each"), [(8, 12), (12, 60)])
def test_planted_themes_are_found_without_their_number(themes, each):
    vectors, truth = blobs(themes, each)
    found = ThemeClusterer().fit_predict(vectors)
    assert abs(found.max() + 1 - themes) <= 0.35 * themes
    assert adjusted_rand_score(truth, found) > 0.8


def test_the_order_of_the_rows_does_not_matter():
    vectors, _ = blobs(6, 15, spread=0.6)  # equal sizes: numbering by size alone would move
    turn = np.random.default_rng(1).permutation(len(vectors))
    straight, turned = ThemeClusterer().fit(vectors), ThemeClusterer().fit(vectors[turn])
    assert np.array_equal(straight.labels_[turn], turned.labels_)
    assert np.array_equal(straight.membership_[turn], turned.membership_)
    assert np.array_equal(straight.stability_, turned.stability_)


def test_of_very_many_vectors_a_part_is_grouped_and_the_others_join_it(monkeypatch):
    vectors, truth = blobs(6, 60, spread=0.6)
    alone = blobs(1, 3, seed=7)[0] * -1  # three that are near nothing but each other
    vectors = np.vstack([vectors, alone[:1]])
    turn = np.random.default_rng(1).permutation(len(vectors))
    monkeypatch.setattr(discovery, "GROUPED", 150)
    straight, turned = ThemeClusterer().fit(vectors), ThemeClusterer().fit(vectors[turn])
    assert adjusted_rand_score(truth, straight.labels_[:360]) > 0.95
    assert straight.labels_[360] == UNASSIGNED
    sizes = np.bincount(straight.labels_[:360])
    assert (np.diff(sizes) <= 0).all()
    assert (straight.membership_[:360] > 0).all()
    assert np.array_equal(straight.predict(vectors), straight.labels_)
    assert np.array_equal(straight.labels_[turn], turned.labels_)
    assert np.array_equal(straight.second_[turn], turned.second_)


def between(vectors, labels, one, other, n=3):
    """Unit vectors half way between the members of two themes."""
    half = vectors[labels == one][:n] + vectors[labels == other][:n]
    return half / np.linalg.norm(half, axis=1, keepdims=True)


def test_what_lies_between_two_themes_has_the_other_one_as_its_second():
    vectors, truth = blobs(6, 60, spread=0.6)
    mixed = np.vstack([vectors, between(vectors, truth, 0, 1, n=20)])
    fitted = ThemeClusterer().fit(mixed)
    close = np.flatnonzero(fitted.second_ != UNASSIGNED)
    pairs = {frozenset(pair) for pair in zip(fitted.labels_[close], fitted.second_[close], strict=True)}
    assert (close >= 360).any()
    assert not ((close >= 120) & (close < 360)).any()  # members of the four other themes
    assert pairs == {frozenset(fitted.labels_[[0, 60]])}
    assert ((fitted.second_ != UNASSIGNED) == (fitted.second_membership_ > 0)).all()
    assert (fitted.membership_ + fitted.second_membership_ <= 1 + 1e-9).all()


def test_second_themes_are_the_same_in_any_order_and_for_copies():
    vectors, truth = blobs(6, 15, spread=0.6)
    vectors = np.vstack([vectors, between(vectors, truth, 0, 1), between(vectors, truth, 0, 1)])
    turn = np.random.default_rng(1).permutation(len(vectors))
    straight, turned = ThemeClusterer().fit(vectors), ThemeClusterer().fit(vectors[turn])
    assert (straight.second_ >= 0).any()
    assert np.array_equal(straight.second_[turn], turned.second_)
    assert np.array_equal(straight.second_membership_[turn], turned.second_membership_)
    assert np.array_equal(straight.second_[-3:], straight.second_[-6:-3])


@pytest.mark.parametrize(
    ("weights", "second", "share"),  # of neighbours in its own theme, in two others, and in none
    [
        ((6, 3, 1, 0), 1, 0.3),
        ((3, 2, 1, 4), UNASSIGNED, 0),  # under a quarter of all
        ((7.2, 2.8, 0, 0), UNASSIGNED, 0),  # under two fifths of the first
        ((4, 2.5, 3.5, 0), 2, 0.35),  # the larger one
        ((4, 3, 3, 0), 1, 0.3),  # of equals, the lower number
        ((3, 0, 7, 0), 2, 0.7),  # its own theme may hold less
    ],
)
def test_a_second_theme_is_close_or_none(weights, second, share):
    star = csr_matrix(([*weights, *weights], ([0] * 4 + [1, 2, 3, 4], [1, 2, 3, 4] + [0] * 4)), shape=(5, 5))
    found, membership = second_themes(star, np.array([0, 0, 1, 2, UNASSIGNED]))
    assert (found[0], membership[0]) == (second, share)


def test_the_unassigned_have_no_second_theme_and_make_none():
    star = csr_matrix(([5.0, 5.0, 5.0, 5.0], ([0, 0, 1, 2], [1, 2, 0, 0])), shape=(3, 3))
    assert second_themes(star, np.array([UNASSIGNED, 0, 1]))[0][0] == UNASSIGNED
    assert second_themes(star, np.array([0, 0, UNASSIGNED]))[0][0] == UNASSIGNED
    assert second_themes(star, np.full(3, UNASSIGNED))[1].sum() == 0


def test_labels_go_from_the_largest_theme_down():
    vectors, _ = blobs(5, 10)
    labels = ThemeClusterer().fit_predict(vectors[:-6])
    assert list(np.bincount(labels[labels >= 0])) == sorted(np.bincount(labels[labels >= 0]))[::-1]


def test_a_theme_smaller_than_asked_for_is_none():
    vectors, _ = blobs(4, 10)
    lonely = -vectors[:1]
    labels = ThemeClusterer(min_size=3).fit_predict(np.vstack([vectors, lonely]))
    sizes = np.bincount(labels[labels >= 0])
    assert sizes.min() >= 3


def test_parts_of_one_message_are_no_evidence_for_a_theme():
    vectors, _ = blobs(6, 10)
    near = nearest(vectors, vectors, 9, apart=np.repeat(np.arange(6), 10))[0]
    assert not (near // 10 == np.arange(60)[:, None] // 10).any()
    rows, cosines = nearest(vectors, vectors, 3, apart=np.zeros(60, np.int64))
    assert (cosines == NOT_NEAR).all()
    assert shared_neighbour_graph(rows, cosines).nnz == 0


def test_a_single_message_has_no_theme():
    vectors, _ = blobs(1, 6)
    labels = ThemeClusterer().fit(vectors, groups=["one"] * 6).labels_
    assert set(labels) == {UNASSIGNED}


def test_groups_must_fit_the_rows():
    vectors, _ = blobs(3, 5)
    with pytest.raises(ValueError, match="one entry per row"):
        ThemeClusterer().fit(vectors, groups=["a"])


def test_what_other_draws_do_not_bring_back_is_taken_apart():
    vectors, labels = blobs(6, 80)
    noise = np.random.default_rng(2).normal(size=(40, 48)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    mixed = np.vstack([vectors, noise])
    again = regroupings(*nearest(mixed, mixed, 7, apart=np.arange(520)), 3.0, seed=0)
    after = without_chance(mixed, np.concatenate([labels, np.full(40, 6)]), again)
    assert (after[:480] == labels).all()
    assert (after[480:] == UNASSIGNED).mean() > 0.5


def test_what_only_a_question_holds_together_is_no_theme():
    own, topics = blobs(8, 60)
    asked = np.tile([True] * 8 + [False] * 52, 8)  # of every topic, a few are answers to one question
    question = np.zeros(own.shape[1], np.float32)
    question[0] = 4
    read = own + question * asked[:, None]
    read /= np.linalg.norm(read, axis=1, keepdims=True)

    def of_the_question(labels):
        return max(np.mean(asked[labels == label]) for label in range(labels.max() + 1))

    assert of_the_question(ThemeClusterer().fit(read).labels_) > 0.9
    clusterer = ThemeClusterer().fit(read, own=own)
    assert of_the_question(clusterer.labels_) < 0.5
    home = clusterer.labels_ != UNASSIGNED
    assert adjusted_rand_score(topics[home], clusterer.labels_[home]) > 0.8
    assert np.array_equal(ThemeClusterer().fit(own, own=own).labels_, ThemeClusterer().fit(own).labels_)
    with pytest.raises(ValueError, match="own must have the shape of X"):
        ThemeClusterer().fit(own, own=own[:5])


def test_copies_of_a_text_are_one_theme_with_its_weight():
    vectors, _ = blobs(3, 8)
    labels = ThemeClusterer().fit_predict(np.vstack([vectors, np.repeat(vectors[:1], 30, axis=0)]))
    assert labels[0] == 0
    assert (labels[24:] == 0).all()


def test_new_vectors_join_their_theme_or_none():
    vectors, truth = blobs(6, 40)
    fitted = ThemeClusterer().fit(vectors[::2])
    again = fitted.predict(vectors[1::2])
    assert adjusted_rand_score(truth[1::2], again) > 0.8
    stranger = -vectors.sum(axis=0, keepdims=True)
    assert fitted.predict(stranger)[0] == UNASSIGNED


def test_finer_is_never_fewer():
    centres, _ = blobs(6, 4, spread=0.7)  # six families of four
    vectors, _ = blobs(24, 25, spread=0.7, centres=centres)
    counts = [
        ThemeClusterer(granularity).fit_predict(vectors).max() for granularity in ("coarse", "normal", "fine")
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[1] < counts[2]


@pytest.mark.parametrize("wanted", [2, 7, 12, 20])
def test_a_wanted_number_of_themes_is_met(wanted):
    vectors, truth = blobs(12, 40)
    labels = ThemeClusterer(wanted).fit_predict(vectors)
    assert set(labels) - {UNASSIGNED} == set(range(wanted))
    if wanted < 12:  # joined as wholes
        assert all(len(set(labels[truth == theme]) - {UNASSIGNED}) == 1 for theme in range(12))


def strangers(n: int, dim: int = 48):
    """Unit vectors in every direction."""
    vectors = np.random.default_rng(3).normal(size=(n, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_what_has_no_near_neighbours_is_in_no_theme_for_fit_and_for_predict():
    vectors, _ = blobs(8, 60, spread=0.6)
    planted, new = np.split(strangers(60), [25])
    fitted = ThemeClusterer().fit(np.vstack([vectors, planted]))
    none = fitted.labels_ == UNASSIGNED
    assert none[480:].mean() > 0.8
    assert none[:480].mean() < 0.1
    assert (fitted.predict(new) == UNASSIGNED).mean() > 0.8
    assert (fitted.predict(vectors) == UNASSIGNED).mean() < 0.1


def test_planted_themes_are_stable_and_groups_by_chance_are_not():
    planted = ThemeClusterer().fit(blobs(12, 60, spread=0.6)[0])
    assert len(planted.stability_) == 12
    assert planted.stability_.min() >= 0.9
    by_chance = ThemeClusterer().fit(strangers(700))
    assert by_chance.stability_.max() <= 0.3


def test_the_number_of_themes_does_not_hang_on_a_few_vectors():
    vectors, _ = blobs(20, 40, spread=0.9)
    found = []
    for seed in range(5):
        rows = np.random.default_rng(seed).random(len(vectors)) < 0.95
        found.append(ThemeClusterer().fit(vectors[rows]).labels_.max() + 1)
    assert max(found) - min(found) <= 3


@pytest.mark.parametrize("granularity", ["coarse", "normal", "fine"])
def test_texts_that_have_nothing_in_common_are_no_error(granularity):
    """However they are grouped, they are nearer to another group."""
    texts = [
        "The export stops at ten thousand rows and nobody tells you.",
        "I cannot see who changed a booking after the fact.",
        "Exports time out when we choose a whole year.",
        "The app loses my notes when I am offline on site.",
        "Please add a dark mode for night shifts.",
        "Invoices come without the purchase order number.",
    ]
    vectors = load_encoder("default").encode(texts)
    assert len(ThemeClusterer(granularity).fit(vectors, groups=range(6)).labels_) == 6


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_almost_nothing_is_no_error(n):
    vectors, _ = blobs(1, 5)
    assert len(ThemeClusterer().fit_predict(vectors[:n])) == n


def test_nothing_at_all_is_told():
    with pytest.raises(ValueError, match="0 sample"):
        ThemeClusterer().fit(np.zeros((0, 8), np.float32))


def test_ten_thousand_copies_of_one_complaint_are_one_theme():
    vectors, _ = blobs(3, 2)
    labels = ThemeClusterer().fit_predict(np.vstack([np.repeat(vectors[:1], 10_000, axis=0), vectors[1:]]))
    assert (labels[:10_000] == 0).all()
    same = ThemeClusterer().fit(np.repeat(vectors[:1], 10_000, axis=0))
    assert (same.labels_ == 0).all()
    assert same.predict(vectors[:1])[0] == 0


def test_zero_vectors_are_in_no_theme():
    vectors, _ = blobs(4, 20)
    labels = ThemeClusterer().fit_predict(np.vstack([vectors, np.zeros((3, 48), np.float32)]))
    assert (labels[80:] == UNASSIGNED).all()
    assert (labels[:80] != UNASSIGNED).mean() > 0.9
    assert (ThemeClusterer().fit_predict(np.zeros((9, 48), np.float32)) == UNASSIGNED).all()


@pytest.mark.filterwarnings("ignore:Skipping check")
def test_it_is_a_scikit_learn_estimator():
    check_estimator(ThemeClusterer())


@pytest.mark.parametrize("granularity", ["huge", 1, True, 2.5])
def test_a_wrong_granularity_is_told(granularity):
    with pytest.raises(ValueError, match="granularity must be one of"):
        ThemeClusterer(granularity).fit(blobs(2, 4)[0])


def test_wrong_parameters_and_nan_are_told():
    vectors, _ = blobs(2, 4)
    with pytest.raises(ValueError, match="min_size must be 2"):
        ThemeClusterer(min_size=1).fit(vectors)
    vectors[0, 0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        ThemeClusterer().fit(vectors)
