"""The whole job needs no network."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from conftest import Job, make_cut

from feedback_insights import embedding


def test_the_whole_job_opens_no_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered here, and the model is loaded anew."""
    tried: list[Any] = []

    def refuse(*arguments: Any, **_: Any) -> None:
        tried.append(arguments)
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    embedding._load.cache_clear()
    job = Job(tmp_path)
    make_cut(job.folder / "exports", tickets=4, answers=4)
    backlog = tmp_path / "backlog.csv"
    backlog.write_text("id,title,effort\nA-1,Replay missed webhook events,3\n")
    command = ["run", str(job.folder / "exports"), "--backlog", str(backlog)]
    result = job.call(*command, "--db", str(job.db), "--out", str(job.report.parent))
    assert result.exit_code == 0, result.stderr
    assert job.call("verify", str(job.db)).exit_code == 0
    assert tried == []
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("localhost", 9))
    assert not [
        part for part in ('src="http', "url(http", "@import", "<link ") if part in job.report.read_text()
    ]
