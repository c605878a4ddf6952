"""The workspace file: what it keeps and refuses, and what a kill, a full disk or a second writer does."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_insights import _store_file, migrations
from feedback_insights._rows import shown_names
from feedback_insights.directory import Alias
from feedback_insights.errors import NotFound, StoreError
from feedback_insights.records import (
    Account,
    Analysis,
    Calm,
    Feature,
    Feedback,
    Link,
    Locator,
    Membership,
    Mood,
    Run,
    Score,
    Stance,
    State,
    Statement,
    Tag,
    Theme,
    ThemeEvent,
    Value,
)  # fmt: skip
from feedback_insights.store import FileFacts, Store

SHA = {name: name.encode().hex().ljust(64, "0") for name in "abc"}


@dataclass(frozen=True)
class Unit:
    feedback: Feedback
    account_keys: tuple[str, ...] = ()
    person_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    locator: Locator
    units: Sequence[Unit] = ()
    state: State = "used"
    reason: str = ""
    updated: datetime | None = None


def say(id: str, text: str, **facts: object) -> Feedback:
    place = Locator(file="", sha256="", record=f"ticket {id}", field="body")
    return Feedback(
        **{"id": id, "source": "desk", "external_id": id, "text": text, "locator": place, **facts}
    )


def record(id: str, *texts: str, day: int | None = None, state: State = "used") -> Record:
    units = [Unit(say(f"{id}.{n}" if n else id, text)) for n, text in enumerate(texts)]
    place = Locator(file="", sha256="", record=f"ticket {id}", field="")
    return Record(place, units, state, "", day and datetime(2026, 1, day, tzinfo=UTC))


def facts(letter: str) -> FileFacts:
    return FileFacts(sha256=SHA[letter], name=f"{letter}.json", format="desk")


def no_duplicates(feedback: Sequence[Feedback], *, days: int) -> dict[str, str]:
    return {}


def add(store: Store, letter: str, *records: Record, path: str = "") -> bool:
    added = store.add_file(path or f"{letter}.json", facts(letter), records)
    store.settle(7, no_duplicates)
    return added


def analysis(run: str = "R1", *, extra: int = 0) -> Analysis:
    """Twelve statements (and some more) in two themes under one parent, linked and scored."""

    def said(id: str) -> Statement:
        text = f"It crashes on save {id[:-2]}"
        return Statement(id=id, feedback_id=id[:-2], start=0, end=len(text), text=text, kind="content")

    def tag(id: str) -> Tag:
        return Tag(
            statement_id=id, sentiment="negative", probabilities=(0.7, 0.2, 0.1), severity=3,
            request_type="bug", request_probabilities=(0.9, 0.1, 0.25, 0.0, 0.5, 0.125),
        )  # fmt: skip

    ids = [f"f{n:03}:0" for n in range(12 + extra)]
    theme = dict(zip(ids, ["T1"] * 6 + ["T10"] * (6 + extra), strict=True))
    second = {ids[1]: ("T10", 0.375)}
    groups = {name: tuple(id for id in ids if theme[id] == name) for name in ("T1", "T10")}
    evidence = Value(value=12 / 7, low=1.0, high=None, method="count", evidence=tuple(ids))
    return Analysis(
        run=Run(
            id=run, as_of="2026-02-01", settings={"themes": {"seed": 0}}, seeds={"themes": 0},
            models={"default": "53aa"}, versions={"normalizer": "1"}, counts={"statements": len(ids)},
            notes=("one note",),
        ),
        statements=tuple(map(said, ids)),
        tags=tuple(map(tag, ids)),
        themes=(
            Theme(id="T1", name="Crashes", parent="T2", size=6, customers=4, statements=groups["T1"]),
            Theme(
                id="T2", name="All", size=len(ids), customers=9, statements=tuple(ids), quotes=(ids[0],),
                mood=Mood(negative=12, neutral=0, positive=0, mean=-0.25), stability=0.875, level="area",
            ),
            Theme(
                id="T10", name="Saving", parent="T2", size=len(groups["T10"]), customers=5,
                statements=groups["T10"][::-1], keyphrases=("save", "crash"), successors=("T1",),
                keyphrase_weights=(0.75, 0.125), fidelity=0.625, summary=groups["T10"][1],
            ),
        ),
        events=(ThemeEvent(run=run, theme="T10", kind="split", others=("T1", "T2")),),
        links=(
            Link(feature_id="F1", subject_id="T1", kind="theme", probability=1 / 3, accepted=False),
            Link(
                feature_id="F2", subject_id=ids[0], kind="statement", probability=0.1, accepted=True,
                decided_by="person:ana",
            ),
        ),
        stances=(
            Stance(feature_id="F1", statement_id=ids[1], stance=None, rule="in another language"),
            Stance(feature_id="F2", statement_id=ids[0], stance="against", rule="no", words=("on", "save")),
        ),
        scores=(
            Score(
                feature_id="F1", method="rice", score=evidence, rank_low=1, rank_high=2, tier=1,
                calm=Calm(days=("2026-01-03",), value=1.5, people=2, tier=1, rank_low=1, rank_high=1),
                inputs={"reach": evidence, "effort": Value(value=None, reason="not in the backlog")},
            ),
            Score(
                feature_id="F2", method="rice", score=Value(value=None, reason="no evidence"), inputs={},
                status="no_evidence",
            ),
        ),
        memberships={id: Membership(theme[id], 0.5, *second.get(id, ())) for id in ids},
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


def run_python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run code in another process, which can use this module."""
    command = [sys.executable, "-c", f"from test_store import *\n{code}", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


# ---- opening --------------------------------------------------------------------------------------------


def test_a_workspace_in_memory_works() -> None:
    with Store(":memory:") as store:
        add(store, "a", record("1", "It crashes"))
        assert [feedback.text for feedback in store.feedback()] == ["It crashes"]


def test_after_a_clean_close_the_workspace_is_one_file(path: Path) -> None:
    with Store(path) as store:
        add(store, "a", record("1", "It crashes"))
    assert os.listdir(path.parent) == ["x.db"]


def test_a_missing_workspace_says_how_to_start(path: Path) -> None:
    with pytest.raises(
        StoreError, match=r"x\.db does not exist; start with: feedback-insights import .*x\.db"
    ):
        Store(path, create=False)
    assert not path.exists()


def strangers(path: Path) -> Iterator[None]:
    path.write_text("ticket,text\n1,It crashes\n")
    yield
    path.write_bytes(b"SQLite format 3\0" + bytes(84))
    yield
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE meta (name, value)")
        other.commit()
    yield
    path.write_bytes(b"FBIX" * 40)
    yield


def test_a_file_that_is_not_ours_is_refused_and_not_touched(path: Path) -> None:
    for _ in strangers(path):
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"x\.db is not a feedback-insights workspace"):
            Store(path)
        assert path.read_bytes() == before
        assert os.listdir(path.parent) == ["x.db"]


