"""Keys and addresses of issues and tickets, found in any text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_insights.references import host_of, issue_names, key_in_tag, project_of, ticket_addresses


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("see FL-103, then (WEB2-7).", {"FL-103", "WEB2-7"}),
        ("fix/FL-103-retry-queue", {"FL-103"}),
        ("https://acme.atlassian.net/browse/fl-7?focusedId=1", {"FL-7"}),
        ("https://jira.acme.test/secure/RapidBoard.jspa?selectedIssue=FL-9", {"FL-9"}),
        ("https://linear.app/acme/issue/ENG-12/offline-drafts", {"ENG-12"}),
        ("https://github.com/Acme/App/issues/7#issuecomment-1", {"https://github.com/acme/app/issues/7"}),
        ("https://api.github.com/repos/acme/app/issues/7", {"https://github.com/acme/app/issues/7"}),
        ("https://gitlab.com/a/b/c/-/issues/9", {"https://gitlab.com/a/b/c/-/issues/9"}),
        ("fl-103 F-1 FL-0 FL103 A-FL-1 xFL-1 FL-1x AB-12345678", set()),
        ("https://github.com/acme/app/pull/7 https://acme.test/issues", set()),
    ],
)
def test_issues_are_found_by_key_or_address(text: str, names: set[str]) -> None:
    assert issue_names(text) == names


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://ACME.zendesk.com/agent/tickets/12?x=1#y", "https://acme.zendesk.com/agent/tickets/12"),
        ("https://acme.zendesk.com/tickets/12", "https://acme.zendesk.com/agent/tickets/12"),
        ("https://acme.zendesk.com/api/v2/tickets/12.json", "https://acme.zendesk.com/agent/tickets/12"),
        ("https://acme.zendesk.com/hc/en-us/requests/12", "https://acme.zendesk.com/agent/tickets/12"),
        ("https://help.acme.test/agent/tickets/12", "https://help.acme.test/agent/tickets/12"),
        ("https://acme.freshdesk.com/helpdesk/tickets/12", "https://acme.freshdesk.com/a/tickets/12"),
        (
            "https://app.intercom.com/a/inbox/x1/inbox/admin/3/conversation/99",
            "https://app.intercom.com/a/apps/-/conversations/99",
        ),
        (
            "https://secure.helpscout.net/conversation/45/67/?folderId=1",
            "https://secure.helpscout.net/conversation/45/67",
        ),
    ],
)
def test_a_ticket_s_pages_have_one_spelling(address: str, url: str) -> None:
    (found,) = ticket_addresses(f"[mail from ann|{address}]")
    assert found.url == url
    assert ticket_addresses(found.url) == [found]


def test_other_pages_are_no_tickets() -> None:
    assert ticket_addresses("https://acme.test/tickets/12 and https://acme.zendesk.com/agent/users/5") == []


@pytest.mark.parametrize(
    ("tag", "key"), [("jira_fl-103", "FL-103"), ("fl-103", "FL-103"), ("issue:FL-1", "FL-1"), ("vip", None)]
)
def test_tags_end_in_keys_in_lower_case(tag: str, key: str | None) -> None:
    assert key_in_tag(tag) == key


KEYS = st.from_regex(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,6}", fullmatch=True)
AROUND = st.text(alphabet=" .,;()[]#\"'\n/äé", max_size=5)


@given(key=KEYS, before=AROUND, after=AROUND)
def test_a_key_is_found_between_any_signs(key: str, before: str, after: str) -> None:
    assert issue_names(f"{before}{key}{after}") == {key}
    assert project_of(key) == key.rpartition("-")[0]


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(["https://", "a.zendesk.com", "/", "tickets", "12", "FL-1", "issues", " "]),
        max_size=20,
    ).map("".join)
)
def test_what_is_found_stands_in_the_text_and_is_short(text: str) -> None:
    for name in issue_names(text):
        assert len(name) < 1300
        assert "://" in name or name.casefold() in text.casefold()
        assert not re.search(r"\s", name)
    for address in ticket_addresses(text):
        assert address.site in text.lower()
        assert all(number in text for number in address.numbers)
        assert ticket_addresses(address.url) == [address]


@pytest.mark.parametrize("text", ["https://" + "a/" * 200_000, "A-" * 200_000, "https://a." * 100_000])
def test_long_texts_take_no_time(text: str) -> None:
    start = time.perf_counter()
    issue_names(text)
    ticket_addresses(text)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Acme.zendesk.example/api/v2/7", "acme.zendesk.example"),
        ("acme", ""),
        ("https://[", ""),
        (None, ""),
    ],
)
def test_the_host_of_what_is_no_address_is_unknown(address: str | None, host: str) -> None:
    assert host_of(address) == host
