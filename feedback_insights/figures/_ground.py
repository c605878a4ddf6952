"""What figures are counted from: who said what, when, and in which facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_insights.directory import Directory
from feedback_insights.records import Feedback, Share, Statement, Tag
from feedback_insights.scope import Facets
from feedback_insights.statistics.proportions import Z90, wilson


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """The feedback of one scope with its people and its statements of content."""

    feedback: Mapping[str, Feedback]
    directory: Directory
    facets: Facets
    statements: Mapping[str, Statement]  # content only
    tags: Mapping[str, Tag]
    spoken: Mapping[str, Mapping[date, int]]  # per source and day: different people who said something
    ratings: Mapping[str, Sequence[float]]  # of each file, whatever the scope: they tell its scale

    @classmethod
    def of(
        cls,
        feedback: Sequence[Feedback],
        directory: Directory,
        statements: Iterable[Statement],
        tags: Iterable[Tag],
    ) -> Ground:
        """Everything there is."""
        known = {item.id: item for item in sorted(feedback, key=lambda item: item.id)}
        content = {s.id: s for s in statements if s.kind == "content"}
        return cls(
            feedback=known,
            directory=directory,
            facets=Facets(list(known.values()), directory),
            statements=content,
            tags={tag.statement_id: tag for tag in tags},
            spoken=_spoken(known, directory, content.values()),
            ratings=_ratings(known.values()),
        )

    def limited(self, ids: Collection[str]) -> Ground:
        """The same, as if only this feedback had been heard."""
        known = {id: item for id, item in self.feedback.items() if id in ids}
        directory = self.directory.within(known)
        content = {id: s for id, s in self.statements.items() if s.feedback_id in known}
        return Ground(
            feedback=known,
            directory=directory,
            facets=self.facets,
            statements=content,
            tags=self.tags,
            spoken=_spoken(known, directory, content.values()),
            ratings=self.ratings,
        )

    def customer(self, statement_id: str) -> str:
        """Who said it."""
        return self.directory.customer[self.statements[statement_id].feedback_id]

    def day(self, statement_id: str) -> date | None:
        """The day on which it was said, in UTC."""
        created = self.feedback[self.statements[statement_id].feedback_id].created
        return created.date() if created else None

    def source(self, statement_id: str) -> str:
        """The tool it came through."""
        return self.feedback[self.statements[statement_id].feedback_id].source

    @property
    def days(self) -> list[date]:
        """Every day on which somebody said something, in order."""
        return sorted({day for days in self.spoken.values() for day in days})

    def people(self, statement_ids: Iterable[str]) -> set[str]:
        """The different people behind some statements."""
        return {self.customer(id) for id in statement_ids}

    def fewest(self, statement_ids: Iterable[str]) -> int:
        """How many people are behind some statements at least, see `Directory.fewest`."""
        items = [self.feedback[self.statements[id].feedback_id] for id in statement_ids]
        return len(self.directory.fewest((item.id, item.channel or item.source) for item in items))

    @property
    def heard(self) -> int:
        """How many different people were heard at all."""
        return len(set(self.directory.customer.values()))


def _spoken(
    feedback: Mapping[str, Feedback], directory: Directory, content: Iterable[Statement]
) -> dict[str, Counter[date]]:
    spoke = {
        (item.source, item.created.date(), directory.customer[item.id])
        for s in content
        if (item := feedback[s.feedback_id]).created
    }
    found: dict[str, Counter[date]] = {}
    for source, day, _ in sorted(spoke):
        found.setdefault(source, Counter())[day] += 1
    return found


def _ratings(feedback: Iterable[Feedback]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for item in feedback:
        if item.rating is not None:
            found.setdefault(item.locator.file, []).append(item.rating)
    return found


def share(count: int, of: int) -> Share:
    """A count of people out of those heard, with Wilson's 90 % interval. Raises ValueError if count > of."""
    ends = wilson(count, of, Z90)
    return Share(count=count, of=of, low=ends and ends[0], high=ends and ends[1])
