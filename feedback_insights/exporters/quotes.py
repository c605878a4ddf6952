"""The words that the JSON document quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from feedback_insights.exporters import document as doc
from feedback_insights.exporters.selection import Selection
from feedback_insights.figures import Opinions, asking, opinions
from feedback_insights.records import Statement
from feedback_insights.support import Graded, grades


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quotes:
    """Quotes statements, and knows which of them count for a backlog item."""

    selection: Selection
    statements: Mapping[str, Statement]
    asking: Mapping[str, tuple[str, ...]]  # backlog item -> statements that count for it, surest first
    grades: Graded
    opinions: Opinions

    @classmethod
    def of(cls, selection: Selection) -> Quotes:
        view = selection.data.view
        return cls(
            selection=selection,
            statements={statement.id: statement for statement in selection.statements},
            grades=grades(selection.links, view.analysis.memberships, view.analysis.stances),
            opinions=opinions(view.analysis, view.ground.customer),
            asking=asking(selection.links, view.analysis.memberships, view.ground, view.analysis.stances),
        )

    def theme(self, statement_ids: Iterable[str]) -> tuple[doc.Quote, ...]:
        """Those that a theme was given."""
        return tuple(self._quote(self.statements[id]) for id in statement_ids)

    def one(self, statement_id: str | None) -> doc.Quote | None:
        """A single one, if there is one."""
        return self._quote(self.statements[statement_id]) if statement_id else None

    def feature(self, feature_id: str) -> tuple[doc.FeatureQuote, ...]:
        """The surest ones that count for it and differ in words, from as many people as there are."""
        asking = self.asking.get(feature_id, ())
        return self._chosen(feature_id, [(self.grades[id][feature_id].probability, id) for id in asking])

    def counter(self, feature_id: str) -> tuple[doc.FeatureQuote, ...]:
        """The same of what speaks against it."""
        found = self.opinions.counter.get(feature_id, ())
        return self._chosen(feature_id, [(one.probability, one.statement) for one in found])

    def stand(self, feature_id: str) -> doc.Stand | None:
        """The people by how they stand to it."""
        found = self.opinions.features.get(feature_id)
        return doc.Stand(**asdict(found)) if found else None

    def _chosen(self, feature_id: str, rows: Iterable[tuple[float, str]]) -> tuple[doc.FeatureQuote, ...]:
        fresh: list[tuple[float, Statement]] = []
        again: list[tuple[float, Statement]] = []
        people: set[str] = set()
        words: set[str] = set()
        for probability, statement in ((found, self.statements[id]) for found, id in rows):
            said, who = " ".join(statement.text.casefold().split()), self._person(statement)
            if said not in words:
                (again if who in people else fresh).append((probability, statement))
            words.add(said)
            people.add(who)
        most = self.selection.data.settings.themes.quotes
        return tuple(self._about(feature_id, *one) for one in [*fresh, *again][:most])

    def _about(self, feature_id: str, probability: float, statement: Statement) -> doc.FeatureQuote:
        stance = self.opinions.stances.get((feature_id, statement.id))
        shown = stance is not None and self.selection.may_quote(statement.id)
        return doc.FeatureQuote(
            **dict(self._quote(statement)),
            probability=probability,
            stance=stance.stance if stance else None,
            stance_rule=stance.rule if stance else None,
            stance_words=stance.words if stance and shown else (),
        )

    def _person(self, statement: Statement) -> str:
        return self.selection.person(statement.feedback_id)

    def _quote(self, statement: Statement) -> doc.Quote:
        item = self.selection.data.view.ground.feedback[statement.feedback_id]
        return doc.Quote(
            statement_id=statement.id,
            item_id=item.id,
            text=self.selection.words(statement),
            withheld=self.selection.withholds(statement),
            voice=item.voice,
            prompt=item.prompt or None,
            person=self._person(statement),
            file=item.locator.file,
            record=item.locator.record,
            field=item.locator.field or None,
            url=item.url,
            date=item.created.date() if item.created else None,
        )
