"""What users may be told of decided backlog items: nothing that names or gives away who asked.

Titles and reasons are those that somebody wrote for users; what was asked for is told by the names of themes
and by exact words, where enough people stand behind them. No text that names an account leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_insights.figures.decided import RoadmapLog, statements_of
from feedback_insights.figures.opinions import CONTENT
from feedback_insights.figures.progress import day_of
from feedback_insights.figures.view import View
from feedback_insights.records import Account, DecidedStatus, Feature, FeatureDecision
from feedback_insights.roadmap import Tree
from feedback_insights.scope import Window
from feedback_insights.settings import settings_of_links
from feedback_insights.support import Graded, grades

PHRASES, QUOTES = 3, 2  # most per item
SURE = 0.8  # probability that words are about the item, from which they are quoted
READABLE = (5, 32)  # words of a quote
_MASKED = re.compile(r"\[[a-z ]+\d*\]")  # a placeholder of what was masked
_NAME_LIKE = re.compile(r"[^.!?:…]\s\W*[A-Z][a-z]")  # a capital where no sentence begins: perhaps a name


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """One decided item as users may see it."""

    feature_id: str
    status: DecidedStatus
    on: date
    title: str
    tell: str  # the reason in words for users; empty = nobody wrote one
    due: tuple[date, date] | None  # announced by somebody, and not over yet
    people: int | None  # at least; None = fewer than the minimum, or not known
    phrases: tuple[str, ...]  # what they asked for: names of themes
    quotes: tuple[str, ...]  # exact words that somebody said


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Everything that may be published, and what was kept back."""

    as_of: str  # ISO date of the run
    items: tuple[PublicItem, ...]  # in the order chosen, then the newest decision first, then by id
    left_out: Mapping[str, str]  # by item, why it must not be shown
    untold: tuple[str, ...]  # items without a reason in words for users

    def of(self, *statuses: DecidedStatus) -> tuple[PublicItem, ...]:
        """Those of some statuses."""
        return tuple(item for item in self.items if item.status in statuses)


