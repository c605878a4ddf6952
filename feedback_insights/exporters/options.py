"""How an export is written, beside what it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loads pydantic, and numpy
    from feedback_insights.exporters.profiles import TargetProfile
    from feedback_insights.figures import Moves


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExportOptions:
    """What a caller may choose; the defaults are those of a plain export."""

    profile: TargetProfile | None = None  # None = the shipped one, where a target has one
    excel: bool = False  # CSV with a byte order mark, so that Excel reads it as UTF-8
    moves: Moves | None = None  # only what moved since an earlier run; None = everything
