"""What the framework functions share: arguments that fit together, columns, and words as results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from feedback_insights.arguments import Floats, numbers, refuse

Labels = NDArray[np.object_]  # words, flags or None


def aligned(**arguments: Floats) -> list[Floats]:
    """Broadcast arguments against each other; ValueError names the first that does not fit."""
    shape: tuple[int, ...] = ()
    for name, array in arguments.items():
        try:
            shape = np.broadcast_shapes(shape, array.shape)
        except ValueError:
            raise ValueError(f"{name} has shape {array.shape}, which does not fit {shape}") from None
    return [np.broadcast_to(array, shape) for array in arguments.values()]


def column(name: str, values: ArrayLike | None, *, low: float = -np.inf, high: float = np.inf) -> Floats:
    """Read a list of numbers, one per item; a single number or a table is refused."""
    array = numbers(name, values, low=low, high=high)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers, one per item, not of shape {array.shape}")
    return array


def same_length(**arguments: Floats) -> None:
    """Raise ValueError unless all columns are of the same length."""
    lengths = {name: array.size for name, array in arguments.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"the lists must be of one length; {told}")


def positive(array: Floats) -> Floats:
    """An effort, size or duration of zero or less is none: it is unknown."""
    return np.asarray(np.where(array > 0, array, np.nan))


def bounded(result: Floats, cause: str) -> Floats:
    """The result, refused where it is too large for a float; `cause` says what to check."""
    refuse("the result", result, np.isinf(result), f"is too large; check {cause}")
    return result


def labelled(conditions: Sequence[Any], words: Sequence[object]) -> Any:
    """The word of the first condition that holds, else None; an array, or one word for single numbers."""
    choices: Any = [np.array(word, dtype=object) for word in words]
    found = np.select(list(conditions), choices, default=np.array(None))
    return found if found.ndim else found.item()
