"""The linker on made-up texts with an encoder that counts letters."""

import json
import random
from string import ascii_lowercase

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights import resources
from feedback_insights.errors import ModelError, NotFound
from feedback_insights.linking import BacklogLinker, candidates, link_statements, link_themes
from feedback_insights.linking import calibration as calibration_module
from feedback_insights.linking._words import WordTable, sentences, words
from feedback_insights.linking.calibration import Calibration, fit_logistic, load_calibration, size_offset
from feedback_insights.records import Feature, Link, Statement, Theme
from feedback_insights.settings import LinkSettings

BACKLOG = [
    Feature("B-3", "Dark theme", "A dark colour scheme for night work."),
    Feature("B-1", "Export invoices as PDF", "Download every invoice.\n* with logo\n* with tax lines"),
    Feature("B-2", "Offline maps", labels=("navigation",)),
]
TEXTS = [
    "Please let us export invoices as pdf files",
    "maps without signal, offline, in the cellar",
    "thank you!",
    "a dark theme for the night shift",
    "Zzz qqq xxx",
]


def letters(texts):
    counts = [[text.lower().count(letter) for letter in ascii_lowercase] for text in texts]
    rows = np.array(counts, dtype=np.float32).reshape(len(texts), 26) + 1e-3
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def linker():
    return BacklogLinker(embed=letters).fit(BACKLOG)


def statement(id, text, kind="content"):
    return Statement(id=id, feedback_id="f", start=0, end=len(text), text=text, kind=kind)


def theme(id, *members, parent=None, status="active"):
    return Theme(
        id=id, name=id, parent=parent, status=status, size=len(members), customers=1, statements=members
    )


def test_what_names_a_title_comes_first(linker):
    first = [pairs[0][0] for pairs in linker.rank(TEXTS)]
    assert (first[0], first[1], first[3]) == ("B-1", "B-2", "B-3")


@given(k=st.integers(0, 6), texts=st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=40, deadline=None)
def test_rank_gives_exactly_so_many_pairs_best_first_then_by_id(k, texts):
    for pairs in BacklogLinker(embed=letters).fit(BACKLOG).rank(texts, k):
        assert len(pairs) == min(k, 3)
        assert pairs == sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        assert all(0 <= probability <= 1 for _, probability in pairs)


def test_equal_features_come_in_order_of_id():
    ids = [f"F{i:02}" for i in range(40)]
    twins = [Feature(id, "Dark theme") for id in reversed(ids)]
    pairs = BacklogLinker(embed=letters).fit(twins).rank(["a dark theme"], 40)[0]
    assert [id for id, _ in pairs] == ids


def test_a_probability_depends_neither_on_company_nor_on_order(linker):
    together = linker.probabilities(TEXTS)
    alone = np.concatenate([linker.probabilities([text]) for text in reversed(TEXTS)])[::-1]
    shuffled = BacklogLinker(embed=letters).fit(BACKLOG[::-1]).probabilities(TEXTS)
    assert together.tobytes() == alone.tobytes() == shuffled.tobytes()


def test_long_lists_are_cut_into_blocks_without_a_seam(linker, monkeypatch):
    whole, pooled = linker.rank(TEXTS), linker.pooled(TEXTS)
    monkeypatch.setattr("feedback_insights.linking.linker._BLOCK", 2)
    assert linker.rank(TEXTS) == whole
    assert linker.pooled(TEXTS) == pytest.approx(pooled, abs=2e-6)


def test_a_text_without_words_asks_for_nothing(linker):
    assert linker.probabilities(["", "...", "👍"]).tolist() == [[0, 0, 0]] * 3
    assert linker.link([""]) == [[]]


def test_link_keeps_what_reaches_the_threshold():
    linker = BacklogLinker(embed=letters, accept=0.0).fit(BACKLOG)
    links = linker.link(TEXTS)[1]
    assert [link.feature_id for link in links] == [id for id, _ in linker.rank(TEXTS)[1]]
    assert {(link.subject_id, link.kind, link.accepted, link.decided_by) for link in links} == {
        ("1", "statement", True, "model")
    }
    assert BacklogLinker(embed=letters, accept=1.0).fit(BACKLOG).link(TEXTS) == [[]] * 5


def test_an_empty_backlog_answers_nothing():
    linker = BacklogLinker(embed=letters).fit([])
    assert linker.rank(["x", "y"]) == [[], []]
    assert linker.link(["x"]) == [[]]
    assert link_themes([theme("T1", "s")], {"s": statement("s", "x")}, linker, settings=LinkSettings()) == []


def test_a_linker_without_a_backlog_says_what_to_do():
    with pytest.raises(NotFound, match="fit"):
        BacklogLinker(embed=letters).rank(["x"])


def test_an_id_that_stands_twice_is_an_error():
    with pytest.raises(ValueError, match="distinct"):
        BacklogLinker(embed=letters).fit([BACKLOG[0], BACKLOG[0]])


