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
FORMULAS = (
    Formula(
        method="rice",
        inputs=(("reach",), ("impact",), ("confidence",), ("effort",)),
        divides=True,
        cells=lambda c: f"{c[0]}*{c[1]}*{c[2]}/{c[3]}",
        value=lambda v: v[0] * v[1] * v[2] / v[3],
        told="{0} x {1} x {2} / {3}",
    ),
    Formula(method="ice", inputs=_ICE, divides=False, cells="*".join, value=prod, told="{0} x {1} x {2}"),
    Formula(
        method="ice",
        inputs=_ICE,
        divides=False,
        cells=lambda c: f"({'+'.join(c)})/3",
        value=lambda v: sum(v) / 3,
        told="({0} + {1} + {2}) / 3",
    ),
    Formula(
        method="ice",
        inputs=_ICE,
        divides=False,
        cells=lambda c: f"{c[0]}*{c[1]}/100*{c[2]}",
        value=lambda v: v[0] * v[1] / 100 * v[2],
        told="{0} x {1} / 100 x {2}",
    ),
    Formula(
        method="wsjf",
        inputs=(
            ("value", "business_value", "user_value"),
            ("time_criticality", "criticality"),
            ("risk_reduction",),
            ("job_size", "size", "effort"),
        ),
        divides=True,
        cells=lambda c: f"({c[0]}+{c[1]}+{c[2]})/{c[3]}",
        value=lambda v: (v[0] + v[1] + v[2]) / v[3],
        told="({0} + {1} + {2}) / {3}",
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
