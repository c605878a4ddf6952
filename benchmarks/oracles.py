"""Compares our formulas with those of libraries that others use, and writes results/oracles-<date>.md.

    make oracles                     # the libraries, once, in an environment of their own
    python benchmarks/oracles.py

Each row is a function of ours, one of theirs, the published cases and drawn ones (seeded). Two minutes.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version

import _oracles_frameworks
import _oracles_quality
import _oracles_statistics
import _oracles_surveys
from _machine import today, write
from _oracles import ABSENT, READY, Compared, asked, compared

LEFT_OUT = """\
Left out of what spec section 10 names: the R packages smaa (GPL), csranks, surveillance and stp25stat, for
want of R, so that rank sets have no row; SALib, because nothing of ours is a variance-based index; ranx,
because ir-measures asks trec_eval itself. The fractions are twins written from the formula, not libraries:
RICE, ICE, WSJF, CD3, opportunity, SUS, NPS, Kano's coefficients and Fong's test, impact asymmetry, shrinkage
by moments and James-Stein, exact SMAA of two criteria."""
ROWS = [
    *_oracles_statistics.ROWS,
    *_oracles_quality.ROWS,
    *_oracles_frameworks.ROWS,
    *_oracles_surveys.ROWS,
]


def main() -> int:
    if not READY.exists():
        print(ABSENT)
        return 0
    answers, versions = asked(ROWS)
    found = [compared(row, theirs) for row, theirs in zip(ROWS, answers, strict=True)]
    write("oracles", report(found, versions))
    for one in found:
        for told in one.apart[:3]:
            print(f"{one.row.ours} / {one.row.oracle}: {told}", file=sys.stderr)
    return 0


def report(found: list[Compared], versions: dict[str, str]) -> list[str]:
    """The result as Markdown."""
    agreeing = sum(one.agrees for one in found)
    notes = [f"- {one.row.ours} / {one.row.oracle}: {one.row.note}" for one in found if one.row.note]
    return [
        f"# Our formulas beside others', {today()}",
        "",
        f"{agreeing} of {len(found)} rows agree to 1e-9 (absolute or relative) in every number of",
        "every case. Cases: published + drawn. Differences: the largest of all numbers.",
        "",
        "| ours | oracle | cases | numbers | difference | relative | agrees |",
        "|---|---|---|---|---|---|---|",
        *map(_line, found),
        "",
        "What was set alike, or why two do not say the same:",
        "",
        *notes,
        "",
        LEFT_OUT,
        "",
        _described(versions),
    ]


def _line(one: Compared) -> str:
    row = one.row
    cases = f"{len(row.published)} + {row.drawn}"
    agrees = "yes" if one.agrees else f"no: {len(one.apart)} cases apart"
    return (
        f"| {row.ours} | {row.oracle} | {cases} | {one.numbers} | {one.absolute:.1e} | {one.relative:.1e}"
        f" | {agrees} |"
    )


def _described(versions: dict[str, str]) -> str:
    theirs = ", ".join(f"{name} {number}" for name, number in versions.items() if name != "python")
    return (
        f"{today()}; {os.cpu_count()} cores, no GPU; Python {platform.python_version()}. Ours: numpy"
        f" {version('numpy')}, scipy {version('scipy')}. Theirs: {theirs}."
    )


if __name__ == "__main__":
    sys.exit(main())