def test_our_mark_without_our_tables_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id = {_store_file.APPLICATION_ID}")
        other.execute("CREATE TABLE recipes (name)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a feedback-insights workspace"):
        Store(path)
    assert path.read_bytes() == before


def test_a_folder_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder; name a file in it"):
        Store(tmp_path)
    with pytest.raises(StoreError, match=r"there is no folder .*nowhere; make it first"):
        Store(tmp_path / "nowhere" / "x.db")


def test_a_damaged_workspace_is_told_in_one_line(path: Path) -> None:
    with Store(path) as store:
        add(store, "a", *(record(str(n), "It crashes") for n in range(100)))
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * (path.stat().st_size - 4096))
    with pytest.raises(StoreError, match=r"x\.db is damaged; restore a copy"):
        Store(path).feedback()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meta SET value = '999' WHERE name = 'schema'",
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('feedback_insights', 'm999_later', '')",
    ],
)
def test_a_workspace_of_a_newer_version_is_refused_untouched(path: Path, change: str) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(change)
        other.commit()
    before = path.read_bytes()
    with pytest.raises(
        StoreError, match=r"made by a newer version .*pip install --upgrade feedback-insights"
    ):
        Store(path)
    assert path.read_bytes() == before


def test_the_schema_number_is_the_number_of_migrations(path: Path) -> None:
    with Store(path) as store:
        assert len(migrations.MIGRATIONS.applied(store._db)) == migrations.SCHEMA


def test_a_file_left_by_a_kill_while_it_was_made_is_finished(path: Path) -> None:
    killed = run_python(
        "migrations.apply = lambda db: os.kill(os.getpid(), signal.SIGKILL)\nStore(sys.argv[1])", path
    )
    assert killed.returncode == -signal.SIGKILL
    assert path.stat().st_size == 4096
    with Store(path) as store:
        assert add(store, "a", record("1", "It crashes"))


