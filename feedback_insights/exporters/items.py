"""Items, statements and links as rows: the same in the tables and in the JSON document."""

from __future__ import annotations

from feedback_insights.exporters import rows
from feedback_insights.exporters.selection import Selection, number
from feedback_insights.records import REQUEST_TYPES, SENTIMENTS, Feedback, Link, Statement
from feedback_insights.scope import UNKNOWN

_FACETS = ("audience", "product", "plan", "channel", "language")


def item_row(item: Feedback, selection: Selection) -> rows.Item:
    """One item of feedback; its text is left out where words of few people are."""
    ground, place = selection.data.view.ground, item.locator
    customer = ground.directory.customer[item.id]
    facets = {facet: _facet(facet, item, selection) for facet in _FACETS}
    return rows.Item(
        id=item.id,
        source=item.source,
        external_id=item.external_id,
        question_id=item.question_id or None,
        created=item.created,
        person=selection.person(item.id),
        assumed_person=customer in ground.directory.assumed,
        account=ground.directory.account[customer],
        unread=not selection.data.view.analysis.run.reads(item.lang),
        rating=number(item.rating),
        public=item.public,
        voice=item.voice,
        prompt=item.prompt or None,
        text=None if selection.guarded else item.text,
        withheld=selection.guarded,
        url=item.url,
        session=item.session,
        file=place.file,
        record=place.record,
        field=place.field or None,
        **facets,
    )


def _facet(facet: str, item: Feedback, selection: Selection) -> str | None:
    """The value by which a scope finds the item; None = unknown."""
    value = selection.data.view.ground.facets.of(facet, item.id)
    return None if value == UNKNOWN else value


def statement_row(statement: Statement, selection: Selection) -> rows.Statement:
    """One statement with its theme and its tags."""
    member = selection.data.view.analysis.memberships.get(statement.id)
    tag = selection.tags.get(statement.id)
    withheld = selection.withholds(statement)
    tones = (tag.probabilities if tag else ()) or (None,) * len(SENTIMENTS)
    requests = (tag.request_probabilities if tag else ()) or (None,) * len(REQUEST_TYPES)
    asks = dict(zip((f"p_{name}" for name in REQUEST_TYPES), requests, strict=True))
    return rows.Statement(
        id=statement.id,
        item_id=statement.feedback_id,
        start=statement.start,
        end=statement.end,
        text=selection.words(statement),
        withheld=withheld,
        kind=statement.kind,
        theme_id=member.theme if member else None,
        theme_strength=number(member.strength) if member else None,
        second_theme_id=member.second if member else None,
        second_strength=number(member.second_strength) if member and member.second else None,
        sentiment=tag.sentiment if tag else None,
        p_negative=number(tones[0]),
        p_neutral=number(tones[1]),
        p_positive=number(tones[2]),
        sentiment_sure=selection.sure("sentiment", tag.probabilities) if tag else None,
        unread=(tag.unread or None) if tag else None,
        severity=tag.severity if tag else None,
        severity_reasons=tag.severity_reasons if tag and not withheld else (),
        request_type=tag.request_type if tag else None,
        **{name: number(value) for name, value in asks.items()},
        request_sure=selection.sure("requests", tag.request_probabilities) if tag else None,
        urgency=tuple(dict.fromkeys(cue.kind for cue in tag.urgency)) if tag else (),
        effects=tuple(dict.fromkeys(effect.kind for effect in tag.effects)) if tag else (),
    )


def link_row(link: Link, selection: Selection) -> rows.Link:
    """One link, with the stance of a statement."""
    stance = selection.stances.get((link.feature_id, link.subject_id)) if link.kind == "statement" else None
    return rows.Link(
        feature_id=link.feature_id,
        subject_id=link.subject_id,
        kind=link.kind,
        probability=link.probability,
        accepted=link.accepted,
        decided_by=link.decided_by,
        stance=stance.stance if stance else None,
        stance_rule=stance.rule if stance else None,
        stance_words=stance.words if stance and selection.may_quote(link.subject_id) else (),
    )
