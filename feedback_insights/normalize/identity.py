"""Keyed pseudonyms for people and organisations: same value, same key, same pseudonym."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Literal

from feedback_insights.normalize import _words
from feedback_insights.raw import Identity, Organisation

# Mail providers and relays: an address there says nothing about an organisation.
FREE_MAIL: frozenset[str] = _words.words("free_mail")
_FREE_FAMILY = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|aol|icloud|gmx|protonmail|yandex)(?:\.[a-z]{2,3}){1,2}"
)
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|incorporated|llc|ltd|limited|plc|corp|corporation|company|gmbh(?:\s&\sco\.?\skg)?|ag|kg|ug|e\.?k|"
    r"s\.?a\.?s|s\.?a\.?r\.?l|s\.?r\.?l|s\.?p\.?a|s\.?a|b\.?v|n\.?v|oy|ab|as|aps|a/s|lda|ltda|pty(?:\sltd)?|pvt\sltd|co)\.?$"
)
# What exports write where they know no name.
_NOBODY = _words.names("nobody")


def pseudonym(kind: str, value: str, *, key: bytes) -> str:
    """Return ``kind_`` and 12 hex digits of a keyed hash of `value`; e-mail addresses in any case are one."""
    if "@" in value:
        value = value.strip().lower()
    return f"{kind}_{_keyed(kind, value, key)}"


def author_pseudonym(author: Identity | None, *, source: str, instance: str, key: bytes) -> str | None:
    """Return the author's pseudonym: from the e-mail, else the id or the name within this export's site."""
    if author is None:
        return None
    if author.email and "@" in author.email:
        return pseudonym("person", author.email, key=key)
    within = f"{source}/{instance}"
    if author.external_id:
        return pseudonym("person", f"{within}/{author.external_id}", key=key)
    name = _person(author.name or "")
    return pseudonym("person", f"{within}/{name}", key=key) if name else None


def person_keys(author: Identity | None, *, source: str, instance: str, key: bytes) -> tuple[str, ...]:
    """Return keyed hashes that tell a person: "id:..", "email:..", "name:..", "ref:..", in that order.

    An id holds within its source and site, a name likewise, and only where nothing better is known; an e-mail
    address holds everywhere. "ref:" keys join nobody: an alias file finds people by them, by source and id,
    or by name.
    """
    if author is None:
        return ()
    number, name = (author.external_id or "").strip(), _person(author.name or "")
    email = (author.email or "").strip().lower()
    email = email if "@" in email else ""
    within = f"{source}/{instance}"
    hints = (
        ("id", f"{within}/{number}" if number else ""),
        ("email", email),
        ("name", f"{within}/{name}" if name and not (number or email) else ""),
        ("ref", f"{source}:{number}" if number else ""),
        ("ref", name),
    )
    return tuple(f"{kind}:{_keyed(kind, value, key)}" for kind, value in hints if value)


def alias_keys(kind: Literal["person", "account"], identifier: str, *, key: bytes) -> tuple[str, ...]:
    """Return the keyed hashes that an identifier of an alias file stands for; none for a free mail domain.

    A person is named by e-mail address, as "source:id" (zendesk:90238) or by name; an account by domain, as
    "id:7000", "id:acme.zendesk.com:7000" or by name.
    """
    text = " ".join(identifier.split())
    if kind == "account":
        number = text.removeprefix("id:") if text.startswith("id:") else None
        domain = text if "." in text and " " not in text and not number else None
        name = None if number or domain else text
        return account_keys(Organisation(external_id=number, domain=domain, name=name), key=key)
    if "@" in text:
        return (f"email:{_keyed('email', text.lower(), key)}",)
    return (f"ref:{_keyed('ref', text if ':' in text else _person(text), key)}",)


def _person(value: str) -> str:
    name = " ".join(value.casefold().split())
    return "" if name in _NOBODY else name


def account_keys(
    organisation: Organisation | None,
    *,
    email: str | None = None,
    key: bytes,
    source: str = "",
    instance: str = "",
) -> tuple[str, ...]:
    """Return keyed hashes that tell an organisation: "site:..", "tool:..", "id:..", "domain:..", "name:..".

    With a `source` its id is that of a site ("site:", where `instance` is a web host) or of a tool ("tool:");
    "id:" is the number alone, which only a file of accounts may say to be enough. Without a source
    the id may be written as "acme.zendesk.com:7000", which is that of a site, or tool. The domain is the
    organisation's own, else that of the person's `email`; free mail providers give none.
    """
    organisation = organisation or Organisation()
    number = (organisation.external_id or "").strip()
    domain = _domain(organisation.domain or "") or _domain((email or "").rpartition("@")[2])
    named = f"{site_of(source, instance)}:{number}" if source else number
    site = named.rpartition(":")[0] if number else ""
    hints = (
        ("site", named if "." in site else ""),
        ("tool", named if site and "." not in site else ""),
        ("id", number),
        ("domain", domain),
        ("name", _company(organisation.name or "")),
    )
    return tuple(f"{kind}:{_keyed(kind, value, key)}" for kind, value in hints if value)


def site_of(source: str, instance: str) -> str:
    """Return whose numbers a tool's ids are: those of its site, where its host is known, else the tool's."""
    return instance.strip().lower() if "." in instance else source


def _domain(value: str) -> str:
    address = value.strip().lower()
    address = address.partition("://")[2] or address
    domain = address.rpartition("@")[2].partition("/")[0].partition(":")[0].strip(".").removeprefix("www.")
    free = domain in FREE_MAIL or _FREE_FAMILY.fullmatch(domain) is not None
    return "" if free or "." not in domain else domain


def _company(value: str) -> str:
    name = " ".join(value.casefold().split())
    return _LEGAL_FORM.sub("", name) or name


def _keyed(kind: str, value: str, key: bytes) -> str:
    data = f"{kind}\x1f{value}".encode("utf-8", "surrogatepass")
    return blake2b(data, key=_fit(key), digest_size=6).hexdigest()


def _fit(key: bytes) -> bytes:
    return key if len(key) <= 64 else blake2b(key).digest()  # the hash takes at most 64 bytes
