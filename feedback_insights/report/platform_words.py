"""How the platform's figures read: whom an item serves, what it may harm, what fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from feedback_insights.report.words import number, percent, plural, share_words

if TYPE_CHECKING:
    from feedback_insights.figures import Balance, Harm, Known, Load, Platform, PlatformItem
    from feedback_insights.priority.platform import Breadth
    from feedback_insights.report.parts import FeatureRow

_SERVES = {"several": "several products", "unclear": "one product or several", "unknown": "?"}


def serves_words(item: PlatformItem) -> str:
    """ "one product: public API", "several products"; "?" = unknown."""
    return f"one product: {item.product}" if item.serves == "one" else _SERVES[item.serves]


def breadth_words(breadth: Breadth | None) -> str:
    """The effective products with their interval: "2.9 of 5 products (2.1–3.8)"."""
    if breadth is None or breadth.d1 is None:
        return "unknown"
    known = sum(rate is not None for rate in breadth.rates)
    told = f"{breadth.d1:.1f} of {known} products"
    if breadth.low is None or breadth.high is None:
        return told
    return f"{told} ({1 + breadth.low * (known - 1):.1f}–{1 + breadth.high * (known - 1):.1f})"


def harm_words(harm: Harm) -> str:
    """ "against it: developer 2; blamed on a change: performance 3"."""
    against = ", ".join(f"{name} {count}" for name, count in harm.against.items())
    worse = ", ".join(f"{kind} {count}" for kind, count in harm.regressions.items())
    told = (f"against it: {against}" if against else "", f"blamed on a change: {worse}" if worse else "")
    return "; ".join(filter(None, told))


def enabling_words(item: PlatformItem) -> str:
    """What waits for it, in people; "–" = nothing does."""
    if not item.unlocks:
        return "–"
    if item.enabling is None:
        return "unknown"
    atleast = "" if item.enabling.enabled is not None else "at least "
    return f"{atleast}{number(item.enabling.at_least)} by {', '.join(item.unlocks)}"


def coverage_words(known: Known) -> Iterator[str]:
    """How many of the people heard can be told apart; one line."""
    told = ((known.product, "product"), (known.audience, "audience"), (known.account, "account"))
    parts = ", ".join(f"{what} of {share_words(one)}" for one, what in told)
    yield f"Of the people heard are known: {parts}"


def refusals(found: Platform) -> list[str]:
    """Why figures by product or audience are missing for all items, each reason once."""
    return sorted({why for item in found.items for why in item.reasons if why.startswith("coverage_low")})


def refused(rows: Iterable[FeatureRow]) -> list[str]:
    """The same of a report's rows."""
    return sorted({w for row in rows if row.place for w in row.place.reasons if w.startswith("coverage_low")})


def balance_head(balance: Balance, unit: str) -> str:
    """What was declared, and what the order is by."""
    if balance.capacity is None:
        return f"Asked for, in {unit}; declare a capacity to see what fits: --capacity"
    part = "" if balance.shared is None else f", {percent(balance.shared, 1)} of it for shared work"
    return (
        f"What fits into {number(balance.capacity)} {unit}{part}; in progress first, then by {balance.method}"
    )


def load_words(group: str, load: Load) -> list[str]:
    """Group, items, effort asked and what fits of it, with its range."""
    unknown = f" + {plural(load.unestimated, 'item')} without effort" if load.unestimated else ""
    fits = f"{number(load.taken)} ({number(load.low)}–{number(load.high)})" if load.taken else "–"
    return [group, f"{load.items}", f"{number(load.asked)}{unknown}", fits]
