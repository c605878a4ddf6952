"""From a score down to the exact words, for a backlog item and against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedback_insights.records import (
    Analysis,
    Feature,
    Feedback,
    Link,
    Met,
    Score,
    Stance,
    Statement,
    Theme,
)
from feedback_insights.support import Graded, grades

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Opinions, Part, Stand

Words = Callable[[str, Feature], tuple[Met, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLink:
    """A link with what it ties, and the words that met."""

    link: Link
    theme: Theme | None
    statement: Statement | None
    words: tuple[str, ...]  # of the statement, or of the theme's name and keyphrases; each once
    met: tuple[Met, ...] = ()  # the same with the item's words, each once; places are the statement's
    stance: Stance | None = None  # of a statement
    stand: Stand | None = None  # of a theme's people, where its link counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Exact words behind a feature, and how surely they are about it."""

    statement: Statement
    feedback: Feedback
    feature_id: str  # the item that they speak of: the feature itself, or a part of it
    probability: float
    stance: Stance | None = None  # to that item; None = of a run that did not look
    met: tuple[Met, ...] = ()  # every place of its words that meet that item's


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a feature stands where it stands: score, inputs, parts, links, words."""

    feature: Feature
    scores: tuple[Score, ...]
    links: tuple[ExplainedLink, ...]  # accepted first, then by probability; those of its parts, too
    quotes: tuple[Quote, ...]  # those that count, each once, surest first
    counter: tuple[Quote, ...] = ()  # against it, then content with what there is; surest first
    stand: Stand | None = None  # people behind links that count, or would but for the stance; None = nobody
    parts: tuple[Part, ...] = ()  # what it is made of, most people first
    why: str = ""  # one sentence: why it stands where it stands, and what would change it


def explain(
    feature: Feature,
    analysis: Analysis,
    feedback: Mapping[str, Feedback],
    met_words: Words,
    person: Callable[[str], str],
    *,
    scores: Iterable[Score],
    parts: Sequence[Part] = (),
    why: str = "",
) -> Explanation:
    """Gather everything that speaks for a feature, or for any of its parts, in one run, and against it.

    ``person`` tells who said a statement, by its id. Each statement stands once among those that count,
    however many parts it asks for, and once among those against it.
    """
    from feedback_insights.figures import opinions

    family = {feature.id: feature} | {part.feature.id: part.feature for part in parts}
    themes = {theme.id: theme for theme in analysis.themes}
    statements = {statement.id: statement for statement in analysis.statements}
    each, whole = (
        opinions(analysis, person, home=home)
        for home in (dict(zip(family, family, strict=True)), dict.fromkeys(family, feature.id))
    )

    def quoted(rows: Iterable[tuple[float, str, str]]) -> tuple[Quote, ...]:
        return tuple(
            Quote(
                statement=statements[id],
                feedback=feedback[statements[id].feedback_id],
                feature_id=of,
                probability=probability,
                stance=each.stances.get((of, id)),
                met=met_words(statements[id].text, family[of]),
            )
            for probability, id, of in rows
            if id in statements
        )

    graded = grades(analysis.links, analysis.memberships, analysis.stances)
    return Explanation(
        feature=feature,
        scores=tuple(s for s in scores if s.feature_id == feature.id),
        links=tuple(
            _told(_explained(link, family[link.feature_id], themes, statements, met_words), each)
            for link in _links_of(family, analysis)
        ),
        quotes=quoted(_supporting(family, graded)),
        counter=quoted(whole.counter.get(feature.id, ())),
        stand=whole.features.get(feature.id),
        parts=tuple(parts),
        why=why,
    )


def _links_of(family: Mapping[str, Feature], analysis: Analysis) -> list[Link]:
    """Accepted ones first, themes before statements, then the surest."""
    return sorted(
        (link for link in analysis.links if link.feature_id in family),
        key=lambda link: (
            not link.accepted,
            link.kind != "theme",
            -link.probability,
            link.subject_id,
            link.feature_id,
        ),
    )


def _told(explained: ExplainedLink, found: Opinions) -> ExplainedLink:
    """With how the statement, or the theme's people, stand to the item that the link is to."""
    pair = (explained.link.feature_id, explained.link.subject_id)
    return replace(explained, stance=found.stances.get(pair), stand=found.themes.get(pair))


def _explained(
    link: Link,
    feature: Feature,
    themes: Mapping[str, Theme],
    statements: Mapping[str, Statement],
    met_words: Words,
) -> ExplainedLink:
    theme = themes.get(link.subject_id) if link.kind == "theme" else None
    statement = statements.get(link.subject_id) if link.kind == "statement" else None
    said = " ".join((theme.name, *theme.keyphrases)) if theme else statement.text if statement else ""
    once: dict[str, Met] = {}
    for one in met_words(said, feature):
        once.setdefault(said[one.start : one.end].lower(), one)
    return ExplainedLink(
        link=link, theme=theme, statement=statement, words=tuple(once), met=tuple(once.values())
    )


def _supporting(family: Mapping[str, Feature], graded: Graded) -> list[tuple[float, str, str]]:
    """(Probability, statement, item) of what counts for an item or its parts, surest first.

    A statement that counts for several stands once, with the one that it asks for most surely.
    """
    counted = [
        min((-one[of].probability, statement, of) for of in family if of in one and one[of].accepted)
        for statement, one in graded.items()
        if any(of in one and one[of].accepted for of in family)
    ]
    return [(-probability, statement, of) for probability, statement, of in sorted(counted)]
