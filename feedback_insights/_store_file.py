"""One SQLite file: recognized, opened, written by one process at a time, its troubles told in one line.

The rollback journal is kept (no WAL), so that after a clean close the workspace is exactly one file.
``synchronous`` is FULL: commits are few and large, so the extra flush costs nothing, and NORMAL with a
rollback journal may corrupt the file when the power fails.
"""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from filelock import FileLock, Timeout

from feedback_insights.errors import StoreError

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x46424958  # "FBIX", in the file's header
BATCH = 500  # rows per statement, well under SQLite's limit of parameters
BUSY_SECONDS = 30.0  # a reader waits so long for a commit under way, a commit for readers
SPILL_PAGES = 65_536  # 256 MiB: a transaction writes into the file, and so bars readers, only beyond this

Item = TypeVar("Item")

_WHAT_TO_DO = {
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space and run the same command again",
    sqlite3.SQLITE_BUSY: "is locked by another program; close that program and try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; close that program and try again",
    sqlite3.SQLITE_READONLY: "is read-only; change its permissions or work on a copy",
    sqlite3.SQLITE_PERM: "may not be used by you; change its permissions or work on a copy",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the permissions of the file and its folder",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk and try again",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a copy, or import the exports into a new file",
    sqlite3.SQLITE_NOTADB: "is damaged; restore a copy, or import the exports into a new file",
}


def _told(call: Callable[..., Any]) -> Callable[..., Any]:
    def told(cursor: _Cursor, *arguments: Any) -> Any:
        try:
            return call(cursor, *arguments)
        except sqlite3.DatabaseError as error:
            advice = _WHAT_TO_DO.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if advice is None:
                raise
            raise StoreError(f"{cursor.connection.where} {advice}") from error

    return told


class _Cursor(sqlite3.Cursor):
    """Turns what the user can mend (full disk, lock, damage) into a `StoreError`, in this one place."""

    connection: _Connection
    execute = _told(sqlite3.Cursor.execute)
    executemany = _told(sqlite3.Cursor.executemany)
    executescript = _told(sqlite3.Cursor.executescript)
    fetchone = _told(sqlite3.Cursor.fetchone)
    fetchmany = _told(sqlite3.Cursor.fetchmany)
    fetchall = _told(sqlite3.Cursor.fetchall)
    __next__ = _told(sqlite3.Cursor.__next__)


class _Connection(sqlite3.Connection):
    where: str

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, *arguments: Any) -> Any:  # the inherited ones make a cursor of their own
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)


def must_be_made(path: Path, *, create: bool) -> bool:
    """Tell whether the workspace is still to be made, from the first bytes alone.

    So a stranger's file is never touched. Raises `StoreError` if it is missing and not to be made, no
    ordinary file, unreadable, or not ours.
    """
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder; name a file in it, such as {path / 'feedback.db'}")
        if path.exists() and not path.is_file():
            raise StoreError(f"{path} is not an ordinary file; name another")
        exists = path.exists()
        with path.open("rb") if exists else io.BytesIO() as file:
            head = file.read(72)
    except OSError as error:
        raise StoreError(f"cannot open {path}: {error.strerror}") from error
    if head and (head[:16] != b"SQLite format 3\0" or head[68:] != APPLICATION_ID.to_bytes(4, "big")):
        raise StoreError(f"{path} is not a feedback-insights workspace; name another file")
    if not head and not create:
        state = "is empty" if exists else "does not exist"
        raise StoreError(f"{path} {state}; start with: feedback-insights import {path} EXPORT...")
    return not head


