"""How sure, and by how many draws: options of functions that estimate, checked."""

from __future__ import annotations

from numbers import Integral


def check_level(level: float) -> None:
    """Raise ValueError for what is no confidence level."""
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: it must be between 0 and 1, such as 0.9")


def check_draws(draws: int, seed: int) -> None:
    """Raise ValueError for a number of draws, or a seed, that cannot be."""
    if not isinstance(draws, Integral) or draws < 1:
        raise ValueError(f"draws is {draws}: it must be a whole number, at least 1")
    if not isinstance(seed, Integral) or seed < 0:
        raise ValueError(f"seed is {seed}: it must be a whole number, at least 0")
