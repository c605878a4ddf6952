"""JSON: one document for those who script, and its schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from feedback_insights.exporters import document as doc
from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.candidates import candidate_rows, left_out
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.feature_parts import feature_parts
from feedback_insights.exporters.items import item_row, link_row, statement_row
from feedback_insights.exporters.manifest import pathless
from feedback_insights.exporters.quotes import Quotes
from feedback_insights.exporters.schema import schema_text
from feedback_insights.exporters.selection import Selection
from feedback_insights.exporters.tags import aspect_rows, effect_rows, tone_row, urgency_rows
from feedback_insights.exporters.theme_parts import retired_parts, theme_parts


@dataclass(frozen=True, slots=True)
class JsonExporter:
    """One line of JSON with sorted keys, and the JSON Schema that it fits."""

    name: str = "json"
    description: str = "one JSON document with its JSON Schema (2020-12)"
    evidence: str = "ours"

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the document and its schema."""
        import orjson

        options = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
        # `vars` opens one record at a time: a copy of the whole as dictionaries doubles the memory
        yield ExportFile("insights.json", orjson.dumps(insights(data), default=vars, option=options))
        yield ExportFile("insights.schema.json", schema_text())


def insights(data: ExportData) -> doc.Document:
    """Everything that a run found within a scope."""
    selection = Selection.of(data)
    quotes = Quotes.of(selection)
    return doc.Document(
        schema_id=doc.SCHEMA_ID,
        schema_version=doc.SCHEMA_VERSION,
        run=_run(data),
        scope=doc.scope_of(data.facts),
        before=doc.scope_of(data.before) if data.before else None,
        themes=tuple(theme_parts(selection, quotes, "theme")),
        areas=tuple(theme_parts(selection, quotes, "area")),
        retired=tuple(retired_parts(selection)),
        candidates=tuple(candidate_rows(selection)),
        not_drafted=left_out(selection),
        features=tuple(feature_parts(selection, quotes)),
        links=tuple(link_row(one, selection) for one in selection.links),
        statements=tuple(statement_row(one, selection) for one in selection.statements),
        urgency=tuple(urgency_rows(selection)),
        effects=tuple(effect_rows(selection)),
        aspects=tuple(aspect_rows(selection)),
        tones=tuple(map(tone_row, selection.tones)),
        items=tuple(item_row(one, selection) for one in selection.items),
        breakdown=_breakdown(data),
    )


def _run(data: ExportData) -> doc.Run:
    run = data.view.analysis.run
    return doc.Run(
        id=run.id,
        as_of=date.fromisoformat(run.as_of) if run.as_of else None,
        settings=pathless(run.settings),
        seeds=dict(run.seeds),
        models=pathless(run.models),
        versions=pathless(run.versions),
        notes=tuple(run.notes),
    )


def _breakdown(data: ExportData) -> doc.Breakdown | None:
    found = data.breakdown
    if found is None:
        return None
    return doc.Breakdown(
        facet=found.facet,
        heard=dict(found.heard),
        shares={
            theme: {value: doc.share_of(share) for value, share in by_value.items()}
            for theme, by_value in found.shares.items()
        },
        named=doc.share_of(found.named) if found.named else None,
    )


JSON = JsonExporter()
