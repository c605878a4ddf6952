"""Put a real run of the samples into the README: its terminal output, and a picture of its report.

Run: .venv/bin/python docs/make_pictures.py (the picture needs Chromium; without, only the text is renewed)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
EXPORTS = (
    "zendesk_tickets_2026-07_08.ndjson", "zendesk_tickets_2026-09.ndjson.gz", "nps_survey_2026-09.csv",
    "qualtrics_platform_survey_2026.csv", "partner_survey_2026-09.xlsx",
    "marketplace_feedback_2026-08.ndjson",
    "reviews_com.fieldlark.field_202607.csv", "reviews_com.fieldlark.field_202609.csv", "usability_notes",
    "interviews",
)  # fmt: skip
BLOCK = re.compile(r"(```text demo\n).*?(```)", re.S)


def run(folder: Path) -> str:
    """Do what `make demo` does, in another folder, and return what it prints."""
    command = [sys.executable, "-m", "feedback_insights", "run", *(str(SAMPLES / name) for name in EXPORTS)]
    command += ["--backlog", str(SAMPLES / "backlog_jira.csv"), "--accounts", str(SAMPLES / "accounts.csv")]
    command += ["--aliases", str(SAMPLES / "aliases.csv")]
    command += ["--db", "demo/feedback.db", "--out", "demo/report"]
    (folder / "demo").mkdir()
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(command, cwd=folder, env=environment, check=True, text=True, stdout=-1).stdout


def photograph(report: Path, picture: Path, profile: Path) -> None:
    """Save what a browser shows of the report's beginning."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print("no Chromium here: the picture stays as it was", file=sys.stderr)
        return
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    flags += ["--disable-background-networking", f"--user-data-dir={profile}", "--window-size=1100,1500"]
    shot = f"--screenshot={picture}"
    subprocess.run([browser, *flags, shot, report.as_uri()], check=True, timeout=120, stderr=-3)


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        folder = Path(name)
        printed = run(folder)
        readme = ROOT / "README.md"
        readme.write_text(
            BLOCK.sub(lambda fence: fence[1] + printed + fence[2], readme.read_text("utf-8")),
            encoding="utf-8",
        )
        photograph(
            folder / "demo" / "report" / "report.html", ROOT / "docs/images/report.png", folder / "browser"
        )
