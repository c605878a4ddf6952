"""Options that several commands share, and the workspace they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from feedback_insights.cli._names import a_format
from feedback_insights.cli._output import note

if TYPE_CHECKING:
    from feedback_insights.settings import Settings
    from feedback_insights.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)

database = click.argument("db", type=FILE)
exports = click.argument("exports", nargs=-1, required=True, type=FILE, metavar="EXPORT...")
settings = click.option(
    "--settings", "settings_file", type=FILE, metavar="FILE.toml", help="Settings to use."
)
encoder = click.option(
    "--encoder",
    metavar="MODEL",
    help="Encoder that makes the themes: a folder, or a model's name.",
)
download = click.option("--allow-download", is_flag=True, help="Let a named encoder's weights be fetched.")
strict = click.option(
    "--strict", is_flag=True, help="Keep nothing and exit 1 when there are warnings or rejected records."
)
strict_analysis = click.option(
    "--strict", is_flag=True, help="Exit 1 when there are notes of what could not be done."
)


def reading(command: Command) -> Command:
    """The options that say how exports are read."""
    format_ = click.option(
        "--format", "format_", callback=a_format, metavar="NAME", help="Format of the exports; see `formats`."
    )
    profile = click.option("--profile", type=FILE, metavar="FILE", help="Says which column means what.")
    return format_(profile(command))


def printing(command: Command) -> Command:
    """`--json` and `--csv`: data for other programs instead of a table for people."""
    csv = click.option("--csv", "output", flag_value="csv", help="Print CSV.")
    json = click.option("--json", "output", flag_value="json", help="Print JSON.")
    return json(csv(command))


def read_settings(file: Path | None, *, encoder: str | None = None, allow_download: bool = False) -> Settings:
    """The settings of a file, or the defaults, with what the command line says of the encoder."""
    from feedback_insights.settings import Settings

    found = Settings.from_toml(file) if file else Settings()
    told: dict[str, object] = {"name": encoder} if encoder else {}
    if allow_download:
        told["allow_download"] = True
    return found.model_copy(update={"encoder": found.encoder.model_copy(update=told)}) if told else found


def open_workspace(db: Path, *, settings: Settings | None = None, create: bool = False) -> Workspace:
    """The workspace in a file; only commands that import or load make a new one."""
    from feedback_insights.workspace import Workspace

    return Workspace(db, settings=settings, create=create)


@contextmanager
def open_loading(
    db: Path, *, strict: bool, settings: Settings | None = None, create: bool = True
) -> Iterator[Workspace]:
    """The workspace to load into, as `open_workspace` and `strictly` do it."""
    with open_workspace(db, settings=settings, create=create) as ws, strictly(ws, db, strict):
        yield ws


@contextmanager
def strictly(ws: Workspace, db: Path, strict: bool) -> Iterator[None]:
    """With `--strict`, an error leaves everything as it was. What holds nothing is removed."""
    try:
        with ws.all_or_nothing() if strict else nullcontext():
            yield
    except BaseException:  # Ctrl-C too: leave no file behind that holds nothing, then on its way
        if ws.is_new and (strict or ws.is_empty):
            db.unlink(missing_ok=True)
        raise


@contextmanager
def open_results(db: Path, *, settings: Settings | None = None) -> Iterator[Workspace]:
    """The workspace, for its last run; says where that is no longer about all that is there."""
    with open_workspace(db, settings=settings) as ws:
        if ws.outdated:
            note(
                "the figures are older than this version, or than what was imported, loaded or decided since;"
                f" take it in with: feedback-insights analyze {db}"
            )
        yield ws