@contextmanager
def without_rights() -> Iterator[Path]:
    """A folder of our own, as somebody who is not root."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_an_unreadable_workspace_is_refused_and_a_read_only_one_is_not_written() -> None:
    with without_rights() as folder:
        path = folder / "x.db"
        Store(path).close()
        path.chmod(0o000)
        with pytest.raises(StoreError, match=r"cannot open .*x\.db: Permission denied"):
            Store(path)
        path.chmod(0o400)
        with Store(path) as store:
            assert store.feedback() == []
            with pytest.raises(StoreError, match="is read-only; change its permissions or work on a copy"):
                add(store, "a", record("1", "It crashes"))
        folder.chmod(0o500)
        with Store(path) as store, pytest.raises(StoreError, match=r"cannot write .*x\.db"):
            add(store, "a", record("1", "It crashes"))


def test_the_key_is_made_once_and_kept(path: Path) -> None:
    with Store(path) as store, Store(":memory:") as other:
        key = store.key
        assert len(key) == 32
        assert key != other.key
    with Store(path) as store:
        assert store.key == key
    with pytest.raises(StoreError, match="the key given is not the one"):
        Store(path, key=b"another key of the same size ...")


def test_a_given_key_is_not_kept_in_the_file(path: Path) -> None:
    key = b"a key that nobody else should see"
    with Store(path, key=key) as store:
        assert store.key == key
    assert key not in path.read_bytes()
    with Store(path) as store, pytest.raises(StoreError, match="give the key it was made with"):
        _ = store.key
    with Store(path, key=key) as store:
        assert store.key == key


# ---- writers and readers --------------------------------------------------------------------------------


def test_a_second_writer_is_refused_and_told_why(path: Path) -> None:
    with Store(path) as first, Store(path) as second, first.session():
        with pytest.raises(StoreError, match=r"another feedback-insights process is writing .*x\.db; wait"):
            add(second, "a", record("1", "It crashes"))
        assert add(first, "a", record("1", "It crashes"))
    assert not Path(f"{path}.lock").exists()


def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    killed = run_python("with Store(sys.argv[1]).session(): os.kill(os.getpid(), signal.SIGKILL)", path)
    assert killed.returncode == -signal.SIGKILL
    assert Path(f"{path}.lock").exists()
    with Store(path) as store:
        assert add(store, "a", record("1", "It crashes"))


def test_another_program_that_writes_is_told_as_a_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_store_file, "BUSY_SECONDS", 0.1)
    with Store(path) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another program; close that program"):
            add(store, "a", record("1", "It crashes"))


def test_a_reader_sees_the_last_committed_state_while_a_large_file_is_added(path: Path) -> None:
    with Store(path) as writer, Store(path) as reader:
        add(writer, "a", record("1", "It crashes"))

        def records() -> Iterator[Record]:
            for n in range(3000):  # 6 MB, more than SQLite's own page cache
                yield record(str(n), "slow " * 400)
            assert [feedback.text for feedback in reader.feedback()] == ["It crashes"]

        writer.add_file("b.json", facts("b"), records())
        writer.settle(7, no_duplicates)
        assert reader.feedback_count == 3000


def test_whatever_stops_a_transaction_leaves_nothing_of_it(path: Path) -> None:
    def records() -> Iterator[Record]:
        yield record("1", "It crashes")
        raise KeyboardInterrupt

    with Store(path) as store:
        with pytest.raises(KeyboardInterrupt):
            store.add_file("a.json", facts("a"), records())
        assert store.ledgers() == ()
        with pytest.raises(ZeroDivisionError), store.writing():
            _ = add(store, "a", record("1", "It crashes")) / 0
        assert store.ledgers() == ()
        assert add(store, "a", record("1", "It crashes"))


def test_a_part_that_failed_is_not_kept_by_the_transaction_around_it() -> None:
    with Store(":memory:") as store:
        with store.writing():
            add(store, "a", record("1", "It crashes"))
            with pytest.raises(AttributeError):
                store.add_file("b.json", facts("b"), [record("2", "Slow"), None])  # type: ignore[list-item]
        assert [report.file for report in store.ledgers()] == ["a.json"]


DYING = """
from feedback_insights import _store_file
_store_file.SPILL_PAGES = 1  # pages reach the file before the commit, so the journal is needed
def dying(items):
    yield from items
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_while_a_file_is_added_costs_that_file_only(path: Path) -> None:
    with Store(path) as store:
        add(store, "a", record("1", "It crashes"))
        before = store.ledgers()
    killed = run_python(
        DYING + "records = dying(record(str(n), 'slow ' * 400) for n in range(3000))\n"
        "Store(sys.argv[1]).add_file('b.json', facts('b'), records)",
        path,
    )
    assert killed.returncode == -signal.SIGKILL
    assert Path(f"{path}-journal").exists()
    with Store(path) as store:
        assert store.ledgers() == before
        assert add(store, "b", record("2", "It is slow"))
        assert store.feedback_count == 2


