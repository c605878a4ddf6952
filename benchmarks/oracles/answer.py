"""Answers cases as published libraries do; runs in .venv-oracles and imports nothing of ours.

    python -E -s answer.py INPUT.json OUTPUT.json

INPUT is a list of [oracle, cases]; a case is the oracle's arguments by name. OUTPUT holds `answers`, for each
of them one list of numbers per case (null where there is none) or a text that says what it raised, and
`versions`.
"""

from __future__ import annotations

import json
import math
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import by_formula
import by_frameworks
import by_quality
import by_statistics
import by_surveys

PACKAGES = (
    "statsmodels", "scipy", "pymannkendall", "scikit-learn", "torchmetrics", "netcal", "ir-measures",
    "pytrec-eval-terrier", "balance", "scikit-criteria", "pymcdm", "paretoset", "scikit-bio", "numpy",
    "pandas",
)  # fmt: skip
ORACLES = {
    name: oracle
    for module in (by_formula, by_frameworks, by_quality, by_statistics, by_surveys)
    for name, oracle in module.ORACLES.items()
}


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    asked = json.loads(source.read_text(encoding="utf-8"))
    answers = [[_answer(oracle, case) for case in cases] for oracle, cases in asked]
    versions = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    target.write_text(json.dumps({"answers": answers, "versions": versions}), encoding="utf-8")


def _answer(oracle: str, case: dict[str, Any]) -> list[float | None] | str:
    try:
        found = ORACLES[oracle](**case)
        return [_number(one) for one in (found if isinstance(found, Iterable) else [found])]
    except Exception as raised:  # whatever an oracle raises is its answer, and the next case still counts
        return f"{type(raised).__name__}: {raised}"


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


if __name__ == "__main__":
    main()
