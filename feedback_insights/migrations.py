"""The workspace's schema and its history, oldest first. A migration that was released is never edited.

A row with ``from_run`` and ``to_run`` holds in run n if ``from_run <= n`` and (``to_run`` is null or
``n < to_run``). Lists and mappings are JSON text with sorted keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from feedback_insights.errors import StoreError

MIGRATIONS = Migrations("feedback_insights")
SCHEMA = 17  # how many there are


def pending(db: Database, *, where: Path) -> bool:
    """Tell whether the schema is behind. Raises `StoreError` if it is not ours or newer than this version."""
    tables = db.table_names()
    if not tables:
        return True
    if "meta" not in tables:
        raise StoreError(f"{where} is not a feedback-insights workspace; name another file")
    waiting, applied = len(MIGRATIONS.pending(db)), len(MIGRATIONS.applied(db))
    told = db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    stored = max(applied, int(told[0]) if told else 0)
    if waiting + applied > SCHEMA or stored > SCHEMA:
        raise StoreError(
            f"{where} was made by a newer version of feedback-insights (schema {stored}, this one knows"
            f" {SCHEMA}); upgrade with: pip install --upgrade feedback-insights"
        )
    return waiting > 0


def apply(db: Database) -> None:
    """Bring the schema up to date, inside the caller's transaction."""
    MIGRATIONS.apply(db)
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', ?)", [str(SCHEMA)])


@MIGRATIONS()
def m001_workspace(db: Database) -> None:
    db.table("meta").create({"name": str, "value": str}, pk="name")
    db.table("_key").create({"id": int, "key": bytes, "fingerprint": str}, pk="id", not_null={"fingerprint"})


@MIGRATIONS()
def m002_imports(db: Database) -> None:
    db.table("files").create(
        {"sha256": str, "path": str, "name": str, "format": str, "warnings": str, "reading": str},
        pk="sha256",
        not_null={"path", "name", "format", "warnings", "reading"},
    )
    db.table("records").create(
        {
            "id": int, "sha256": str, "position": int, "record": str, "field": str, "state": str,
            "reason": str, "of": str, "updated": str,
        },
        pk="id",
        not_null={"sha256", "position", "record", "field", "state", "reason"},
        foreign_keys=[("sha256", "files", "sha256")],
    ).create_index(["sha256", "position"], unique=True)  # fmt: skip


@MIGRATIONS()
def m003_feedback(db: Database) -> None:
    """One row per unit read; ``state`` is null until the workspace is settled, ``of`` is a feedback id."""
    feedback = db.table("feedback").create(
        {
            "unit": int, "record_id": int, "state": str, "of": str,
            "id": str, "source": str, "external_id": str, "question_id": str, "text": str, "created": str,
            "author": str, "account": str, "audience": str, "product": str, "channel": str, "lang": str,
            "rating": float, "public": bool, "url": str, "prompt": str, "voice": str, "session": str,
            "record": str, "field": str, "account_keys": str, "content": str,
        },
        pk="unit",
        not_null={"record_id", "id", "source", "external_id", "question_id", "text", "public", "content"},
        foreign_keys=[("record_id", "records", "id")],
    )  # fmt: skip
    feedback.create_index(["id"])
    feedback.create_index(["record_id"])


@MIGRATIONS()
def m004_cache(db: Database) -> None:
    db.table("models").create({"id": int, "name": str}, pk="id").create_index(["name"], unique=True)
    db.table("vectors").create(
        {"id": int, "model": int, "digest": bytes, "vector": bytes},
        pk="id",
        not_null={"model", "digest", "vector"},
        foreign_keys=[("model", "models", "id")],
    ).create_index(["model", "digest"], unique=True)


@MIGRATIONS()
def m005_backlog(db: Database) -> None:
    db.table("features").create(
        {
            "id": str, "title": str, "description": str, "status": str, "type": str, "parent": str,
            "labels": str, "effort": float, "url": str, "depends_on": str,
        },
        pk="id",
    )  # fmt: skip
    db.table("accounts").create(
        {
            "id": str, "name": str, "domain": str, "plan": str, "arr": float, "currency": str,
            "segment": str, "seats": int, "keys": str,
        },
        pk="id",
    )  # fmt: skip


@MIGRATIONS()
def m006_runs(db: Database) -> None:
    """What many runs share is kept once: set-ups, and lists of ids in chunks."""
    db.table("setups").create({"setup": str, "json": str}, pk="setup")
    db.table("runs").create(
        {"number": int, "id": str, "as_of": str, "setup": str, "counts": str, "notes": str},
        pk="number",
        not_null={"id", "as_of", "setup", "counts", "notes"},
        foreign_keys=[("setup", "setups", "setup")],
    ).create_index(["id"], unique=True)
    db.table("id_chunks").create({"chunk": str, "ids": str}, pk="chunk", not_null={"ids"})
    db.table("id_lists").create({"list": str, "chunks": str}, pk="list", not_null={"chunks"})


