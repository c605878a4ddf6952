"""The backlog as a platform sees it: whom an item serves and leaves out, what it may harm, what waits for it.

Nothing here changes a score. Figures by product and by audience are refused where too few of the people
heard have a known one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from feedback_insights.figures._ground import Ground, share
from feedback_insights.figures.breakdown import Breakdown, break_down
from feedback_insights.figures.opinions import opinions
from feedback_insights.figures.view import View
from feedback_insights.figures.within import coverage
from feedback_insights.priority.platform import (
    AudienceValue,
    Breadth,
    Enabling,
    audience_value,
    breadth,
    enabling,
)
from feedback_insights.records import EFFECTS, EffectKind, Feature, Share
from feedback_insights.roadmap import CLOSED, Stage, stage_of
from feedback_insights.scope import AUDIENCES, OTHER, UNKNOWN
from feedback_insights.settings import PlatformSettings

Serves = Literal["one", "several", "unclear", "unknown"]

FEWEST: Final = 10  # people who ask; below, one product is no finding (prioritization spec 6.2)
SILENCE: Final = 0.05  # silence is told where chance alone would bring it about less often
SEVERAL: Final = 1.5  # effective products (Shannon) at the low end of the interval
_NO_NAMES: Final = frozenset({OTHER, UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How many of the people heard can be told apart by product, by audience and by account."""

    product: Share
    audience: Share
    account: Share

    def gap(self, what: Literal["product", "audience"], fewest: float) -> str:
        """Why figures by it are refused; "" = they are not."""
        known: Share = getattr(self, what)
        if known.of and known.count >= fewest * known.of:
            return ""
        told = f"{known.count} of {known.of} people heard"
        return f"coverage_low: the {what} of {told} is known, {100 * fewest:g} % are needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What may speak for caution: nobody's estimate of a risk, only what was heard."""

    against: Mapping[str, int]  # audience -> different people against the item; "unknown" is one
    regressions: Mapping[EffectKind, int]  # people who ask for it and blame a change for what got worse
    statements: tuple[str, ...]  # those behind both, by id


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformItem:
    """One backlog item between products and audiences; None = unknown, with its reason."""

    feature_id: str
    stage: Stage | None
    people: int  # different people who ask for it, at most: members of its themes, every anonymous record one
    products: Mapping[str, Share]  # product -> those of the people heard there; the most people heard first
    breadth: Breadth | None  # None = refused, see `reasons`
    serves: Serves
    product: str | None  # the only one, or the main one, that asks for it
    audiences: Mapping[str, Share]  # audience -> those of the people heard there
    audience_value: AudienceValue | None  # None = refused, see `reasons`
    left_out: tuple[str, ...]  # audiences and products in which nobody asks for it, which is hardly chance
    harm: Harm
    enabling: Enabling | None  # in people; None = closed, or see `reasons`
    unlocks: tuple[str, ...]  # open items that wait for it, by id
    waits_for: tuple[str, ...]  # open items that it waits for itself, by id
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """All items, most people first, and how much of it can be known."""

    items: tuple[PlatformItem, ...]
    known: Known
    heard: Mapping[str, int]  # product -> people heard there
    notes: tuple[str, ...]  # dependencies that nothing could be made of
    cycle: str = ""  # the circle that they run in, in words; then nothing can be put in order


def platform_of(features: Sequence[Feature], view: View, settings: PlatformSettings) -> Platform:
    """See every backlog item between products, audiences and other items, on one view of a run."""
    known = known_of(view.ground)
    asked = view.subjects("features")
    subjects = {feature.id: asked.get(feature.id, ()) for feature in features}
    sides = _Sides(
        known=known,
        settings=settings,
        products=break_down(subjects, view.ground, "product"),
        audiences=_by_audience(subjects, view.ground),
    )
    graph = _Graph.of(features, view, settings)
    harms = _harms(subjects, view)
    items = [
        _item(feature, len(view.ground.people(subjects[feature.id])), sides, graph, harms[feature.id])
        for feature in features
    ]
    return Platform(
        items=tuple(sorted(items, key=lambda item: (-item.people, item.feature_id))),
        known=known,
        heard=sides.products.heard,
        notes=graph.notes,
        cycle=graph.cycle,
    )


