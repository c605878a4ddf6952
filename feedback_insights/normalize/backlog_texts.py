"""What people said inside a backlog, without personal data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from feedback_insights.normalize.privacy import Masker
from feedback_insights.records import Feature


def is_impersonal(ticket: str) -> bool:
    """Whether what is told as a ticket holds no personal data, such as the address of a customer."""
    return Masker(()).mask(ticket) == ticket


def mask_feature(feature: Feature, people: Iterable[str] = ()) -> Feature:
    """The feature with its comments and customers' words masked as feedback is; tickets that are people's
    addresses or numbers are left out.

    ``people`` are the names beside it, such as its reporter and the authors of its comments. Titles and
    descriptions are the backlog's own prose and stay.
    """
    masker = Masker(people)
    return replace(
        feature,
        comments=tuple(masker.mask(comment) for comment in feature.comments),
        customer_words=tuple(masker.mask(words) for words in feature.customer_words),
        tickets=tuple(ticket for ticket in feature.tickets if is_impersonal(ticket)),
    )
