"""One sentence per item: why it stands where it stands, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from feedback_insights.priority._criteria import Criterion, utility
from feedback_insights.priority._derived import Backlog, criteria_of, numbers_of, utilities
from feedback_insights.priority._estimate_order import places_moved, plausible_efforts
from feedback_insights.priority._rice import rice
from feedback_insights.priority.inputs import Measured
from feedback_insights.priority.scoring import FACTORS
from feedback_insights.priority.uncertainty import Floats
from feedback_insights.statistics.acceptability import Smaa, smaa
from feedback_insights.statistics.sensitivity import WeightSwap, tornado, weight_swaps

_DRAWS = 500  # of the criteria, each under twenty weightings
_MANY = 100  # items; beyond, each draw is tried under four, as all pairs are compared
_SOME = 0.005  # of the weightings; fewer are hardly any


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStanding:
    """Why one item stands where it stands."""

    sentence: str
    first: float | None = None  # share of the weightings in which it is; None = no weighting ranks it


def item_standings(backlog: Backlog) -> dict[str, ItemStanding]:
    """Say per item in how many weightings it is first, what it loses to or passes, and what moves it most.

    Weightings are uniform over all that there are (`statistics.smaa`), on the criteria of the weighted
    framework; swaps change one declared weight alone (`weight_swaps`); what moves an item is one input at its
    5 and its 95 % point (`tornado`), by RICE. "First in 62 % of weightings; loses to B if revenue share
    weighs above .41 (now .2); its reach moves it most, between rank 1 and 4 by RICE; estimate C first, it
    moves the order most."
    """
    weighing = _weighing(backlog)
    ranking = _Ranking.of(backlog)
    return {
        id: ItemStanding(sentence=_sentence(id, one, backlog, weighing, ranking), first=weighing.first(id))
        for id, one in backlog.measured.items()
    }


def _sentence(id: str, measured: Measured, backlog: Backlog, weighing: _Weighing, ranking: _Ranking) -> str:
    if id not in backlog.rivals:
        return "It is done or declined, so it competes with nothing."
    if not measured.heard:
        return "No feedback is linked to it yet, so nothing ranks it; supply its reach and impact to rank it."
    parts = [*weighing.told(id, measured), ranking.told(id, measured), ranking.first(id)]
    text = "; ".join(filter(None, parts))
    return f"{text[:1].upper()}{text[1:]}."


# ---- under other weights ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighing:
    """The items whose criteria are all known, under every weighting."""

    ids: Sequence[str]
    criteria: Sequence[Criterion]
    table: Floats  # items x criteria, from 0 to 1
    found: Smaa | None  # None = fewer than two items

    @property
    def weights(self) -> list[float]:
        return [criterion.weight for criterion in self.criteria]

    def first(self, id: str) -> float | None:
        if self.found is None or id not in self.ids:
            return None
        return float(self.found.acceptability[self.ids.index(id), 0])

    def told(self, id: str, measured: Measured) -> Iterator[str]:
        if id not in self.ids:
            gaps = [c.name for c in self.criteria if measured.values[c.name].value is None]
            verb = "is" if len(gaps) == 1 else "are"
            yield f"no weighting ranks it, because its {_listed(gaps)} {verb} missing"
            return
        if self.found is None:
            yield "it is the only one whose criteria are all known, so no weighting says anything"
            return
        item = self.ids.index(id)
        shares = self.found.acceptability[item]
        top = float(shares[:3].sum())
        if shares[0] >= _SOME:
            yield f"first in {_percent(shares[0])} of weightings"
        elif top >= _SOME:
            yield f"first in hardly any weighting, among the first three in {_percent(top)}"
        else:
            yield "among the first three in hardly any weighting"
        yield self._swap(item)

    def _swap(self, item: int) -> str:
        """The smallest change of one weight that costs it the lead, or gives it the lead."""
        leader = int(np.argmax((self.table * self.weights).sum(axis=1)))
        rivals = [n for n in range(len(self.ids)) if n != item] if item == leader else [item]
        swaps = [
            swap
            for rival in rivals
            for swap in weight_swaps(self.table, self.weights, leader=leader, rival=rival)
        ]
        near = min(swaps, key=_nearness)
        if near.swap_at is None or near.change is None:
            return (
                "no single weight costs it the lead"
                if item == leader
                else f"no single weight lifts it above {self.ids[leader]}"
            )
        side = "below" if near.change < 0 else "above"
        limit = f"{near.swap_at:.2f}".removeprefix("0")
        verb = f"loses to {self.ids[near.rival]}" if item == leader else f"passes {self.ids[leader]}"
        name = self.criteria[near.criterion].name.replace("_", " ")
        return f"{verb} if {name} weighs {side} {limit} (now {near.weight:.2g})".replace("now 0.", "now .")


def _nearness(swap: WeightSwap) -> tuple[float, int, int]:
    change = np.inf if swap.change is None else round(abs(swap.change), 9)
    return change, swap.rival, swap.criterion


def _weighing(backlog: Backlog) -> _Weighing:
    criteria, draws = criteria_of(backlog.settings), backlog.settings.draws
    tables = {
        id: found
        for id, one in backlog.measured.items()
        if id in backlog.rivals and one.heard and (found := utilities(one, criteria, draws)) is not None
    }
    ids = list(tables)
    points = [[utility(backlog.measured[id].values[c.name].value, c.anchors) for c in criteria] for id in ids]
    drawn = [tables[id][:_DRAWS] for id in ids]
    return _Weighing(
        ids=ids,
        criteria=criteria,
        table=np.array(points, dtype=np.float64).reshape(len(ids), len(criteria)),
        found=smaa(
            np.stack(drawn, axis=1),
            draws=_DRAWS * (20 if len(ids) <= _MANY else 4),
            seed=backlog.settings.seed,
        )
        if len(ids) > 1
        else None,
    )


# ---- under other inputs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranking:
    """The RICE scores of those that have one, and whose effort matters most."""

    scores: Mapping[str, float]
    ends: tuple[float, float]  # what a missing effort may be
    most: str | None  # the item without an effort whose effort moves the order most
    draws: int

    @classmethod
    def of(cls, backlog: Backlog) -> _Ranking:
        rivals = {id: one for id, one in backlog.measured.items() if id in backlog.rivals and one.heard}
        scores = {id: score for id, one in rivals.items() if (score := _rice(one)) is not None}
        moved = places_moved(backlog.measured, backlog.settings, backlog.rivals)
        missing = [id for id in moved if rivals[id].values["effort"].value is None]
        return cls(
            scores=scores,
            ends=plausible_efforts([one.values["effort"] for one in rivals.values()]),
            most=max(missing, key=lambda id: (moved[id], id), default=None),
            draws=backlog.settings.draws,
        )

    def told(self, id: str, measured: Measured) -> str:
        """What moves the item most, and between which ranks."""
        if id not in self.scores:
            return self._without_effort(measured)
        inputs = {name: _drawn(measured, name, self.draws) for name in FACTORS}
        bars = tornado(rice, inputs).bars
        ranked = [
            (abs(self._rank(bar.score_low, id) - self._rank(bar.score_high, id)), -n, bar)
            for n, bar in enumerate(bars)
            if bar.score_low is not None and bar.score_high is not None
        ]
        if not ranked or max(ranked, key=lambda one: one[:2])[0] == 0:
            return f"no single input moves it off rank {self._rank(self.scores[id], id)} by RICE"
        _, _, bar = max(ranked, key=lambda one: one[:2])
        places = sorted((self._rank(bar.score_low, id), self._rank(bar.score_high, id)))
        return f"its {bar.input} moves it most, between rank {places[0]} and {places[1]} by RICE"

    def first(self, id: str) -> str:
        """Whose effort to estimate first."""
        if self.most is None:
            return ""
        return f"estimate {'it' if self.most == id else self.most} first, it moves the order most"

    def _without_effort(self, measured: Measured) -> str:
        benefit = _rice(measured, effort=1.0)
        if benefit is None:
            lacking = [name for name in FACTORS if measured.values[name].value is None]
            return f"RICE lacks its {_listed(lacking)}"
        low, high = (float(f"{end:.3g}") for end in self.ends)
        best, worst = self._rank(benefit / low, ""), self._rank(benefit / high, "")
        between = f"{best}" if best == worst else f"{best} to {worst}"
        return f"its effort is missing: with {low:g} to {high:g} it would rank {between} by RICE"

    def _rank(self, score: float | None, id: str) -> int:
        assert score is not None
        return 1 + sum(other > score for name, other in self.scores.items() if name != id)


def _rice(measured: Measured, **instead: float) -> float | None:
    found = rice(**{name: measured.values[name].value for name in FACTORS} | instead)
    return found if isinstance(found, float) else None


def _drawn(measured: Measured, name: str, draws: int) -> Floats:
    found = numbers_of(measured, name, draws)
    assert found is not None
    return found[:, np.newaxis]


def _listed(names: Sequence[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"
