"""Drafts of backlog items: what was said and counted, what is nothing to build, and what people dismissed."""

from __future__ import annotations

from dataclasses import replace

import pytest
import report_sample as sample
from candidates_sample import analysed, asking, drafted, log
from report_sample import DOCS, EXPORT, HOOKS, LOGIN

from feedback_insights.figures import theme_decisions
from feedback_insights.figures._near_items import near_items, parent_guess
from feedback_insights.figures._titles import title_of
from feedback_insights.records import (
    Feature,
    Link,
    RequestType,
    Theme,
)
from feedback_insights.scope import Scope


def test_a_theme_that_no_item_covers_is_drafted_with_everything_counted() -> None:
    (draft,) = drafted().drafts
    assert (draft.id, draft.theme, draft.title, draft.titled_by) == (
        "candidate:T2", HOOKS, "Webhook retries", "phrases",
    )  # fmt: skip
    assert (draft.people, draft.assumed, draft.accounts, draft.statements) == (3, 0, 2, 3)
    assert draft.share is not None
    assert (draft.share.count, draft.share.of) == (3, 14)
    assert (draft.severity, draft.severity_unknown) == ((0, 0, 1, 2, 0), 0)
    assert (draft.first, draft.last, draft.undated) == ("2026-03-14", "2026-05-18", 0)
    assert {value: (one.count, one.of) for value, one in draft.makeup["audience"].items()} == {
        "developer": (3, 5)
    }
    assert {value: one.count for value, one in draft.makeup["product"].items()} == {"unknown": 3}
    assert draft.nothing_to_build == ""


def test_its_words_are_exact_statements_with_the_place_where_they_stand() -> None:
    found, items = analysed()
    (draft,) = drafted(found).drafts
    said = {item.id: item for item in items}
    assert draft.problem is not None
    assert len(draft.quotes) == 3
    for quote in (draft.problem, *draft.quotes):
        item = said[quote.feedback_id]
        assert quote.text in item.text
        assert (quote.file, quote.record, quote.url) == (item.locator.file, item.locator.record, item.url)
        assert (quote.channel, quote.voice) == ("email", "said")
        assert quote.date == item.created.date().isoformat()  # type: ignore[union-attr]


def test_words_of_too_few_people_are_withheld_and_their_counts_are_not() -> None:
    (draft,) = drafted(report={"min_people": 4}).drafts
    assert (draft.problem, draft.quotes, draft.people) == (None, (), 3)
    assert draft.withheld == "fewer than 4 people speak of it"


def test_without_a_backlog_every_theme_is_drafted() -> None:
    found = drafted(features=())
    assert found.backlog == 0
    assert [one.theme for one in found.drafts] == [EXPORT, HOOKS, LOGIN, DOCS]
    assert {one.parent.reason for one in found.drafts} == {"there is no backlog"}


def test_a_link_to_an_item_that_left_the_backlog_covers_nothing() -> None:
    found, _ = analysed()
    left = [feature for feature in sample.FEATURES if feature.id != "FEAT-7"]
    assert [one.theme for one in drafted(found, features=left).drafts] == [EXPORT, HOOKS]


def test_areas_retired_themes_and_silent_ones_are_never_drafted() -> None:
    found, _ = analysed()
    gone = Theme(id="T50", name="gone", status="retired", size=9, customers=9, statements=())
    silent = Theme(id="T51", name="silent", size=0, customers=0, statements=(), origin="seed")
    whole = drafted(replace(found, themes=(*found.themes, gone, silent)), features=())
    assert {one.theme for one in whole.drafts} == {EXPORT, HOOKS, LOGIN, DOCS}


@pytest.mark.parametrize(
    ("types", "why"),
    [
        (("praise", "praise", "other"), "praise: 0 of 3 statements ask for anything, 2 praise"),
        (("question", "question", "other"), "questions: 0 of 3 statements ask for a change, 2 only want to"),
        (("other", "other", "praise"), "nothing asked: 0 of 3 statements ask for anything"),
    ],
)
def test_praise_questions_and_talk_are_told_apart_and_not_lost(
    types: tuple[RequestType, ...], why: str
) -> None:
    found = drafted(asking(analysed()[0], HOOKS, *types))
    assert found.drafts == ()
    (one,) = found.nothing_to_build
    assert one.nothing_to_build.startswith(why)
    assert one.people == 3


