"""How a score is made from its inputs, as a formula that a spreadsheet reckons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isclose, prod

from feedback_insights.exporters.selection import number
from feedback_insights.records import Score

Letters = Sequence[str]  # cells, such as C2, in the order of the inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A method's inputs, its formula, and the same in Python."""

    method: str
    inputs: tuple[str, ...]
    divisor: str | None  # the input that must be above 0
    formula: Callable[[Letters], str]
    value: Callable[[Sequence[float]], float]
    told: str  # the formula in words

    def numbers(self, score: Score) -> list[float | None]:
        """The inputs of a score, in order; None = unknown."""
        found = (score.inputs.get(name) for name in self.inputs)
        return [number(one.value) if one else None for one in found]

    def makes(self, scores: Iterable[Score]) -> bool:
        """Whether it gives every score that there is, to twelve digits; a score without inputs is none."""
        known = [score for score in scores if number(score.score.value) is not None]
        return bool(known) and all(self._gives(score) for score in known)

    def _gives(self, score: Score) -> bool:
        values = [value for value in self.numbers(score) if value is not None]
        whole = len(values) == len(self.inputs) and not (self.divisor and values[self._at] <= 0)
        return whole and isclose(self.value(values), score.score.value or 0.0, rel_tol=1e-12, abs_tol=1e-15)

    @property
    def _at(self) -> int:
        return self.inputs.index(self.divisor or self.inputs[-1])


def _rice(cells: Letters) -> str:
    return f"{cells[0]}*{cells[1]}*{cells[2]}/{cells[3]}"


def _product(cells: Letters) -> str:
    return "*".join(cells)


def _mean(cells: Letters) -> str:
    return f"({'+'.join(cells)})/{len(cells)}"


def _percent(cells: Letters) -> str:
    return f"{cells[0]}*{cells[1]}/100*{cells[2]}"


def _wsjf(cells: Letters) -> str:
    return f"({'+'.join(cells[:-1])})/{cells[-1]}"


_ICE = ("impact", "confidence", "ease")
_WSJF = (
    ("value", "criticality", "risk_reduction", "size"),
    ("business_value", "time_criticality", "risk_reduction", "job_size"),
    ("user_value", "time_criticality", "risk_reduction", "size"),
)
RECIPES = (
    Recipe(
        method="rice",
        inputs=("reach", "impact", "confidence", "effort"),
        divisor="effort",
        formula=_rice,
        value=lambda v: v[0] * v[1] * v[2] / v[3],
        told="reach x impact x confidence / effort",
    ),
    Recipe(
        method="ice",
        inputs=_ICE,
        divisor=None,
        formula=_product,
        value=prod,
        told="impact x confidence x ease",
    ),
    Recipe(
        method="ice",
        inputs=_ICE,
        divisor=None,
        formula=_mean,
        value=lambda v: sum(v) / 3,
        told="mean of impact, confidence and ease",
    ),
    Recipe(
        method="ice",
        inputs=_ICE,
        divisor=None,
        formula=_percent,
        value=lambda v: v[0] * v[1] / 100 * v[2],
        told="impact x confidence / 100 x ease",
    ),
    *(
        Recipe(
            method="wsjf",
            inputs=inputs,
            divisor=inputs[-1],
            formula=_wsjf,
            value=lambda v: sum(v[:-1]) / v[-1],
            told=f"({' + '.join(inputs[:-1])}) / {inputs[-1]}".replace("_", " "),
        )
        for inputs in _WSJF
    ),
)
METHODS = tuple(dict.fromkeys(recipe.method for recipe in RECIPES))


def recipe_of(method: str, scores: Sequence[Score]) -> Recipe | None:
    """The recipe that gives every score of a method from its inputs; None = none does.

    Where no score has a value yet, the first one whose inputs the scores name.
    """
    known = [recipe for recipe in RECIPES if recipe.method == method]
    if any(number(score.score.value) is not None for score in scores):
        return next((recipe for recipe in known if recipe.makes(scores)), None)
    named = {name for score in scores for name in score.inputs}
    return next((recipe for recipe in known if named.issuperset(recipe.inputs)), None)
