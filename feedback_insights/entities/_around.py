"""What stands beside a number, and tells a version or an error code from an amount, a price or a date."""

from __future__ import annotations

import re

HIDDEN = "\ue000"  # stands for every character of what was masked
REACH = 60  # characters looked at before something

_AMOUNT = re.compile(
    r"""[\s-]{0,2}(?:[%€£$°]|(?:
      seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|weekends?|months?|years?|yrs?|ms|[smh]|[ap]\.?m
      |o'?clock|times|x\ \d|stars?|points?|percent|out\ of|or\ \d|-\ ?\d|to\ \d+\ (?:times|days|weeks|stars)
      |[kmgt]i?b|bytes?|px|pixels?|fps|[kmg]?hz|mb/s|mbps|cores?|volts?|watts?|mm|cm|km|miles?|inch(?:es)?|feet|ft
      |kg|lbs?|euros?|dollars?|bucks?|pounds?|usd|eur|gbp|cents?|k|hundred|thousand|million
    )\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_THINGS = re.compile(
    r"\s(?:users?|people|customers?|devices?|files?|photos?|pictures?|images?|items?|rows?|records?|pages?"
    r"|notes?|lines?|characters?|words?|messages?|e?-?mails?|orders?|tasks?|clients?|contacts?|cards?|songs?"
    r"|others?|more|new|different|extra|calls?|requests?|events?|entries|products?|tests?|warnings?)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"\be\.g\.[^()\n]{0,60}$")
_PRICE = re.compile(r"(?:[$€£¥]|\b(?:usd|eur|gbp|rs\.?|chf))\s?$", re.IGNORECASE)


def words(text: str) -> frozenset[str]:
    """A set of words, written with spaces between."""
    return frozenset(text.split())


def before(text: str, start: int) -> str:
    """The little that stands before a place."""
    return text[max(0, start - REACH) : start]


def is_example(ahead: str) -> bool:
    """Whether a form gives it as an example: "Mobile device (e.g. iPhone 8, Pixel 2)"."""
    return _EXAMPLE.search(ahead) is not None


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether a number is a measure, a price or a count: "5 times", "4.5 stars", "$3.99"."""
    return _AMOUNT.match(text, end) is not None or _PRICE.search(text[max(0, start - 5) : start]) is not None


def is_count(text: str, end: int) -> bool:
    """Whether things follow a number: "500 users"."""
    return _THINGS.match(text, end) is not None