def test_a_kill_while_an_analysis_is_saved_keeps_the_run_before(path: Path) -> None:
    with Store(path) as store:
        store.save_analysis(analysis())
    killed = run_python(
        DYING + "class Dying(tuple):\n    __iter__ = lambda self: dying(tuple.__iter__(self))\n"
        "later = analysis('R2', extra=5000)\n"
        "Store(sys.argv[1]).save_analysis(replace(later, links=Dying(later.links)))",
        path,
    )
    assert killed.returncode == -signal.SIGKILL
    assert Path(f"{path}-journal").exists()
    with Store(path) as store:
        assert store.analysis() == analysis()
        store.save_analysis(analysis("R2", extra=3))
        assert store.analysis() == analysis("R2", extra=3)


def test_a_full_disk_is_told_and_leaves_the_last_state(path: Path) -> None:
    with Store(path) as store:
        add(store, "a", record("1", "It crashes"))
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match=r"x\.db cannot grow, the disk is full; free some space"):
            add(store, "b", *(record(str(n), "slow " * 400) for n in range(20)))
        assert [report.file for report in store.ledgers()] == ["a.json"]
    with Store(path) as store:
        assert add(store, "b", record("2", "It is slow"))


# ---- imports --------------------------------------------------------------------------------------------


def test_importing_twice_changes_nothing(path: Path) -> None:
    with Store(path) as store:
        assert add(store, "a", record("1", "It crashes"))
    before = path.read_bytes()
    with Store(path) as store:
        assert not store.add_file("a.json", facts("a"), [record("1", "It crashes")])
    assert path.read_bytes() == before


def test_every_record_is_counted_once_and_the_states_sum_to_them() -> None:
    with Store(":memory:") as store:
        add(
            store, "a",
            record("1", "It crashes", "And it is slow"), record("2", state="empty"),
            record("3", state="rejected"), record("1", "It crashes", "And it is slow"),
        )  # fmt: skip
        (report,) = store.ledgers()
        assert report.ledger.records == 4
        assert report.ledger.states == {"used": 1, "duplicate": 1, "empty": 1, "rejected": 1}
        assert report.ledger.units == 2
        assert [rejected.locator.record for rejected in store.rejected()] == ["ticket 3"]
        assert store.rejected()[0].locator.file == "a.json"


def test_the_newest_version_of_a_feedback_counts_and_the_others_are_told_apart() -> None:
    with Store(":memory:") as store:
        add(store, "a", record("1", "It crashes", day=1), record("2", "Slow", day=1))
        add(store, "b", record("1", "Crash", day=2), record("2", "Slow", day=2))
        assert [feedback.text for feedback in store.feedback()] == ["Crash", "Slow"]
        assert {feedback.locator.file for feedback in store.feedback()} == {"b.json"}
        first, second = store.ledgers()
        assert first.ledger.states == {"duplicate": 1, "superseded": 1}
        assert second.ledger.states == {"used": 2}


@pytest.mark.parametrize("days", [(None, None, None), (1, 1, 1), (2, None, 2), (3, 1, 2)])
def test_what_counts_does_not_depend_on_the_order_of_import(days: tuple[int | None, ...]) -> None:
    files = {
        letter: (record("1", text, day=day), record("2", "Same"), record(letter, "Slow"))
        for letter, text, day in zip("abc", ["It crashes", "It stops", "It freezes and"], days, strict=True)
    }
    results = []
    for order in permutations("abc"):
        with Store(":memory:") as store:
            for letter in order:
                add(store, letter, *files[letter])
            results.append((store.feedback(), store.ledgers(), store.account_keys()))
    assert all(result == results[0] for result in results)


