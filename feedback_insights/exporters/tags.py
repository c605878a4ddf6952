"""What was found in statements, and how items sound, as rows: the same in the tables and in the document."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.exporters import tag_rows as rows
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.records import SENTIMENTS, Tone


def urgency_rows(selection: Selection) -> Iterator[rows.Urgency]:
    """Every cue that a statement cannot wait."""
    for statement, tag in selection.tagged():
        withheld = selection.withholds(statement)
        for cue in tag.urgency:
            yield rows.Urgency(
                statement_id=statement.id,
                item_id=statement.feedback_id,
                kind=cue.kind,
                words=None if withheld else cue.words,
                withheld=withheld,
            )


def effect_rows(selection: Selection) -> Iterator[rows.Effect]:
    """Everything that got worse for the writer of a statement."""
    for statement, tag in selection.tagged():
        withheld = selection.withholds(statement)
        for place, effect in enumerate(tag.effects, start=1):
            yield rows.Effect(
                statement_id=statement.id,
                item_id=statement.feedback_id,
                number=place,
                kind=effect.kind,
                words=None if withheld else effect.words,
                change=None if withheld else effect.change or None,
                withheld=withheld,
            )


def aspect_rows(selection: Selection) -> Iterator[rows.Aspect]:
    """Everything that a statement's tones are about."""
    for statement, tag in selection.tagged():
        withheld = selection.withholds(statement)
        for aspect in tag.aspects:
            yield rows.Aspect(
                statement_id=statement.id,
                item_id=statement.feedback_id,
                start=aspect.start,
                end=aspect.end,
                term=None if withheld else aspect.term,
                sentiment=aspect.sentiment,
                probability=aspect.probability,
                withheld=withheld,
            )


def tone_row(tone: Tone) -> rows.Tone:
    """How an item, or its part about a theme, sounds."""
    chances = tone.probabilities or (None,) * len(SENTIMENTS)
    return rows.Tone(
        item_id=tone.feedback_id,
        theme_id=tone.theme,
        statements=tone.statements,
        unknown=tone.unknown,
        sentiment=tone.sentiment,
        p_negative=number(chances[0]),
        p_neutral=number(chances[1]),
        p_positive=number(chances[2]),
        mixed=tone.mixed,
    )
