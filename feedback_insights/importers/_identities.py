"""Who wrote something, from what an export says of them."""

from __future__ import annotations

from feedback_insights.raw import Identity


def identity(number: str | None = None, email: str | None = None, name: str | None = None) -> Identity | None:
    """Return a person; None where nothing is known of one. What is no address is left out."""
    email = email if email and "@" in email else None
    if not (number or email or name):
        return None
    return Identity(external_id=number, email=email, name=name)
