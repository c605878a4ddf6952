"""Survey tools: one response is one record, each open answer one piece of feedback."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.surveys._survey_table import SurveyTable
from feedback_insights.importers.surveys.delighted import DELIGHTED
from feedback_insights.importers.surveys.google_forms import GOOGLE_FORMS
from feedback_insights.importers.surveys.google_forms_json import GOOGLE_FORMS_JSON
from feedback_insights.importers.surveys.limesurvey import LIMESURVEY
from feedback_insights.importers.surveys.ms_forms import MS_FORMS
from feedback_insights.importers.surveys.qualtrics import QUALTRICS
from feedback_insights.importers.surveys.qualtrics_json import QUALTRICS_JSON
from feedback_insights.importers.surveys.surveymonkey import SURVEYMONKEY
from feedback_insights.importers.surveys.typeform_csv import TYPEFORM_CSV
from feedback_insights.importers.surveys.typeform_json import TYPEFORM_JSON

IMPORTERS: tuple[Importer, ...] = (
    DELIGHTED, GOOGLE_FORMS, GOOGLE_FORMS_JSON, LIMESURVEY, MS_FORMS, QUALTRICS, QUALTRICS_JSON,
    SURVEYMONKEY, TYPEFORM_CSV, TYPEFORM_JSON, SurveyTable("hotjar_csv"),
)  # fmt: skip
