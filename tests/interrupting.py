"""Runs the whole job, struck down at one point of it, as often as asked; prints the exit statuses.

Called as: python interrupting.py MEMORY FOLDER:STAGE:SIGNAL... One process loads what is heavy, and a fork
of it runs each job. A stage is what progress is told, "import" the middle of the second file, "save" the
moment before a run is committed. The signal FULL limits the size of files instead, as a full disk would.
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
import feedback_insights.pipeline  # heavy, and so loaded before the forks
from feedback_insights._store_file import Tables
from feedback_insights.cli import _progress, main
from feedback_insights.embedding import load_encoder
from feedback_insights.themes._phrases import read

FULL_AT = 60_000  # bytes
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
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT, FULL_AT))
    else:
        arm(stage, name)
    command = ["report", str(job.db), "-o", str(job.report.parent)] if stage == "report" else job.command()
    sys.argv = ["feedback-insights", *command]
    with remembering(memory):
        main()


def load_what_is_heavy() -> None:
    load_encoder()
    read(["A sentence."])


if __name__ == "__main__":
    known = pickle.loads(Path(sys.argv[1]).read_bytes())
    load_what_is_heavy()
    assert threading.active_count() == 1
    for case in sys.argv[2:]:
        place, stage, name = case.rsplit(":", 2)
        child = os.fork()
        if not child:
            run(Path(place), stage, name, known)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status))
