"""The words that the JSON document quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback_insights.exporters import document as doc
from feedback_insights.exporters.selection import Selection
from feedback_insights.figures import asking
from feedback_insights.records import Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quotes:
    """Quotes statements, and knows which of them count for a backlog item."""

    selection: Selection
    statements: Mapping[str, Statement]
    asking: Mapping[str, tuple[str, ...]]  # backlog item -> statements that count for it, surest first

    @classmethod
    def of(cls, selection: Selection) -> Quotes:
        view = selection.data.view
        return cls(
            selection=selection,
            statements={statement.id: statement for statement in selection.statements},
            asking=asking(selection.links, view.analysis.memberships, view.ground),
        )

    def theme(self, statement_ids: Iterable[str]) -> tuple[doc.Quote, ...]:
        """Those that a theme was given."""
        return tuple(self._quote(self.statements[id]) for id in statement_ids)

    def one(self, statement_id: str | None) -> doc.Quote | None:
        """A single one, if there is one."""
        return self._quote(self.statements[statement_id]) if statement_id else None

    def feature(self, feature_id: str) -> tuple[doc.Quote, ...]:
        """The surest ones that differ in words, from as many people as there are."""
        fresh: list[Statement] = []
        again: list[Statement] = []
        people: set[str] = set()
        words: set[str] = set()
        for statement in (self.statements[id] for id in self.asking.get(feature_id, ())):
            said, who = " ".join(statement.text.casefold().split()), self._person(statement)
            if said not in words:
                (again if who in people else fresh).append(statement)
            words.add(said)
            people.add(who)
        most = self.selection.data.settings.themes.quotes
        return tuple(self._quote(statement) for statement in [*fresh, *again][:most])

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
