"""Who the customers are: files of accounts, the lists that desks and CRMs export, and aliases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_insights.errors import FileProblem
from feedback_insights.store import FileFacts
from feedback_insights.workspace._intake import Intake

if TYPE_CHECKING:
    from feedback_insights.backlog.side_files import SideAccount, SidePerson
    from feedback_insights.directory import KnownPerson, ListedAccount
    from feedback_insights.records import Account

_FILE = ""  # the origin of a file of accounts; it counts before every tool
_CRMS = ("salesforce", "hubspot")  # what they say of plans and revenue counts before what a desk says
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsFile:
    """What one file of accounts, organisations or users held, and how much of it is heard in the feedback."""

    file: str
    format: str  # "accounts", or the tool's list: "zendesk_users"
    accounts: int
    people: int
    joined: int  # accounts or people with feedback that is here now
    apart: tuple[str, ...]  # places of the first three without any
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsReport:
    """What loading files of accounts did."""

    file: str  # names, where there are several
    accounts: int  # each organisation once, in however many files it stands
    people: int = 0
    files: tuple[AccountsFile, ...] = ()
    notes: tuple[str, ...] = ()  # on what the files say differently
    heard: bool = True  # whether there is feedback that anything could join

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know, of all files."""
        return (*(warning for file in self.files for warning in file.warnings), *self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasReport:
    """What loading an alias file did."""

    file: str
    lines: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One file as read: its accounts and people with the places where they stand."""

    facts: FileFacts
    accounts: Sequence[tuple[str, ListedAccount]]
    people: Sequence[tuple[str, KnownPerson]]


class Accounts(Intake):
    """The part of a workspace that takes in who the customers are."""

    def load_accounts(self, *paths: str | Path) -> AccountsReport:
        """Read the customer accounts in place of those before.

        A file of accounts, or the organisations, companies, users and contacts that Zendesk, Intercom,
        Freshdesk, Salesforce and HubSpot export; several files are one set, in which an organisation that
        they know by one domain or name is one account. Of people only keyed hashes are kept. Raises
        `FileProblem`.
        """
        from feedback_insights.directory import merge_accounts

        loaded = [self._read_accounts(path) for path in sorted({Path(p) for p in paths})]
        if not loaded:
            raise FileProblem("no file of accounts is given; name one")
        listed = [pair for one in loaded for pair in one.accounts]
        listed.sort(key=lambda pair: (_rank(pair[1].origin), pair[1].origin, pair[1].account.id))
        _refuse_repeated([account for _, account in listed])
        merged = merge_accounts([account for _, account in listed])
        people = [person for one in loaded for _, person in one.people]
        facts = _facts_of([one.facts for one in loaded])
        with self._store.session():
            self._store.replace_accounts(merged.accounts, facts)
            self._store.replace_people(people, facts if people else None)
        keys_of = {account.id: keys for account, keys in merged.accounts}
        became = {id(one): keys_of[to] for (_, one), to in zip(listed, merged.of, strict=True)}
        held = self._held(people)
        return AccountsReport(
            file=facts.name,
            accounts=len(merged.accounts),
            people=len(people),
            files=tuple(
                _report(
                    one,
                    [(place, became[id(account)]) for place, account in one.accounts],
                    [(place, person.keys) for place, person in one.people],
                    held,
                )
                for one in loaded
            ),
            notes=merged.notes,
            heard=self._store.feedback_count > 0,
        )

    def load_aliases(self, path: str | Path) -> AliasReport:
        """Read which identifiers are one person or account, in place of those before.

        Only keyed hashes of them are kept. Raises `FileProblem`.
        """
        from feedback_insights.backlog.aliases import read_aliases
        from feedback_insights.directory import Alias
        from feedback_insights.normalize import alias_keys

        found, key = read_aliases(path, self.settings.imports), self._store.key
        facts = FileFacts(
            sha256=found.sha256, name=Path(path).name, format="aliases", warnings=found.warnings
        )
        made = (
            Alias(
                kind=line.kind,
                name=alias_keys(line.kind, line.name, key=key),
                alias=alias_keys(line.kind, line.alias, key=key),
            )
            for line in found.lines
        )
        self._store.replace_aliases(made, facts)
        return AliasReport(file=facts.name, lines=len(found.lines), warnings=found.warnings)

    def _read_accounts(self, path: Path) -> _Loaded:
        from feedback_insights.backlog import read_accounts
        from feedback_insights.backlog.side_files import read_side_file
        from feedback_insights.files import InputFile

        settings = self.settings.imports
        if side := read_side_file(InputFile.open(path, charset=settings.charset)):
            facts = FileFacts(sha256=side.sha256, name=path.name, format=side.format, warnings=side.warnings)
            return _Loaded(
                facts,
                [(one.place, self._listed(one)) for one in side.accounts],
                [(one.place, self._known(one)) for one in side.people],
            )
        found = read_accounts(path, settings=settings)
        warnings = (*found.warnings, *(f"{r.locator.record}: {r.reason}" for r in found.rejected))
        facts = FileFacts(sha256=found.sha256, name=path.name, format="accounts", warnings=warnings)
        return _Loaded(facts, [(f"id {a.id}", self._own(a)) for a in found.accounts], [])

    def _own(self, account: Account) -> ListedAccount:
        from feedback_insights.directory import ListedAccount
        from feedback_insights.normalize import account_keys
        from feedback_insights.raw import Organisation

        told = Organisation(external_id=account.id, name=account.name, domain=account.domain)
        keys = account_keys(told, key=self._store.key)
        return ListedAccount(account=account, origin=_FILE, keys=keys, known_by=keys)

    def _listed(self, side: SideAccount) -> ListedAccount:
        from feedback_insights.directory import ListedAccount
        from feedback_insights.normalize import account_keys
        from feedback_insights.raw import Organisation

        def keys(told: Organisation, source: str = "") -> tuple[str, ...]:
            return account_keys(told, key=self._store.key, source=source, instance=side.instance)

        numbered = chain.from_iterable(keys(Organisation(external_id=n), side.source) for n in side.numbers)
        domains = chain.from_iterable(keys(Organisation(domain=domain)) for domain in side.domains)
        named = (*domains, *keys(Organisation(name=side.account.name)))
        return ListedAccount(
            account=side.account,
            origin=side.account.id.rpartition(":")[0],
            # a number alone is not enough: two sites may both have it
            keys=(*(key for key in numbered if not key.startswith("id:")), *named),
            known_by=(*keys(Organisation(external_id=side.own)), *named),
        )

    def _known(self, side: SidePerson) -> KnownPerson:
        from feedback_insights.directory import KnownPerson
        from feedback_insights.normalize import account_keys, person_keys
        from feedback_insights.raw import Identity, Organisation

        key, site = self._store.key, {"source": side.source, "instance": side.instance}
        told = [Identity(external_id=number) for number in side.numbers]
        told += [Identity(email=email) for email in side.emails]
        keys = chain.from_iterable(person_keys(one, **site, key=key) for one in told)
        ids = [Organisation(external_id=number) for number in side.organisations]
        names = [Organisation(name=name) for name in side.organisation_names]
        groups = (
            *(account_keys(one, key=key, **site) for one in ids),
            *(account_keys(one, key=key) for one in names),
            *(account_keys(None, email=email, key=key) for email in side.emails),
        )
        return KnownPerson(
            keys=tuple(one for one in dict.fromkeys(keys) if not (side.instance and one.startswith("ref:"))),
            account_keys=tuple(dict.fromkeys(chain.from_iterable(groups))),
            staff=side.staff,
        )

    def _held(self, people: Iterable[KnownPerson]) -> tuple[set[str], set[str]]:
        """Return the keys of people, and of organisations, that the feedback here has."""
        persons = set(chain.from_iterable(self._store.person_keys().values()))
        organisations = set(chain.from_iterable(self._store.account_keys().values()))
        for person in people:
            if not persons.isdisjoint(person.keys):
                organisations.update(person.account_keys)
        return persons, organisations


def _rank(origin: str) -> int:
    return 0 if origin == _FILE else 1 if origin in _CRMS else 2


def _refuse_repeated(listed: Sequence[ListedAccount]) -> None:
    seen: set[str] = set()
    for one in listed:
        if one.account.id in seen:
            raise FileProblem(f"two of the files have the account {one.account.id!r}; give it in one of them")
        seen.add(one.account.id)


def _facts_of(facts: Sequence[FileFacts]) -> FileFacts:
    if len(facts) == 1:
        return facts[0]
    return FileFacts(
        sha256=sha256("".join(one.sha256 for one in facts).encode()).hexdigest(),
        name=", ".join(one.name for one in facts),
        format=", ".join(dict.fromkeys(one.format for one in facts)),
        warnings=tuple(f"{one.name}: {warning}" for one in facts for warning in one.warnings),
    )


def _report(
    loaded: _Loaded,
    accounts: Sequence[tuple[str, tuple[str, ...]]],
    people: Sequence[tuple[str, tuple[str, ...]]],
    held: tuple[set[str], set[str]],
) -> AccountsFile:
    persons, organisations = held

    def places() -> Iterator[str]:
        yield from (place for place, keys in accounts if organisations.isdisjoint(keys))
        yield from (place for place, keys in people if persons.isdisjoint(keys))

    apart = list(places())
    return AccountsFile(
        file=loaded.facts.name,
        format=loaded.facts.format,
        accounts=len(accounts),
        people=len(people),
        joined=len(accounts) + len(people) - len(apart),
        apart=tuple(apart[:_SHOWN]),
        warnings=tuple(loaded.facts.warnings),
    )
