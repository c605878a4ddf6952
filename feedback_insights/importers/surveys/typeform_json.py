"""Typeform responses as JSON: the API's list, or a webhook's ``form_response`` (formats spec 4)."""

from __future__ import annotations

from feedback_insights.importers._entries import Answer, Entry, EntryImporter, number
from feedback_insights.importers._json_records import Beside, Lists
from feedback_insights.importers._values import Json, as_dict, as_text, at, dicts, text_at
from feedback_insights.importers.surveys._survey_table import question_text
from feedback_insights.raw import Identity, Organisation, RawText

_SCALES = ("nps", "opinion_scale", "rating")  # best first
_NAMES = ("first_name", "last_name", "name", "full_name")


class TypeformImporter(EntryImporter):
    """Reads answers in words; choices and numbers are none, but a scale is the rating."""

    name = "typeform_json"
    description = "Typeform responses: JSON of the Responses API or of webhooks"
    recognized_by = "items with answers that have a field.ref, or form_response.answers"
    evidence = "documented"
    how_to_get = "Typeform: GET /forms/{form_id}/responses of its API, or a webhook's payloads, one a line"
    source = "typeform"
    lists = Lists(("items",))
    page = frozenset({"total_items", "page_count"})
    limits = ("no question texts in it, unless it came by a webhook: questions are known by their ids",)

    def score(self, record: Json, within: str) -> float:
        """Tell a response by the fields of its answers."""
        found = as_dict(record.get("form_response")) or record
        fields = [as_dict(answer.get("field")) for answer in dicts(found.get("answers"))]
        told = any(("ref" in field or "id" in field) and "type" in field for field in fields)
        empty = found.get("answers") in ([], None) and found.keys() >= {"token", "landed_at", "metadata"}
        signs = sum(key in found for key in ("landed_at", "submitted_at", "hidden", "token"))
        return 1.0 + 0.05 * signs if (told or empty) and signs else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a response; its token is its id."""
        found = as_dict(record.get("form_response")) or record
        identity = text_at(found, "token", "response_id")
        if identity is None:
            return "no Typeform response: it has no token"
        titles = {
            key: title
            for field in dicts(at(found, "definition.fields"))
            for key in (as_text(field.get("id")), as_text(field.get("ref")))
            if key and (title := as_text(field.get("title")))
        }
        answers = list(dicts(found.get("answers")))
        hidden = as_dict(found.get("hidden"))
        email = next((text for one in answers if (text := text_at(one, "email"))), text_at(hidden, "email"))
        number_, name = text_at(hidden, "user_id", "customer_id"), text_at(hidden, *_NAMES)
        known = email or number_ or name
        company = text_at(hidden, "company", "account", "organization")
        return Entry(
            id=identity, what="response", answers=tuple(_words(one, titles) for one in answers),
            created=text_at(found, "submitted_at", "landed_at"), rating=_rating(answers),
            author=Identity(external_id=number_, email=email, name=name) if known else None,
            organisation=Organisation(name=company) if company else None,
            audience=text_at(hidden, "audience", "user_type"), product=text_at(hidden, "product"),
        )  # fmt: skip


def _words(answer: Json, titles: dict[str, str]) -> Answer:
    """Return what was typed: a text, or what somebody wrote who ticked "other"."""
    number_ = text_at(answer, "field.id", "field.ref") or ""
    asked = titles.get(number_) or titles.get(text_at(answer, "field.ref") or "") or ""
    path = next((path for path in ("text", "choice.other", "choices.other") if text_at(answer, path)), "")
    text = text_at(answer, path) if path else None
    texts = (RawText(text=text, field=f"answers[{number_}].{path}"),) if text else ()
    return Answer(texts=texts, question_id=number_, prompt=question_text(asked) if asked else "")


def _rating(answers: list[Json]) -> float | None:
    for kind in _SCALES:
        for answer in answers:
            if text_at(answer, "field.type") == kind and (value := number(answer.get("number"))) is not None:
                return value
    return None


TYPEFORM_JSON = TypeformImporter()
