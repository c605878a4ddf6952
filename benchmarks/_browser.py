"""Opens a page in headless Chromium and tells how long it took, over the browser's own debugging pipe."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip
TIMES = """(async () => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  await frame();
  await frame();
  const painted = performance.now();
  const [page] = performance.getEntriesByType("navigation");
  const [words] = performance.getEntriesByName("first-contentful-paint");
  return JSON.stringify({words: words ? words.startTime : painted, load: page.loadEventEnd, painted,
    height: document.documentElement.scrollHeight, nodes: document.querySelectorAll("*").length});
})()"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One opening of a page, in milliseconds from its start."""

    words: float  # first words on the screen
    load: float  # everything read and the load event done
    painted: float  # the second frame after that: everything is in its place
    height: int  # in pixels
    nodes: int


def chromium() -> str | None:
    """Where Chromium is, if it is here."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """A fresh browser with an empty profile; ends with the `with` block."""

    def __init__(self, program: str, profile: Path) -> None:
        reading, self._to = os.pipe()
        self._from, writing = os.pipe()
        command = " ".join(["exec", program, *FLAGS, f"--user-data-dir='{profile}'", "about:blank"])
        self._process = subprocess.Popen(
            ["sh", "-c", f"{command} 3<&{reading} 4>&{writing}"],
            pass_fds=(reading, writing),
            stderr=subprocess.DEVNULL,
        )
        os.close(reading)
        os.close(writing)
        self._asked, self._session, self._read = 0, "", b""

    def __enter__(self) -> Browser:
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")
        size = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", **size)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)

    def open(self, file: Path) -> Opening:
        """Open a file as a reader would and wait until it has been painted."""
        self._call("Page.navigate", url=file.as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass
        told = self._call("Runtime.evaluate", expression=TIMES, awaitPromise=True, returnByValue=True)
        return Opening(**json.loads(told["result"]["value"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._asked:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            found = os.read(self._from, 1 << 20)
            if not found:
                raise RuntimeError("Chromium ended before it answered")
            self._read += found
        message, _, self._read = self._read.partition(b"\0")
        return dict(json.loads(message))
