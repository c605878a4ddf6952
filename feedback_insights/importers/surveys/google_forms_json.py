"""Google Forms responses as its API lists them (formats spec 4). Question texts are not in them."""

from __future__ import annotations

from feedback_insights.importers._entries import Answer, Entry, EntryImporter
from feedback_insights.importers._json_records import Beside, Lists
from feedback_insights.importers._stats import ColumnStats
from feedback_insights.importers._values import Json, as_dict, as_text, at, dicts, text_at
from feedback_insights.raw import Identity, RawText


class GoogleFormsJsonImporter(EntryImporter):
    """Reads answers in words; single words, numbers and lists are taken for choices."""

    name = "google_forms_json"
    description = "Google Forms responses: JSON of the Forms API"
    recognized_by = "responses with responseId and answers with textAnswers"
    evidence = "documented"
    how_to_get = "Google Forms: GET /v1/forms/{formId}/responses of its API"
    source = "google_forms"
    lists = Lists(("responses",))
    limits = (
        "no question texts in it, and no sign which answers were chosen from a list: long ones read as words",
    )

    def score(self, record: Json, within: str) -> float:
        """Tell a response by its id and answers."""
        told = [as_dict(answer) for answer in as_dict(record.get("answers")).values()]
        signs = sum(key in record for key in ("createTime", "lastSubmittedTime", "respondentEmail"))
        is_one = "responseId" in record and any("textAnswers" in one for one in told)
        return 1.0 + 0.05 * signs if is_one else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a response."""
        identity, email = text_at(record, "responseId"), text_at(record, "respondentEmail")
        if identity is None:
            return "no Google Forms response: it has no responseId"
        answers = as_dict(record.get("answers"))
        return Entry(
            id=identity, what="response", created=text_at(record, "createTime"),
            updated=text_at(record, "lastSubmittedTime"), author=Identity(email=email) if email else None,
            answers=tuple(_answer(key, as_dict(answers[key])) for key in sorted(answers)),
        )  # fmt: skip


def _answer(key: str, answer: Json) -> Answer:
    values = [text for one in dicts(at(answer, "textAnswers.answers")) if (text := as_text(one.get("value")))]
    seen = ColumnStats()
    for text in values:
        seen.see(text)
    words = len(values) == 1 and not seen.plain and " " in values[0].strip()
    field = f"answers.{key}.textAnswers.answers[0].value"
    texts = (RawText(text=values[0], field=field),) if words else ()
    return Answer(texts=texts, question_id=text_at(answer, "questionId") or key)


GOOGLE_FORMS_JSON = GoogleFormsJsonImporter()
