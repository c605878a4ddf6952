"""Issue trackers, whose issues customers write."""

from __future__ import annotations

from feedback_insights.importers._declared import declared
from feedback_insights.importers._registry import Importer
from feedback_insights.importers.trackers.github_gh import GITHUB_GH
from feedback_insights.importers.trackers.github_project import GITHUB_PROJECT
from feedback_insights.importers.trackers.github_rest import GITHUB_REST
from feedback_insights.importers.trackers.gitlab_csv import GITLAB_CSV
from feedback_insights.importers.trackers.gitlab_json import GITLAB_JSON
from feedback_insights.importers.trackers.jira_csv import JIRA_CSV
from feedback_insights.importers.trackers.jira_json import JIRA_JSON

IMPORTERS: tuple[Importer, ...] = (
    GITHUB_GH, GITHUB_PROJECT, GITHUB_REST, GITLAB_CSV, GITLAB_JSON, JIRA_CSV, JIRA_JSON,
    *declared("bugzilla_csv"),
)  # fmt: skip
