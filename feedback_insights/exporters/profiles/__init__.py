"""A profile says in TOML which columns or keys of a tool's file take which figures of ours.

target = "airfocus"
evidence = "unverified"
method = "rice"
[[file]]
name = "airfocus.csv"
format = "csv"
[file.columns]
Name = "title"
Value = "score"
Team = "text:Platform"

One lies beside this module for each target that takes one; `targets NAME` prints it, to be copied and
changed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from feedback_insights.errors import SettingsError
from feedback_insights.exporters.fields import check_field, method_of

Evidence = Literal["ours", "documented", "second-hand", "unverified"]
FileFormat = Literal["csv", "ndjson", "requests"]
_FOLDER = Path(__file__).parent


def _known_field(value: str) -> str:
    check_field(value)
    return value


FieldName = Annotated[str, AfterValidator(_known_field)]


class TargetFile(BaseModel):
    """One file of a target: its columns, or the keys of its JSON lines ("input.priority": nested)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(csv|ndjson)$")
    format: FileFormat = "csv"
    evidence: Evidence | None = Field(None, description="where this file is less known, or better")
    columns: Mapping[str, FieldName] = Field(default_factory=dict)
    repeat: tuple[str, ...] = Field((), description="columns written once per value: Labels, Labels")
    key: str | None = Field(
        None,
        pattern=r"^[a-z_]+$",
        description="what a JSON line is about: wraps it as the `body` beside a `key` of run, this, and item",
    )
    path: str | None = Field(None, description="where such a body is posted; written beside it")
    join: str = Field("; ", description="what stands between the values of other lists")
    required: tuple[str, ...] = Field((), description="an item without one of these is left out")
    tiers: tuple[str | int, ...] = Field((), description="priorities by tier, where they are others here")
    rows_per_file: int | None = Field(None, ge=1, description="more rows go into further files")

    @model_validator(mode="after")
    def _names_its_columns(self) -> TargetFile:
        for part in ("repeat", "required"):
            if strangers := [name for name in getattr(self, part) if name not in self.columns]:
                raise ValueError(f"{part} names {strangers[0]!r}, which is none of the columns")
        return self

    @model_validator(mode="after")
    def _wraps_lines_of_json(self) -> TargetFile:
        if self.key and self.format != "ndjson":
            raise ValueError("key is for JSON lines: format = 'ndjson'")
        if self.path and not self.key:
            raise ValueError("path stands beside a key: say what a line is about, such as key = 'post'")
        return self

    @model_validator(mode="after")
    def _nests_its_keys(self) -> TargetFile:
        if self.format == "ndjson":
            for name in self.columns:
                if inside := next((one for one in self.columns if one.startswith(f"{name}.")), None):
                    raise ValueError(f"{name!r} cannot be a value and hold {inside!r}, too")
        return self


class TargetProfile(BaseModel):
    """How the files of one target are filled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: str
    evidence: Evidence = "unverified"
    about: str = ""
    method: str = Field("rice", description="whose score, tier and inputs the plain field names mean")
    digits: int = Field(3, ge=1, le=15, description="significant digits of scores and inputs")
    tiers: tuple[str | int, ...] = Field(
        (), description="priority of tier 1, 2, ...; the last one for all others"
    )
    missing: Literal["leave", "clear"] = Field(
        "leave",
        description="in request bodies: leave a field alone for which there is no figure, or empty it",
    )
    closed: bool = Field(False, description="whether done and declined items are written, too")
    add_labels: tuple[str, ...] = Field((), description="labels that request bodies add")
    ids: Mapping[str, str] = Field(
        default_factory=dict, description="ids of items and accounts in the other tool, by ours"
    )
    file: tuple[TargetFile, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_no_file_twice(self) -> TargetProfile:
        names = [file.name for file in self.file]
        if len(set(names)) < len(names):
            raise ValueError(f"file: {max(names, key=names.count)!r} occurs twice")
        return self

    @property
    def methods(self) -> tuple[str, ...]:
        """The scoring methods that its columns name."""
        fields = [field for file in self.file for field in file.columns.values()]
        return tuple(sorted({self.method, *(method for field in fields if (method := method_of(field)))}))

    def with_fields(self, given: Mapping[str, str]) -> TargetProfile:
        """The same with columns added or filled otherwise: in the files that have them, else in all.

        Raises `SettingsError` for a field that is not known.
        """
        table = self.model_dump()
        for name, field in given.items():
            holders = [file for file in table["file"] if name in file["columns"]] or list(table["file"])
            for file in holders:
                file["columns"] = {**file["columns"], name: field}
        return _validated(table, "--field")


def shipped_text(target: str) -> str:
    """The shipped profile of a target as it lies in the package."""
    return (_FOLDER / f"{target}.toml").read_text(encoding="utf-8")


@cache
def shipped(target: str) -> TargetProfile:
    """The shipped profile of a target."""
    return _validated(tomllib.loads(shipped_text(target)), f"the shipped profile of {target}")


def load_target_profile(path: str | Path, target: str) -> TargetProfile:
    """Read a profile of a target. Raises `SettingsError` naming the file and the key, or another target."""
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"cannot read profile {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"profile {path} is not valid TOML: {error}") from error
    found = _validated(table, f"profile {path}")
    if found.target != target:
        raise SettingsError(f"profile {path} is for the target {found.target!r}, not {target!r}")
    return found


def _validated(table: Mapping[str, object], where: str) -> TargetProfile:
    try:
        return TargetProfile.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            model = TargetFile if first["loc"][0] == "file" else TargetProfile
            message = f"unknown key; known: {', '.join(sorted(model.model_fields))}"
        place = f"{where}: {key}" if key else where
        raise SettingsError(f"{place}: {message[0].lower()}{message[1:]}") from error
