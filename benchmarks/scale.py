"""Times the clustering of many vectors, step by step, and writes results/scale-<date>.md.

    python benchmarks/scale.py [--sizes 10000 60000 100000 1000000] [--neighbours 15 30] [--fit]

60,000 real texts of the public sets are encoded once and kept (see `_scale_data`); larger sizes are filled up
with made vectors. Every size has a process of its own, for its peak memory. ``--fit`` also times
`ThemeClusterer().fit` as a whole.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from _machine import described, write
from _scale_data import EDITS, NEAR, made, real
from _tagging_data import dev_data

REAL = 60_000
SIZES = (10_000, REAL, 100_000, 1_000_000)
RESOLUTION = 10.0
RUNNER = """
import json, resource, sys, time
import numpy as np
from feedback_insights.themes.communities import leiden
from feedback_insights.themes.graph import nearest, shared_neighbour_graph
vectors, k, resolution = np.load(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
n = len(vectors)
clock = [time.perf_counter()]
near = nearest(vectors, vectors, k, apart=np.arange(n))
clock.append(time.perf_counter())
graph = shared_neighbour_graph(*near)
clock.append(time.perf_counter())
labels = leiden(graph, resolution, seed=0)
clock.append(time.perf_counter())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sample = np.sort(np.random.default_rng(0).choice(n, min(n, 1000), replace=False))
truth = nearest(vectors[sample], vectors, k + 1)[0]
truth = [[row for row in rows if row != own][:k] for own, rows in zip(sample, truth)]
found = sum(len(set(rows) & set(near[0][own])) for own, rows in zip(sample, truth))
print(json.dumps({
    "seconds": np.diff(clock).tolist(), "peak_mb": peak, "recall": found / len(sample) / k,
    "edges": graph.nnz // 2, "communities": int(labels.max()) + 1,
}))
"""
FIT = """
import json, resource, sys, time
import numpy as np
from feedback_insights.themes import ThemeClusterer
vectors = np.load(sys.argv[1])
began = time.perf_counter()
found = ThemeClusterer().fit(vectors)
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "themes": len(found.stability_),
}))
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--neighbours", type=int, nargs="+", default=(15, 30))
    parser.add_argument("--fit", action="store_true", help="time ThemeClusterer().fit as well")
    asked = parser.parse_args()
    folder = dev_data()
    if folder is None:
        return
    vectors, edit = real(folder, REAL)
    steps, whole = [], []
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "vectors.npy"
        for size in asked.sizes:
            np.save(file, made(vectors, size, edit) if size > len(vectors) else vectors[:size])
            steps += [_steps(file, size, k) for k in asked.neighbours]
            whole += [_whole(file, size)] if asked.fit else []
    write("scale", _lines(steps, whole, edit))


def _lines(steps: list[str], whole: list[str], edit: float) -> list[str]:
    lines = [
        "# Clustering many vectors",
        "",
        described(),
        "",
        f"The first {REAL:,} vectors are real: distinct texts, titles and bodies of the public sets, shuffled"
        " by a fixed seed and encoded by all-MiniLM-L6-v2. The others are made, because a million texts would"
        f" take hours to encode: each is a mix of a real vector with one of its {NEAR} nearest (weight 0 to"
        " one half), plus noise in every direction alike, as far as a one-word edit moves a text (one word"
        f" dropped or two neighbours swapped: median cosine {edit:.3f} on {EDITS:,} real texts). Made vectors"
        " have near relatives, so that their neighbours are easier to find than real ones: of the recalls,"
        f" the one for {REAL:,} vectors is the honest one.",
        "",
        "Wall seconds; neighbours and graph on two threads, communities: one Leiden run (two iterations,"
        f" modularity, resolution {RESOLUTION:g}) on one. Peak memory is the process's, the vectors included."
        " Recall: share of the exact nearest k that were found, of 1,000 vectors.",
        "",
        "| vectors | k | neighbours s | graph s | communities s | together s | peak MB | recall | edges"
        " | communities |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *steps,
    ]
    if whole:
        lines += ["", "`ThemeClusterer().fit`:", "", "| vectors | s | peak MB | themes |"]
        lines += ["| ---: | ---: | ---: | ---: |", *whole]
    return lines


def _steps(file: Path, size: int, k: int) -> str:
    got = _run(RUNNER, file, k, RESOLUTION)
    seconds = " | ".join(f"{each:.1f}" for each in [*got["seconds"], sum(got["seconds"])])
    return (
        f"| {size:,} | {k} | {seconds} | {got['peak_mb']:,.0f} | {got['recall']:.4f} | {got['edges']:,}"
        f" | {got['communities']:,} |"
    )


def _whole(file: Path, size: int) -> str:
    got = _run(FIT, file)
    return f"| {size:,} | {got['seconds']:.1f} | {got['peak_mb']:,.0f} | {got['themes']:,} |"


def _run(program: str, *arguments: object) -> dict:  # type: ignore[type-arg]
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
