"""What tools name exactly: issues by key or address, help-desk tickets by address.

A key is only a shape ("UTF-8" has it too): it counts later, where a backlog holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_KEY = re.compile(r"(?<![A-Za-z0-9_-])[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,6}(?![A-Za-z0-9_])")
_KEY_IN_TAG = re.compile(r"(?:^|[_:/])([a-z][a-z0-9]{1,9}-[1-9][0-9]{0,6})$", re.I)
_KEY_IN_ADDRESS = re.compile(
    r"https?://(?:linear\.app/[\w-]{1,60}/issue|[\w.:-]{1,200}(?:/[\w.~-]{1,60}){0,3}/browse)"
    r"/([a-z][a-z0-9]{1,9}-[1-9][0-9]{0,6})(?![a-z0-9_])",
    re.I | re.A,
)
_ISSUE_PAGE = re.compile(
    r"https?://(?:www\.)?([a-z0-9.:-]{1,200}/(?:[\w.-]{1,100}/){2,8}issues/[1-9][0-9]{0,8})(?![\w/-])",
    re.I | re.A,
)
_HELP_DESKS = (
    (
        "zendesk",
        ".zendesk.",
        r"([\w.-]{1,100}\.zendesk\.[a-z]{2,10})/(?:agent/|api/v2/|hc/(?:[\w-]{2,8}/)?)?(?:tickets|requests)"
        r"/([0-9]{1,18})(?![0-9])",
    ),
    ("zendesk", "/agent/tickets/", r"([\w.-]{1,150})/agent/tickets/([0-9]{1,18})(?![0-9])"),
    (
        "freshdesk",
        ".freshdesk.com",
        r"([\w.-]{1,100}\.freshdesk\.com)/(?:a|helpdesk|support)/tickets/([0-9]{1,18})(?![0-9])",
    ),
    (
        "intercom",
        "intercom.",
        r"(app(?:\.[a-z]{2})?\.intercom\.(?:com|io))/a/(?:[\w-]{1,60}/){1,6}conversations?/([0-9]{1,20})"
        r"(?![0-9])",
    ),
    (
        "helpscout",
        "helpscout.net",
        r"(secure\.helpscout\.net)/conversation/([0-9]{1,18})(?:/([0-9]{1,18}))?(?![0-9])",
    ),
)
_TICKETS = tuple(
    (tool, sign, re.compile(f"https?://{found}", re.I | re.A)) for tool, sign, found in _HELP_DESKS
)
_PATHS = {
    "zendesk": "agent/tickets",
    "freshdesk": "a/tickets",
    "intercom": "a/apps/-/conversations",
    "helpscout": "conversation",
}


@dataclass(frozen=True, slots=True, order=True)
class TicketAddress:
    """The page of one ticket or conversation."""

    tool: str  # "zendesk" | "freshdesk" | "intercom" | "helpscout"
    site: str  # its host, lower case
    numbers: tuple[str, ...]  # its id; of Help Scout also the number that people see

    @property
    def url(self) -> str:
        """One spelling for all addresses of the ticket, without query and fragment."""
        return f"https://{self.site}/{_PATHS[self.tool]}/{'/'.join(self.numbers)}"


def host_of(address: str | None) -> str:
    """The host in an address; "" where there is none."""
    try:
        return urlsplit(address or "").hostname or ""
    except ValueError:  # an address that is none
        return ""


def issue_names(text: str) -> set[str]:
    """Keys ("FL-103") and addresses ("https://github.com/o/r/issues/7", lower case) of issues in a text.

    Of a page in Jira or Linear it is the key.
    """
    found = set(_KEY.findall(text)) if "-" in text else set()
    if "://" in text:
        found |= {match[1].upper() for match in _KEY_IN_ADDRESS.finditer(text)}
        found |= {_page(match[1]) for match in _ISSUE_PAGE.finditer(text)}
    return found


def key_in_tag(tag: str) -> str | None:
    """The key at the end of a tag, which help desks write in lower case: "jira_fl-103"."""
    match = _KEY_IN_TAG.search(tag.strip())
    return match[1].upper() if match else None


def ticket_addresses(text: str) -> list[TicketAddress]:
    """The tickets whose pages a text names, each once, sorted."""
    if "://" not in text:
        return []
    low = text.lower()
    return sorted(
        {
            TicketAddress(tool, match[1].lower(), tuple(filter(None, match.groups()[1:])))
            for tool, sign, pattern in _TICKETS
            if sign in low  # most texts name no help desk: far faster than the patterns
            for match in pattern.finditer(text)
        }
    )


def project_of(name: str) -> str | None:
    """The project of a key: "FL" of "FL-103"; None where it is no key."""
    return name.rpartition("-")[0] if _KEY.fullmatch(name) else None


def _page(found: str) -> str:
    page = found.lower().removeprefix("api.")
    return "https://" + page.replace("github.com/repos/", "github.com/", 1)
