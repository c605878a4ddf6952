"""Severities that rules told: what marked texts say of their error, in intervals, ranks and words."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from test_priority import crowd, hear

import feedback_insights
from feedback_insights.errors import ModelError
from feedback_insights.priority import SeverityError, _severity_error, derive, load_severity_error, score_rice
from feedback_insights.records import Feature
from feedback_insights.settings import PrioritySettings

QUICK = PrioritySettings(draws=400)
SHIPPED = load_severity_error()
SURE = SeverityError(counts=np.eye(5) * 1e9 + 1e-9)


def figures(*rows, error=None, settings=QUICK):
    return derive(*hear(*rows), settings, error=error)["F1"]


def width(value):
    return value.high - value.low


def test_the_table_is_of_the_rules_that_ship():
    told = json.loads(Path("models/severity/error.json").read_text("utf-8"))
    rules = Path(feedback_insights.__file__).parent / "tagging" / "cues_en.toml"
    assert told["rules"] == sha256(rules.read_bytes()).hexdigest(), "run benchmarks/train_severity.py again"
    card = Path("models/severity/card.md").read_text("utf-8")
    assert sha256(Path("models/severity/error.json").read_bytes()).hexdigest() in card


def test_the_value_stays_what_was_told_and_the_interval_holds_the_rules_error():
    rows = crowd(30, severity=2)
    certain, told = figures(*rows), figures(*rows, error=SHIPPED)
    for name in ("severity", "impact"):
        assert told[name].value == certain[name].value
        assert certain[name].low == certain[name].high  # all were told the same: no doubt is left
        assert width(told[name]) > 0.2
        assert {type(told[name].low), type(told[name].high)} == {float}  # as JSON has it
        assert "severities by rules, whose error on marked texts is in the interval" in told[name].method
        assert "rules" not in certain[name].method
    assert told["reach"] == certain["reach"]


def test_rules_that_never_err_change_nothing():
    rows = [*crowd(20, severity=1), *[(f"z{n}", f"z{n}", "F1", 0.8, {"severity": 4}) for n in range(9)]]
    certain, told = figures(*rows), figures(*rows, error=SURE)
    for name in ("severity", "impact"):
        ends = (told[name].low, told[name].high)
        assert ends == pytest.approx((certain[name].low, certain[name].high), abs=1e-4)


def test_what_is_wrong_with_the_rules_does_not_average_away():
    few, many, crowded = (
        width(figures(*crowd(n, severity=2), error=SHIPPED)["severity"]) for n in (20, 200, 2000)
    )
    assert few > many > 0.3
    assert crowded == pytest.approx(many, rel=0.25)  # more people do not make the rules any better
    known = replace(SHIPPED, counts=SHIPPED.counts * 1000)  # more marked texts do
    bias = known.shares[2] @ np.arange(5) - 2
    severity = figures(*crowd(2000, severity=2), error=known)["severity"]
    assert (severity.low, severity.high) == pytest.approx((2, 2 + bias), abs=0.05)


def test_a_handful_who_were_told_the_same_may_each_have_been_misread():
    known = replace(SHIPPED, counts=SHIPPED.counts * 1e6)  # the table is certain, the person is not
    severity = figures(*crowd(12, severity=0), error=known)["severity"]
    assert severity.value == severity.low == 0
    mean, spread = known.shares[0] @ np.arange(5), known.shares[0] @ np.arange(5) ** 2
    assert severity.high == pytest.approx(mean + 1.645 * np.sqrt((spread - mean**2) / 12), rel=0.2)


def test_tiers_see_that_the_rules_cannot_tell_two_levels_apart():
    rows = [*crowd(60, severity=3), *crowd(60, "F2", severity=2)]
    backlog = [Feature(f"F{n}", "t", effort=1) for n in (1, 2)]
    evidence, directory = hear(*rows)
    exact = PrioritySettings(draws=400, effort_low=1, effort_high=1)

    def tiers(error):
        found = score_rice(backlog, evidence, directory, exact, error=error)
        return [(s.feature_id, s.tier) for s in found if s.method == "rice"]

    assert tiers(None) == [("F1", 1), ("F2", 2)]
    doubtful = replace(SHIPPED, counts=np.ones((5, 5)))
    assert tiers(doubtful) == [("F1", 1), ("F2", 1)]


def test_features_of_one_level_share_what_is_wrong_with_it():
    misread = SHIPPED.misread(400, 0)
    heard = np.zeros((400, 5))
    heard[:, 2] = 500
    levels, weights = np.full(500, 2), np.ones(500)
    one, other = (misread.draws(0, heard, levels, weights, name) for name in ("F1", "F2"))
    assert np.corrcoef(one, other)[0, 1] > 0.8
    assert SHIPPED.misread(400, 0).drawn.tobytes() == misread.drawn.tobytes()


def test_unknown_severities_stay_unknown():
    told = figures(*crowd(5, severity=None), error=SHIPPED)
    assert told["severity"].value is None
    assert told["severity"].reason == "severity_unknown"


@pytest.mark.parametrize("text", ["{}", '{"counts": [[1]]}', "no json"])
def test_a_damaged_table_is_told(tmp_path, monkeypatch, text):
    (tmp_path / "error.json").write_text(text, "utf-8")
    monkeypatch.setattr(_severity_error, "model_path", lambda *parts: tmp_path / parts[-1])
    load_severity_error.cache_clear()
    with pytest.raises(ModelError, match=r"severity/error\.json"):
        load_severity_error()
    load_severity_error.cache_clear()
