"""What is asked about a theme's products: rates, or how many raised it of how many heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers, refuse
from feedback_insights.priority.platform._by_name import by_name, names

ROUNDING = 1e-9
MOST = 1e15  # customers; beyond, floats hold no whole numbers

PerProduct = Mapping[str, float | None] | ArrayLike


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Products:
    """One row per product, by name where names are given, else in the order given."""

    names: tuple[str, ...]  # empty where lists were given
    rates: Floats  # nan = unknown, or nobody was heard there
    heard: Floats | None  # None = not given
    drawn_from: Floats  # the rates that a draw of the customers heard is made from

    @property
    def known(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.rates)

    @property
    def customers(self) -> float:
        """Those who raise the theme, where it is given how many were heard."""
        return 0.0 if self.heard is None else fsum((self.rates * self.heard)[self.known])

    def gap(self) -> str:
        """What cannot be told, in words; empty = nothing is missing."""
        if not self.rates.size:
            return "no_products"
        gaps = [self.names[n] if self.names else f"number {n}" for n in np.flatnonzero(~self.known)]
        missing = f"rate_unknown: {', '.join(gaps)}" if gaps else ""
        silent = self.known.any() and not self.rates[self.known].any()
        return "; ".join(filter(None, ("no_evidence: no product raises it" if silent else "", missing)))


def read(rates: PerProduct | None, raised: PerProduct | None, heard: PerProduct | None) -> Products:
    """Read what was given. Raises ValueError as `breadth` says."""
    if (rates is None) == (raised is None) or (raised is not None and heard is None):
        raise ValueError("breadth needs either rates, or raised together with heard")
    given = {name: v for name, v in (("rates", rates), ("raised", raised), ("heard", heard)) if v is not None}
    told = _names(given)
    table = {name: _column(name, values) for name, values in given.items()}
    if len({column.size for column in table.values()}) > 1:
        raise ValueError(f"{' and '.join(table)} must be about the same products, in one order")
    if heard is None:
        return Products(names=told, rates=table["rates"], heard=None, drawn_from=table["rates"])
    people = table["heard"]
    _refuse("heard", told, people, (people % 1 > 0) | (people > MOST), "must be a whole number of customers")
    people = np.where(people > 0, people, np.nan)
    if raised is None:
        _refuse("rates", told, table["rates"], table["rates"] > 1, "must be a share where heard is given")
        shares = np.where(np.isnan(people), np.nan, table["rates"])
        return Products(names=told, rates=shares, heard=people, drawn_from=shares)
    over = table["raised"] > table["heard"] * (1 + ROUNDING)
    _refuse("raised", told, table["raised"], over, "must not be more than were heard in that product")
    shares = np.minimum(table["raised"] / people, 1.0)
    smoothed = (shares * people + 0.5) / (people + 1)
    return Products(names=told, rates=shares, heard=people, drawn_from=smoothed)


def _names(given: Mapping[str, PerProduct]) -> tuple[str, ...]:
    named = {name: names(name, values) for name, values in given.items() if isinstance(values, Mapping)}
    if not named:
        return ()
    first, *others = named.values()
    if len(named) < len(given) or any(other != first for other in others):
        raise ValueError(f"{' and '.join(given)} must name the same products")
    return tuple(first)


def _column(name: str, values: PerProduct) -> Floats:
    if isinstance(values, Mapping):
        return np.array(list(by_name(name, values, low=0).values()), dtype=np.float64)
    column = numbers(name, values, low=0)
    if column.ndim != 1:
        raise ValueError(f"{name} must hold one number per product")
    return column


def _refuse(name: str, told: tuple[str, ...], column: Floats, bad: NDArray[np.bool_], rule: str) -> None:
    if not told:
        return refuse(name, column, bad, rule)
    for product, number, wrong in zip(told, column, bad, strict=True):
        refuse(f"{name}[{product!r}]", number, wrong, rule)
    return None
