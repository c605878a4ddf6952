"""What tags say of whole feedback, beside ratings, of a workspace's mix, and of what got worse for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.directory import resolve
from feedback_insights.figures import (
    Ground,
    adverse_effects,
    certainties,
    in_short,
    rated,
    told_of,
    tones,
)
from feedback_insights.figures.ratings import scale_of
from feedback_insights.figures.told import plain_change
from feedback_insights.figures.tones import tone_of
from feedback_insights.records import Aspect, Effect, Feedback, Locator, Membership, Statement, Tag, Urgency

BAD, PLAIN, GOOD = (0.9, 0.08, 0.02), (0.05, 0.9, 0.05), (0.02, 0.08, 0.9)
SENTIMENTS = ("negative", "neutral", "positive")


def tag(id: str, chances: Sequence[float] = PLAIN, **more: Any) -> Tag:
    tone = SENTIMENTS[int(np.argmax(chances))] if len(chances) else None
    return Tag(statement_id=id, sentiment=tone, probabilities=tuple(chances), severity=0, **more)  # type: ignore[arg-type]


def ground(rows: Sequence[tuple[dict[str, Any], Sequence[Tag]]]) -> Ground:
    """One feedback per row, with one statement per tag; the tags' ids are set."""
    items, statements, tags = [], [], []
    for number, (facts, told) in enumerate(rows):
        place = Locator(
            file=facts.get("file", "a.csv"), sha256="0" * 64, record=facts.get("record", f"row {number}")
        )
        known = {name: value for name, value in facts.items() if name not in ("file", "record")}
        items.append(
            Feedback(
                id=f"f{number}",
                source="survey",
                external_id=str(number),
                text="words " * 9,
                locator=place,
                **known,
            )
        )
        for at, one in enumerate(told):
            id = f"f{number}:{at}"
            statements.append(
                Statement(id=id, feedback_id=f"f{number}", start=at, end=at + 1, text="w", kind="content")
            )
            tags.append(Tag(**{name: getattr(one, name) for name in Tag.__slots__} | {"statement_id": id}))
    return Ground.of(items, resolve(items, {}, []), statements, tags)


# ---- whole feedback ---------------------------------------------------------------------------------------


def test_what_leads_up_to_a_complaint_does_not_drown_it() -> None:
    whole = tone_of("f", None, [tag("1"), tag("2"), tag("3"), tag("4", BAD)])
    assert whole.sentiment == "negative"
    assert whole.statements == 4


def test_a_feedback_that_praises_and_complains_is_mixed() -> None:
    assert tone_of("f", None, [tag("1", GOOD), tag("2", BAD)]).mixed
    assert not tone_of("f", None, [tag("1", GOOD), tag("2")]).mixed


def test_what_no_tagger_reads_makes_no_tone() -> None:
    whole = tone_of("f", None, [tag("1", ())])
    assert (whole.sentiment, whole.probabilities, whole.statements, whole.unknown) == (None, (), 0, 1)


def test_one_feedback_sounds_otherwise_about_each_theme() -> None:
    here = ground([({}, [tag("", GOOD), tag("", BAD), tag("")])])
    found = tones(here, {"f0:0": Membership("T1", 1.0), "f0:1": Membership("T2", 1.0)})
    assert [(one.theme, one.sentiment) for one in found] == [
        (None, "negative"), ("T1", "positive"), ("T2", "negative"),
    ]  # fmt: skip


@given(st.lists(st.tuples(*[st.floats(0.001, 1)] * 3), min_size=1, max_size=6))
def test_a_tone_is_a_probability_and_knows_no_order(rows: list[tuple[float, float, float]]) -> None:
    tags = [tag(str(n), [value / sum(row) for value in row]) for n, row in enumerate(rows)]
    whole = tone_of("f", None, tags)
    assert sum(whole.probabilities) == pytest.approx(1, abs=1e-3)
    assert tone_of("f", None, tags[::-1]).probabilities == pytest.approx(whole.probabilities, abs=2e-4)