def test_of_two_versions_without_a_date_the_choice_does_not_depend_on_the_order_of_rows() -> None:
    texts = set()
    for rows in permutations(["It crashes", "It freezes"]):
        with Store(":memory:") as store:
            add(store, "a", *(record("1", text) for text in rows))
            texts.add(store.feedback()[0].text)
    assert len(texts) == 1


def test_duplicates_of_other_feedback_are_marked_and_may_return() -> None:
    def same_text(feedback: Sequence[Feedback], *, days: int) -> dict[str, str]:
        kept: dict[str, str] = {}
        return {one.id: kept[one.text] for one in feedback if kept.setdefault(one.text, one.id) != one.id}

    with Store(":memory:") as store:
        store.add_file("a.json", facts("a"), [record("1", "Slow", day=1), record("2", "Slow", day=1)])
        store.settle(7, same_text)
        assert [feedback.id for feedback in store.feedback()] == ["1"]
        assert store._db.execute("SELECT of FROM records WHERE state = 'duplicate'").fetchall() == [("1",)]
        store.add_file("b.json", facts("b"), [record("1", "Faster now", day=2)])
        store.settle(7, same_text)
        assert [feedback.id for feedback in store.feedback()] == ["1", "2"]
        assert [report.ledger.states for report in store.ledgers()] == [
            {"used": 1, "superseded": 1},
            {"used": 1},
        ]


def test_settling_says_what_is_new_and_what_changed() -> None:
    with Store(":memory:") as store:
        store.add_file("a.json", facts("a"), [record("1", "Slow", day=1), record("2", "Crash", day=1)])
        assert not store.settled
        assert store.feedback() == []
        first = store.settle(7, no_duplicates)
        assert store.settled
        store.add_file(
            "b.json",
            facts("b"),
            [record("1", "Slower", day=2), record("2", "Crash", day=2), record("3", "New")],
        )
        second = store.settle(7, no_duplicates)
        assert (first.added, first.updated) == (2, 0)
        assert (second.added, second.updated) == (1, 1)


def test_files_are_shown_by_the_shortest_name_that_tells_them_apart() -> None:
    paths = {
        "1": "a.csv",
        "2": "q1/b.csv",
        "3": "q2/b.csv",
        "4": "x/q2/b.csv",
        "5": "x/a.csv",
        "6": "c/d.csv",
    }
    assert shown_names(paths) == {
        "1": "a.csv", "2": "q1/b.csv", "3": "q2/b.csv", "4": "x/q2/b.csv", "5": "x/a.csv", "6": "d.csv"
    }  # fmt: skip


def test_paths_are_kept_relative_to_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    with Store(tmp_path / "ws" / "x.db") as store:
        add(store, "a", record("1", "Slow"), path=str(tmp_path / "exports" / "a.json"))
        assert store._db.execute("SELECT path FROM files").fetchall() == [("../exports/a.json",)]
        assert store.paths()[SHA["a"]].resolve() == tmp_path / "exports" / "a.json"


def test_a_file_that_moved_is_found_again(tmp_path: Path) -> None:
    with Store(tmp_path / "x.db") as store:
        add(store, "a", record("1", "Slow"), path=str(tmp_path / "gone.json"))
        (tmp_path / "here.json").touch()
        add(store, "a", path=str(tmp_path / "here.json"))
        assert store.feedback()[0].locator.file == "here.json"


