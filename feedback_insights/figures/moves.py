"""What moved between two runs: whose tier, rank or score, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from feedback_insights.figures.within import SUPPLIED
from feedback_insights.records import Feature, PastRun, Run, Score, Value
from feedback_insights.roadmap import CLOSED, stage_of

MinChange = Literal["tier", "rank", "score"]
Moved = Literal["new", "gone", "tier", "rank", "score"]
MIN_CHANGES: tuple[MinChange, ...] = ("tier", "rank", "score")
_MOST = 4  # settings named in a reason
_NOTHING = Value(value=None, reason="not among the inputs")
_DERIVED = frozenset(  # figures about other inputs: they move with them
    (
        "reach_link_sd",
        "accounts_counted",
        "units",
        "units_half",
        "revenue_top_share",
        "severity",
        "severity_most",
        "sentiment",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One backlog item that stands elsewhere under one method, or came, or went."""

    feature_id: str
    method: str
    what: Moved  # the largest thing that changed: tier, else rank, else score
    before: Score | None  # None = it is new
    now: Score | None  # None = it is gone
    causes: tuple[str, ...]  # at least one, each a phrase

    @property
    def reason(self) -> str:
        """The causes as one phrase."""
        return "; ".join(self.causes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moves:
    """What moved since an earlier run, by at least `level`; by method, then feature id."""

    since: str  # id of the earlier run
    level: MinChange
    moves: Mapping[tuple[str, str], Move]  # by feature id and method
    methods: frozenset[str]  # those that runs keep
    known_links: frozenset[tuple[str, str, str]]  # accepted then: feature id, kind, subject id
    known_themes: frozenset[str]  # ids that were there then

    def of(self, feature_id: str, method: str) -> Move | None:
        """How an item moved by a method, or, where runs do not keep that one, by the first that they keep."""
        if method in self.methods:
            return self.moves.get((feature_id, method))
        kept = (self.moves.get((feature_id, name)) for name in sorted(self.methods))
        return next((move for move in kept if move), None)


def moves_since(
    then: PastRun, run: Run, scores: Sequence[Score], features: Sequence[Feature], *, level: MinChange
) -> Moves:
    """Compare the scores of a run with those of an earlier one.

    "tier" keeps what changed its tier (or has one now, or none any more), "rank" also what changed its 90 %
    interval of ranks, "score" also what changed its value or its status. What is new or gone is always kept.
    The reason names new or lost evidence, effort, other inputs, settings, models and versions, as far as they
    differ; where nothing of its own differs, it says that others moved.
    """
    before = {(one.feature_id, one.method): one for one in then.scores}
    after = {(one.feature_id, one.method): one for one in scores}
    closed = {feature.id for feature in features if stage_of(feature) in CLOSED}
    elsewhere = tuple(_run_changes(then.run, run))
    found: dict[tuple[str, str], Move] = {}
    for key in sorted({*before, *after}, key=lambda key: (key[1], key[0])):
        old, new = before.get(key), after.get(key)
        what = _what(old, new)
        if what is None or not _enough(what, level):
            continue
        causes = tuple(_causes(old, new, elsewhere, closed=key[0] in closed))
        found[key] = Move(feature_id=key[0], method=key[1], what=what, before=old, now=new, causes=causes)
    return Moves(
        since=then.run.id,
        level=level,
        moves=found,
        methods=frozenset(method for _, method in {*before, *after}),
        known_links=frozenset((x.feature_id, x.kind, x.subject_id) for x in then.links if x.accepted),
        known_themes=then.themes,
    )


def _what(old: Score | None, new: Score | None) -> Moved | None:
    if old is None or new is None:
        return "new" if old is None else "gone"
    if old.tier != new.tier:
        return "tier"
    if (old.rank_low, old.rank_high) != (new.rank_low, new.rank_high):
        return "rank"
    return "score" if (old.score.value, old.status) != (new.score.value, new.status) else None


def _enough(what: Moved, level: MinChange) -> bool:
    return what in ("new", "gone") or MIN_CHANGES.index(what) <= MIN_CHANGES.index(level)


def _causes(old: Score | None, new: Score | None, elsewhere: Sequence[str], *, closed: bool) -> Iterator[str]:
    if old is None or new is None:
        yield "new in the backlog" if old is None else "no longer in the backlog"
        return
    own = [*_evidence(old, new), *_inputs(old, new)]
    if closed and old.tier is not None and new.tier is None:
        own.insert(0, "done or declined now, so it no longer competes")
    yield from own
    yield from elsewhere
    if not own and not elsewhere:
        yield "its own figures are the same; others moved"


def _evidence(old: Score, new: Score) -> Iterator[str]:
    before, after = _statements(old), _statements(new)
    added, lost = len(after - before), len(before - after)
    if added or lost:
        counted = ", ".join(
            f"{count} statement{'' if count == 1 else 's'} {how}"
            for count, how in ((added, "more"), (lost, "fewer"))
            if count
        )
        yield f"{'new evidence' if added else 'less evidence'}: {counted}{_people(old, new)}"


def _people(old: Score, new: Score) -> str:
    counts = [score.inputs["people"].value if "people" in score.inputs else None for score in (old, new)]
    if counts[0] == counts[1]:
        return ""
    return f" (people from {_shown(counts[0])} to {_shown(counts[1])})"


def _statements(score: Score) -> set[str]:
    inputs = (id for value in score.inputs.values() for id in value.evidence)
    return {*score.score.evidence, *inputs}


def _inputs(old: Score, new: Score) -> Iterator[str]:
    """Inputs that changed though no statement did, or that people gave: effort, what has no evidence."""
    same = _statements(old) == _statements(new)
    for name in sorted({*old.inputs, *new.inputs} - _DERIVED, key=lambda name: (name != "effort", name)):
        before, after = old.inputs.get(name, _NOTHING), new.inputs.get(name, _NOTHING)
        if before.value != after.value and (same or not before.evidence or not after.evidence):
            yield f"{name} from {_shown(before.value)} to {_shown(after.value)}"


def _shown(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _run_changes(then: Run, now: Run) -> Iterator[str]:
    """Settings, models and versions that differ: they may move every item."""
    settings = _different(dict(_leaves("", then.settings)), dict(_leaves("", now.settings)))
    if settings:
        told = settings[:_MOST] + ([f"{len(settings) - _MOST} more"] if len(settings) > _MOST else [])
        yield f"settings: {', '.join(told)}"
    models = sorted(
        name for name in {*then.models, *now.models} if then.models.get(name) != now.models.get(name)
    )
    if models:
        yield f"other models: {', '.join(models)}"
    if then.versions.get(SUPPLIED) != now.versions.get(SUPPLIED):
        yield "people gave or took back numbers, of this item or of others (triage set, inputs)"
    versions = [
        {k: v for k, v in run.versions.items() if k not in ("inputs", SUPPLIED)} for run in (then, now)
    ]
    if changed := _different(*versions):
        yield f"versions: {', '.join(changed)}"


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return [f"{name} from {before.get(name)} to {after.get(name)}" for name in names]


def _leaves(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value
