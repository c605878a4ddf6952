"""Delighted survey responses as its API lists them (formats spec 4)."""

from __future__ import annotations

from feedback_insights.importers._entries import Answer, Entry, EntryImporter, number
from feedback_insights.importers._json_records import Beside
from feedback_insights.importers._values import Json, as_dict, as_text, dicts, text_at
from feedback_insights.raw import Identity, Organisation, RawText

_HELPFUL = ("person", "comment", "created_at", "additional_answers", "notes", "tags")


class DelightedImporter(EntryImporter):
    """Reads the comment and the free answers; the team's notes are no feedback."""

    name = "delighted_json"
    description = "Delighted survey responses (NPS, CSAT, CES, ...): JSON of its API"
    recognized_by = "objects with survey_type, score, permalink and person_properties"
    evidence = "documented"
    how_to_get = "Delighted: GET /v1/survey_responses.json of its API, with expand[]=person"
    source = "delighted"

    def score(self, record: Json, within: str) -> float:
        """Tell a response by its keys."""
        if not record.keys() >= {"survey_type", "score", "permalink", "person_properties"}:
            return 0.0
        return 1.0 + 0.05 * sum(key in record for key in _HELPFUL)

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a response."""
        identity = text_at(record, "id")
        if identity is None:
            return "no Delighted response: it has no id"
        person, told = as_dict(record.get("person")), as_dict(record.get("person_properties"))
        facts = {key.casefold(): text for key, value in told.items() if (text := as_text(value))}
        number_ = text_at(person, "id") or as_text(record.get("person"))
        email, name = text_at(person, "email"), text_at(person, "name")
        company = facts.get("company") or facts.get("organization") or facts.get("account")
        comment = text_at(record, "comment")
        said = (Answer(texts=(RawText(text=comment, field="comment"),)),) if comment else ()
        known = number_ or email or name
        return Entry(
            id=identity, what="response", created=text_at(record, "created_at"),
            updated=text_at(record, "updated_at"), rating=number(record.get("score")),
            author=Identity(external_id=number_, email=email, name=name) if known else None,
            organisation=Organisation(name=company) if company else None,
            answers=(*said, *(_further(answer) for answer in dicts(record.get("additional_answers")))),
            product=facts.get("product"), audience=facts.get("audience") or facts.get("user type"),
            channel=facts.get("delighted source"), url=text_at(record, "permalink"),
        )  # fmt: skip


def _further(answer: Json) -> Answer:
    number_ = text_at(answer, "question.id") or ""
    text = text_at(answer, "value.free_response")
    field = f"additional_answers[{number_}].value.free_response"
    texts = (RawText(text=text, field=field),) if text else ()
    return Answer(texts=texts, question_id=number_, prompt=text_at(answer, "question.text") or "")


DELIGHTED = DelightedImporter()
