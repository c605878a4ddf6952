"""Qualtrics survey responses as JSON (formats spec 4). Its question ids are the ImportIds of the CSV."""

from __future__ import annotations

from feedback_insights.importers._entries import Answer, Entry, EntryImporter, number
from feedback_insights.importers._json_records import Beside, Lists
from feedback_insights.importers._values import Json, as_dict, as_text, text_at
from feedback_insights.importers.surveys.qualtrics import is_no_persons
from feedback_insights.raw import Identity, RawText


class QualtricsJsonImporter(EntryImporter):
    """Reads the answers typed into text fields."""

    name = "qualtrics_json"
    description = "Qualtrics survey responses: JSON export"
    recognized_by = "responses with responseId and values"
    evidence = "unverified"
    how_to_get = "Qualtrics: Data & Analysis > Export & Import > Export Data > JSON"
    source = "qualtrics"
    lists = Lists(("responses",))
    limits = ("no question texts in it: questions are known by their ids (QID2_TEXT) only",)

    def score(self, record: Json, within: str) -> float:
        """Tell a response by its id and values."""
        is_one = isinstance(record.get("values"), dict) and "responseId" in record
        return 1.0 + 0.05 * sum(key in record for key in ("labels", "displayedFields")) if is_one else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a response; previews, tests and spam are skipped."""
        identity, values = text_at(record, "responseId"), as_dict(record.get("values"))
        if identity is None:
            return "no Qualtrics response: it has no responseId"
        status = text_at(values, "status") or ""
        number_, email = text_at(values, "externalDataReference"), text_at(values, "recipientEmail")
        parts = (text_at(values, "recipientFirstName"), text_at(values, "recipientLastName"))
        name = " ".join(part for part in parts if part) or None
        skipped, known = is_no_persons(status), number_ or email or name
        return Entry(
            id=identity, what="ResponseId",
            answers=tuple(_answer(key, as_text(value)) for key, value in values.items() if _is_text(key)),
            state="skipped" if skipped else "used", reason=f"status {status}" if skipped else "",
            created=text_at(values, "endDate", "recordedDate", "startDate"),
            updated=text_at(values, "recordedDate"), rating=_recommendation(values),
            author=Identity(external_id=number_, email=email, name=name) if known else None,
            names=tuple(part for part in parts if part), channel=text_at(values, "distributionChannel"),
        )  # fmt: skip


def _is_text(key: str) -> bool:
    return "QID" in key and key.endswith("_TEXT")


def _answer(key: str, text: str | None) -> Answer:
    texts = (RawText(text=text, field=f"values.{key}"),) if text else ()
    return Answer(texts=texts, question_id=key)


def _recommendation(values: Json) -> float | None:
    """Return the answer beside which Qualtrics keeps an NPS group."""
    groups = sorted(key for key in values if key.endswith("_NPS_GROUP"))
    found = (number(values.get(key.removesuffix("_NPS_GROUP"))) for key in groups)
    return next((value for value in found if value is not None), None)


QUALTRICS_JSON = QualtricsJsonImporter()
