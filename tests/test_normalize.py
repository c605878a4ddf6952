from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.normalize import (
    account_keys,
    alias_keys,
    clean,
    find_duplicates,
    language,
    person_keys,
    pseudonym,
)
from feedback_insights.raw import Identity, Organisation, RawFeedback, RawText, SourceRecord
from feedback_insights.records import Feedback, Locator
from feedback_insights.settings import NormalizeSettings

LOCATOR = Locator(file="a.csv", sha256="0", record="row 1")
SETTINGS = NormalizeSettings()
KEY = b"key"


def unit(*texts: str, **facts: object) -> RawFeedback:
    raw = tuple(RawText(text=text, field=f"c[{i}]") for i, text in enumerate(texts))
    return replace(RawFeedback(external_id="1", texts=raw), **facts)  # type: ignore[arg-type]


def record(*units: RawFeedback, **facts: object) -> SourceRecord:
    return replace(SourceRecord(locator=LOCATOR, source="zendesk", units=units), **facts)  # type: ignore[arg-type]


def feedback_of(*units: RawFeedback, settings: NormalizeSettings = SETTINGS) -> list[Feedback]:
    return [u.feedback for u in clean(record(*units), key=KEY, settings=settings).units]


def test_the_texts_of_a_unit_are_joined_and_masked_with_one_numbering() -> None:
    one, two = feedback_of(
        unit("I am Ann Lee", "ann@x.example", author=Identity(name="Ann Lee")), unit("b@x.example")
    )
    assert one.text == "I am [person 1]\n\n[email 1]"
    assert two.text == "[email 2]"
    assert one.locator.field == "c[0] + c[1]"


def test_prompt_url_and_session_are_masked_too() -> None:
    (feedback,) = feedback_of(
        unit(
            "it fails", prompt="Hi a@x.example", url="https://h.example/?token=abc123", session="a@x.example"
        )
    )
    assert feedback.prompt == "Hi [email 1]"
    assert feedback.url == "https://h.example/?token=[token 1]"
    assert feedback.session == "[email 1]"


def test_personal_data_stays_when_the_setting_says_so() -> None:
    (feedback,) = feedback_of(unit("a@x.example fails"), settings=NormalizeSettings(keep_pii=True))
    assert feedback.text == "a@x.example fails"


@pytest.mark.parametrize(
    ("texts", "rating", "state"),
    [
        (["", " \n"], None, "empty"),
        (["n/a", "-", "#N/A"], None, "empty"),
        ([""], 4.0, "rating_only"),
        (["[image]"], None, "system"),
        (["This message was deleted"], None, "system"),
        (["Automatic reply: I am away until Monday."], None, "system"),
        (["The export fails"], None, "used"),
    ],
)
def test_a_record_without_words_says_why(texts: list[str], rating: float | None, state: str) -> None:
    cleaned = clean(record(unit(*texts, rating=rating)), key=KEY, settings=SETTINGS)
    assert cleaned.state == state
    assert bool(cleaned.units) == (state == "used")
    assert bool(cleaned.reason) == (state != "used")


def test_a_record_in_another_state_keeps_it() -> None:
    cleaned = clean(record(state="private", reason="an internal note"), key=KEY, settings=SETTINGS)
    assert (cleaned.state, cleaned.reason, cleaned.units) == ("private", "an internal note", ())


@settings(deadline=None)
@given(
    st.text(max_size=300),
    st.sampled_from(["plain", "html", "markdown"]),
    st.booleans(),
    st.text(max_size=20),
    st.binary(max_size=80),
)
def test_cleaning_never_raises(text: str, markup: str, mail: bool, name: str, key: bytes) -> None:
    raw = RawText(text=text, markup=markup, field="f", correspondence=mail)  # type: ignore[arg-type]
    source = record(RawFeedback(external_id="1", texts=(raw,), author=Identity(name=name, email=name)))
    first = clean(source, key=key, settings=SETTINGS)
    assert first == clean(source, key=key, settings=SETTINGS)
    for made in first.units:
        assert made.feedback.text == made.feedback.text.strip() != ""
        made.feedback.text.encode()


def test_pseudonyms_need_the_key_and_join_addresses_in_any_case() -> None:
    assert pseudonym("person", "A@x.example", key=KEY) == pseudonym("person", "a@x.example", key=KEY)
    assert pseudonym("person", "a@x.example", key=KEY) != pseudonym("person", "a@x.example", key=b"other")
    assert pseudonym("person", "7", key=KEY).startswith("person_")


def test_a_person_is_known_by_id_within_a_site_and_by_email_everywhere() -> None:
    one = person_keys(Identity(external_id="7", email="Ann@X.example"), source="desk", instance="a", key=KEY)
    two = person_keys(Identity(external_id="7"), source="desk", instance="b", key=KEY)
    three = person_keys(Identity(email=" ann@x.example "), source="survey", instance="", key=KEY)
    assert [key.partition(":")[0] for key in one] == ["id", "email", "ref"]
    assert not {*one[:2]} & {*two[:1]}
    assert one[1] == three[0]
    assert person_keys(None, source="desk", instance="", key=KEY) == ()


def test_a_name_tells_a_person_only_where_nothing_better_does_and_within_its_site() -> None:
    ann = Identity(name="Ann  Lee")
    here, there = (person_keys(ann, source="notes", instance=site, key=KEY) for site in ("a", "b"))
    assert [key.partition(":")[0] for key in here] == ["name", "ref"]
    assert here[0] != there[0]
    assert here[1] == there[1]
    assert "name" not in str(
        person_keys(Identity(name="Ann", external_id="7"), source="d", instance="", key=KEY)
    )
    assert person_keys(Identity(name="Anonymous"), source="d", instance="", key=KEY) == ()


