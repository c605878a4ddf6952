"""Reads large exports as a user would; writes results/importing-<date>.md.

    python benchmarks/importing.py [--megabytes 1000] [--keep DIR]

Made on the fly, with invented people and texts and what such exports carry beside them: a Zendesk
NDJSON, a Jira CSV and a Slack zip of the size asked for (of the zip: its unpacked messages). Each is
read by a fresh interpreter in one thread, from the first byte to the last record; memory is the peak of
the process above that of one that has imported the same modules and read nothing. The peer reads the
same bytes with the standard library alone and makes no records: json.loads per line, csv.reader, zipfile
and json.loads per member.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from _machine import described, write

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TEXT = """the sync of the night shift takes an hour every time and nobody can see which visits were changed
since the tablet was offline export stops at ten thousand rows invoices show the old address after
we moved an account please let us sort the route by district the map reloads whenever I turn the
phone customers call us first"""
WORDS = TEXT.split()
AIM_MEGABYTES_A_SECOND, AIM_MEMORY = 20, 300

OURS = """
import resource, sys, time
from feedback_insights.importers import read_export
from feedback_insights.settings import ImportSettings
from feedback_insights.importers._registry import importers
importers()
empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.argv[2:]:
    began = time.process_time()
    records = sum(1 for _ in read_export(sys.argv[1], name="x", settings=ImportSettings()).records)
    print(records, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - empty)
"""
PEER = """
import csv, io, json, sys, time, zipfile, resource
began, count, path = time.process_time(), 0, sys.argv[1]
csv.field_size_limit(1 << 30)
if path.endswith(".zip"):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            found = json.loads(archive.read(name))
            count += len(found) if "/" in name else 0
elif path.endswith(".csv"):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        count = sum(1 for _ in csv.reader(stream)) - 1
else:
    with open(path, "rb") as stream:
        for line in stream:
            json.loads(line)
            count += 1
print(count, time.process_time() - began, 0)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="folder for the exports")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_row(folder, name, make, chosen.megabytes) for name, make in EXPORTS.items()]
    write("importing", [*_head(chosen.megabytes), *rows])


def _head(megabytes: int) -> list[str]:
    return [
        "# Reading large exports",
        "",
        described(),
        "",
        f"`python benchmarks/importing.py --megabytes {megabytes}`: one process, one thread, CPU seconds.",
        f"Aim: {AIM_MEGABYTES_A_SECOND} MB/s or more, under {AIM_MEMORY} MB above the interpreter.",
        "Peer: the standard library reading the same bytes and making no records.",
        "",
        "| export | MB | records | seconds | MB/s | peak MB above | peer MB/s | times its time |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]


def _row(folder: Path, name: str, make: Callable[[Path, int], int], megabytes: int) -> str:
    path = folder / name
    size = make(path, megabytes * 1_000_000) / 1e6
    records, seconds, memory = _timed(OURS, path)
    _, peer, _ = _timed(PEER, path)
    path.unlink()
    speed, above = size / seconds, memory / 1024
    return (
        f"| {name} | {size:.0f} | {records:,.0f} | {seconds:.1f} | {speed:.1f} | {above:.0f} |"
        f" {size / peer:.0f} | {seconds / peer:.1f} |"
    )


def _timed(code: str, path: Path) -> tuple[float, float, float]:
    told = subprocess.run(
        [sys.executable, "-c", code, str(path), "read"], capture_output=True, text=True, check=True
    ).stdout.split()
    records, seconds, memory = map(float, told[-3:])
    return records, seconds, memory


def zendesk(path: Path, size: int) -> int:
    """Tickets with three to six comments, one a line."""
    chance, written = random.Random(1), 0
    with path.open("w", encoding="utf-8") as stream:
        for number in range(1, 1 << 31):
            written += stream.write(json.dumps(_ticket(number, chance)) + "\n")
            if written >= size:
                return written
    return written


def _ticket(number: int, chance: random.Random) -> dict[str, object]:
    requester, said = number % 5000, _text(chance)
    when = START + timedelta(minutes=number)
    via = {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}}
    comments = [
        _comment(
            number * 10 + turn,
            requester if turn % 2 == 0 else 9_000_001,
            said if turn == 0 else _text(chance),
        )
        | {"public": turn != 3, "created_at": (when + timedelta(hours=turn)).isoformat(), "via": via}
        for turn in range(chance.randint(3, 6))
    ]
    return {
        "id": number,
        "url": f"https://crowd.zendesk.example/api/v2/tickets/{number}.json",
        "subject": said[:50],
        "raw_subject": said[:50],
        "description": said,
        "status": "open",
        "priority": None,
        "type": "question",
        "via": via,
        "requester_id": requester,
        "submitter_id": requester,
        "assignee_id": 9_000_001,
        "organization_id": requester % 300,
        "group_id": 7,
        "brand_id": 3,
        "tags": ["sync"],
        "external_id": None,
        "custom_fields": [{"id": 360_000_000_000 + field, "value": None} for field in range(12)],
        "satisfaction_rating": {"score": "offered"},
        "created_at": when.isoformat(),
        "updated_at": when.isoformat(),
        "comments": comments,
    }


