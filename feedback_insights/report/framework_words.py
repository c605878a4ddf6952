"""Where frameworks agree about the backlog and where not, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from feedback_insights.report.words import listing

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Frameworks
    from feedback_insights.priority import RankComparison

TOP = 5  # places in which frameworks agree about an item
_SHOWN = 3  # disputed items and unranked ones that are named


def comparison_notes(compared: RankComparison) -> Iterator[str]:
    """Who is high under all, who is farthest apart, which frameworks are most alike, who is not compared."""
    top = [row.id for row in compared.rows if max(row.ranks) <= TOP]
    yield f"where they agree, among the first {TOP} of all: {listing(top, most=TOP) if top else 'none'}"
    if disputed := compared.disputed[:_SHOWN]:
        far = [f"{row.id} (rank {min(row.ranks):g} to {max(row.ranks):g})" for row in disputed]
        yield f"where not, farthest apart: {listing(far)}"
    pairs = [
        (float(compared.tau[a][b]), f"{one} and {other}")
        for a, one in enumerate(compared.frameworks)
        for b, other in enumerate(compared.frameworks[:a])
        if compared.tau[a][b] == compared.tau[a][b]
    ]
    if len(pairs) > 1:
        most, least = max(pairs), min(pairs)
        yield f"most alike: {most[1]} (tau {most[0]:.2f}); least: {least[1]} (tau {least[0]:.2f})"
    if compared.not_compared:
        count = len(compared.not_compared)
        yield f"{count} not compared, as a framework cannot score them: {listing(compared.not_compared)}"


def left_out_notes(found: Frameworks) -> Iterator[str]:
    """Which frameworks are left out, and why."""
    for method, why in sorted(found.left_out.items()):
        yield f"{method} is left out: {why}"
