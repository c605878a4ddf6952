"""Runs the whole job, struck down at one point of it, as often as asked; prints the exit statuses.

Called as: python interrupting.py MEMORY WARM-UP FOLDER:STAGE:SIGNAL... One process loads what is heavy, and
a fork of it runs each job. A stage is what progress is told, "import" the middle of the second file, "save"
the moment before a run is committed. The signal FULL limits the size of files, as a full disk would, and its
stage is that size in bytes, or "report" for the command that only writes the report.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from conftest import Job, remembering

import feedback_insights.normalize
from feedback_insights._store_file import Tables
from feedback_insights.cli import _progress, main

REPORT_AT = 20_000  # bytes: not enough for it
SECOND_FILE = 20  # records before the strike; the notes have 17


def strike(name: str) -> None:
    os.kill(os.getpid(), signal.Signals[name])


def arm(stage: str, name: str) -> None:
    """Make the job strike itself when it comes to that stage."""
    if stage == "import":
        clean, seen = feedback_insights.normalize.clean, []

        def cleaning(*arguments: Any, **options: Any) -> Any:
            seen.append(1)
            if len(seen) == SECOND_FILE:
                strike(name)
            return clean(*arguments, **options)

        feedback_insights.normalize.clean = cleaning
    elif stage == "save":
        insert = Tables._insert

        def inserting(self: Tables, table: str, *arguments: Any, **options: Any) -> None:
            insert(self, table, *arguments, **options)
            if table == "theme_events":
                strike(name)

        Tables._insert = inserting  # type: ignore[method-assign]
    else:
        told = _progress._Lines.__call__

        def telling(self: _progress._Lines, at: str, done: int, total: int) -> None:
            told(self, at, done, total)
            if at == stage:
                strike(name)

        _progress._Lines.__call__ = telling  # type: ignore[method-assign]


def run(folder: Path, stage: str, name: str, memory: dict[str, Any]) -> None:
    """Do the job in this process, with its stderr in a file; does not return."""
    job = Job(folder)
    told = os.open(folder / "stderr.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(told, 1)
    os.dup2(told, 2)
    if name == "FULL":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = REPORT_AT if stage == "report" else int(stage)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    else:
        arm(stage, name)
    command = ["report", str(job.db), "-o", str(job.report.parent)] if stage == "report" else job.command()
    sys.argv = ["feedback-insights", *command]
    with remembering(memory):
        main()


def threads() -> int:
    return len(os.listdir("/proc/self/task")) if sys.platform == "linux" else threading.active_count()


if __name__ == "__main__":
    known = pickle.loads(Path(sys.argv[1]).read_bytes())
    with remembering(known):
        assert Job(Path(sys.argv[2])).run().exit_code == 0  # loads what is heavy, once for all
    assert threads() == 1, "a fork would lose the other threads"
    for case in sys.argv[3:]:
        place, stage, name = case.rsplit(":", 2)
        child = os.fork()
        if not child:
            run(Path(place), stage, name, known)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
