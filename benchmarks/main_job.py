"""Times the whole job on real data and writes results/main_job-<date>.md.

    python benchmarks/main_job.py [--keep DIR]

Spotify's 1,250 reviews against its ten feature phrases, then the VLC and Firefox reviews against their
trackers, each written as CSV exports into a temporary folder (or DIR, to read the reports afterwards), run
cold (fresh workspace) and again with nothing changed, in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from _machine import described, write
from _tagging_data import dev_data

RUNNER = """
import json, resource, sys, time
from feedback_insights.workspace import Workspace
began = time.perf_counter()
stages = {}
def tell(stage, done, total):
    now = time.perf_counter()
    first, _ = stages.get(stage, (now, now))
    stages[stage] = (first, now)
folder, reviews, backlog, profile = sys.argv[1:]
with Workspace(folder + "/feedback.db") as ws:
    ws.import_files([reviews], on_progress=tell)
    ws.load_backlog(backlog, profile=profile)
    ws.analyze(on_progress=tell)
    from feedback_insights.report.html import render
    open(folder + "/report.html", "w", encoding="utf-8").write(render(ws.report_data()))
    themes, links, unassigned = ws.themes(), ws.links(), ws.run().counts
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "stages": {name: last - first for name, (first, last) in stages.items()},
    "themes": len(themes),
    "statements": unassigned["statements"],
    "assigned": unassigned["assigned"],
    "accepted": sum(link.accepted for link in links),
}))
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path, help="folder for the workspaces and reports")
    keep = parser.parse_args().keep
    folder = dev_data()
    if folder is None:
        return
    with tempfile.TemporaryDirectory() as temporary:
        lines = [
            "# The whole job: import, statements, vectors, themes, links, scores, report",
            "",
            described(),
            "",
            "Wall seconds of one process each, Python start included; cold = fresh workspace, again ="
            " nothing changed.",
            "",
            "| data | reviews | backlog | cold s | again s | peak MB | statements | themes | in a theme"
            " | accepted links |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        stages: list[str] = []
        for app in ("spotify", "vlc", "firefox"):
            place = (keep or Path(temporary)) / app
            place.mkdir(parents=True, exist_ok=True)
            (place / "feedback.db").unlink(missing_ok=True)
            row, spent = _measure(app, folder / "linking", place)
            lines.append(row)
            stages.append(spent)
        write("main_job", [*lines, "", "Seconds per stage, cold:", "", *stages])


def _measure(app: str, data: Path, place: Path) -> tuple[str, str]:
    reviews, items = _exports(app, data, place)
    cold, first = _run(place)
    again, _ = _run(place)
    row = (
        f"| {app} | {reviews:,} | {items:,} | {cold:.1f} | {again:.1f} | {first['peak_mb']:.0f}"
        f" | {first['statements']:,} | {first['themes']} | {first['assigned'] / first['statements']:.0%}"
        f" | {first['accepted']:,} |"
    )
    spent = ", ".join(f"{name} {seconds:.1f}" for name, seconds in first["stages"].items())
    return row, f"- {app}: {spent}"


def _run(place: Path) -> tuple[float, dict]:  # type: ignore[type-arg]
    began = time.perf_counter()
    arguments = [place, place / "reviews.csv", place / "backlog.csv", place / "backlog.toml"]
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True
    )
    return time.perf_counter() - began, json.loads(done.stdout.splitlines()[-1])


def _exports(app: str, data: Path, place: Path) -> tuple[int, int]:
    """Write reviews.csv, backlog.csv and a profile that names the backlog's columns."""
    if app == "spotify":
        reviews = [row for row in _csv(data / "feature_search_reviews.csv.gz") if row["app"] == app]
        items = [row for row in _csv(data / "feature_search_features.csv.gz") if row["app"] == app]
        profile = {"id": "feature_id", "title": "feature"}
    else:
        reviews = [row for row in _csv(data / "review_to_issue_reviews.csv.gz") if row["app"] == app]
        with gzip.open(data / "review_to_issue_issues.jsonl.gz", "rt", encoding="utf-8") as stream:
            items = [row for row in map(json.loads, stream) if row["app"] == app]
        profile = {"id": "issue_id", "title": "title", "description": "body"}
    _write(place / "reviews.csv", reviews, ("app", "review_id", "text"))
    _write(place / "backlog.csv", items, tuple(profile.values()))
    mapping = "".join(f'{role} = "{column}"\n' for role, column in profile.items())
    (place / "backlog.toml").write_text(f"[map]\n{mapping}", encoding="utf-8")
    return len(reviews), len(items)


def _csv(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: Iterable[Mapping[str, str]], columns: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
