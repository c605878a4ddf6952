import re
from collections.abc import Sequence

import numpy as np
import pytest
from hashed_words import embed
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.themes._phrases import read
from feedback_insights.themes.names import Named, ThemeText, name_themes

DISPATCH = [
    "The dispatch board freezes every morning",
    "Our dispatch board freezes when I drag a job",
    "dispatch board freezes again, second time this week",
    "Hi, the dispatch board freezes on the iPhone app",
    "[person 1] says the dispatch board freezes too",
]
WEBHOOKS = [
    "We receive duplicate webhook deliveries for one event",
    "duplicate webhook deliveries since the last release",
    "Your API sends duplicate webhook deliveries",
    "Duplicate webhook deliveries break our sync, see https://example.com/x",
]
LOGIN = ["SAML login fails", "our SAML login fails for new staff", "SAML login fails since Monday"]


def theme(texts: Sequence[str]) -> ThemeText:
    vectors = embed(texts)
    return ThemeText(statements=texts, vectors=vectors, centroid=vectors.mean(axis=0))


def names(*groups: Sequence[str]) -> list[str]:
    return [named.name for named in name_themes([theme(group) for group in groups], embed=embed)]


def test_a_name_is_a_phrase_one_can_read_aloud() -> None:
    found = names(DISPATCH, WEBHOOKS, LOGIN)
    assert found == ["Dispatch board freezes", "Duplicate webhook deliveries", "SAML login fails"]


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (
            ["Why hasn't my card arrived?", "my card still hasn't arrived", "the card hasn't arrived yet"],
            "Card hasn't arrived",
        ),
        (
            ["how do I reset my passcode", "I need to reset my passcode", "reset the passcode pls"],
            "Reset passcode",
        ),
        (
            ["Exports are cut at 10,000 rows", "our exports are cut at 10,000 rows"],
            "Exports are cut at 10,000 rows",
        ),
        (
            [
                "My top up is still pending",
                "Why is the top up still pending?",
                "I think my top up is pending",
            ],
            "Top up is pending",
        ),
        (
            ["THE IMPORT OF CSV FILES FAILS", "import of CSV files fails", "The import of CSV files fails"],
            "Import of CSV files fails",
        ),
        (
            ["iPhone app crashes", "the iPhone app crashes at once", "My iPhone app crashes"],
            "iPhone app crashes",
        ),
        (["IMPORT OF INVOICES FAILS EVERY TIME", "IMPORT OF INVOICES FAILS"], "Import of invoices fails"),
        (
            ["How do I verify my top up?", "verify my top up", "I need to verify my top up"],
            "Verify top up",
        ),
        (
            ["How does a virtual card work?", "how does the virtual card work?", "Virtual card"],
            "Virtual card",
        ),
        (
            ["[company 1] export fails", "Export fails for [company 1]", "the [company 1] export fails"],
            "Export fails",
        ),
    ],
)
def test_fillers_go_and_spelling_stays(texts: list[str], name: str) -> None:
    assert names(texts) == [name]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("I counted in the screen view", "counted in screen view"),
        ("He sends money to my account", "sends money"),
        ("My account has a withdrawal", "account has withdrawal"),
        ("It hasn't activated", "hasn't activated"),
    ],
)
def test_half_a_phrase_counts_less_than_a_whole_one(text: str, phrase: str) -> None:
    grammar = {" ".join(found.words): found.grammar for found in read([text])[0].phrases}
    assert grammar[phrase] <= 0.8


def test_nothing_torn_off_is_a_phrase() -> None:
    assert "'s not working" not in {" ".join(found.words) for found in read(["it's not working"])[0].phrases}


def test_placeholders_greetings_and_empty_words_never_make_a_name() -> None:
    found = name_themes(
        [
            theme(
                [
                    "Hi [person 1], thanks for the help with the invoice",
                    "hello, an issue with the invoice in May",
                ]
            )
        ],
        embed=embed,
    )
    shown = " ".join(found[0].keyphrases).lower()
    assert found[0].name == "Invoice"
    assert not re.search(r"person|someone|hello|thanks|\bmay\b|\[", shown)


def test_the_smaller_of_two_equal_themes_is_named_otherwise() -> None:
    found = names(LOGIN, DISPATCH, [*DISPATCH, "the dispatch board freezes"])
    assert found[2] == "Dispatch board freezes"
    assert "dispatch board freezes" not in found[1].lower()
    assert len(set(names(LOGIN, LOGIN, LOGIN))) == 3