def test_the_period_is_that_of_the_feedback_that_counts() -> None:
    with Store(":memory:") as store:
        assert store.period() == (None, None)
        moments = [datetime(2026, 1, day, 12, tzinfo=UTC) for day in (3, 1, 2)]
        add(
            store, "a",
            *(Record(Locator(file="", sha256="", record=str(n)), [Unit(say(str(n), "x", created=moment))])
              for n, moment in enumerate(moments)),
            record("9", "no date"),
        )  # fmt: skip
        assert store.period() == (moments[1], moments[0])
        assert [one.id for one in store.feedback(["2", "9", "nobody"])] == ["2", "9"]


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | text
moments = st.datetimes(timezones=st.just(UTC))
feedbacks = st.builds(
    Feedback,
    id=st.just("1"), source=text, external_id=text, question_id=text, text=text, created=st.none() | moments,
    author=maybe, account=maybe, audience=maybe, product=maybe, channel=maybe, lang=maybe,
    rating=st.none() | st.floats(allow_nan=False), public=st.booleans(), url=maybe, prompt=text,
    voice=st.sampled_from(["said", "observed", "interpreted", "on_behalf_of"]), session=maybe,
    locator=st.builds(Locator, file=st.just("a.json"), sha256=st.just(SHA["a"]), record=text, field=text),
)  # fmt: skip
quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(feedbacks, st.lists(text, max_size=3))
def test_feedback_comes_back_as_it_was(feedback: Feedback, keys: list[str]) -> None:
    with Store(":memory:") as store:
        add(store, "a", Record(feedback.locator, [Unit(feedback, tuple(keys), tuple(keys[::-1]))]))
        assert store.feedback() == [feedback]
        assert store.account_keys() == {"1": tuple(keys)}
        assert store.person_keys() == {"1": tuple(keys[::-1])}


def test_lone_surrogates_do_no_harm_and_move_no_character() -> None:
    with Store(":memory:") as store:
        add(store, "a", record("1", "broken \ud83d emoji"), path="na\udce9me.json")
        assert store.feedback()[0].text == "broken \ufffd emoji"


# ---- backlog, accounts, cache ---------------------------------------------------------------------------


def test_a_new_backlog_takes_the_place_of_the_old_one(path: Path) -> None:
    features = [
        Feature("F2", "Undo"),
        Feature("F1", "Save", "Keep it", labels=("b", "a"), effort=2.5, depends_on=("F2",)),
    ]
    with Store(path) as store:
        assert store.backlog_source() is None
        store.replace_backlog([Feature("F0", "Old")], facts("a"))
        store.replace_backlog(features, facts("b"))
    with Store(path) as store:
        assert store.features() == features[::-1]
        assert store.backlog_source() == facts("b")


def test_accounts_come_back_with_their_keys() -> None:
    accounts = [
        (Account(id="A1", name="Acme", arr=1200.5, seats=7), ("domain:1", "name:2")),
        (Account(id="A2", name="Bolt"), ()),
    ]
    with Store(":memory:") as store:
        store.replace_accounts(accounts)
        assert store.accounts() == accounts


def test_aliases_come_back_and_take_the_place_of_the_older_ones(path: Path) -> None:
    one = Alias(kind="person", name=("email:1",), alias=("ref:2",))
    other = Alias(kind="account", name=("name:3",), alias=("domain:4", "name:5"))
    with Store(path) as store:
        store.replace_aliases([other], facts("a"))
        store.replace_aliases([one, other], facts("a"))
    with Store(path) as store:
        assert store.aliases() == [one, other]


def test_a_workspace_of_the_first_version_is_brought_up_to_date_with_all_it_holds(path: Path) -> None:
    with Store(path) as store:
        add(store, "a", record("1", "It crashes"))
        store.save_analysis(replace(analysis(), memberships={}, tags=(), themes=(), scores=()))
    with closing(sqlite3.connect(path)) as older:  # what the second schema added, taken away again
        older.executescript("DROP VIEW current_requests; DROP TABLE aliases;")
        for table, columns in ADDED.items():
            for column in columns:
                older.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        older.execute("DELETE FROM _sqlite_migrations WHERE name = 'm011_wide'")
        older.execute("UPDATE meta SET value = '10' WHERE name = 'schema'")
        older.commit()
    with Store(path) as store:
        assert [item.text for item in store.feedback()] == ["It crashes"]
        assert store.person_keys() == {}  # what was imported then is told by its author
        assert len(store.analysis().statements) == 12
        store.save_analysis(analysis("R2"))
        assert store.analysis() == analysis("R2")


ADDED = {
    "files": ["limits"],
    "feedback": ["person_keys"],
    "tags": ["request_type", "request_probabilities"],
    "themes": ["level"],
    "memberships": ["second_theme", "second_strength"],
    "scores": ["calm"],
}


def test_vectors_come_back_bit_for_bit_and_per_model(path: Path) -> None:
    odd = np.array([np.nan, -0.0, np.inf, 1e-45, 0.1], dtype=np.float32)
    with Store(path) as store:
        store.vectors("m").put_many({"slow": odd, "": np.zeros(3, dtype=np.float32)})
    with Store(path) as store:
        found = store.vectors("m").get_many(["slow", "", "never seen"])
        assert found["slow"].tobytes() == odd.tobytes()
        assert found["slow"].dtype == np.float32
        assert sorted(found) == ["", "slow"]
        assert store.vectors("other").get_many(["slow"]) == {}


