"""How tools list their organisations and users: by which names a list is known, and where its facts stand.

Names are compared in canonical form; what lies in an object is named with a dot ("plan.name"), and fields
that people add themselves are named as if they stood beside the tool's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from feedback_insights.files.columns import canonical
from feedback_insights.files.profile import Evidence

Values = Mapping[str, Any]

LISTS = (  # what such lists are called in a document
    "users", "organizations", "contacts", "companies", "records", "results", "data",
)  # fmt: skip
_OWN_FIELDS = ("organization fields", "user fields", "custom fields", "custom attributes", "properties")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFormat:
    """One list of a tool."""

    name: str
    source: str  # as the tool's feedback has it
    holds: Literal["accounts", "people"]
    evidence: Evidence
    required: frozenset[str]
    helpful: frozenset[str]
    least: int = 1  # of the helpful names
    begins: str = ""  # how every id begins
    number: tuple[str, ...] = ("id",)
    own: tuple[str, ...] = ()  # the number that the tool's customer gave it
    title: tuple[str, ...] = ("name",)
    domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ("email",)
    organisation: tuple[str, ...] = ()  # ids
    organisation_name: tuple[str, ...] = ()
    site: tuple[str, ...] = ()  # an address whose host is the site, or the site itself
    limit: str = ""

    def signs(self, values: Values) -> int:
        """Count the names that are this list's; 0 if it is none of its records."""
        if not self.required <= values.keys() or not str(values.get("id", "")).startswith(self.begins):
            return 0
        found = len(self.helpful & values.keys())
        return found + len(self.required) if found >= self.least else 0


def values_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record says by canonical name; of objects in it one level."""
    found: dict[str, Any] = {}
    added: dict[str, Any] = {}
    for key, value in record.items():
        name = canonical(str(key))
        found[name] = value
        if name.endswith(" c"):  # Salesforce's mark of a field that people added
            added[name.removesuffix(" c")] = value
        if isinstance(value, Mapping):
            inner = {canonical(str(part)): one for part, one in value.items()}
            found |= {f"{name}.{part}": one for part, one in inner.items()}
            if name in _OWN_FIELDS:
                added |= inner
    return {**added, **found}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


_EARNS = "annual revenue is what the customer earns, not what it pays, and is not read"

FORMATS: tuple[SideFormat, ...] = (
    SideFormat(
        name="zendesk_organizations", source="zendesk", holds="accounts", evidence="documented",
        required=_names("id, name"), least=2,
        helpful=_names(
            "domain names, organization fields, shared tickets, shared comments, group id, domain name"
        ),
        own=("external id",), domains=("domain names", "domain name"), site=("url",),
    ),
    SideFormat(
        name="zendesk_users", source="zendesk", holds="people", evidence="documented",
        required=_names("id, role"), least=2,
        helpful=_names(
            "organization id, user fields, restricted agent, ticket restriction, shared phone number, "
            "default group id, locale id, two factor auth enabled, url"
        ),
        organisation=("organization id",), site=("url",),
    ),
    SideFormat(
        name="intercom_companies", source="intercom", holds="accounts", evidence="documented",
        required=_names("id, company id"), least=2,
        helpful=_names("monthly spend, session count, user count, plan, app id, remote created at"),
        own=("company id",), domains=("website",), site=("app id", "workspace id"),
    ),
    SideFormat(
        name="intercom_contacts", source="intercom", holds="people", evidence="documented",
        required=_names("id, email"), least=2,
        helpful=_names(
            "workspace id, app id, companies, has hard bounced, marked email as spam, signed up at, "
            "unsubscribed from emails, last seen at, session count"
        ),
        organisation=("companies.data", "companies.companies", "companies"),
        site=("workspace id", "app id"),
    ),
    SideFormat(
        name="freshdesk_companies", source="freshdesk", holds="accounts", evidence="documented",
        required=_names("id, name, domains"),
        helpful=_names("health score, account tier, renewal date, industry, custom fields, note"),
        domains=("domains",),
    ),
    SideFormat(
        name="freshdesk_contacts", source="freshdesk", holds="people", evidence="documented",
        required=_names("id, email, company id"),
        helpful=_names("twitter id, unique external id, view all tickets, other emails, other companies"),
        emails=("email", "other emails"), organisation=("company id",),
    ),
    SideFormat(
        name="freshdesk_companies_csv", source="freshdesk", holds="accounts", evidence="unverified",
        required=_names("name, domains"), helpful=_names("health score, account tier, renewal date"),
        number=("company id", "id"), domains=("domains",),
    ),
    SideFormat(
        name="freshdesk_contacts_csv", source="freshdesk", holds="people", evidence="unverified",
        required=_names("full name, email, company"), least=2,
        helpful=_names("title, work phone, mobile phone, twitter, language, time zone, unique external id"),
        number=("contact id", "id"), emails=("email", "other emails"), organisation_name=("company",),
    ),
    SideFormat(
        name="salesforce_accounts", source="salesforce", holds="accounts", evidence="documented",
        required=_names("id, name"), begins="001",
        helpful=_names(
            "is deleted, master record id, parent id, billing street, billing city, billing country, "
            "owner id, system modstamp, number of employees, annual revenue, website, account source"
        ),
        own=("account number",), domains=("website",), limit=_EARNS,
    ),
    SideFormat(
        name="salesforce_contacts", source="salesforce", holds="people", evidence="documented",
        required=_names("id, account id, email, last name"),
        helpful=_names("is deleted, owner id, system modstamp, mailing city, first name, name"),
        begins="003",
        organisation=("account id",),
    ),
    SideFormat(
        name="hubspot_companies", source="hubspot", holds="accounts", evidence="unverified",
        required=_names("record id, company name"),
        helpful=_names("company domain name, company owner, lifecycle stage, number of employees, industry"),
        number=("record id",), title=("company name",), domains=("company domain name", "website url"),
        limit=_EARNS,
    ),
    SideFormat(
        name="hubspot_contacts", source="hubspot", holds="people", evidence="unverified",
        required=_names("record id, email"), least=2,
        helpful=_names(
            "first name, last name, associated company, associated company ids, contact owner, lead status, "
            "lifecycle stage, marketing contact status"
        ),
        number=("record id",), emails=("email", "additional email addresses"),
        organisation=("associated company ids", "primary associated company id"),
        organisation_name=("associated company", "primary company", "company name"),
    ),
    SideFormat(
        name="hubspot_companies_json", source="hubspot", holds="accounts", evidence="documented",
        required=_names("id, properties.domain, properties.name"), helpful=frozenset(), least=0,
        domains=("domain", "website"), limit=_EARNS,
    ),
    SideFormat(
        name="hubspot_contacts_json", source="hubspot", holds="people", evidence="documented",
        required=_names("id, properties.email"), least=0,
        helpful=_names("properties.firstname, properties.lastname, properties.associatedcompanyid"),
        emails=("email", "hs additional emails"), organisation=("associatedcompanyid",),
    ),
)  # fmt: skip


def format_of(values: Values) -> tuple[SideFormat | None, int]:
    """Return the list that a record is of, and by how many names."""
    signs = [(one.signs(values), one) for one in FORMATS]
    best, found = max(signs, key=lambda pair: pair[0])
    return (found if best else None), best
