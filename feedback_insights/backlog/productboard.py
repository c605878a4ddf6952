"""Productboard's features as CSV (formats spec 8, unverified): product › component › feature › subfeature."""

from __future__ import annotations

from dataclasses import replace

from feedback_insights.backlog._cells import changed, first_filled
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import Content, Format, by_columns
from feedback_insights.backlog.table import ROLES

_LINE = ("product", "component", "feature", "subfeature")  # from the top down
_OWN = frozenset({"title", "type", "parent", "product"})


_SIGNATURE = by_columns(
    {"product", "component", "feature"},
    {"component", "feature", "subfeature"},
    helpful={"status", "owner", "effort", "score"},
)


def _claims(content: Content) -> float:
    """Claim such tables, unless titles stand in a column of their own."""
    return 0.0 if {"title", "name", "summary"} & content.names else _SIGNATURE(content)


def _read(content: Content) -> Found:
    sheet = content.sheet
    entries = []
    for entry in sheet.entries:
        filled = [name for name in _LINE if entry.first([name])]
        title = entry.first(filled[-1:])
        entries.append(
            changed(
                entry,
                row_title=title,
                row_type=entry.first(["type"]) or (filled[-1] if filled else ""),
                row_parent=entry.first(filled[-2:-1]) if len(filled) > 1 else "",
            )
        )
    roles = {role: names for role, names in ROLES.items() if role not in _OWN} | {
        "title": ("row title",), "type": ("row type",), "parent": ("row parent",), "product": ("product",),
        "effort": first_filled(sheet, ROLES["effort"]), "id": first_filled(sheet, ROLES["id"]),
    }  # fmt: skip
    return features_of(replace(sheet, entries=tuple(entries)), Meaning(roles=roles), content.order)


PRODUCTBOARD_CSV = Format(
    name="productboard_csv",
    description="Productboard: features as CSV, with the component or feature that each is part of",
    recognized_by="columns Component and Feature, beside Product or Subfeature",
    how_to_get="A features board's menu > Export to CSV",
    evidence="unverified",
    claims=_claims,
    read=_read,
)
