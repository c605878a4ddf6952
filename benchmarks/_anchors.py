"""The peers of the theme benchmark, run in an environment of their own (`make anchors`)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

ENVIRONMENT = Path(__file__).resolve().parent.parent / ".venv-anchors"
READY = ENVIRONMENT / ".ready"  # the Makefile's stamp
PYTHON = ENVIRONMENT / "bin" / "python"
SCRIPT = Path(__file__).resolve().parent / "anchors" / "cluster.py"
ANCHORS = ("bertopic", "umap+hdbscan", "evoc")
ABSENT = "the peers are not on this machine; install them with: make anchors"

Inputs = Sequence[tuple[NDArray[np.float32], Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a peer answered for one set."""

    labels: NDArray[np.int64] | None  # -1 is noise; None where the peer failed
    seconds: float  # of the fitting alone
    versions: dict[str, str]  # empty where its process died
    error: str | None


def anchors_at_hand() -> bool:
    """Whether the peers' environment is complete; prints how to make it where it is not."""
    if READY.exists():
        return True
    print(ABSENT)
    return False


def anchor_labels(method: str, inputs: Inputs, *, seed: int = 0) -> list[Anchor]:
    """The groups that one peer finds in each set, with its defaults, in one process: it warms up only once.

    A peer that cannot group a set has the reason in `error`; the other sets are still answered, unless
    its process died.
    """
    if method not in ANCHORS:
        raise ValueError(f"unknown peer {method!r}; known: {', '.join(ANCHORS)}")
    if not READY.exists():
        raise FileNotFoundError(ABSENT)
    with TemporaryDirectory() as folder:
        pairs = [(Path(folder, f"{i}.npz"), Path(folder, f"{i}-out.npz")) for i in range(len(inputs))]
        for (source, _), (vectors, texts) in zip(pairs, inputs, strict=True):
            if len(texts) != len(vectors):
                raise ValueError(f"{len(vectors)} vectors, but {len(texts)} texts")
            np.savez(source, vectors=vectors.astype(np.float32), texts=np.array(texts, dtype=np.str_))
        files = [str(file) for pair in pairs for file in pair]
        # -I: neither PYTHONPATH nor this folder may bring our packages into their environment.
        ran = subprocess.run(
            [PYTHON, "-I", SCRIPT, method, "--seed", str(seed), *files], capture_output=True, text=True
        )
        return [_read(target, ran) for _, target in pairs]


def _read(file: Path, ran: subprocess.CompletedProcess[str]) -> Anchor:
    if not file.exists():
        said = ran.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return Anchor(None, float("nan"), {}, f"the process ended with {ran.returncode}: {said[0]}")
    with np.load(file) as found:
        error = str(found["error"]) or None
        labels = found["labels"] if error is None else None
        return Anchor(labels, float(found["seconds"]), json.loads(str(found["versions"])), error)
