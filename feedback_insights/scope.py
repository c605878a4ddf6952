"""What a figure is about: a filter over facets, and a period. It changes counts, never theme ids.

A facet is something every piece of feedback has one value of, or "unknown"; an entity facet is something that
its text may name, any number of them. Days are those of UTC; a window holds its first and its last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from feedback_insights.directory import Directory
from feedback_insights.entities import entities
from feedback_insights.errors import ScopeError, nearest
from feedback_insights.records import ENTITIES, Feedback

FACETS = ("product", "audience", "plan", "channel", "source", "language")
ENTITY_FACETS: tuple[str, ...] = ENTITIES
ALL_FACETS = (*FACETS, *ENTITY_FACETS)
UNKNOWN = "unknown"
OTHER = "other"
AUDIENCES = ("end_user", "developer", "partner", "internal")
PREVIOUS = "previous"

_FORMS = "2026, 2026H1, 2026Q3, 2026-09, 2026-W36, 2026-09-14, 2026-07-01..2026-08-15, 90d"
_YEAR, _HALF = re.compile(r"(\d{4})"), re.compile(r"(\d{4})-?H([12])")
_QUARTER, _MONTH = re.compile(r"(\d{4})-?Q([1-4])"), re.compile(r"(\d{4})-(\d{2})")
_WEEK, _DAY = re.compile(r"(\d{4})-?W(\d{2})"), re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST = re.compile(r"(\d{1,4})d")


@dataclass(frozen=True, slots=True)
class Window:
    """A period of whole days; None = open at that end."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, text: str, *, as_of: date | None = None) -> Window:
        """Read a period such as 2026Q3; "90d" are the 90 days up to `as_of`. Raises `ScopeError`."""
        wanted = text.strip().upper()
        if match := _LAST.fullmatch(wanted.lower()):
            if as_of is None or match[1].strip("0") == "":
                raise ScopeError(f"no period '{text}': no feedback here has a date, or it is no day long")
            return cls(as_of - timedelta(days=int(match[1]) - 1), as_of)
        first, dots, last = wanted.partition("..")
        try:
            start, end = _span(first)[0], _span(last if dots else first)[1]
        except ValueError:
            raise ScopeError(f"no period '{text}'; write it like {_FORMS}") from None
        if (start is None and end is None) or (start and end and end < start):
            raise ScopeError(f"the period '{text}' holds no day; the first day comes first")
        return cls(start, end)

    def __str__(self) -> str:
        """The period as `parse` reads it."""
        return f"{self.first or ''}..{self.last or ''}"

    def before(self) -> Window:
        """The period of the same length just before. Raises `ScopeError` for one that is open."""
        if self.first is None or self.last is None:
            raise ScopeError("a period that is open at one end has no previous one; name both")
        if whole := self._months():
            last = self.first - timedelta(days=1)
            return Window(_months_back(self.first, whole), last)
        day = timedelta(days=1)
        return Window(self.first - (self.last - self.first) - day, self.first - day)

    def _months(self) -> int:
        """How many whole calendar months it is; 0 = it is none."""
        first, last = self.first, self.last
        if first is None or last is None or first.day != 1 or last.day != _length(last.year, last.month):
            return 0
        return (last.year - first.year) * 12 + last.month - first.month + 1

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it; no date lies in no period."""
        if day is None:
            return False
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def _span(text: str) -> tuple[date | None, date | None]:
    """First and last day of what a text names. Raises ValueError."""
    if not text:
        return None, None
    if _DAY.fullmatch(text):
        return date.fromisoformat(text), date.fromisoformat(text)
    if match := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday, monday + timedelta(days=6)
    for pattern, months in ((_YEAR, 12), (_HALF, 6), (_QUARTER, 3), (_MONTH, 1)):
        if match := pattern.fullmatch(text):
            number = int(match[2]) if months < 12 else 1
            last = number * months
            year = int(match[1])
            return date(year, last - months + 1, 1), date(year, last, _length(year, last))
    raise ValueError(text)


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _months_back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Scope:
    """A filter and a period. ``Scope({"audience": "developer"}, "2026Q3")``; ``Scope()`` is everything.

    ``where`` gives one value or several per facet, of which one must hold; all facets must. ``window`` is a
    period in words (see `Window.parse`). Raises `ScopeError` for a facet that is not one.
    """

    where: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    window: str | None = None

    def __post_init__(self) -> None:
        for facet in self.where:
            _must_be_known(facet)

    def values(self, facet: str) -> tuple[str, ...]:
        """The values that a facet may have; empty = any."""
        given = self.where.get(facet, ())
        return (given,) if isinstance(given, str) else tuple(given)

    def during(self, window: str | None) -> Scope:
        """The same filter over another period."""
        return Scope(self.where, window)

    @property
    def everything(self) -> bool:
        """Whether it leaves nothing out."""
        return self.window is None and not any(map(self.values, self.where))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The feedback of a scope, and how the scope reads in words."""

    scope: Scope
    window: Window | None
    ids: frozenset[str]
    undated: int  # feedback that fits the filter but has no date, while a period is asked for


