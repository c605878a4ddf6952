"""The order of the stages, and nothing else: values in, one `Analysis` out.

Files, SQL, clocks and progress bars are elsewhere; the caller hands in a cache and a progress callable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from feedback_insights import tagging, triage
from feedback_insights.embedding import Vectors, encode_cached
from feedback_insights.figures import SUPPLIED, Ground, count_themes, score_backlog
from feedback_insights.linking import Context, accepting, judge_links
from feedback_insights.machine_text import readable_statements
from feedback_insights.matching import match
from feedback_insights.material import (
    Encoders,
    Material,
    as_of,
    fingerprint,
    models_used,
    settings_in_effect,
    taggers,
    versions_used,
)
from feedback_insights.normalize import (
    Read,
    form_lines,
    languages,
    read_with_prompts,
    split_statements,
)
from feedback_insights.records import (
    Analysis,
    Feedback,
    Membership,
    Run,
    Statement,
    Tag,
    Theme,
    is_read,
)
from feedback_insights.settings import Settings
from feedback_insights.supplied import supplied_digest, supplied_inputs, unapplied
from feedback_insights.support import counting, tied
from feedback_insights.themes.finding import Found, Known, Said, find_themes

if TYPE_CHECKING:
    from feedback_insights.embedding import SentenceEncoder

Progress = Callable[[str, int, int], None]  # (stage, done, total)
Embed = Callable[[Sequence[str]], Vectors]


def analyze(
    material: Material,
    *,
    settings: Settings,
    encoders: Encoders,
    caches: tagging.Caches,
    on_progress: Progress | None = None,
) -> Analysis:
    """Run every stage. The same material, settings and models give the same analysis."""
    tell = on_progress or (lambda stage, done, total: None)
    feedback = sorted(material.feedback, key=lambda f: f.id)
    statements = _split(feedback, settings, tell)
    content = [s for s in statements if s.kind == "content"]
    plain = readable_statements(content)
    spoken = languages(content, feedback)
    tags = _tag(content, plain, spoken, settings, encoders, caches, tell)
    read = read_with_prompts(plain, feedback, longest_answer=settings.themes.prompted)
    if encoders.themes.name != encoders.trained.name:
        _read_again(
            [*(s.text for s in plain), *(one.text for one in read.values())], encoders.themes, caches, tell
        )

    tell("grouping into themes", 0, 1)
    known = encoders.languages(settings)
    unread = {item.id for item in feedback if not is_read(item.lang, known)}
    found = _group(plain, read, feedback, unread, material, settings, _embedder(encoders.themes, caches))
    ground = Ground.of(feedback, material.directory, content, tags)
    themes = count_themes(found.themes, ground, quotes=settings.themes.quotes)
    tell("grouping into themes", 1, 1)

    embed = _embedder(encoders.trained, caches)
    linkable = encoders.read_by(encoders.trained.name, settings)
    matched = match(
        [s if read[s.id].asked_of_many else replace(s, text=read[s.id].text) for s in plain],
        _contexts(ground),
        themes,
        found.memberships,
        material,
        settings,
        unread={s.id for s in plain if not is_read(spoken[s.id], linkable)},
        embed=embed,
        tell=tell,
    )
    decided = triage.replay(
        material.decisions,
        themes,
        matched.links,
        features={f.id for f in material.features},
        statements={s.id for s in content},
        told={**found.notes, **unapplied(material.decisions, {f.id for f in material.features})},
    )
    tell("scoring", 0, 1)
    stances = judge_links(
        tied(decided.links, found.memberships),
        {s.id: s for s in content},
        material.features,
        {id: (tag.request_type, tag.sentiment) for id, tag in ground.tags.items()},
        spoken,
    )
    linked = counting(decided.links, stances)
    given = supplied_inputs(material.decisions)
    scores = score_backlog(
        material.features,
        linked,
        found.memberships,
        ground,
        settings.priority,
        stances,
        supplied=given,
        accept=accepting(settings.links).accept,
    )
    tell("scoring", 1, 1)
    return Analysis(
        run=Run(
            id=material.run_id,
            as_of=as_of(feedback, settings),
            settings=settings_in_effect(settings, encoders),
            seeds={"themes": settings.themes.seed, "priority": settings.priority.seed},
            models=models_used(settings, encoders) | dict(matched.models),
            versions=versions_used()
            | {"inputs": fingerprint(material, settings, encoders)}
            | ({SUPPLIED: supplied_digest(given)} if given else {}),
            counts=_counts(material, statements, unread, found.memberships, themes) | dict(matched.counts),
            notes=decided.notes,
        ),
        statements=tuple(statements),
        tags=tags,
        themes=decided.themes,
        events=found.events,
        links=linked,
        scores=scores,
        memberships=found.memberships,
        yardstick=matched.yardstick,
        stances=stances,
    )


def _split(feedback: Sequence[Feedback], settings: Settings, tell: Progress) -> list[Statement]:
    forms = form_lines(feedback)
    statements: list[Statement] = []
    for done, item in enumerate(feedback, 1):
        statements += split_statements(item, settings=settings.normalize, forms=forms.get(item.source, ()))
        if done % 500 == 0 or done == len(feedback):
            tell("splitting into statements", done, len(feedback))
    return sorted(statements, key=lambda s: (s.feedback_id, s.start))


def _embedder(encoder: SentenceEncoder, caches: tagging.Caches) -> Embed:
    def embed(texts: Sequence[str]) -> Vectors:
        found = encode_cached(encoder, texts, caches(encoder.name))
        return np.stack([found[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)

    return embed


def _tag(
    content: Sequence[Statement],
    plain: Sequence[Statement],
    spoken: Mapping[str, str | None],
    settings: Settings,
    encoders: Encoders,
    caches: tagging.Caches,
    tell: Progress,
) -> tuple[Tag, ...]:
    """What the statements themselves say, without their questions.

    `plain` is what an encoder reads of each, `spoken` its language.
    """
    chosen = taggers(settings, encoders)
    read: dict[str, dict[str, Vectors]] = {}
    for name in dict.fromkeys([encoders.trained.name, *(tagger.encoder_name for tagger in chosen)]):
        own = [tagger for tagger in chosen if tagger.encoder_name == name]  # one pass of an encoder for all
        found = tagging.read_texts(
            [s.text for s in plain],
            encoders.named(name),
            own,
            caches,
            on_progress=lambda done, total: tell("reading the texts", done, total),
        )
        read |= {tagger.kind: answers for tagger, answers in zip(own, found, strict=True)}
    known = {tagger.kind: encoders.read_by(tagger.encoder_name, settings) for tagger in chosen}

    def told(kind: str, s: Statement) -> Vectors | None:
        return read[kind][s.text] if is_read(spoken[s.id], known[kind]) else None

    tones, requests = chosen
    aspects = tagging.AspectTagger()
    return tagging.tag_statements(
        [
            tagging.Heard(s, spoken[s.id], told(tones.kind, short), told(requests.kind, short))
            for s, short in zip(content, plain, strict=True)
        ],
        aspects,
        caches(f"{aspects.name}|{tones.name}"),
        on_progress=lambda done, total: tell("finding what they are about", done, total),
    )


def _read_again(
    texts: Sequence[str], encoder: SentenceEncoder, caches: tagging.Caches, tell: Progress
) -> None:
    """Vectors of another encoder, into its cache."""
    encode_cached(
        encoder,
        texts,
        caches(encoder.name),
        on_progress=lambda done, total: tell("reading for themes", done, total),
    )


def _group(
    content: Sequence[Statement],
    read: Mapping[str, Read],
    feedback: Sequence[Feedback],
    unread: Collection[str],
    material: Material,
    settings: Settings,
    embed: Embed,
) -> Found:
    said = Said(
        statements=content,
        vectors=_vectors(content, read, embed),
        own=embed([s.text for s in content]),
        voices={f.id: f.voice for f in feedback},
        languages={f.id: f.lang for f in feedback},
        people=material.directory.customer,
        unread=unread,
    )
    known = Known(
        run_id=material.run_id,
        themes=material.previous,
        given=material.theme_ids,
        decisions=material.decisions,
        seeds=material.seeds,
    )
    return find_themes(said, known, settings.themes, embed=embed)


def _vectors(content: Sequence[Statement], read: Mapping[str, Read], embed: Embed) -> Vectors:
    """A unit vector per statement; where many were asked, the answer counts as much as both together."""
    vectors = embed([read[s.id].text for s in content])
    halves = [row for row, s in enumerate(content) if read[s.id].asked_of_many]
    if halves:
        mixed = vectors[halves] + embed([content[row].text for row in halves])
        vectors[halves] = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
    return vectors


def _contexts(ground: Ground) -> dict[str, Context]:
    """What is known of statements beside their words."""
    return {
        id: Context(
            product=ground.feedback[statement.feedback_id].product, request_type=ground.tags[id].request_type
        )
        for id, statement in ground.statements.items()
        if id in ground.tags
    }


def _counts(
    material: Material,
    statements: Sequence[Statement],
    unread: Collection[str],
    memberships: Mapping[str, Membership],
    themes: Sequence[Theme],
) -> dict[str, int]:
    kinds = Counter(s.kind for s in statements)
    left = sum(
        s.kind == "content" and s.feedback_id in unread and s.id not in memberships for s in statements
    )
    return {
        "feedback": len(material.feedback),
        "unread": len(unread),
        "people": len(set(material.directory.customer.values())),
        "statements": len(statements),
        **{f"statements_{kind}": count for kind, count in sorted(kinds.items())},
        "statements_unread": left,
        "assigned": len(memberships),
        **{
            f"{level}s": sum(
                theme.status == "active" and theme.level == level and theme.size > 0 for theme in themes
            )
            for level in ("theme", "area")
        },
        **({"seeds": len(material.seeds)} if material.seeds else {}),
        "features": len(material.features),
        **_told_by_names(themes),
    }


def _told_by_names(themes: Sequence[Theme]) -> dict[str, int]:
    """How many statements were put to a theme by names alone, and how many of them rightly."""
    tried = [theme for theme in themes if theme.status == "active" and theme.fidelity is not None]
    return {
        "named_tried": sum(theme.size for theme in tried),
        "named_right": sum(round(theme.size * (theme.fidelity or 0.0)) for theme in tried),
    }
