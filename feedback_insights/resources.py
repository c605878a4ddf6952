"""Where the models that ship with the package lie: in the wheel, or in a checkout's ``models/``."""

from __future__ import annotations

from pathlib import Path

from feedback_insights.errors import ModelError

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_models", _PACKAGE.parent / "models")


def model_path(*parts: str) -> Path:
    """The path of a shipped model file, e.g. ``model_path("linking", "calibration.json")``.

    Raises `ModelError` when neither the installed package nor the checkout holds it.
    """
    for place in _PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise ModelError(f"the model file {'/'.join(parts)} is missing; reinstall feedback-insights")