def published(
    log: RoadmapLog,
    view: View,
    tree: Tree,
    *,
    fewest: int,
    gone: Sequence[Feature] = (),
) -> Published:
    """What users may be told of every item that somebody decided on; other items are not published.

    ``fewest``: distinct people behind a count, a phrase or a quote, at least. ``gone`` are items that left
    the backlog: what is shipped often does.
    """
    found = view.analysis
    look = _Look(
        view=view,
        fewest=fewest,
        names=_names(view.ground.directory.accounts.values()),
        graded=grades(found.links, found.memberships, found.stances),
        wanted=frozenset(
            (one.feature_id, one.statement_id)
            for one in found.stances
            if one.stance == "for" and one.rule != CONTENT
        ),
        asked=view.subjects("features"),
        tree=tree,
        titles={f.id: f.title for f in (*gone, *tree.features.values()) if f.id not in tree.absent},
    )
    problems = {id: look.problem(decision) for id, decision in log.standing.items()}
    left_out = {id: problem for id, problem in problems.items() if problem}
    items = [look.item(decision) for id, decision in log.standing.items() if id not in left_out]
    place = {id: n for n, id in enumerate(log.order.features if log.order else ())}
    items.sort(key=lambda one: (place.get(one.feature_id, len(place)), -one.on.toordinal(), one.feature_id))
    untold = tuple(sorted(item.feature_id for item in items if not item.tell))
    return Published(as_of=found.run.as_of, items=tuple(items), left_out=left_out, untold=untold)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Look:
    view: View
    fewest: int
    names: re.Pattern[str] | None  # of accounts
    graded: Graded
    wanted: frozenset[tuple[str, str]]  # (item, statement) that speaks for it
    asked: Mapping[str, Sequence[str]]
    tree: Tree
    titles: Mapping[str, str]

    def item(self, decision: FeatureDecision) -> PublicItem:
        """One decided item as users may see it."""
        id = decision.feature_id
        asked = statements_of(id, self.tree, self.asked)
        people = self.view.ground.fewest(one for one in asked if self._surely(one, id))
        if id not in self.tree.features:  # it left the backlog, and its links with it
            people = decision.basis.people
        enough = people >= self.fewest
        return PublicItem(
            feature_id=id,
            status=decision.status,
            on=date.fromisoformat(decision.on),
            title=self._title(decision),
            tell=decision.tell,
            due=self._due(decision),
            people=people if enough else None,
            phrases=self._phrases(id) if enough else (),
            quotes=self._quotes(id, asked) if enough else (),
        )

    def _surely(self, statement: str, feature: str) -> bool:
        """Whether a statement itself asks for the item or a part of it, surely enough to answer its author.

        A theme's accepted link lets all its statements count, also those that hardly fit (prioritization spec
        section 7).
        """
        accept = settings_of_links(self.view.analysis.run.settings).accept
        grades = self.graded.get(statement, {})
        return any(
            id in grades and grades[id].probability >= accept for id in (feature, *self.tree.below(feature))
        )

    def problem(self, decision: FeatureDecision) -> str:
        """Why an item must not be shown; empty where it may."""
        title = self._title(decision)
        if not title:
            return "nobody knows its title; decide again with --title"
        for option, text in (("title", title), ("tell", decision.tell)):
            if named := self._named(text):
                return f"its words name the account {named}; decide again with --{option}"
        return ""

    def _title(self, decision: FeatureDecision) -> str:
        return decision.title or self.titles.get(decision.feature_id, "")

    def _named(self, text: str) -> str:
        """The account that a text names, if it does."""
        found = self.names.search(text) if self.names else None
        return found[0] if found else ""

    def _due(self, decision: FeatureDecision) -> tuple[date, date] | None:
        """The period announced, unless it is over."""
        if not decision.due:
            return None
        window, today = Window.parse(decision.due), day_of(self.view.analysis.run.as_of)
        if window.first is None or window.last is None or (today and window.last < today):
            return None
        return window.first, window.last

    def _phrases(self, feature_id: str) -> tuple[str, ...]:
        """Names of the themes that ask for it, of enough people, surest first."""
        family = {feature_id, *self.tree.below(feature_id)}
        themes = {
            theme.id: theme.name
            for theme in self.view.analysis.themes
            if theme.status == "active" and theme.customers >= self.fewest
        }
        asking = sorted(
            (-link.probability, link.subject_id)
            for link in self.view.analysis.links
            if link.kind == "theme" and link.accepted and link.feature_id in family
        )
        names = dict.fromkeys(themes[id] for _, id in asking if id in themes)
        return tuple(name for name in names if not self._named(name))[:PHRASES]

    def _quotes(self, feature_id: str, asked: Sequence[str]) -> tuple[str, ...]:
        """Short exact words that surely ask for it, each of another person, surest first."""
        family = (feature_id, *self.tree.below(feature_id))
        found: dict[str, str] = {}  # by person
        for id in asked:
            text = self.view.ground.statements[id].text
            if text not in found.values() and self._asks(id, family) and self._quotable(id, text):
                found.setdefault(self.view.ground.customer(id), text)
        return tuple(found.values())[:QUOTES]

    def _asks(self, id: str, family: Sequence[str]) -> bool:
        """Whether a statement is surely about one of the items, and wants it."""
        sure = (of for of in family if of in self.graded[id] and self.graded[id][of].probability >= SURE)
        return any((of, id) in self.wanted for of in sure)

    def _quotable(self, id: str, text: str) -> bool:
        ground = self.view.ground
        said = ground.feedback[ground.statements[id].feedback_id].voice == "said"
        readable = READABLE[0] <= len(text.split()) <= READABLE[1] and "\n" not in text
        private = _MASKED.search(text) or _NAME_LIKE.search(text) or self._named(text)
        return said and readable and not private


def _names(accounts: Iterable[Account]) -> re.Pattern[str] | None:
    """Finds an account's name or domain as whole words, in any case."""
    told = {name.strip() for account in accounts for name in (account.name, account.domain) if name}
    longest_first = sorted((name for name in told if len(name) > 2), key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
