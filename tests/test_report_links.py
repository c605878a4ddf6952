"""How far links are to be trusted, in words."""

import pytest

from feedback_insights import Workspace
from feedback_insights.errors import SettingsError
from feedback_insights.linking.linker import SUREST, BacklogLinker, make_link
from feedback_insights.linking.reliability import load_reliability
from feedback_insights.records import Run
from feedback_insights.report.link_words import reliability
from feedback_insights.settings import LinkSettings, Settings


def run(accept: float = 0.5, accept_themes: float = 0.55, **models: str) -> Run:
    links = LinkSettings(accept=accept, accept_themes=accept_themes).model_dump(mode="json")
    used = {"linking": BacklogLinker.calibration_name()} | models
    return Run(
        id="R1", as_of="", settings={"links": links}, seeds={}, models=used, versions={}, counts={}
    )  # fmt: skip


def test_the_thresholds_in_use_and_what_came_of_such_links_elsewhere_are_told() -> None:
    first, *rest = reliability(run(accept_themes=0.6))
    assert first == (
        "A link counts when its calibrated probability reaches 0.5 (a theme's: 0.6); below that the linker"
        " abstains."
    )
    at = load_reliability().at("statement", 0.5)
    assert len(rest) == 2
    assert rest[0].startswith(f"Of {at.pairs} pairs of statements and items")
    assert f"at or above 0.5, {round(100 * at.right / at.pairs)} % were right (90 %: " in rest[0]


def test_a_workspace_that_was_taught_says_so() -> None:
    assert any("have taught" in line for line in reliability(run(linking_here="x")))
    assert not any("have taught" in line for line in reliability(run()))


def test_of_another_versions_links_nothing_is_claimed() -> None:
    _, told = reliability(run(linking="linking@older"))
    assert "another version of the model" in told


def test_a_threshold_that_no_held_out_pair_reached_is_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    top = load_reliability().at("theme", 1.0)
    monkeypatch.setattr(type(top), "interval", property(lambda self: None))
    assert any("nothing can be said" in line for line in reliability(run()))


def test_a_target_that_was_never_reached_is_told_before_anything_is_read() -> None:
    told = r"links\.precision: .*never reached 0\.99; known: 0\.7"
    settings = Settings(links=LinkSettings(precision=0.99))
    with Workspace(settings=settings) as ws, pytest.raises(SettingsError, match=told):
        ws.analyze()


def test_a_model_is_never_as_sure_as_a_person() -> None:
    assert make_link("F", "s", "statement", 0.99999, 0.5).probability == SUREST < 1
