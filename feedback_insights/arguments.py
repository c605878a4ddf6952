"""Numbers handed to a public function: read as float arrays, and refused by name and place where impossible.

Unknown (None, nan) stays unknown all the way: nan in arrays, None as a single number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_NO_VALUE = frozenset({"NAType", "NaTType"})  # what pandas has for nothing, by the names of their types


def numbers(
    name: str, values: ArrayLike | None, *, low: float = -np.inf, high: float = np.inf, rule: str = ""
) -> Floats:
    """Read an argument of any shape as float64; None, and what is masked or nothing to pandas, is nan.

    Raises ValueError naming the argument and the position for what is no number, for infinities, and for
    numbers outside low..high (both allowed); `rule` words that range ("must be a share between 0 and 1").
    """
    try:
        array = _floats(values)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} must be a number or an array of numbers: {error}") from None
    refuse(name, array, np.isinf(array), "must be finite")
    refuse(name, array, (array < low) | (array > high), rule or _range(low, high))
    return array


def _floats(values: ArrayLike | None) -> Floats:
    raw = np.asarray(values)
    if raw.dtype.kind in "US" or (raw.dtype == object and any(isinstance(value, str) for value in raw.flat)):
        raise ValueError("a text is no number")
    if raw.dtype.kind not in "biufO":  # complex numbers, dates and durations would lose their meaning
        raise ValueError(f"what is of type {raw.dtype} is no number")
    if raw.dtype == object:
        known = [None if is_nothing(value) else value for value in raw.flat]
        raw = np.array(known, dtype=np.float64).reshape(raw.shape)
    unknown = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else False
    return np.where(unknown, np.nan, raw.astype(np.float64))


def is_nothing(value: object) -> bool:
    """Whether a value is none: None, nan, or what pandas has for it."""
    return value is None or type(value).__name__ in _NO_VALUE or bool(value != value)


def single(
    name: str, value: ArrayLike | None, *, low: float = -np.inf, high: float = np.inf, rule: str = ""
) -> float:
    """Read one number; None is nan. A list is refused."""
    array = numbers(name, value, low=low, high=high, rule=rule)
    if array.ndim:
        raise ValueError(f"{name} must be one number, not of shape {array.shape}")
    return float(array)


def declared(name: str, value: ArrayLike | None, *, low: float = -np.inf, high: float = np.inf) -> float:
    """Read one number that cannot be left unknown."""
    number = single(name, value, low=low, high=high)
    if np.isnan(number):
        raise ValueError(f"{name} must be a number, not {value!r}")
    return number


def fraction(name: str, value: float) -> float:
    """Read a number above 0 and below 1, such as a confidence level."""
    number = declared(name, value)
    if not 0 < number < 1:
        raise ValueError(f"{name} is {value}: it must be above 0 and below 1")
    return number


def whole(name: str, value: int, *, low: int) -> int:
    """Read a whole number, such as a number of draws or a seed."""
    number = declared(name, value)
    if isinstance(value, bool | np.bool_) or number < low or not number.is_integer():
        raise ValueError(f"{name} is {value}: it must be a whole number, at least {low}")
    return int(value)


def listed(name: str, values: Iterable[object], what: str = "names, one per item") -> list[object]:
    """Read a list of anything but numbers. A text, a mapping and what is no list are refused."""
    if isinstance(values, str | bytes | Mapping) or not _is_iterable(values):
        raise ValueError(f"{name} must be a list of {what}, not of type {type(values).__name__}")
    return list(values)


def _is_iterable(values: object) -> bool:
    return isinstance(values, Iterable) and getattr(values, "ndim", 1) == 1


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
