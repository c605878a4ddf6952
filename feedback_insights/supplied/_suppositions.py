"""What somebody only supposes: "FEAT-7.effort=2"."""

from __future__ import annotations

from collections.abc import Collection

from feedback_insights.errors import NotFound
from feedback_insights.supplied._inputs import input_named
from feedback_insights.supplied._numbers import Amount, read_amount
from feedback_insights.triage import must_be_one_of


def read_supposition(text: str, features: Collection[str]) -> tuple[str, str, Amount]:
    """Read feature, input and number out of "FEAT-7.effort=2"; ids may hold dots themselves.

    Raises `NotFound`, saying which part is wrong and what it may be.
    """
    about, equals, said = text.partition("=")
    feature, dot, name = about.strip().rpartition(".")
    if not (equals and dot and feature and name.strip() and said.strip()):
        raise NotFound(f"'{text}' supposes nothing; write FEATURE.INPUT=NUMBER, such as FEAT-7.effort=2")
    try:
        must_be_one_of("backlog item", feature.strip(), features)
        found, amount = input_named(name.strip()), read_amount(said)
        found.check(amount)
    except (NotFound, ValueError) as error:
        raise NotFound(f"'{text}': {error}") from error
    return feature.strip(), found.name, amount
