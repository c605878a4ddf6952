"""How often links of a probability were right on judged pairs that the model had not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from feedback_insights.errors import ModelError, SettingsError
from feedback_insights.resources import model_path
from feedback_insights.settings import LinkSettings
from feedback_insights.statistics.proportions import Z90, wilson

TARGETS = (0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliable:
    """What came out at one threshold: of ``pairs`` at or above it, ``right`` were right."""

    threshold: float
    pairs: int
    right: int
    of: int  # right pairs in all, above or below

    @property
    def precision(self) -> float | None:
        """The share that was right; None = no pair."""
        return self.right / self.pairs if self.pairs else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 90 % interval of the precision."""
        return wilson(self.right, self.pairs, Z90)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Held-out precision by threshold, for statements and for themes, and thresholds for stated targets."""

    statement: tuple[Reliable, ...]  # by rising threshold
    theme: tuple[Reliable, ...]
    targets: Mapping[str, Mapping[str, float | None]]  # kind -> target precision -> threshold; None: never

    def at(self, kind: str, threshold: float) -> Reliable:
        """What came out at the nearest tabled threshold that is not above the given one."""
        table = self.statement if kind == "statement" else self.theme
        return max((one for one in table if one.threshold <= threshold + 1e-9), key=lambda one: one.threshold)

    def threshold(self, kind: str, precision: float) -> float:
        """The least probability at which links reached a precision, by the lower end of its interval.

        Raises `SettingsError` for a target that was never reached, or not looked at.
        """
        found = self.targets[kind].get(f"{precision:g}")
        if found is None:
            known = ", ".join(name for name, at in sorted(self.targets[kind].items()) if at is not None)
            raise SettingsError(f"links.precision: {kind} links never reached {precision:g}; known: {known}")
        return found


@lru_cache(maxsize=1)
def load_reliability() -> Reliability:
    """The table that ships with the calibration. Raises `ModelError` if it is missing or damaged."""
    path = model_path("linking", "reliability.json")
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        rows = {kind: tuple(Reliable(**row) for row in table[kind]) for kind in ("statement", "theme")}
        return Reliability(rows["statement"], rows["theme"], dict(table["targets"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("models/linking/reliability.json is damaged; reinstall feedback-insights") from error


def accepting(settings: LinkSettings) -> LinkSettings:
    """The settings with thresholds that reach the stated precision, where one is stated.

    Raises `SettingsError` for a precision that was never reached.
    """
    if settings.precision is None:
        return settings
    found = load_reliability()
    return settings.model_copy(
        update={
            "accept": found.threshold("statement", settings.precision),
            "accept_themes": found.threshold("theme", settings.precision),
        }
    )
