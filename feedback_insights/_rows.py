"""Records as rows and back. No SQL here: only which columns there are and what stands in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any

from feedback_insights.characters import mended
from feedback_insights.records import Account, Feature, Feedback, Locator, Seed

Row = tuple[Any, ...]


def to_json(value: Any) -> str:
    """Readable JSON text with sorted keys: the same value, the same bytes."""
    return mended(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(", ", ": ")))


def short(text: str) -> str:
    """Sixteen characters that stand for a text."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def time_text(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, which sorts as text. Raises `ValueError` for a time without a zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat()


def number(value: float | None) -> float | None:
    """A plain float: numpy scalars SQLite would keep as bytes."""
    return None if value is None else float(value)


# ---- feedback -------------------------------------------------------------------------------------------

_FACTS = (
    "id", "source", "external_id", "question_id", "text", "created", "author", "account", "audience",
    "product", "channel", "lang", "rating", "public", "url", "prompt", "voice", "session", "refs",
)  # fmt: skip
FEEDBACK_COLUMNS = (*_FACTS, "record", "field", "account_keys", "person_keys", "content")
FEEDBACK_READ = (*_FACTS, "record", "field")


def feedback_row(feedback: Feedback, account_keys: Iterable[str], person_keys: Iterable[str]) -> Row:
    """One row in the order of `FEEDBACK_COLUMNS`; ``content`` tells two copies apart, whatever the key."""
    facts = {name: getattr(feedback, name) for name in _FACTS}
    facts |= {
        "created": time_text(feedback.created),
        "rating": number(feedback.rating),
        "public": int(feedback.public),
        "refs": to_json(feedback.refs),
    }
    content = short(to_json({name: facts[name] for name in _FACTS if name not in ("author", "account")}))
    values = (*facts.values(), feedback.locator.record, feedback.locator.field)
    return (
        *(mended(value) if isinstance(value, str) else value for value in values),
        to_json(list(account_keys)),
        to_json(list(person_keys)),
        content,
    )


def feedback_from(row: Row, *, file: str, sha256: str) -> Feedback:
    """A row in the order of `FEEDBACK_READ` as the record."""
    facts = dict(zip(FEEDBACK_READ, row, strict=True))
    record, field = facts.pop("record"), facts.pop("field")
    facts["created"] = datetime.fromisoformat(facts["created"]) if facts["created"] else None
    facts["public"] = bool(facts["public"])
    facts["refs"] = tuple(json.loads(facts["refs"]))
    return Feedback(**facts, locator=Locator(file=file, sha256=sha256, record=record, field=field))


def shown_names(paths: Mapping[str, str]) -> dict[str, str]:
    """Name each file (sha256 -> path) by the shortest tail of its path that no other path has."""
    names: dict[str, str] = {}
    waiting, length = {path: PurePosixPath(path).parts for path in set(paths.values())}, 0
    while waiting:
        length += 1
        tails = {path: "/".join(parts[-length:]) for path, parts in waiting.items()}
        taken = Counter(tails.values())
        names |= {
            path: tail for path, tail in tails.items() if taken[tail] == 1 or length >= len(waiting[path])
        }
        waiting = {path: parts for path, parts in waiting.items() if path not in names}
    return {sha256: names[path] for sha256, path in paths.items()}


# ---- backlog and accounts -------------------------------------------------------------------------------

FEATURE_COLUMNS = (
    "id", "title", "description", "status", "type", "parent", "labels", "effort", "url", "depends_on",
    "comments", "customer_words", "product", "created", "updated", "resolved", "duplicate_of", "tickets",
)  # fmt: skip
_FEATURE_LISTS = ("labels", "depends_on", "comments", "customer_words", "duplicate_of", "tickets")
SEED_COLUMNS = ("id", "name", "description", "examples", "parent", "source")
ACCOUNT_COLUMNS = ("id", "name", "domain", "plan", "arr", "currency", "segment", "seats", "keys")


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return mended(value)
    return to_json(value) if isinstance(value, (tuple, list)) else value


def feature_row(feature: Feature) -> Row:
    return tuple(_kept(getattr(feature, name)) for name in FEATURE_COLUMNS)


def feature_from(row: Row) -> Feature:
    facts = dict(zip(FEATURE_COLUMNS, row, strict=True))
    lists = {name: tuple(json.loads(facts[name])) for name in _FEATURE_LISTS}
    return Feature(**{**facts, **lists})


def seed_row(seed: Seed) -> Row:
    return tuple(_kept(getattr(seed, name)) for name in SEED_COLUMNS)


def seed_from(row: Row) -> Seed:
    facts = dict(zip(SEED_COLUMNS, row, strict=True))
    return Seed(**{**facts, "examples": tuple(json.loads(facts["examples"]))})


def account_row(account: Account, keys: tuple[str, ...]) -> Row:
    return (*(_kept(getattr(account, name)) for name in ACCOUNT_COLUMNS[:-1]), to_json(keys))


def account_from(row: Row) -> tuple[Account, tuple[str, ...]]:
    *facts, keys = row
    return Account(**dict(zip(ACCOUNT_COLUMNS, facts, strict=False))), tuple(json.loads(keys))
