"""The roadmap and the changelog for users: one HTML file each, nothing fetched or executed, all escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from feedback_insights.answers import wording
from feedback_insights.figures import PublicItem, Published
from feedback_insights.figures.progress import day_of
from feedback_insights.records import DecidedStatus
from feedback_insights.report import words
from feedback_insights.report.templates import page_environment

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group of items with what its heading means."""

    id: str
    heading: str
    told: str
    items: tuple[PublicItem, ...]


_PARTS: tuple[tuple[DecidedStatus, str, str], ...] = (
    ("in_progress", "In progress", "We are working on these."),
    ("planned", "Planned", "We decided to build these. Plans can change."),
    ("accepted", "Accepted", "We want to do these; they are not planned yet."),
    ("later", "Later", "These have to wait: other things come first."),
    ("declined", "Not planned", "We decided against these. Better said than left open."),
)


def roadmap_page(found: Published, *, quotes: bool = False) -> str:
    """Everything decided that has not shipped, by status. The same data gives the same bytes.

    ``quotes``: show exact words, too, where enough people are behind an item.
    """
    parts = [
        Part(id=status, heading=heading, told=told, items=items)
        for status, heading, told in _PARTS
        if (items := found.of(status))
    ]
    return _render("roadmap.html.j2", found, parts, quotes)


def changelog_page(found: Published, *, quotes: bool = False) -> str:
    """What shipped, by the month of the day it was said to, newest first."""
    shipped = sorted(found.of("shipped"), key=lambda item: (-item.on.toordinal(), item.feature_id))
    months: dict[str, list[PublicItem]] = {}
    for item in shipped:
        months.setdefault(wording.month_words(item.on), []).append(item)
    parts = [
        Part(id=f"m{items[0].on:%Y-%m}", heading=month, told="", items=tuple(items))
        for month, items in months.items()
    ]
    return _render("changelog.html.j2", found, parts, quotes)


def _render(template: str, found: Published, parts: list[Part], quotes: bool) -> str:
    css = files(__package__).joinpath("pages.css").read_text(encoding="utf-8")
    as_of: date | None = day_of(found.as_of)
    return (
        _environment()
        .get_template(template)
        .render(found=found, parts=parts, quotes=quotes, css=css, as_of=words.day(as_of) if as_of else "")
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = page_environment("answers")
    environment.globals |= {"say": wording, "w": words}
    return environment
