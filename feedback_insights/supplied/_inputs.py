"""Which inputs people may set, between which numbers, and what the numbers mean."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from feedback_insights.errors import nearest
from feedback_insights.supplied._numbers import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a framework."""

    name: str
    meaning: str
    low: float = 0.0
    high: float = inf
    above: bool = False  # `low` itself is too low

    @property
    def rule(self) -> str:
        """Which numbers it takes, in words."""
        if self.high < inf:
            return f"must be between {self.low:g} and {self.high:g}"
        return f"must be above {self.low:g}" if self.above else f"must be {self.low:g} or more"

    def check(self, amount: Amount) -> None:
        """Raise ValueError for an amount whose number, or an end of whose range, is out of range."""
        for number in (amount.value, amount.low, amount.high):
            if number is not None and not (
                self.low <= number <= self.high and (number > 0 or not self.above)
            ):
                raise ValueError(f"{number:g} is out of range: it {self.rule} ({self.meaning})")


_ALL = (
    Input(name="effort", meaning="work, in the backlog's unit", above=True),
    Input(name="reach", meaning="people in the period"),
    Input(name="impact", meaning="RICE's scale: 3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal", high=3),
    Input(name="confidence", meaning="a share, or 80%", high=1),
    Input(name="value", meaning="the value metric, 0 nothing to 1 most", high=1),
    Input(name="time_criticality", meaning="SAFe's steps: 1, 2, 3, 5, 8, 13, 20", low=1, high=20),
    Input(name="risk_reduction", meaning="SAFe's steps: 1, 2, 3, 5, 8, 13, 20", low=1, high=20),
    Input(name="cost_of_delay", meaning="what a week of waiting costs, in one unit for all"),
    Input(name="duration", meaning="weeks from start to end, not work", above=True),
    Input(name="ease", meaning="ICE's scale: 1 hard to 10 easy", low=1, high=10),
    Input(name="severity", meaning="0 cosmetic to 4 blocker", high=4),
    Input(name="demand_share", meaning="share of people who ask for it", high=1),
    Input(name="revenue_share", meaning="share of all revenue", high=1),
    Input(name="breadth", meaning="over products: 0 one has it all, 1 all alike", high=1),
    Input(name="enabled", meaning="value of what waits for it, in units of the value metric"),
)
INPUTS = {one.name: one for one in _ALL}


def input_named(name: str) -> Input:
    """The input of this name. Raises ValueError with suggestions."""
    if name in INPUTS:
        return INPUTS[name]
    raise ValueError(f"no input '{name}'; {nearest(name, INPUTS) or 'known: ' + ', '.join(INPUTS)}")