class WorkspaceFile:
    """An open workspace: a sqlite-utils database, the lock of its one writer, and its transactions."""

    path: Path
    folder: Path  # where relative paths in the workspace start
    db: Database
    is_new: bool  # made when it was opened

    def __init__(self, path: str | Path, *, create: bool) -> None:
        from sqlite_utils import Database  # a third of a second

        self.path = Path(path)
        self._writing = False
        self._lock: FileLock | None = None
        uri, self.folder, make = ":memory:", Path.cwd(), True
        if str(path) != ":memory:":
            real = Path(os.path.realpath(self.path))
            make = must_be_made(self.path, create=create)
            if not real.parent.is_dir():
                raise StoreError(f"cannot make {path}: there is no folder {self.path.parent}; make it first")
            uri, self.folder = f"{real.as_uri()}?mode={'rwc' if make else 'rw'}", real.parent
            self._lock = FileLock(f"{real}.lock")
        self.is_new = make
        with self.session() if make else nullcontext():
            self.db = Database(self._connect(uri), execute_plugins=False)
            try:
                self._prepare(make)
            except BaseException:  # Ctrl-C too: leave nothing open, then on its way
                self.close()
                raise

    def _connect(self, uri: str) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, factory=_Connection
            )
        except sqlite3.OperationalError as error:
            raise StoreError(f"cannot open {self.path}: {error}") from error
        connection.where = str(self.path)
        return connection

    def _prepare(self, make: bool) -> None:
        from feedback_insights import migrations

        for pragma in ("foreign_keys = ON", "synchronous = FULL", f"cache_spill = {SPILL_PAGES}"):
            self.db.execute(f"PRAGMA {pragma}")
        if make:  # first and alone: a file killed while being made is either empty or known as ours
            self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if migrations.pending(self.db, where=self.path):
            with self.writing():
                migrations.apply(self.db)

    def close(self) -> None:
        """Close the file; a transaction under way is rolled back."""
        self.db.close()

    @contextmanager
    def session(self, *, timeout: float = 0) -> Iterator[None]:
        """Be the only writer for a longer job of several transactions. Raises `StoreError` if another is.

        The lock dies with its process. Its file is removed while still held: whoever opened it before finds
        it gone after locking it, and starts over.
        """
        if self._lock is None:
            yield
            return
        try:
            self._lock.acquire(timeout=timeout)
        except Timeout:
            raise StoreError(
                f"another feedback-insights process is writing {self.path}; wait for it or stop it"
            ) from None
        except OSError as error:
            raise StoreError(f"cannot write {self.path} (its lock file): {error.strerror}") from error
        try:
            yield
        finally:
            if self._lock.lock_counter == 1:
                with suppress(OSError):  # Windows removes it itself
                    os.unlink(self._lock.lock_file)
            self._lock.release()

    @contextmanager
    def writing(self, *, timeout: float = 0) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing. Inside another one it is part of that."""
        if self._writing:
            with self.db.atomic():
                yield
            return
        with self.session(timeout=timeout):
            self._writing = True
            try:
                self.db.execute("BEGIN IMMEDIATE")
                yield
                self.db.execute("COMMIT")
            except BaseException:  # Ctrl-C too: nothing half written, then on its way
                self.db.rollback()
                raise
            finally:
                self._writing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one committed state over several queries."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.rollback()


class Tables:
    """What every part of the store needs: the open file, and the few statements that all tables share."""

    _file: WorkspaceFile
    _db: Database

    @property
    def path(self) -> Path:
        """The file as it was named."""
        return self._file.path

    def writing(self, *, timeout: float = 0) -> AbstractContextManager[None]:
        """Make what is written inside one transaction: all of it is kept, or nothing."""
        return self._file.writing(timeout=timeout)

    def _insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, otherwise: str = ""
    ) -> None:
        self._db.conn.executemany(
            f"INSERT {otherwise} INTO {table} ({quoted(columns)}) VALUES ({marks(columns)})", rows
        )

    def _all(self, table: str, columns: Sequence[str]) -> list[Any]:
        return self._db.execute(f"SELECT {quoted(columns)} FROM {table} ORDER BY id").fetchall()

    def _one(self, query: str, *parameters: Any) -> Any:
        return self._db.execute(query, parameters).fetchone()[0]

    def _largest(self, column: str, table: str) -> int:
        return int(self._one(f"SELECT coalesce(max({column}), 0) FROM {table}"))

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else None

    def _put(self, name: str, value: str) -> None:
        self._insert("meta", ("name", "value"), [(name, value)], otherwise="OR REPLACE")


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Lists of at most ``BATCH`` items."""
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def quoted(names: Iterable[str]) -> str:
    """Column names for a statement."""
    return ", ".join(f'"{name}"' for name in names)


def marks(values: Sequence[object]) -> str:
    """One question mark per value."""
    return ", ".join("?" * len(values))
