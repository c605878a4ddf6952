"""A reply to those who asked for a backlog item, as Markdown to read, change and send by hand.

It says what was heard, decided and announced, and nothing else: no date that nobody declared, no promise.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.answers.wording import due_words
from feedback_insights.figures import PublicItem
from feedback_insights.records import DecidedStatus
from feedback_insights.report.lines import one_line
from feedback_insights.report.markdown import plain, whole_line
from feedback_insights.report.words import day, listing

FILL_IN = "[Say why: nobody has written a reason for users yet.]"
_DECIDED: dict[DecidedStatus, str] = {
    "accepted": "We want to do this: “{title}”.",
    "planned": "We plan to build this: “{title}”.",
    "in_progress": "We are working on this: “{title}”.",
    "shipped": "This is done: “{title}”, since {day}.",
    "declined": "We decided not to do this: “{title}”. We would rather say so than keep you waiting.",
    "later": "“{title}” has to wait: other things come first.",
}
_NEXT: dict[DecidedStatus, str] = {
    "accepted": "It is not planned yet.",
    "planned": "Plans can change; this is ours today.",
    "in_progress": "Some details may still change while we work on it.",
    "shipped": "Please try it and tell us whether it solves what you wrote about, or what is still missing.",
    "declined": (
        "What you told us stays on record and is counted. If you need it for something that we have not heard"
        " of, please tell us."
    ),
    "later": "What you told us stays on record and is counted when we plan again.",
}
_UNDATED = frozenset({"accepted", "planned", "in_progress", "later"})


def reply(item: PublicItem) -> str:
    """A draft of a reply: thanks, what was heard, what was decided and why, what comes next."""
    return "\n\n".join(_paragraphs(item)) + "\n"


def _paragraphs(item: PublicItem) -> Iterator[str]:
    title, tell = plain(item.title), one_line(item.tell)
    yield "Hello,"
    yield f"thank you for writing to us about this.{_company(item)}"
    if item.phrases:
        yield f"**What we heard.** Those who wrote to us speak of: {plain(listing(item.phrases))}."
    if item.quotes:
        yield "In their own words:" if item.phrases else "**What we heard**, in their own words:"
        yield "\n>\n".join(f"> {whole_line(quote)}" for quote in item.quotes)
    decided = _DECIDED[item.status].format(title=title, day=day(item.on))
    yield f"**What we decided.** {decided} {plain(tell) if tell else FILL_IN}"
    yield f"**What comes next.** {' '.join(_next(item))}"
    yield "Kind regards"


def _company(item: PublicItem) -> str:
    return f" You are not alone: at least {item.people:,} people did." if item.people else ""


def _next(item: PublicItem) -> Iterator[str]:
    if item.due:
        yield f"It is announced for {due_words(item.due)}."
    yield _NEXT[item.status]
    if item.due is None and item.status in _UNDATED:
        yield "There is no date."
