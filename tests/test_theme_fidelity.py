import numpy as np
import pytest
from hashed_words import embed

from feedback_insights.themes.fidelity import described, fidelity, held_apart, places
from feedback_insights.themes.names import Named, ThemeText, name_themes, read_themes

THINGS = {"invoice": "template", "calendar": "sync", "board": "lag"}


def groups(size: int = 12) -> list[ThemeText]:
    found = []
    for one, other in THINGS.items():
        texts = [f"The {one} {other} failed again, case {number}" for number in range(size)]
        vectors = embed(texts)
        found.append(ThemeText(statements=texts, vectors=vectors, centroid=vectors.mean(axis=0)))
    return found


def named(*phrases: str) -> Named:
    return Named(name=phrases[0], keyphrases=phrases)


def test_names_that_tell_their_theme_find_every_member_again() -> None:
    themes = groups()
    names = name_themes(themes, embed=embed)
    assert fidelity(names, [theme.vectors for theme in themes], embed=embed) == [1.0, 1.0, 1.0]
    assert held_apart(themes, embed=embed, readings=read_themes(themes)) == [1.0, 1.0, 1.0]


def test_a_name_that_tells_another_theme_finds_none() -> None:
    themes = groups()
    names = [named("Calendar sync"), named("Invoice template"), named("Board lag")]
    members = [theme.vectors for theme in themes]
    assert fidelity(names, members, embed=embed) == [0.0, 0.0, 1.0]
    assert fidelity(names, members, embed=embed, top=3) == [1.0, 1.0, 1.0]


def test_too_few_members_say_nothing_of_a_name() -> None:
    themes = groups(9)
    names = name_themes(themes, embed=embed)
    assert fidelity(names, [theme.vectors for theme in themes], embed=embed) == [None] * 3
    assert held_apart(themes, embed=embed, readings=read_themes(themes)) == [None] * 3
    assert held_apart([], embed=embed, readings=[]) == []


def test_a_theme_is_the_mean_of_its_phrases_each_once() -> None:
    rows = described([named("Invoice", "Invoice", "Template")], embed=embed)
    mean = embed(["Invoice", "Template"]).sum(axis=0)
    assert rows == pytest.approx(mean[None] / np.linalg.norm(mean))


def test_a_tie_is_no_mistake() -> None:
    rows = np.eye(2)
    assert [list(found) for found in places(rows, [np.ones((1, 2), np.float32), rows[:1]])] == [[0], [1]]


def test_what_is_held_apart_does_not_name_its_theme() -> None:
    """Every third member says something else: known by the others' name it is not found."""
    themes = groups(12)
    texts = [t if n % 3 else "our sync of the calendar failed" for n, t in enumerate(themes[0].statements)]
    vectors = embed(texts)
    mixed = [ThemeText(statements=texts, vectors=vectors, centroid=vectors.mean(axis=0)), *themes[1:]]
    share = held_apart(mixed, embed=embed, readings=read_themes(mixed))[0]
    assert share is not None
    assert share < 0.75