@pytest.mark.parametrize(
    ("types", "severity"),
    [
        (("praise", "praise", "usability"), 0),  # one of three asks
        (("other", "other", "other"), 3),  # a major problem, whatever the type
        (("praise", None, None), 0),  # what two of three ask is not known
        ((None, None, None), 0),  # nobody knows what it asks
    ],
)
def test_what_somebody_asks_or_suffers_from_or_nobody_knows_stays_a_draft(
    types: tuple[RequestType | None, ...], severity: int
) -> None:
    found = drafted(asking(analysed()[0], HOOKS, *types, severity=severity))
    assert [one.theme for one in found.drafts] == [HOOKS]


def test_themes_of_fewer_people_than_the_setting_are_counted_only() -> None:
    found = drafted(report={"candidate_people": 4})
    assert (found.drafts, found.few, found.fewest) == ((), (HOOKS,), 4)


def test_drafts_stand_by_people_then_id() -> None:
    found, _ = analysed(features=())
    order = [one.theme for one in drafted(found, features=()).drafts]
    assert order == [EXPORT, HOOKS, LOGIN, DOCS]  # 6, 3, 3, 2 people; T2 before T3


def test_the_order_of_what_goes_in_does_not_matter() -> None:
    found, items = analysed()
    turned = replace(
        found, statements=found.statements[::-1], tags=found.tags[::-1], themes=found.themes[::-1],
        links=found.links[::-1],
    )  # fmt: skip
    assert drafted(turned, items=items[::-1], features=sample.FEATURES[::-1]) == drafted(found)


def test_counts_are_those_of_the_scope() -> None:
    (draft,) = drafted(scope=Scope(window="2026-04"), report={"candidate_people": 1}).drafts
    assert (draft.people, draft.statements, draft.first) == (1, 1, "2026-04-16")


def test_people_whom_no_export_names_are_counted_one_per_record_and_said_so() -> None:
    items = [replace(item, author=None, account=None) for item in sample.feedback()]
    (draft,) = drafted(items=items).drafts
    assert (draft.people, draft.assumed, draft.accounts) == (3, 3, None)


# ---- titles -----------------------------------------------------------------------------------------------


def theme(name: str, *phrases: tuple[str, float]) -> Theme:
    return Theme(
        id="T1", name=name, size=10, customers=10, statements=(),
        keyphrases=tuple(phrase for phrase, _ in phrases),
        keyphrase_weights=tuple(weight for _, weight in phrases),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "phrases", "title"),
    [
        ("Bright screen", [("Bright screen", 0.3), ("Dark mode", 0.2)], "Bright screen: dark mode"),
        ("Bright screen", [("Sun", 0.4), ("Dark mode", 0.2)], "Bright screen: dark mode"),
        ("Bright screen", [("API keys", 0.2)], "Bright screen: API keys"),
        ("Recurring visits", [("Change a visit", 0.3)], "Recurring visits"),  # repeats a word
        ("iPhone widget", [], "iPhone widget"),
        ("Outage", [("Status page", 0.05)], "Outage"),  # hardly anybody says it
        ("Photos / 10,000 lines", [("Row limit", 0.5)], "Photos / 10,000 lines"),  # two phrases already
    ],
)
def test_a_title_is_the_name_and_what_most_say_in_other_words(
    name: str, phrases: list[tuple[str, float]], title: str
) -> None:
    assert title_of(theme(name, *phrases)) == title


def test_a_name_that_a_person_gave_is_the_title_as_it_is() -> None:
    found, _ = analysed()
    renamed = tuple(replace(t, name="Hooks") if t.id == HOOKS else t for t in found.themes)
    decided = theme_decisions(log("ana rename T2 Hooks"), renamed)
    (draft,) = drafted(replace(found, themes=renamed), decided=decided).drafts
    assert (draft.title, draft.titled_by) == ("Hooks", "person")
    before_the_next_run = theme_decisions(log("ana rename T2 Hooks"), found.themes)
    assert drafted(found, decided=before_the_next_run).drafts[0].titled_by == "phrases"


# ---- dismissed --------------------------------------------------------------------------------------------


def test_what_was_dismissed_is_counted_and_not_drafted() -> None:
    found, _ = analysed()
    whole = drafted(found, decided=theme_decisions(log("ana dismiss T2 2"), found.themes))
    assert whole.drafts == ()
    (one,) = whole.dismissed
    assert (one.theme, one.author, one.reason, one.people, one.people_now) == (HOOKS, "ana", "because", 2, 3)
    assert whole.grown == ()


