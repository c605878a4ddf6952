"""GitLab's CSV export of issues, which comes by mail.

Ids are made as those of the API's JSON, from the issue's page, so that an issue in both exports counts once.
Mails to a project's Service Desk become confidential issues of a bot: they are the customer's words.
"""

from __future__ import annotations

from dataclasses import replace

from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import tidy
from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.importers.trackers._cleaned import CleanedTable
from feedback_insights.importers.trackers._gitlab import is_bot, is_desk
from feedback_insights.importers.trackers._issues import home_of, number_in
from feedback_insights.raw import SourceRecord


class GitlabCsv(DeclaredTable):
    """Reads the issues of GitLab's CSV export."""

    def _table(self, file: InputFile, profile: Profile) -> Table:
        table = super()._table(file, profile)
        logins, secrets = places(table, ["author username"]), places(table, ["confidential"])
        return CleanedTable(table, lambda row: secrets if is_desk(_cell(row, logins)) else ())

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Return what names an issue after its page, and knows bots."""
        pages, logins = places(table, ["url"]), places(table, ["author username"])

        def adapted(record: SourceRecord, row: Row) -> SourceRecord:
            record, login = _named(record, _cell(row, pages)), _cell(row, logins)
            if is_desk(login):
                return _from_desk(record)
            if is_bot(login) and record.state == "used":
                return replace(record, state="system", reason="written by a bot", units=())
            return record

        return adapted


def _cell(row: Row, columns: tuple[int, ...]) -> str:
    return tidy(row.cells[columns[0]]) if columns else ""


def _named(record: SourceRecord, url: str) -> SourceRecord:
    number = number_in(url)
    if not number:
        return record
    units = tuple(replace(unit, external_id=number) for unit in record.units)
    place = replace(record.locator, record=f"issue {number}")
    return replace(record, instance=home_of(url), units=units, locator=place)


def _from_desk(record: SourceRecord) -> SourceRecord:
    """The author is the bot that took the mail, not who wrote it."""
    units = tuple(replace(unit, author=None, channel="service desk") for unit in record.units)
    return replace(record, units=units)


GITLAB_CSV = GitlabCsv("gitlab_csv")
