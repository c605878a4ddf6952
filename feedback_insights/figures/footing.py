"""What every framework stands on: the inputs of all items with their joint draws, made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.scores import evidence_of
from feedback_insights.priority import Backlog, Surroundings, completed, load_severity_error
from feedback_insights.priority.inputs import Measured, measure
from feedback_insights.records import Analysis, Feature
from feedback_insights.roadmap import CLOSED, Rollup, stage_of
from feedback_insights.settings import PrioritySettings, settings_of_links
from feedback_insights.supplied import SuppliedInputs

_PRESSING = frozenset({"deadline", "legal"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footing:
    """The backlog, or what stands at one of its levels, measured on one ground."""

    features: Sequence[Feature]  # by id
    measured: Mapping[str, Measured]
    settings: PrioritySettings
    rivals: Set[str]  # what could still be built

    @property
    def backlog(self) -> Backlog:
        """For the frameworks beside RICE, where it was measured `wide`. Raises `SettingsError`."""
        known = {feature.id for feature in self.features}
        waits = {
            feature.id: tuple(id for id in feature.depends_on if id in known) for feature in self.features
        }
        found = Backlog(
            measured=self.measured,
            depends_on={id: ids for id, ids in waits.items() if ids},
            done=known - self.rivals,
            rivals=self.rivals,
            settings=self.settings,
        )
        return completed(found)


def footing(
    features: Sequence[Feature],
    analysis: Analysis,
    ground: Ground,
    settings: PrioritySettings,
    *,
    rollup: Rollup | None = None,
    supplied: SuppliedInputs | None = None,
    wide: bool = False,
    coverage: float,
) -> Footing:
    """Measure what RICE needs, or, `wide`, what every framework needs; arguments as in `score_backlog`.

    ``coverage``: the setting `platform.coverage`, which breadth needs.
    """
    features = features if rollup is None else rollup.features
    evidence = evidence_of(
        features,
        analysis.links,
        analysis.memberships,
        ground,
        analysis.stances,
        rollup=rollup,
        accept=settings_of_links(analysis.run.settings).accept,
    )
    measured = measure(
        features,
        evidence,
        ground.directory,
        settings,
        efforts=None if rollup is None else rollup.effort_notes,
        supplied=supplied,
        around=surroundings(ground, coverage) if wide else None,
        error=load_severity_error(),
    )
    return Footing(
        features=features,
        measured=measured,
        settings=settings,
        rivals=frozenset(feature.id for feature in features if stage_of(feature) not in CLOSED),
    )


def surroundings(ground: Ground, coverage: float) -> Surroundings:
    """What a ground knows beside who wrote what; ``coverage`` as in `footing`."""
    days = ground.days
    spoke = {
        (_week(day, days[0]), ground.customer(id)) for id in ground.statements if (day := ground.day(id))
    }
    heard = [0] * (_week(days[-1], days[0]) + 1 if days else 0)
    for week, _ in spoke:
        heard[week] += 1
    return Surroundings(
        directory=ground.directory,
        product={id: item.product for id, item in ground.feedback.items()},
        channel={id: item.channel or item.source for id, item in ground.feedback.items()},
        pressing=frozenset(
            id
            for id in ground.statements
            if (tag := ground.tags.get(id)) and any(one.kind in _PRESSING for one in tag.urgency)
        ),
        week={id: _week(day, days[0]) for id in ground.statements if (day := ground.day(id))},
        heard=heard,
        coverage_needed=coverage,
    )


def _week(day: date, first: date) -> int:
    return (day - first).days // 7