# ---- ratings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratings", "high"),
    [
        ([0, 1, 1] * 4, 1), ([1, 5, 3] * 4, 5), ([1, 7, 2] * 4, 7), ([3, 9], 10), ([0, 4] * 6, 10),
        ([55, 100], 100),
        ([1, 1], None), ([0, 1], None), ([2, 4], None), ([-1, 5], None), ([400], None),
    ],
)  # fmt: skip
def test_ratings_tell_their_scale_or_that_they_do_not(ratings: list[float], high: float | None) -> None:
    scale, reason = scale_of(ratings)
    assert (scale.high if scale else None) == high
    assert bool(reason) == (scale is None)


def survey(rating: float, *tags: Tag) -> list[tuple[dict[str, Any], Sequence[Tag]]]:
    """Twelve contented answers on a scale to ten, and one more."""
    usual = [({"rating": 9.0}, [tag("", GOOD)]) for _ in range(12)]
    return [*usual, ({"rating": rating, "record": "odd"}, tags)]


def test_a_rating_and_words_that_contradict_it_are_listed_and_never_blended() -> None:
    tables, against = rated(ground(survey(10, tag(""), tag("", BAD))))
    assert [(one.record, one.sentiment, one.rating, one.statement_id) for one in against] == [
        ("odd", "negative", 10, "f12:1")
    ]
    assert tables[0].tones["high"] == {"positive": 12, "negative": 1}


@pytest.mark.parametrize(
    ("rating", "tags"),
    [
        (1, [tag("", BAD)]),  # both bad
        (6, [tag("", GOOD)]),  # a detractor, but not far down
        (10, [tag("", BAD), tag("", GOOD)]),  # has both
        (10, [tag("", (0.5, 0.3, 0.2))]),  # not sure
        (10, [tag("", ())]),  # not read
    ],
)  # fmt: skip
def test_no_contradiction_is_made_of_doubt(rating: float, tags: list[Tag]) -> None:
    assert rated(ground(survey(rating, *tags)))[1] == ()


def test_a_scope_does_not_change_the_scale() -> None:
    rows = survey(5, tag("", BAD))
    rows[0] = (rows[0][0] | {"rating": 10.0}, rows[0][1])
    here = ground(rows)
    tables, against = rated(here.limited({"f12"}))
    assert [(one.scale.high if one.scale else None, one.records) for one in tables] == [(10, 1)]
    assert against == ()  # 5 of 10 is no praise


def test_a_respondent_with_two_answers_counts_once() -> None:
    rows = survey(10, tag("", BAD))
    rows.append(({"rating": 10.0, "record": "odd"}, [tag("", GOOD)]))
    tables, against = rated(ground(rows))
    assert tables[0].records == 13
    assert against == ()  # good words, too


def test_a_ticket_is_rated_for_the_help_and_its_words_complain_of_the_product() -> None:
    rows = [({"rating": float(n % 2)}, [tag("", BAD if n % 2 else GOOD)]) for n in range(12)]
    tables, against = rated(ground(rows))
    assert tables[0].tones["high"] == {"negative": 6}
    assert against == ()


# ---- the mix of classes -----------------------------------------------------------------------------------

EVEN = {"tagging": {"sentiment": {"confident": 0.6, "mix": [1 / 3, 1 / 3, 1 / 3]}}}


def drawn(shares: Sequence[float], count: int = 3000) -> list[Tag]:
    """Tags of a tagger that is calibrated for an even mix, on a workspace with another one."""
    random = np.random.default_rng(1)
    truth = random.choice(3, size=count, p=shares)
    seen = truth.astype(float) + random.normal(0, 0.7, count)  # what such a tagger would see
    chances = np.exp(-((seen[:, None] - np.arange(3)) ** 2) / (2 * 0.7**2))
    return [tag(f"{n:05}", row / row.sum()) for n, row in enumerate(chances)]


def test_another_mix_is_found_and_told_and_nothing_is_corrected() -> None:
    tags = drawn((0.7, 0.2, 0.1))
    found = certainties(tags, EVEN, str)[0]
    assert [mix.estimated for mix in found.classes] == pytest.approx([0.7, 0.2, 0.1], abs=0.03)
    assert [mix.drifted for mix in found.classes] == [True, True, True]
    assert found.moved is not None
    assert found.moved > 0
    assert found.classes[0].answers == pytest.approx(np.mean([t.sentiment == "negative" for t in tags]))