def test_only_content_statements_are_linked_and_only_so_far(linker):
    said = [statement("s2", TEXTS[1]), statement("s1", TEXTS[0]), statement("s3", TEXTS[0], "courtesy")]
    links = link_statements(said, linker, settings=LinkSettings(keep=0, accept=0, per_statement=2))
    assert [link.subject_id for link in links] == ["s1", "s1", "s2", "s2"]
    best = links[0].probability
    assert link_statements(said[1:2], linker, settings=LinkSettings(keep=min(1, best + 0.001))) == []
    assert not link_statements(said[1:2], linker, settings=LinkSettings(keep=0, accept=1))[0].accepted


def test_themes_are_linked_in_any_order_alike(linker):
    said = {f"s{i}": statement(f"s{i}", text) for i, text in enumerate(TEXTS)}
    themes = [theme("T1", "s0", "s2"), theme("T2", "s3", "s1", "s4")]
    turned = [theme("T2", "s4", "s3", "s1"), theme("T1", "s2", "s0")]
    everything = LinkSettings(keep=0)
    links = link_themes(themes, said, linker, settings=everything)
    assert links == link_themes(turned, said, linker, settings=everything)
    assert [link.subject_id for link in links] == ["T1"] * 3 + ["T2"] * 3
    assert {link.kind for link in links} == {"theme"}


def test_at_most_three_links_of_a_theme_are_accepted():
    many = [Feature(f"F{i}", "Dark theme") for i in range(9)]
    linker = BacklogLinker(embed=letters).fit(many)
    said = {"s": statement("s", "a dark theme")}
    links = link_themes([theme("T1", "s")], said, linker, settings=LinkSettings(keep=0, accept_themes=0))
    assert [link.accepted for link in links] == [True] * 3 + [False] * 2


def test_a_theme_without_an_accepted_link_is_a_candidate():
    themes = [theme("T1"), theme("T2", parent="T1"), theme("T3"), theme("T4", status="retired")]
    sure, unsure = (
        Link(feature_id="F", subject_id=id, kind="theme", probability=p, accepted=p >= 0.5)
        for id, p in (("T2", 0.9), ("T3", 0.4))
    )
    about_a_statement = Link(feature_id="F", subject_id="T3", kind="statement", probability=1, accepted=True)
    assert candidates(themes, [sure, unsure, about_a_statement]) == ["T3"]


@pytest.mark.parametrize(
    "family",
    [
        "export exports exported exporting exporter",
        "invoice invoices invoiced invoicing",
        "plan plans planned planning planner",
        "company companies",
        "note notes",
    ],
)
def test_endings_do_not_part_a_word(family):
    assert len(set(words(family))) == 1


def test_sentences_of_a_description_leave_markup_and_scraps_out():
    text = "h2. Why\n* nightly generation for Python\n# ok\nFive clients drift. They break!"
    assert sentences(text) == ["nightly generation for Python", "Five clients drift."]


def test_rare_words_tell_more_and_a_backlogs_own_words_less():
    table = WordTable(1000, {"the": 900, "sync": 20})
    assert table.rarity("never-seen") > table.rarity("sync") > table.rarity("the") > 0
    assert table.rarity("sync") > table.rarity("sync", items_with=20, items=30)


def test_the_size_of_the_backlog_shifts_the_odds_gently():
    assert size_offset(30) == 0
    steps = [size_offset(n) - size_offset(n + 1) for n in range(1000)]
    assert min(steps) > 0
    assert max(steps) < 0.034


def test_fitting_finds_planted_weights_again():
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(4000, 2))
    offsets = np.full(4000, -1.0)
    chance = 1 / (1 + np.exp(-(2 * inputs[:, 0] - inputs[:, 1] + 0.5 + offsets)))
    model = fit_logistic(inputs, chance, np.ones(4000), offsets, ridge=0)
    slopes = np.array(model.weights) / np.array(model.scale)
    assert slopes == pytest.approx([2, -1], abs=0.01)
    assert model.probability(inputs, -1.0) == pytest.approx(chance, abs=0.01)


def test_a_calibration_survives_being_written_down():
    shipped = load_calibration()
    assert Calibration.from_json(json.loads(json.dumps(shipped.to_json()))) == shipped


@pytest.mark.parametrize("change", [{"measures": ["other"]}, {"statement": {}}, {"density": None}])
def test_a_calibration_that_does_not_fit_is_a_model_error(change, tmp_path, monkeypatch):
    content = {**load_calibration().to_json(), **change}
    (tmp_path / "calibration.json").write_text(json.dumps(content))
    monkeypatch.setattr(calibration_module, "model_path", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(ModelError, match="does not fit"):
        load_calibration.__wrapped__()


def test_a_missing_model_file_says_what_to_do():
    assert resources.model_path("linking", "card.md").is_file()
    with pytest.raises(ModelError, match="reinstall"):
        resources.model_path("linking", "no-such-file")


def test_the_name_of_the_calibration_holds_a_hash():
    assert BacklogLinker.calibration_name().startswith("linking@")
    assert len(BacklogLinker.calibration_name()) == len("linking@") + 12


def test_words_of_any_text_can_be_compared():
    junk = "".join(chr(random.Random(1).randrange(32, 0x2FFF)) for _ in range(300))
    assert len(BacklogLinker(embed=letters).fit([Feature("F", junk, junk)]).rank([junk])[0]) == 1
