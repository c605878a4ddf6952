"""Where an export may be written, and the manifest beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import report_sample as sample
from export_sample import DEVELOPERS, TARGETS, export_data, files_of

from feedback_insights.errors import FileProblem
from feedback_insights.exporters import ExportData, ExportFile, folder, write_export


@pytest.mark.parametrize("target", TARGETS)
def test_the_manifest_lists_every_file_with_its_hash(tmp_path: Path, target: str) -> None:
    files = files_of(target, tmp_path, scope=DEVELOPERS)
    told = json.loads(files.pop("manifest.json"))
    assert {f["name"]: (f["bytes"], f["sha256"]) for f in told["files"]} == {
        name: (len(text), sha256(text).hexdigest()) for name, text in files.items()
    }
    assert (told["target"], told["run"], told["as_of"]) == (target, "R1", "2026-05-28")
    assert told["scope"]["where"] == {"audience": ["developer"]}
    assert told["counts"]["items"] == 5
    assert [(one["file"], one["records"], one["states"]["used"]) for one in told["inputs"]] == [
        ("survey.csv", 6, 4),
        ("tickets.ndjson", 14, 10),
    ]
    assert told["run_settings"]["encoder"]["name"] == "mine"
    assert told["models"] == dict(sample.RUN.models)


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_tells_a_folder_a_host_or_the_hash_of_an_input(tmp_path: Path, target: str) -> None:
    files = files_of(target, tmp_path)
    manifest = files.pop("manifest.json")
    assert b"/home/ana" not in manifest + b"".join(files.values())
    assert str(tmp_path).encode() not in manifest
    assert sample.FILES[0].sha256.encode() not in b"".join(files.values())


def test_an_earlier_export_gives_way_and_what_is_no_longer_made_goes(tmp_path: Path) -> None:
    files_of("csv", tmp_path, by="audience")
    (tmp_path / ".hidden").write_text("mine")
    written = write_export(export_data(), "json", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".hidden", "insights.json", "insights.schema.json", "manifest.json",
    ]  # fmt: skip
    assert [path.name for path in written][-1] == "manifest.json"


def strangers(where: Path, kind: str) -> None:
    where.mkdir()
    if kind == "another file":
        files_of("csv", where)
        (where / "plan.xlsx").write_text("mine")
    elif kind == "a file of the same name":
        (where / "items.csv").write_text("mine")
    elif kind == "a manifest of another tool":
        (where / "manifest.json").write_text('{"name": "extension", "files": []}')
    elif kind == "a damaged manifest":
        (where / "manifest.json").write_bytes(b"[" * 100_000)
    else:
        files_of("csv", where)
        (where / "items.csv").unlink()
        (where / "items.csv").mkdir()


@pytest.mark.parametrize(
    "kind",
    [
        "another file",
        "a file of the same name",
        "a manifest of another tool",
        "a damaged manifest",
        "a folder",
    ],
)
def test_a_folder_that_is_not_an_export_s_own_is_left_alone(tmp_path: Path, kind: str) -> None:
    strangers(tmp_path / "out", kind)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    with pytest.raises(FileProblem, match=r"holds '.*', which no export wrote; name a new or empty folder"):
        write_export(export_data(), "csv", tmp_path / "out")
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FileProblem, match=r"cannot write to .*out: Not a directory"):
        write_export(export_data(), "csv", tmp_path / "out")


def test_a_manifest_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    precious = tmp_path / "precious.csv"
    precious.write_text("mine")
    files_of("csv", tmp_path / "out")
    manifest = tmp_path / "out" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"] += [{"name": "../precious.csv"}, {"name": str(precious)}, {"name": "a\0b"}]
    manifest.write_text(json.dumps(told))
    files_of("json", tmp_path / "out")
    assert precious.read_text() == "mine"


def test_on_a_full_disk_the_earlier_export_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = files_of("csv", tmp_path)
    write = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if "themes" in self.name:
            write(self, content[:10])
            raise OSError(28, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FileProblem, match=r"cannot write to .*: No space left on device"):
        write_export(export_data(scope=DEVELOPERS), "csv", tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == earlier


@dataclass
class Careless:
    """Names its files as it likes."""

    names: tuple[str, ...]
    name: str = "careless"
    description: str = ""

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        return (ExportFile(name, b"x") for name in self.names)


@pytest.mark.parametrize(
    "names",
    [("../up",), ("/tmp/x",), ("a/b",), (".hidden",), ("",), ("a\\b",), ("a", "a"), ("manifest.json",)],
)
def test_an_exporter_cannot_write_outside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(folder, "exporter_named", lambda name: Careless(names))
    with pytest.raises(FileProblem, match="names are plain, and each occurs once"):
        write_export(export_data(), "careless", tmp_path / "out")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
