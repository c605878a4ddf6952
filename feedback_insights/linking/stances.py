"""Stances of a whole run: of every statement to every backlog item that a link ties it to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from feedback_insights.linking._aims import Aim
from feedback_insights.linking._said import said
from feedback_insights.linking.stance import Tagged, judge
from feedback_insights.records import Feature, RequestType, Sentiment, Stance, Statement

LANGUAGES = frozenset({"en"})  # that the rules read
UNREAD = "in a language that the rules do not read"

Answers = tuple[RequestType | None, Sentiment | None]


def judge_links(
    pairs: Iterable[tuple[str, str]],
    statements: Mapping[str, Statement],
    features: Sequence[Feature],
    tags: Mapping[str, Answers],
    languages: Mapping[str, str | None],
) -> tuple[Stance, ...]:
    """Judge each (statement id, feature id), by feature, then statement.

    ``tags``: what taggers say of a statement, where they do. ``languages``: ISO 639-1 by statement; None,
    too short to tell, is read as English. Pairs of unknown statements or features are left out.
    """
    known = {feature.id: feature for feature in features}
    by_statement: dict[str, list[str]] = {}
    for statement, feature in pairs:
        if statement in statements and feature in known:
            by_statement.setdefault(statement, []).append(feature)
    aims = {id: Aim.of(known[id]) for id in sorted({id for ids in by_statement.values() for id in ids})}
    found = (
        one
        for id, wanted in by_statement.items()
        for one in _of_statement(statements[id], wanted, aims, tags.get(id, (None, None)), languages.get(id))
    )
    return tuple(sorted(found, key=lambda one: (one.feature_id, one.statement_id)))


def _of_statement(
    statement: Statement,
    features: Collection[str],
    aims: Mapping[str, Aim],
    answers: Answers,
    language: str | None,
) -> list[Stance]:
    made = partial(Stance, statement_id=statement.id)
    if language is not None and language not in LANGUAGES:
        return [made(feature_id=feature, stance=None, rule=UNREAD) for feature in features]
    read, tagged = said(statement.text), Tagged(request_type=answers[0], sentiment=answers[1])
    judged = ((feature, judge(read, aims[feature], tagged)) for feature in features)
    return [
        made(feature_id=feature, stance=one.stance, rule=one.rule, words=one.words) for feature, one in judged
    ]
