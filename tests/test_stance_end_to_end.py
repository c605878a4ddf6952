"""From words of refusal to the figures: they do not count for the item, unless a person says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_insights import Workspace

ROWS = [
    {"id": 1, "author": "ana", "comment": "Please add a dark mode to the app."},
    {"id": 2, "author": "ben", "comment": "I don't need a dark mode at all."},
]
BACKLOG = "id,title,description\nA-1,Dark mode,A dark theme for the app.\nA-2,Audit trail,Who changed what.\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    backlog: Path = tmp_path_factory.mktemp("stance") / "backlog.csv"
    backlog.write_text(BACKLOG, encoding="utf-8")
    with Workspace() as ws:
        ws.import_records(ROWS, name="crm")
        ws.load_backlog(backlog)
        ws.analyze()
        yield ws


def test_who_speaks_against_an_item_is_counted_apart_until_a_person_confirms(workspace: Workspace) -> None:
    found = workspace.explain("A-1")
    assert [quote.statement.text for quote in found.quotes] == [ROWS[0]["comment"]]
    [counter] = found.counter
    assert counter.statement.text == ROWS[1]["comment"]
    assert counter.stance is not None
    assert (counter.stance.stance, counter.stance.words) == ("against", ("I don't need",))
    assert found.stand is not None
    assert (found.stand.supporting, found.stand.against) == (1, 1)
    [link] = [
        one for one in workspace.links() if one.subject_id == counter.statement.id and one.feature_id == "A-1"
    ]
    assert not link.accepted
    [score] = [one for one in workspace.scores("value") if one.feature_id == "A-1"]
    assert score.inputs["people"].value == 1
    assert counter.statement.id not in score.inputs["people"].evidence

    workspace.decide("confirm", "A-1", counter.statement.id, author="kim")
    workspace.analyze()
    [score] = [one for one in workspace.scores("value") if one.feature_id == "A-1"]
    assert score.inputs["people"].value == 2
    assert not workspace.explain("A-1").counter
