"""The folder that an export is written to: ours alone, and every file whole or as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.exporters._registry import (
    Exporter,
    ExportFile,
    by_item,
    exporter_named,
    exporters,
    profiled,
)
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.options import ExportOptions

MANIFEST = "manifest.json"
MADE_BY = "feedback-insights export"


def write_export(
    data: ExportData, target: str, folder: str | Path, *, options: ExportOptions | None = None
) -> tuple[Path, ...]:
    """Write the files of a target into a folder and return their paths, the manifest last.

    `options` stand in place of those of `data`: a profile, CSV for Excel, only what moved since an earlier
    run (then `moved.csv` is written, too).

    Files of an earlier export there are replaced, or removed where this one makes no such file; nothing
    changes before all new ones are complete. Raises `SettingsError` for an unknown target, or one that
    cannot do what the options say, and `FileProblem` where the folder holds anything else or cannot be
    written.
    """
    from feedback_insights.exporters.manifest import Written, manifest

    folder, exporter = Path(folder), exporter_named(target)
    data = data if options is None else replace(data, options=options)
    check_options(exporter, data.options)
    earlier = _earlier(folder)
    try:
        with _Staging(folder) as staging:
            written = []
            for file in _files(exporter, data):
                staging.add(file)
                digest = sha256(file.content).hexdigest()
                written.append(Written(file.name, len(file.content), digest, file.rows))
            staging.add(ExportFile(MANIFEST, manifest(data, target, written)))
            return staging.settle(earlier)
    except OSError as error:
        raise FileProblem(f"cannot write to {folder}: {error.strerror}") from error


def check_options(
    exporter: Exporter, options: ExportOptions, *, profile: bool = False, moved: bool = False
) -> None:
    """Raise `SettingsError` for what a target cannot do: take a profile, or write only what moved.

    `profile` and `moved` say that these will be asked for, before they are there.
    """
    asked = (
        ("takes no profile; those that do", profile or options.profile is not None, profiled),
        ("cannot write only what moved; those that can", moved or options.moves is not None, by_item),
    )
    for told, wanted, able in asked:
        if wanted and not able(exporter):
            others = ", ".join(name for name, one in exporters().items() if able(one))
            raise SettingsError(f"the target '{exporter.name}' {told}: {others}")


def _files(exporter: Exporter, data: ExportData) -> Iterator[ExportFile]:
    yield from exporter.files(data)
    if data.options.moves is not None:
        from feedback_insights.exporters.moved import moved_file  # loads numpy

        yield moved_file(data, data.options.moves)


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write to, which takes the file's place at the end, or is gone if anything fails."""
    part = _part(file)
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


class _Staging:
    """Complete files beside their places, not yet in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []
        self._fresh = False  # whether it was made for this export

    def __enter__(self) -> _Staging:
        self._fresh = not self._folder.exists()
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._names:
            _part(self._folder / name).unlink(missing_ok=True)
        if self._fresh and not any(self._folder.iterdir()):
            self._folder.rmdir()

    def add(self, file: ExportFile) -> None:
        if not _is_plain(file.name) or file.name in self._names:
            raise FileProblem(
                f"an exporter names a file {file.name!r}; names are plain, and each occurs once"
            )
        self._names.append(file.name)
        _part(self._folder / file.name).write_bytes(file.content)

    def settle(self, earlier: frozenset[str]) -> tuple[Path, ...]:
        """Put the files in place, the last one after those that are no longer made are gone."""
        paths = [self._folder / name for name in self._names]
        for path in paths[:-1]:
            _part(path).replace(path)
        for name in sorted(earlier.difference(self._names)):
            (self._folder / name).unlink(missing_ok=True)
        _part(paths[-1]).replace(paths[-1])
        return tuple(paths)


def _part(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}.part")


def _is_plain(name: str) -> bool:
    return bool(name) and name == Path(name).name and name[0] != "." and "\\" not in name


def _earlier(folder: Path) -> frozenset[str]:
    """The files of an earlier export; hidden ones are nobody's. Raises `FileProblem` for anything else."""
    try:
        there = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        ours = _listed(folder / MANIFEST) if (folder / MANIFEST).is_file() else frozenset()
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise FileProblem(f"cannot write to {folder}: {error.strerror}") from error
    strangers = [name for name in there if name not in ours or not (folder / name).is_file()]
    if strangers:
        raise FileProblem(
            f"{folder} holds '{strangers[0]}', which no export wrote; name a new or empty folder"
        )
    return frozenset(there)


def _listed(manifest: Path) -> frozenset[str]:
    """The files that a manifest of ours lists, and itself; none if it is not ours."""
    try:
        told = json.loads(manifest.read_bytes())
        if told["made_by"] != MADE_BY:
            return frozenset()
        return frozenset({MANIFEST, *(file["name"] for file in told["files"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return frozenset()
