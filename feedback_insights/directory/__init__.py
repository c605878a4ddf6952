"""Who is one customer, and which customers belong to one account.

A customer is one person: everything that the same external id, then the same e-mail address, then a tool's
list of users, then a line of the alias file joins. Feedback without an author counts as one customer per
record of its source, and says so: such customers are *assumed*. The ids made here ("C1", "A1", ...) number
customers and accounts by their smallest feedback id, so neither row order nor the pseudonym key moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from feedback_insights.directory._accounts import (
    Groups,
    claims_of,
    join,
    name_accounts,
    substituted,
    usable_keys,
)
from feedback_insights.directory._known import KnownPerson
from feedback_insights.directory._merged import ListedAccount, MergedAccounts, merge_accounts
from feedback_insights.directory._people import number_customers
from feedback_insights.records import Account, Feedback

__all__ = [
    "Alias", "Directory", "KnownPerson", "ListedAccount", "MergedAccounts", "People", "merge_accounts",
    "resolve",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Two identifiers of one person, or of one account, each as the keyed hashes it may stand for."""

    kind: Literal["person", "account"]
    name: tuple[str, ...]
    alias: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How many distinct people, at least; `assumed` of them are counted one per anonymous record."""

    count: int
    assumed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Who wrote each feedback, and for which account."""

    customer: Mapping[str, str]  # feedback id -> customer id
    account: Mapping[str, str | None]  # customer id -> account id; None = no account is known
    assumed: frozenset[str]  # customers assumed to be one per record, as the record names no author
    accounts: Mapping[str, Account]  # the accounts file's, heard or not, and those made from shared keys
    notes: tuple[str, ...] = ()  # what a reader must know, such as accounts that were kept apart

    def people(self, feedback: Iterable[str] | None = None) -> People:
        """Count the people behind some feedback ids (all by default), each once."""
        customers = self._customers(feedback)
        return People(count=len(customers), assumed=len(customers & self.assumed))

    def fewest(self, feedback: Iterable[tuple[str, str]]) -> frozenset[str]:
        """The fewest customers that feedback, as (id, channel), may come from; of several the first one.

        Anonymous records of one channel, and of one account where it is known, may all be one person's.
        """
        found: dict[tuple[str | None, ...], str] = {}
        for id, channel in feedback:
            customer = self.customer[id]
            anonymous = customer in self.assumed
            found.setdefault((channel, self.account[customer]) if anonymous else (customer,), customer)
        return frozenset(found.values())

    def accounts_heard(self, feedback: Iterable[str] | None = None) -> int:
        """Count the known accounts behind some feedback ids (all by default), each once."""
        return len({self.account[customer] for customer in self._customers(feedback)} - {None})

    def within(self, feedback: Iterable[str]) -> Directory:
        """The same people, as if only this feedback had been heard: for figures with a scope."""
        customer = {f: self.customer[f] for f in sorted(set(feedback))}
        heard = sorted(set(customer.values()))
        return Directory(
            customer=customer,
            account={c: self.account[c] for c in heard},
            assumed=self.assumed.intersection(heard),
            accounts=self.accounts,
            notes=self.notes,
        )

    def _customers(self, feedback: Iterable[str] | None) -> set[str]:
        return set(self.customer.values() if feedback is None else (self.customer[f] for f in feedback))


def resolve(
    feedback: Sequence[Feedback],
    account_keys: Mapping[str, tuple[str, ...]],
    accounts: Sequence[tuple[Account, tuple[str, ...]]],
    *,
    person_keys: Mapping[str, tuple[str, ...]] | None = None,
    aliases: Sequence[Alias] = (),
    people: Sequence[KnownPerson] = (),
) -> Directory:
    """Find the customers behind the feedback and the accounts behind the customers.

    `person_keys` gives per feedback id the keys of its author ("id:..", "email:..", "name:..", "ref:.."); an
    item that it does not name is known by its author's pseudonym alone. `account_keys` gives the keys of its
    organisation ("site:..", "tool:..", "id:..", "domain:..", "name:.."); `accounts` is the accounts file,
    each account with its keys; `people` are users and contacts that tools list, each with keys and those of
    the organisation. Customers that share a key belong to one account, directly or through others. Two
    accounts of the file are never joined: where people or keys connect them, the strongest key decides
    (id > domain > name) and a note says so. Customers without any key have no account. Lines of the alias
    file that fit nobody, or several people, are told in a note. Raises ValueError for a key of another kind
    or an account id that occurs twice.
    """
    ordered = sorted(feedback, key=lambda f: f.id)
    pairs = [(a.name, a.alias) for a in aliases if a.kind == "person"]
    numbered = number_customers(ordered, person_keys or {}, pairs, people)
    number, assumed, told = numbered.of_item, numbered.assumed, numbered.notes
    claims = claims_of(accounts)
    same = substituted([(a.name, a.alias) for a in aliases if a.kind == "account"], accounts)
    given = [(number[item.id], account_keys.get(item.id, ())) for item in ordered]
    pairs_known = zip(numbered.known, people, strict=True)
    listed = [(customer, person) for customer, person in pairs_known if customer is not None]
    listed.sort(key=lambda pair: pair[0])
    given += [(customer, person.account_keys) for customer, person in listed]
    usable, unclear = usable_keys((keys for _, keys in given), claims, same)
    members: dict[str, dict[int, None]] = {}
    for customer, keys in given:
        for key in usable(keys):
            members.setdefault(same.get(key, key), {})[customer] = None
    groups = Groups(len(set(number.values())))
    staff = {customer for customer, person in listed if person.staff}
    notes = (*told, *_about_staff(staff, number), *unclear, *join(groups, members, claims))
    keyed = {customer for heard in members.values() for customer in heard}
    known = {account.id: account for account, _ in accounts}
    account_of, made = name_accounts(groups, keyed, taken=known)
    return Directory(
        customer={f: f"C{n + 1}" for f, n in number.items()},
        account={f"C{n + 1}": account for n, account in enumerate(account_of)},
        assumed=frozenset(f"C{n + 1}" for n in assumed),
        accounts=known | made,
        notes=notes,
    )


def _about_staff(staff: set[int], number: Mapping[str, int]) -> tuple[str, ...]:
    if not staff:
        return ()
    items = sum(customer in staff for customer in number.values())
    return (
        f"feedback by people whom the accounts files call staff: {items} items of {len(staff)} people; they"
        " count as customers' all the same",
    )
