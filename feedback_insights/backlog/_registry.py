"""Which backlog formats there are, and which of them a file is in."""

from __future__ import annotations

from feedback_insights.backlog import table
from feedback_insights.backlog._features import Found
from feedback_insights.backlog._formats import Content, Format
from feedback_insights.backlog.aha import AHA_CSV
from feedback_insights.backlog.asana import ASANA_CSV
from feedback_insights.backlog.azure import AZURE_CSV
from feedback_insights.backlog.clickup import CLICKUP_CSV
from feedback_insights.backlog.github import GITHUB_GH, GITHUB_PROJECT, GITHUB_REST
from feedback_insights.backlog.gitlab import GITLAB_CSV, GITLAB_JSON
from feedback_insights.backlog.jira import JIRA_CSV
from feedback_insights.backlog.jira_json import JIRA_JSON
from feedback_insights.backlog.linear import LINEAR_CSV
from feedback_insights.backlog.markdown_list import MARKDOWN
from feedback_insights.backlog.productboard import PRODUCTBOARD_CSV
from feedback_insights.backlog.shortcut import SHORTCUT_CSV
from feedback_insights.backlog.trello import TRELLO_CSV, TRELLO_JSON
from feedback_insights.backlog.yaml_list import YAML
from feedback_insights.errors import SettingsError


def _read_table(content: Content) -> Found:
    return table.read(content.file, content.sheet, content.profile, content.order)


TABLE = Format(
    name="table",
    description="Any table (CSV, TSV, XLSX) or JSON with titles, by the names of its columns or by a profile",
    recognized_by="whatever no other format claims: a column such as title, name or summary",
    how_to_get="Any spreadsheet's or tool's export of a list",
    evidence="measured",
    claims=lambda content: 0.0,
    read=_read_table,
)
FORMATS = {
    one.name: one
    for one in (
        AHA_CSV, ASANA_CSV, AZURE_CSV, CLICKUP_CSV, GITHUB_GH, GITHUB_PROJECT, GITHUB_REST, GITLAB_CSV,
        GITLAB_JSON, JIRA_CSV, JIRA_JSON, LINEAR_CSV, MARKDOWN, PRODUCTBOARD_CSV, SHORTCUT_CSV, TABLE,
        TRELLO_CSV, TRELLO_JSON, YAML,
    )
}  # fmt: skip


def format_named(name: str) -> Format:
    """Return one format. Raises `SettingsError` that lists the known ones."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise SettingsError(f"backlog format {name!r} is not known; known: {known}") from None


def recognized(content: Content) -> tuple[Format, list[str]]:
    """Return the format that claims a file most surely; where none does, or two alike, a table's."""
    scores = {one.name: one.claims(content) for one in FORMATS.values()}
    best = max(scores.values())
    names = [name for name, score in scores.items() if score == best]
    if best < 1:
        return TABLE, []
    if len(names) > 1:
        told = f"looks alike to {' and '.join(names)}; read as a table: choose with --format"
        return TABLE, [told]
    return FORMATS[names[0]], []
