"""Lists of organisations, users and contacts: known, so that they are not taken for feedback."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.files.side_lists import list_format, list_records
from feedback_insights.importers._registry import Importer, Reading
from feedback_insights.raw import SourceRecord
from feedback_insights.records import Locator

_CLAIM = 0.95  # more than any table of words, less than every tool's feedback


class SideListImporter:
    """Skips every record, and says where such a list belongs."""

    name = "customer_list"
    description = "users, organizations, contacts or companies of a desk or CRM: no feedback, see `accounts`"
    recognized_by = "names such as organization_id and role, domain_names, monthly_spend, or a CRM's own"
    evidence: Evidence = "documented"
    how_to_get = "It comes beside the tickets; load it with: feedback-insights accounts DB FILE"

    def claims(self, file: InputFile) -> float:
        """Return .95 for a list of organisations or people of a tool that is known."""
        if file.container != "text":
            return 0.0
        try:
            return _CLAIM if list_format(file) else 0.0
        except FileProblem:  # what is wrong with it is told by who reads it
            return 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield every record as skipped."""
        form = list_format(file)
        what, source = (form.name.replace("_", " "), form.source) if form else ("customers", "")
        for place, _, problem in list_records(file):
            locator = Locator(file=file.name, sha256=file.sha256, record=place, field="")
            if problem:
                yield SourceRecord(locator=locator, source=source, state="rejected", reason=problem)
            else:
                reason = f"{what}: no feedback"
                yield SourceRecord(locator=locator, source=source, state="skipped", reason=reason)
        reading.warn(f"a list of {what}, no feedback; load it: feedback-insights accounts DB {file.name}")


IMPORTERS: tuple[Importer, ...] = (SideListImporter(),)
