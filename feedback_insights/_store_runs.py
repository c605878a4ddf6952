"""The store's runs: what each analysis found, kept as rows that hold from one run to another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from feedback_insights import _run_rows as found
from feedback_insights._id_lists import IdLists
from feedback_insights._rows import FEATURE_COLUMNS, Row, feature_row
from feedback_insights._run_rows import Kind
from feedback_insights._store_file import Tables, batches, quoted
from feedback_insights.characters import mended
from feedback_insights.errors import NotFound, StoreError
from feedback_insights.records import Analysis, PastRun, Run, Statement, ThemeEvent

_READ_RUNS = "SELECT id, as_of, setups.json, counts, notes FROM runs JOIN setups ON setups.setup = runs.setup"
_VALID = "t.from_run <= ? AND (t.to_run IS NULL OR t.to_run > ?)"


class Runs(Tables):
    """Runs, what they found, and the search over their statements."""

    def next_run_id(self) -> str:
        """The id that the next analysis must carry; ids are never reused."""
        return f"R{self._largest('number', 'runs') + 1}"

    def save_analysis(self, analysis: Analysis) -> None:
        """Keep a run in one transaction and make it the current one. Rows that did not change stay open."""
        if any(event.run != analysis.run.id for event in analysis.events):
            raise ValueError("an event names another run than the analysis")
        with self.writing():
            if analysis.run.id != self.next_run_id():
                raise StoreError(
                    f"{self.path} already has a run {analysis.run.id}, or skips one; run again:"
                    f" feedback-insights analyze {self.path}"
                )
            number = self._insert_run(analysis.run)
            lists = IdLists()
            for kind, rows in found.tables_of(analysis, lists):
                self._save_rows(kind, rows, number, lists)
            self._insert(
                "theme_events",
                ("run", "position", "theme", "kind", "others", "made_by"),
                ((number, n, *found.event_row(event)) for n, event in enumerate(analysis.events)),
            )
            if analysis.yardstick is not None:
                self._db.execute("DELETE FROM yardstick")
                rows = map(feature_row, analysis.yardstick)
                self._insert("yardstick", FEATURE_COLUMNS, rows)
            self._put("current", analysis.run.id)

    def _insert_run(self, run: Run) -> int:
        number = self._largest("number", "runs") + 1
        digest, setup, counts, notes = found.run_parts(run)
        self._insert("setups", ("setup", "json"), [(digest, setup)], otherwise="OR IGNORE")
        columns = ("number", "id", "as_of", "setup", "counts", "notes")
        self._insert("runs", columns, [(number, run.id, run.as_of, digest, counts, notes)])
        return number

    def _save_rows(self, kind: Kind, rows: Iterator[Row], run: int, lists: IdLists) -> None:
        """Close what changed or vanished and open what is new; what stayed the same is not touched."""
        columns, keys = quoted(kind.columns), quoted(kind.keys)
        self._db.execute(f"CREATE TEMP TABLE incoming AS SELECT {columns} FROM {kind.table} LIMIT 0")
        for batch in batches(rows):
            chunks, listed = lists.take()
            self._insert("id_chunks", ("chunk", "ids"), chunks, otherwise="OR IGNORE")
            self._insert("id_lists", ("list", "chunks"), listed, otherwise="OR IGNORE")
            self._insert("incoming", kind.columns, batch)
        self._db.execute(f"CREATE UNIQUE INDEX temp.incoming_key ON incoming ({keys})")
        self._db.execute(
            f"UPDATE {kind.table} AS t SET to_run = ? WHERE to_run IS NULL AND NOT EXISTS"
            f" (SELECT 1 FROM incoming n WHERE {_same(kind.keys, '=')} AND {_same(kind.values, 'IS')})",
            [run],
        )
        self._db.execute(
            f"INSERT INTO {kind.table} ({columns}, from_run) SELECT {columns}, ? FROM incoming n"
            f" WHERE NOT EXISTS (SELECT 1 FROM {kind.table} t WHERE t.to_run IS NULL"
            f" AND {_same(kind.keys, '=')}) ORDER BY {keys}",
            [run],
        )
        self._db.execute("DROP TABLE incoming")

    def set_current(self, run_id: str) -> None:
        """Point to another run, say to keep yesterday's. Raises `NotFound`."""
        with self.writing():
            self._put("current", self._run(run_id)[1].id)

    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        return tuple(found.run_from(*row) for row in self._db.execute(f"{_READ_RUNS} ORDER BY number"))

    def current_run(self) -> Run | None:
        """The run that stands; None before the first one."""
        row = self._db.execute(f"{_READ_RUNS} WHERE id = ?", [self._meta("current")]).fetchone()
        return None if row is None else found.run_from(*row)

    def analysis(self, run_id: str | None = None) -> Analysis:
        """Everything one run found, exactly as it was saved, in canonical order; by default the current run.

        Raises `NotFound` if there is no such run.
        """
        with self._file.reading():
            number, run = self._run(run_id)
            ids = self._list_reader()
            themes = self._valid(found.THEMES, number)
            memberships = {
                id: found.membership_from(tuple(row)) for id, *row in self._valid(found.MEMBERSHIPS, number)
            }
            parent = found.THEMES.columns.index("parent")
            members = found.members_of({row[0]: row[parent] for row in themes}, memberships)
            return Analysis(
                run=run,
                statements=tuple(map(found.statement_from, self._valid(found.STATEMENTS, number))),
                tags=tuple(map(found.tag_from, self._valid(found.TAGS, number))),
                themes=tuple(found.theme_from(row, members.get(row[0], ()), ids) for row in themes),
                events=self._events(number),
                links=tuple(map(found.link_from, self._valid(found.LINKS, number))),
                scores=found.scores_from(
                    self._valid(found.SCORES, number), self._valid(found.INPUTS, number), ids
                ),
                memberships=memberships,
                stances=tuple(map(found.stance_from, self._valid(found.STANCES, number))),
            )

    def past_run(self, run_id: str) -> PastRun:
        """What a run scored and linked, without its words. Raises `NotFound` if there is no such run."""
        with self._file.reading():
            number, run = self._run(run_id)
            scores = found.scores_from(
                self._valid(found.SCORES, number), self._valid(found.INPUTS, number), self._list_reader()
            )
            return PastRun(
                run=run,
                scores=scores,
                links=tuple(map(found.link_from, self._valid(found.LINKS, number))),
                themes=frozenset(row[0] for row in self._valid(found.THEMES, number)),
            )

    def events(self) -> tuple[ThemeEvent, ...]:
        """What happened to every theme in every run, oldest first."""
        return self._events(None)

    def theme_ids(self) -> tuple[str, ...]:
        """Every theme id ever given, so that none is given again."""
        rows = self._db.execute("SELECT DISTINCT id FROM themes ORDER BY length(id), id")
        return tuple(id for (id,) in rows)

    def search(self, query: str, limit: int = 20) -> list[Statement]:
        """The current run's statements that hold all the words, best first. Any text is a valid query."""
        words = re.findall(r"\w+", mended(query))
        with self._file.reading():
            number, _ = self._run(None)
            if not words:
                return []
            columns = ", ".join(f't."{column}"' for column in found.STATEMENTS.columns)
            rows = self._db.execute(
                f"SELECT {columns} FROM statements_fts f JOIN statements t ON t.row = f.rowid"
                f" WHERE statements_fts MATCH ? AND {_VALID} ORDER BY f.rank, t.id LIMIT ?",
                [" ".join(f'"{word}"' for word in words), number, number, limit],
            ).fetchall()
        return [found.statement_from(row) for row in rows]

    def _run(self, run_id: str | None) -> tuple[int, Run]:
        wanted = run_id or self._meta("current")
        row = self._db.execute(f"{_READ_RUNS} WHERE id = ?", [wanted]).fetchone()
        if row is None:
            known = ", ".join(id for (id,) in self._db.execute("SELECT id FROM runs ORDER BY number"))
            if not known:
                raise NotFound(
                    f"{self.path} has no run yet; start with: feedback-insights analyze {self.path}"
                )
            raise NotFound(f"{self.path} has no run {wanted}; known: {known}")
        return int(self._one("SELECT number FROM runs WHERE id = ?", wanted)), found.run_from(*row)

    def _valid(self, kind: Kind, number: int) -> list[Row]:
        return self._db.execute(
            f"SELECT {quoted(kind.columns)} FROM {kind.table} t WHERE {_VALID}"
            f" ORDER BY {kind.order or quoted(kind.keys)}",
            [number, number],
        ).fetchall()

    def _events(self, number: int | None) -> tuple[ThemeEvent, ...]:
        rows = self._db.execute(
            "SELECT runs.id, theme, kind, others, made_by FROM theme_events JOIN runs ON runs.number = run"
            " WHERE ?1 IS NULL OR run = ?1 ORDER BY run, position",
            [number],
        )
        return tuple(found.event_from(*row) for row in rows)

    def _list_reader(self) -> Callable[[str], tuple[str, ...]]:
        @cache
        def chunk(key: str) -> list[str]:
            return list(json.loads(self._one("SELECT ids FROM id_chunks WHERE chunk = ?", key)))

        @cache
        def ids(key: str) -> tuple[str, ...]:
            chunks = json.loads(self._one("SELECT chunks FROM id_lists WHERE list = ?", key))
            return tuple(id for one in chunks for id in chunk(one))

        return ids


def _same(columns: Sequence[str], operator: str) -> str:
    return " AND ".join(f'n."{column}" {operator} t."{column}"' for column in columns)
