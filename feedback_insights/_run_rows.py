"""What a run found as rows and back. No SQL here, but for the order of the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from feedback_insights._id_lists import IdLists
from feedback_insights._rows import Row, number, short, to_json
from feedback_insights.characters import mended
from feedback_insights.records import (
    Analysis,
    Aspect,
    Calm,
    Effect,
    Link,
    Membership,
    Mood,
    Run,
    Score,
    Stance,
    Statement,
    Tag,
    Theme,
    ThemeEvent,
    Urgency,
    Value,
)

_SETUP = ("settings", "seeds", "models", "versions")


def run_parts(run: Run) -> tuple[str, str, str, str]:
    """The run's set-up (shared between runs) with its digest, its counts and its notes."""
    setup = to_json({name: getattr(run, name) for name in _SETUP})
    return short(setup), setup, to_json(dict(run.counts)), to_json(run.notes)


def run_from(id: str, as_of: str, setup: str, counts: str, notes: str) -> Run:
    return Run(
        id=id, as_of=as_of, **json.loads(setup), counts=json.loads(counts), notes=tuple(json.loads(notes))
    )


def event_row(event: ThemeEvent) -> Row:
    return (event.theme, event.kind, to_json(event.others), mended(event.by))


def event_from(run: str, theme: str, kind: Any, others: str, by: str) -> ThemeEvent:
    return ThemeEvent(run=run, theme=theme, kind=kind, others=tuple(json.loads(others)), by=by)


# ---- what a run found: tables whose rows hold from one run to another -----------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A table with validity intervals: its key and its values, without the two runs."""

    table: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    order: str = ""  # canonical order of the rows, where it is not the key's

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.keys, *self.values)


_VALUE = ("value", "low", "high", "value_method", "reason", "evidence", "basis")

STATEMENTS = Kind(
    "statements", ("id",), ("feedback_id", "start", "end", "text", "kind"), '"feedback_id", "start", "id"'
)
TAGS = Kind(
    "tags", ("statement_id",),
    ("sentiment", "negative", "neutral", "positive", "severity", "severity_reasons", "request_type",
     "request_probabilities", "unread", "urgency", "effects", "aspects"),
)  # fmt: skip
THEMES = Kind(
    "themes", ("id",),
    ("name", "parent", "status", "size", "customers", "statements", "keyphrases", "quotes", "stability",
     "successors", "mood", "level", "keyphrase_weights", "fidelity", "summary", "origin", "made_from"),
    'length("id"), "id"',
)  # fmt: skip
MEMBERSHIPS = Kind(
    "memberships", ("statement_id",), ("theme_id", "strength", "second_theme", "second_strength")
)
STANCES = Kind("stances", ("feature_id", "statement_id"), ("stance", "rule", "words"))
LINKS = Kind("links", ("feature_id", "kind", "subject_id"), ("probability", "accepted", "decided_by"))
SCORES = Kind(
    "scores", ("feature_id", "method"), (*_VALUE, "rank_low", "rank_high", "status", "tier", "calm")
)
INPUTS = Kind("score_inputs", ("feature_id", "method", "input"), ("position", *_VALUE))


def tables_of(analysis: Analysis, lists: IdLists) -> Iterator[tuple[Kind, Iterator[Row]]]:
    """Every table of an analysis with its rows, made one at a time; long lists are noted in ``lists``."""
    yield STATEMENTS, map(_statement_row, analysis.statements)
    yield TAGS, map(_tag_row, analysis.tags)
    members = members_of({theme.id: theme.parent for theme in analysis.themes}, analysis.memberships)
    yield THEMES, (_theme_row(theme, members.get(theme.id, ()), lists) for theme in analysis.themes)
    yield MEMBERSHIPS, (membership_row(id, member) for id, member in analysis.memberships.items())
    yield LINKS, map(_link_row, analysis.links)
    yield STANCES, map(_stance_row, analysis.stances)
    yield SCORES, (_score_row(score, lists) for score in analysis.scores)
    yield (
        INPUTS,
        (
            (score.feature_id, score.method, name, position, *_value_row(value, lists))
            for score in analysis.scores
            for position, (name, value) in enumerate(score.inputs.items())
        ),
    )


def members_of(
    parents: Mapping[str, str | None], memberships: Mapping[str, Membership]
) -> dict[str, tuple[str, ...]]:
    """The statements of each theme and of the themes below it, strongest first, then by id."""
    groups: dict[str, list[tuple[float, str]]] = {}
    for statement, member in memberships.items():
        above: list[str] = []
        node: str | None = member.theme
        while node is not None and node not in above:
            above.append(node)
            groups.setdefault(node, []).append((-member.strength, statement))
            node = parents.get(node)
    return {theme: tuple(statement for _, statement in sorted(group)) for theme, group in groups.items()}


def membership_row(statement: str, member: Membership) -> Row:
    return (statement, member.theme, float(member.strength), member.second, float(member.second_strength))


def membership_from(row: Row) -> Membership:
    """A row without its statement."""
    theme, strength, second, second_strength = row
    return Membership(theme, strength, second, second_strength)


def _statement_row(statement: Statement) -> Row:
    return (
        statement.id, statement.feedback_id, int(statement.start), int(statement.end), mended(statement.text),
        statement.kind,
    )  # fmt: skip