def test_the_mix_that_it_was_calibrated_for_is_no_drift() -> None:
    found = certainties(drawn((1 / 3, 1 / 3, 1 / 3)), EVEN, str)[0]
    assert not any(mix.drifted for mix in found.classes)


def test_a_hundred_statements_of_two_people_prove_no_drift() -> None:
    tags = drawn((0.45, 0.35, 0.2), 120)
    found = certainties(tags, EVEN, lambda id: id[-1] if id < "00060" else "one who writes a lot")[0]
    assert all(mix.low is not None and mix.high is not None for mix in found.classes)
    wide = [mix.high - mix.low for mix in found.classes if mix.high and mix.low]
    alone = [
        mix.high - mix.low
        for mix in certainties(tags, EVEN, str)[0].classes
        if mix.high is not None and mix.low is not None
    ]
    assert sum(wide) > sum(alone)


def test_sure_answers_and_unread_ones_are_counted() -> None:
    found = certainties([tag("1", BAD), tag("2", (0.5, 0.3, 0.2)), tag("3", ())], EVEN, str)[0]
    assert (found.statements, found.confident, found.unknown) == (2, 1, 1)
    assert found.classes[0].estimated is None  # of two statements no mix can be told


def test_a_head_that_tells_no_mix_and_an_empty_workspace_have_no_estimate() -> None:
    for tags in ([], drawn((0.5, 0.3, 0.2), 200)):
        for found in certainties(tags, {}, str):
            assert (found.threshold, found.moved) == (None, None)
            assert all(mix.estimated is None and not mix.drifted for mix in found.classes)


# ---- what got worse, what cannot wait, what it is about ---------------------------------------------------


def test_adverse_effects_are_told_by_kind_change_and_audience_in_people() -> None:
    slow = Effect(kind="performance", words="slower", change="The last update")
    also = Effect(kind="performance", words="laggy", change="your update")
    broke = Effect(kind="compatibility", words="broke our client")
    rows: list[tuple[dict[str, Any], Sequence[Tag]]] = [
        ({"author": "ann", "audience": "end_user"}, [tag("", effects=(slow,)), tag("", effects=(slow,))]),
        ({"author": "bob", "audience": "developer"}, [tag("", effects=(also, broke))]),
        ({"author": "cem", "audience": "developer"}, [tag("")]),
    ]
    found = adverse_effects(ground(rows))
    assert [(one.kind, one.change, one.people.count, one.people.of) for one in found] == [
        ("performance", None, 2, 3), ("performance", "update", 2, 3),
        ("compatibility", None, 1, 3), ("compatibility", "", 1, 3),
    ]  # fmt: skip
    shares = {name: (share.count, share.of) for name, share in found[0].audiences.items()}
    assert shares == {"developer": (1, 2), "end_user": (1, 1)}


def test_in_short_each_kind_keeps_its_most_blamed_changes() -> None:
    def worse(number: int) -> list[Tag]:
        return [tag("", effects=(Effect(kind="performance", words="slow", change=f"release {number}"),))]

    found = adverse_effects(ground([({"author": f"p{n}"}, worse(n // 2)) for n in range(16)]))
    assert len(found) == 9
    assert [one.people.count for one in in_short(found)] == [16, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("words", ["The last update", "your update", "  this new  Update", "update"])
def test_one_change_has_one_spelling(words: str) -> None:
    assert plain_change(words) == "update"


def test_a_theme_tells_in_people_what_is_urgent_and_what_its_tones_are_about() -> None:
    def said(tone: str) -> Aspect:
        return Aspect(start=0, end=1, term="search", sentiment=tone, probability=0.9)  # type: ignore[arg-type]

    cue = Urgency(kind="deadline", words="by Friday")
    here = ground(
        [
            (
                {"author": "ann"},
                [tag("", urgency=(cue,), aspects=(said("negative"),)), tag("", urgency=(cue,))],
            ),
            ({"author": "bob"}, [tag("", aspects=(said("positive"),))]),
        ]
    )
    told = told_of(here.statements, here)
    assert told.urgency == {"deadline": 1}
    assert told.effects == {}
    assert [(one.term, one.people, one.negative, one.positive) for one in told.aspects] == [
        ("search", 2, 1, 1)
    ]
