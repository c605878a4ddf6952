from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.normalize.privacy import Masker

PRIYA = ("Priya Shah",)

MASKED = [
    ("write to jane.doe+x@mail.example, please", "write to [email 1], please"),
    ("jane (at) mail (dot) example", "[email 1]"),
    ("Jane@Mail.example and jane@mail.example", "[email 1] and [email 1]"),
    ("https://x.example/u?e=jane%40mail.example", "https://x.example/u?e=[email 1]"),
    ("ring +44 20 7946 0117 today", "ring [phone 1] today"),
    ("call (555) 010-1234 or 020 7946 0123", "call [phone 1] or [phone 2]"),
    ("You can ring me on 555-0142.", "You can ring me on [phone 1]."),
    ("Tel: 5550142", "Tel: [phone 1]"),
    ("card 4111 1111 1111 1111 was charged", "card [card 1] was charged"),
    ("4111-1111-1111-1111 and 4111111111111111", "[card 1] and [card 1]"),
    ("pay to GB29 NWBK 6016 1331 9268 19 AND wait", "pay to [iban 1] AND wait"),
    ("DE89370400440532013000.", "[iban 1]."),
    ("blocked 203.0.113.77:8080 and 2001:db8::8a2e:370:7334", "blocked [ip 1]:8080 and [ip 2]"),
    ("key flk_live_qTzMbWkRvYhLcXpN leaked", "key [key 1] leaked"),
    ("AKIAIOSFODNN7EXAMPLE", "[key 1]"),
    ("Authorization: Bearer abcdef1234567890", "Authorization: Bearer [key 1]"),
    ("eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM", "[key 1]"),
    ("hash d41d8cd98f00b204e9800998ecf8427e", "hash [key 1]"),
    ("my password is Summer2026! ok", "my password is [key 1]! ok"),
    ("https://h.example/cb?s=7&access_token=zQ81mv", "https://h.example/cb?s=7&access_token=[token 1]"),
    ("https://bob:s3cret@h.example/x", "https://[token 1]@h.example/x"),
    ("Thanks, Priya", "Thanks, [person 1]"),
    ("priya shah, PRIYA and Priya's phone", "[person 1], [person 1] and [person 1]'s phone"),
    ("P. Shah or Shah, Priya or priyashah", "[person 1] or [person 1] or [person 1]"),
    ("Shah, Priya, Priya", "[person 1], [person 1]"),
    ("ask Mrs Hollis or my name is Tom Brennan", "ask Mrs [person 1] or my name is [person 2]"),
]  # fmt: skip

KEPT = [
    "4111 1111 1111 1112 and GB29 NWBK 6016 1331 9268 18 have a wrong check digit",
    "order 1234567890123456, ticket 555-0142, invoice #020 7946 0123",
    "since v1.2.3.4, version 1.2.3.4 and Chrome/120.0.0.0 it fails",
    "from 2026-08-19 to 19.08.2026 at 10:30:15, 0900-1700",
    "10,000 rows, rows 100-2000, $1,299.00, 99.95 EUR, GMT+0200",
    "std::vector, a::b, my_test_function_name, com.example.package.LongIdentifierName",
    "the password is wrong and the token expired",
    "Ms Teams and Outlook in the Web console",
    "see https://x.example/visits/88412?page=2&code=US",
    "visit 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
]


@pytest.mark.parametrize(("text", "masked"), MASKED, ids=[text for text, _ in MASKED])
def test_personal_data_becomes_a_typed_placeholder(text: str, masked: str) -> None:
    assert Masker(PRIYA).mask(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_numbers_names_and_links_that_are_nobodys_survive(text: str) -> None:
    assert Masker(PRIYA).mask(text) == text


def test_a_name_that_is_also_a_word_is_masked_only_where_it_is_a_name() -> None:
    masker = Masker(["Will Mark"])
    assert masker.mask("Will you mark it? Mark it!") == "Will you mark it? Mark it!"
    assert masker.mask("Please ask Will.\nWill") == "Please ask [person 1].\n[person 1]"


def test_part_of_a_name_and_the_whole_are_one_person() -> None:
    assert Masker(["Priya", "Priya Shah"]).mask("Priya met Priya Shah") == "[person 1] met [person 1]"


def test_what_a_placeholder_uncovers_is_masked_too() -> None:
    assert Masker().mask("+44 20 7946 0117DE89370400440532013000") == "[phone 1][iban 1]"


def test_accents_and_case_do_not_hide_a_name() -> None:
    assert Masker(["José Álvarez"]).mask("JOSE ALVAREZ, Jose") == "[person 1], [person 1]"


def test_generic_name_columns_mask_nothing() -> None:
    text = "Google Calendar and the Support Team"
    assert Masker(["A Google User", "Support Team", "Anonymous"]).mask(text) == text


def test_the_address_of_the_author_spells_a_name_too() -> None:
    assert Masker(emails=["lupe.ortiz@casabonita.example"]).mask("Lupe here") == "[person 1] here"


def test_one_masker_keeps_its_numbers_over_the_texts_of_a_record() -> None:
    masker = Masker()
    assert masker.mask("a@x.example b@x.example") == "[email 1] [email 2]"
    assert masker.mask("b@x.example") == "[email 2]"


PLANTED = st.sampled_from(
    [
        "jane.doe@mail.example",
        "+44 20 7946 0117",
        "+1 (555) 010-1234",
        "4111 1111 1111 1111",
        "378282246310005",
        "flk_live_qTzMbWkRvYhLcXpNdGsJfKaE",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "Priya Shah",
    ]
)
NEAR = st.sampled_from([" ", "\n", "(", ")", "<", ">", '"', ", ", "; ", " - ", ": "])
ANY = st.one_of(st.text(max_size=40), st.text("aA1 @.:/-+[]=&?#_\n", max_size=40))


@settings(deadline=None)
@given(ANY, NEAR, PLANTED, NEAR, ANY)
def test_planted_data_survives_in_no_surrounding_text(
    before: str, left: str, planted: str, right: str, after: str
) -> None:
    text = before + left + planted + right + after
    masked = Masker(PRIYA).mask(text)
    assert masked.count(planted) <= before.count(planted) + after.count(planted)
    assert planted not in masked


@settings(deadline=None)
@given(ANY, st.lists(st.tuples(NEAR, PLANTED, ANY), max_size=4))
def test_masking_twice_is_masking_once(start: str, parts: list[tuple[str, str, str]]) -> None:
    text = start + "".join("".join(part) for part in parts)
    masked = Masker(PRIYA).mask(text)
    assert Masker(PRIYA).mask(masked) == masked