def statement_from(row: Row) -> Statement:
    return Statement(**dict(zip(STATEMENTS.columns, row, strict=True)))


def _tag_row(tag: Tag) -> Row:
    negative, neutral, positive = map(float, tag.probabilities) if tag.probabilities else (None,) * 3
    return (
        tag.statement_id, tag.sentiment, negative, neutral, positive,
        None if tag.severity is None else int(tag.severity),
        to_json(tag.severity_reasons), tag.request_type,
        to_json([float(value) for value in tag.request_probabilities]), tag.unread,
        *(to_json([asdict(one) for one in found]) for found in (tag.urgency, tag.effects, tag.aspects)),
    )  # fmt: skip


def tag_from(row: Row) -> Tag:
    id, sentiment, *tones, severity, reasons, request_type, chances, unread, urgency, effects, aspects = row
    return Tag(
        statement_id=id,
        sentiment=sentiment,
        probabilities=() if None in tones else tuple(tones),
        severity=severity,
        severity_reasons=tuple(json.loads(reasons)),
        request_type=request_type,
        request_probabilities=tuple(json.loads(chances)),
        unread=unread,
        urgency=tuple(Urgency(**one) for one in json.loads(urgency)),
        effects=tuple(Effect(**one) for one in json.loads(effects)),
        aspects=tuple(Aspect(**one) for one in json.loads(aspects)),
    )


def _theme_row(theme: Theme, members: tuple[str, ...], lists: IdLists) -> Row:
    """``statements`` stays null where it is what the memberships say anyway, as it should be."""
    return (
        theme.id, mended(theme.name), theme.parent, theme.status, int(theme.size), int(theme.customers),
        None if theme.statements == members else lists.add(theme.statements),
        to_json(theme.keyphrases), to_json(theme.quotes), number(theme.stability),
        to_json(theme.successors), theme.mood and to_json(asdict(theme.mood)), theme.level,
        to_json(theme.keyphrase_weights), number(theme.fidelity), theme.summary,
        theme.origin, mended(theme.made_from),
    )  # fmt: skip


_LISTS = ("keyphrases", "quotes", "successors", "keyphrase_weights")


def theme_from(row: Row, members: tuple[str, ...], ids: Callable[[str], tuple[str, ...]]) -> Theme:
    facts = dict(zip(THEMES.columns, row, strict=True))
    facts |= {name: tuple(json.loads(facts[name])) for name in _LISTS}
    facts["statements"] = members if facts["statements"] is None else ids(facts["statements"])
    facts["mood"] = Mood(**json.loads(facts["mood"])) if facts["mood"] else None
    return Theme(**facts)


def _link_row(link: Link) -> Row:
    return (
        link.feature_id, link.kind, link.subject_id, float(link.probability), int(link.accepted),
        mended(link.decided_by),
    )  # fmt: skip


def link_from(row: Row) -> Link:
    facts = dict(zip(LINKS.columns, row, strict=True))
    return Link(**{**facts, "accepted": bool(facts["accepted"])})


def _stance_row(stance: Stance) -> Row:
    words = to_json([mended(words) for words in stance.words])
    return (stance.feature_id, stance.statement_id, stance.stance, stance.rule, words)


def stance_from(row: Row) -> Stance:
    facts = dict(zip(STANCES.columns, row, strict=True))
    return Stance(**{**facts, "words": tuple(json.loads(facts["words"]))})


def _value_row(value: Value, lists: IdLists) -> Row:
    return (
        number(value.value), number(value.low), number(value.high), value.method, value.reason,
        lists.add(value.evidence) if value.evidence else None, value.basis,
    )  # fmt: skip


def _value_from(row: Row, ids: Callable[[str], tuple[str, ...]]) -> Value:
    value, low, high, method, reason, evidence, basis = row
    found = ids(evidence) if evidence else ()
    return Value(value=value, low=low, high=high, method=method, reason=reason, evidence=found, basis=basis)


def _score_row(score: Score, lists: IdLists) -> Row:
    return (
        score.feature_id, score.method, *_value_row(score.score, lists), score.rank_low, score.rank_high,
        score.status, score.tier, score.calm and to_json(asdict(score.calm)),
    )  # fmt: skip


def scores_from(
    rows: Iterable[Row], input_rows: Iterable[Row], ids: Callable[[str], tuple[str, ...]]
) -> tuple[Score, ...]:
    """Scores with their inputs in the order in which they were given."""
    inputs: dict[tuple[str, str], list[tuple[int, str, Value]]] = {}
    for feature, method, name, position, *value in input_rows:
        found = (position, name, _value_from(tuple(value), ids))
        inputs.setdefault((feature, method), []).append(found)
    scores = []
    for feature, method, *value, rank_low, rank_high, status, tier, calm in rows:
        ordered = sorted(inputs.get((feature, method), ()), key=lambda one: one[0])
        scores.append(
            Score(
                feature_id=feature,
                method=method,
                score=_value_from(tuple(value), ids),
                inputs={name: found for _, name, found in ordered},
                rank_low=rank_low,
                rank_high=rank_high,
                status=status,
                tier=tier,
                calm=_calm_from(json.loads(calm)) if calm else None,
            )
        )
    return tuple(scores)


def _calm_from(facts: dict[str, Any]) -> Calm:
    return Calm(**{**facts, "days": tuple(facts["days"])})
