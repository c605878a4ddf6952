"""The forms that survey metrics come in: which answers count for what, and on which scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from feedback_insights.arguments import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How answers become a figure."""

    metric: str
    variant: str
    kind: Literal["net", "share", "mean"]  # 100 (first class - last class), 100 first class / n, or the mean
    low: float  # of the values: answers, or scores made from them
    high: float
    up: float  # values from here on are of the first class
    down: float | None = None  # values up to here are of the last of three classes
    names: tuple[str, ...]  # of the classes, best first
    scale: str = ""

    @property
    def extent(self) -> tuple[float, float]:
        """The least and the most that the figure can be."""
        return {"net": (-100.0, 100.0), "share": (0.0, 100.0), "mean": (self.low, self.high)}[self.kind]

    def classes(self, values: Floats, weights: Floats) -> dict[str, int]:
        """How many values are of each class. A mean of several answers counts by the same bounds."""
        first = int(weights[values >= self.up].sum())
        last = 0 if self.down is None else int(weights[values <= self.down].sum())
        middle = int(weights.sum()) - first - last
        return dict(zip(self.names, (first, middle, last), strict=False))

    def typical(self) -> Floats:
        """A value of each class, best first, for counts of which no more is known."""
        middle = [(self.up + self.down) / 2] if self.down is not None else []
        return np.array([self.high, *middle, self.low])


NPS = Form(
    metric="nps",
    variant="net",
    kind="net",
    low=0,
    high=10,
    up=9,
    down=6,
    names=("promoters", "passives", "detractors"),
    scale="0..10",
)
_TOP2 = Form(
    metric="csat",
    variant="top2",
    kind="share",
    low=1,
    high=5,
    up=4,
    names=("satisfied", "others"),
    scale="1..5",
)
CSAT: Mapping[str, Form] = {"top2": _TOP2, "mean": replace(_TOP2, variant="mean", kind="mean")}
_SHARE = Form(
    metric="ces",
    variant="share",
    kind="share",
    low=1,
    high=7,
    up=5,
    names=("easy", "others"),
    scale="1..7",
)
CES: Mapping[tuple[str, int], Form] = {
    ("mean", 7): replace(_SHARE, variant="mean", kind="mean"),
    ("share", 7): _SHARE,
    ("share", 5): replace(_SHARE, high=5, up=4, scale="1..5"),
    ("index", 7): replace(
        _SHARE, variant="index", kind="net", up=6, down=3, names=("easy", "neutral", "difficult")
    ),
}
SUS = Form(  # of the respondents' scores
    metric="sus", variant="mean", kind="mean", low=0, high=100, up=0, names=(), scale="10 items of 1..5"
)
FORMS: Mapping[tuple[str, str, str], Form] = {
    (form.metric, form.variant, form.scale): form for form in (NPS, *CSAT.values(), *CES.values(), SUS)
}
