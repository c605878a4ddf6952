"""Who is one customer, and which customers belong to one account.

A customer is everything under one author pseudonym. Feedback without an author counts as one customer per
record of its source, and says so: such customers are *assumed*. The ids made here ("C1", "A1", ...) number
customers and accounts by their smallest feedback id, so neither row order nor the pseudonym key moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.records import Account, Feedback

_STRENGTH = {"id": 0, "domain": 1, "name": 2}  # kinds of account keys, the strongest first


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
) -> Directory:
    """Find the customers behind the feedback and the accounts behind the customers.

    `account_keys` gives per feedback id the keys of its organisation ("id:..", "domain:..", "name:..");
    `accounts` is the accounts file, each account with its keys. Customers that share a key belong to one
    account, directly or through others. Two accounts of the file are never joined: where people or keys
    connect them, the strongest key decides (id > domain > name) and a note says so. Customers without any
    key have no account. Raises ValueError for a key of another kind or an account id that occurs twice.
    """
    ordered = sorted(feedback, key=lambda f: f.id)
    number, assumed = _number_customers(ordered)
    members: dict[str, dict[int, None]] = {}
    for item in ordered:
        for key in account_keys.get(item.id, ()):
            members.setdefault(key, {})[number[item.id]] = None
    groups = _Groups(len(set(number.values())))
    notes = _join(groups, members, _claims(accounts))
    keyed = {customer for people in members.values() for customer in people}
    known = {account.id: account for account, _ in accounts}
    account_of, made = _name_accounts(groups, keyed, taken=known)
    return Directory(
        customer={f: f"C{n + 1}" for f, n in number.items()},
        account={f"C{n + 1}": account for n, account in enumerate(account_of)},
        assumed=frozenset(f"C{n + 1}" for n in assumed),
        accounts=known | made,
        notes=notes,
    )


def _number_customers(ordered: Sequence[Feedback]) -> tuple[dict[str, int], set[int]]:
    numbers: dict[tuple[str, ...], int] = {}
    number: dict[str, int] = {}
    assumed: set[int] = set()
    for item in ordered:
        who = (item.source, item.external_id) if item.author is None else (item.author,)
        number[item.id] = numbers.setdefault(who, len(numbers))
        if item.author is None:
            assumed.add(number[item.id])
    return number, assumed


def _claims(accounts: Sequence[tuple[Account, tuple[str, ...]]]) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    seen: set[str] = set()
    for account, keys in sorted(accounts, key=lambda pair: pair[0].id):
        if account.id in seen:
            raise ValueError(f"account {account.id!r} occurs twice; every account needs an id of its own")
        seen.add(account.id)
        for key in dict.fromkeys(keys):
            claims.setdefault(key, []).append(account.id)
    return claims


class _Groups:
    """Customers joined into organisations (union-find), each with at most one owner in the accounts file."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._owner: list[str | None] = [None] * size
        self.size = size

    def root(self, customer: int) -> int:
        """The group's customer with the smallest number."""
        while self._parent[customer] != customer:
            self._parent[customer] = self._parent[self._parent[customer]]
            customer = self._parent[customer]
        return customer

    def owner(self, customer: int) -> str | None:
        return self._owner[self.root(customer)]

    def unite(self, customers: Sequence[int], owner: str | None) -> None:
        """Join groups whose owners do not contradict `owner`."""
        roots = [self.root(customer) for customer in customers]
        if not roots:
            return
        first = min(roots)
        for root in roots:
            self._parent[root] = first
        self._owner[first] = owner


def _join(
    groups: _Groups, members: Mapping[str, Mapping[int, None]], claims: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """Join customers by shared keys, the strongest kind first; return the notes on what was kept apart."""
    apart: set[tuple[str, ...]] = set()
    unclear = []
    # `members` is in order of first use; sorting by the keys' text would let the pseudonym key decide
    for key in sorted(members, key=lambda key: (_strength(key), key not in claims)):
        claimants = claims.get(key, [])
        owners = {owner for person in members[key] if (owner := groups.owner(person)) is not None}
        if len(owners.union(claimants)) > 1:
            apart.add(tuple(sorted(owners.union(claimants))))
        if len(claimants) > 1 or (not claimants and len(owners) > 1):
            unclear.append(key)
            continue
        owner = next(iter(claimants or owners), None)
        groups.unite([p for p in members[key] if groups.owner(p) in (None, owner)], owner)
    for key in unclear:  # those whom nothing stronger placed still share an organisation
        groups.unite([p for p in members[key] if groups.owner(p) is None], None)
    return tuple(
        f"accounts {', '.join(ids)} share a person or a key; kept apart by the strongest key"
        " (id, then domain, then name)"
        for ids in sorted(apart)
    )


def _strength(key: str) -> int:
    kind = key.partition(":")[0]
    if kind not in _STRENGTH:
        raise ValueError(f"account key of unknown kind {kind!r}; known: {', '.join(_STRENGTH)}")
    return _STRENGTH[kind]


def _name_accounts(
    groups: _Groups, keyed: set[int], *, taken: Mapping[str, Account]
) -> tuple[list[str | None], dict[str, Account]]:
    """Give every customer the account's own id, a made one ("A1", ...), or None without any key."""
    named: dict[int, str] = {}
    made: dict[str, Account] = {}
    number = 0
    for root in sorted({groups.root(customer) for customer in keyed}):
        owner = groups.owner(root)
        while owner is None:
            number += 1
            if f"A{number}" not in taken:
                owner = f"A{number}"
                made[owner] = Account(id=owner, name=owner)
        named[root] = owner
    return [named.get(groups.root(customer)) for customer in range(groups.size)], made
