"""How pages are made: everything escaped, nothing undefined, no letters that no page should hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback_insights.report import lines

if TYPE_CHECKING:
    from jinja2 import Environment


def page_environment(room: str) -> Environment:
    """A template environment over the templates that lie in a room of the package."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("feedback_insights", room),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: object) -> object:
    """What stands in an expression, without letters that no page should hold; rendered markup stays."""
    return lines.harmless(value) if type(value) is str else value
