"""The accounts file: who the customers are, their plan and what they pay, which no export says reliably."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.amounts import AmountColumn, read_number
from feedback_insights.files.columns import canonical, slug, tidy
from feedback_insights.files.profile import as_profile
from feedback_insights.files.sheets import Entry, Sheet, read_sheet
from feedback_insights.records import Account, Locator, Rejected
from feedback_insights.settings import ImportSettings

_NAMES = {
    "id": (
        "account id, id, key, account key, customer id, company id, organization id, organisation id, org id"
    ),
    "name": (
        "name, account name, company name, company, customer name, customer, organization, "
        "organisation, organization name, organisation name, account"
    ),
    "domain": "domain, company domain, email domain, website, web site, url",
    "plan": "plan, plan name, tier, subscription, edition",
    "arr": (
        "arr, annual recurring revenue, annual revenue, yearly revenue, acv, contract value, revenue, amount"
    ),
    "mrr": "mrr, monthly recurring revenue, monthly spend, monthly revenue",
    "currency": "currency, currency code, arr currency, currency iso code",
    "segment": "segment, customer segment, market segment, size",
    "seats": "seats, seat count, licenses, licences, users, number of seats, number of users",
}
_ROLES: Mapping[str, tuple[str, ...]] = {role: tuple(names.split(", ")) for role, names in _NAMES.items()}
_KNOWN = frozenset(name for names in _ROLES.values() for name in names)
_DOMAIN = re.compile(r"^(?:https?://)?(?:[^@/\s]*@)?(?:www\.)?([a-z0-9.-]+\.[a-z0-9-]{2,})(?:[:/?#].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The accounts of a file, by id."""

    accounts: tuple[Account, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    sha256: str  # of the file's bytes


def read_accounts(
    path: str | Path,
    settings: ImportSettings | None = None,
    *,
    profile: Profile | str | Path | None = None,
    name: str | None = None,
) -> Accounts:
    """Read an accounts file: CSV, JSON list or JSON lines with an id or a name per account.

    Amounts that can be read in two ways are unknown, with a warning. Raises `FileProblem` if the file cannot
    be read, has no accounts, or holds one id with two contents.
    """
    settings, profile = settings or ImportSettings(), as_profile(profile)
    file = InputFile.open(path, name=name, charset=settings.charset)
    if profile and profile.charset:
        file = file.recoded(profile.charset)
    sheet = read_sheet(file, known=_KNOWN.__contains__, profile=profile)
    reader = _Reader(_roles(file, sheet, profile), sheet)
    found: dict[str, tuple[str, Account]] = {}
    rejected = []
    for entry in sheet.entries:
        account = None if entry.problem else reader.account(entry)
        if account is None:
            place = Locator(file=file.name, sha256=file.sha256, record=entry.place)
            rejected.append(Rejected(locator=place, reason=entry.problem or "neither an id nor a name"))
        else:
            _add(file, found, entry, account, reader.warnings)
    if not found:
        raise FileProblem(f"{file.name} has no accounts")
    accounts = tuple(account for _, (_, account) in sorted(found.items()))
    warnings = (*file.warnings, *sheet.warnings, *reader.warnings, *_currencies(accounts))
    return Accounts(accounts=accounts, rejected=tuple(rejected), warnings=warnings, sha256=file.sha256)


def account_facts(entries: Sequence[Entry]) -> tuple[list[Account], list[str]]:
    """Return the accounts of entries whose values are named as the roles are, and warnings.

    Every entry needs an id or a name; revenue is read as in a file of accounts.
    """
    roles = {role: [role] if any(entry.first([role]) for entry in entries) else [] for role in _ROLES}
    reader = _Reader(roles, Sheet("json", tuple(_ROLES), tuple(entries)))
    accounts = [account for entry in entries if (account := reader.account(entry)) is not None]
    return accounts, [*reader.warnings, *_currencies(accounts)]


class _Reader:
    def __init__(self, roles: Mapping[str, Sequence[str]], sheet: Sheet) -> None:
        self._roles = roles
        self._amounts = AmountColumn()
        self._monthly = not roles["arr"] and bool(roles["mrr"])
        self._paid = roles["mrr"] if self._monthly else roles["arr"][:1]
        self.warnings: list[str] = []
        for entry in sheet.entries:
            self._amounts.see(entry.first(self._paid))
        if self._monthly:
            self.warnings.append("yearly revenue is twelve times the monthly column")

    def account(self, entry: Entry) -> Account | None:
        """Return the account of an entry; None without id and name."""
        number, name = (tidy(entry.first(self._roles[role])) for role in ("id", "name"))
        if not (number or name):
            return None
        arr, currency = self._revenue(entry)
        return Account(
            id=number or slug(name),
            name=name or number,
            domain=self._domain(entry),
            plan=tidy(entry.first(self._roles["plan"])) or None,
            arr=arr,
            currency=tidy(entry.first(self._roles["currency"])).upper() or currency,
            segment=tidy(entry.first(self._roles["segment"])) or None,
            seats=self._seats(entry),
        )

    def _revenue(self, entry: Entry) -> tuple[float | None, str | None]:
        cell = entry.first(self._paid)
        if not cell:
            return None, None
        amount, currency, problem = self._amounts.read(cell)
        if problem:
            self.warnings.append(f"{entry.place}: revenue {problem}; taken as unknown")
        return (amount * 12 if amount is not None and self._monthly else amount), currency

    def _domain(self, entry: Entry) -> str | None:
        match = _DOMAIN.match(entry.first(self._roles["domain"]).lower())
        return match[1] if match else None

    def _seats(self, entry: Entry) -> int | None:
        cell = entry.first(self._roles["seats"])
        if not cell:
            return None
        number, problem = read_number(re.sub(r"[,.'\s](?=\d{3}\b)", "", cell))
        if problem or number is None or number != int(number):
            self.warnings.append(
                f"{entry.place}: seats {cell[:30]!r} is not a whole number; taken as unknown"
            )
            return None
        return int(number)


def _roles(file: InputFile, sheet: Sheet, profile: Profile | None) -> dict[str, list[str]]:
    here = {canonical(name) for name in sheet.names}
    given = profile.columns(_ROLES) if profile else {}
    if absent := [name for names in given.values() for name in names if canonical(name) not in here]:
        raise SettingsError(
            f"profile: {file.name} has no column {absent[0]!r}; it has: {', '.join(sheet.names[:20])}"
        )
    roles = {
        role: [
            canonical(name) for name in (given.get(role, ()) if given else names) if canonical(name) in here
        ]
        for role, names in _ROLES.items()
    }
    if not sheet.entries:
        raise FileProblem(f"{file.name} has no rows under its header")
    if not roles["id"] and not roles["name"] and not all(entry.problem for entry in sheet.entries):
        raise FileProblem(
            f"{file.name}: no column of account ids or names among: {', '.join(sheet.names[:12])}; "
            'name one in a profile: [map] id = "..."'
        )
    return roles


def _add(
    file: InputFile,
    found: dict[str, tuple[str, Account]],
    entry: Entry,
    account: Account,
    warnings: list[str],
) -> None:
    place, known = found.setdefault(account.id, (entry.place, account))
    if place == entry.place:
        return
    if known != account:
        names = [
            part.name for part in fields(Account) if getattr(known, part.name) != getattr(account, part.name)
        ]
        raise FileProblem(
            f"{file.name}: {place} and {entry.place} both have the id {account.id!r} but differ in "
            f"{', '.join(names)}; remove one"
        )
    warnings.append(f"{entry.place} repeats {place} (id {account.id}); counted once")


def _currencies(accounts: Sequence[Account]) -> list[str]:
    counts = Counter(account.currency or "none given" for account in accounts if account.arr is not None)
    if len(counts) < 2:
        return []
    shown = ", ".join(f"{currency} ({count})" for currency, count in sorted(counts.items()))
    return [f"revenue in several currencies: {shown}; it is not converted and must not be added up"]
