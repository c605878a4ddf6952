"""Reads the sets that the linking benchmark and the training script use, as cases of one shape.

Only `training_cases` may train what is shipped; `review_to_issue` and the samples measure.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from _tagging_data import ROOT, cache_folder, rows, share
from numpy.typing import NDArray

from feedback_insights.embedding import load_encoder
from feedback_insights.linking._words import WordTable, words
from feedback_insights.raw import short_hash
from feedback_insights.records import Feature

MODELS = ROOT / "models" / "linking"
APPS = ("evernote", "facebook", "spotify", "whatsapp")
UNKNOWN = -1


@dataclass(frozen=True)
class Case:
    """Texts against one backlog. ``truth`` (texts, features): 1 asked for, 0 not, `UNKNOWN` unjudged."""

    name: str
    group: (
        str  # cases of a group are held out together, except that apps and products are groups of their own
    )
    texts: tuple[str, ...]
    features: tuple[Feature, ...]  # in order of id
    truth: NDArray[np.int8]


@cache
def _encoder() -> Any:
    return load_encoder("default")


_vectors: dict[str, NDArray[np.float32]] = {}


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of the default encoder, each text encoded once and kept in the benchmarks' cache folder."""
    if not _vectors:
        _vectors.update(_kept())
    missing = sorted(set(texts) - _vectors.keys())
    if missing:
        _vectors.update(zip(missing, _encoder().encode(missing), strict=True))
        if len(missing) >= _WORTH_KEEPING:
            _keep()
    return np.array([_vectors[text] for text in texts], dtype=np.float32)


_WORTH_KEEPING = 500


def _cache_file() -> Path:
    return cache_folder() / f"linking-{short_hash([encoder_name()])}.npz"


def _kept() -> dict[str, NDArray[np.float32]]:
    if not _cache_file().exists():
        return {}
    with np.load(_cache_file()) as stored:
        texts = json.loads(bytes(stored["texts"]).decode("utf-8", "surrogatepass"))
        return dict(zip(texts, stored["vectors"], strict=True))


def _keep() -> None:
    texts = json.dumps(list(_vectors)).encode("utf-8", "surrogatepass")
    half = _cache_file().with_suffix(".half.npz")
    np.savez(half, texts=np.frombuffer(texts, np.uint8), vectors=np.stack(list(_vectors.values())))
    half.replace(_cache_file())


def encoder_name() -> str:
    """The encoder's name with the hash of its weights."""
    return str(_encoder().name)