def test_more_texts_than_a_statement_has_parameters_are_cached() -> None:
    vectors = {str(n): np.full(2, n, dtype=np.float32) for n in range(1500)}
    with Store(":memory:") as store:
        store.vectors("m").put_many(vectors)
        found = store.vectors("m").get_many(list(vectors))
        assert all((found[text] == vectors[text]).all() for text in vectors)


def test_an_array_of_another_shape_or_type_is_not_cached() -> None:
    with Store(":memory:") as store:
        for wrong in (np.zeros((1, 2), dtype=np.float32), np.zeros(2)):
            with pytest.raises(ValueError, match="expected float32 of one dimension"):
                store.vectors("m").put_many({"slow": wrong})


# ---- runs -----------------------------------------------------------------------------------------------


def test_without_a_run_the_next_command_is_told(path: Path) -> None:
    with Store(path) as store:
        with pytest.raises(NotFound, match=r"has no run yet; start with: feedback-insights analyze .*x\.db"):
            store.analysis()
        store.save_analysis(analysis())
        with pytest.raises(NotFound, match="has no run R9; known: R1"):
            store.analysis("R9")


def test_every_run_is_read_back_exactly(path: Path) -> None:
    first, second = analysis("R1"), analysis("R2", extra=4)
    third = replace(
        second,
        run=replace(first.run, id="R3"),
        links=second.links[:1],
        scores=second.scores[::-1][:1],
        themes=tuple(replace(theme, name=f"{theme.name}!") for theme in second.themes[:2]),
        memberships={"f000:0": Membership("T1", 0.25)},
        events=(),
    )
    with Store(path) as store:
        for one in (first, second, third):
            assert store.next_run_id() == one.run.id
            store.save_analysis(one)
    with Store(path) as store:
        assert [store.analysis(id) for id in ("R1", "R2", "R3")] == [first, second, third]
        assert [run.id for run in store.runs()] == ["R1", "R2", "R3"]
        assert store.analysis().run.id == "R3"
        assert store.theme_ids() == ("T1", "T2", "T10")
        assert [event.run for event in store.events()] == ["R1", "R2"]
        store.set_current("R2")
        assert store.analysis().run.id == "R2"
        assert store.next_run_id() == "R4"


def test_rows_that_come_back_after_a_run_without_them_are_read_right() -> None:
    full = analysis("R1")
    empty = replace(full, run=replace(full.run, id="R2"), links=(), themes=(), events=(), memberships={})
    with Store(":memory:") as store:
        for run, one in (("R1", full), ("R2", empty), ("R3", full)):
            store.save_analysis(replace(one, run=replace(full.run, id=run), events=()))
        assert store.analysis("R2").links == ()
        assert store.analysis("R3").links == store.analysis("R1").links == full.links


def test_the_order_in_which_an_analysis_is_given_does_not_matter() -> None:
    given = analysis()
    turned = replace(
        given,
        **{name: getattr(given, name)[::-1] for name in ("statements", "tags", "themes", "links", "scores")},
        memberships=dict(reversed(given.memberships.items())),
    )
    with Store(":memory:") as store:
        store.save_analysis(turned)
        assert store.analysis() == given


