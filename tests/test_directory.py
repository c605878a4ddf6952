"""Who is one customer, and which customers belong to one account."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.directory import Alias, resolve
from feedback_insights.records import Account, Feedback, Locator

HERE = Locator(file="tickets.json", sha256="0" * 64, record="ticket 1")


def feedback(id, author=None, external_id=None, source="tickets"):
    return Feedback(
        id=id, source=source, external_id=external_id or id, text="slow", author=author, locator=HERE
    )


def test_one_author_is_one_customer_however_often_they_write():
    directory = resolve([feedback("f2", "ann"), feedback("f1", "ann"), feedback("f3", "bob")], {}, [])
    assert directory.customer == {"f1": "C1", "f2": "C1", "f3": "C2"}
    assert directory.people().count == 2


def test_without_an_author_every_record_is_an_assumed_customer():
    answers = [feedback("f1", external_id="row 1"), feedback("f2", external_id="row 1"), feedback("f3")]
    directory = resolve([*answers, feedback("f4", "ann")], {}, [])
    assert directory.customer["f1"] == directory.customer["f2"] != directory.customer["f3"]
    assert directory.assumed == {"C1", "C2"}
    assert (directory.people().count, directory.people().assumed) == (3, 2)
    assert directory.people(["f3", "f4"]).assumed == 1


def customers(keys, aliases=()):
    """The people behind feedback f1, f2, ... with these keys, and the notes."""
    person_keys = {f"f{n}": tuple(own) for n, own in enumerate(keys, 1)}
    directory = resolve(
        [feedback(id) for id in person_keys], {}, [], person_keys=person_keys, aliases=aliases
    )
    return list(directory.customer.values()), directory.notes


def test_people_are_joined_by_id_then_by_email_also_through_others():
    found, _ = customers([["id:1"], ["id:1", "email:a"], ["email:a"], ["email:b"], ["name:x"], ["name:x"]])
    assert found == ["C1", "C1", "C1", "C2", "C3", "C3"]


def test_references_alone_join_nobody_and_make_nobody_known():
    found, _ = customers([["id:1", "ref:x"], ["id:2", "ref:x"], ["ref:x"], []])
    assert found == ["C1", "C2", "C3", "C4"]


def test_an_item_without_keys_is_assumed_to_be_a_person_of_its_own():
    directory = resolve([feedback("f1"), feedback("f2", "ann")], {}, [], person_keys={"f1": ()})
    assert directory.assumed == {"C1"}


def person(name, alias):
    return Alias(kind="person", name=(name,), alias=(alias,))


def test_the_alias_file_joins_what_no_export_could():
    keys = [["email:a"], ["email:b"], ["id:7", "ref:zendesk7"], ["email:c"]]
    found, notes = customers(keys, [person("email:a", "email:b"), person("email:b", "ref:zendesk7")])
    assert found == ["C1", "C1", "C1", "C2"]
    assert notes == ()


def test_aliases_of_a_name_that_is_nobodys_are_one_person():
    found, _ = customers(
        [["email:a"], ["email:b"]], [person("ref:boss", "email:a"), person("ref:boss", "email:b")]
    )
    assert found == ["C1", "C1"]


def test_alias_lines_that_fit_nobody_or_several_are_told_and_change_nothing():
    keys = [["id:1", "ref:john"], ["id:2", "ref:john"], ["email:a"]]
    found, notes = customers(keys, [person("email:a", "email:zzz"), person("email:a", "ref:john")])
    assert found == ["C1", "C2", "C3"]
    assert notes == (
        "alias file: 1 of 2 lines about people fit nobody here",
        "alias file: 1 of 2 lines about people fit several people and were not applied",
    )


def test_the_order_of_the_alias_file_does_not_matter():
    keys = [["email:a"], ["email:b"], ["email:c"], ["email:d"]]
    lines = [person("ref:x", "email:a"), person("email:a", "email:b"), person("email:c", "email:b")]
    assert customers(keys, lines) == customers(keys, lines[::-1]) == (["C1", "C1", "C1", "C2"], ())


def account_alias(name, alias):
    return Alias(kind="account", name=(name,), alias=(alias,))


def test_an_alias_leads_to_the_account_that_the_file_has_by_its_name():
    keys = {"f1": ("domain:old",), "f2": ("domain:new",), "f3": ("name:other",), "f4": ("name:branch",)}
    accounts = [(Account(id="acme", name="Acme"), ("id:1", "domain:new", "name:acme"))]
    aliases = [account_alias("name:acme", "domain:old"), account_alias("name:other", "name:branch")]
    directory = resolve([feedback(id, id) for id in keys], keys, accounts, aliases=aliases)
    assert directory.account == {"C1": "acme", "C2": "acme", "C3": "A1", "C4": "A1"}


def test_customers_without_any_key_have_no_account():
    directory = resolve([feedback("f1", "ann")], {}, [(Account(id="acme", name="Acme"), ("domain:a",))])
    assert directory.account == {"C1": None}
    assert directory.accounts_heard() == 0
    assert set(directory.accounts) == {"acme"}


def test_shared_keys_join_customers_into_one_account_also_through_others():
    keys = {"f1": ("domain:a",), "f2": ("domain:a", "name:b"), "f3": ("name:b",), "f4": ("name:c",)}
    directory = resolve([feedback(id, id) for id in keys], keys, [])
    assert directory.account == {"C1": "A1", "C2": "A1", "C3": "A1", "C4": "A2"}
    assert directory.accounts_heard() == 2
    assert directory.accounts_heard(["f1", "f3"]) == 1


def test_one_author_joins_the_organisations_they_write_from():
    keys = {"f1": ("domain:a",), "f2": ("name:b",), "f3": ("name:b",)}
    directory = resolve([feedback("f1", "ann"), feedback("f2", "ann"), feedback("f3", "bob")], keys, [])
    assert directory.account == {"C1": "A1", "C2": "A1"}


def test_the_accounts_file_names_the_account_and_a_made_name_avoids_its_ids():
    keys = {"f1": ("name:b", "domain:a")[::-1], "f2": ("name:b",), "f3": ("name:z",)}
    accounts = [(Account(id="A1", name="Acme"), ("domain:a",))]
    directory = resolve([feedback(id, id) for id in keys], keys, accounts)
    assert directory.account == {"C1": "A1", "C2": "A1", "C3": "A2"}
    assert directory.accounts["A2"].name == "A2"
    assert not directory.notes


def test_two_accounts_of_one_company_are_kept_apart_by_the_strongest_key():
    accounts = [
        (Account(id="us", name="Acme US"), ("id:1", "domain:acme")),
        (Account(id="eu", name="Acme EU"), ("id:2", "domain:acme")),
    ]
    keys = {
        "f1": ("id:1", "domain:acme"),
        "f2": ("id:2", "domain:acme"),
        "f3": ("domain:acme",),
        "f4": ("domain:acme",),
    }
    directory = resolve([feedback(id, id) for id in keys], keys, accounts)
    assert directory.account == {"C1": "us", "C2": "eu", "C3": "A1", "C4": "A1"}
    assert directory.notes == (
        "accounts eu, us share a person or a key; kept apart by the strongest key"
        " (id, then domain, then name)",
    )


def test_a_person_who_writes_for_two_accounts_does_not_join_them():
    accounts = [(Account(id="x", name="X"), ("id:1",)), (Account(id="y", name="Y"), ("domain:y",))]
    keys = {"f1": ("id:1",), "f2": ("domain:y",), "f3": ("domain:y",)}
    directory = resolve([feedback("f1", "ann"), feedback("f2", "ann"), feedback("f3", "bob")], keys, accounts)
    assert directory.account == {"C1": "x", "C2": "y"}
    assert len(directory.notes) == 1


@pytest.mark.parametrize(("first", "second"), [("name:m", "name:n"), ("name:n", "name:m")])
def test_of_two_equally_strong_keys_the_first_used_decides_not_its_text(first, second):
    accounts = [(Account(id="x", name="X"), ("id:1",)), (Account(id="y", name="Y"), ("id:2",))]
    keys = {"f1": ("id:1", first), "f2": (first, second), "f3": ("id:2", second)}
    directory = resolve([feedback(id, id) for id in keys], keys, accounts)
    assert directory.account == {"C1": "x", "C2": "x", "C3": "y"}


def test_an_account_id_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="'acme' occurs twice"):
        resolve([], {}, [(Account(id="acme", name="a"), ()), (Account(id="acme", name="b"), ())])


def test_a_key_of_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown kind 'phone'"):
        resolve([feedback("f1")], {"f1": ("phone:1",)}, [])


def test_a_scope_keeps_the_ids_and_forgets_whom_it_leaves_out():
    keys = {"f1": ("domain:a",), "f2": ("domain:b",)}
    directory = resolve([feedback("f1", "ann"), feedback("f2"), feedback("f3", "bob")], keys, [])
    scope = directory.within(["f3", "f2"])
    assert scope.customer == {"f2": "C2", "f3": "C3"}
    assert scope.account == {"C2": "A2", "C3": None}
    assert (scope.people().count, scope.people().assumed, scope.accounts_heard()) == (2, 1, 1)


keys_of = st.lists(st.sampled_from(["id:1", "id:2", "domain:a", "domain:b", "name:x", "name:y"]), unique=True)
people = st.lists(st.tuples(st.sampled_from(["ann", "bob", "eve", None]), keys_of), max_size=12)


@settings(deadline=None)
@given(people, st.integers())
def test_neither_row_order_nor_the_pseudonym_key_moves_an_id(people, seed):
    def answer(secret, shuffle):
        items = [feedback(f"f{n:02}", who and f"{secret}{who}") for n, (who, _) in enumerate(people)]
        keys = {
            f"f{n:02}": tuple(f"{k.split(':')[0]}:{secret[::-1]}{hash_of(secret, k)}" for k in own)
            for n, (_, own) in enumerate(people)
        }
        accounts = [
            (Account(id="p", name="P"), (f"id:{secret[::-1]}{hash_of(secret, 'id:1')}",)),
            (Account(id="q", name="Q"), (f"domain:{secret[::-1]}{hash_of(secret, 'domain:a')}",)),
        ]
        if shuffle:
            Random(seed).shuffle(items)
            accounts.reverse()
        return resolve(items, keys, accounts)

    assert answer("one", False) == answer("two", True)


def hash_of(secret, key):
    """Two secrets that sort the keys in opposite orders."""
    rank = ["id:1", "id:2", "domain:a", "domain:b", "name:x", "name:y"].index(key)
    return rank if secret == "one" else 9 - rank


@settings(deadline=None)
@given(people)
def test_every_customer_has_a_place_and_every_account_a_record(people):
    items = [feedback(f"f{n:02}", who) for n, (who, _) in enumerate(people)]
    keys = {f"f{n:02}": tuple(own) for n, (_, own) in enumerate(people)}
    accounts = [(Account(id="p", name="P"), ("id:1",)), (Account(id="q", name="Q"), ("id:2", "domain:a"))]
    directory = resolve(items, keys, accounts)
    assert set(directory.account) == set(directory.customer.values())
    assert {a for a in directory.account.values() if a} <= set(directory.accounts)
    for item in items:
        has_key = directory.account[directory.customer[item.id]] is not None
        assert has_key or not keys[item.id]
