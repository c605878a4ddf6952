"""Write docs/cli.md from the commands themselves; `tests/test_docs.py` fails when it is out of date.

Run: .venv/bin/python docs/make_cli_reference.py
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from feedback_insights.cli import cli

PAGE = Path(__file__).with_name("cli.md")
HEAD = """\
# The commands

Made by `docs/make_cli_reference.py`; `feedback-insights COMMAND --help` says the same.

Data goes to stdout, progress and notes to stderr. Where a table is printed, `--json` and `--csv` print it for
other programs; JSON is always `{"schema": n, "rows": [...]}`. Exit status: 0 done, 1 told why (a bad file, a
failed `verify`, `--strict` with warnings), 2 wrong usage, 130 interrupted. `DB` is a workspace file.
"""


def reference() -> str:
    """Return the page: every command and subcommand, in the order of `--help`."""
    root = click.Context(cli, info_name="feedback-insights")
    return "\n".join([HEAD, *(part for name in cli.commands for part in _command(name, root))])


def _command(name: str, parent: click.Context) -> Iterator[str]:
    assert isinstance(parent.command, click.Group)
    command = parent.command.commands[name]
    context = click.Context(command, info_name=name, parent=parent)
    level = "##" if parent.parent is None else "###"
    arguments = " ".join(command.collect_usage_pieces(context))
    yield f"{level} {context.command_path.removeprefix('feedback-insights ')}\n"
    yield f"```text\n{context.command_path} {arguments}\n```\n"
    yield _prose(command.help or "") + "\n"
    given = [option for option in command.params if isinstance(option, click.Option)]
    options = [record for option in given if (record := option.get_help_record(context))]
    if options:
        rows = [f"| `{flags}` | {text} |" for flags, text in options]
        yield "\n".join(["| option | what it does |", "| --- | --- |", *rows, ""])
    for child in getattr(command, "commands", {}):
        yield from _command(child, context)


def _prose(text: str) -> str:
    paragraphs = inspect.cleandoc(text).replace("\b", "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
