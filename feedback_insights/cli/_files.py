"""Which files a command reads, and how it writes one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from feedback_insights.errors import FileProblem
from feedback_insights.exporters.folder import whole


def expand(exports: Sequence[Path], *, besides: Iterable[Path | None] = ()) -> list[Path]:
    """Folders become the files in them, by name, without hidden ones and without what is in `besides`.

    Files that are named themselves stay, whatever they are. Raises `FileProblem` for a folder without files,
    and for an unpacked export whose files say something only together.
    """
    excluded = [path.resolve() for path in besides if path]
    found: list[Path] = []
    for export in exports:
        if not export.is_dir():
            found.append(export)
            continue
        inside = [file for file in _walk(export) if not _belongs(file.resolve(), excluded)]
        if not inside:
            raise FileProblem(f"folder {export} holds no files to import; name the exports")
        found.extend(inside)
    return list(dict.fromkeys(found))


def _walk(folder: Path) -> Iterator[Path]:
    from feedback_insights.importers.community import is_unpacked  # only where there is a folder

    for here, folders, files in os.walk(folder):
        if is_unpacked(files):
            raise FileProblem(
                f"folder {here} is an unpacked Slack export, whose files belong together; give the zip as "
                "Slack made it, or zip the folder again"
            )
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            file
            for name in sorted(files)
            if not name.startswith(".") and (file := Path(here) / name).is_file()
        )


def _belongs(file: Path, excluded: Iterable[Path]) -> bool:
    """Whether it is one of the excluded files, in one of the folders, or beside a database ("x.db-wal")."""
    return any(file == path or path in file.parents or str(file).startswith(f"{path}-") for path in excluded)


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all, making its folder. Raises `FileProblem` saying why not."""
    with writing(file) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def writing(file: Path) -> Iterator[Path]:
    """A path to write to, as `write` does it with text."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole(file) as part:
            yield part
    except OSError as error:
        raise FileProblem(f"cannot write {file}: {error.strerror}") from error
