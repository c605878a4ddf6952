"""What people say of items whose work has begun or ended: already coming, came back, declined."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_insights.figures._ground import Ground, share
from feedback_insights.figures.breakdown import Change, change_between
from feedback_insights.figures.view import View
from feedback_insights.records import Feature, RequestType
from feedback_insights.roadmap import stage_of, unknown_statuses

ASKS: frozenset[RequestType | None] = frozenset({"bug", "feature_request", "usability"})
NO_RELEASE = "the backlog does not say when it was finished: nobody can tell who spoke before and who after"
NO_DECISION = "the backlog does not say when it was declined: nobody can tell who asked before and who after"
NO_START = "the backlog does not say when it was written down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An item in progress that people ask for. When work on it began no backlog export says."""

    feature_id: str
    people: int  # different people who surely ask for it, at least, as the scores count them
    created: date | None  # when the item was written down; None = see `reason`
    people_since: int | None  # of these, who asked after that day; None = not known
    undated: int  # statements without a date, counted among the people only
    complaining: int  # of the people, who report a bug or say it in a negative tone
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A finished or declined item that people still speak of, before the day it was closed and after.

    Of a finished one only complaints and requests count: what is tagged a bug, a wish or a usability issue,
    or negative. Of a declined one everything that asks for it.
    """

    feature_id: str
    people: int  # different people who surely do so, at least, whenever they spoke
    closed: date | None  # None = see `reason`
    change: Change | None  # shares of the people heard after that day, and until then, members of themes too
    undated: int  # statements without a date, in neither share
    statements: tuple[str, ...]  # said after it, or all where the day is unknown; surest first
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Items apart from those that could still be begun, most people first."""

    coming: tuple[Coming, ...]
    came_back: tuple[Return, ...]  # those with a known release first
    declined: tuple[Return, ...]
    unknown: Mapping[str, int]  # statuses that no stage is known for -> items; they stand with the open ones


def progress_of(features: Iterable[Feature], view: View) -> Progress:
    """Tell apart what is coming, what came back after its release, and what was declined."""
    asked, sure, heard = view.subjects("features"), view.surely_asking(), Heard.on(view.ground)
    coming: list[Coming] = []
    back: list[Return] = []
    declined: list[Return] = []
    known = sorted(features, key=lambda feature: feature.id)
    for feature in known:
        said, own, stage = asked.get(feature.id, ()), sure.get(feature.id, ()), stage_of(feature)
        if stage == "in_progress" and own:
            coming.append(_coming(feature, own, view.ground))
        elif stage == "done":
            told = [id for id in said if complains(id, view.ground)]
            back += _returns(feature, told, own, heard, view.ground, NO_RELEASE)
        elif stage == "declined":
            declined += _returns(feature, said, own, heard, view.ground, NO_DECISION)
    return Progress(
        coming=tuple(sorted(coming, key=lambda one: (-one.people, one.feature_id))),
        came_back=tuple(sorted(back, key=_most_first)),
        declined=tuple(sorted(declined, key=_most_first)),
        unknown=unknown_statuses(known),
    )


def complains(statement_id: str, ground: Ground) -> bool:
    """Whether a statement wants something changed: a bug, a wish, a usability issue, or a negative tone."""
    tag = ground.tags.get(statement_id)
    return tag is not None and (tag.request_type in ASKS or tag.sentiment == "negative")


def _hurts(statement_id: str, ground: Ground) -> bool:
    """Whether a statement says that something is bad today, not only that something could be better."""
    tag = ground.tags.get(statement_id)
    return tag is not None and (tag.request_type == "bug" or tag.sentiment == "negative")


def day_of(told: str | None) -> date | None:
    """The day of an ISO date or time; None for anything else."""
    try:
        return date.fromisoformat((told or "")[:10])
    except ValueError:
        return None


def _most_first(one: Return) -> tuple[bool, int, str]:
    people = one.change.now.count if one.change else one.people
    return one.change is None, -people, one.feature_id


def _coming(feature: Feature, said: Sequence[str], ground: Ground) -> Coming:
    created = day_of(feature.created)
    later = [id for id in said if created and (day := ground.day(id)) and day > created]
    return Coming(
        feature_id=feature.id,
        people=ground.fewest(said),
        created=created,
        people_since=ground.fewest(later) if created else None,
        undated=sum(ground.day(id) is None for id in said),
        complaining=ground.fewest(id for id in said if _hurts(id, ground)),
        reason="" if created else NO_START,
    )


def _returns(
    feature: Feature, said: Sequence[str], own: Sequence[str], heard: Heard, ground: Ground, unknown: str
) -> list[Return]:
    """What to tell of a closed item; nothing where nobody surely spoke of it after its day, or at all."""
    closed = day_of(feature.resolved)
    after = [id for id in said if closed and (day := ground.day(id)) and day > closed]
    surely = set(own).intersection(after if closed else said)
    if not surely:
        return []
    change = around(closed, said, heard, ground) if closed else None
    return [
        Return(
            feature_id=feature.id,
            people=ground.fewest(set(own).intersection(said)),
            closed=closed,
            change=change,
            undated=sum(ground.day(id) is None for id in said),
            statements=tuple(after if closed else said),
            reason="" if closed else unknown,
        )
    ]


def around(day: date, said: Sequence[str], heard: Heard, ground: Ground) -> Change:
    """The people behind some statements, of those heard after a day and of those heard until then.

    What was said without a date is in neither.
    """
    dated = [(id, when) for id in said if (when := ground.day(id))]
    after = {ground.customer(id) for id, when in dated if when > day}
    until = {ground.customer(id) for id, when in dated if when <= day}
    return change_between(share(len(after), heard.after(day)), share(len(until), heard.until(day)))


@dataclass(frozen=True, slots=True)
class Heard:
    """The first and last day on which each person was heard, in order."""

    first: list[date]
    last: list[date]

    @classmethod
    def on(cls, ground: Ground) -> Heard:
        days: dict[str, list[date]] = {}
        for item in ground.feedback.values():
            if item.created:
                days.setdefault(ground.directory.customer[item.id], []).append(item.created.date())
        return cls(sorted(min(one) for one in days.values()), sorted(max(one) for one in days.values()))

    def after(self, day: date) -> int:
        """How many people were heard after a day."""
        return len(self.last) - bisect_right(self.last, day)

    def until(self, day: date) -> int:
        """How many people were heard on a day or before."""
        return bisect_right(self.first, day)
