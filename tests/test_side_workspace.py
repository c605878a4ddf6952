"""Organisations, users and contacts of tools in a workspace: whom they join, and what stays apart."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from feedback_insights import Workspace
from feedback_insights.errors import FileProblem


def ticket(site: str, number: int, requester: int, organization: int | None = None, **more: Any) -> str:
    value = {
        "url": f"https://{site}/api/v2/tickets/{number}.json", "id": number,
        "subject": f"Visit {number} {site}",
        "description": f"The visit {number} at {site} was not shown on the board.", "requester_id": requester,
        "submitter_id": requester, "organization_id": organization, "via": {"channel": "web"},
        "created_at": "2026-05-04T08:00:00Z", **more,
    }  # fmt: skip
    return json.dumps(value)


def user(
    site: str, number: int, email: str = "", organization: int | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "id": number, "url": f"https://{site}/api/v2/users/{number}.json", "email": email or None,
        "role": "end-user", "organization_id": organization, "user_fields": {}, **more,
    }  # fmt: skip


def organization(site: str, number: int, name: str, *domains: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": number, "url": f"https://{site}/api/v2/organizations/{number}.json", "name": name,
        "domain_names": list(domains), "organization_fields": fields,
    }  # fmt: skip


HALDEN, BIRCH = "halden.zendesk.com", "birch.zendesk.com"


class Room:
    """A workspace with some files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ws = Workspace(":memory:")

    def file(self, name: str, content: Any) -> Path:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return path

    def tickets(self, *lines: str) -> None:
        self.ws.import_files([self.file("tickets.ndjson", "\n".join(lines) + "\n")])

    def rows(self, rows: Iterable[dict[str, Any]]) -> None:
        self.ws.import_records(list(rows), name="survey")

    def accounts(self) -> dict[str, str | None]:
        """By text: the account that its customer belongs to."""
        feedback = list(self.ws._store.feedback())
        directory = self.ws._directory(feedback)
        return {item.text.split("\n")[0]: directory.account[directory.customer[item.id]] for item in feedback}

    def people(self) -> int:
        return self.ws._directory(list(self.ws._store.feedback())).people().count

    def notes(self) -> tuple[str, ...]:
        return self.ws._directory(list(self.ws._store.feedback())).notes


@pytest.fixture
def room(tmp_path: Path) -> Iterable[Room]:
    made = Room(tmp_path)
    yield made
    made.ws.close()


def test_the_same_number_at_two_sites_is_two_organisations(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90, 12), ticket(BIRCH, 2, 91, 12))
    path = room.file("organizations.json", {"organizations": [organization(HALDEN, 12, "Lifts", plan="Pro")]})
    report = room.ws.load_accounts(path)
    assert room.accounts() == {f"Visit 1 {HALDEN}": f"{HALDEN}:12", f"Visit 2 {BIRCH}": "A1"}
    assert report.files[0].joined == 1


def test_the_same_number_in_two_tools_is_two_organisations(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90, 12))
    room.rows([{"comment": "Exports stop at noon.", "company id": "12", "email": "tom@mail.example"}])
    assert set(room.accounts().values()) == {"A1", "A2"}
    room.ws.load_accounts(room.file("orgs.json", [organization(HALDEN, 12, "Lifts")]))
    assert room.accounts() == {f"Visit 1 {HALDEN}": f"{HALDEN}:12", "Exports stop at noon.": "A1"}


def test_a_bare_number_of_a_file_of_accounts_joins_unless_two_sites_have_it(room: Room) -> None:
    path = room.file("accounts.csv", "id,name,plan\n12,Lifts,Pro\n")
    room.tickets(ticket(HALDEN, 1, 90, 12))
    room.ws.load_accounts(path)
    assert room.accounts() == {f"Visit 1 {HALDEN}": "12"}
    room.ws.import_files([room.file("more.ndjson", ticket(BIRCH, 2, 91, 12) + "\n")])
    assert "12" not in room.accounts().values()
    assert any("numbers of organisations at two sites" in note for note in room.notes())
    room.ws.load_accounts(room.file("accounts.csv", f"id,name,plan\n{HALDEN}:12,Lifts,Pro\n"))
    assert room.accounts() == {f"Visit 1 {HALDEN}": f"{HALDEN}:12", f"Visit 2 {BIRCH}": "A1"}


def test_users_join_what_one_person_wrote_in_two_tools_and_tell_the_organisation(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90))
    room.rows([{"comment": "I cannot see who changed a booking.", "email": "ann@mail.example"}])
    assert room.people() == 2
    room.ws.load_accounts(
        room.file("users.json", {"users": [user(HALDEN, 90, "ann@mail.example", 12)]}),
        room.file("organizations.json", {"organizations": [organization(HALDEN, 12, "Lifts", plan="Pro")]}),
    )
    assert room.people() == 1
    assert set(room.accounts().values()) == {f"{HALDEN}:12"}


