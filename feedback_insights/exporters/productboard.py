"""Productboard: notes for its API v2, and tables of notes and features for its spreadsheet import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import csv_file, json_lines
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Ranking
from feedback_insights.exporters.mapped import profile_files
from feedback_insights.records import Feedback, Statement

if TYPE_CHECKING:
    from feedback_insights.exporters.profiles import TargetFile, TargetProfile

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_LONGEST = 120  # characters of a note's name


COLUMNS = ("title", "content", "company", "email", "tags", "source", "url")


@dataclass(frozen=True, slots=True)
class ProductboardExporter:
    """`notes.ndjson`: a request for POST /v2/notes a line, an item of feedback each; the same as `notes.csv`.

    And `features.csv`. The `key` of a request is its idempotency key: the run and the item of feedback.
    """

    name: str = "productboard"
    description: str = "notes for Productboard's API v2 and as CSV, linked with features, and a features CSV"
    by_item: bool = True
    profiled: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the notes, then the tables of the profile."""
        return profile_files(self.name, data, _files)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """An item of feedback that asks for backlog items in words that may be shown."""

    item: Feedback
    said: tuple[Statement, ...]
    features: tuple[str, ...]
    ranking: Ranking

    @property
    def name(self) -> str:
        name = " ".join(self.said[0].text.split())
        return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"

    @property
    def tags(self) -> tuple[str, ...]:
        return (f"source: {self.item.source}", *(f"feature: {id}" for id in self.features))

    @property
    def place(self) -> str:
        return f"{self.item.source} {self.item.external_id}"

    @property
    def url(self) -> str | None:
        url = self.item.url
        return url if url and re.match(r"https?://\S+$", url, re.I) else None

    @property
    def who(self) -> str:
        """When and by whom it was said: ", 2026-05-02, person_ab12, observed"."""
        day = f", {self.item.created.date().isoformat()}" if self.item.created else ""
        voice = "" if self.item.voice == "said" else f", {self.item.voice.replace('_', ' ')}"
        return f"{day}, {self.ranking.material.selection.person(self.item.id)}{voice}"

    @property
    def account(self) -> str | None:
        directory = self.ranking.data.view.ground.directory
        return directory.account[directory.customer[self.item.id]]


def _files(file: TargetFile, profile: TargetProfile, ranking: Ranking) -> Iterator[ExportFile]:
    notes = list(_notes(ranking))
    if file.name.endswith(".csv"):
        lines = [COLUMNS, *map(_row, notes)]
        yield ExportFile(file.name, csv_file(lines, excel=ranking.data.options.excel), len(notes))
    else:
        yield ExportFile(file.name, json_lines(map(_request, notes)), len(notes))


def _notes(ranking: Ranking) -> Iterator[_Note]:
    """A note per item of feedback that asks for a wanted backlog item in words that may be shown, by id."""
    selection, asking = ranking.material.selection, ranking.material.quotes.asking
    statements = ranking.material.quotes.statements
    said: dict[str, dict[str, list[str]]] = {}  # feedback -> statement -> backlog items
    for feature_id in sorted(entry.feature.id for entry in ranking.entries()):
        for statement_id in asking.get(feature_id, ()):
            if selection.may_quote(statement_id):
                of = said.setdefault(statements[statement_id].feedback_id, {})
                of.setdefault(statement_id, []).append(feature_id)
    for item in selection.items:
        if item.id in said:
            own = sorted(said[item.id], key=lambda id: (statements[id].start, id))
            features = sorted({feature for id in own for feature in said[item.id][id]})
            words = tuple(statements[id] for id in own)
            yield _Note(item=item, said=words, features=tuple(features), ranking=ranking)


def _request(note: _Note) -> dict[str, Any]:
    run = note.ranking.data.view.analysis.run.id
    key = f"{run}/note/{note.item.id}"
    return {"key": key, "method": "POST", "path": "/v2/notes", "body": {"data": _data(note)}}


def _data(note: _Note) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": note.name,
        "content": _content(note),
        "tags": [{"name": tag} for tag in note.tags],
    }
    relationships = [*_customer(note), *_links(note)]
    told = {"type": "textNote", "fields": fields}
    return told | ({"relationships": relationships} if relationships else {})


def _content(note: _Note) -> str:
    """The statements as paragraphs of HTML, then who said it and where it stands."""
    paragraphs = "".join(f"<p>{escape(statement.text)}</p>" for statement in note.said)
    place = escape(note.place)
    if note.url:
        place = f'<a href="{escape(note.url)}">{place}</a>'
    return f"{paragraphs}<p>{place}{note.who}</p>"


def _row(note: _Note) -> tuple[str | None, ...]:
    """The cells of `COLUMNS`: people are pseudonymous, so there is no address."""
    content = "\n".join([*(statement.text for statement in note.said), f"{note.place}{note.who}"])
    return note.name, content, note.account, None, ", ".join(note.tags), note.place, note.url


def _customer(note: _Note) -> Iterator[dict[str, Any]]:
    """The company, where the profile says its id there; people are pseudonymous and stay so."""
    account, ids = note.account, note.ranking.ids
    if account is not None and account in ids:
        yield {"type": "customer", "target": {"id": ids[account], "type": "company"}}


def _links(note: _Note) -> Iterator[dict[str, Any]]:
    """Links with features whose id there is known: by the profile, or because ours is one of theirs."""
    ids = note.ranking.ids
    for feature_id in note.features:
        there = ids.get(feature_id, feature_id)
        if feature_id in ids or _UUID.fullmatch(there):
            yield {"type": "link", "target": {"id": there, "type": "feature"}}


PRODUCTBOARD = ProductboardExporter()
