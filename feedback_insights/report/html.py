"""The report as one self-contained HTML file: nothing is fetched or executed, everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from feedback_insights.records import STATES, Value
from feedback_insights.report import (
    drafts,
    drawings,
    framework_words,
    lines,
    plan_words,
    platform_words,
    sentences,
    stance_words,
    tables,
    words,
)
from feedback_insights.report.parts import AreaRow, FeatureRow, ReportData, ThemeRow
from feedback_insights.report.templates import page_environment
from feedback_insights.report.verdict import verdict

if TYPE_CHECKING:
    from jinja2 import Environment

INPUTS = {
    "reach": "Reach, expected people",
    "impact": "Impact, .25 to 3",
    "confidence": "Confidence",
    "effort": "Effort",
    "severity": "Severity, 0 to 4",
    "sentiment": "Sentiment, -1 to 1",
    "revenue": "Revenue a year",
}
TO_CHANGE = {
    "reach": "answer its unsure links: links --review; or give a number: triage DB set FEATURE reach 120-300",
    "impact": "triage DB set FEATURE impact 2",
    "confidence": "another channel, surer links, or triage DB set FEATURE confidence 0.8",
    "effort": "triage DB set FEATURE effort 1-3; all at once: inputs DB --template",
    "severity": "follows from the words; mend wrong ones by a tagger of your own: train",
    "sentiment": "follows from the words; mend wrong ones by a tagger of your own: train",
    "revenue": "load accounts with their yearly revenue: accounts DB FILE",
}
LEADING = 5  # items that the first screen names
METHODS = {
    "rice": "RICE",
    "value": "Value (reach)",
    "ice": "ICE",
    "wsjf": "WSJF",
    "cd3": "CD3",
    "weighted": "Weighted",
}


def render(data: ReportData) -> str:
    """The whole document. The same data gives the same bytes."""
    return _environment().get_template("report.html.j2").render(data=data, **_backlog(data), **_themes(data))


def figure(data: ReportData, feature: FeatureRow) -> Value:
    """The figure that the ranking goes by."""
    return feature.inputs["reach"] if data.basis == "value" else feature.rice


def _backlog(data: ReportData) -> Mapping[str, Any]:
    shown = data.features[: data.top_features]
    asked = [feature for feature in data.features if feature.contends]
    return {
        "verdict": verdict(data),
        "css": files(__package__).joinpath("report.css").read_text(encoding="utf-8"),
        "leading": [feature for feature in asked if feature.tier is not None][:LEADING],
        "contending": len(asked),
        "tiers": _tiers(asked),
        "unasked": [feature for feature in data.features if not feature.supported],
        "shown": [feature for feature in shown if feature.supported],
        "anchors": {feature.id: f"feature-{n}" for n, feature in enumerate(data.features, start=1)},
        "in_full": {feature.id for feature in shown if feature.supported},
        "scale": drawings.widest([figure(data, feature) for feature in asked]),
        "calm": any(feature.calm for feature in asked),
        "ranges": any(feature.people_most > feature.people for feature in asked),
        "states": [state for state in STATES if data.states.get(state)],
    }


def _themes(data: ReportData) -> Mapping[str, Any]:
    by_id = {theme.id: theme for theme in data.themes}
    return {
        "groups": _groups(data),
        "areas": {area.id: area for area in data.areas},
        "by_id": by_id,
        "changed": sorted((theme for theme in data.themes if theme.change), key=_largest_first),
        "heard": tables.heard_table(data),
        "facets": tables.facet_table(data),
        "people_scale": drawings.widest([drawings.share_value(theme.share) for theme in data.themes]),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The themes of one area; None = of none."""

    area: AreaRow | None
    themes: tuple[ThemeRow, ...]


def _groups(data: ReportData) -> list[Group]:
    known = {area.id for area in data.areas}
    areas: tuple[AreaRow | None, ...] = (*data.areas, None)
    groups = [
        Group(
            area=area,
            themes=tuple(
                t for t in data.themes if (t.area if t.area in known else None) == (area and area.id)
            ),
        )
        for area in areas
    ]
    return [group for group in groups if group.themes]


def _largest_first(theme: ThemeRow) -> float:
    return -abs(theme.change.difference.value or 0.0) if theme.change else 0.0


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


def _web(url: str | None) -> str | None:
    """The address, if it is one that a browser may follow; anything else is no link."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = page_environment("report")
    environment.filters["web"] = _web
    environment.globals |= {
        "w": words,
        "say": sentences,
        "stances": stance_words,
        "plan_say": plan_words,
        "platform": platform_words,
        "framework": framework_words,
        "draw": drawings,
        "drafts": drafts,
        "lines": lines,
        "tables": tables,
        "figure": figure,
        "INPUTS": INPUTS,
        "TO_CHANGE": TO_CHANGE,
        "METHODS": METHODS,
        "VOICES": words.VOICES,
    }
    return environment
