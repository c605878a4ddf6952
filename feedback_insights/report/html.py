"""The report as one self-contained HTML file: nothing is fetched or executed, everything is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from feedback_insights.records import STATES, Mood, Value
from feedback_insights.report import words
from feedback_insights.report.parts import FeatureRow, ReportData
from feedback_insights.report.verdict import verdict

if TYPE_CHECKING:
    from jinja2 import Environment

BAR = 200.0  # width of a bar in its own units
INPUTS = {
    "reach": "Reach, expected people",
    "impact": "Impact, .25 to 3",
    "confidence": "Confidence",
    "effort": "Effort",
    "severity": "Severity, 0 to 4",
    "sentiment": "Sentiment, -1 to 1",
    "revenue": "Revenue a year",
}
METHODS = {"rice": "RICE", "value": "Value (reach)"}
VOICES = {"observed": "observed", "interpreted": "interpreted", "on_behalf_of": "on behalf of a customer"}


def render(data: ReportData) -> str:
    """The whole document. The same data gives the same bytes."""
    shown = data.features[: data.top_features]
    asked = [feature for feature in data.features if feature.supported]
    themes = {theme.id: theme for theme in data.themes}
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            data=data,
            verdict=verdict(data),
            css=files(__package__).joinpath("report.css").read_text(encoding="utf-8"),
            tiers=_tiers(asked),
            unasked=[feature for feature in data.features if not feature.supported],
            shown=[feature for feature in shown if feature.supported],
            anchors={feature.id: f"feature-{n}" for n, feature in enumerate(data.features, start=1)},
            in_full={feature.id for feature in shown if feature.supported},
            widest=_widest([figure(data, feature) for feature in asked]),
            uncovered=[themes[theme] for theme in data.uncovered],
            themes_in_full={theme.id for theme in data.themes[: data.top_themes]},
            states=[state for state in STATES if data.states.get(state)],
        )
    )


def figure(data: ReportData, feature: FeatureRow) -> Value:
    """The figure that the ranking goes by."""
    return feature.inputs["reach"] if data.basis == "value" else feature.rice


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Features that the evidence cannot tell apart; `number` is None for those that have no place."""

    number: int | None
    features: tuple[FeatureRow, ...]


def _tiers(features: Sequence[FeatureRow]) -> list[Tier]:
    groups: dict[int | None, list[FeatureRow]] = {}
    for feature in features:
        groups.setdefault(feature.tier, []).append(feature)
    return [Tier(number=number, features=tuple(members)) for number, members in groups.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An interval bar: where it starts, how wide it is and where the estimate stands, in bar units."""

    start: float
    width: float
    middle: float


def _widest(values: Sequence[Value]) -> float:
    return max((value.high or value.value or 0.0 for value in values), default=0.0)


def _interval_bar(value: Value, widest: float) -> Span | None:
    if value.value is None or not widest:
        return None
    low = value.value if value.low is None else value.low
    high = value.value if value.high is None else value.high
    return Span(
        start=round(BAR * low / widest, 1),
        width=round(BAR * (high - low) / widest, 1),
        middle=round(BAR * value.value / widest, 1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodBar:
    """A bar around a middle axis: shares of all statements, negative to the left, positive to the right."""

    negative: float
    positive: float
    text: str


def _mood_bar(mood: Mood | None) -> MoodBar | None:
    if mood is None or not (total := mood.negative + mood.neutral + mood.positive):
        return None
    parts = (("negative", mood.negative), ("neutral", mood.neutral), ("positive", mood.positive))
    return MoodBar(
        negative=round(BAR / 2 * mood.negative / total, 1),
        positive=round(BAR / 2 * mood.positive / total, 1),
        text=", ".join(f"{count} {name} ({words.percent(count, total)})" for name, count in parts),
    )


def _web(url: str | None) -> str | None:
    """The address, if it is one that a browser may follow; anything else is no link."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def _finalize(value: object) -> object:
    """What stands in an expression, without letters that no page should hold; rendered markup stays."""
    return words.harmless(value) if type(value) is str else value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("feedback_insights", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["web"] = _web
    environment.globals |= {
        "w": words,
        "figure": figure,
        "interval_bar": _interval_bar,
        "mood_bar": _mood_bar,
        "BAR": BAR,
        "INPUTS": INPUTS,
        "METHODS": METHODS,
        "VOICES": VOICES,
    }
    return environment
