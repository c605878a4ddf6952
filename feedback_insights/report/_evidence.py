"""Looks up who said what, and quotes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from feedback_insights.directory import Directory
from feedback_insights.figures import Ground, Opinions, opinions, quotable
from feedback_insights.linking import met_words
from feedback_insights.records import Analysis, Feature, Feedback, Link, Statement, Tag, Theme
from feedback_insights.report.parts import QuoteRow
from feedback_insights.report.stance_words import stance_words
from feedback_insights.report.tag_words import tag_words
from feedback_insights.report.words import natural, people
from feedback_insights.scope import UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one run found, by id."""

    analysis: Analysis
    statements: Mapping[str, Statement]
    active: Mapping[str, Theme]  # themes that are not retired and that somebody here speaks of
    ground: Ground
    feedback: Mapping[str, Feedback]
    features: Mapping[str, Feature]
    tags: Mapping[str, Tag]
    directory: Directory
    min_people: int
    opinions: Opinions
    may_quote: Callable[[str], bool]  # by the id of a statement: whether enough people speak of its theme
    asking_for: Mapping[str, tuple[Link, ...]]  # accepted links by feature, most probable first, then by id
    asked_by: Mapping[str, tuple[Link, ...]]  # the same links by theme or statement
    chances: Mapping[tuple[str, str], float]  # that a statement asks for a feature, by (feature, statement)

    @classmethod
    def of(
        cls,
        analysis: Analysis,
        ground: Ground,
        features: Sequence[Feature],
        min_people: int,
    ) -> Evidence:
        accepted = sorted((link for link in analysis.links if link.accepted), key=_surest_first)
        return cls(
            analysis=analysis,
            statements={statement.id: statement for statement in analysis.statements},
            active={t.id: t for t in analysis.themes if _is_shown(t)},
            ground=ground,
            feedback=ground.feedback,
            features={feature.id: feature for feature in features},
            tags={tag.statement_id: tag for tag in analysis.tags},
            directory=ground.directory,
            min_people=min_people,
            opinions=opinions(analysis, ground.customer),
            may_quote=quotable(analysis, min_people),
            asking_for=_grouped(accepted, lambda link: link.feature_id),
            asked_by=_grouped(accepted, lambda link: link.subject_id),
            chances={
                (link.feature_id, link.subject_id): link.probability
                for link in analysis.links
                if link.kind == "statement"
            },
        )

    def customer(self, statement_id: str) -> str:
        """Who said it."""
        return self.directory.customer[self.statements[statement_id].feedback_id]

    def quotes(
        self, statement_ids: Iterable[str], *, most: int, about: Feature | None = None
    ) -> tuple[QuoteRow, ...]:
        """Quote the first `most` statements that differ in words, from as many people as there are.

        ``about``: mark the words that meet this item's, and say how each statement stands to it.
        """
        ids = list(statement_ids)
        fresh: list[str] = []
        again: list[str] = []
        heard: set[str] = set()
        said: set[str] = set()
        for statement_id in ids:
            text = " ".join(self.statements[statement_id].text.casefold().split())
            if text in said:
                continue
            said.add(text)
            who = self.customer(statement_id)
            (again if who in heard else fresh).append(statement_id)
            heard.add(who)
        chosen = [*fresh, *again][:most]
        return tuple(self._about(self._quote(id), about) if about else self._quote(id) for id in chosen)

    def _about(self, row: QuoteRow, feature: Feature) -> QuoteRow:
        stance = self.opinions.stances.get((feature.id, row.statement_id))
        return replace(
            row,
            marks=tuple((one.start, one.end) for one in met_words(row.text, feature)),
            stance=stance_words(stance) if stance and stance.stance != "for" else "",
            probability=self.chances.get((feature.id, row.statement_id)),
        )

    def _plan(self, statement_id: str) -> str:
        """The plan of who said it, where one is known: "plan Pro"."""
        plan = self.ground.facets.of("plan", self.statements[statement_id].feedback_id)
        return "" if plan == UNKNOWN else f"plan {plan}"

    def withheld(self, count: int) -> str:
        """Why words of so few people are not quoted; empty where they are."""
        if count >= self.min_people:
            return ""
        return f"Not quoted: fewer than {people(self.min_people)} behind it."

    def _quote(self, statement_id: str) -> QuoteRow:
        statement, id = self.statements[statement_id], statement_id
        item = self.feedback[statement.feedback_id]
        return QuoteRow(
            statement_id=statement.id,
            feedback_id=item.id,
            text=statement.text,
            voice=item.voice,
            file=item.locator.file,
            record=item.locator.record,
            field="" if item.prompt == item.locator.field else item.locator.field,
            url=item.url,
            created=item.created.date() if item.created else None,
            facts=tuple(
                filter(None, (item.session, item.audience, item.product, self._plan(id), item.channel))
            ),
            prompt=item.prompt,
            tags=tag_words(self.tags[id], self.analysis.run.settings) if id in self.tags else (),
        )


def _is_shown(theme: Theme) -> bool:
    return theme.status == "active" and theme.level == "theme" and theme.size > 0


def _grouped(links: Iterable[Link], key: Callable[[Link], str]) -> dict[str, tuple[Link, ...]]:
    groups: dict[str, list[Link]] = {}
    for link in links:
        groups.setdefault(key(link), []).append(link)
    return {name: tuple(group) for name, group in groups.items()}


def _surest_first(link: Link) -> tuple[float, tuple[tuple[int, str], ...], str]:
    return -link.probability, natural(link.subject_id), link.feature_id