@MIGRATIONS()
def m007_analysis(db: Database) -> None:
    ids = {"id": str}
    value = {
        "value": float, "low": float, "high": float, "value_method": str, "reason": str, "evidence": str,
    }  # fmt: skip
    _intervals(
        db, "statements", ids, {"feedback_id": str, "start": int, "end": int, "text": str, "kind": str}
    )
    _intervals(
        db, "tags", {"statement_id": str},
        {
            "sentiment": str, "negative": float, "neutral": float, "positive": float, "severity": int,
            "severity_reasons": str,
        },
    )  # fmt: skip
    _intervals(
        db, "themes", ids,
        {
            "name": str, "parent": str, "status": str, "size": int, "customers": int, "statements": str,
            "keyphrases": str, "quotes": str, "stability": float, "successors": str, "mood": str,
        },
        lists=["statements"],
    )  # fmt: skip
    _intervals(db, "memberships", {"statement_id": str}, {"theme_id": str, "strength": float})
    _intervals(
        db, "links", {"feature_id": str, "kind": str, "subject_id": str},
        {"probability": float, "accepted": bool, "decided_by": str},
    )  # fmt: skip
    _intervals(
        db, "scores", {"feature_id": str, "method": str},
        {**value, "rank_low": int, "rank_high": int, "status": str, "tier": int}, lists=["evidence"],
    )  # fmt: skip
    _intervals(
        db, "score_inputs", {"feature_id": str, "method": str, "input": str}, {"position": int, **value},
        lists=["evidence"],
    )  # fmt: skip
    db.table("theme_events").create(
        {"run": int, "position": int, "theme": str, "kind": str, "others": str},
        pk=("run", "position"),
        foreign_keys=[("run", "runs", "number")],
    )


def _intervals(
    db: Database,
    name: str,
    keys: Mapping[str, type],
    values: Mapping[str, type],
    lists: Sequence[str] = (),
) -> None:
    db.table(name).create(
        {"row": int, **keys, **values, "from_run": int, "to_run": int},
        pk="row",
        not_null={*keys, "from_run"},
        foreign_keys=[
            ("from_run", "runs", "number"),
            ("to_run", "runs", "number"),
            *((column, "id_lists", "list") for column in lists),
        ],
    )
    columns = ", ".join(keys)
    db.execute(f"CREATE UNIQUE INDEX idx_{name}_valid ON {name} ({columns}) WHERE to_run IS NULL")


@MIGRATIONS()
def m008_search(db: Database) -> None:
    """Statements are inserted and deleted, their text never changes: no update trigger."""
    db.table("statements").enable_fts(["text"], tokenize="porter unicode61 remove_diacritics 2")
    db.execute(
        "CREATE TRIGGER statements_search_insert AFTER INSERT ON statements BEGIN"
        " INSERT INTO statements_fts (rowid, text) VALUES (new.row, new.text); END"
    )
    db.execute(
        "CREATE TRIGGER statements_search_delete AFTER DELETE ON statements BEGIN"
        " INSERT INTO statements_fts (statements_fts, rowid, text) VALUES ('delete', old.row, old.text); END"
    )


@MIGRATIONS()
def m009_decisions(db: Database) -> None:
    """Append-only: neither UPDATE, DELETE nor INSERT OR REPLACE can touch a decision."""
    db.execute(
        "CREATE TABLE decisions (id INTEGER PRIMARY KEY AUTOINCREMENT, author TEXT NOT NULL,"
        " verb TEXT NOT NULL, arguments TEXT NOT NULL, reason TEXT NOT NULL,"
        " made_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
    )
    for name, when in {
        "update": "BEFORE UPDATE ON decisions",
        "delete": "BEFORE DELETE ON decisions",
        "replace": "BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE id = new.id)",
    }.items():
        db.execute(
            f"CREATE TRIGGER decisions_no_{name} {when}"
            " BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END"
        )


@MIGRATIONS()
def m010_views(db: Database) -> None:
    """What a person wants to see first in Datasette."""
    db.create_view("used_feedback", "SELECT * FROM feedback WHERE state = 'used'")
    db.create_view(
        "current_run", "SELECT runs.* FROM runs JOIN meta ON meta.name = 'current' AND meta.value = runs.id"
    )
    for name in ("themes", "links", "scores"):
        db.create_view(f"current_{name}", f"SELECT {name}.* FROM {name} {_now(name)}")
    db.create_view(
        "current_statements",
        "SELECT statements.id, statements.feedback_id, statements.text, statements.kind, tags.sentiment,"
        " tags.severity, memberships.theme_id, themes.name AS theme, memberships.strength FROM statements"
        f" {_now('statements')}"
        + "".join(
            f" LEFT JOIN {table} ON {table}.{key} = {other} AND {_holds(table)}"
            for table, key, other in (
                ("tags", "statement_id", "statements.id"),
                ("memberships", "statement_id", "statements.id"),
                ("themes", "id", "memberships.theme_id"),
            )
        ),
    )