class Facets:
    """Every feedback's values of every facet. Spellings that differ in case alone are one value.

    What texts name is read when an entity facet is first asked for.
    """

    def __init__(self, feedback: Sequence[Feedback], directory: Directory) -> None:
        self._feedback = feedback
        self._plans = frozenset(account.plan for account in directory.accounts.values() if account.plan)
        self._days = {f.id: _utc_day(f.created) if f.created else None for f in feedback}
        self._of = {facet: _merged({f.id: _value(f, facet, directory) for f in feedback}) for facet in FACETS}

    def of(self, facet: str, feedback_id: str) -> str:
        """The value that one feedback has of a facet that is no entity facet."""
        return self._of[facet][feedback_id][0]

    def values_of(self, facet: str, feedback_id: str) -> tuple[str, ...]:
        """The values of one feedback: one, but of an entity facet as many as its text names."""
        return self._values(facet)[feedback_id]

    def values(self, facet: str, ids: Iterable[str] | None = None) -> list[str]:
        """The values that occur, most frequent first, "unknown" last. Raises `ScopeError`."""
        _must_be_known(facet)
        found = self._values(facet)
        chosen = found.values() if ids is None else (found[id] for id in ids)
        counts = Counter(value for values in chosen for value in values)
        return sorted(counts, key=lambda value: (value == UNKNOWN, -counts[value], value))

    def choose(self, scope: Scope, *, as_of: date | None = None) -> Chosen:
        """The feedback of a scope. Raises `ScopeError` for a value that nothing here has."""
        wanted = {
            facet: self._known(facet, scope.values(facet)) for facet in scope.where if scope.values(facet)
        }
        fits = [
            id
            for id in sorted(self._days)
            if all(values.intersection(self.values_of(facet, id)) for facet, values in wanted.items())
        ]
        window = Window.parse(scope.window, as_of=as_of) if scope.window else None
        inside = [id for id in fits if window is None or window.holds(self._days[id])]
        undated = sum(self._days[id] is None for id in fits) if window else 0
        return Chosen(scope=scope, window=window, ids=frozenset(inside), undated=undated)

    def _values(self, facet: str) -> Mapping[str, tuple[str, ...]]:
        return self._named[facet] if facet in ENTITY_FACETS else self._of[facet]

    @cached_property
    def _named(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Of each entity facet what every text names."""
        found = {item.id: entities(item.text, self._plans) for item in self._feedback}
        return {
            facet: _one_spelling(
                {id: [e.value for e in named if e.kind == facet] for id, named in found.items()}
            )
            for facet in ENTITY_FACETS
        }

    def _known(self, facet: str, given: Iterable[str]) -> set[str]:
        known = {value.casefold(): value for value in self.values(facet)}
        wanted = [value if value.casefold() in known else self._as_named(facet, value) for value in given]
        missing = [value for value in wanted if value.casefold() not in known]
        if missing:
            shown = f"known: {', '.join(list(known.values())[:8]) or 'none'}"
            hint = nearest(missing[0], known.values()) or shown
            raise ScopeError(f"nothing here has {facet} '{missing[0]}'; {hint}")
        return {known[value.casefold()] for value in wanted}

    def _as_named(self, facet: str, value: str) -> str:
        """How texts that say this are read: "POST /v2/orders" is /v2/orders, error "429" is HTTP 429."""
        if facet not in ENTITY_FACETS:
            return value
        said = (value, f"{facet.partition('_')[0]} {value}")
        return next((e.value for text in said for e in entities(text, self._plans) if e.kind == facet), value)


def _utc_day(moment: datetime) -> date:
    """Imported times are in UTC; those of feedback that a program made may carry another offset, or none."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _must_be_known(facet: str) -> None:
    if facet not in ALL_FACETS:
        raise ScopeError(f"no facet '{facet}'; known: {', '.join(ALL_FACETS)}")


def _value(item: Feedback, facet: str, directory: Directory) -> str | None:
    if facet == "language":
        return item.lang
    if facet == "source":
        return item.source
    if facet == "channel":
        return item.channel
    if facet == "product":
        return item.product
    account = directory.accounts.get(directory.account[directory.customer[item.id]] or "")
    if facet == "plan":
        return account.plan if account else None
    return _audience(item.audience, account.segment if account else None)


def _audience(given: str | None, segment: str | None) -> str | None:
    """An audience that the export or the account names; else the role as the export has it: a job title."""
    named = (text for text in (given, segment) if text)
    return next((known for text in named if (known := _canonical(text)) in AUDIENCES), given)


def _canonical(text: str) -> str:
    plain = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    return plain.removesuffix("s") if plain.removesuffix("s") in AUDIENCES else plain


def _merged(values: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """The one value of each, in one spelling; "unknown" where there is none."""
    given = {id: [value.strip()] if value and value.strip() else [] for id, value in values.items()}
    return {id: found or (UNKNOWN,) for id, found in _one_spelling(given).items()}


def _one_spelling(values: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Each value once, in one spelling for all: the most frequent one, of equals the first by letters."""
    spellings: dict[str, Counter[str]] = {}
    for value in (value for given in values.values() for value in given):
        spellings.setdefault(value.casefold(), Counter())[value] += 1
    best = {plain: min(forms, key=lambda form: (-forms[form], form)) for plain, forms in spellings.items()}
    return {
        id: tuple(dict.fromkeys(best[value.casefold()] for value in given)) for id, given in values.items()
    }


def parse_where(conditions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read "facet=value" conditions; of one facet given twice, either value fits. Raises `ScopeError`."""
    found: dict[str, tuple[str, ...]] = {}
    for facet, value in _pairs(conditions):
        found[facet] = (*found.get(facet, ()), value)
    return found


def _pairs(conditions: Iterable[str]) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        facet, equals, value = condition.partition("=")
        if not equals or not value.strip():
            raise ScopeError(f"'{condition}' is no condition; write facet=value, such as audience=developer")
        yield facet.strip().casefold(), value.strip()