@pytest.mark.parametrize(
    ("texts", "word"),
    [
        (
            [
                "Der Export bricht nach 10.000 Zeilen ab",
                "Unser Export bricht immer ab",
                "Export bricht ab, bitte beheben",
            ],
            "export",
        ),
        (
            ["L'exportation des factures échoue", "exportation des factures impossible depuis lundi"],
            "factures",
        ),
        (["导出订单失败", "导出订单失败，请修复", "昨天导出订单失败"], "导出"),
        (["экспорт заказов не работает", "не работает экспорт заказов"], "экспорт"),
    ],
)
def test_other_languages_get_a_name_too(texts: list[str], word: str) -> None:
    assert word in names(texts)[0].lower()


def test_small_words_and_empty_talk_of_other_languages_make_no_name() -> None:
    found = name_themes(
        [
            theme(
                [
                    "Allora vado alla pagina della risorsa, questo punto è molto chiaro",
                    "praticamente i dati della risorsa sono questi e vado alla pagina",
                    "voglio andare alla pagina della risorsa, immagino che sia così",
                ]
            )
        ],
        embed=embed,
    )
    assert found[0].name == "Pagina della risorsa"
    shown = " ".join(found[0].keyphrases).lower()
    assert not re.search(r"\b(allora|vado|questo|praticamente|voglio|immagino|così|sono)\b", shown)


def test_a_short_sentence_of_another_language_is_not_read_as_english() -> None:
    said = ["Sono part of questo", "Quindi questa query mi fa prendere gli elementi che sono di questo"]
    assert "part of questo" not in {" ".join(found.words) for found in read(said)[0].phrases}


def test_an_italian_article_is_no_english_pronoun() -> None:
    texts = ["tutti vedono i dati vecchi", "mostra i dati vecchi", "i dati vecchi tornano"]
    said = [*texts, "I think that I see what I want", "then I leave"]
    assert not any(" I " in phrase for phrase in name_themes([theme(said)], embed=embed)[0].keyphrases)


def test_one_word_that_few_members_say_is_not_left_alone() -> None:
    words = (
        "parcel letter courier invoice driver box ladder roof cable drill pump hose valve boiler tile wrench"
        " kettle carpet mirror candle basket bottle hammer pencil ribbon saddle garden window"
        " blanket shovel ticket wallet helmet jacket napkin pillow violin teapot"
    )
    texts = [f"The {word} came" for word in re.findall(r"\w+", words)]
    found = name_themes(
        [theme([*texts, "parcel"])], embed=lambda texts: np.eye(len(texts), 64, dtype=np.float32)
    )
    assert " / " in found[0].name


def test_keyphrases_are_not_one_phrase_in_other_spellings_nor_its_parts() -> None:
    texts = [
        "Top-up limit",
        "the top up limit is low",
        "raise my top-up limit",
        "monthly limit of my top-ups",
    ]
    found = name_themes(
        [theme([*texts, "how much money can I add each month", "maximum per month"])], embed=embed
    )
    plain = [phrase.lower().replace("-", " ") for phrase in found[0].keyphrases]
    assert len(set(plain)) == len(plain)
    assert "limit" not in plain


def test_keyphrases_carry_the_share_of_statements_that_say_them() -> None:
    found = name_themes([theme(DISPATCH), theme(WEBHOOKS)], embed=embed)[0]
    assert len(found.weights) == len(found.keyphrases)
    assert found.weights[0] == 1.0
    assert all(0 < weight <= 1 for weight in found.weights)


def test_a_phrase_of_one_statement_is_no_keyphrase() -> None:
    found = name_themes([theme([*DISPATCH, "my cousin bought a parrot"])], embed=embed)[0]
    assert not any("parrot" in phrase.lower() or "cousin" in phrase.lower() for phrase in found.keyphrases)


def test_a_theme_without_words_is_still_called_something() -> None:
    assert names(["???", "!!"]) == ["Unnamed theme"]
    assert names(["404", "404"]) == ["404"]
    assert name_themes([], embed=embed) == ()


def test_keyphrases_are_distinct_and_the_name_leads() -> None:
    for named in name_themes([theme(DISPATCH), theme(WEBHOOKS)], embed=embed):
        assert named.keyphrases[0] == named.name
        assert len({phrase.lower() for phrase in named.keyphrases}) == len(named.keyphrases) <= 5


def test_the_order_of_the_themes_changes_nothing() -> None:
    groups = [theme(DISPATCH), theme(WEBHOOKS), theme(LOGIN), theme(DISPATCH[:3])]
    found = name_themes(groups, embed=embed)
    assert name_themes(groups[::-1], embed=embed) == found[::-1]


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_different_and_non_empty_names(groups: list[list[str]]) -> None:
    found: tuple[Named, ...] = name_themes([theme(group) for group in groups], embed=embed)
    assert all(named.name.strip() and named.keyphrases for named in found)
    assert len({named.name.lower() for named in found}) == len(groups)
