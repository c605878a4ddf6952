"""What of a run is exported, and which words of it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from feedback_insights.exporters.data import ExportData
from feedback_insights.figures import ThemeDecisions, draft_candidates, quotable, tones
from feedback_insights.records import (
    Candidates,
    Feature,
    Feedback,
    Link,
    Score,
    Stance,
    Statement,
    Tag,
    Theme,
    Tone,
    tagger_facts,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """Every part in its canonical order. What ties a run to items that left the backlog is left out."""

    data: ExportData
    items: tuple[Feedback, ...]  # by id
    statements: tuple[Statement, ...]  # by item, then place
    themes: tuple[Theme, ...]  # areas and retired ones, too; in the order in which their ids were given
    links: tuple[Link, ...]
    features: tuple[Feature, ...]
    scores: tuple[Score, ...]  # by method, best first
    tones: tuple[Tone, ...]  # by item, the whole first, then by theme
    candidates: Candidates
    tags: Mapping[str, Tag]
    known: frozenset[str]  # statements
    stances: Mapping[tuple[str, str], Stance]  # by backlog item and statement
    may_quote: Callable[[str], bool]  # by the id of a statement

    @classmethod
    def of(cls, data: ExportData) -> Selection:
        found = data.view.analysis
        known = {feature.id for feature in data.features}
        return cls(
            data=data,
            items=tuple(sorted(data.view.ground.feedback.values(), key=lambda item: item.id)),
            statements=tuple(sorted(found.statements, key=lambda s: (s.feedback_id, s.start, s.id))),
            themes=tuple(sorted(found.themes, key=lambda theme: (len(theme.id), theme.id))),
            links=tuple(sorted((one for one in found.links if one.feature_id in known), key=_by_ends)),
            features=tuple(sorted(data.features, key=lambda feature: feature.id)),
            scores=tuple(sorted((one for one in found.scores if one.feature_id in known), key=best_first)),
            tones=tones(data.view.ground, found.memberships),
            candidates=draft_candidates(
                data.view, data.features, data.settings.report, data.decided or ThemeDecisions()
            ),
            tags={tag.statement_id: tag for tag in found.tags},
            known=frozenset(statement.id for statement in found.statements),
            stances={(one.feature_id, one.statement_id): one for one in found.stances},
            may_quote=quotable(found, data.settings.report.min_people),
        )

    @property
    def guarded(self) -> bool:
        """Whether words of few people are withheld."""
        return self.data.settings.report.min_people > 1

    def person(self, item_id: str) -> str:
        """Who said it."""
        return self.data.people[self.data.view.ground.directory.customer[item_id]]

    def withholds(self, statement: Statement) -> bool:
        """Whether too few people speak of its theme to show its words."""
        return not self.may_quote(statement.id)

    def words(self, statement: Statement) -> str | None:
        """Its words; None = withheld."""
        return None if self.withholds(statement) else statement.text

    def tagged(self) -> Iterator[tuple[Statement, Tag]]:
        """Every statement that has a tag, with it."""
        for statement in self.statements:
            if tag := self.tags.get(statement.id):
                yield statement, tag

    def sure(self, tagger: str, chances: Sequence[float]) -> bool | None:
        """Whether a tagger's answer counts as confident; None = there is none, or the run does not say."""
        threshold = tagger_facts(self.data.view.analysis.run.settings, tagger).get("confident")
        return max(chances) >= threshold if chances and threshold is not None else None

    def evidence(self, score: Score) -> tuple[str, ...]:
        """The statements behind a score and its inputs, each once; without those that count no more."""
        behind = (*score.score.evidence, *(id for v in score.inputs.values() for id in v.evidence))
        return tuple(id for id in dict.fromkeys(behind) if id in self.known)

    def counts(self) -> dict[str, int]:
        """How many of each there are."""
        tags = [tag for _, tag in self.tagged()]
        return {
            "items": len(self.items),
            "statements": len(self.statements),
            "urgency": sum(len(tag.urgency) for tag in tags),
            "effects": sum(len(tag.effects) for tag in tags),
            "aspects": sum(len(tag.aspects) for tag in tags),
            "tones": len(self.tones),
            "themes": len(self.themes),
            "candidates": len(self.candidates.drafts) + len(self.candidates.nothing_to_build),
            "links": len(self.links),
            "features": len(self.features),
            "scores": len(self.scores),
        }


def number(value: float | None) -> float | None:
    """A number that JSON knows; None = unknown."""
    return None if value is None or not isfinite(value) else float(value)


def _by_ends(link: Link) -> tuple[str, str, str]:
    return link.feature_id, link.kind, link.subject_id


def best_first(score: Score) -> tuple[str, tuple[float, float, float, str]]:
    """The order of scores: by method, then best first."""
    return score.method, score.place
