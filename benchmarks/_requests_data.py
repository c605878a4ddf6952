"""Reads what trains the request head, and the sets that only measure it.

The project's own statements lie in ``models/requests/written_examples.csv``. Rows of public sets that may
train a shipped head were labelled for this project (``labelled_rows.csv`` holds row and label, not the text).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _tagging_data import ROOT, VALIDATION_PARTICIPANTS, aspects_sentences, rows, share
from numpy.typing import NDArray

from feedback_insights.records import REQUEST_TYPES

WRITTEN = ROOT / "models" / "requests" / "written_examples.csv"
LABELLED = WRITTEN.with_name("labelled_rows.csv")
SUITE = ROOT / "tests" / "tagging_requests_behaviour.csv"
SECOND_SUITE = SUITE.with_name("tagging_requests_second.csv")  # by somebody who saw neither heads nor texts
TRACKER_TYPES = ("bug", "feature_request", "question")  # those that NLBSE'24 knows
ISSUE_START = 600  # characters of a bug report's description that go with its title
LONG = 30  # characters from which a text inside another one counts as the same words
KINDS = {"issue": "issues", "review": "reviews"}  # kinds of written texts that are judged by themselves
QUESTIONS = 500  # banking questions that may be added
csv.field_size_limit(1 << 24)  # some issues carry a whole log


class Example(NamedTuple):
    """One text with all types that hold; ``part`` is "train" or "validation"."""

    text: str
    labels: frozenset[str]
    source: str
    part: str
    unknown: frozenset[str] = frozenset()  # types of which nothing is known


class Row(NamedTuple):
    """A row of a public set: its texts and what must not be split between the parts."""

    texts: tuple[str, ...]
    group: str


class Case(NamedTuple):
    """One line of the behaviour suite; ``alternatives`` are the accepted sets of types."""

    capability: str
    text: str
    alternatives: tuple[frozenset[str], ...]
    hard: bool

    def passes(self, chance: NDArray[np.float64]) -> bool:
        """Whether the answer is an accepted one; where several types hold, each must reach one half."""
        answer = REQUEST_TYPES[int(chance.argmax())]
        likely = {name for name, p in zip(REQUEST_TYPES, chance, strict=True) if p >= 0.5}
        return any(answer in names and (len(names) == 1 or names <= likely) for names in self.alternatives)


def written() -> list[Example]:
    """The project's own statements; the part of each is in the file."""
    with WRITTEN.open(encoding="utf-8", newline="") as stream:
        return [
            Example(
                row["text"],
                frozenset(row["labels"].split(";")),
                KINDS.get(row["source_kind"], "statements"),
                row["part"],
            )
            for row in csv.DictReader(stream)
        ]


def labelled(folder: Path) -> list[Example]:
    """Rows of public sets that were labelled here, less what is also in a reported set."""
    readers: dict[str, Callable[[Path], dict[str, Row]]] = {
        "feature_search_reviews": _reviews,
        "aspects": _aspects,
        "usability": _usability,
        "seamonkey": _seamonkey,
    }
    sets = {name: read(folder) for name, read in readers.items()}
    reported = _reported_texts(folder)
    with LABELLED.open(encoding="utf-8", newline="") as stream:
        found = [
            Example(text, frozenset(row["labels"].split(";")), row["set"], _part(row["set"], group))
            for row in csv.DictReader(stream)
            for texts, group in [sets[row["set"]][row["row"]]]
            for text in texts
        ]
    return [example for example in found if not _is_reported(example.text, reported)]


def banking_questions(folder: Path) -> list[Example]:
    """Questions of bank customers (CC BY 4.0); whether one also reports a bug is not known."""
    texts = {row["text"] for row in rows(folder / "themes" / "banking77_train.csv.gz") if "?" in row["text"]}
    make = partial(Example, labels=frozenset({"question"}), source="banking", part="train")
    return [make(text, unknown=frozenset({"bug"})) for text in sorted(texts, key=share)[:QUESTIONS]]


def _part(source: str, group: str) -> str:
    if source == "usability":
        return "validation" if group in VALIDATION_PARTICIPANTS else "train"
    return "validation" if share(f"requests:{source}:{group}") < 0.25 else "train"


def _reviews(folder: Path) -> dict[str, Row]:
    table = rows(folder / "linking" / "feature_search_reviews.csv.gz")
    return {row["review_id"]: Row((row["text"],), row["review_id"]) for row in table}


def _aspects(folder: Path) -> dict[str, Row]:
    table = aspects_sentences(folder)
    return {str(i): Row((row["text"],), row["review_id"]) for i, row in enumerate(table)}


def _usability(folder: Path) -> dict[str, Row]:
    table = rows(folder / "usability" / "technicians" / "codes.csv.gz")
    return {str(i): Row((row["text"],), row["participant"]) for i, row in enumerate(table)}


def _seamonkey(folder: Path) -> dict[str, Row]:
    """A report counts twice: its title alone, and with the beginning of its description."""
    with gzip.open(folder / "linking" / "duplicates_seamonkey_issues.jsonl.gz", "rt", encoding="utf-8") as s:
        issues = [json.loads(line) for line in s]
    return {
        issue["issue_id"]: Row((issue["title"], _issue(issue, at_most=ISSUE_START)), issue["issue_id"])
        for issue in issues
    }


def _issue(issue: dict[str, str], *, at_most: int | None = None) -> str:
    return f"{issue['title']}\n{' '.join(issue['body'].split())[:at_most]}"


def _reported_texts(folder: Path) -> list[str]:
    return sorted(
        {_plain(text) for text, _ in maalej(folder)} | {_plain(text) for text, _, _ in nlbse(folder)}
    )


def _is_reported(text: str, reported: list[str]) -> bool:
    plain = _plain(text)
    return any(plain == other or (len(plain) >= LONG and plain in other) for other in reported)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def maalej(folder: Path) -> list[tuple[str, frozenset[str]]]:
    """App reviews with their labels: bug, feature_request, user_experience, rating. Measures only."""
    table = rows(folder / "request_type" / "app_reviews_maalej.csv.gz")
    return [(row["text"], frozenset(row["labels"].split(";"))) for row in table]


def nlbse(folder: Path) -> list[tuple[str, str, str]]:
    """GitHub issues of NLBSE'24: (title and body, title, one of `TRACKER_TYPES`). Measures only."""
    names = {"bug": "bug", "feature": "feature_request", "question": "question"}
    table = rows(folder / "request_type" / "github_issues_nlbse24_train.csv.gz")
    return [(f"{row['title']}\n{row['text']}", row["title"], names[row["label"]]) for row in table]


def nlbse_projects(folder: Path) -> list[str]:
    """The project of each issue of `nlbse`."""
    return [row["repo"] for row in rows(folder / "request_type" / "github_issues_nlbse24_train.csv.gz")]


def suite(path: Path = SUITE) -> Iterator[Case]:
    """A behaviour suite. ``a|b``: either will do; ``a;b``: both hold."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            sets = tuple(frozenset(part.split(";")) for part in row["labels"].split("|"))
            assert all(names <= set(REQUEST_TYPES) for names in sets), row
            yield Case(row["capability"], row["text"], sets, row["hard"] == "yes")
