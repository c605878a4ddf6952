"""Google Play's review reports."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_insights.files import Profile
from feedback_insights.importers import read_export, recognize
from feedback_insights.raw import SourceRecord
from feedback_insights.read import read_feedback
from feedback_insights.settings import ImportSettings

HEADER = [
    "Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device",
    "Review Submit Date and Time", "Review Submit Millis Since Epoch", "Review Last Update Date and Time",
    "Review Last Update Millis Since Epoch", "Star Rating", "Review Title", "Review Text",
    "Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text",
    "Review Link",
]  # fmt: skip
SUBMITTED = 1_788_242_400_000  # 2026-09-01 06:00 UTC


def review(
    text: str, *, stars: str = "2", link: str = "", title: str = "", reply: str = "", later: int = 0
) -> list[str]:
    first, last = str(SUBMITTED), str(SUBMITTED + later)
    seen = ["com.example.notes", "42", "4.2", "en", "oriole", "2026-09-01T06:00:00Z", first, "", last]
    return [*seen, stars, title, text, "", "", reply, link]


def link(number: str) -> str:
    return f"http://play.google.com/console/app/review-details?reviewId=gp%3A{number}&corpus=PUBLIC_REVIEWS"


def write(folder: Path, *rows: list[str], header: list[str] = HEADER, charset: str = "utf-16") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path = folder / "reviews.csv"
    path.write_bytes(text.getvalue().encode(charset))
    return path


def read(path: Path, profile: Profile | None = None) -> tuple[list[SourceRecord], list[str]]:
    asked = {"name": path.name, "settings": ImportSettings(), "format": "gplay_csv"}
    export = read_export(path, profile=profile, **asked)  # type: ignore[arg-type]
    return list(export.records), export.warnings


def words(records: list[SourceRecord]) -> list[str]:
    return [text.text for record in records for unit in record.units for text in unit.texts]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-8", "utf-8-sig"])
def test_a_report_is_read_whatever_its_charset(tmp_path: Path, charset: str) -> None:
    path = write(tmp_path, review("Größe der Karte: ☹", link=link("A1")), charset=charset)
    assert recognize(path).importer.name == "gplay_csv"
    assert words(read(path)[0]) == ["Größe der Karte: ☹"]


def test_a_review_has_its_facts(tmp_path: Path) -> None:
    (record,), told = read(write(tmp_path, review("It forgets my notes", title="Sync", link=link("A1"))))
    (unit,) = record.units
    assert (record.source, record.instance, record.locator.record) == ("google_play", "", "review gp:A1")
    assert (unit.external_id, unit.rating, unit.product) == ("gp:A1", 2.0, "com.example.notes")
    assert (unit.channel, unit.url, unit.author) == ("google play", link("A1"), None)
    assert unit.created == record.updated == datetime(2026, 9, 1, 6, tzinfo=UTC)
    assert [text.text for text in unit.texts] == ["Sync", "It forgets my notes"]
    assert told == []


def test_the_developers_reply_is_never_feedback(tmp_path: Path) -> None:
    rows = [
        review("Slow", reply="Sorry to hear"),
        review("", reply="Thank you!"),
        review("", stars="", reply="Hm"),
    ]
    records, _ = read(write(tmp_path, *rows))
    assert words(records) == ["Slow"]
    assert [record.state for record in records] == ["used", "rating_only", "skipped"]


def test_what_is_left_of_a_deleted_review_is_skipped_and_said(tmp_path: Path) -> None:
    records, told = read(write(tmp_path, review("Slow"), review("", stars=""), [""] * 16))
    assert [record.state for record in records] == ["used", "skipped", "skipped"]
    assert "2 deleted reviews" in told[0]


@pytest.mark.parametrize("order", [1, -1])
def test_of_an_edited_review_the_newest_counts_whatever_the_order(tmp_path: Path, order: int) -> None:
    old = review("The pad is far too small for my thumbs", link=link("A1"))
    new = review("Pad is fine now", stars="5", link=link("A1"), later=86_400_000)
    batch = read_feedback(write(tmp_path, *[old, new][::order]))
    assert [(item.text, item.rating) for item in batch.feedback] == [("Pad is fine now", 5.0)]
    assert batch.ledger.states == {"used": 1, "superseded": 1}


def test_the_id_is_the_same_in_every_style_of_link(tmp_path: Path) -> None:
    old_style = (
        "https://play.google.com/apps/publish?account=1#ReviewDetailsPlace:p=com.example&reviewid=gp:A1"
    )
    records, _ = read(write(tmp_path, review("Slow", link=link("A1")), review("Slow", link=old_style)))
    assert {record.units[0].external_id for record in records} == {"gp:A1"}


def test_without_a_link_the_id_is_made_from_what_a_reply_does_not_change(tmp_path: Path) -> None:
    rows = [review("Slow"), review("Slow", reply="Sorry", later=5000), review("Fast")]
    ids = [record.units[0].external_id for record in read(write(tmp_path, *rows))[0]]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("#")


def test_a_profile_may_name_the_product(tmp_path: Path) -> None:
    path = write(tmp_path, review("Slow"))
    profile = Profile(format="gplay_csv", product="Notes", map={"audience": "Reviewer Language"})
    (record,), _ = read(path, profile)
    assert (record.units[0].product, record.units[0].audience) == ("Notes", "en")


def test_a_column_may_be_absent(tmp_path: Path) -> None:
    gone = HEADER.index("App Version Name")
    row, header = review("Slow", link=link("A1")), [*HEADER]
    del row[gone], header[gone]
    path = write(tmp_path, row, header=header)
    assert recognize(path).importer.name == "gplay_csv"
    assert read(path)[0][0].units[0].external_id == "gp:A1"


def test_a_tag_that_somebody_typed_is_text(tmp_path: Path) -> None:
    batch = read_feedback(write(tmp_path, review("Bring the <b>bold</b> button back")))
    assert batch.feedback[0].text == "Bring the <b>bold</b> button back"


def test_a_report_without_reviews_says_so(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert recognize(path).importer.name == "gplay_csv"
    assert read(path) == ([], ["no records in it"])


def test_months_glued_together_are_one_report(tmp_path: Path) -> None:
    records, told = read(write(tmp_path, review("Slow"), HEADER, review("Fast")))
    assert [record.state for record in records] == ["used", "skipped", "used"]
    assert told == []
