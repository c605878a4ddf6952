"""The linker with the default encoder, on made-up texts and the project's own examples."""

import json

import numpy as np
import pytest

from feedback_insights.embedding import load_encoder
from feedback_insights.linking import BacklogLinker, candidates, link_themes
from feedback_insights.linking.calibration import load_calibration
from feedback_insights.records import Feature, Statement, Theme
from feedback_insights.resources import model_path
from feedback_insights.settings import LinkSettings

GARDEN = [
    Feature(
        "G1", "Watering schedule by weather forecast", "Skip a day when rain is expected; water more in heat."
    ),
    Feature(
        "G2", "Plant disease recognition from photos", "Name mildew, aphids or rust from a picture of a leaf."
    ),
    Feature("G3", "Share a garden with neighbours", "Several people see the same beds and tasks."),
    Feature("G4", "Seed shop integration", "Order seeds for the planned beds."),
    Feature("G5", "Frost warning", "Push message the evening before the temperature drops below zero."),
    Feature("G6", "Upgrade database to version 17", "Infrastructure."),
    Feature("G7", "Printable bed plan", "One page with names and distances."),
]
WATER = [
    "It poured all night and the sprinkler still ran this morning.",
    "Why does the watering not look at the forecast?",
    "Please skip the watering schedule when rain is coming",
    "In the heat wave my tomatoes got as little water as in April.",
]
CATS = [
    "The neighbours' cat digs up my lettuce, can the camera chase it away?",
    "Something must scare cats off the beds.",
    "cats again, a noise that drives them out would be great",
]


@pytest.fixture(scope="module")
def encoder():
    known = {}
    default = load_encoder("default")

    def embed(texts):
        missing = sorted(set(texts) - known.keys())
        if missing:
            known.update(zip(missing, default.encode(missing), strict=True))
        return np.array([known[text] for text in texts])

    return embed


def test_a_request_finds_its_item_and_thanks_find_none(encoder):
    linker = BacklogLinker(embed=encoder).fit(GARDEN)
    assert [pairs[0][0] for pairs in linker.rank(WATER)] == ["G1"] * 4
    assert [link.feature_id for link in linker.link(WATER[2:3])[0]] == ["G1"]
    assert linker.link(["Thank you, lovely people!", "My parcel never arrived", CATS[0]]) == [[], [], []]


def test_a_theme_is_linked_by_what_its_members_say_together_or_left_as_a_candidate(encoder):
    said = {
        f"s{i}": Statement(id=f"s{i}", feedback_id="f", start=0, end=len(text), text=text, kind="content")
        for i, text in enumerate([*WATER, *CATS])
    }
    names = sorted(said)
    themes = [
        Theme(id=id, name=id, size=len(members), customers=1, statements=tuple(members))
        for id, members in (("T1", names[:4]), ("T2", names[4:]))
    ]
    links = link_themes(themes, said, BacklogLinker(embed=encoder).fit(GARDEN), settings=LinkSettings())
    assert [(link.subject_id, link.feature_id) for link in links if link.accepted] == [("T1", "G1")]
    assert candidates(themes, links) == ["T2"]


@pytest.mark.parametrize("size", [3, 7])
def test_an_unrelated_item_moves_no_probability(encoder, size):
    """Absolute anchors: no other item of the backlog may decide what a text is worth to this one."""
    lines = model_path("linking", "written_examples.jsonl").read_text(encoding="utf-8").splitlines()
    items = [row for row in map(json.loads, lines) if row["product"] == "parcelgate" and "title" in row]
    strangers = [Feature(row["feature"], row["title"], row["description"]) for row in items]
    assert len(strangers) == 12
    texts = [*WATER, *CATS, "frost killed my basil and nobody warned me"]
    alone = BacklogLinker(embed=encoder).fit(GARDEN[:size])
    before, pooled = alone.probabilities(texts), alone.pooled(WATER)
    for stranger in strangers:
        linker = BacklogLinker(embed=encoder).fit([*GARDEN[:size], stranger])
        assert np.abs(linker.probabilities(texts)[:, :size] - before).max() < 0.05
        assert np.abs(linker.pooled(WATER)[:size] - pooled).max() < 0.05


def test_german_words_against_an_english_backlog_find_the_right_item_or_none(encoder):
    said = {
        "Bitte überspringt das Gießen, wenn Regen angesagt ist.": "G1",
        "Meine Tomaten sind bei der Hitze vertrocknet.": "G1",
        "Ich will den Beetplan ausdrucken.": "G7",
        "Der Frost hat mein Basilikum erwischt und niemand hat gewarnt.": "G5",
        "Vielen Dank für die schöne App!": None,
    }
    linker = BacklogLinker(embed=encoder).fit(GARDEN)
    ranked = linker.rank(list(said), 7)
    assert {len(pairs) for pairs in ranked} == {7}
    wrong = [p for pairs, right in zip(ranked, said.values(), strict=True) for id, p in pairs if id != right]
    assert max(wrong) < 0.1
    assert linker.link(list(said)[:3]) == [[], [], []], "no word in common: the model does not read German"


def test_a_rival_takes_a_part_and_never_turns_a_link_over(encoder):
    """Of two items that ask for nearly the same neither is as sure as one alone; both can still be seen."""
    rivals = [
        Feature("R1", "Skip watering on rainy days", "Use the forecast of rain."),
        Feature("R2", "Less water in cool weeks"),
    ]
    before = BacklogLinker(embed=encoder).fit(GARDEN).probabilities(WATER)
    for rival in rivals:
        after = BacklogLinker(embed=encoder).fit([*GARDEN, rival]).probabilities(WATER)[:, : len(GARDEN)]
        assert np.abs(after - before).max() < 0.15
        assert ((after >= 0.5) == (before >= 0.5)).all()


def test_the_calibration_belongs_to_the_default_encoder():
    assert load_calibration().encoder == load_encoder("default").name
