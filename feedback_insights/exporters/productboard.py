"""Productboard: bodies of notes for its API v2, and a table of features for its spreadsheet import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.cells import json_lines
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Ranking
from feedback_insights.exporters.mapped import profile_files
from feedback_insights.records import Feedback, Statement

if TYPE_CHECKING:
    from feedback_insights.exporters.profiles import TargetFile, TargetProfile

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_LONGEST = 120  # characters of a note's name


@dataclass(frozen=True, slots=True)
class ProductboardExporter:
    """`notes.ndjson`: one body for POST /v2/notes a line, an item of feedback each; `features.csv`."""

    name: str = "productboard"
    description: str = "notes for Productboard's API v2, linked with features, and a features CSV"
    by_item: bool = True
    profiled: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the notes, then the tables of the profile."""
        return profile_files(self.name, data, _requests)


def _requests(file: TargetFile, profile: TargetProfile, ranking: Ranking) -> Iterator[ExportFile]:
    notes = list(_notes(ranking))
    yield ExportFile(file.name, json_lines(notes), len(notes))


def _notes(ranking: Ranking) -> Iterator[dict[str, Any]]:
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
            yield _note(item, [statements[id] for id in own], features, ranking)


def _note(item: Feedback, said: list[Statement], features: list[str], ranking: Ranking) -> dict[str, Any]:
    name = " ".join(said[0].text.split())
    fields: dict[str, Any] = {
        "name": name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…",
        "content": _content(item, said, ranking),
        "tags": [{"name": tag} for tag in (f"source: {item.source}", *(f"feature: {id}" for id in features))],
    }
    data = {"type": "textNote", "fields": fields}
    relationships = [*_customer(item, ranking), *_links(features, ranking)]
    return {"data": data | ({"relationships": relationships} if relationships else {})}


def _content(item: Feedback, said: list[Statement], ranking: Ranking) -> str:
    """The statements as paragraphs of HTML, then who said it and where it stands."""
    paragraphs = "".join(f"<p>{escape(statement.text)}</p>" for statement in said)
    place = f"{item.source} {item.external_id}"
    if item.url and re.match(r"https?://\S+$", item.url, re.I):
        place = f'<a href="{escape(item.url)}">{escape(place)}</a>'
    else:
        place = escape(place)
    day = f", {item.created.date().isoformat()}" if item.created else ""
    voice = "" if item.voice == "said" else f", {item.voice.replace('_', ' ')}"
    return f"{paragraphs}<p>{place}{day}, {ranking.material.selection.person(item.id)}{voice}</p>"


def _customer(item: Feedback, ranking: Ranking) -> Iterator[dict[str, Any]]:
    """The company, where the profile says its id there; people are pseudonymous and stay so."""
    directory = ranking.data.view.ground.directory
    account = directory.account[directory.customer[item.id]]
    if account is not None and account in ranking.ids:
        yield {"type": "customer", "target": {"id": ranking.ids[account], "type": "company"}}


def _links(features: list[str], ranking: Ranking) -> Iterator[dict[str, Any]]:
    """Links with features whose id there is known: by the profile, or because ours is one of theirs."""
    for feature_id in features:
        there = ranking.ids.get(feature_id, feature_id)
        if feature_id in ranking.ids or _UUID.fullmatch(there):
            yield {"type": "link", "target": {"id": there, "type": "feature"}}


PRODUCTBOARD = ProductboardExporter()
