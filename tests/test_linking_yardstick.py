"""A backlog that changes a little: only the links of what changed move."""

from dataclasses import replace

import numpy as np
from conftest import Job
from hashed_words import embed
from hypothesis import given
from hypothesis import strategies as st

import feedback_insights as fi
from feedback_insights.linking import BacklogLinker, Context, yardstick_for
from feedback_insights.linking.reliability import load_reliability
from feedback_insights.records import Feature
from feedback_insights.report.link_words import reliability
from feedback_insights.store import Store

SUBJECTS = (
    "export", "calendar", "invoice", "webhook", "offline", "map", "login", "payout", "report", "search",
)  # fmt: skip
BACKLOG = [
    Feature(f"F-{n}{m}", f"{one} {two}", f"The {one} for every {two}")
    for n, one in enumerate(SUBJECTS)
    for m, two in enumerate(SUBJECTS[:5])
]
TEXTS = ["our invoice export fails", "no map without signal, offline", "the payout report", "thank you"]
NEW = Feature("G-1", "Dark invoice theme", "For night work")


def probabilities(
    features: list[Feature], yardstick: tuple[Feature, ...] | None = None
) -> dict[str, list[float]]:
    linker = BacklogLinker(embed=embed).fit(features, yardstick)
    table = linker.probabilities(TEXTS)
    return {id: table[:, column].tolist() for column, id in enumerate(linker.feature_ids)}


def test_measured_by_the_same_yardstick_a_new_item_moves_no_other_probability() -> None:
    before = probabilities(BACKLOG)
    yardstick = yardstick_for([*BACKLOG, NEW], BACKLOG)
    after = probabilities([*BACKLOG, NEW], yardstick)
    assert {id: after[id] for id in before} == before
    assert np.ptp(after["G-1"]) > 0
    assert probabilities([*BACKLOG, NEW])["F-00"] != before["F-00"]  # by its own measure it would


def test_neither_does_an_item_that_goes_or_changes() -> None:
    before = probabilities(BACKLOG)
    changed = [replace(BACKLOG[1], title="Something else"), *BACKLOG[2:]]
    after = probabilities(changed, yardstick_for(changed, BACKLOG))
    assert {id: row for id, row in after.items() if id != BACKLOG[1].id} == {
        id: row for id, row in before.items() if id not in (BACKLOG[0].id, BACKLOG[1].id)
    }
    assert after[BACKLOG[1].id] != before[BACKLOG[1].id]


def test_an_effort_or_a_status_that_is_filled_in_moves_no_link() -> None:
    filled = [replace(BACKLOG[0], effort=3.0, status="Done", updated="2026-05-01"), *BACKLOG[1:]]
    assert probabilities(filled, yardstick_for(filled, BACKLOG)) == probabilities(BACKLOG)


def test_the_first_item_of_a_product_moves_no_other_link_either() -> None:
    web = [replace(feature, product="Web") for feature in BACKLOG]
    maps = replace(NEW, product="Maps")
    context = [Context(product="maps")] * len(TEXTS)

    def ranked(features: list[Feature]) -> list[list[tuple[str, float]]]:
        linker = BacklogLinker(embed=embed).fit(features, yardstick_for(features, web))
        rows = linker.rank(TEXTS, 100, contexts=context)
        return [[pair for pair in row if pair[0] != "G-1"] for row in rows]

    assert ranked([*web, maps]) == ranked(web)


@given(st.integers(0, 50))
def test_the_yardstick_is_kept_while_a_tenth_changed_and_then_made_anew(gone: int) -> None:
    left = BACKLOG[gone:]
    chosen = yardstick_for(left, BACKLOG)
    assert list(chosen) == sorted(BACKLOG if gone <= 5 else left, key=lambda feature: feature.id)
    assert yardstick_for(BACKLOG[::-1], []) == yardstick_for(BACKLOG, [])


def test_a_run_keeps_the_links_of_what_did_not_change(job: Job) -> None:
    with fi.Workspace(job.db) as ws:
        ws.analyze()
        before = {(k.feature_id, k.kind, k.subject_id): k.probability for k in ws.links()}
        with Store(job.db) as store:
            items = store.features()
            assert store.yardstick() == items
            source = store.backlog_source()
            assert source is not None
            store.replace_backlog([*items, NEW], source)
        run = ws.analyze()
        after = {(k.feature_id, k.kind, k.subject_id): k.probability for k in ws.links()}
        assert run.id != "R1"
        assert {key: p for key, p in after.items() if key[0] != "G-1"} == before
    with Store(job.db) as store:
        assert store.yardstick() == items


def test_what_the_run_accepted_by_is_told_whatever_the_settings_are_now(job: Job) -> None:
    settings = fi.Settings.from_dict({"links": {"precision": 0.8}})
    with fi.Workspace(job.db, settings=settings) as ws:
        ws.analyze()
        accepted = sum(pair.accepted for pair in ws._listed_pairs())
        line, *_ = reliability(ws.run())
    at = load_reliability().threshold("statement", 0.8)
    assert f"reaches {at:g}" in line
    with fi.Workspace(job.db) as ws:  # as `links DB` opens it
        assert sum(pair.accepted for pair in ws._listed_pairs()) == accepted


def test_an_item_that_goes_is_remembered_with_its_last_run(job: Job) -> None:
    with Store(job.db) as store:
        items, source = store.features(), store.backlog_source()
        assert source is not None
        store.replace_backlog(items[1:], source)
        [(gone, run)] = store.past_features()
        assert (gone, run) == (items[0], "R1")
        assert any(link.feature_id == gone.id for link in store.analysis("R1").links)
        store.replace_backlog(items, source)
        assert store.past_features() == []