@MIGRATIONS()
def m011_wide(db: Database) -> None:
    """Areas, second themes, request types, scores without bursts; limits of exports; who is one person."""
    for table, columns in {
        "files": {"limits": "TEXT NOT NULL DEFAULT '[]'"},
        "feedback": {"person_keys": "TEXT"},
        "tags": {"request_type": "TEXT", "request_probabilities": "TEXT NOT NULL DEFAULT '[]'"},
        "themes": {"level": "TEXT NOT NULL DEFAULT 'theme'"},
        "memberships": {"second_theme": "TEXT", "second_strength": "REAL NOT NULL DEFAULT 0"},
        "scores": {"calm": "TEXT"},
    }.items():
        for column, kind in columns.items():
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    db.table("aliases").create(
        {"id": int, "kind": str, "name": str, "alias": str}, pk="id", not_null={"kind", "name", "alias"}
    )
    db.create_view(
        "current_requests",
        "SELECT memberships.theme_id, tags.request_type, count(*) AS statements FROM tags"
        f" {_now('tags')} LEFT JOIN memberships ON memberships.statement_id = tags.statement_id"
        f" AND {_holds('memberships')} GROUP BY memberships.theme_id, tags.request_type",
    )


@MIGRATIONS()
def m012_told_by_name(db: Database) -> None:
    """How much of a theme each keyphrase covers, how well its name tells it, and its line."""
    for column in ("keyphrase_weights TEXT NOT NULL DEFAULT '[]'", "fidelity REAL", "summary TEXT"):
        db.execute(f"ALTER TABLE themes ADD COLUMN {column}")


@MIGRATIONS()
def m013_by_hand(db: Database) -> None:
    """Themes that people made or a taxonomy seeded."""
    for table, columns in {
        "themes": ("origin TEXT NOT NULL DEFAULT 'found'", "made_from TEXT NOT NULL DEFAULT ''"),
        "theme_events": ("made_by TEXT NOT NULL DEFAULT ''",),
    }.items():
        for column in columns:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    db.table("seeds").create(
        {"id": str, "name": str, "description": str, "examples": str, "parent": str, "source": str},
        pk="id",
        not_null={"name", "description", "examples", "source"},
    )


@MIGRATIONS()
def m014_more_tags(db: Database) -> None:
    """What cannot wait, what got worse, what a tone is about, and what a tagger cannot read."""
    for column in ("unread", "urgency", "effects", "aspects"):
        empty = "" if column == "unread" else "[]"
        db.execute(f"ALTER TABLE tags ADD COLUMN {column} TEXT NOT NULL DEFAULT '{empty}'")


@MIGRATIONS()
def m015_ties(db: Database) -> None:
    """What tools tied together already, more of a backlog item, and how statements stand to it."""
    db.execute("ALTER TABLE feedback ADD COLUMN refs TEXT NOT NULL DEFAULT '[]'")
    for column in ("comments", "customer_words", "duplicate_of", "tickets"):
        db.execute(f"ALTER TABLE features ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'")
    for column in ("product", "created", "updated", "resolved"):
        db.execute(f"ALTER TABLE features ADD COLUMN {column} TEXT")
    db.execute("CREATE TABLE past_features AS SELECT * FROM features WHERE 0")
    db.execute("ALTER TABLE past_features ADD COLUMN last_run TEXT")
    db.execute("CREATE TABLE yardstick AS SELECT * FROM features WHERE 0")
    db.execute("CREATE UNIQUE INDEX idx_past_features_id ON past_features (id)")
    db.table("ties").create(
        {"id": int, "ticket": str, "feature": str, "tool": str},
        pk="id",
        not_null={"ticket", "feature", "tool"},
    )
    _intervals(
        db, "stances", {"feature_id": str, "statement_id": str}, {"stance": str, "rule": str, "words": str}
    )


@MIGRATIONS()
def m016_basis(db: Database) -> None:
    """Where each input of a score comes from."""
    for table in ("scores", "score_inputs"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN basis TEXT")


@MIGRATIONS()
def m017_people(db: Database) -> None:
    """Users and contacts that tools list, as keyed hashes."""
    db.table("people").create(
        {"id": int, "keys": str, "account_keys": str, "staff": int},
        pk="id",
        not_null={"keys", "account_keys", "staff"},
    )


def _holds(table: str) -> str:
    return (
        f"{table}.from_run <= current_run.number"
        f" AND ({table}.to_run IS NULL OR {table}.to_run > current_run.number)"
    )


def _now(table: str) -> str:
    return f"JOIN current_run ON {_holds(table)}"
