"""What stands beside the words: product, exact names, type of request; and what an item says in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hashed_words import embed

from feedback_insights.linking import BacklogLinker, Context, met_words
from feedback_insights.linking._words import item_texts
from feedback_insights.linking.context import ItemContexts, shifted
from feedback_insights.records import Feature

BACKLOG = [
    Feature("A", "Faster export of reports", product="Mobile app", type="Bug"),
    Feature("B", "Faster export of invoices", product="Web", type="Story"),
    Feature("C", "Faster export of maps", "GET /v2/maps/export takes minutes", type="Task"),
]
SAID = "the export is slow and should be faster"


def moved(context: Context, text: str = SAID, backlog: Sequence[Feature] = BACKLOG) -> list[float]:
    """What a context does to the log-odds of A, B and C."""
    linker = BacklogLinker(embed=embed).fit(backlog)
    before, after = (dict(linker.rank([text], contexts=[one])[0]) for one in (Context(), context))

    def odds(p: float) -> float:
        return math.log(p / (1 - p))

    return [round(odds(after[id]) - odds(before[id]), 1) + 0.0 for id in "ABC"]


@pytest.mark.parametrize(
    ("context", "shifts"),
    [
        (Context(product="mobile"), [0.4, -0.8, 0]),
        (Context(product="WEB app"), [-0.8, 0.4, 0]),
        (Context(request_type="bug"), [0.3, 0, 0]),
        (Context(request_type="feature_request"), [-0.3, 0.3, 0]),
        (Context(product="web", request_type="feature_request"), [-1.1, 0.7, 0]),
    ],
)
def test_a_fact_moves_the_items_that_share_or_contradict_it(context: Context, shifts: list[float]) -> None:
    assert moved(context) == pytest.approx(shifts)


@pytest.mark.parametrize(
    "context", [Context(), Context(product="Desktop"), Context(request_type="praise"), Context(product="")]
)
def test_what_is_unknown_or_unheard_of_moves_nothing(context: Context) -> None:
    linker = BacklogLinker(embed=embed).fit(BACKLOG)
    assert linker.rank([SAID], contexts=[context]) == linker.rank([SAID])


def test_the_same_endpoint_in_both_speaks_for_the_item() -> None:
    named, other = "GET /v2/maps/export is too slow", "GET /v3/maps/export is too slow"
    items = ItemContexts(BACKLOG)
    assert items.shifts(named, Context(), ["C", "A"]).tolist() == [1.5, 0]
    assert items.shifts(other, Context(), ["C", "A"]).tolist() == [0, 0]
    linker = BacklogLinker(embed=embed).fit(BACKLOG)
    with_names, words = (dict(linker.rank([named], contexts=contexts)[0]) for contexts in ([Context()], None))
    assert with_names["C"] > words["C"]
    assert (with_names["A"], with_names["B"]) == (words["A"], words["B"])


def test_0_stays_0_and_probabilities_stay_probabilities() -> None:
    assert shifted(np.array([0, 0.5, 1]), np.array([9.0, 0, 9])).tolist() == [0, 0.5, 1]
    linker = BacklogLinker(embed=embed).fit(BACKLOG)
    facts = Context(product="web", request_type="bug")
    assert linker.rank(["..."], contexts=[facts]) == [[("A", 0), ("B", 0), ("C", 0)]]


@pytest.mark.parametrize(
    "told",
    [
        {"comments": ("Ana: waybills vanish",)},
        {"customer_words": ("where are my waybills",)},
        {"labels": ("waybills",)},
        {"description": "Waybills vanish."},
    ],
)
def test_an_item_is_found_by_all_that_is_written_down_with_it(told: dict[str, str | tuple[str, ...]]) -> None:
    silent, speaking = Feature("A", "Fix the archive"), Feature("B", "Fix the archive", **told)  # type: ignore[arg-type]
    linker = BacklogLinker(embed=embed).fit([silent, speaking])
    (first, p), (_, q) = linker.rank(["my waybills are gone from the archive"])[0]
    assert (first, p > q + 0.001) == ("B", True)
    assert [one.words.lower() for one in met_words("my waybill is gone", speaking)] == ["waybills"]


def test_a_log_in_a_description_says_nothing() -> None:
    log = "\n".join(f"2026-03-0{n} 10:00:00 ERROR waybill.Store: waybill {n} lost" for n in range(1, 9))
    item = Feature("A", "Fix the archive", f"It fails at night.\n{log}\nPlease mend it.")
    assert item_texts(item) == ["Fix the archive", "It fails at night.\nPlease mend it."]
    clean = Feature("A", "Fix the archive", "It fails at night.\nPlease mend it.")
    found = [BacklogLinker(embed=embed).fit([one]).rank(["the waybill is lost"]) for one in (item, clean)]
    assert found[0] == found[1]
