"""A profile says in TOML how to read a table that cannot speak for itself (formats spec 2.3).

source = "onboarding survey"
date_order = "dmy"
[map]
id = "Response"
text = ["Comment", "Remarks"]      # the first one that is filled
[[question]]
column = "What would you change?"
id = "change"
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from feedback_insights.errors import SettingsError
from feedback_insights.files.dates import DateOrder
from feedback_insights.files.opening import shown
from feedback_insights.raw import Markup

Evidence = Literal["documented", "source", "seen", "measured", "unverified"]
"""Where a format's facts are from: the vendor's pages, a tool's source, samples, counts over many exports,
or memory alone.
"""
_LAYOUT = ("delimiter", "skip_rows", "sheet", "records", "map", "question")


class Question(BaseModel):
    """One survey question and its column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    id: str | None = Field(
        None, description="part of the feedback id; by default made from the column's name"
    )
    kind: Literal["open", "nps", "csat", "rating"] = "open"
    text: str | None = Field(None, description="the question as asked; by default the column's name")


class Signature(BaseModel):
    """Which tables a shipped profile is for: names of columns, as `columns.canonical` writes them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    required: tuple[tuple[str, ...], ...] = Field(
        description="sets of columns; a table that has all of one set is meant"
    )
    helpful: tuple[str, ...] = ()
    excluded: tuple[str, ...] = Field((), description="a table that has one of them is another tool's")


class Profile(BaseModel):
    """How to read one kind of table. What is left out is found as without a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str | None = Field(None, description="what it is for; for people")
    how_to_get: str | None = Field(None, description="where in the tool such a file is exported")
    evidence: Evidence | None = Field(None, description="where the names of the columns are from")
    signature: Signature | None = Field(None, description="by which columns a shipped profile is recognized")
    limits: tuple[str, ...] = Field((), description="what such an export cannot hold, in sentences")
    markup: Markup | None = Field(None, description="how texts are written; by default found cell by cell")
    asks: bool = Field(False, description="columns that are in no role are questions, if they read so")
    ignored: tuple[str, ...] = Field((), description="columns that are neither facts nor answers to read")

    format: str | None = Field(None, description="the importer; by default a table's, by its container")
    charset: str | None = None
    delimiter: str | None = Field(None, pattern=r'^[^"\r\n\x00]$')
    header_row: int | None = Field(
        None, ge=0, description="1 = first row of the file; 0 = no header: column 1, ..."
    )
    skip_rows: int = Field(0, ge=0, description="rows under the header that are no records")
    sheet: str | None = Field(None, description="the sheet of a workbook; by default the one that fits best")
    records: str | None = Field(
        None, description="the list of a JSON document that holds the records: responses, data.reviews"
    )
    date_order: DateOrder | None = None
    tz: str | None = None
    study: str | None = Field(
        None, min_length=1, description="name of the study, so that P1 of one study is not P1 of another"
    )
    moderators: tuple[str, ...] = Field(
        (),
        description="names of our own people in transcripts: their words are prompts, never feedback",
    )
    source: str | None = Field(None, min_length=1)
    channel: str | None = None
    product: str | None = None
    audience: str | None = None
    map: Mapping[str, str | list[str]] = Field(default_factory=dict)
    question: tuple[Question, ...] = ()

    @property
    def describes_a_table(self) -> bool:
        """Tell whether it says how a table is laid out, and not only what is true of every record."""
        return self.header_row is not None or any(getattr(self, name) for name in _LAYOUT)

    def columns(self, known: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return role -> columns, best first. Raises `SettingsError` for a role that is not known."""
        if unknown := sorted(set(self.map) - set(known)):
            raise SettingsError(
                f"profile: [map] has no role {unknown[0]!r}; known: {', '.join(sorted(known))}"
            )
        return {
            role: (names,) if isinstance(names, str) else tuple(names) for role, names in self.map.items()
        }


def load_profile(path: str | Path) -> Profile:
    """Read a profile. Raises `SettingsError` naming the file and the key."""
    name = shown(path)
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return Profile.model_validate(table)
    except (OSError, ValidationError, ValueError) as error:
        raise SettingsError(f"profile {name}: {_reason(error)}") from error


def as_profile(profile: Profile | str | Path | None) -> Profile | None:
    """Accept a profile or the file that holds it."""
    return profile if profile is None or isinstance(profile, Profile) else load_profile(profile)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = (
            f"; known: {', '.join(sorted(Profile.model_fields))}"
            if first["type"] == "extra_forbidden"
            else ""
        )
        return f"{key}: {first['msg'].lower()}{known}"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror}"
    return f"not valid TOML: {error}"
