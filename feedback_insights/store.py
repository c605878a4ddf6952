"""The workspace file: what was imported, what people decided, and what each run found.

Only this module, its private parts ``_store_*`` and `migrations` know SQL. What belongs together is
written in one transaction: a process may be killed at any point, and the next one finds the last
committed state.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_insights import _rows
from feedback_insights._rows import Row, to_json
from feedback_insights._store_file import Tables, WorkspaceFile, batches, marks
from feedback_insights._store_imports import (
    CleanRecord,
    CleanUnit,
    FileFacts,
    FindDuplicates,
    Imports,
    Settled,
)
from feedback_insights._store_runs import Runs
from feedback_insights.characters import mended
from feedback_insights.directory import Alias, KnownPerson
from feedback_insights.errors import StoreError
from feedback_insights.records import Account, Decision, Feature, LoadedTie, Seed
from feedback_insights.triage import ON_ROADMAP, SET, bearing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CleanRecord", "CleanUnit", "FileFacts", "FindDuplicates", "Settled", "Store", "StoredVectors"]


class Store(Imports, Runs):
    """A workspace file, open. A context manager; ``":memory:"`` makes one that is never written to disk.

    Raises `StoreError` if the file is missing (with ``create=False``), not ours, made by a newer version,
    damaged, locked or unreadable. A file that may only be read can be opened, but not written.
    """

    def __init__(self, path: str | Path, *, create: bool = True, key: bytes | None = None) -> None:
        if key is not None and not 16 <= len(key) <= 64:
            raise StoreError(f"the pseudonym key has {len(key)} bytes; give one of 16 to 64")
        self._file = WorkspaceFile(path, create=create)
        self._db = self._file.db
        try:
            self._key = self._keep_key(key)
        except BaseException:  # Ctrl-C too: leave nothing open, then on its way
            self.close()
            raise

    # ---- the file -------------------------------------------------------------------------------------

    @property
    def key(self) -> bytes:
        """The key of the workspace's pseudonyms. Raises `StoreError` if it was neither kept nor given."""
        if self._key is None:
            raise StoreError(f"{self.path} does not hold its pseudonym key; give the key it was made with")
        return self._key

    def close(self) -> None:
        """Close the file; a transaction under way is rolled back."""
        self._file.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_new(self) -> bool:
        """Whether the file was made when it was opened."""
        return self._file.is_new

    @property
    def is_empty(self) -> bool:
        """Whether no export, backlog, accounts, aliases, themes or ties were ever read in."""
        tables = ("files", "features", "accounts", "aliases", "people", "seeds", "ties")
        return not any(self._db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables)

    def session(self, *, timeout: float = 0) -> AbstractContextManager[None]:
        """Be the only writer over several transactions. Raises `StoreError` if another process is."""
        return self._file.session(timeout=timeout)

    def _keep_key(self, given: bytes | None) -> bytes | None:
        """A key made here is kept in the file; of a given one only a fingerprint."""
        query = "SELECT key, fingerprint FROM _key"
        kept = self._db.execute(query).fetchone()
        if kept is None:
            made = given or secrets.token_bytes(32)
            with self.writing():
                row = (1, None if given else made, _fingerprint(made))
                self._db.execute("INSERT OR IGNORE INTO _key (id, key, fingerprint) VALUES (?, ?, ?)", row)
            kept = self._db.execute(query).fetchone()
        key, fingerprint = kept
        if given and _fingerprint(given) != fingerprint:
            raise StoreError(f"the key given is not the one that {self.path} was made with; give that one")
        return given or key

    # ---- backlog and accounts -------------------------------------------------------------------------

    def replace_backlog(self, features: Iterable[Feature], source: FileFacts) -> None:
        """Make this the backlog, in place of the one before; items that are gone are remembered."""
        rows = [_rows.feature_row(feature) for feature in features]
        with self.writing():
            self._retire_features([str(row[0]) for row in rows])
            self._replace_table("features", _rows.FEATURE_COLUMNS, rows, "backlog", source)

    def _retire_features(self, staying: list[str]) -> None:
        columns = ", ".join(f'"{name}"' for name in _rows.FEATURE_COLUMNS)
        kept = to_json(staying)
        self._db.execute(
            f"INSERT OR REPLACE INTO past_features ({columns}, last_run) SELECT {columns}, ? FROM features"
            " WHERE id NOT IN (SELECT value FROM json_each(?))",
            [self._meta("current"), kept],
        )
        self._db.execute("DELETE FROM past_features WHERE id IN (SELECT value FROM json_each(?))", [kept])

    def yardstick(self) -> list[Feature]:
        """The state of the backlog that the newest run measured links by, by id."""
        return [_rows.feature_from(row) for row in self._all("yardstick", _rows.FEATURE_COLUMNS)]

    def past_features(self) -> list[tuple[Feature, str | None]]:
        """Items that the backlog no longer has, by id, each with the run that was current when it went."""
        rows = self._all("past_features", (*_rows.FEATURE_COLUMNS, "last_run"))
        return [(_rows.feature_from(row[:-1]), row[-1]) for row in rows]

    def features(self) -> list[Feature]:
        """The backlog, ordered by id."""
        return [_rows.feature_from(row) for row in self._all("features", _rows.FEATURE_COLUMNS)]

    def backlog_source(self) -> FileFacts | None:
        """The file that the backlog came from."""
        return self._source("backlog")

    def replace_seeds(self, seeds: Iterable[Seed], source: FileFacts | None) -> None:
        """Make these what themes start from, in place of those before."""
        rows = map(_rows.seed_row, seeds)
        self._replace_table("seeds", _rows.SEED_COLUMNS, rows, "taxonomy", source)

    def seeds(self) -> list[Seed]:
        """What themes start from, ordered by id."""
        return [_rows.seed_from(row) for row in self._all("seeds", _rows.SEED_COLUMNS)]

    def replace_accounts(
        self, accounts: Iterable[tuple[Account, tuple[str, ...]]], source: FileFacts | None = None
    ) -> None:
        """Make these the accounts, each with its keyed hashes, in place of those before."""
        rows = (_rows.account_row(account, keys) for account, keys in accounts)
        self._replace_table("accounts", _rows.ACCOUNT_COLUMNS, rows, "accounts", source)

    def accounts(self) -> list[tuple[Account, tuple[str, ...]]]:
        """The accounts with their keyed hashes, ordered by id."""
        return [_rows.account_from(row) for row in self._all("accounts", _rows.ACCOUNT_COLUMNS)]

    def accounts_source(self) -> FileFacts | None:
        """The file that the accounts came from."""
        return self._source("accounts")

    def replace_aliases(self, aliases: Iterable[Alias], source: FileFacts) -> None:
        """Make these the aliases, in place of those before."""
        rows = (
            (number, alias.kind, to_json(alias.name), to_json(alias.alias))
            for number, alias in enumerate(aliases, 1)
        )
        self._replace_table("aliases", ("id", "kind", "name", "alias"), rows, "aliases", source)

    def aliases(self) -> list[Alias]:
        """The aliases, as last loaded."""
        rows = self._all("aliases", ("kind", "name", "alias"))
        return [
            Alias(kind=kind, name=tuple(json.loads(name)), alias=tuple(json.loads(alias)))
            for kind, name, alias in rows
        ]

    def replace_people(self, people: Iterable[KnownPerson], source: FileFacts | None) -> None:
        """Make these the users and contacts that tools list, in place of those before."""
        rows = (
            (number, to_json(one.keys), to_json(one.account_keys), int(one.staff))
            for number, one in enumerate(people, 1)
        )
        self._replace_table("people", ("id", "keys", "account_keys", "staff"), rows, "people", source)

    def people(self) -> list[KnownPerson]:
        """The users and contacts that tools list, as last loaded."""
        rows = self._all("people", ("keys", "account_keys", "staff"))
        return [
            KnownPerson(keys=tuple(json.loads(keys)), account_keys=tuple(json.loads(own)), staff=bool(staff))
            for keys, own, staff in rows
        ]

    def replace_ties(self, ties: Iterable[LoadedTie], source: FileFacts | None) -> None:
        """Make these the ties that a file gave, in place of those before."""
        rows = (
            (number, *map(mended, (tie.ticket, tie.feature, tie.tool)))
            for number, tie in enumerate(sorted(set(ties)), 1)
        )
        self._replace_table("ties", ("id", "ticket", "feature", "tool"), rows, "ties", source)

    def ties(self) -> list[LoadedTie]:
        """The ties that a file gave, sorted."""
        rows = self._all("ties", ("ticket", "feature", "tool"))
        return [LoadedTie(ticket=ticket, feature=feature, tool=tool) for ticket, feature, tool in rows]

    def _replace_table(
        self, table: str, columns: tuple[str, ...], rows: Iterable[Row], name: str, source: FileFacts | None
    ) -> None:
        with self.writing():
            self._db.execute(f"DELETE FROM {table}")
            self._insert(table, columns, rows)
            self._put(name, to_json(asdict(source) if source else None))

    def _source(self, name: str) -> FileFacts | None:
        facts = json.loads(self._meta(name) or "null")
        return FileFacts(**{**facts, "warnings": tuple(facts["warnings"]), "limits": ()}) if facts else None

    # ---- cache ----------------------------------------------------------------------------------------

    def vectors(self, model: str) -> StoredVectors:
        """The cache of one model's arrays by text."""
        return StoredVectors(self._file, model)

    # ---- decisions ------------------------------------------------------------------------------------

    def append_decision(
        self, author: str, verb: str, arguments: Mapping[str, str], reason: str = ""
    ) -> Decision:
        """Add one decision to the log, which only grows."""
        row = (mended(author), verb, to_json(dict(arguments)), mended(reason))
        with self.writing():
            self._insert("decisions", ("author", "verb", "arguments", "reason"), [row])
            return self.decisions()[-1]

    def decisions(self) -> list[Decision]:
        """The log, oldest first."""
        rows = self._db.execute("SELECT id, author, verb, arguments, reason FROM decisions ORDER BY id")
        return [
            Decision(id=id, author=author, verb=verb, arguments=json.loads(arguments), reason=reason)
            for id, author, verb, arguments, reason in rows
        ]

    # ---- is the current run about what is here --------------------------------------------------------

    def mark_counted(self) -> None:
        """Remember that the current run is about everything that is here now."""
        with self.writing():
            if self._meta("counted") != (here := self._here()):
                self._put("counted", here)

    @property
    def outdated(self) -> bool:
        """Whether anything was imported, loaded or decided after the current run."""
        counted = self._meta("counted")
        return counted is not None and counted != self._here()

    def _here(self) -> str:
        # supplied numbers hold at once, and decisions on the roadmap change no figure
        waiting = bearing(self.decisions(), besides=ON_ROADMAP | {SET})
        grown = [self._largest("id", "records"), max((one.id for one in waiting), default=0)]
        told = [*grown, *(self._meta(name) for name in ("backlog", "accounts", "aliases"))]
        later = {name: self._meta(name) for name in ("taxonomy", "ties", "people")}
        # None in workspaces that never had one: nothing to add there
        return to_json([*told, *(facts for facts in later.values() if facts is not None)])


