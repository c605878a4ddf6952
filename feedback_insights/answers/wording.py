"""Words for users that replies and pages share."""

from __future__ import annotations

from datetime import date

from feedback_insights.figures import PublicItem
from feedback_insights.report.words import listing, period


def due_words(due: tuple[date, date]) -> str:
    """An announced period as people say it: "October – December 2026", "2027"; else its days."""
    first, last = due
    whole_months = first.day == 1 and (last.toordinal() + 1 == _next_month(last).toordinal())
    if not whole_months:
        return period(first, last)
    if (first.month, last.month) == (1, 12) and first.year == last.year:
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    start = MONTHS[first.month - 1] if first.year == last.year else f"{MONTHS[first.month - 1]} {first.year}"
    return f"{start} – {MONTHS[last.month - 1]} {last.year}"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_words(day: date) -> str:
    """A day's month: "October 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def asked_words(item: PublicItem) -> str:
    """What those who asked speak of, by the names of their themes; empty where that is not told."""
    return f"They speak of: {listing(item.phrases)}." if item.phrases else ""


def count_words(item: PublicItem) -> str:
    """How many asked, where enough did: "At least 12 people asked for it."."""
    return f"At least {item.people:,} people asked for it." if item.people else ""
