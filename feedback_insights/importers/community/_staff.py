"""Who in a community is of our own people: by role, or by the mail domain that those who run it share."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|aol|icloud|me|gmx|web|mail|proton|protonmail|"
    r"yandex|zoho|fastmail|hey)(?:\.[a-z]{2,3}){1,2}"
)
_ROLE = re.compile(
    r"\b(admin|administrator|owner|mod|moderator|staff|team|employee|support|community manager)s?\b", re.I
)


def domain_of(email: str | None) -> str:
    """Return the domain of an address; "" where there is none or a mail provider's, which says nothing."""
    domain = (email or "").rpartition("@")[2].strip().lower() if "@" in (email or "") else ""
    return "" if _FREE_MAIL.fullmatch(domain) else domain


def is_staff_role(names: Iterable[str]) -> bool:
    """Tell whether one of the roles that a person has is that of somebody who runs the community."""
    return any(_ROLE.search(name) for name in names)