def test_a_user_of_another_site_with_the_same_number_joins_nobody(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90), ticket(BIRCH, 2, 90))
    report = room.ws.load_accounts(
        room.file("users.json", [user(HALDEN, 90, "a@x.example"), user(BIRCH, 90)])
    )
    assert room.people() == 2
    assert report.files[0].joined == 2


def test_an_organisation_that_a_crm_and_a_desk_know_is_one_account_with_the_revenue_of_the_crm(
    room: Room,
) -> None:
    room.tickets(ticket(HALDEN, 1, 90, 12))
    crm = "Id,IsDeleted,Name,Website,OwnerId,ARR__c\n001A000001LRCEPIA5,0,Lifts Ltd,lifts.example,005,48000\n"
    report = room.ws.load_accounts(
        room.file("Account.csv", crm),
        room.file("orgs.json", [organization(HALDEN, 12, "Lifts", "lifts.example", plan="Pro", arr=20000)]),
    )
    assert report.accounts == 1
    assert "another plan or revenue" in report.notes[0]
    ((account, _),) = room.ws._store.accounts()
    assert (account.id, account.arr, account.plan) == ("salesforce:001A000001LRCEPIA5", 48000, "Pro")
    assert room.accounts() == {f"Visit 1 {HALDEN}": account.id}


def test_a_number_that_the_desk_keeps_for_the_crm_makes_one_account_of_two(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90, 12))
    org = {**organization(HALDEN, 12, "Lifts Norge"), "external_id": "CRM-9"}
    room.ws.load_accounts(
        room.file("accounts.csv", "id,name,arr\nCRM-9,Lifts,48000\n"), room.file("orgs.json", [org])
    )
    assert room.accounts() == {f"Visit 1 {HALDEN}": "CRM-9"}


def test_two_organisations_of_one_name_and_different_domains_stay_two(room: Room) -> None:
    report = room.ws.load_accounts(
        room.file("accounts.csv", "id,name,domain\nA,Apex,apex.example\n"),
        room.file("orgs.json", [organization(HALDEN, 12, "Apex", "apex-lifts.example")]),
    )
    assert report.accounts == 2


def test_a_domain_that_one_list_has_twice_makes_no_two_accounts_one(room: Room) -> None:
    orgs = [
        organization(HALDEN, 12, "Apex US", "apex.example"),
        organization(HALDEN, 13, "Apex EU", "apex.example"),
    ]
    report = room.ws.load_accounts(
        room.file("accounts.csv", "id,name,domain\nA,Apex,apex.example\n"), room.file("orgs.json", orgs)
    )
    assert report.accounts == 3


def test_what_did_not_join_is_told_by_its_place_and_nothing_personal_is_kept(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90, 12))
    users = [user(HALDEN, 90), user(HALDEN, 91, "tom.wren@birch.example", name="Tom Wren")]
    report = room.ws.load_accounts(room.file("users.json", users))
    (file,) = report.files
    assert (file.people, file.joined, file.apart) == (2, 1, ("item 2",))
    kept = "\n".join(room.ws._store._db.iterdump())
    assert "wren" not in kept.lower()


def test_people_whom_a_list_calls_staff_are_told(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90), ticket(HALDEN, 2, 91))
    room.ws.load_accounts(room.file("users.json", [user(HALDEN, 90, role="agent"), user(HALDEN, 91)]))
    assert any("staff: 1 items of 1 people" in note for note in room.notes())


def test_a_number_without_a_site_joins_only_where_one_person_has_it(room: Room) -> None:
    room.tickets(ticket(HALDEN, 1, 90))
    alone = {**user(HALDEN, 90, "ann@mail.example"), "url": None}
    room.ws.load_accounts(room.file("users.json", [alone]))
    room.rows([{"comment": "I cannot see who changed a booking.", "email": "ann@mail.example"}])
    assert room.people() == 1
    room.ws.import_files([room.file("more.ndjson", ticket(BIRCH, 2, 90) + "\n")])
    assert room.people() == 3
    assert any("numbers that several people here have" in note for note in room.notes())


def test_other_files_take_the_place_of_all_that_were_loaded(room: Room) -> None:
    room.ws.load_accounts(room.file("users.json", [user(HALDEN, 90)]))
    assert len(room.ws._store.people()) == 1
    room.ws.load_accounts(room.file("accounts.csv", "id,name\n7,Lifts\n"))
    assert room.ws._store.people() == []


def test_one_id_in_two_files_is_refused_before_anything_changes(room: Room) -> None:
    first = room.file("a.csv", "id,name\n7,Lifts\n")
    room.ws.load_accounts(first)
    with pytest.raises(FileProblem, match="two of the files have the account '7'"):
        room.ws.load_accounts(first, room.file("b.csv", "id,name\n7,Birch\n"))
    assert len(room.ws._store.accounts()) == 1