def test_a_dismissed_theme_that_twice_as_many_speak_of_is_named_again() -> None:
    found, _ = analysed()
    whole = drafted(found, decided=theme_decisions(log("ana dismiss T2 1"), found.themes))
    assert [one.theme for one in whole.grown] == [HOOKS]


def test_a_dismissal_follows_a_theme_into_its_successor_and_can_be_undone() -> None:
    found, _ = analysed()
    gone = Theme(
        id="T8", name="hooks", status="retired", size=1, customers=1, statements=(), successors=(HOOKS,)
    )
    themes = (*found.themes, gone)
    assert set(theme_decisions(log("ana dismiss T8 1"), themes).dismissed) == {HOOKS}
    assert not theme_decisions(log("ana dismiss T8 1", "ana undo 1"), themes).dismissed


def test_a_dismissal_of_a_covered_theme_tells_nothing() -> None:
    found, _ = analysed()
    whole = drafted(found, decided=theme_decisions(log("ana dismiss T1 6"), found.themes))
    assert (len(whole.drafts), whole.dismissed) == (1, ())


# ---- where it could belong --------------------------------------------------------------------------------

BACKLOG = {
    feature.id: feature
    for feature in (
        Feature("F-1", "Retry hooks", parent="E-1", status="To Do"),
        Feature("F-2", "Hook log", parent="E-1"),
        Feature("F-3", "Board filters", parent="E-2"),
        Feature("F-4", "New icons"),
        Feature("E-1", "Reliable events", type="Epic"),
        Feature("E-3", "Sign-in", type="epic"),
        Feature("F-5", "Old epic's story", parent="E-4"),
        Feature("E-4", "Old epic", resolved="2025-11-02"),
    )
}


def link(feature: str, probability: float, by: str = "model", *, accepted: bool = False) -> Link:
    return Link(
        feature_id=feature, subject_id="T1", kind="theme", probability=probability, accepted=accepted,
        decided_by=by,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("links", "parent", "reason"),
    [
        ([("F-1", 0.52), ("F-2", 0.4), ("F-3", 0.2)], "E-1", "52 % likely, through F-1"),
        ([("E-1", 0.52), ("F-3", 0.2)], "E-1", "52 % likely"),
        ([("E-3", 0.52)], "E-3", "52 % likely"),  # an epic, though it holds nothing yet
        ([("F-3", 0.52)], "E-2", "52 % likely, through F-3"),  # the backlog has no row for E-2
        ([("F-1", 0.4)], None, "the nearest, E-1, through F-1, is only 40 % likely"),
        ([("F-1", 0.52), ("F-3", 0.3)], None, "E-2 is about as near as E-1 (30 % likely and 52 % likely)"),
        ([("F-1", 0.52), ("F-4", 0.3)], None, "F-4, which has no parent, is about as near as E-1"),
        ([("F-4", 0.52), ("F-1", 0.1)], None, "the nearest item, F-4 (52 % likely), has no parent"),
        ([("F-5", 0.52)], None, "E-4, the nearest, was resolved on 2025-11-02"),
        ([], None, "nothing in the backlog comes near"),
    ],
)
def test_a_parent_is_suggested_only_where_it_is_likely_and_alone(
    links: list[tuple[str, float]], parent: str | None, reason: str
) -> None:
    guess = parent_guess([link(*one) for one in links[::-1]], BACKLOG, 0.5)
    assert guess.feature_id == parent
    assert guess.reason.startswith(reason)
    assert guess.probability == (links[0][1] if parent else None)


def test_a_backlog_without_parents_says_so() -> None:
    assert parent_guess([link("F-4", 0.5)], {"F-4": BACKLOG["F-4"]}, 0.5).reason == (
        "no item of the backlog has a parent"
    )


def test_a_backlog_of_one_item_gives_its_place_or_none() -> None:
    one = {"F-1": BACKLOG["F-1"]}
    assert parent_guess([link("F-1", 0.52)], one, 0.5).feature_id == "E-1"
    assert parent_guess([link("F-1", 0.52)], one, 0.6).feature_id is None


def test_the_nearest_items_are_those_that_nobody_decided_on() -> None:
    links = [
        link("F-3", 0.3), link("F-2", 0.3), link("F-1", 0.1), link("F-4", 0.2),
        link("E-1", 0.5, "person:ana"), link("E-3", 0.9, accepted=True),
    ]  # fmt: skip
    near = near_items(links, BACKLOG)
    assert [(one.feature_id, one.probability) for one in near] == [("F-2", 0.3), ("F-3", 0.3), ("F-4", 0.2)]
