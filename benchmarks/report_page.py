"""Times the HTML report of 10,000 statements, from figures to a page; writes results/report-page-<date>.md.

    python benchmarks/report_page.py [--keep DIR]

The crowd is invented (the one of the tests, larger): 60 themes with up to 12 quotes each, 40 backlog items,
4 audiences by 6 products, 12 participants. Once as a plain report, once with two periods and a facet.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from _browser import Browser, Opening, chromium
from _machine import described, write

from feedback_insights.report.html import render
from feedback_insights.report.parts import ReportData
from feedback_insights.scope import Scope

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from report_crowd import Crowd, Size, crowd

REPEATS = 7
SIZE = Size(
    items=5000, themes=60, features=40, people=2500, audiences=4, products=6, participants=12, quotes=12
)
REPORTS: dict[str, Callable[[Crowd], ReportData]] = {
    "everything, one period": lambda found: found.report(),
    "2026Q3 beside 2026Q2, by plan": lambda found: found.report(
        Scope(window="2026Q3"), vs="2026Q2", by="plan"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One report with the seconds that its making took."""

    data: ReportData
    html: str
    gather: float
    render: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path, help="folder for the pages")
    keep = parser.parse_args().keep
    found = crowd(SIZE)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        made = {name: _make(found, report) for name, report in REPORTS.items()}
        rows = [
            _row(name, one, _opened(one.html, folder / f"report-{n}.html", Path(temporary)))
            for n, (name, one) in enumerate(made.items(), start=1)
        ]
    write("report-page", [*_head(len(found.found.statements)), *rows])


def _make(found: Crowd, report: Callable[[Crowd], ReportData]) -> Made:
    """Medians over the repeats; the first rendering also reads the templates."""
    gathering, rendering = [], []
    for _ in range(REPEATS):
        began = time.perf_counter()
        data = report(found)
        gathered = time.perf_counter()
        html = render(data)
        gathering.append(gathered - began)
        rendering.append(time.perf_counter() - gathered)
    return Made(data=data, html=html, gather=median(gathering), render=median(rendering))


def _opened(html: str, page: Path, folder: Path) -> list[Opening]:
    """Open a page in a fresh browser each time; empty where there is no Chromium."""
    page.write_text(html, encoding="utf-8")
    program, found = chromium(), []
    for _ in range(REPEATS if program else 0):
        with Browser(program or "", Path(tempfile.mkdtemp(dir=folder))) as browser:
            found.append(browser.open(page.resolve()))
    return found


def _head(statements: int) -> list[str]:
    return [
        "# The report as a page",
        "",
        f"{described()}; other work meanwhile, load {os.getloadavg()[1]:.1f} over five minutes",
        "",
        f"An invented crowd of {statements:,} statements: {SIZE.themes} themes with up to {SIZE.quotes}"
        f" quotes, {SIZE.features} backlog items, {SIZE.audiences} audiences by {SIZE.products} products,"
        f" {SIZE.participants} participants, one theme with an outage. Medians of {REPEATS}; every opening"
        " in a fresh headless Chromium, 1280 by 900 pixels. Counted from the start of the navigation:"
        " *first words* is the first contentful paint, *loaded* the end of the load event, *painted* the"
        " second frame after it, when everything is in its place. Gathering counts the scope anew.",
        "",
        "| report | gathering s | rendering s | page MB | gzip MB | elements | page height px"
        " | first words ms | loaded ms | painted ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]


def _row(name: str, made: Made, openings: list[Opening]) -> str:
    size = len(made.html.encode())
    packed = len(gzip.compress(made.html.encode(), mtime=0))
    figures = f"| {name} | {made.gather:.2f} | {made.render:.2f} | {size / 1e6:.2f} | {packed / 1e6:.2f}"
    if not openings:
        return f"{figures} | no Chromium here | | | | |"
    one = openings[0]
    words = median(opening.words for opening in openings)
    load = median(opening.load for opening in openings)
    painted = median(opening.painted for opening in openings)
    return f"{figures} | {one.nodes:,} | {one.height:,} | {words:.0f} | {load:.0f} | {painted:.0f} |"


if __name__ == "__main__":
    main()
