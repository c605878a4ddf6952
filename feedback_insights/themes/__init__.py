"""From vectors to themes: the neighbour graph, discovery, names, quotes and lasting identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.themes.discovery import ThemeClusterer

__all__ = ["ThemeClusterer"]


def __getattr__(name: str) -> Any:
    if name != "ThemeClusterer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from feedback_insights.themes.discovery import ThemeClusterer

    return ThemeClusterer