class StoredVectors(Tables):
    """One model's cache: one-dimensional float32 arrays by text, given back bit for bit."""

    def __init__(self, file: WorkspaceFile, model: str) -> None:
        self._file, self._db, self._model = file, file.db, model

    def get_many(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The arrays there are, read-only; texts that are not cached are left out."""
        import numpy as np

        found: dict[str, NDArray[np.float32]] = {}
        for batch in batches(texts):
            digests = {_digest(text): text for text in batch}
            rows = self._db.execute(
                "SELECT digest, vector FROM vectors JOIN models ON models.id = model WHERE models.name = ?"
                f" AND digest IN ({marks(list(digests))})",
                [self._model, *digests],
            )
            found |= {digests[digest]: np.frombuffer(vector, dtype="<f4") for digest, vector in rows}
        return found

    def put_many(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep arrays by text, in one transaction; what is cached already stays as it is."""
        for vector in vectors.values():
            if vector.ndim != 1 or vector.dtype != "float32":
                raise ValueError(f"expected float32 of one dimension, got {vector.dtype} {vector.shape}")
        with self.writing():
            self._insert("models", ("name",), [(self._model,)], otherwise="OR IGNORE")
            model = self._one("SELECT id FROM models WHERE name = ?", self._model)
            self._insert(
                "vectors",
                ("model", "digest", "vector"),
                ((model, _digest(text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()),
                otherwise="OR IGNORE",
            )


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _fingerprint(key: bytes) -> str:
    return blake2b(b"feedback-insights", key=key, digest_size=8).hexdigest()
