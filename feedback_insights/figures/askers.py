"""Who asked for a backlog item: one row per person, with the words that count most. For answering them.

An internal list: no rule about a least number of people withholds anything of it. People are pseudonyms; the
ids and addresses of their records lead to them in the tools that the feedback came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

from feedback_insights.figures._ground import Ground, accept_of
from feedback_insights.figures.opinions import Opinions, opinions
from feedback_insights.figures.view import View
from feedback_insights.records import Feedback, Voice
from feedback_insights.scope import UNKNOWN
from feedback_insights.support import grades, opposed

PersonStance = Literal["for", "against", "unclear", "unread"]
TELLING = 3  # words
STANCES: tuple[PersonStance, ...] = ("for", "unclear", "unread", "against")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One person who spoke of a backlog item, for or against it."""

    person: str  # pseudonym, as in the exports
    assumed: bool  # the record names nobody: counted as a person of its own
    account: str | None
    account_name: str | None  # as the accounts file has it
    audiences: tuple[str, ...]  # most frequent first; empty = not known
    products: tuple[str, ...]
    plan: str | None
    channels: tuple[str, ...]
    sources: tuple[str, ...]  # the tools it came through
    first: date | None  # UTC; None = without a date
    last: date | None
    statements: int  # that speak of it
    records: tuple[str, ...]  # "file · record", in order of time
    external_ids: tuple[str, ...]  # "zendesk:48201", as the tool itself knows them
    urls: tuple[str, ...]
    stance: PersonStance  # "unread": in a language that the rules do not read
    feature_id: str  # the item that the words below speak of: the one asked for, or a part of it
    statement_id: str  # whose words count most: the surest ones that are more than a word or two
    text: str
    prompt: str  # the question that they answer, if any
    voice: Voice  # only "said" may stand in quotation marks
    probability: float  # that those words are about the item
    sure: bool  # whether any of their words are about it surely enough by themselves, not through a theme


class _Said(NamedTuple):
    """A statement about one of the items."""

    statement: str
    feature: str
    probability: float
    against: bool


def askers(feature_ids: Iterable[str], view: View, person: Callable[[str], str]) -> tuple[Asker, ...]:
    """Everybody who asks for any of some backlog items, each once, and those against them.

    ``person`` gives a customer's pseudonym. What counts is what counts everywhere: links that are sure
    enough. Those for it come first, those against it last; within, the surest first.
    """
    family, ground = frozenset(feature_ids), view.ground
    told = opinions(view.analysis, ground.customer)
    by_customer: dict[str, list[_Said]] = {}
    for said in _about(family, view):
        by_customer.setdefault(ground.customer(said.statement), []).append(said)
    accept = accept_of(view.analysis.run)
    rows = [
        _row(who, said, ground, told, person(who), sure=any(one.probability >= accept for one in said))
        for who, said in by_customer.items()
    ]
    return tuple(sorted(rows, key=lambda row: (STANCES.index(row.stance), -row.probability, row.person)))


def _about(family: Collection[str], view: View) -> list[_Said]:
    """What counts for the items, and what would but for its stance; surest first."""
    found, here = view.analysis, view.ground.statements
    parts = (found.links, found.memberships, found.stances)
    accept = found.run.settings.get("links", {}).get("accept", 1.0)
    rows = [
        _Said(id, of, one.probability, against)
        for graded, against in ((grades(*parts), False), (opposed(*parts), True))
        for id, features in graded.items()
        for of, one in features.items()
        if of in family and id in here
        if one.accepted or (against and one.probability >= accept)
    ]
    return sorted(rows, key=lambda row: (-row.probability, row.statement, row.feature))


def _row(
    customer: str, said: Sequence[_Said], ground: Ground, told: Opinions, person: str, *, sure: bool
) -> Asker:
    stance = _stance(said, told)
    best = _most_telling([one for one in said if one.against == (stance == "against")], ground)
    words, items = ground.statements[best.statement], _items(said, ground)
    account = ground.directory.account[customer]
    known = ground.directory.accounts.get(account or "")
    days = [when.date() for item in items if (when := _moment(item))]
    return Asker(
        person=person,
        assumed=customer in ground.directory.assumed,
        account=account,
        account_name=known.name if known else None,
        audiences=_values("audience", items, ground),
        products=_values("product", items, ground),
        plan=next(iter(_values("plan", items, ground)), None),
        channels=_values("channel", items, ground),
        sources=_values("source", items, ground),
        first=min(days, default=None),
        last=max(days, default=None),
        statements=len({one.statement for one in said}),
        records=_once(f"{item.locator.file} · {item.locator.record}" for item in items),
        external_ids=_once(f"{item.source}:{item.external_id}" for item in items),
        urls=_once(item.url for item in items if item.url),
        stance=stance,
        feature_id=best.feature,
        statement_id=words.id,
        text=words.text,
        prompt=ground.feedback[words.feedback_id].prompt,
        voice=ground.feedback[words.feedback_id].voice,
        probability=best.probability,
        sure=sure,
    )


def _most_telling(said: Sequence[_Said], ground: Ground) -> _Said:
    """The surest one; a "No." to some question only where there is nothing else."""
    telling = (one for one in said if len(ground.statements[one.statement].text.split()) >= TELLING)
    return next(telling, said[0])


def _stance(said: Sequence[_Said], told: Opinions) -> PersonStance:
    """As people are counted everywhere: who speaks for and against is unclear."""
    found = {
        "against" if one.against else stance.stance if stance else "for"
        for one in said
        for stance in [told.stances.get((one.feature, one.statement))]
    }
    if found == {None}:
        return "unread"
    if "against" in found and "for" not in found:
        return "against"
    return "for" if "for" in found and "against" not in found else "unclear"


def _items(said: Sequence[_Said], ground: Ground) -> list[Feedback]:
    """The feedback behind them, in order of time; what has no date comes last."""
    found = {ground.statements[one.statement].feedback_id for one in said}
    late = datetime.max.replace(tzinfo=UTC)
    return sorted((ground.feedback[id] for id in found), key=lambda item: (_moment(item) or late, item.id))


def _moment(item: Feedback) -> datetime | None:
    """When it was said, in UTC; feedback that a program made may carry no zone."""
    when = item.created
    return None if when is None else when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _values(facet: str, items: Sequence[Feedback], ground: Ground) -> tuple[str, ...]:
    """The known values of a facet, most frequent first."""
    counts = Counter(ground.facets.of(facet, item.id) for item in items)
    return tuple(sorted((v for v in counts if v != UNKNOWN), key=lambda value: (-counts[value], value)))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
