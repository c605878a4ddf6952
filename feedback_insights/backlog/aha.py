"""Aha!'s CSV of a list report (formats spec 8): columns as chosen in the report, some of them twice."""

from __future__ import annotations

import re
from dataclasses import replace

from feedback_insights.backlog._cells import changed, first_filled
from feedback_insights.backlog._features import Found, Meaning, features_of
from feedback_insights.backlog._formats import HELPS, Content, Format
from feedback_insights.backlog.table import ROLES

_REFERENCE = " reference #"
_KINDS = ("feature", "requirement", "idea", "master feature", "epic", "initiative")  # what a row may be
_ESTIMATES = ("effort", "detailed estimate", "initial estimate", "original estimate")
_ABOVE = ("epic", "master feature", "initiative")
_HELPFUL = frozenset(
    {"feature name", "master feature name", "epic name", "idea name", "release name", "initiative name"}
)
_POINTS = re.compile(r"^(\d+(?:[.,]\d+)?)\s*p(?:oints?|ts?)?$", re.I)


def _kind(names: frozenset[str]) -> str | None:
    """What the rows are: the kind of thing whose reference and name both stand there."""
    there = [name.removesuffix(_REFERENCE) for name in sorted(names) if name.endswith(_REFERENCE)]
    full = [kind for kind in there if f"{kind} name" in names]
    return next((kind for kind in _KINDS if kind in full), next(iter(full), None))


def _claims(content: Content) -> float:
    return 1 + HELPS * len(_HELPFUL & content.names) if _kind(content.names) else 0.0


def _read(content: Content) -> Found:
    kind = _kind(content.names) or "feature"
    above = [name for name in _ABOVE if name != kind]
    effort = [f"{kind} {name}" for name in _ESTIMATES]
    meaning = Meaning(
        roles={
            "id": (f"{kind}{_REFERENCE}",),
            "title": (f"{kind} name",),
            "description": (f"{kind} description",),
            "status": (f"{kind} status", f"{kind} workflow status"),
            "type": (f"{kind} type",),
            "parent": [f"{name}{end}" for name in above for end in (_REFERENCE, " name")],
            "labels": (f"{kind} tags",),
            "effort": ("effort in points",),
            "url": (f"{kind} url", f"{kind} link"),
            "product": (f"{kind} component", "product name", "workspace name"),
            "created": (f"{kind} created at", f"{kind} created date", f"{kind} created"),
            "updated": (f"{kind} updated at", f"{kind} last updated", f"{kind} updated date"),
            "resolved": (f"{kind} shipped date", f"{kind} done on", f"{kind} completed on"),
            "people": (f"{kind} assigned to", f"{kind} created by", f"{kind} owner"),
            "depends_on": (f"{kind} depends on", "depends on"),
            "duplicate_of": (f"{kind} duplicate of", "duplicate of"),
            "customer_words": ROLES["customer_words"],
        }
    )
    used = first_filled(content.sheet, [*effort, *ROLES["effort"]])
    entries = [changed(e, effort_in_points=_POINTS.sub(r"\1", e.first(used))) for e in content.sheet.entries]
    return features_of(replace(content.sheet, entries=tuple(entries)), meaning, content.order)


AHA_CSV = Format(
    name="aha_csv",
    description="Aha!: a list report of features, epics or ideas as CSV or Excel",
    recognized_by="a column such as Feature reference # and the one of names: Feature name",
    how_to_get="Roadmapping > List > the export menu > Export to CSV",
    evidence="seen",
    claims=_claims,
    read=_read,
)
