"""Backlogs of more than 64 items: a text is compared closely with the nearest only, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hashed_words import embed
from numpy.typing import NDArray

from feedback_insights.linking import BacklogLinker
from feedback_insights.linking._words import load_words
from feedback_insights.linking.calibration import load_calibration, size_offset
from feedback_insights.linking.pairs import Pairs
from feedback_insights.records import Feature

VERBS = ("export", "import", "share", "filter", "archive", "print", "merge", "translate", "encrypt", "rename")
THINGS = (
    "invoices", "maps", "recipes", "playlists", "tickets", "contacts", "photos", "budgets", "timesheets",
    "contracts", "calendars", "dashboards", "barcodes", "receipts", "passwords", "schedules", "surveys",
    "webhooks", "vouchers", "blueprints",
)  # fmt: skip
MANY = [
    Feature(f"F{n:03}", f"{verb} {thing}", f"Customers want to {verb} their {thing} without calling us.")
    for n, (verb, thing) in enumerate((verb, thing) for verb in VERBS for thing in THINGS)
]
SAID = [
    *(f"please let me {verb} all the {thing}" for verb, thing in zip(VERBS, THINGS, strict=False)),
    "thank you so much",
    "nothing about barcodes works",
]


@pytest.fixture(scope="module")
def linker() -> BacklogLinker:
    return BacklogLinker(embed=embed).fit(MANY)


def compared_with_everything(texts: Sequence[str]) -> NDArray[np.float64]:
    shipped = load_calibration()
    pairs = Pairs(MANY, embed, load_words())
    measures = pairs.of_texts(texts, embed(texts), shipped.statement_level)
    return shipped.statement.probability(measures, size_offset(len(MANY)))


def test_the_items_compared_closely_hold_those_that_compare_best_with_all(linker: BacklogLinker) -> None:
    whole = compared_with_everything(SAID)
    ranked = linker.rank(SAID, 40)
    for row, pairs in zip(whole, ranked, strict=True):
        best = np.argsort(-row, kind="stable")[:5]
        assert [id for id, _ in pairs[:5]] == [MANY[at].id for at in best]
        assert [p for _, p in pairs[:5]] == pytest.approx(row[best], abs=2e-6)
    first = [pairs[0][0] for pairs in ranked[: len(VERBS)]]
    assert first == [f"F{20 * n + n:03}" for n in range(len(VERBS))], "what a text names in full comes first"


@pytest.mark.parametrize("k", [0, 3, 41, 200, 500])
def test_rank_gives_exactly_so_many_and_what_was_not_compared_is_0_by_id(
    linker: BacklogLinker, k: int
) -> None:
    for pairs in linker.rank([*SAID, "___ _ __ ----"], k):
        assert len({id for id, _ in pairs}) == len(pairs) == min(k, len(MANY))
        assert pairs == sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    assert {p for _, p in linker.rank(SAID, 200)[0][-100:]} == {0.0}


def test_a_text_has_the_same_probabilities_alone_in_company_and_in_any_order(linker: BacklogLinker) -> None:
    together = linker.probabilities(SAID)
    alone = [BacklogLinker(embed=embed).fit(MANY).probabilities([text])[0] for text in SAID]
    turned = BacklogLinker(embed=embed).fit(MANY[::-1]).probabilities([*SAID[::-1], "and another"])
    assert together.tobytes() == np.array(alone).tobytes() == turned[len(SAID) - 1 :: -1].tobytes()


def test_near_ties_are_cut_alike_alone_and_in_company() -> None:
    """The last place among the compared goes to the same item, however many texts are multiplied at once."""
    random = np.random.default_rng(0)
    axis = random.normal(size=384)
    axis /= np.linalg.norm(axis)
    sides = random.normal(size=(300, 384))
    sides -= np.outer(sides @ axis, axis)
    sides /= np.linalg.norm(sides, axis=1, keepdims=True)
    close = 0.30005  # half way between two values that the comparison tells apart
    items = {f"item{n}": close * axis + np.sqrt(1 - close**2) * side for n, side in enumerate(sides)}
    texts = {f"text {n}": axis for n in range(50)}
    vectors = {name: row.astype(np.float32) for name, row in (items | texts).items()}

    def known(said: Sequence[str]) -> NDArray[np.float32]:
        return np.array([vectors[text] for text in said])

    backlog = [Feature(name, name) for name in items]
    together = BacklogLinker(embed=known).fit(backlog).probabilities(list(texts))
    alone = BacklogLinker(embed=known).fit(backlog).probabilities(["text 7"])
    assert together[7].tobytes() == alone[0].tobytes()
