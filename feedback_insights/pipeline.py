"""The order of the stages, and nothing else: values in, one `Analysis` out.

Files, SQL, clocks and progress bars are elsewhere; the caller hands in a cache and a progress callable.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from feedback_insights import tagging, triage
from feedback_insights.directory import Directory
from feedback_insights.embedding import VectorCache, Vectors, encode_cached
from feedback_insights.linking import BacklogLinker, link_statements, link_themes
from feedback_insights.normalize import NORMALIZER_VERSION, split_statements
from feedback_insights.priority import Support, score_rice
from feedback_insights.records import (
    Analysis,
    Decision,
    Feature,
    Feedback,
    Link,
    Run,
    Score,
    Statement,
    Tag,
    Theme,
    ThemeEvent,
)
from feedback_insights.settings import Settings
from feedback_insights.support import grades
from feedback_insights.themes.discovery import UNASSIGNED, ThemeClusterer
from feedback_insights.themes.identity import match
from feedback_insights.themes.names import ThemeText, name_themes
from feedback_insights.themes.quotes import pick_quotes

if TYPE_CHECKING:
    from feedback_insights.embedding import SentenceEncoder

Progress = Callable[[str, int, int], None]  # (stage, done, total)
Caches = Callable[[str], VectorCache]

ENCODED_AT_ONCE = 512  # texts per commit to the cache: what a kill costs at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an analysis reads."""

    run_id: str
    feedback: Sequence[Feedback]  # those that count
    features: Sequence[Feature]
    directory: Directory
    decisions: Sequence[Decision]
    previous: Sequence[Theme]  # of the run before, retired ones included
    theme_ids: Sequence[str]  # every id ever given


def analyze(
    material: Material,
    *,
    settings: Settings,
    encoder: SentenceEncoder,
    caches: Caches,
    on_progress: Progress | None = None,
) -> Analysis:
    """Run every stage. The same material, settings and models give the same analysis."""
    tell = on_progress or (lambda stage, done, total: None)
    feedback = sorted(material.feedback, key=lambda f: f.id)
    statements = _split(feedback, settings, tell)
    content = [s for s in statements if s.kind == "content"]
    vectors, tones = _encode(content, encoder, caches, tell)
    tags = _tag(content, tones)

    embed = _embedder(encoder, caches)
    tell("grouping into themes", 0, 1)
    themes, memberships, events = _find_themes(content, vectors, tags, feedback, material, settings, embed)
    tell("grouping into themes", 1, 1)

    links = _link(content, themes, material.features, settings, embed, tell)
    decided = triage.replay(
        material.decisions,
        themes,
        links,
        features={f.id for f in material.features},
        statements={s.id for s in content},
    )
    scores = _score(decided, content, memberships, tags, feedback, material, settings, tell)
    run = _run(material, settings, encoder, feedback, statements, memberships, themes, decided.notes)
    return Analysis(
        run=run,
        statements=tuple(statements),
        tags=tuple(tags.values()),
        themes=decided.themes,
        events=events,
        links=decided.links,
        scores=scores,
        memberships=memberships,
    )


def _split(feedback: Sequence[Feedback], settings: Settings, tell: Progress) -> list[Statement]:
    statements: list[Statement] = []
    for done, item in enumerate(feedback, 1):
        statements += split_statements(item, settings=settings.normalize)
        if done % 500 == 0 or done == len(feedback):
            tell("splitting into statements", done, len(feedback))
    return sorted(statements, key=lambda s: (s.feedback_id, s.start))


def _encode(
    content: Sequence[Statement], encoder: SentenceEncoder, caches: Caches, tell: Progress
) -> tuple[Vectors, Vectors]:
    """Vectors and tone probabilities per statement, from one pass over the texts that neither cache holds."""
    tagger = tagging.SentimentTagger(encoder)
    vector_cache, tone_cache = caches(encoder.name), caches(f"{encoder.name}|{tagger.name}")
    texts = sorted({s.text for s in content})
    vectors, tones = dict(vector_cache.get_many(texts)), dict(tone_cache.get_many(texts))
    missing = [text for text in texts if text not in vectors or text not in tones]
    for at in range(0, len(missing), ENCODED_AT_ONCE):
        tell("reading the texts", at, len(missing))
        part = missing[at : at + ENCODED_AT_ONCE]
        features = encoder.encode_features(part)
        fresh_tones = tagger.predict_proba_layers(features.layers).astype(np.float32)
        fresh = dict(zip(part, features.vectors, strict=True))
        tone_rows = dict(zip(part, fresh_tones, strict=True))
        vector_cache.put_many(fresh)
        tone_cache.put_many(tone_rows)
        vectors |= fresh
        tones |= tone_rows
    tell("reading the texts", len(missing), len(missing))
    if not content:
        return np.zeros((0, 1), np.float32), np.zeros((0, 3), np.float32)
    return np.stack([vectors[s.text] for s in content]), np.stack([tones[s.text] for s in content])


