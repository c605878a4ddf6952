"""The sample run as an export sees it, with an area, a retired theme and request types besides."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import report_sample as sample

from feedback_insights.directory import resolve
from feedback_insights.exporters import ExportData, person_ids, write_export
from feedback_insights.figures import View, break_down, compare, scope_facts
from feedback_insights.records import Analysis, Aspect, Effect, Feature, Feedback, Sentiment, Theme, Urgency
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings

TARGETS = ("csv", "json", "parquet")
Rows = list[dict[str, str]]
SETTINGS: dict[str, Any] = {"priority": {"draws": 200}}
AREA, GONE = "T90", "T91"
DEVELOPERS = Scope({"audience": "developer"})
APRIL = Scope(window="2026-04")
VARIANTS: dict[str, dict[str, Any]] = {
    "everything": {},
    "developers": {"scope": DEVELOPERS},
    "two periods by audience": {"scope": APRIL, "vs": "2026-03", "by": "audience"},
    "nothing": {"items": (), "features": ()},
    "withheld": {"settings": {"report": {"min_people": 3}}},
}
RUN = replace(
    sample.RUN,
    settings=sample.RUN.settings
    | {"tagging": {"sentiment": {"confident": 0.85}, "requests": {"confident": 0.75}}},
)


def aspect(position: int, words: str, sentiment: Sentiment) -> Aspect:
    """What the tone of the words said at `position` is about."""
    start = sample.SAID[position][-1].index(words)
    return Aspect(
        start=start, end=start + len(words), term=words.lower(), sentiment=sentiment, probability=0.8
    )


FOUND: dict[int, dict[str, Any]] = {  # position of a statement -> what is found in it
    0: {"aspects": (aspect(0, "Exporting", "negative"), aspect(0, "Friday", "neutral"))},
    4: {"urgency": (Urgency(kind="legal", words="our auditors"),)},
    6: {"effects": (Effect(kind="operations", words="stop firing"),)},
    7: {
        "urgency": (Urgency(kind="data loss", words="lost"), Urgency(kind="money", words="orders")),
        "effects": (Effect(kind="operations", words="delivered twice"),),
    },
    13: {
        "effects": (
            Effect(kind="compatibility", words="still shows offsets", change="The paging sample"),
            Effect(kind="compatibility", words="dropped", change="v2"),
        ),
        "urgency": (Urgency(kind="deadline", words="still"),),
        "aspects": (aspect(13, "paging sample", "negative"),),
    },
}


def export_data(
    *,
    scope: Scope = sample.EVERYTHING,
    vs: str | None = None,
    by: str | None = None,
    items: Sequence[Feedback] | None = None,
    features: Sequence[Feature] = sample.FEATURES,
    settings: dict[str, Any] | None = None,
    shuffled: bool = False,
) -> ExportData:
    """What the workspace would hand over; `shuffled` says the same in another order."""
    chosen = Settings.from_dict(SETTINGS | (settings or {}))
    said = sample.feedback() if items is None else list(items)
    mixed = random.Random(7).sample if shuffled else lambda known, _: list(known)
    said, backlog = mixed(said, len(said)), mixed(features, len(features))
    directory = resolve(said, {i.id: (i.account,) for i in said if i.account}, sample.ACCOUNTS)
    found = _found(sorted(said, key=lambda item: item.id), directory, features, chosen)
    if shuffled:
        found = _mixed(found)

    def view(within: Scope) -> View:
        return sample.view(found, said, directory, backlog, chosen, within)

    seen, before = view(scope), view(scope.during(vs)) if vs else None
    return ExportData(
        view=seen,
        facts=scope_facts(seen),
        features=backlog,
        files=mixed(sample.FILES, len(sample.FILES)),
        settings=chosen,
        people=person_ids(view(sample.EVERYTHING).ground),
        breakdown=break_down(seen.subjects("themes"), seen.ground, by) if by else None,
        changes=compare(view(Scope()).subjects("themes"), seen.ground, before.ground) if before else {},
        before=scope_facts(before) if before else None,
    )


def files_of(target: str, folder: Path, **how: Any) -> dict[str, bytes]:
    """The files of an export by name."""
    return {path.name: path.read_bytes() for path in write_export(export_data(**how), target, folder)}


def csv_rows(files: dict[str, bytes]) -> dict[str, Rows]:
    texts = {name.removesuffix(".csv"): text for name, text in files.items() if name.endswith(".csv")}
    return {
        name: list(csv.DictReader(io.StringIO(text.decode(), newline=""))) for name, text in texts.items()
    }


def insights(tmp_path: Path, **how: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files_of("json", tmp_path, **how)["insights.json"])
    return found


def _found(
    items: list[Feedback], directory: Any, features: Sequence[Feature], settings: Settings
) -> Analysis:
    if not items:
        return Analysis(
            run=RUN, statements=(), tags=(), themes=(), events=(), links=(), scores=(), memberships={}
        )
    found = sample.analysis(items, directory, features, settings)
    inside = tuple(id for theme in found.themes[:2] for id in theme.statements)
    area = Theme(id=AREA, name="files and hooks", level="area", size=0, customers=0, statements=inside)
    gone = Theme(
        id=GONE, name="spinners", status="retired", size=4, customers=4, statements=(), successors=("T1",)
    )
    below = [replace(theme, parent=AREA) for theme in found.themes[:2]]
    asks = (0.7, 0.1, 0.05, 0.05, 0.05, 0.05)
    tags = [replace(tag, **FOUND.get(position, {})) for position, tag in enumerate(found.tags)]
    tags[0] = replace(tags[0], request_type="bug", request_probabilities=asks, severity_reasons=("lost",))
    themes = (*below, *found.themes[2:], area, gone)
    return replace(found, run=RUN, themes=themes, tags=tuple(tags))


def _mixed(found: Analysis) -> Analysis:
    order = random.Random(11)
    parts = ("statements", "tags", "themes", "links", "scores")
    mixed = {part: tuple(order.sample(getattr(found, part), len(getattr(found, part)))) for part in parts}
    pairs = order.sample(list(found.memberships.items()), len(found.memberships))
    return replace(found, **mixed, memberships=dict(pairs))
