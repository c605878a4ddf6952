"""Names that commands take from lists: another one is wrong usage, told with the nearest before any work."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from feedback_insights.cli import cli


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("scores no.db --method RICE", "no framework 'RICE'; did you mean rice"),
        ("scores no.db --method wsfj", "no framework 'wsfj'; did you mean wsjf?"),
        ("scores no.db --method kano", "no framework 'kano'; known: cd3, ice, rice, value"),
        ("export no.db -o out --to Jira-CSV", "no export target 'Jira-CSV'; did you mean jira_csv"),
        ("export no.db -o out --to xml", "no export target 'xml'; known: aha, airfocus"),
        ("targets cany", "no export target 'cany'; did you mean canny?"),
        ("import no.db a.csv --format zendesk", "no format 'zendesk'; did you mean zendesk_"),
        ("run a.csv --format TABLE_CSV", "no format 'TABLE_CSV'; did you mean table_csv"),
        ("import no.db a.csv --format pdf", "no format 'pdf'; known: aha_ideas_csv"),
    ],
)
def test_a_wrong_name_is_wrong_usage_and_told_with_the_nearest(command: str, told: str) -> None:
    result = CliRunner().invoke(cli, command.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
