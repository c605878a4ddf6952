"""What people declare of a questionnaire in TOML: what answers mean, and which columns ask about what.

Labels:     "I must be that way" = 2          Features:  [[feature]]
            "Ist mir egal" = "neutral"                   id = "search"
            99 = "missing"                               functional = "Q7"
                                                         dysfunctional = "Q8"
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from feedback_insights.errors import SettingsError
from feedback_insights.files import shown
from feedback_insights.priority.kano.answers import Labels, Scale


class FeatureColumns(BaseModel):
    """A feature and the columns of its two questions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str = ""
    functional: str | None = None  # columns; by default recognized by the feature's id
    dysfunctional: str | None = None
    swapped: bool = False  # the dysfunctional answers are numbered from the other end
    inverted: bool = False  # the questions are about the opposite of the feature


class _Features(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: tuple[FeatureColumns, ...]


def load_labels(path: str | Path) -> Labels:
    """Read a file of labels. Raises `SettingsError` naming the file and the label."""
    labels = _table(path, "labels")
    try:
        Scale(labels)
    except ValueError as error:
        raise SettingsError(f"labels {shown(path)}: {error}") from error
    return labels


def load_features(path: str | Path) -> tuple[FeatureColumns, ...]:
    """Read a file of features. Raises `SettingsError` naming the file and the key."""
    try:
        found = _Features.model_validate(_table(path, "features"))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"features {shown(path)}: {key}: {first['msg'].lower()}") from error
    ids = [feature.id for feature in found.feature]
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise SettingsError(f"features {shown(path)}: {twice[0]!r} is declared twice")
    return found.feature


def _table(path: str | Path, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{what} {shown(path)}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{what} {shown(path)}: not valid TOML: {error}") from error