def _json_lines(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return [json.loads(line) for line in text.split("\n") if line]


Judged = Iterable[tuple[int, str, int]]  # (the text's position, feature id, truth)


def _case(
    name: str,
    group: str,
    texts: Iterable[str],
    features: Iterable[Feature],
    judged: Judged,
    *,
    others: int = 0,
) -> Case:
    """Put a case together; pairs that are not judged are ``others``."""
    said, ordered = tuple(texts), tuple(sorted(features, key=lambda f: f.id))
    column = {feature.id: i for i, feature in enumerate(ordered)}
    truth = np.full((len(said), len(ordered)), others, dtype=np.int8)
    for row, feature, value in judged:
        truth[row, column[feature]] = value
    return Case(name, group, said, ordered, truth)


def feature_search(folder: Path) -> list[Case]:
    """Store reviews against the phrases of the app's store page (MIT); 12 are judged on about 45 reviews."""
    linking = folder / "linking"
    phrases = rows(linking / "feature_search_features.csv.gz")
    reviews = rows(linking / "feature_search_reviews.csv.gz")
    judged = rows(linking / "feature_search_judgments.csv.gz")
    cases = []
    for app in APPS:
        mine = [row for row in reviews if row["app"] == app]
        at = {row["review_id"]: i for i, row in enumerate(mine)}
        features = [Feature(row["feature_id"], row["feature"]) for row in phrases if row["app"] == app]
        triples = (
            (at[row["review_id"]], row["feature_id"], int(row["relevant"]))
            for row in judged
            if row["app"] == app
        )
        cases.append(_case(app, app, [row["text"] for row in mine], features, triples, others=UNKNOWN))
    return cases


def banking(folder: Path, *, limit: int = 3000) -> Case:
    """Questions to an online bank against the names of their 77 intents (CC BY 4.0)."""
    table = rows(folder / "themes" / "banking77_train.csv.gz")
    table = sorted(table, key=lambda row: (share(row["text"]), row["text"]))[:limit]
    features = [Feature(label, label.replace("_", " ")) for label in sorted({row["label"] for row in table})]
    triples = ((i, row["label"], 1) for i, row in enumerate(table))
    return _case("banking77", "banking77", [row["text"] for row in table], features, triples)


def seamonkey(folder: Path) -> list[Case]:
    """Duplicate bug reports against all 1,076 reports (CC BY 4.0): by title, and by title and body."""
    linking = folder / "linking"
    issues = _json_lines(linking / "duplicates_seamonkey_issues.jsonl.gz")
    by_id = {row["issue_id"]: row for row in issues}
    pairs = rows(linking / "duplicates_seamonkey_pairs.csv.gz")
    features = [Feature(row["issue_id"], row["title"], row["body"]) for row in issues]
    triples = [(i, pair["issue_id"], 1) for i, pair in enumerate(pairs)]
    triples += [(i, pair["duplicate_id"], UNKNOWN) for i, pair in enumerate(pairs)]  # the text itself
    said = [by_id[pair["duplicate_id"]] for pair in pairs]
    short, long = [row["title"] for row in said], [f"{row['title']}\n{row['body']}" for row in said]
    return [
        _case("seamonkey titles", "seamonkey", short, features, triples),
        _case("seamonkey reports", "seamonkey", long, features, triples),
    ]


_BUILD = re.compile(r"https?://\S+|Mozilla/\S+|User Agent:[^\n]*|Build I[^\n]*")


def seamonkey_chunks(folder: Path, *, limit: int = 250) -> Case:
    """A run of 12 to 45 words from a report's body against all titles: whose is it? Trains, as the reports.

    So noisy a text beside so short an item is what a bug tracker holds against an app's reviews.
    """
    issues = _json_lines(folder / "linking" / "duplicates_seamonkey_issues.jsonl.gz")
    pairs = rows(folder / "linking" / "duplicates_seamonkey_pairs.csv.gz")
    again: dict[str, set[str]] = {}
    for pair in pairs:
        again.setdefault(pair["issue_id"], set()).add(pair["duplicate_id"])
        again.setdefault(pair["duplicate_id"], set()).add(pair["issue_id"])
    bodies = {row["issue_id"]: _BUILD.sub("", row["body"] or "").split() for row in issues}
    long = sorted((id for id, said in bodies.items() if len(said) >= 40), key=lambda id: (share(id), id))
    texts, triples = [], []
    for row, id in enumerate(long[:limit]):
        size = 12 + int(share(f"size:{id}") * 34)
        start = int(share(f"start:{id}") * (min(len(bodies[id]), 150) - size + 1))
        texts.append(" ".join(bodies[id][max(start, 0) : max(start, 0) + size]))
        triples += [(row, id, 1), *((row, other, UNKNOWN) for other in sorted(again.get(id, ())))]
    titles = [Feature(row["issue_id"], row["title"]) for row in issues]
    return _case("seamonkey chunks", "seamonkey", texts, titles, triples)


def written() -> list[Case]:
    """The project's own statements about four invented products, a quarter of them about nothing planned."""
    table = _json_lines(MODELS / "written_examples.jsonl")
    cases = []
    for product in sorted({row["product"] for row in table}):
        mine = [row for row in table if row["product"] == product]
        features = [
            Feature(row["feature"], row["title"], row["description"]) for row in mine if "feature" in row
        ]
        said = [row for row in mine if "text" in row]
        triples = ((i, row["asks_for"], 1) for i, row in enumerate(said) if row["asks_for"])
        cases.append(_case(product, product, [row["text"] for row in said], features, triples))
    return cases


def training_cases(folder: Path) -> list[Case]:
    """Everything that may train what is shipped."""
    return [
        *feature_search(folder),
        banking(folder),
        *seamonkey(folder),
        seamonkey_chunks(folder),
        *written(),
    ]


def review_to_issue(folder: Path) -> list[Case]:
    """Store reviews against bug trackers (no licence stated): measures only."""
    linking = folder / "linking"
    reviews = rows(linking / "review_to_issue_reviews.csv.gz")
    issues = _json_lines(linking / "review_to_issue_issues.jsonl.gz")
    links = rows(linking / "review_to_issue_links.csv.gz")
    cases = []
    for app in ("vlc", "firefox"):
        mine = [row for row in reviews if row["app"] == app]
        at = {row["review_id"]: i for i, row in enumerate(mine)}
        features = [
            Feature(
                row["issue_id"], row["title"], row.get("body") or "", labels=tuple(row.get("labels") or ())
            )
            for row in issues
            if row["app"] == app
        ]
        triples = (
            (at[row["review_id"]], row["issue_id"], 1)
            for row in links
            if row["app"] == app and row["match"] == "1"
        )
        cases.append(_case(app, app, [row["text"] for row in mine], features, triples))
    return cases


def count_words(folder: Path, *, least: int = 5) -> WordTable:
    """In how many public texts each stem stands; sets that may train only."""
    texts = [row["text"] for row in rows(folder / "linking" / "feature_search_reviews.csv.gz")]
    texts += [row["text"] for row in rows(folder / "themes" / "banking77_train.csv.gz")]
    texts += [row["text"] for row in rows(folder / "sentiment" / "goemotions_train_dev.csv.gz")]
    texts += [row["text"] for row in rows(folder / "sentiment" / "rated_tweets.csv.gz")]
    issues = _json_lines(folder / "linking" / "duplicates_seamonkey_issues.jsonl.gz")
    texts += [f"{row['title']} {row['body']}" for row in issues]
    counts = Counter(stem for text in texts for stem in set(words(text)))
    kept = {stem: n for stem, n in counts.items() if n >= least and stem.isalpha() and stem.isascii()}
    return WordTable(len(texts), dict(sorted(kept.items())))


def sample_themes() -> list[tuple[str, str | None, list[str]]]:
    """The samples' themes: (key, the backlog item that answers it or None, what its records say)."""
    from feedback_insights import read_feedback
    from feedback_insights.normalize import split_statements
    from feedback_insights.settings import NormalizeSettings

    samples = ROOT / "data" / "samples"
    with (samples / "ground_truth.csv").open(encoding="utf-8", newline="") as stream:
        truth = {(r["record"], r["question"]): r["themes"].split(";") for r in csv.DictReader(stream)}
    questions = {"": "", "what-is-the-one-thing-we-should-improve": "improve"}
    with (samples / "ground_truth_backlog.csv").open(encoding="utf-8", newline="") as stream:
        answers = {row["theme"]: row["feature_id"] for row in csv.DictReader(stream) if row["theme"]}
    said: dict[str, list[str]] = {}
    for path in sorted((*samples.glob("zendesk*json*"), *samples.glob("nps*"))):
        for item in read_feedback(path).feedback:
            record = item.locator.record.removeprefix("Response ID ")
            keys = truth.get((record, questions.get(item.question_id, "like")), [])
            if len(keys) == 1 and keys != ["none"]:
                parts = split_statements(item, settings=NormalizeSettings())
                said.setdefault(keys[0], []).extend(part.text for part in parts if part.kind == "content")
    return [(key, answers.get(key), texts) for key, texts in sorted(said.items())]
