"""The rooms of the package: imports point down, and few know SQL, click or a clock."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "feedback_insights"
FLOORS = (  # from the top down: a room imports only from floors below its own
    {"__main__"},
    {"cli"},
    {"workspace", "read"},
    {"answers"},
    {"pipeline", "report", "exporters", "evidence", "store"},
    {"_store_imports", "_store_runs"},
    {"_store_file"},
    {"migrations", "_run_rows"},
    {"_id_lists"},
    {"_rows"},
    {"matching"},
    {"figures", "material"},
    # the stages
    {"importers", "normalize", "themes", "tagging", "backlog", "linking", "priority", "surveys"},
    {"scope", "by_hand", "supplied"},
    {"directory", "triage", "support", "embedding", "files", "roadmap"},
    {
        "raw",
        "resources",
        "settings",
        "statistics",
        "entities",
        "machine_text",
        "characters",
        "phrases",
        "references",
    },
    {"_model_cards", "arguments"},
    {"records", "errors"},
)
FLOOR = {room: len(FLOORS) - number for number, rooms in enumerate(FLOORS) for room in rooms}
KNOW_SQL = {"store", "migrations", "_store_file", "_store_imports", "_store_runs"}
SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT\b.+\bINTO|UPDATE\b.+\bSET|DELETE FROM|(CREATE|ALTER|DROP) TABLE|PRAGMA) ",
    re.S,
)
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
ASKS_THE_DAY = "workspace/_decided.py today"  # to refuse a decision of a day still to come; nothing tells it
HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "spacy",
    "sklearn",
    "sqlite_utils",
    "numpy",
    "scipy",
}


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return [path for path in trees() if path != PACKAGE / "__init__.py"]  # it lists everybody's names


def imported(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, wherever it does, for type checking or not."""
    for node in ast.walk(trees()[path]):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are written in full"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def rooms_entered(path: Path) -> set[str]:
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("feedback_insights.")}
    return ours - {"__version__", room(path)}


def test_every_room_has_its_floor() -> None:
    assert {room(path) for path in modules()} == FLOOR.keys()


def test_imports_point_down_and_stages_never_import_one_another() -> None:
    up = [
        f"{path.relative_to(PACKAGE)} imports {other}"
        for path in modules()
        for other in rooms_entered(path)
        if FLOOR[other] >= FLOOR[room(path)]
    ]
    assert up == []


def test_only_the_store_knows_sql() -> None:
    telling = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in modules()
        if room(path) not in KNOW_SQL
        for node in ast.walk(trees()[path])
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]
    assert telling == []
    users = {
        room(p) for p in modules() if any(n.split(".")[0] in ("sqlite3", "sqlite_utils") for n in imported(p))
    }
    assert users <= KNOW_SQL


def test_only_the_command_line_knows_click() -> None:
    users = {
        room(path)
        for path in modules()
        if any(name.split(".")[0] in ("click", "rich") for name in imported(path))
    }
    assert users == {"cli"}


def calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(trees()[path]):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield name, node.lineno


def test_nothing_looks_at_a_clock_or_at_a_hash_that_changes_with_the_process() -> None:
    found = [
        f"{path.relative_to(PACKAGE)} {name}"
        for path in modules()
        for name, _ in calls(path)
        if name in {*CLOCKS, "hash", "getrandom", "uuid4"}
    ]
    assert found == [ASKS_THE_DAY]
    assert {room(p) for p in modules() if {"random", "secrets"} & set(imported(p))} <= {"store"}


def test_only_the_command_line_prints() -> None:
    assert {room(path) for path in modules() if "print" in {name for name, _ in calls(path)}} == set()


def test_no_error_is_swallowed_broadly() -> None:
    broad = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(trees()[path])
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert broad == []


@pytest.mark.parametrize("code", ["import feedback_insights", "from feedback_insights.cli import cli"])
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not HEAVY & {name.partition(".")[0] for name in told.stdout.split()}