def _comment(number: int, author: int, said: str) -> dict[str, object]:
    """A comment with its text three times, as Zendesk has it."""
    page = f'<div class="zd-comment" dir="auto">{said}<br></div>'
    agent = {"client": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "ip_address": "192.0.2.7"}
    return {
        "id": number,
        "type": "Comment",
        "author_id": author,
        "body": said,
        "html_body": page,
        "plain_body": said,
        "attachments": [],
        "audit_id": number + 1,
        "metadata": {"system": agent, "custom": {}},
    }


def jira(path: Path, size: int) -> int:
    """Issues with 40 columns, of which six are comments."""
    chance, written = random.Random(2), 0
    names = "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Reporter,Reporter Id,Created"
    names += ",Updated,Labels,Labels,Description,Votes"
    more = [f"Custom field (Field {number})" for number in range(19)]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow([*names.split(","), *more, *["Comment"] * 6])
        for number in range(1, 1 << 31):
            buffer = io.StringIO(newline="")
            csv.writer(buffer, lineterminator="\n").writerow(_issue(number, chance))
            written += stream.write(buffer.getvalue())
            if written >= size:
                return written
    return written


def _issue(number: int, chance: random.Random) -> list[str]:
    person, when = f"712020:{number % 5000:08x}", START + timedelta(minutes=number)
    day = when.strftime("%d/%b/%y %I:%M %p")
    comments = [f"{day};{person};{_text(chance, 120)}" for _ in range(chance.randint(0, 6))]
    said = _text(chance, 240)
    return [
        said[:60],
        f"CR-{number}",
        str(10_000 + number),
        "Bug",
        "To Do",
        "CR",
        "Medium",
        f"Person {number % 5000}",
        person,
        day,
        day,
        "mobile",
        "",
        f"h2. What happens\n{said}\n* {_text(chance)}",
        str(number % 7),
        *["" for _ in range(19)],
        *comments,
        *["" for _ in range(6 - len(comments))],
    ]


def slack(path: Path, size: int) -> int:
    """Forty channels; a day's messages are one member; a third are answers in threads."""
    chance, written = random.Random(3), 0
    channels = [f"team-{number:02d}" for number in range(40)]
    users = [
        {"id": f"U{number:05d}", "name": f"person{number}", "real_name": f"Person {number}"}
        for number in range(3000)
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr(
            "channels.json",
            json.dumps(
                [
                    {"id": f"C{number:05d}", "name": name, "members": []}
                    for number, name in enumerate(channels)
                ]
            ),
        )
        for day in range(1 << 31):
            for number, name in enumerate(channels):
                member = json.dumps(list(_messages(day, number, chance)))
                archive.writestr(f"{name}/{(START + timedelta(days=day)).date()}.json", member)
                written += len(member)
                if written >= size:
                    return written
    return written


def _messages(day: int, channel: int, chance: random.Random) -> Iterator[dict[str, object]]:
    begin = (START + timedelta(days=day)).timestamp()
    thread = ""
    for number in range(80):
        stamp = f"{begin + number * 60:.0f}.{channel:06d}"
        message = _message(f"U{chance.randrange(3000):05d}", stamp, _text(chance))
        if number % 3 == 1 and thread:
            message["thread_ts"] = thread
        elif number % 3 == 0:
            thread = stamp
        yield message


def _message(user: str, stamp: str, said: str) -> dict[str, object]:
    """A message with its text twice and its author's profile, as Slack has it."""
    face = f"https://avatars.example/2026-01-01/{user}_0123456789abcdef_72.jpg"
    profile = {
        "avatar_hash": "0123456789ab",
        "image_72": face,
        "first_name": user,
        "real_name": f"Person {user}",
        "display_name": user,
        "team": "T0000001",
        "name": user,
        "is_restricted": False,
    }
    blocks = [
        {
            "type": "rich_text",
            "block_id": "a1B2c",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": said}]}],
        }
    ]
    return {
        "client_msg_id": f"00000000-0000-4000-8000-{user}00000",
        "type": "message",
        "user": user,
        "ts": stamp,
        "text": said,
        "team": "T0000001",
        "user_team": "T0000001",
        "source_team": "T0000001",
        "user_profile": profile,
        "blocks": blocks,
    }


def _text(chance: random.Random, most: int = 60) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(12, most)))


EXPORTS: dict[str, Callable[[Path, int], int]] = {
    "zendesk.ndjson": zendesk,
    "jira.csv": jira,
    "slack.zip": slack,
}

if __name__ == "__main__":
    main()
