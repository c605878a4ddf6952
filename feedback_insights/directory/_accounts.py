"""Customers joined into organisations by the keys they share, and the names of these organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from feedback_insights.records import Account

_STRENGTH = {"site": 0, "tool": 1, "id": 2, "domain": 3, "name": 4}  # kinds of account keys, strongest first

Accounts = Sequence[tuple[Account, tuple[str, ...]]]


def substituted(
    aliases: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], accounts: Accounts
) -> dict[str, str]:
    """Which key stands for which other: an alias for the account that the file has by its name, else for it.

    Of several lines about one alias the first counts.
    """
    same: dict[str, str] = {}
    for name, alias in aliases:
        owner = next((keys for _, keys in sorted(accounts, key=_by_id) if set(keys) & set(name)), name)
        if owner:
            same |= {key: owner[0] for key in (*alias, *name) if key not in same and key not in owner}
    return same


def _by_id(pair: tuple[Account, tuple[str, ...]]) -> str:
    return pair[0].id


def claims_of(accounts: Sequence[tuple[Account, tuple[str, ...]]]) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    seen: set[str] = set()
    for account, keys in sorted(accounts, key=lambda pair: pair[0].id):
        if account.id in seen:
            raise ValueError(f"account {account.id!r} occurs twice; every account needs an id of its own")
        seen.add(account.id)
        for key in dict.fromkeys(keys):
            claims.setdefault(key, []).append(account.id)
    return claims


def usable_keys(
    keys: Iterable[tuple[str, ...]], claims: Mapping[str, list[str]], same: Mapping[str, str]
) -> tuple[Callable[[tuple[str, ...]], tuple[str, ...]], tuple[str, ...]]:
    """Return what picks the keys that may join, and a note on the numbers that may not.

    A bare number ("id:") that stands beside the id of a site or tool joins only where a file of accounts or
    aliases names it, and never the organisations of two sites.
    """
    sites: dict[str, set[str]] = {}
    for own in keys:
        here = [key for key in own if key.startswith("site:")]
        for number in (key for key in own if key.startswith("id:")):
            sites.setdefault(number, set()).update(here)
    unclear = {number for number, found in sites.items() if len(found) > 1}

    def usable(own: tuple[str, ...]) -> tuple[str, ...]:
        if not any(key.startswith(("site:", "tool:")) for key in own):
            return own
        named = (key for key in own if key in claims or key in same or not key.startswith("id:"))
        return tuple(key for key in named if key not in unclear)

    told = sorted({owner for number in unclear for owner in claims.get(number, ())})
    if not told:
        return usable, ()
    shown = ", ".join(told[:3]) + (", …" if len(told) > 3 else "")
    return usable, (
        f"{len(told)} account ids of the accounts file, such as {shown}, are numbers of organisations at two"
        " sites and join neither; write them with their site: acme.zendesk.com:7000",
    )


class Groups:
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


def join(
    groups: Groups, members: Mapping[str, Mapping[int, None]], claims: Mapping[str, list[str]]
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


def name_accounts(
    groups: Groups, keyed: set[int], *, taken: Mapping[str, Account]
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
