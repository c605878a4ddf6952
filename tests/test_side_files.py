"""Lists of organisations, users and contacts of desks and CRMs: how they are known and what is read."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from feedback_insights.backlog.side_files import SideFile, read_side_file
from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile

ORGANIZATION = {
    "id": 12, "url": "https://halden.zendesk.com/api/v2/organizations/12.json", "name": "Birch & Sons",
    "domain_names": ["birch.example", "birch-service.example"], "external_id": "CRM-9",
    "organization_fields": {"plan": "Pro", "arr": 48000, "seats": 40}, "shared_tickets": False,
}  # fmt: skip
USER = {
    "id": 90, "url": "https://halden.zendesk.com/api/v2/users/90.json", "name": "Ann Lee",
    "email": "Ann@birch.example", "role": "end-user", "organization_id": 12, "user_fields": {},
}  # fmt: skip
COMPANY = {
    "type": "company", "id": "6f0c", "company_id": "CRM-9", "app_id": "w1", "name": "Birch & Sons",
    "plan": {"type": "plan", "id": "1", "name": "Pro"}, "monthly_spend": 4000, "session_count": 3,
    "website": "https://www.birch.example/about",
}  # fmt: skip
CONTACT = {
    "type": "contact", "id": "c1", "workspace_id": "w1", "role": "user", "email": "ann@birch.example",
    "external_id": "u-1", "companies": {"type": "list", "data": [{"id": "6f0c", "type": "company"}]},
    "has_hard_bounced": False,
}  # fmt: skip


def read(folder: Path, content: Any, name: str = "side") -> SideFile:
    found = maybe(folder, content, name)
    assert found is not None
    return found


def maybe(folder: Path, content: Any, name: str = "side") -> SideFile | None:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_side_file(InputFile.open(path))


def test_a_zendesk_organization_is_an_account_of_its_site_with_the_fields_that_people_added(tmp_path: Path):
    (side,) = read(tmp_path, {"organizations": [ORGANIZATION], "count": 1}).accounts
    account = side.account
    assert (account.id, account.name, account.domain) == (
        "halden.zendesk.com:12", "Birch & Sons", "birch.example",
    )  # fmt: skip
    assert (account.plan, account.arr, account.seats) == ("Pro", 48000, 40)
    assert side.domains == ("birch.example", "birch-service.example")
    assert side.own == "CRM-9"


@pytest.mark.parametrize(
    "content",
    [
        {"users": [USER], "next_page": None},
        [USER],
        json.dumps(USER) + "\n" + json.dumps({**USER, "id": 91}) + "\n",
        json.dumps({"users": [USER]}) + "\n" + json.dumps({"users": [{**USER, "id": 91}]}) + "\n",
        json.dumps({"users": [USER]}, indent=2),
    ],
)
def test_zendesk_users_are_read_in_every_shape_of_json(tmp_path: Path, content: Any):
    found = read(tmp_path, content)
    person = found.people[0]
    assert found.format == "zendesk_users"
    assert (person.numbers, person.emails, person.organisations) == (("90",), ("ann@birch.example",), ("12",))
    assert (person.instance, person.staff) == ("halden.zendesk.com", False)


def test_agents_and_admins_are_staff(tmp_path: Path):
    found = read(tmp_path, [USER, {**USER, "id": 91, "role": "agent"}, {**USER, "id": 92, "role": "admin"}])
    assert [person.staff for person in found.people] == [False, True, True]


def test_an_intercom_company_tells_its_plan_and_twelve_months_of_what_it_spends(tmp_path: Path):
    found = read(tmp_path, {"type": "list", "data": [COMPANY]})
    (side,) = found.accounts
    assert found.format == "intercom_companies"
    assert (side.account.id, side.account.plan, side.account.arr) == ("intercom:6f0c", "Pro", 48000)
    assert (side.own, side.account.domain) == ("CRM-9", "birch.example")
    assert found.warnings == ("yearly revenue is twelve times the monthly column",)


def test_an_intercom_contact_belongs_to_its_companies(tmp_path: Path):
    (person,) = read(tmp_path, {"type": "list", "data": [CONTACT]}).people
    assert (person.source, person.instance, person.organisations) == ("intercom", "w1", ("6f0c",))


def test_freshdesk_companies_and_contacts_join_by_number(tmp_path: Path):
    company = {
        "id": 12, "name": "Birch & Sons", "domains": ["birch.example"], "account_tier": "Premium",
        "health_score": "Happy", "custom_fields": {"arr": "48,000"},
    }  # fmt: skip
    (side,) = read(tmp_path, [company]).accounts
    assert (side.account.id, side.account.plan, side.account.arr) == ("freshdesk:12", "Premium", 48000)
    contact = {"id": 7, "email": "ann@birch.example", "company_id": 12, "twitter_id": None,
               "other_emails": ["ann@mail.example"], "role": None}  # fmt: skip
    (person,) = read(tmp_path, [contact]).people
    assert person.emails == ("ann@birch.example", "ann@mail.example")
    assert person.organisations == ("12",)


def test_freshdesk_tables_join_by_domain_and_name(tmp_path: Path):
    companies = read(tmp_path, "Name,Domains,Account tier\nBirch & Sons,birch.example;b.example,Premium\n")
    assert companies.accounts[0].domains == ("birch.example", "b.example")
    contacts = "Full name,Title,Company,Email,Work phone\nAnn Lee,,Birch & Sons,ann@birch.example,\n"
    (person,) = read(tmp_path, contacts).people
    assert person.organisation_names == ("Birch & Sons",)


ACCOUNT_CSV = (
    '"Id","IsDeleted","Name","ParentId","Website","AnnualRevenue","NumberOfEmployees","OwnerId","ARR__c","Plan__c"\n'
    '"001A000001LRCEPIA5","0","Birch & Sons","","http://birch.example","9000000","120","005","48000","Pro"\n'
    '"001A000001LRCEQIA5","1","Gone Ltd","","","","","005","",""\n'
)


def test_what_a_salesforce_customer_earns_is_not_what_it_pays(tmp_path: Path):
    found = read(tmp_path, ACCOUNT_CSV)
    (side,) = found.accounts
    assert (side.account.arr, side.account.plan, side.account.seats) == (48000, "Pro", None)
    assert found.warnings == (
        "annual revenue is what the customer earns, not what it pays, and is not read",
        "1 deleted records are left out",
    )


def test_a_salesforce_id_is_known_in_both_of_its_lengths(tmp_path: Path):
    (side,) = read(tmp_path, ACCOUNT_CSV).accounts
    assert side.numbers == ("001A000001LRCEPIA5", "001A000001LRCEP")
    contacts = (
        '"Id","IsDeleted","AccountId","LastName","FirstName","Email","OwnerId"\n'
        '"003A000001BBBBBIA5","0","001A000001LRCEPIA5","Lee","Ann","ann@birch.example","005"\n'
    )
    (person,) = read(tmp_path, contacts).people
    assert person.organisations == ("001A000001LRCEPIA5", "001A000001LRCEP")


def test_hubspot_companies_and_contacts_are_read_from_tables_and_json(tmp_path: Path):
    companies = (
        "Record ID,Company name,Company owner,Annual Revenue,Company Domain Name,ARR\n"
        "7,Birch & Sons,Jo Park,9000000,birch.example,48000\n"
    )
    (side,) = read(tmp_path, companies).accounts
    assert (side.account.id, side.account.arr, side.account.domain) == ("hubspot:7", 48000, "birch.example")
    contacts = (
        "Record ID,First Name,Last Name,Email,Associated Company,Associated Company IDs\n"
        "5,Ann,Lee,ann@birch.example,Birch & Sons,7;8\n"
    )
    assert read(tmp_path, contacts).people[0].organisations == ("7", "8")
    results = {"results": [{"id": "7", "properties": {"domain": "birch.example", "name": "Birch & Sons"}}]}
    assert read(tmp_path, results).accounts[0].account.name == "Birch & Sons"


@pytest.mark.parametrize(
    "content",
    [
        "id,name,domain,plan,arr\n7,Birch & Sons,birch.example,Pro,48000\n",
        "id,name,website,annual revenue\n7,Birch & Sons,birch.example,48000\n",
        [{"id": 7, "name": "Birch & Sons", "plan": "Pro"}],
        '{"id": 7, "name": "Birch & Sons"}\n',
    ],
)
def test_a_file_of_accounts_of_ones_own_is_no_list_of_a_tool(tmp_path: Path, content: Any):
    assert maybe(tmp_path, content) is None


def test_users_and_organizations_of_one_document_are_both_read(tmp_path: Path):
    found = read(tmp_path, {"users": [USER], "organizations": [ORGANIZATION]})
    assert (len(found.accounts), len(found.people)) == (1, 1)


def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path):
    lines = [json.dumps(USER), "{broken", json.dumps({"id": 1, "subject": "no user"}), json.dumps(USER)]
    found = read(tmp_path, "\n".join(lines) + "\n")
    assert len(found.people) == 2
    (told,) = found.warnings
    assert told.startswith("2 records could not be read: line 2: not JSON")
    assert told.endswith("line 3: neither an organisation nor a user")


def test_a_list_in_which_nobody_can_be_joined_is_refused(tmp_path: Path):
    with pytest.raises(FileProblem, match="no organisation, user or contact"):
        read(tmp_path, "Full name,Title,Company,Email,Work phone\nAnn Lee,,,,\n")


@pytest.mark.parametrize("record", [ORGANIZATION, USER, COMPANY, CONTACT], ids=lambda one: str(one["id"]))
@pytest.mark.parametrize(
    "odd", [None, "", "x", -1, 1e300, True, [], [[1], None, {"id": [2]}], {"id": {"a": 1}}]
)
def test_any_value_in_any_place_is_read_or_told_in_one_line(tmp_path: Path, record: Any, odd: Any):
    for name in record:
        with suppress(FileProblem):
            maybe(tmp_path, [record, {**record, name: odd}, odd])
        with suppress(FileProblem):
            maybe(tmp_path, [{**record, name: odd}])


def test_a_list_cut_off_anywhere_is_read_or_told_in_one_line(tmp_path: Path):
    whole = json.dumps({"users": [USER], "organizations": [ORGANIZATION]}, indent=1)
    for size in range(1, len(whole), 16):
        with suppress(FileProblem):
            maybe(tmp_path, whole[:size])
