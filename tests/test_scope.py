"""What a figure is about: periods, filters, and the values that feedback has."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.directory import resolve
from feedback_insights.errors import ScopeError
from feedback_insights.records import Account, Feedback, Locator
from feedback_insights.scope import Facets, Scope, Window, parse_where

HERE = Locator(file="a.csv", sha256="0" * 64, record="row 1")


def said(id: str, day: str | None = None, **facts: object) -> Feedback:
    created = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return Feedback(
        **{
            "id": id,
            "source": "survey",
            "external_id": id,
            "text": "slow",
            "locator": HERE,
            "created": created,
        }
        | facts
    )


def facets(*items: Feedback, accounts: tuple[tuple[Account, tuple[str, ...]], ...] = ()) -> Facets:
    keys = {item.id: (f"id:{item.account}",) for item in items if item.account}
    return Facets(items, resolve(items, keys, accounts))


# ---- periods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026H2", "2026-07-01", "2026-12-31"),
        ("2026Q3", "2026-07-01", "2026-09-30"),
        ("2026-q1", "2026-01-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-09-14", "2026-09-14", "2026-09-14"),
        ("2026-07-01..2026-08-15", "2026-07-01", "2026-08-15"),
        ("2026-06..2026Q3", "2026-06-01", "2026-09-30"),
        ("7d", "2026-09-24", "2026-09-30"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: str, last: str) -> None:
    window = Window.parse(text, as_of=date(2026, 9, 30))
    assert (window.first, window.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_period_may_be_open_at_one_end() -> None:
    assert Window.parse("2026-07-01..").holds(date(2030, 1, 1))
    assert not Window.parse("..2026-06").holds(date(2026, 7, 1))
    with pytest.raises(ScopeError, match="open at one end"):
        Window.parse("2026-07-01..").before()


@pytest.mark.parametrize(
    "text", ["", "..", "2026Q5", "2026-13", "2026-02-30", "Q3", "2026-W60", "next week", "0d"]
)
def test_what_is_no_period_is_told_with_examples(text: str) -> None:
    with pytest.raises(ScopeError, match="period"):
        Window.parse(text, as_of=date(2026, 9, 30))


def test_a_period_that_ends_before_it_begins_holds_no_day() -> None:
    with pytest.raises(ScopeError, match="the first day comes first"):
        Window.parse("2026-08..2026-07")


def test_the_last_days_need_a_date_to_count_back_from() -> None:
    with pytest.raises(ScopeError, match="no feedback here has a date"):
        Window.parse("30d")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026Q1", "2025-10-01..2025-12-31"),
        ("2026-03", "2026-02-01..2026-02-28"),
        ("2026", "2025-01-01..2025-12-31"),
        ("2026-07-10..2026-07-19", "2026-06-30..2026-07-09"),
        ("2026-W10", "2026-02-23..2026-03-01"),
    ],
)
def test_the_previous_period_is_as_long_and_just_before(text: str, before: str) -> None:
    assert str(Window.parse(text).before()) == before


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_a_period_and_the_one_before_touch_and_do_not_overlap(first: date, days: int) -> None:
    window = Window(first, date.fromordinal(first.toordinal() + days))
    before = window.before()
    assert before.last is not None
    assert before.last.toordinal() + 1 == first.toordinal()
    assert Window.parse(str(window)) == window


# ---- filters ----------------------------------------------------------------------------------------------


def test_values_of_one_facet_are_alternatives_and_facets_add_up() -> None:
    found = facets(
        said("1", product="app", channel="email"),
        said("2", product="api", channel="email"),
        said("3", product="app", channel="web"),
        said("4"),
    )
    scope = Scope({"product": ["app", "api"], "channel": "email"})
    assert found.choose(scope).ids == {"1", "2"}
    assert found.choose(Scope({"product": "unknown"})).ids == {"4"}
    assert found.choose(Scope()).ids == {"1", "2", "3", "4"}


def test_spellings_that_differ_in_case_are_one_value() -> None:
    found = facets(
        said("1", product="Web Console"), said("2", product="web console"), said("3", product="Web Console")
    )
    assert found.values("product") == ["Web Console"]
    assert found.choose(Scope({"product": "WEB CONSOLE"})).ids == {"1", "2", "3"}


def test_the_most_frequent_value_comes_first_and_unknown_last() -> None:
    found = facets(
        said("1"),
        said("2"),
        said("3"),
        said("4", product="b"),
        said("5", product="a"),
        said("6", product="a"),
    )
    assert found.values("product") == ["a", "b", "unknown"]


def test_a_value_that_nothing_has_is_told_with_its_likes() -> None:
    found = facets(said("1", product="mobile app"), said("2", product="API"))
    with pytest.raises(ScopeError, match="product 'mobile ap'; did you mean mobile app"):
        found.choose(Scope({"product": "mobile ap"}))
    with pytest.raises(ScopeError, match="known: API, mobile app"):
        found.choose(Scope({"product": "zzz"}))


def test_a_facet_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ScopeError, match=r"no facet 'colour'; known: product, audience.*plan_named"):
        Scope({"colour": "red"})
    with pytest.raises(ScopeError, match="no facet 'colour'"):
        facets(said("1")).values("colour")


def test_feedback_without_a_date_is_outside_every_period_and_counted() -> None:
    found = facets(said("1", "2026-07-01"), said("2", "2026-06-30T23:59:59"), said("3"))
    chosen = found.choose(Scope(window="2026Q3"))
    assert (chosen.ids, chosen.undated) == ({"1"}, 1)
    assert found.choose(Scope()).undated == 0


def test_the_plan_is_the_accounts_and_the_audience_falls_back_to_its_segment() -> None:
    acme = Account(id="A", name="Acme", plan="enterprise", segment="partner")
    found = facets(
        said("1", author="ann", account="a"),
        said("2", author="bob", account="a", audience="Developers"),
        said("3", author="eve", account="a", audience="Office manager"),
        said("4", audience="Office manager"),
        said("5", audience="End-users"),
        accounts=((acme, ("id:a",)),),
    )
    assert [found.of("audience", id) for id in "12345"] == [
        "partner", "developer", "partner", "Office manager", "end_user",
    ]  # fmt: skip
    assert [found.of("plan", id) for id in "14"] == ["enterprise", "unknown"]


# ---- what texts name --------------------------------------------------------------------------------------


def naming(*texts: str) -> Facets:
    return facets(*(said(str(number), text=text) for number, text in enumerate(texts)))


def test_a_text_names_any_number_of_things_and_fits_by_any_of_them() -> None:
    found = naming("iOS 17.2 and iOS 16.1 crash", "iOS 17.2", "slow")
    assert [found.values_of("version", id) for id in "012"] == [("iOS 17.2", "iOS 16.1"), ("iOS 17.2",), ()]
    assert found.values("version") == ["iOS 17.2", "iOS 16.1"]
    assert found.values("version", ["2"]) == []
    assert found.choose(Scope({"version": "ios 16.1"})).ids == {"0"}
    assert found.choose(Scope({"version": ["iOS 16.1", "iOS 17.2"]})).ids == {"0", "1"}


def test_named_things_add_up_with_other_facets() -> None:
    items = (
        said("1", product="api", text="POST /v2/orders gives HTTP 500"),
        said("2", product="app", text="/v2/orders"),
    )
    assert facets(*items).choose(Scope({"endpoint": "/v2/orders", "error": "HTTP 500"})).ids == {"1"}
    assert facets(*items).choose(Scope({"endpoint": "/v2/orders", "product": "app"})).ids == {"2"}
    assert not Scope({"endpoint": "/v2/orders"}).everything


def test_logs_below_the_words_are_read_too() -> None:
    found = naming("It fails:\n```\nGET /v2/boards HTTP/1.1 503\n```")
    assert found.values_of("endpoint", "0") == ("/v2/boards",)


@pytest.mark.parametrize(
    ("facet", "asked", "known"),
    [
        ("endpoint", "GET /v2/boards/12", "/v2/boards/{id}"),
        ("error", "429", "HTTP 429"),
        ("version", "v3.2.1", "3.2.1"),
        ("device", "iphone6", "iPhone 6"),
        ("plan_named", "pro", "Pro"),
    ],
)
def test_a_thing_is_found_as_a_text_would_say_it(facet: str, asked: str, known: str) -> None:
    found = naming("GET /v2/boards/7 gives HTTP 429 in v3.2.1 on my iPhone 6, Pro plan")
    assert found.values(facet) == [known]
    assert found.choose(Scope({facet: asked})).ids == {"0"}


def test_a_thing_that_nobody_names_is_told_with_its_likes() -> None:
    found = naming("my iPhone 6")
    with pytest.raises(ScopeError, match="nothing here has device 'iPhone 7'; did you mean iPhone 6"):
        found.choose(Scope({"device": "iPhone 7"}))
    with pytest.raises(ScopeError, match="nothing here has error 'HTTP 500'; known: none"):
        found.choose(Scope({"error": "HTTP 500"}))


def test_plans_are_spelled_as_the_accounts_have_them() -> None:
    acme = Account(id="A", name="Acme", plan="enterprise")
    found = facets(said("1", text="our Enterprise plan", account="a"), accounts=((acme, ("id:a",)),))
    assert found.values_of("plan_named", "1") == ("enterprise",)


def test_texts_are_read_only_when_what_they_name_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("feedback_insights.scope.entities", lambda text, _: read.append(text) or ())
    found = naming("iOS 17", "iOS 18")
    found.choose(Scope({"source": "survey"}))
    assert read == []
    found.values("device")
    found.values("version")
    assert read == ["iOS 17", "iOS 18"]


def test_conditions_are_read_from_the_command_line() -> None:
    assert parse_where(["product=app", "product=api", "Audience= developer "]) == {
        "product": ("app", "api"),
        "audience": ("developer",),
    }
    for wrong in ("product", "product=", "=app"):
        with pytest.raises(ScopeError):
            Scope(parse_where([wrong]))