def _embedder(encoder: SentenceEncoder, caches: Caches) -> Callable[[Sequence[str]], Vectors]:
    def embed(texts: Sequence[str]) -> Vectors:
        found = encode_cached(encoder, texts, caches(encoder.name))
        return np.stack([found[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)

    return embed


def _tag(content: Sequence[Statement], tones: Vectors) -> dict[str, Tag]:
    severity = [tagging.assess(s.text) for s in content]
    names = tagging.SentimentTagger.classes_
    return {
        s.id: Tag(
            statement_id=s.id,
            sentiment=names[int(tone.argmax())],
            probabilities=tuple(round(float(p), 4) for p in tone),  # type: ignore[arg-type]
            severity=grave.level,
            severity_reasons=grave.reasons,
        )
        for s, tone, grave in zip(content, tones, severity, strict=True)
    }


def _in_context(content: Sequence[Statement], vectors: Vectors, weight: float) -> Vectors:
    """Statements beside the mean of their message: "it stops at noon" means what the message is about."""
    row = {f: i for i, f in enumerate(dict.fromkeys(s.feedback_id for s in content))}
    owner = np.array([row[s.feedback_id] for s in content])
    messages = np.zeros((len(row), vectors.shape[1]), np.float32)
    np.add.at(messages, owner, vectors)
    messages /= np.maximum(np.linalg.norm(messages, axis=1, keepdims=True), 1e-9)
    mixed = vectors + np.float32(weight) * messages[owner]
    return np.asarray(mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9), np.float32)


def _find_themes(
    content: Sequence[Statement],
    vectors: Vectors,
    tags: Mapping[str, Tag],
    feedback: Sequence[Feedback],
    material: Material,
    settings: Settings,
    embed: Callable[[Sequence[str]], Vectors],
) -> tuple[tuple[Theme, ...], dict[str, tuple[str, float]], tuple[ThemeEvent, ...]]:
    chosen = settings.themes
    if not content:
        return (), {}, ()
    context = _in_context(content, vectors, chosen.context)
    clusterer = ThemeClusterer(chosen.granularity, min_size=chosen.min_size, random_state=chosen.seed)
    clusterer.fit(context, groups=[s.feedback_id for s in content])
    groups = _members(context, clusterer.labels_)
    known = {theme.id: theme.statements for theme in material.previous}
    matched = match(
        [[content[i].id for i in rows] for rows in groups],
        known,
        run=material.run_id,
        given=material.theme_ids,
        existing={s.id for s in content},
        retired=[theme.id for theme in material.previous if theme.status == "retired"],
    )
    named = name_themes([_theme_text(content, vectors, rows) for rows in groups], embed=embed)
    customer = material.directory.customer
    voices = {f.id: f.voice for f in feedback}
    themes = []
    memberships: dict[str, tuple[str, float]] = {}
    for theme_id, rows, name, stability in zip(matched.ids, groups, named, clusterer.stability_, strict=True):
        members = [content[i] for i in rows]
        for i in rows:
            memberships[content[i].id] = (theme_id, round(float(clusterer.membership_[i]), 3))
        themes.append(
            Theme(
                id=theme_id,
                name=name.name,
                size=len(members),
                customers=len({customer[s.feedback_id] for s in members}),
                statements=tuple(sorted((s.id for s in members), key=lambda s: (-memberships[s][1], s))),
                keyphrases=name.keyphrases,
                quotes=pick_quotes(members, vectors[rows], n=chosen.quotes, voices=voices, people=customer),
                stability=round(float(stability), 3),
                mood=tagging.mood((customer[s.feedback_id], tags[s.id]) for s in members),
            )
        )
    themes += _retired(material.previous, matched.ids, matched.successors)
    return tuple(themes), memberships, matched.events


def _members(vectors: Vectors, labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[list[int]]:
    """Rows of each theme, most central first."""
    groups = []
    for label in range(int(labels.max(initial=UNASSIGNED)) + 1):
        rows = np.flatnonzero(labels == label)
        closeness = np.round(vectors[rows] @ vectors[rows].sum(axis=0), 4)
        groups.append([int(i) for i in rows[np.lexsort((rows, -closeness))]])
    return groups


def _theme_text(content: Sequence[Statement], vectors: Vectors, rows: Sequence[int]) -> ThemeText:
    own = vectors[rows]
    centroid = own.sum(axis=0)
    return ThemeText(
        statements=tuple(content[i].text for i in rows),
        vectors=own,
        centroid=np.asarray(centroid / max(float(np.linalg.norm(centroid)), 1e-9), np.float32),
    )


def _retired(
    previous: Sequence[Theme], alive: Iterable[str], successors: Mapping[str, tuple[str, ...]]
) -> list[Theme]:
    """Themes that are gone stay on record, with what became of them and who their members were."""
    living = set(alive)
    return [
        replace(theme, status="retired", successors=successors.get(theme.id, theme.successors))
        for theme in previous
        if theme.id not in living
    ]


def _link(
    content: Sequence[Statement],
    themes: Sequence[Theme],
    features: Sequence[Feature],
    settings: Settings,
    embed: Callable[[Sequence[str]], Vectors],
    tell: Progress,
) -> list[Link]:
    active = [theme for theme in themes if theme.status == "active"]
    if not features or not content:
        return []
    tell("matching with the backlog", 0, 2)
    linker = BacklogLinker(embed=embed, accept=settings.links.accept).fit(features)
    links = link_statements(content, linker, settings=settings.links)
    tell("matching with the backlog", 1, 2)
    links += link_themes(active, {s.id: s for s in content}, linker, settings=settings.links)
    tell("matching with the backlog", 2, 2)
    return [replace(link, probability=round(link.probability, 4)) for link in links]


def _score(
    decided: triage.Replayed,
    content: Sequence[Statement],
    memberships: Mapping[str, tuple[str, float]],
    tags: Mapping[str, Tag],
    feedback: Sequence[Feedback],
    material: Material,
    settings: Settings,
    tell: Progress,
) -> tuple[Score, ...]:
    if not material.features:
        return ()
    tell("scoring", 0, 1)
    source = {f.id: f for f in feedback}
    graded = grades(decided.links, memberships)
    known = {feature.id for feature in material.features}
    # Where no link is sure enough to count, many unsure ones must not add up to a rank.
    asked = {feature for found in graded.values() for feature, grade in found.items() if grade.accepted}
    asked &= known
    evidence = [
        Support(
            feedback_id=s.feedback_id,
            statement_id=s.id,
            feature_id=feature_id,
            probability=grade.probability,
            accepted=grade.accepted,
            severity=tags[s.id].severity,
            sentiment=tags[s.id].sentiment,
            channel=source[s.feedback_id].channel,
            source=source[s.feedback_id].source,
        )
        for s in content
        for feature_id, grade in graded.get(s.id, {}).items()
        if feature_id in asked
    ]
    scores = tuple(score_rice(material.features, evidence, material.directory, settings.priority))
    tell("scoring", 1, 1)
    return scores


def _run(
    material: Material,
    settings: Settings,
    encoder: SentenceEncoder,
    feedback: Sequence[Feedback],
    statements: Sequence[Statement],
    memberships: Mapping[str, tuple[str, float]],
    themes: Sequence[Theme],
    notes: tuple[str, ...],
) -> Run:
    kinds = Counter(s.kind for s in statements)
    return Run(
        id=material.run_id,
        as_of=as_of(feedback, settings),
        settings=shown_settings(settings),
        seeds={"themes": settings.themes.seed, "priority": settings.priority.seed},
        models=models_used(encoder),
        versions=versions_used() | {"inputs": fingerprint(material, settings, encoder)},
        counts={
            "feedback": len(feedback),
            "people": len(set(material.directory.customer.values())),
            "statements": len(statements),
            **{f"statements_{kind}": count for kind, count in sorted(kinds.items())},
            "assigned": len(memberships),
            "themes": sum(theme.status == "active" for theme in themes),
            "features": len(material.features),
        },
        notes=notes,
    )


def as_of(feedback: Iterable[Feedback], settings: Settings) -> str:
    """The report's date: the one set, else the newest in the data; "" if no feedback has a date."""
    if settings.report.as_of:
        return settings.report.as_of.isoformat()
    return max((f.created.date().isoformat() for f in feedback if f.created), default="")


def shown_settings(settings: Settings) -> dict[str, Any]:
    """The settings that decide what comes out: all but the number of threads."""
    return settings.model_dump(mode="json", exclude={"encoder": {"threads", "allow_download"}})


def models_used(encoder: SentenceEncoder) -> dict[str, str]:
    """Name and hash of every model that has a part in the figures."""
    return {
        "encoder": encoder.name,
        "sentiment": tagging.SentimentTagger(encoder).name,
        "linking": BacklogLinker.calibration_name(),
    }


def versions_used() -> dict[str, str]:
    """Versions of what decides the bytes."""
    from feedback_insights import __version__

    return {"feedback_insights": __version__, "normalizer": NORMALIZER_VERSION}


def fingerprint(material: Material, settings: Settings, encoder: SentenceEncoder) -> str:
    """A hash of everything an analysis depends on; equal fingerprints make a second run needless.

    Pseudonyms depend on the workspace's key; the directory's ids, which do not, stand for them.
    """
    digest = blake2b(digest_size=16)

    def add(*parts: object) -> None:
        digest.update(json.dumps(parts, sort_keys=True, default=str).encode("utf-8", "replace") + b"\n")

    add(shown_settings(settings), models_used(encoder), versions_used())
    directory = material.directory
    for item in sorted(material.feedback, key=lambda f: f.id):
        customer = directory.customer[item.id]
        facts = (item.text, item.created, item.channel, item.voice, item.rating, item.audience, item.product)
        add(item.id, facts, customer, directory.account[customer])
    for feature in sorted(material.features, key=lambda f: f.id):
        add(asdict(feature))
    for _, account in sorted(directory.accounts.items()):
        add(asdict(account))
    for decision in material.decisions:
        add(decision.id, decision.author, decision.verb, dict(decision.arguments))
    return digest.hexdigest()