def rows_of(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as other:
        tables = [name for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: other.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def test_the_same_analysis_again_writes_only_the_run(path: Path) -> None:
    with Store(path) as store:
        store.save_analysis(replace(analysis(), events=()))
        before, size = rows_of(path), path.stat().st_size
        for n in range(2, 51):
            store.save_analysis(replace(analysis(f"R{n}"), events=()))
    after = rows_of(path)
    assert {name for name in after if after[name] != before[name]} == {"runs"}
    assert path.stat().st_size < 1.5 * size


def test_nightly_runs_that_each_bring_a_little_stay_small(tmp_path: Path) -> None:
    with Store(tmp_path / "many.db") as many, Store(tmp_path / "one.db") as one:
        for night in range(1, 31):
            many.save_analysis(replace(analysis(f"R{night}", extra=400 + 2 * night), events=()))
        one.save_analysis(replace(analysis("R1", extra=460), events=()))
        assert replace(many.analysis(), run=one.analysis().run) == one.analysis()
    assert (tmp_path / "many.db").stat().st_size < 1.4 * (tmp_path / "one.db").stat().st_size


def test_the_statements_of_a_theme_are_not_kept_twice() -> None:
    given = analysis()
    with Store(":memory:") as store:
        store.save_analysis(given)
        kept = store._db.execute("SELECT id FROM themes WHERE statements NOT NULL").fetchall()
        assert kept == [("T10",)]  # the one whose order is not that of the memberships


def test_a_run_out_of_turn_is_refused() -> None:
    with Store(":memory:") as store:
        store.save_analysis(analysis())
        with pytest.raises(StoreError, match="already has a run R1"):
            store.save_analysis(analysis())


numbers = st.none() | st.floats(allow_nan=False)
values = st.builds(
    Value, value=numbers, low=numbers, high=numbers, method=text, reason=text,
    evidence=st.lists(text, max_size=80).map(tuple),
)  # fmt: skip
scores = st.builds(
    Score,
    feature_id=text, method=text, score=values, inputs=st.dictionaries(text, values, max_size=3),
    rank_low=st.none() | st.integers(1, 9), rank_high=st.none() | st.integers(1, 9),
    status=st.sampled_from(["scored", "harm"]), tier=st.none() | st.integers(1, 3),
)  # fmt: skip


@quick
@given(scores)
def test_a_score_comes_back_as_it_was(score: Score) -> None:
    with Store(":memory:") as store:
        store.save_analysis(replace(analysis(), scores=(score,)))
        (found,) = store.analysis().scores
        assert found == score
        assert list(found.inputs) == list(score.inputs)


@pytest.fixture(scope="module")
def analyzed() -> Iterator[Store]:
    with Store(":memory:") as store:
        store.save_analysis(analysis())
        yield store


@given(st.text() | st.text('crash "*()^:-+{}.NOT', max_size=12))
def test_any_text_is_a_valid_search(analyzed: Store, query: str) -> None:
    assert len(analyzed.search(query, 5)) <= 5


def test_search_finds_words_of_the_current_run_only() -> None:
    with Store(":memory:") as store:
        store.save_analysis(analysis("R1", extra=1))
        store.save_analysis(analysis("R2"))
        assert [one.id for one in store.search("CRASHED f003")] == ["f003:0"]
        assert store.search("f012") == []
        assert store.search('save" OR NEAR(') == []
        assert len(store.search("save", limit=4)) == 4


# ---- decisions ------------------------------------------------------------------------------------------


def test_decisions_are_kept_in_order(path: Path) -> None:
    with Store(path) as store:
        first = store.append_decision("ana", "rename", {"theme": "T1", "name": "Login"}, "clearer")
        store.append_decision("bo", "undo", {"decision": "1"})
    with Store(path) as store:
        assert store.decisions()[0] == first
        assert [(one.id, one.author, one.verb) for one in store.decisions()] == [
            (1, "ana", "rename"),
            (2, "bo", "undo"),
        ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decisions SET author = 'eve'",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions (id, author, verb, arguments, reason) VALUES (1, 'e', '', '', '')",
    ],
)
def test_no_program_can_change_a_decision(path: Path, change: str) -> None:
    with Store(path) as store:
        store.append_decision("ana", "rename", {"theme": "T1", "name": "Login"})
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.Error, match="append-only"):
        other.execute(change)


def test_datasette_finds_foreign_keys_and_the_current_run(path: Path) -> None:
    with Store(path) as store:
        add(store, "a", record("1", "It crashes"))
        store.save_analysis(analysis("R1", extra=2))
        store.save_analysis(analysis("R2"))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM current_statements WHERE theme = 'Saving'").fetchone() == (
            6,
        )
        assert other.execute("SELECT text FROM used_feedback").fetchall() == [("It crashes",)]
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        assert other.execute("PRAGMA foreign_key_list(feedback)").fetchone()[2] == "records"
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_time_without_a_zone_is_a_bug_and_not_kept() -> None:
    naive = datetime(2026, 1, 1) + timedelta(hours=1)
    with Store(":memory:") as store, pytest.raises(ValueError, match="has no time zone"):
        add(store, "a", Record(Locator(file="", sha256="", record="1"), [Unit(say("1", "x", created=naive))]))
