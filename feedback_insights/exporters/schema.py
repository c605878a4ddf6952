"""The published JSON Schema of the document, made from its shape."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from feedback_insights.exporters.document import SCHEMA_ID, SCHEMA_VERSION, Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutTitles(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def insights_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document. Fields it does not know are allowed, none may be missing."""
    made = Document.model_json_schema(mode="serialization", schema_generator=_WithoutTitles)
    for model in (made, *made["$defs"].values()):
        del model["additionalProperties"]
    return {"$schema": DIALECT, "$id": SCHEMA_ID, "version": SCHEMA_VERSION, **made}


def schema_text() -> bytes:
    """The schema as it is published."""
    import orjson

    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(insights_schema(), option=options)
