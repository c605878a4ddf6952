"""What is said of the backlog as a plan: what is coming, came back, was declined, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback_insights.report.words import (
    FEWEST,
    change_words,
    day,
    people,
    percent,
    points,
    share_interval,
    share_words,
)

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Check, Coming, Return

SHOWN = 5  # of one kind of check; the rest is counted
CHECKS = {
    "duplicate": "likely duplicate",
    "marked_duplicate": "marked duplicate",
    "came_back": "came back",
    "declined": "declined, still asked for",
    "unmentioned": "nobody mentions it",
    "stale": "stale",
}


def check_share(check: Check) -> str:
    """The people of a check, out of those heard where that is known."""
    share = check.share
    if share is None:
        return f"{check.people:,}"
    if share.count or share.of < FEWEST or share.high is None:
        return share_words(share)
    return f"0 of {share.of:,} (at most {percent(share.high, 1)})"


def coming(one: Coming) -> str:
    """Who asks for an item in progress, and who suffers until it is there."""
    hurt = f"; {one.complaining or 'none'} of them report trouble today" if one.people > 1 else ""
    return _asking(one) + hurt


def _asking(one: Coming) -> str:
    verb = "asks" if one.people == 1 else "ask"
    told = f"at least {people(one.people)} {verb} for it"
    if one.created is None or one.people_since is None:
        return told
    since = f"since it was written down on {day(one.created)}"
    if one.people_since == one.people:
        return f"{told}, all {since}" if one.people > 1 else f"{told}, {since}"
    return f"{told}, {one.people_since or 'none'} of them {since}"


def returned(one: Return, *, declined: bool = False) -> str:
    """Who speaks of a closed item, after the day it was closed and until then."""
    asks = "ask for it" if declined else "complain"
    if one.closed is None or one.change is None:
        verb = asks if one.people != 1 else "asks for it" if declined else "complains"
        return f"at least {people(one.people)} {verb}; {one.reason}"
    now, before = one.change.now, one.change.before
    ended = "Declined" if declined else "Finished"
    more = points(one.change)
    undated = f"; {one.undated:,} said without a date" if one.undated else ""
    return (
        f"{ended} {day(one.closed)}. After that {share_interval(now)} of the people heard {asks}, until then"
        f" {share_interval(before)}: {change_words(one.change)}{f', {more}' if more else ''}{undated}"
    )
