"""Mailboxes and single mails."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.importers import Export, read_export, recognize
from feedback_insights.importers.mail import _pieces
from feedback_insights.importers.mail._message import header, read_mail
from feedback_insights.raw import SourceRecord
from feedback_insights.settings import ImportSettings

OWN = ImportSettings(own_domains=("fieldlark.example",))
INES, MARA, TOM = "Ines Roth <ines@halden.example>", "mara@lund.example", "tom@desk.fieldlark.example"


def mail(number: int, sender: str, body: str, *, subject: str = "Map", **more: str) -> bytes:
    fields = {
        "From": sender, "To": "help@fieldlark.example", "Subject": subject,
        "Date": f"Mon, 2 Mar 2026 10:{number:02}:00 +0000", "Message-ID": f"<{number}@x.example>",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }  # fmt: skip
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}\n{body}\n".encode()


def mbox(*mails: bytes) -> bytes:
    return b"".join(b"From x@x.example Mon Mar  2 10:00:00 2026\n" + one + b"\n" for one in mails)


def read(
    folder: Path, content: bytes, settings: ImportSettings = OWN, format: str = "mbox"
) -> tuple[list[SourceRecord], Export]:
    path = folder / "file"
    path.write_bytes(content)
    assert recognize(path).importer.name == format
    export = read_export(path, name="file", settings=settings)
    return list(export.records), export


def said(records: Sequence[SourceRecord]) -> list[list[list[str]]]:
    return [[[text.text.strip() for text in unit.texts] for unit in record.units] for record in records]


def test_mails_that_answer_one_another_are_one_thread_in_any_order(tmp_path: Path) -> None:
    mails = [
        mail(1, INES, "is grey"),
        mail(2, TOM, "reinstall", In_Reply_To="<1@x.example>"),
        mail(3, INES, "still grey", References="<1@x.example> <2@x.example>"),
        mail(4, MARA, "no sound", subject="Alarm"),
    ]
    ids: set[str] = set()
    for order in ((0, 1, 2, 3), (2, 3, 0, 1), (3, 2, 1, 0)):
        records, export = read(tmp_path, mbox(*(mails[place] for place in order)))
        assert sorted(said(records)) == [[["Alarm", "no sound"]], [["Map", "is grey", "still grey"]]]
        assert export.limits == []
        ids |= {unit.external_id for record in records for unit in record.units}
    assert len(ids) == 2


def test_a_reply_that_names_no_mail_joins_by_subject_and_correspondent(tmp_path: Path) -> None:
    content = mbox(
        mail(1, INES, "is grey"), mail(2, INES, "still", subject="AW: [#88] Map"),
        mail(3, MARA, "also", subject="Re: Map", To="others@x.example"), mail(4, INES, "a new one"),
    )  # fmt: skip
    records, _ = read(tmp_path, content)
    assert sorted(said(records)) == [
        [["Map", "a new one"]], [["Map", "also"]], [["Map", "is grey", "still"]],
    ]  # fmt: skip


def test_further_customers_are_heard_and_staff_is_not(tmp_path: Path) -> None:
    answers = {"In_Reply_To": "<1@x.example>"}
    content = mbox(
        mail(1, INES, "is grey"), mail(2, MARA, "here too", **answers), mail(3, TOM, "ok", **answers)
    )
    (record,), _ = read(tmp_path, content)
    assert said([record]) == [[["Map", "is grey"], ["here too"]]]
    assert record.units[0].names == ()


def test_without_own_domains_only_who_began_a_thread_is_read(tmp_path: Path) -> None:
    answers = {"In_Reply_To": "<1@x.example>"}
    content = mbox(mail(1, INES, "is grey"), mail(2, TOM, "reinstall", **answers))
    records, export = read(tmp_path, content, ImportSettings())
    assert said(records) == [[["Map", "is grey"]]]
    assert "imports.own_domains" in export.limits[0]


def test_what_was_sent_from_a_mailbox_of_ours_is_staffs(tmp_path: Path) -> None:
    box = "help@box.example"
    came = mail(1, INES, "is grey", Delivered_To=box)
    sent = mail(2, box, "reinstall", In_Reply_To="<1@x.example>")
    asked = mail(3, box, "how do you like it?", subject="Survey")
    records, _ = read(tmp_path, mbox(asked, came, sent), ImportSettings())
    assert sorted(record.state for record in records) == ["staff", "used"]
    assert [["Map", "is grey"]] in said(records)


@pytest.mark.parametrize(
    ("sender", "more"),
    [("x@fieldlark.example", {}), ("x@y.example", {"X_Gmail_Labels": "Sent,Important"}),
     ("Me <me@y.example>", {"Delivered_To": "me@y.example"})],
)  # fmt: skip
def test_a_mail_of_our_own_is_staffs(tmp_path: Path, sender: str, more: dict[str, str]) -> None:
    (record,), _ = read(tmp_path, mbox(mail(1, sender, "hello", **more)))
    assert (record.state, record.units) == ("staff", ())


@pytest.mark.parametrize(
    "more",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Precedence": "List"},
     {"X_Autoreply": "yes"}, {"subject": "Out of office"},
     {"Content_Type": 'multipart/report; boundary="x"'}],
)  # fmt: skip
def test_what_no_person_wrote_to_us_is_system(tmp_path: Path, more: dict[str, str]) -> None:
    (record,), _ = read(tmp_path, mbox(mail(1, INES, "hello", **more)))
    assert record.state == "system"
    assert record.reason


def test_from_lines_in_a_mail_are_its_words(tmp_path: Path) -> None:
    body = "at last\n\n>From here it works\n>>From quoted\n\nFrom now on it fails"
    (record,), _ = read(tmp_path, mbox(mail(1, INES, body)))
    assert said([record])[0][0][1] == "at last\n\nFrom here it works\n>From quoted\n\nFrom now on it fails"


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", "Größe".encode("latin-1"), "Größe"),
        ("utf-8", "Größe".encode(), "Größe"),
        ("no-such", "Größe".encode(), "Größe"),
        ("utf-8", "Größe".encode("cp1252"), "Größe"),
        ("koi8-r", "Карта".encode("koi8-r"), "Карта"),
    ],
)
def test_a_part_is_read_in_the_charset_it_declares(charset: str, body: bytes, text: str) -> None:
    data = mail(1, INES, "BODY", Content_Type=f"text/plain; charset={charset}").replace(b"BODY", body)
    found = read_mail(data).text
    assert found
    assert found.text.strip() == text


def test_text_between_attachments_is_read_and_attached_text_is_not() -> None:
    parts = [("", "first"), ('Content-Disposition: attachment; filename="a.txt"\n', "log"), ("", "second")]
    body = "".join(f"--b\nContent-Type: text/plain\n{more}\n{text}\n" for more, text in parts) + "--b--"
    found = read_mail(mail(1, INES, body, Content_Type='multipart/mixed; boundary="b"')).text
    assert found
    assert [line for line in found.text.split("\n") if line] == ["first", "second"]


def test_a_mail_that_is_too_long_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pieces, "LONGEST", 2000)
    content = mbox(mail(1, INES, "x" * 3000), mail(2, MARA, "no sound", subject="Alarm"))
    records, _ = read(tmp_path, content)
    assert [record.state for record in records] == ["rejected", "used"]
    assert "longer than" in records[0].reason


def test_a_large_mailbox_is_never_held(tmp_path: Path) -> None:
    attached = "x" * 76 + "\n"
    content = mbox(*(mail(n, f"c{n}@x.example", attached * 2000, subject=f"Map {n}") for n in range(60)))
    path = tmp_path / "file"
    path.write_bytes(content)
    export = read_export(path, name="file", settings=OWN)
    tracemalloc.start()
    assert sum(1 for _ in export.records) == 60
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(content) / 3


def test_a_single_mail_is_a_record(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, mail(1, INES, "is grey", subject="Re: Map"), format="eml")
    assert said([record]) == [[["Map", "is grey"]]]
    author = record.units[0].author
    assert author
    assert (author.name, author.email) == ("Ines Roth", "ines@halden.example")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=120),
    st.sampled_from(["From", "Subject", "Date", "Content-Type", "References", "body"]),
)
def test_no_bytes_in_a_mail_make_it_fail(junk: bytes, where: str) -> None:
    data = mail(1, INES, "is grey")
    data = (
        data + junk if where == "body" else where.encode() + b": " + junk.replace(b"\n", b" ") + b"\n" + data
    )
    header(_pieces.header_of(data))
    read_mail(data)


def test_a_zone_that_no_clock_has_leaves_a_mail_without_a_date(tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes(
        mail(1, "ann@polar.example", "The map is blank.", Date="Mon, 2 Mar 2026 21:05:00 +99999999999999")
    )
    export = read_export(path, name="x", settings=ImportSettings())
    (record,) = export.records
    assert record.units[0].created is None
