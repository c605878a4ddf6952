"""Numbers handed to a public function: read as float arrays, and refused by name and place where impossible.

Unknown (None, nan) stays unknown all the way: nan in arrays, None as a single number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def numbers(
    name: str, values: ArrayLike | None, *, low: float = -np.inf, high: float = np.inf, rule: str = ""
) -> Floats:
    """Read an argument of any shape as float64; None is nan.

    Raises ValueError naming the argument and the position for what is no number, for infinities, and for
    numbers outside low..high (both allowed); `rule` words that range ("must be a share between 0 and 1").
    """
    try:
        raw = np.asarray(values)
        if raw.dtype.kind in "US" or any(isinstance(value, str) for value in raw.flat if raw.dtype == object):
            raise ValueError("a text is no number")
        array = raw.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} must be a number or an array of numbers: {error}") from None
    refuse(name, array, np.isinf(array), "must be finite")
    refuse(name, array, (array < low) | (array > high), rule or _range(low, high))
    return array


def _range(low: float, high: float) -> str:
    if high == np.inf:
        return "must not be negative" if low == 0 else f"must be {low:g} or more"
    return f"must be {high:g} or less" if low == -np.inf else f"must be between {low:g} and {high:g}"


def refuse(name: str, array: Floats, bad: NDArray[np.bool_], rule: str) -> None:
    """Raise ValueError naming the first number that `bad` marks: "reach[1] is -5.0: it must be ..."."""
    if not bad.any():
        return
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    where = f"[{', '.join(map(str, place))}]" if place else ""
    raise ValueError(f"{name}{where} is {array[place]}: it {rule}")


def plain(result: Floats) -> float | Floats | None:
    """The result of a function of numbers or arrays: an array stays one, a single unknown number is None."""
    if result.ndim:
        return result
    return None if np.isnan(result) else float(result)
