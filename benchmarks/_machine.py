"""The date, machine size and versions that every result carries."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
PACKAGES = ("torch", "sentence-transformers", "scikit-learn", "graspologic-native", "numpy", "spacy")


def today() -> str:
    """The date of the measurement."""
    return datetime.now(UTC).date().isoformat()


def described() -> str:
    """Cores, memory, Python and package versions in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{today()}; {os.cpu_count()} cores, {memory:.0f} GiB, no GPU;"
        f" Python {platform.python_version()}, {versions}"
    )


def write(name: str, lines: list[str]) -> Path:
    """Write a result as Markdown and print it."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}-{today()}.md"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return file
