"""Our formulas beside those of others: rows of cases, asked of an environment apart (`make oracles`)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

ENVIRONMENT = Path(__file__).resolve().parent.parent / ".venv-oracles"
READY = ENVIRONMENT / ".ready"  # the Makefile's stamp
PYTHON = ENVIRONMENT / "bin" / "python"
SCRIPT = Path(__file__).resolve().parent / "oracles" / "answer.py"
ABSENT = "what we compare with is not on this machine; install it with: make oracles"

DRAWN = 200  # cases per row, beside the published ones
SAME = 1e-9  # absolute or relative

Case = dict[str, Any]  # arguments by name, for us and for the oracle
Answer = list[float | None] | str  # numbers, None = unknown; a text says what was raised


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of our functions and one of others' that says the same."""

    ours: str
    oracle: str  # its name in oracles/
    call: Callable[..., Any]  # ours: a number, None, or numbers
    published: Sequence[Case] = ()
    draw: Callable[[np.random.Generator], Case]
    drawn: int = DRAWN
    note: str = ""  # what had to be set alike, or why the two do not say the same


@dataclass(kw_only=True)
class Compared:
    """How far apart the two are."""

    row: Row
    numbers: int = 0
    absolute: float = 0.0
    relative: float = 0.0
    apart: list[str] = field(default_factory=list)  # cases further apart than SAME, told

    @property
    def agrees(self) -> bool:
        return not self.apart


def cases_of(row: Row) -> list[Case]:
    """The published cases, then the drawn ones; they depend on the row's names alone."""
    random = np.random.default_rng(list(f"{row.ours} {row.oracle}".encode()))
    return [*row.published, *(row.draw(random) for _ in range(row.drawn))]


def asked(rows: Sequence[Row]) -> tuple[list[list[Answer]], dict[str, str]]:
    """The oracles' answers to all cases of all rows, and their versions."""
    if not READY.exists():
        raise FileNotFoundError(ABSENT)
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "asked.json"), Path(folder, "answers.json")
        source.write_text(json.dumps([[row.oracle, cases_of(row)] for row in rows]), encoding="utf-8")
        # -E and -s: neither PYTHONPATH nor the user's packages may bring ours into their environment.
        ran = subprocess.run([PYTHON, "-E", "-s", SCRIPT, source, target], capture_output=True, text=True)
        if not target.exists():
            raise RuntimeError(f"the oracles' process ended with {ran.returncode}:\n{ran.stderr}")
        found = json.loads(target.read_text(encoding="utf-8"))
    return found["answers"], found["versions"]


def compared(row: Row, theirs: Sequence[Answer]) -> Compared:
    """Set our answers against theirs, number by number."""
    found = Compared(row=row)
    for case, their in zip(cases_of(row), theirs, strict=True):
        our = answered(row, case)
        if isinstance(our, str) or isinstance(their, str) or len(our) != len(their):
            found.apart.append(f"{case}: {our} / {their}")
            continue
        distances = [_distance(one, other) for one, other in zip(our, their, strict=True)]
        found.numbers += len(distances)
        found.absolute = max([found.absolute, *(absolute for absolute, _ in distances)])
        found.relative = max([found.relative, *(relative for _, relative in distances)])
        if any(min(distance) > SAME for distance in distances):
            found.apart.append(f"{case}: {our} / {their}")
    return found


def answered(row: Row, case: Case) -> Answer:
    """Our answer to a case."""
    try:
        given = row.call(**case)
    except ValueError as error:
        return f"ValueError: {error}"
    array = np.ravel(np.array(given, dtype=np.float64))
    return [None if np.isnan(one) else float(one) for one in array]


def _distance(one: float | None, other: float | None) -> tuple[float, float]:
    if one is None or other is None:
        return (0.0, 0.0) if one is other else (float("inf"), float("inf"))
    absolute = abs(one - other)
    return absolute, absolute / max(abs(one), abs(other)) if absolute else 0.0
