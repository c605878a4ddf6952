"""Scales that read sizes and points as efforts. None is used unless it is named: sizes mean nothing alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.supplied._inputs import INPUTS
from feedback_insights.supplied._numbers import Amount, read_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What words are worth as efforts, and whether other numbers are refused."""

    name: str
    steps: Mapping[str, Amount]  # by the word in capitals; in the backlog's unit
    only: bool = False  # nothing but its steps can be written

    def read(self, text: str) -> Amount:
        """Read an effort. Raises ValueError for what is neither a step nor, where allowed, a number."""
        found = self.steps.get(text.strip().upper())
        if found is not None:
            return found
        if not self.only:
            try:
                return read_amount(text)
            except ValueError as error:
                raise ValueError(f"{error}, or one of {', '.join(self.steps)}") from None
        raise ValueError(f"'{text.strip()}' is no step of {self.name}: {', '.join(self.steps)}")

    @property
    def told(self) -> str:
        """Its steps with their numbers: "XS 1, S 2, M 4"; of points the steps alone."""
        return ", ".join(
            word if word == amount.text else f"{word} {amount.text}" for word, amount in self.steps.items()
        )


_POINTS = ("0.5", "1", "2", "3", "5", "8", "13", "20", "21", "40", "100")
SCALES = {
    "shirts": Scale(
        name="shirts",
        steps={size: Amount(float(2**n)) for n, size in enumerate(("XS", "S", "M", "L", "XL", "XXL"))},
    ),
    "points": Scale(name="points", steps={step: Amount(float(step)) for step in _POINTS}, only=True),
}


def read_scale(given: str | Path | Mapping[str, float | str]) -> Scale:
    """A scale: "shirts" (XS 1, each size twice the one before), "points" (0.5, 1, 2, 3, 5, ...), your own.

    Your own is a mapping of words to numbers or ranges, ``{"S": 1, "M": "2-4"}``, or a TOML file of such
    lines. Raises `FileProblem` or `SettingsError` saying what is wrong with it.
    """
    if isinstance(given, Mapping):
        return _own("effort_scale", given)
    if str(given) in SCALES:
        return SCALES[str(given)]
    path = Path(given)
    try:
        lines = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(SCALES)
        raise FileProblem(
            f"no scale '{given}': it is neither one of {known} nor a file ({error.strerror})"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileProblem(f'{path.name} is no scale: {error}; write lines such as M = "2-4"') from error
    return _own(path.name, lines)


def _own(name: str, lines: Mapping[str, object]) -> Scale:
    steps: dict[str, Amount] = {}
    for word, said in lines.items():
        if isinstance(said, bool) or not isinstance(said, str | int | float):
            raise SettingsError(f'{name}: {word}: {said!r} is no number; write lines such as M = "2-4"')
        try:
            amount = read_amount(str(said))
            INPUTS["effort"].check(amount)
        except ValueError as error:
            raise SettingsError(f"{name}: {word}: {error}") from None
        if word.strip().upper() in steps:
            raise SettingsError(f"{name}: {word} occurs twice; capitals make no difference")
        steps[word.strip().upper()] = amount
    if not steps:
        raise SettingsError(f'{name} has no steps; write lines such as M = "2-4"')
    return Scale(name=name, steps=steps)
