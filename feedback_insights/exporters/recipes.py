"""How a score is made from its inputs, as a formula that a spreadsheet reckons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isclose, prod

from feedback_insights.exporters.selection import number
from feedback_insights.records import Score

Cells = Sequence[str]  # such as C2, in the order of the inputs
METHODS = ("rice", "ice", "wsjf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """One way to reckon a method; each input by the names that it may have."""

    method: str
    inputs: tuple[tuple[str, ...], ...]
    divides: bool  # by the last input, which must then be above 0
    cells: Callable[[Cells], str]
    value: Callable[[Sequence[float]], float]
    told: str  # with the inputs' names in place of {0}, {1}, ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A formula with the inputs of one run."""

    formula: Formula
    inputs: tuple[str, ...]

    @property
    def told(self) -> str:
        """The formula in words."""
        return self.formula.told.format(*(name.replace("_", " ") for name in self.inputs))

    def numbers(self, score: Score) -> list[float | None]:
        """The inputs of a score, in order; None = unknown."""
        found = (score.inputs.get(name) for name in self.inputs)
        return [number(one.value) if one else None for one in found]

    def makes(self, scores: Iterable[Score]) -> bool:
        """Whether it gives every one of these scores, to twelve digits."""
        return all(self._gives(score) for score in scores)

    def _gives(self, score: Score) -> bool:
        values = [value for value in self.numbers(score) if value is not None]
        if len(values) < len(self.inputs) or (self.formula.divides and values[-1] <= 0):
            return False
        return isclose(self.formula.value(values), score.score.value or 0.0, rel_tol=1e-12, abs_tol=1e-15)


_ICE = (("impact",), ("confidence",), ("ease",))
_SCALED = "; impact 0.25..3 read as 1..10, confidence 0..1 as 0..10"
_STEPS = (1, 2, 3, 5, 8, 13, 20)  # of SAFe


def _strength(impact: float) -> float:
    return 1 + 9 * min(1.0, max(0.0, (impact - 0.25) / 2.75))


def _sureness(confidence: float) -> float:
    return max(confidence * 10, 1.0)


def _step(share: float) -> float:
    return float(_STEPS[int(min(1.0, max(0.0, share)) * 6 + 0.5)])


def _scaled(cells: Cells) -> list[str]:
    strength = f"(1+9*MAX(0,MIN(1,({cells[0]}-0.25)/2.75)))"
    return [strength, f"MAX({cells[1]}*10,1)", cells[2]]


def _stepped(cell: str) -> str:
    steps = ",".join(map(str, _STEPS))
    return f"LOOKUP(INT(MAX(0,MIN(1,{cell}))*6+0.5),{{0,1,2,3,4,5,6}},{{{steps}}})"


def _ice(cells: Callable[[Cells], str], value: Callable[[Sequence[float]], float], told: str) -> Formula:
    return Formula(method="ice", inputs=_ICE, divides=False, cells=cells, value=value, told=told)


def _wsjf(cells: Callable[[Cells], str], value: Callable[[Sequence[float]], float], told: str) -> Formula:
    inputs = (
        ("value", "business_value", "user_value"),
        ("time_criticality", "criticality"),
        ("risk_reduction",),
        ("job_size", "size", "effort"),
    )
    return Formula(method="wsjf", inputs=inputs, divides=True, cells=cells, value=value, told=told)


FORMULAS = (
    Formula(
        method="rice",
        inputs=(("reach",), ("impact",), ("confidence",), ("effort",)),
        divides=True,
        cells=lambda c: f"{c[0]}*{c[1]}*{c[2]}/{c[3]}",
        value=lambda v: v[0] * v[1] * v[2] / v[3],
        told="{0} x {1} x {2} / {3}",
    ),
    _ice("*".join, prod, "{0} x {1} x {2}"),
    _ice(lambda c: f"({'+'.join(c)})/3", lambda v: sum(v) / 3, "({0} + {1} + {2}) / 3"),
    _ice(lambda c: f"{c[0]}*{c[1]}/100*{c[2]}", lambda v: v[0] * v[1] / 100 * v[2], "{0} x {1} / 100 x {2}"),
    _ice(
        lambda c: "*".join(_scaled(c)),
        lambda v: _strength(v[0]) * _sureness(v[1]) * v[2],
        "{0} x {1} x {2}" + _SCALED,
    ),
    _ice(
        lambda c: f"({'+'.join(_scaled(c))})/3",
        lambda v: (_strength(v[0]) + _sureness(v[1]) + v[2]) / 3,
        "({0} + {1} + {2}) / 3" + _SCALED,
    ),
    _ice(
        lambda c: f"{_scaled(c)[0]}*{c[1]}*{c[2]}",
        lambda v: _strength(v[0]) * v[1] * v[2],
        "{0} x {1} x {2}; impact 0.25..3 read as 1..10",
    ),
    _wsjf(
        lambda c: f"({c[0]}+{c[1]}+{c[2]})/{c[3]}",
        lambda v: (v[0] + v[1] + v[2]) / v[3],
        "({0} + {1} + {2}) / {3}",
    ),
    _wsjf(
        lambda c: f"({_stepped(c[0])}+{c[1]}+{c[2]})/{c[3]}",
        lambda v: (_step(v[0]) + v[1] + v[2]) / v[3],
        "({0} + {1} + {2}) / {3}; {0} 0..1 read as 1, 2, 3, 5, 8, 13, 20",
    ),
)


def recipe_of(method: str, scores: Sequence[Score]) -> Recipe | None:
    """The recipe that gives every known score of a method from its inputs; None = none does.

    Where nothing is scored yet, the first one whose inputs the scores name.
    """
    named = {name for score in scores for name in score.inputs}
    known = [score for score in scores if number(score.score.value) is not None]
    recipes = (_with_inputs(formula, named) for formula in FORMULAS if formula.method == method)
    return next((recipe for recipe in recipes if recipe and recipe.makes(known)), None)


def _with_inputs(formula: Formula, named: set[str]) -> Recipe | None:
    found = [next((name for name in names if name in named), None) for names in formula.inputs]
    inputs = tuple(name for name in found if name is not None)
    return Recipe(formula=formula, inputs=inputs) if len(inputs) == len(found) else None
