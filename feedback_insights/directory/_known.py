"""A person that a tool's list of users or contacts knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """One user or contact, as the keyed hashes of ids, addresses and organisations; nothing in the clear."""

    keys: tuple[str, ...]  # "id:..", "email:..", "ref:.."
    account_keys: tuple[str, ...] = ()
    staff: bool = False  # an agent or administrator