def known_of(ground: Ground) -> Known:
    """How many of the people heard have a known product, audience and account."""
    directory = ground.directory
    everybody = set(directory.customer.values())

    def told(facet: str, is_known: Callable[[str], bool]) -> Share:
        there = (id for id in ground.feedback if is_known(ground.facets.of(facet, id)))
        return share(len({directory.customer[id] for id in there}), len(everybody))

    without = coverage(ground).without_account
    return Known(
        product=told("product", lambda value: value != UNKNOWN),
        audience=told("audience", AUDIENCES.__contains__),
        account=share(without.of - without.count, without.of),
    )


def _by_audience(subjects: Mapping[str, Sequence[str]], ground: Ground) -> dict[str, dict[str, Share]]:
    """Subject -> audience -> share of the people heard there; a job title is none of the four."""
    shares = break_down(subjects, ground, "audience").shares
    return {
        id: {name: found[name] for name in AUDIENCES if name in found and found[name].of}
        for id, found in shares.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    known: Known
    settings: PlatformSettings
    products: Breakdown
    audiences: Mapping[str, Mapping[str, Share]]


def _item(feature: Feature, people: int, sides: _Sides, graph: _Graph, harm: Harm) -> PlatformItem:
    found = sides.products.shares.get(feature.id, {})
    products = {name: one for name, one in found.items() if name not in _NO_NAMES and one.of}
    audiences = sides.audiences.get(feature.id, {})
    spread, no_products = _breadth(people, products, sides)
    worth, no_audiences = _worth(people, audiences, sides)
    reasons = [no_products, no_audiences, graph.reasons.get(feature.id, "")]
    return PlatformItem(
        feature_id=feature.id,
        stage=stage_of(feature),
        people=people,
        products=products,
        breadth=spread,
        serves=_serves(spread, sum(one.count for one in products.values())),
        product=_main(spread),
        audiences=audiences,
        audience_value=worth,
        left_out=_silent({**audiences, **products}, people, sides.known.product.of),
        harm=harm,
        enabling=graph.worth.get(feature.id),
        unlocks=graph.unlocks.get(feature.id, ()),
        waits_for=graph.waits_for.get(feature.id, ()),
        reasons=tuple(filter(None, reasons)),
    )


def _breadth(people: int, products: Mapping[str, Share], sides: _Sides) -> tuple[Breadth | None, str]:
    if not people:
        return None, "no_evidence"
    if gap := sides.known.gap("product", sides.settings.coverage):
        return None, gap
    found = breadth(
        raised={name: one.count for name, one in products.items()},
        heard={name: one.of for name, one in products.items()},
    )
    return found, found.reason


def _worth(people: int, audiences: Mapping[str, Share], sides: _Sides) -> tuple[AudienceValue | None, str]:
    if not people:
        return None, ""  # told once
    if gap := sides.known.gap("audience", sides.settings.coverage):
        return None, gap
    weights = sides.settings.weights
    found = audience_value(
        {name: one.count / one.of for name, one in audiences.items()},
        None if weights is None else {str(name): weight for name, weight in weights.items()},
        heard={name: one.of for name, one in audiences.items()},
    )
    return found, found.reason


def _serves(spread: Breadth | None, asking: int) -> Serves:
    """Whom it serves; several products only where the interval says so, one only where enough ask."""
    if spread is None or spread.low is None:
        return "unknown"
    if spread.single_product:
        return "one" if asking >= FEWEST else "unclear"
    products = sum(rate is not None for rate in spread.rates)
    return "several" if 1 + spread.low * (products - 1) >= SEVERAL else "unclear"


def _main(spread: Breadth | None) -> str | None:
    """The product with the largest share of the rates; of equals the first by name."""
    if spread is None or not spread.shares:
        return None
    return min(zip(spread.products, spread.shares, strict=True), key=lambda one: (-(one[1] or 0), one[0]))[0]


def _silent(shares: Mapping[str, Share], people: int, heard: int) -> tuple[str, ...]:
    """Groups in which nobody asks, though at everybody's rate fewer than one in twenty would be silent."""
    rate = people / heard if heard else 0.0
    return tuple(name for name, one in shares.items() if not one.count and (1 - rate) ** one.of < SILENCE)


def _harms(subjects: Mapping[str, Sequence[str]], view: View) -> dict[str, Harm]:
    ground, counter = view.ground, opinions(view.analysis, view.ground.customer)
    found = {}
    for feature, asking in subjects.items():
        spoken = [
            one.statement
            for one in counter.counter.get(feature, ())
            if (stance := counter.stances.get((feature, one.statement))) and stance.stance == "against"
        ]
        blaming = {
            kind: [id for id in asking if any(e.kind == kind and e.change for e in ground.tags[id].effects)]
            for kind in EFFECTS
        }
        found[feature] = Harm(
            against=_people_by_audience(spoken, ground),
            regressions={kind: len(ground.people(ids)) for kind, ids in blaming.items() if ids},
            statements=tuple(sorted({*spoken, *(id for ids in blaming.values() for id in ids)})),
        )
    return found


def _people_by_audience(statements: Iterable[str], ground: Ground) -> dict[str, int]:
    groups: dict[str, set[str]] = {}
    for id in statements:
        name = ground.facets.of("audience", ground.statements[id].feedback_id)
        groups.setdefault(name if name in AUDIENCES else UNKNOWN, set()).add(ground.customer(id))
    return {name: len(groups[name]) for name in (*AUDIENCES, UNKNOWN) if name in groups}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graph:
    """What the backlog's dependencies say, as far as something can be made of them."""

    worth: Mapping[str, Enabling]
    unlocks: Mapping[str, tuple[str, ...]]
    waits_for: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]
    notes: tuple[str, ...]
    cycle: str = ""

    @classmethod
    def of(cls, features: Sequence[Feature], view: View, settings: PlatformSettings) -> _Graph:
        needs, notes = open_needs(features)
        waiting: dict[str, list[str]] = {}
        for item in sorted(needs):
            for blocker in needs[item]:
                waiting.setdefault(blocker, []).append(item)
        reach = {s.feature_id: s.score.value for s in view.analysis.scores if s.method == "value"}
        try:
            worth = enabling({item: reach.get(item) for item in needs}, needs, gamma=settings.gamma)
        except ValueError as error:  # the cycle, by name
            reason = f"dependency_cycle: {error}"
            tied = {item for item in needs if needs[item] or item in waiting}
            return cls(
                worth={},
                unlocks=_frozen(waiting),
                waits_for=needs,
                reasons=dict.fromkeys(tied, reason),
                notes=(*notes, str(error)),
                cycle=str(error),
            )
        return cls(worth=worth, unlocks=_frozen(waiting), waits_for=needs, reasons={}, notes=notes)


def _frozen(lists: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {item: tuple(ids) for item, ids in lists.items()}


def open_needs(features: Sequence[Feature]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Of every open item the open items that it depends on, by id; and what was named and is not there."""
    here = {feature.id for feature in features}
    still = {feature.id for feature in features if stage_of(feature) not in CLOSED}
    needs, notes = {}, []
    for feature in sorted(features, key=lambda one: one.id):
        if feature.id not in still:
            continue
        needs[feature.id] = tuple(sorted({id for id in feature.depends_on if id in still}))
        if strange := sorted(set(feature.depends_on) - here):
            notes.append(f"{feature.id} depends on {', '.join(strange)}, which the backlog does not hold")
    return needs, tuple(notes)
