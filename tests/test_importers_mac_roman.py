"""Files in Mac Roman are told from those in Windows-1252, or read as the latter with a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_insights.files import InputFile

SAID = {
    "english": "We don’t see “offline jobs” … it’s slow — we can’t wait. They’re gone.",
    "french": "L’été, la tournée dégénère : trop de rendez-vous à gérer, c’est bloqué. Ça gêne où ?",
    "german": "Größere Aufträge für Müller öffnen spät, die Übersicht läßt alle Äcker aus, schöne Grüße",
    "spanish": "La aplicación está rota: los técnicos añaden fotos y después desaparecen",
}
OTHERS = {"cp1250": "Zażółć gęślą jaźń, příliš žluťoučký kůň", "cp1251": "Приложение не работает без сети",
          "cp850": "Größe für Müller, déjà vu là-bas", "shift_jis": "作業が保存されません。再起動します",
          "latin-1": "Déjà vu: «naïve» façade, ¿cómo está el señor Peña?"}  # fmt: skip


def opened(folder: Path, text: str, charset: str, configured: str | None = None) -> InputFile:
    path = folder / "survey.csv"
    path.write_bytes(f"id,comment\n1,{text}\n".encode(charset))
    return InputFile.open(path, charset=configured)


@pytest.mark.parametrize("language", ["english", "french", "german"])
def test_mac_roman_is_read_as_such_and_told(tmp_path: Path, language: str) -> None:
    file = opened(tmp_path, SAID[language], "mac_roman")
    assert SAID[language] in file.head
    assert "read as mac_roman" in file.warnings[0]
    assert "set the charset" in file.warnings[0]


@pytest.mark.parametrize("language", SAID)
def test_windows_1252_is_never_taken_for_mac_roman(tmp_path: Path, language: str) -> None:
    file = opened(tmp_path, SAID[language], "cp1252")
    assert SAID[language] in file.head
    assert "windows-1252" in file.warnings[0]


@pytest.mark.parametrize("charset", OTHERS)
def test_other_charsets_are_not_taken_for_mac_roman(tmp_path: Path, charset: str) -> None:
    assert "windows-1252" in opened(tmp_path, OTHERS[charset], charset).warnings[0]


def test_letters_in_utf8_before_a_stray_byte_keep_mac_roman_out(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes("ça marche là-bas, été\n".encode() * 30_000 + b"don\xd5t it\xd5s\n")
    assert "windows-1252" in InputFile.open(path).warnings[0]


def test_a_charset_that_was_set_comes_first(tmp_path: Path) -> None:
    file = opened(tmp_path, SAID["english"], "mac_roman", configured="cp1252")
    assert "donÕt" in file.head
    assert file.warnings == ()
