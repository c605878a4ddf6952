"""Put a real run of the samples into the documentation: what the commands print, and pictures of the report.

Run: .venv/bin/python docs/make_pictures.py (pictures need Chromium; without, only the texts are renewed)

In a page, a block of commands (```sh) may be followed by what they print (```text first-12: its first 12
lines). `make demo` stands for the job that it does.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
README, TUTORIAL = ROOT / "README.md", ROOT / "docs" / "tutorial.md"
COMMANDS = r"(?P<sh>```sh\n(?P<commands>[^`]*)```\n)"
PRINTED = r"(?P<text>[^`]*```text first-(?P<first>\d+)\n).*?```\n"
BLOCK = re.compile(f"{COMMANDS}({PRINTED})?", re.S)
NOTES = re.compile(r"Scope: (?!everything)|decision ")  # of what is told beside the data, what to show
ONLY = "header,nav,footer,section:not([aria-labelledby={section}]){{display:none}}"
PICTURES = {  # name: report, height, style
    "report.png": ("report", 1500, ""),
    "heard.png": ("report", 560, ONLY.format(section="heard")),
    "theme.png": ("report", 1010, ONLY.format(section="pages") + "article:not(#theme-T1){display:none}"),
    "participants.png": ("report", 1130, ONLY.format(section="participants")),
    "changes.png": ("quarters", 930, ONLY.format(section="changes")),
}


def demo_command() -> str:
    """What `make demo` runs, as the Makefile says."""
    printed = subprocess.run(
        ["make", "--dry-run", "--always-make", "--no-print-directory", "demo"],
        cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    return printed.replace("\\\n", " ").splitlines()[-1]


def printed_by(commands: str, folder: Path) -> list[str]:
    """What a block of commands prints, without progress and warnings."""
    lines = []
    for command in commands.replace("\\\n", " ").splitlines():
        command, _, into_file = command.partition(" > ")
        words = shlex.split(demo_command() if command.startswith("make demo") else command, comments=True)
        if not words or not words[0].endswith("feedback-insights"):
            continue
        done = subprocess.run(
            [sys.executable, "-m", "feedback_insights", *words[1:]],
            cwd=folder, check=True, text=True, capture_output=True, env={**os.environ, "COLUMNS": "100"},
        )  # fmt: skip
        lines += [line for line in done.stderr.splitlines() if NOTES.match(line)]
        lines += [] if into_file else done.stdout.splitlines()
    return lines


def renew(page: Path, folder: Path) -> None:
    """Run the commands of a page one after the other and put in what they print.

    Of the README only those are run under which something is shown; the others are for files of one's own.
    """

    def shown(block: re.Match[str]) -> str:
        lines = printed_by(block["commands"], folder) if block["first"] or page == TUTORIAL else []
        if not block["first"]:
            return block[0]
        most = int(block["first"])
        more = ["..."] if len(lines) > most else []
        return block["sh"] + block["text"] + "".join(f"{line}\n" for line in [*lines[:most], *more]) + "```\n"

    page.write_text(BLOCK.sub(shown, page.read_text("utf-8")), encoding="utf-8")


def photograph(report: Path, picture: Path, *, height: int, style: str, folder: Path) -> None:
    """Save what a browser shows of a report, or of the part of it that a style leaves."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print(f"no Chromium here: {picture.name} stays as it was", file=sys.stderr)
        return
    page = folder / "page.html"
    page.write_text(report.read_text("utf-8").replace("</head>", f"<style>{style}</style></head>"), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    flags += ["--disable-background-networking", f"--user-data-dir={folder / 'browser'}"]
    shot = [f"--window-size=1100,{height}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run([browser, *flags, *shot], check=True, timeout=120, stderr=subprocess.DEVNULL)


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").symlink_to(ROOT / "data")
        (folder / "demo").mkdir()
        for page in (README, TUTORIAL):  # the second `make demo` finds nothing changed
            renew(page, folder)
        for picture, (report, height, style) in PICTURES.items():
            source = folder / "demo" / report / "report.html"
            photograph(source, IMAGES / picture, height=height, style=style, folder=folder)


if __name__ == "__main__":
    main()
