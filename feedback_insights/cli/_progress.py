"""How far the work is, on stderr: bars on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

import click

from feedback_insights.report.lines import one_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Progress(Protocol):
    """A context manager that is called with (stage, done, total); total 0 = not known."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...

    def __enter__(self) -> Progress: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def progress() -> Progress:
    """The display that fits where stderr leads to."""
    return _Bars() if sys.stderr.isatty() else _Lines()


class _Lines:
    """One line when a stage starts and one at each further quarter."""

    def __init__(self) -> None:
        self._quarters: dict[str, int] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        stage = one_line(stage)
        quarter = 4 * done // total if total else 0
        if quarter <= self._quarters.get(stage, -1):
            return
        self._quarters[stage] = quarter
        click.echo(f"{stage}: {done:,} of {total:,}" if total else stage, err=True)

    def __enter__(self) -> _Lines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class _Bars:
    """One bar per stage."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._tasks: dict[str, TaskID] = {}
        self._bars: Bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def __call__(self, stage: str, done: int, total: int) -> None:
        stage = one_line(stage)
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage)
        self._bars.update(self._tasks[stage], completed=done, total=total or None)

    def __enter__(self) -> _Bars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()
