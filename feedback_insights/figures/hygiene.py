"""What to look at in the backlog itself: likely duplicates, silence, what came back, what went stale.

Everything is shown and nothing is done: each line says why it is there and what a person could do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from feedback_insights.figures._ground import Ground, share
from feedback_insights.figures.progress import Return, day_of, progress_of
from feedback_insights.figures.view import View
from feedback_insights.records import Feature, Share
from feedback_insights.roadmap import CLOSED, Stage, Tree, stage_of, unknown_statuses
from feedback_insights.roadmap.duplicates import Pair
from feedback_insights.settings import HygieneSettings

CheckKind = Literal["duplicate", "marked_duplicate", "came_back", "declined", "unmentioned", "stale"]
KINDS: tuple[CheckKind, ...] = (
    "duplicate", "marked_duplicate", "came_back", "declined", "unmentioned", "stale",
)  # fmt: skip
_MOST = 5  # names in a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at, why, and what a person could do."""

    kind: CheckKind
    feature_id: str
    other_id: str | None = None  # of duplicates
    probability: float | None = None  # of likely duplicates: that people would mark them so
    people: int  # different people who surely ask for it, or for either, at least, as the scores count them
    share: Share | None = None  # of the people heard; of what came back, of those heard after its release
    why: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hygiene:
    """What a look at the backlog found, and what it could not tell."""

    checks: tuple[Check, ...]  # by kind, in the order of `KINDS`; within one the weightiest first
    notes: tuple[str, ...]

    def of(self, kind: CheckKind) -> tuple[Check, ...]:
        """Those of one kind."""
        return tuple(check for check in self.checks if check.kind == kind)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What the checks are made from."""

    features: Mapping[str, Feature]
    stages: Mapping[str, Stage | None]
    asked: Mapping[str, Sequence[str]]
    surely: Mapping[str, Sequence[str]]  # of these, what is sure by itself
    ground: Ground

    def people(self, *feature_ids: str) -> int:
        """Different people who surely ask for any of these, at least."""
        return self.ground.fewest(s for id in feature_ids for s in self.surely.get(id, ()))

    def closed(self, id: str) -> bool:
        return self.stages.get(id) in CLOSED


def check_backlog(
    features: Sequence[Feature],
    view: View,
    settings: HygieneSettings,
    *,
    pairs: Sequence[Pair] = (),
    without_vectors: int = 0,
) -> Hygiene:
    """Look the backlog over, as one scope sees it.

    `pairs` are its likely duplicates (see `roadmap.duplicates`), `without_vectors` says how many items could
    not be compared.
    """
    known = {feature.id: feature for feature in sorted(features, key=lambda f: f.id)}
    stages = {id: stage_of(f) for id, f in known.items()}
    look = _Look(known, stages, view.subjects("features"), view.surely_asking(), view.ground)
    progress = progress_of(known.values(), view)
    checks = [
        *_duplicates(look, pairs),
        *_marked(look),
        *(_came_back(one) for one in progress.came_back),
        *(_declined(one) for one in progress.declined),
        *_unmentioned(look),
    ]
    notes = [*_about_pairs(without_vectors), *_about_stages(look)]
    stale, more = _stale(look, settings.stale_days, day_of(view.analysis.run.as_of))
    return Hygiene(
        checks=tuple(checks + stale), notes=(*notes, *more, *_about_parents(Tree.of(list(known.values()))))
    )


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count:,} people"


def _verb(count: int, many: str) -> str:
    return f"{many}s" if count == 1 else many


def _items(count: int) -> str:
    return "one item" if count == 1 else f"{count:,} items"


# ---- duplicates -------------------------------------------------------------------------------------------


def _duplicates(look: _Look, pairs: Sequence[Pair]) -> Iterator[Check]:
    """Pairs of which at least one could still be built."""
    for pair in pairs:
        if look.closed(pair.one) and look.closed(pair.other):
            continue
        shared = f"; both titles say {', '.join(pair.words)}" if pair.words else ""
        one, other, both = look.people(pair.one), look.people(pair.other), look.people(pair.one, pair.other)
        asked = f"; {_people(one)} and {_people(other)} ask for them, {_people(both)} in all" if both else ""
        yield Check(
            kind="duplicate",
            feature_id=pair.one,
            other_id=pair.other,
            probability=pair.probability,
            people=both,
            why=f"much more alike than either is to the rest{shared}{asked}",
            todo=_todo_of_pair(look, pair),
        )


def _todo_of_pair(look: _Look, pair: Pair) -> str:
    for id, other in ((pair.one, pair.other), (pair.other, pair.one)):
        if look.stages[id] == "done":
            return f"{id} is done: see whether {other} is still needed"
        if look.stages[id] == "declined":
            return f"{id} was declined: see whether its reasons hold for {other}"
    return "read both; if they are one, merge them, so that their people count together"


def _marked(look: _Look) -> Iterator[Check]:
    for id, feature in look.features.items():
        for other in feature.duplicate_of:
            held = "" if other in look.features else ", which the backlog does not hold"
            own, both = look.people(id), look.people(id, other)
            if look.closed(id) and not own:
                continue
            yield Check(
                kind="marked_duplicate",
                feature_id=id,
                other_id=other,
                people=both,
                why=f"marked as a duplicate of {other}{held}; {_people(own)} {_verb(own, 'ask')} for it",
                todo=(
                    f"its people are not counted for {other}: confirm their links there"
                    if look.closed(id)
                    else "still open: close it, or take the mark away"
                ),
            )


# ---- what people say, or do not ---------------------------------------------------------------------------


def _came_back(one: Return) -> Check:
    if one.change is None or one.closed is None:
        asks = one.people
        why = f"done, and {_people(asks)} {_verb(asks, 'complain')}; {one.reason}"
    else:
        now, before = one.change.now, one.change.before
        asks = now.count
        why = (
            f"finished on {one.closed}; after that {now.count:,} of {_people(now.of)} heard"
            f" {_verb(now.count, 'complain')} of it, until then {before.count:,} of {before.of:,}"
        )
    return Check(
        kind="came_back",
        feature_id=one.feature_id,
        people=asks,
        share=one.change.now if one.change else None,
        why=why,
        todo="read what they say; open it again, or a new item for what is missing",
    )


def _declined(one: Return) -> Check:
    after = one.change.now if one.change else None
    asks = after.count if after else one.people
    told = f"declined on {one.closed}; {_people(asks)} {_verb(asks, 'ask')} for it since then"
    return Check(
        kind="declined",
        feature_id=one.feature_id,
        people=asks,
        share=after,
        why=told
        if one.closed
        else f"declined, and {_people(asks)} {_verb(asks, 'ask')} for it; {one.reason}",
        todo="see whether the reasons still hold, and tell those who ask",
    )


def _unmentioned(look: _Look) -> Iterator[Check]:
    heard = share(0, look.ground.heard)
    if not heard.of:
        return
    for id, feature in look.features.items():
        if look.closed(id) or look.asked.get(id):
            continue
        bare = not (feature.description.strip() or feature.comments or feature.customer_words)
        yield Check(
            kind="unmentioned",
            feature_id=id,
            people=0,
            share=heard,
            why=f"none of {_people(heard.of)} heard asks for it, as far as the linker can tell"
            + ("; title only: there is little that could match" if bare else ""),
            todo=(
                "say in a sentence or two, in the users' words, what it is for; then analyze again"
                if bare
                else "silence is no proof: ask for reasons other than feedback, or let it go"
            ),
        )


def _stale(look: _Look, days: int, as_of: date | None) -> tuple[list[Check], list[str]]:
    """Open items that neither the team nor anybody heard has touched for so long; and what is not known."""
    waiting = [feature for id, feature in look.features.items() if look.stages[id] == "open"]
    if as_of is None or not waiting:
        return [], []
    since = as_of - timedelta(days=days)
    if not any(day > since for day in look.ground.days):
        return [], [f"nobody was heard since {since}: what is stale cannot be told"]
    dated = {feature.id: day for feature in waiting if (day := day_of(feature.updated or feature.created))}
    quiet = [(day, id) for id, day in dated.items() if day <= since and _nobody_since(look, id, since)]
    checks = [
        Check(
            kind="stale",
            feature_id=id,
            people=look.people(id),
            why=f"open, last changed on {day}; nobody asked for it since {since}",
            todo="close it, or say why it stays",
        )
        for day, id in sorted(quiet)
    ]
    lacking = len(waiting) - len(dated)
    told = f"{lacking:,} of {len(waiting):,} open items without a date: whether they are stale is not known"
    return checks, [told] if lacking else []


def _nobody_since(look: _Look, id: str, since: date) -> bool:
    """Whether nobody asked after a day; what carries no date may have been said after it."""
    days = [look.ground.day(statement) for statement in look.asked.get(id, ())]
    return all(day is not None and day <= since for day in days)


# ---- what could not be told -------------------------------------------------------------------------------


def _about_pairs(without_vectors: int) -> Iterator[str]:
    if without_vectors:
        yield (
            f"{_items(without_vectors)} not compared with the others: the last run does not know them;"
            " analyze again"
        )


def _about_stages(look: _Look) -> Iterator[str]:
    unknown = unknown_statuses(look.features.values())
    if unknown:
        named = _listed([f"“{status}” {count:,}" for status, count in unknown.items()])
        count = sum(unknown.values())
        yield f"{_items(count)} with a status that no stage is known for ({named}); taken as open"
    silent = sum(not feature.status for feature in look.features.values())
    if silent and silent < len(look.features):
        yield f"{_items(silent)} without a status; taken as open"


def _about_parents(tree: Tree) -> Iterator[str]:
    yield from tree.notes
    if tree.absent:
        count = len(tree.absent)
        named = _listed(sorted(tree.absent))
        yield f"{_items(count)} known only as parents of others, not in the backlog: {named}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