def test_an_alias_file_finds_people_by_email_by_source_and_id_and_by_name() -> None:
    keys = person_keys(
        Identity(external_id="7", email="ann@x.example", name="Ann Lee"), source="desk", instance="a", key=KEY
    )
    for written in ("ANN@x.example", "desk:7", "ann lee"):
        assert set(alias_keys("person", written, key=KEY)) <= {*keys}, written
    assert not set(alias_keys("person", "survey:7", key=KEY)) & {*keys}


def test_an_account_alias_is_a_domain_an_id_or_a_name_and_never_a_free_mail_domain() -> None:
    keys = account_keys(Organisation(external_id="70", name="Acme Ltd", domain="acme.example"), key=KEY)
    for written in ("acme.example", "id:70", "ACME"):
        assert set(alias_keys("account", written, key=KEY)) <= {*keys}, written
    assert alias_keys("account", "gmail.com", key=KEY) == ()


def test_an_author_is_known_by_address_then_id_then_name() -> None:
    def author(**facts: str) -> str | None:
        return feedback_of(unit("it fails", author=Identity(**facts)))[0].author

    assert author(email="a@x.example", external_id="7") == author(email="a@x.example", name="Ann")
    assert author(external_id="7", name="Ann") == author(external_id="7") != author(name="Ann")
    assert author() is None
    assert author(name="A Google user") is None


def test_accounts_are_known_by_id_domain_and_name() -> None:
    northgate = Organisation(
        external_id="7000", name="Northgate  Heating Ltd.", domain="www.Northgate.example"
    )
    keys = account_keys(northgate, key=KEY)
    assert [key.partition(":")[0] for key in keys] == ["id", "domain", "name"]
    assert account_keys(Organisation(name="northgate heating"), key=KEY) == keys[2:]
    assert account_keys(None, email="tom@northgate.example", key=KEY) == keys[1:2]


@pytest.mark.parametrize("address", ["a@gmail.com", "a@yahoo.co.uk", "a@web.de", "nonsense", ""])
def test_free_mail_makes_no_account(address: str) -> None:
    assert account_keys(Organisation(domain=address.rpartition("@")[2]), email=address, key=KEY) == ()
    assert feedback_of(unit("it fails", author=Identity(email=address)))[0].account is None


START = datetime(2026, 8, 1, tzinfo=UTC)


def said(name: str, day: int | None, text: str = "The export fails!", author: str | None = "p1") -> Feedback:
    created = None if day is None else START + timedelta(days=day)
    return Feedback(
        id=name, source="s", external_id=name, text=text, created=created, author=author, locator=LOCATOR
    )


def test_the_same_words_by_the_same_author_within_days_are_one() -> None:
    items = [said("c", 9), said("b", 3, "the export  fails"), said("a", 0), said("d", 2, author="p2")]
    assert find_duplicates(items, days=7) == {"b": "a"}
    assert find_duplicates(reversed(items), days=7) == {"b": "a"}


def test_without_author_or_with_one_date_missing_nothing_is_a_duplicate() -> None:
    assert find_duplicates([said("a", 0, author=None), said("b", 0, author=None)], days=7) == {}
    assert find_duplicates([said("a", 0), said("b", None)], days=7) == {}
    assert find_duplicates([said("b", None), said("a", None)], days=7) == {"b": "a"}


def test_two_answers_of_one_response_are_no_duplicates() -> None:
    first = said("a", 0)
    assert find_duplicates([first, replace(first, id="b", question_id="q2")], days=7) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The board is slow again and nobody told us about it", "en"),
        ("Die Rechnung kann leider nicht angepasst werden", "de"),
        ("La facture ne peut pas être modifiée facilement", "fr"),
        ("同期が遅いので直してほしいです", "ja"),
        ("nicht möglich", "de"),
        ("最高", "zh"),  # or Japanese: not English, for sure
        ("ＥＸＣＥＬ ｓｈｏｗｓ ｎｏ ｌｉｎｅｓ ａｆｔｅｒ ａｎ ｕｐｄａｔｅ", "en"),
        ("Mega!", None),
        ("Linux kernel module sysctl parameter", None),
        ("https://x.example/die-rechnung-kann-nicht-angepasst-werden", None),
        ("[person 1] [email 1] [phone 1] [person 2] [person 3]", None),
    ],
)
def test_the_language_is_told_or_left_open(text: str, code: str | None) -> None:
    assert language.detect(text) == code


@pytest.mark.parametrize(
    "unit_text", ["a@", "eyJ", "1 ", "4 ", "> \n", "On 1 2020 wrote:\n", "--\n", "<div>", "[", "[a]("]
)
@pytest.mark.parametrize("markup", ["plain", "html", "markdown"])
def test_hostile_input_takes_no_time_to_speak_of(unit_text: str, markup: str) -> None:
    text = unit_text * (40_000 // len(unit_text))
    raw = RawText(text=text, markup=markup, field="f", correspondence=True)  # type: ignore[arg-type]
    began = time.process_time()
    clean(record(RawFeedback(external_id="1", texts=(raw,))), key=KEY, settings=SETTINGS)
    assert time.process_time() - began < 2
