"""The accounts file."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_insights.backlog import Accounts, read_accounts
from feedback_insights.errors import FileProblem
from feedback_insights.files import Profile
from feedback_insights.records import Account


def read(folder: Path, content: str) -> Accounts:
    path = folder / "accounts.csv"
    path.write_text(content, encoding="utf-8")
    return read_accounts(path)


def test_an_account_has_its_plan_and_revenue(tmp_path: Path) -> None:
    content = (
        "account_id,name,domain,plan,arr,currency,segment,seats\n"
        'A1,Acme,https://www.Acme.test/about,Enterprise,"$1,200.50",usd,mid-market,"1,200"\n'
    )
    found = read(tmp_path, content)
    assert found.accounts == (
        Account(
            id="A1", name="Acme", domain="acme.test", plan="Enterprise", arr=1200.5, currency="USD",
            segment="mid-market", seats=1200,
        ),
    )  # fmt: skip
    assert found.warnings == ()


def test_json_and_other_names_are_read_too(tmp_path: Path) -> None:
    found = read(
        tmp_path, '[{"Company": "Acme GmbH", "tier": "Pro", "mrr": 100, "website": "sales@acme.test"}]'
    )
    assert found.accounts == (
        Account(id="acme-gmbh", name="Acme GmbH", domain="acme.test", plan="Pro", arr=1200.0),
    )
    assert "twelve times" in found.warnings[0]


def test_amounts_that_can_be_read_in_two_ways_are_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, "id,arr\nA,1.200\nB,900\nC,-5\nD,lots\nE,\n")
    assert [account.arr for account in found.accounts] == [None, 900.0, None, None, None]
    assert [warning.split(":")[0] for warning in found.warnings] == ["row 2", "row 4", "row 5"]
    european = read(tmp_path, 'id;arr\nA;1.200\nB;"3.400,50 €"\n')
    assert [account.arr for account in european.accounts] == [1200.0, 3400.5]


def test_several_currencies_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, "id,arr\nA,$5\nB,€7\nC,\n")
    assert found.warnings == (
        "revenue in several currencies: EUR (1), USD (1); it is not converted and must not be added up",
    )


def test_repeated_accounts_count_once_and_conflicting_ones_are_an_error(tmp_path: Path) -> None:
    found = read(tmp_path, "id,name\n1,Acme\n1,Acme\n")
    assert (len(found.accounts), found.warnings) == (1, ("row 3 repeats row 2 (id 1); counted once",))
    with pytest.raises(FileProblem, match="row 2 and row 3 both have the id '1' but differ in name"):
        read(tmp_path, "id,name\n1,Acme\n1,Beta\n")


def test_rows_without_id_and_name_are_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "id,name,plan\n1,Acme,Pro\n,,Free\n")
    assert [rejected.locator.record for rejected in found.rejected] == ["row 3"]


def test_seats_that_are_no_whole_number_are_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, "id,seats\n1,2.5\n2,many\n3,12\n")
    assert [account.seats for account in found.accounts] == [None, None, 12]
    assert len(found.warnings) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("id,name\n", "no rows"),
        ("colour\nred\n", "no column of account ids"),
        ("id,name\n-,\n", "no accounts"),
    ],
)
def test_a_file_without_accounts_says_why(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(FileProblem, match=why):
        read(tmp_path, content)


def test_a_profile_names_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("Kunde;Umsatz\nAcme;1.200,50\n")
    found = read_accounts(path, profile=Profile(delimiter=";", map={"name": "Kunde", "arr": "Umsatz"}))
    assert found.accounts == (Account(id="acme", name="Acme", arr=1200.5),)
