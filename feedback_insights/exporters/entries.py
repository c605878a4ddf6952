"""The backlog items of an export, each with its score by one method, best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from feedback_insights.errors import SettingsError
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.fields import ASK, FIELDS, INPUT, TEXT, Cell, split_field
from feedback_insights.exporters.quotes import Quotes
from feedback_insights.exporters.reasons import explained
from feedback_insights.exporters.recipes import METHODS
from feedback_insights.exporters.selection import Selection, best_first, number
from feedback_insights.records import Feature, Score
from feedback_insights.roadmap import CLOSED, stage_of

if TYPE_CHECKING:
    from feedback_insights.exporters.profiles import TargetProfile


class Material:
    """What the entries of one export share, each part made when it is first asked for."""

    def __init__(self, data: ExportData) -> None:
        self.data = data

    @cached_property
    def selection(self) -> Selection:
        return Selection.of(self.data)

    @cached_property
    def quotes(self) -> Quotes:
        return Quotes.of(self.selection)

    @cached_property
    def ranked(self) -> tuple[Score, ...]:
        """Of items that are there, by every method that was scored for this export: by method, best first."""
        more = (one for one in self.data.more_scores if one.feature_id in self.features)
        return tuple(sorted((*self.selection.scores, *more), key=best_first))

    @cached_property
    def scores(self) -> dict[tuple[str, str], Score]:
        """By feature id and method."""
        return {(score.feature_id, score.method): score for score in self.ranked}

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """Those that there are scores by."""
        return tuple(sorted({method for _, method in self.scores}))

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The names of all inputs, whatever the method."""
        return frozenset(name for score in self.scores.values() for name in score.inputs)

    @cached_property
    def features(self) -> dict[str, Feature]:
        return {feature.id: feature for feature in self.selection.features}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """The backlog by one method, and how its figures are written."""

    material: Material
    method: str
    digits: int = 3
    tiers: tuple[str | int, ...] = ()
    closed: bool = True
    ids: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def by(cls, data: ExportData, profile: TargetProfile) -> Ranking:
        """The ranking that a profile wants. Raises `SettingsError` for a method that was not computed."""
        found = cls(
            material=Material(data),
            method=profile.method,
            digits=profile.digits,
            tiers=profile.tiers,
            closed=profile.closed,
            ids=profile.ids,
        )
        found.check(profile.method)
        return found

    @property
    def data(self) -> ExportData:
        return self.material.data

    def check(self, method: str) -> None:
        """Raise `SettingsError` that lists the run's methods, unless this is one or nothing is scored."""
        known = self.material.methods
        if why := self.data.refused.get(method):
            raise SettingsError(why)
        if known and method not in known:
            run = self.data.view.analysis.run.id
            raise SettingsError(f"no scores by '{method}' in {run}; known: {', '.join(known)}")

    def entries(self) -> Iterator[Entry]:
        """Every item that is wanted, best first, then by id; with `moves`, only what moved by this method."""
        known = self.material.features
        ranked = [one.feature_id for one in self.material.ranked if one.method == self.method]
        moves = self.data.options.moves
        for feature_id in dict.fromkeys([*ranked, *known]):
            if not self.closed and stage_of(known[feature_id]) in CLOSED:
                continue
            if moves is None or moves.of(feature_id, self.method):
                yield Entry(feature=known[feature_id], ranking=self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One backlog item. Unknown is None."""

    feature: Feature
    ranking: Ranking

    def cell(self, name: str) -> Cell:
        """What a column of a profile is filled with. Raises `SettingsError` where a profile must say more."""
        if name.startswith(TEXT):
            return name.removeprefix(TEXT) or None
        if name.startswith(ASK):
            raise SettingsError(f"the profile must say {name.removeprefix(ASK).strip()}")
        method, name = split_field(name)
        if method:
            self.ranking.check(method)
            return replace(self, ranking=replace(self.ranking, method=method)).cell(name)
        if not name.startswith(INPUT):
            return FIELDS[name].of(self)
        wanted = name.removeprefix(INPUT)
        known = self.ranking.material.inputs
        if known and wanted not in known:
            raise SettingsError(f"no input '{wanted}' of any score; known: {', '.join(sorted(known))}")
        return self.input(wanted)

    @property
    def score(self) -> Score | None:
        return self.ranking.material.scores.get((self.feature.id, self.ranking.method))

    @property
    def id(self) -> str:
        return self.ranking.ids.get(self.feature.id, self.feature.id)

    @property
    def value(self) -> float | None:
        return self.score.score.value if self.score else None

    @property
    def low(self) -> float | None:
        return self.score.score.low if self.score else None

    @property
    def high(self) -> float | None:
        return self.score.score.high if self.score else None

    def figure(self, value: float | None) -> float | None:
        """A number in the digits of the profile."""
        known = number(value)
        return None if known is None else float(f"{known:.{self.ranking.digits}g}")

    def input(self, name: str) -> float | None:
        """One input of the score, in the digits of the profile."""
        found = self.score.inputs.get(name) if self.score else None
        return self.figure(found.value) if found else None

    def count(self, name: str) -> int | None:
        """One input that is a count."""
        found = self.score.inputs.get(name) if self.score else None
        return None if found is None or number(found.value) is None else int(found.value or 0)

    @property
    def effort_whole(self) -> int | None:
        """For tools that would cut half a day down to none."""
        effort = self.input("effort")
        return int(effort) if effort is not None and effort.is_integer() else None

    @property
    def tier(self) -> int | None:
        return self.score.tier if self.score else None

    @property
    def ranks(self) -> str | None:
        """In words: spreadsheets take 1-4 for a day in January."""
        score = self.score
        if score is None or score.rank_low is None:
            return None
        same = score.rank_low == score.rank_high
        return str(score.rank_low) if same else f"{score.rank_low} to {score.rank_high}"

    @property
    def priority(self) -> str | int | None:
        """By the rule that the profile declares; None = it is in no tier, or there is no rule."""
        tiers = self.ranking.tiers
        return tiers[min(self.tier, len(tiers)) - 1] if tiers and self.tier else None

    @property
    def why(self) -> str | None:
        return explained(self.score) if self.score else None

    @property
    def why_blank(self) -> str | None:
        if self.score is None:
            return f"not scored by {self.ranking.method}"
        return _plainly(self.score.score.reason or "unknown") if self.value is None else None

    @property
    def caution(self) -> str | None:
        return _plainly(self.score.score.reason) or None if self.score and self.value is not None else None

    @property
    def score_status(self) -> str | None:
        return self.score.status.replace("_", " ") if self.score else None

    @property
    def method(self) -> str:
        return self.ranking.method

    @property
    def method_name(self) -> str:
        """As people write it: RICE."""
        return method_name(self.method)

    @property
    def run(self) -> str:
        return self.ranking.data.view.analysis.run.id

    @property
    def as_of(self) -> str | None:
        return self.ranking.data.view.analysis.run.as_of or None

    @property
    def change(self) -> str | None:
        moves = self.ranking.data.options.moves
        found = moves.of(self.feature.id, self.ranking.method) if moves else None
        return found.reason if found else None

    @property
    def summary(self) -> str:
        from feedback_insights.exporters.prose import evidence_lines

        return "\n".join(evidence_lines(self))


def method_name(method: str) -> str:
    """A method as people write it: RICE, ICE, WSJF, value."""
    return method.upper() if method in METHODS else method


def _plainly(reason: str) -> str:
    """Reasons without their codes: "effort_missing; partial: 3 of 4" is "effort missing; 3 of 4"."""
    return "; ".join(part.partition(": ")[2] or part.replace("_", " ") for part in reason.split("; ") if part)
