"""Lists of organisations, users and contacts that desks and CRMs export beside their tickets.

They are known by their names, as exports are. What people are called is not read; their ids and addresses
leave here only to be hashed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from feedback_insights.backlog.accounts import account_facts
from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.cells import cell_text
from feedback_insights.files.columns import is_empty, tidy
from feedback_insights.files.sheets import Entry
from feedback_insights.files.side_lists import SideFormat, Values, format_of, list_format, list_records
from feedback_insights.records import Account
from feedback_insights.references import host_of

_SPLIT = re.compile(r"[;,\s]+")
_STAFF = frozenset({"admin", "agent", "owner"})
_TRUE = frozenset({"true", "1", "yes"})
_LONG_ID, _SHORT_ID = 18, 15  # Salesforce writes one id in two lengths
_FACTS: Mapping[str, tuple[str, ...]] = {
    "plan": ("plan.name", "plan", "plan name", "subscription", "subscription plan", "account tier", "tier"),
    "arr": ("arr", "annual recurring revenue", "acv", "contract value"),
    "mrr": ("mrr", "monthly recurring revenue", "monthly spend"),
    "currency": ("currency", "currency code", "currency iso code", "arr currency"),
    "segment": ("segment", "customer segment", "market segment"),
    "seats": ("seats", "seat count", "licenses", "licences", "number of seats"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SideAccount:
    """An organisation of a tool: its id is ``site:number``."""

    place: str
    source: str
    instance: str
    numbers: tuple[str, ...]  # one id, as the tool may write it
    own: str  # the number by which the tool's customer knows it
    domains: tuple[str, ...]
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePerson:
    """A user or contact of a tool."""

    place: str
    source: str
    instance: str
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = field(default=(), repr=False)
    organisations: tuple[str, ...] = ()  # ids
    organisation_names: tuple[str, ...] = ()
    staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFile:
    """What one such file holds, sorted by tool, site and id."""

    file: str
    format: str
    sha256: str
    accounts: tuple[SideAccount, ...]
    people: tuple[SidePerson, ...]
    warnings: tuple[str, ...]


def read_side_file(file: InputFile) -> SideFile | None:
    """Read a tool's list of organisations, users or contacts; None for any other file.

    JSON, one document or one record a line, CSV or a workbook. Raises `FileProblem` for a damaged file.
    """
    usual = list_format(file)
    if usual is None:
        return None
    reader = _Reader()
    for place, values, problem in list_records(file):
        reader.read(place, values, problem)
    accounts, warnings = reader.accounts()
    if not accounts and not reader.people:
        raise FileProblem(f"{file.name} has no organisation, user or contact with an id or an address")
    return SideFile(
        file=file.name,
        format=usual.name,
        sha256=file.sha256,
        accounts=accounts,
        people=tuple(sorted(reader.people, key=_identity)),
        warnings=(*file.warnings, *warnings, *reader.warnings()),
    )  # fmt: skip


class _Reader:
    """Sorts records into organisations and people, and keeps count of what is neither."""

    def __init__(self) -> None:
        self.people: list[SidePerson] = []
        self._found: list[tuple[SideFormat, Values, Entry]] = []
        self._other: list[str] = []
        self._deleted = 0
        self._limits: dict[str, None] = {}

    def read(self, place: str, values: Values, problem: str) -> None:
        """Take note of one record."""
        form = None if problem else format_of(values)[0]
        if form is None:
            self._other.append(f"{place}: {problem or 'neither an organisation nor a user'}")
            return
        if _text(values, "is deleted").lower() in _TRUE or _text(values, "deleted at"):
            self._deleted += 1
            return
        if form.limit:
            self._limits[form.limit] = None
        if form.holds == "people":
            self._person(form, place, values)
        elif number := _first(values, form.number) or _first(values, form.title):
            facts = {
                role: (_first(values, names),) for role, names in _FACTS.items() if _first(values, names)
            }
            domains = _parts(values, form.domains)
            entry = {"id": (number,), "name": (_first(values, form.title),), "domain": domains[:1], **facts}
            self._found.append((form, values, Entry(place, entry)))
        else:
            self._other.append(f"{place}: neither an id nor a name")

    def _person(self, form: SideFormat, place: str, values: Values) -> None:
        numbers = _numbers(form, _first(values, form.number))
        emails = tuple(one.lower() for one in _parts(values, form.emails) if "@" in one)
        if not numbers and not emails:
            self._other.append(f"{place}: neither an id nor an address")
            return
        person = SidePerson(
            place=place, source=form.source, instance=_site(form, values), numbers=numbers, emails=emails,
            organisations=tuple(
                number for one in _parts(values, form.organisation) for number in _numbers(form, one)
            ),
            organisation_names=tuple(name for key in form.organisation_name if (name := _text(values, key))),
            staff=_text(values, "role").lower() in _STAFF,
        )  # fmt: skip
        self.people.append(person)

    def accounts(self) -> tuple[tuple[SideAccount, ...], list[str]]:
        """Return the organisations, once all of their amounts have been seen; of one id the last."""
        read, warnings = account_facts([entry for _, _, entry in self._found])
        made: dict[str, SideAccount] = {}
        for (form, values, entry), account in zip(self._found, read, strict=True):
            site = _site(form, values)
            shown = site if "." in site else form.source
            account = replace(account, id=f"{shown}:{account.id}")
            if account.id in made:
                warnings.append(f"{entry.place} repeats {made[account.id].place}; the later one counts")
            number = _first(values, form.number)
            made[account.id] = SideAccount(
                place=entry.place, source=form.source, instance=site, numbers=_numbers(form, number),
                own=_first(values, form.own), domains=_parts(values, form.domains), account=account,
            )  # fmt: skip
        return tuple(made[id] for id in sorted(made)), warnings

    def warnings(self) -> Iterator[str]:
        """Yield what reading showed."""
        yield from self._limits
        if self._deleted:
            yield f"{self._deleted} deleted records are left out"
        if self._other:
            yield f"{len(self._other)} records could not be read: {'; '.join(self._other[:3])}"


def _identity(one: SidePerson) -> tuple[object, ...]:
    return one.source, one.instance, one.numbers, one.emails, one.place


def _site(form: SideFormat, values: Values) -> str:
    text = _first(values, form.site)
    return host_of(text) if "://" in text else text


def _numbers(form: SideFormat, number: str) -> tuple[str, ...]:
    if form.source == "salesforce" and len(number) == _LONG_ID:
        return (number, number[:_SHORT_ID])
    return (number,) if number else ()


def _first(values: Values, names: Sequence[str]) -> str:
    return next((text for name in names if (text := _text(values, name))), "")


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    text = "" if isinstance(value, Mapping | list) else tidy(cell_text(value))
    return "" if is_empty(text) else text


def _parts(values: Values, names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts under the names: of lists each, of objects in them the id, of cells the parts."""
    found: dict[str, None] = {}
    for name in names:
        value = values.get(name)
        for one in value if isinstance(value, list) else [_text(values, name)]:
            text = cell_text(one.get("id") if isinstance(one, Mapping) else one) if one else ""
            found |= dict.fromkeys(part for part in _SPLIT.split(text.strip()) if not is_empty(part))
    return tuple(found)
