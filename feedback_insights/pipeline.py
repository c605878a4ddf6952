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
from feedback_insights.embedding import Vectors, encode_cached
from feedback_insights.figures import Ground, count_themes, score_backlog
from feedback_insights.linking import BacklogLinker, link_statements, link_themes
from feedback_insights.normalize import NORMALIZER_VERSION, Read, read_with_prompts, split_statements
from feedback_insights.records import (
    Analysis,
    Decision,
    Feature,
    Feedback,
    Link,
    Membership,
    Run,
    Seed,
    Statement,
    Tag,
    Theme,
)
from feedback_insights.settings import Settings
from feedback_insights.themes.finding import Found, Known, Said, find_themes

if TYPE_CHECKING:
    from feedback_insights.embedding import SentenceEncoder

Progress = Callable[[str, int, int], None]  # (stage, done, total)
Embed = Callable[[Sequence[str]], Vectors]


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
    seeds: Sequence[Seed] = ()


def analyze(
    material: Material,
    *,
    settings: Settings,
    encoder: SentenceEncoder,
    caches: tagging.Caches,
    on_progress: Progress | None = None,
) -> Analysis:
    """Run every stage. The same material, settings and models give the same analysis."""
    tell = on_progress or (lambda stage, done, total: None)
    feedback = sorted(material.feedback, key=lambda f: f.id)
    statements = _split(feedback, settings, tell)
    content = [s for s in statements if s.kind == "content"]
    tags = _tag(content, encoder, caches, tell)
    read = read_with_prompts(content, feedback, longest_answer=settings.themes.prompted)
    embed = _embedder(encoder, caches)

    tell("grouping into themes", 0, 1)
    found = _group(content, read, feedback, material, settings, embed)
    ground = Ground.of(feedback, material.directory, content, tags)
    themes = count_themes(found.themes, ground, quotes=settings.themes.quotes)
    tell("grouping into themes", 1, 1)

    links = _link(content, read, themes, material.features, settings, embed, tell)
    decided = triage.replay(
        material.decisions,
        themes,
        links,
        features={f.id for f in material.features},
        statements={s.id for s in content},
        told=found.notes,
    )
    tell("scoring", 0, 1)
    scores = score_backlog(material.features, decided.links, found.memberships, ground, settings.priority)
    tell("scoring", 1, 1)
    run = _run(material, settings, encoder, feedback, statements, found.memberships, themes, decided.notes)
    return Analysis(
        run=run,
        statements=tuple(statements),
        tags=tags,
        themes=decided.themes,
        events=found.events,
        links=decided.links,
        scores=scores,
        memberships=found.memberships,
    )


def _split(feedback: Sequence[Feedback], settings: Settings, tell: Progress) -> list[Statement]:
    statements: list[Statement] = []
    for done, item in enumerate(feedback, 1):
        statements += split_statements(item, settings=settings.normalize)
        if done % 500 == 0 or done == len(feedback):
            tell("splitting into statements", done, len(feedback))
    return sorted(statements, key=lambda s: (s.feedback_id, s.start))


def _embedder(encoder: SentenceEncoder, caches: tagging.Caches) -> Embed:
    def embed(texts: Sequence[str]) -> Vectors:
        found = encode_cached(encoder, texts, caches(encoder.name))
        return np.stack([found[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)

    return embed


def _tag(
    content: Sequence[Statement], encoder: SentenceEncoder, caches: tagging.Caches, tell: Progress
) -> tuple[Tag, ...]:
    """What the statements themselves say, without their questions."""
    taggers = tagging.SentimentTagger(encoder), tagging.RequestTagger(encoder)
    tones, requests = tagging.read_texts(
        [s.text for s in content],
        encoder,
        taggers,
        caches,
        on_progress=lambda done, total: tell("reading the texts", done, total),
    )
    return tuple(tagging.tag_of(s, tones[s.text], requests[s.text]) for s in content)


def _group(
    content: Sequence[Statement],
    read: Mapping[str, Read],
    feedback: Sequence[Feedback],
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


def _link(
    content: Sequence[Statement],
    read: Mapping[str, Read],
    themes: Sequence[Theme],
    features: Sequence[Feature],
    settings: Settings,
    embed: Embed,
    tell: Progress,
) -> list[Link]:
    active = [theme for theme in themes if theme.status == "active" and theme.level == "theme" and theme.size]
    if not features or not content:
        return []
    tell("matching with the backlog", 0, 2)
    linker = BacklogLinker(embed=embed, accept=settings.links.accept).fit(features)
    asked = [s if read[s.id].asked_of_many else replace(s, text=read[s.id].text) for s in content]
    links = link_statements(asked, linker, settings=settings.links)
    tell("matching with the backlog", 1, 2)
    links += link_themes(active, {s.id: s for s in asked}, linker, settings=settings.links)
    tell("matching with the backlog", 2, 2)
    return [replace(link, probability=round(link.probability, 4)) for link in links]


def _run(
    material: Material,
    settings: Settings,
    encoder: SentenceEncoder,
    feedback: Sequence[Feedback],
    statements: Sequence[Statement],
    memberships: Mapping[str, Membership],
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
            **{
                f"{level}s": sum(
                    theme.status == "active" and theme.level == level and theme.size > 0 for theme in themes
                )
                for level in ("theme", "area")
            },
            **({"seeds": len(material.seeds)} if material.seeds else {}),
            "features": len(material.features),
            **_told_by_names(themes),
        },
        notes=notes,
    )


def _told_by_names(themes: Sequence[Theme]) -> dict[str, int]:
    """How many statements were put to a theme by names alone, and how many of them rightly."""
    tried = [theme for theme in themes if theme.status == "active" and theme.fidelity is not None]
    return {
        "named_tried": sum(theme.size for theme in tried),
        "named_right": sum(round(theme.size * (theme.fidelity or 0.0)) for theme in tried),
    }


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
        "requests": tagging.RequestTagger(encoder).name,
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
        facts = (
            item.text, item.created, item.channel, item.voice, item.rating, item.audience, item.product,
            item.prompt, item.session,
        )  # fmt: skip
        add(item.id, facts, customer, directory.account[customer])
    for feature in sorted(material.features, key=lambda f: f.id):
        add(asdict(feature))
    for _, account in sorted(directory.accounts.items()):
        add(asdict(account))
    for seed in sorted(material.seeds, key=lambda s: s.id):
        add(asdict(seed))
    for decision in material.decisions:
        add(decision.id, decision.author, decision.verb, dict(decision.arguments))
    return digest.hexdigest()
