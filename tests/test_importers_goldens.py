"""Every format has a small export in ``exports/`` and, in ``goldens/``, what is read from it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from regenerate_goldens import GOLDENS, exports, format_of, golden_of, rendered

from feedback_insights.errors import FeedbackError
from feedback_insights.importers import read_export, recognize
from feedback_insights.read import read_feedback
from feedback_insights.records import STATES
from feedback_insights.settings import ImportSettings

HINT = "if this is what it should be: python tests/regenerate_goldens.py, read the diff, commit it"
every_export = pytest.mark.parametrize("export", exports(), ids=lambda export: export.name)


@every_export
def test_an_export_gives_what_its_golden_says(export: Path) -> None:
    golden = golden_of(export)
    assert golden.exists(), f"{golden.name} is missing; {HINT}"
    assert rendered(export) == golden.read_text("utf-8"), HINT


def test_every_golden_has_its_export() -> None:
    assert {path.name for path in GOLDENS.iterdir()} == {golden_of(export).name for export in exports()}, HINT


@every_export
def test_an_export_is_recognized_by_its_content_whatever_its_name(export: Path, tmp_path: Path) -> None:
    for name in ("file", "survey.json", "notes.md"):
        shutil.copy(export, tmp_path / name)
        assert recognize(tmp_path / name).importer.name == format_of(export)


@every_export
def test_every_record_ends_in_one_state(export: Path) -> None:
    ledger = read_feedback(export).ledger
    assert sum(ledger.states.values()) == ledger.records
    assert set(ledger.states) <= set(STATES)
    again = read_export(export, name=export.name, settings=ImportSettings())
    assert len(list(again.records)) == ledger.records


@every_export
def test_an_export_cut_off_anywhere_gives_records_or_one_clear_line(export: Path, tmp_path: Path) -> None:
    whole, cut = export.read_bytes(), tmp_path / "cut"
    for size in range(64, len(whole), 64):
        cut.write_bytes(whole[:size])
        for format in (None, format_of(export)):
            with suppress(FeedbackError):
                found = read_export(cut, name="cut", settings=ImportSettings(), format=format)
                for record in found.records:
                    assert (record.state == "used") == bool(record.units)
                    assert record.reason or record.state == "used"
