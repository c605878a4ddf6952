"""Write docs/formats.md from the registries; a test of recognition fails when it is out of date.

Run: .venv/bin/python docs/make_formats_reference.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from feedback_insights.backlog import BacklogFormat, backlog_formats
from feedback_insights.importers import FormatInfo, formats

PAGE = Path(__file__).with_name("formats.md")
FAMILIES = {
    "desks": "Help desks and customer relations",
    "trackers": "Issue trackers",
    "mail": "Mail",
    "surveys": "Surveys",
    "reviews": "Reviews",
    "community": "Chats, forums and idea portals",
    "usability": "Usability sessions and interviews",
    "table": "Anything else",
    "side_lists": "Known, but no feedback",
}
HEAD = """\
# Formats

Made by `docs/make_formats_reference.py`; `feedback-insights formats` says the same. How a file is read, and
what to do with one that nobody knows, is told in [importing](importing.md); a format of your own in
[importers](importers.md).

A format is recognized by what is in a file, never by its name. Each file is claimed by the format whose
sign is in it; where two claim alike, the command stops and asks for `--format NAME`.

**How sure** a format's facts are: *documented*: from the vendor's pages; *source*: from a tool's code;
*seen*: in public samples; *measured*: counted over many public exports; *unverified*: from memory, so look
at the first records. Those with a **profile** are read as a TOML file says: print it with
`feedback-insights formats NAME`, change it, and give it back with `import --profile FILE`.
"""


def reference() -> str:
    """Return the page: every format of feedback by family, then those of backlogs."""
    known = formats()
    parts = [HEAD]
    for family, title in FAMILIES.items():
        parts += [f"## {title}\n", *_table([one for one in known if one.family == family]), ""]
    parts += ["## Backlogs\n", "For `feedback-insights backlog DB FILE`; `formats --backlogs` lists them.\n"]
    return "\n".join([*parts, *_table(backlog_formats())]) + "\n"


def _table(known: Iterable[FormatInfo | BacklogFormat]) -> Iterator[str]:
    yield "| format | what it is | recognized by | where to get it | sure |"
    yield "| --- | --- | --- | --- | --- |"
    for one in known:
        profile = ", profile" if isinstance(one, FormatInfo) and one.profile else ""
        cells = (
            f"`{one.name}`",
            one.description,
            one.recognized_by,
            one.how_to_get,
            f"{one.evidence}{profile}",
        )
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").strip(", ")


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
