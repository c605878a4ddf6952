"""Which importer reads a file, and what is said when none or two do."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from feedback_insights.errors import FileProblem, SettingsError, TiedFile, UnclaimedFile
from feedback_insights.files import InputFile, Profile
from feedback_insights.importers import (
    Reading,
    _registry,
    format_profile,
    formats,
    read_export,
    recognize,
)
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

TICKET = {
    "id": 1,
    "requester_id": 7,
    "via": {"channel": "web"},
    "subject": "Slow",
    "description": "It is slow",
}
NOTES = "# Usability test\n\n## Participant 1\n\n- could not find the export\n"
TABLE = "id,comment\n1,It is slow\n"


def write(folder: Path, content: str | bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (json.dumps({"ticket": TICKET}), "zendesk_ndjson"),
        (json.dumps(TICKET) + "\n" + json.dumps(TICKET), "zendesk_ndjson"),
        (json.dumps({"tickets": [TICKET], "end_of_stream": True}), "zendesk_ndjson"),
        (json.dumps([TICKET], indent=1), "zendesk_ndjson"),
        ("not json\n" + json.dumps(TICKET) + "\n", "zendesk_ndjson"),
        (TABLE, "table_csv"),
        (json.dumps([{"id": 1, "comment": "It is slow"}]), "table_json"),
        (json.dumps({"count": 1, "responses": [{"id": 1, "comment": "It is slow"}]}, indent=1), "table_json"),
        ('{"id": 1, "comment": "It is slow"}\n{"id": 2, "comment": "It is fast"}\n', "table_json"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nAnn: It is slow\n", "transcript"),
        (
            "Timestamp,What would you change?\n2026/03/02,More colours and larger buttons\n",
            "google_forms_csv",
        ),
        (NOTES, "markdown_notes"),
        ("---\nparticipant: P3\ndate: 2026-03-02\n---\nCould not find the export.\n", "markdown_notes"),
    ],
)
def test_a_file_is_recognized_by_its_content_whatever_its_name(
    tmp_path: Path, content: str, name: str
) -> None:
    for file_name in ("zendesk.md", "survey.json", "x"):
        assert recognize(write(tmp_path, content, file_name)).importer.name == name


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("# README\n\nHow to install:\n\n- run the installer\n", "markdown_notes"),
        ("Dear team,\nhow are you? Well, we hope.\n", "text that begins with"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "binary data|picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), r"\.xls\): save it as \.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "without a password"),
        ('{"conversations": []}', "JSON with keys conversations"),
        ('[{"id": 1, "score": 9}, {"id": 2, "score": 3}]', "JSON with keys id, score"),
        ("q1,q2,q3\n1,2,3\n4,5,1\n", "columns q1, q2, q3"),
        ("title,shelf\nWar and Peace,4\nMoby Dick,5\n", "columns title, shelf"),
        ("<html><p>x</p></html>", "XML or HTML"),
    ],
)
def test_what_nobody_reads_is_described_with_the_way_out(
    tmp_path: Path, content: str | bytes, found: str
) -> None:
    with pytest.raises(UnclaimedFile, match=found) as caught:
        recognize(write(tmp_path, content))
    assert "--format NAME" in str(caught.value)
    assert "--profile FILE" in str(caught.value)
    assert "feedback-insights formats lists them" in str(caught.value)
    assert "feedback-insights profile EXPORT drafts one" in str(caught.value)


def test_a_table_of_numbers_and_choices_is_not_feedback(tmp_path: Path) -> None:
    rows = "".join(f"{n},{'Yes' if n % 2 else 'No'}\n" for n in range(20))
    with pytest.raises(UnclaimedFile):
        recognize(write(tmp_path, f"id,Do you use the app every day?\n{rows}"))


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    names = [known.name for known in formats()]
    assert {"markdown_notes", "table_csv", "table_json", "table_xlsx", "zendesk_ndjson"} <= set(names)
    assert names == sorted(names)
    with pytest.raises(SettingsError, match=", ".join(names)):
        recognize(write(tmp_path, TABLE), "jira")


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    export = read_export(
        write(tmp_path, TABLE), name="file", settings=ImportSettings(), format="markdown_notes"
    )
    assert export.format == "markdown_notes"
    assert [record.state for record in export.records] == ["used"]


def test_a_profile_that_describes_no_table_leaves_the_format_to_be_found(tmp_path: Path) -> None:
    for profile in (Profile(study="spring"), Profile.model_validate(Profile(study="spring").model_dump())):
        export = read_export(write(tmp_path, NOTES), name="file", settings=ImportSettings(), profile=profile)
        assert export.format == "markdown_notes"


@pytest.mark.parametrize(
    ("content", "name"), [("said;n\nIt is slow;1\n", "table_csv"), ('[{"said": "It is slow"}]', "table_json")]
)
def test_a_profile_that_describes_a_table_is_read_as_one_by_its_container(
    tmp_path: Path, content: str, name: str
) -> None:
    profile = Profile(map={"text": "said"})
    export = read_export(write(tmp_path, content), name="file", settings=ImportSettings(), profile=profile)
    assert (export.format, [record.state for record in export.records]) == (name, ["used"])


class Rival:
    """Claims every table as strongly as the table importer does."""

    name = "rival_csv"
    description = recognized_by = "tables"

    def claims(self, file: InputFile) -> float:
        return _registry.importers()["table_csv"].claims(file)

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        return iter(())


RIVAL = Rival()


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    def installed(*entries: EntryPoint) -> None:
        monkeypatch.setattr(_registry, "entry_points", lambda group: entries)
        _registry.importers.cache_clear()

    yield installed
    _registry.importers.cache_clear()


def test_two_equal_claims_are_an_error_unless_the_file_name_decides(tmp_path: Path, install) -> None:  # type: ignore[no-untyped-def]
    install(EntryPoint("rival_csv", f"{__name__}:RIVAL", _registry.GROUP))
    with pytest.raises(TiedFile, match="rival_csv or table_csv"):
        recognize(write(tmp_path, TABLE, "x.csv"))
    found = recognize(write(tmp_path, TABLE, "rival-export.csv"))
    assert (found.importer.name, found.runner_up) == ("rival_csv", "table_csv")


class Limited:
    """Says what its files cannot hold, and reads nothing."""

    name = "limited_csv"
    description = recognized_by = "tables"

    def claims(self, file: InputFile) -> float:
        return 2.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        reading.limit("holds subjects only")
        return iter(())


LIMITED = Limited()


def test_what_an_export_cannot_hold_is_a_limit_not_a_warning(tmp_path: Path, install) -> None:  # type: ignore[no-untyped-def]
    install(EntryPoint("limited_csv", f"{__name__}:LIMITED", _registry.GROUP))
    export = read_export(write(tmp_path, TABLE), name="file", settings=ImportSettings())
    assert (list(export.records), export.limits) == ([], ["holds subjects only"])
    assert export.warnings == ["no records in it"]


def test_a_broken_plug_in_is_one_clear_error(tmp_path: Path, install) -> None:  # type: ignore[no-untyped-def]
    for target in ("no_such_module:X", f"{__name__}:NOTHING", f"{__name__}:TABLE"):
        install(EntryPoint("broken", target, _registry.GROUP))
        with pytest.raises(FileProblem, match="broken"):
            recognize(write(tmp_path, TABLE))


def test_a_second_importer_of_one_name_is_refused(tmp_path: Path, install) -> None:  # type: ignore[no-untyped-def]
    install(EntryPoint("table_csv", f"{__name__}:RIVAL", _registry.GROUP))
    with pytest.raises(FileProblem, match="two installed importers"):
        recognize(write(tmp_path, TABLE))


def test_without_any_entry_points_our_own_importers_are_there(tmp_path: Path, install) -> None:  # type: ignore[no-untyped-def]
    install()
    assert recognize(write(tmp_path, TABLE)).importer.name == "table_csv"


def test_the_page_of_formats_is_what_the_registry_says() -> None:
    docs = Path(__file__).parents[1] / "docs"
    made = runpy.run_path(str(docs / "make_formats_reference.py"))["reference"]()
    assert (docs / "formats.md").read_text("utf-8") == made, "run docs/make_formats_reference.py"


def test_every_format_of_a_tool_says_how_sure_its_facts_are_and_where_to_get_it() -> None:
    tools = [known for known in formats() if known.family not in ("", "table")]
    assert [known.name for known in tools if not (known.evidence and known.how_to_get)] == []


@pytest.mark.parametrize("name", [known.name for known in formats() if known.profile])
def test_a_copy_of_a_shipped_profile_reads_as_the_shipped_one_does(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_text(format_profile(name), "utf-8")
    (export, *_) = sorted((Path(__file__).parent / "exports").glob(f"{name}.*"))
    given = read_export(export, name="x", settings=ImportSettings(), profile=copy)
    own = read_export(export, name="x", settings=ImportSettings())
    assert given.format == own.format == name
    assert list(given.records) == list(own.records)
