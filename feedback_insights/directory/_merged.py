"""One customer organisation that several files list, made one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedback_insights.records import Account

_KINDS = ("id", "domain", "name")  # what two files may know one organisation by, the surest first


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount:
    """An account as one file lists it."""

    account: Account
    origin: str  # the tool or site whose list it is; one list never has an organisation twice
    keys: tuple[str, ...]  # what feedback is joined by
    known_by: tuple[str, ...]  # what other files may know it by: "id:..", "domain:..", "name:.."


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedAccounts:
    """The accounts of several files, each organisation once."""

    accounts: tuple[tuple[Account, tuple[str, ...]], ...]  # by id
    of: tuple[str, ...]  # per listed account, the id of what it became
    notes: tuple[str, ...]


def merge_accounts(listed: Sequence[ListedAccount]) -> MergedAccounts:
    """Make one account of what several lists know by one id, domain or name; what stands first counts.

    A domain or a name that one list has twice tells nothing, and a name joins no two that have different
    domains. Ids, names and facts are those of the first that tells them.
    """
    group = list(range(len(listed)))
    members = [[number] for number in group]
    for kind in _KINDS:
        for holders in _shared(listed, kind):
            for one in holders[1:]:
                _unite(listed, group, members, holders[0], one, by_name=kind == "name")
    parts: dict[int, list[ListedAccount]] = {}
    for number, account in zip(group, listed, strict=True):
        parts.setdefault(number, []).append(account)
    made = {number: _merged(ones) for number, ones in parts.items()}
    differing = sorted(made[number][0].id for number, ones in parts.items() if _differ(ones))
    notes: tuple[str, ...] = ()
    if differing:
        shown = ", ".join(differing[:3]) + (", …" if len(differing) > 3 else "")
        notes = (
            f"{len(differing)} accounts have another plan or revenue in another file ({shown}); a file of"
            " accounts counts before a CRM, and a CRM before a desk",
        )
    return MergedAccounts(
        accounts=tuple(sorted(made.values(), key=lambda pair: pair[0].id)),
        of=tuple(made[number][0].id for number in group),
        notes=notes,
    )


def _shared(listed: Sequence[ListedAccount], kind: str) -> list[list[int]]:
    """Return who shares a key of a kind, where no list has it twice."""
    holders: dict[str, list[int]] = {}
    for number, one in enumerate(listed):
        for key in dict.fromkeys(one.known_by):
            if key.startswith(f"{kind}:"):
                holders.setdefault(key, []).append(number)
    return [found for found in holders.values() if len({listed[n].origin for n in found}) == len(found) > 1]


def _unite(
    listed: Sequence[ListedAccount],
    group: list[int],
    members: list[list[int]],
    first: int,
    other: int,
    *,
    by_name: bool,
) -> None:
    least, most = sorted((group[first], group[other]))
    mine, theirs = members[least], members[most]
    if {listed[n].origin for n in mine} & {listed[n].origin for n in theirs}:
        return
    here, there = _domains(listed, mine), _domains(listed, theirs)
    if by_name and here and there and not here & there:
        return
    for n in theirs:
        group[n] = least
    mine += theirs


def _domains(listed: Sequence[ListedAccount], numbers: Sequence[int]) -> set[str]:
    return {key for n in numbers for key in listed[n].known_by if key.startswith("domain:")}


def _merged(ones: Sequence[ListedAccount]) -> tuple[Account, tuple[str, ...]]:
    accounts = [one.account for one in ones]
    paying = next((account for account in accounts if account.arr is not None), accounts[0])
    account = replace(
        accounts[0],
        domain=next((a.domain for a in accounts if a.domain), None),
        plan=next((a.plan for a in accounts if a.plan), None),
        segment=next((a.segment for a in accounts if a.segment), None),
        seats=next((a.seats for a in accounts if a.seats is not None), None),
        arr=paying.arr,
        currency=paying.currency,
    )
    return account, tuple(dict.fromkeys(key for one in ones for key in one.keys))


def _differ(ones: Sequence[ListedAccount]) -> bool:
    plans = {one.account.plan.casefold() for one in ones if one.account.plan}
    revenues = {(one.account.arr, one.account.currency) for one in ones if one.account.arr is not None}
    return len(plans) > 1 or len(revenues) > 1
