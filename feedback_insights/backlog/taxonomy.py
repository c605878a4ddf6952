"""The taxonomy: the themes that a team already works with, each with a name and what people say about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.files.sheets import Entry, read_sheet
from feedback_insights.records import Feature, Seed
from feedback_insights.settings import ImportSettings

_ROLES = {
    "name": ("name", "theme", "theme name", "title", "topic", "label", "category", "tag"),
    "description": ("description", "definition", "meaning", "details", "notes", "desc"),
    "examples": (
        "examples",
        "example",
        *(f"example {n}" for n in range(1, 10)),
        "quotes",
        "sample",
        "samples",
    ),
    "id": ("id", "key", "theme id"),
    "parent": ("parent", "parent theme", "parent name", "parent id", "area", "group"),
}
_KNOWN = frozenset(name for names in _ROLES.values() for name in names)
_SPLIT = re.compile(r"[;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """The seeds of a taxonomy, by id."""

    seeds: tuple[Seed, ...]
    warnings: tuple[str, ...]
    sha256: str  # of the file's bytes
    format: str  # "taxonomy_csv" | "taxonomy_xlsx" | "taxonomy_json"


def read_taxonomy(path: str | Path, settings: ImportSettings | None = None) -> Taxonomy:
    """Read a taxonomy: CSV, TSV, XLSX or JSON with names, and, if at hand, descriptions and examples.

    Several examples stand in a list, in lines, between ";" or in columns of their own. Raises `FileProblem`
    if the file cannot be read, has no names, or has a name or an id twice.
    """
    file = InputFile.open(path, charset=(settings or ImportSettings()).charset)
    if Path(path).suffix.lower() in (".yaml", ".yml"):
        raise FileProblem(f"{file.name} is YAML, which is not read here; save it as CSV or JSON")
    sheet = read_sheet(file, known=_KNOWN.__contains__)
    here = {canonical(name) for name in sheet.names}
    named = [name for name in _ROLES["name"] if name in here][:1]
    if not sheet.entries:
        raise FileProblem(f"{file.name} has no rows; a taxonomy has one per theme, with a column name")
    if not named:
        raise FileProblem(
            f"{file.name} is no taxonomy: it needs a column name (and may have description, examples, id,"
            f" parent), not: {', '.join(sheet.names[:8])}"
        )
    found = [(entry, _seed(entry, named)) for entry in sheet.entries]
    left_out = tuple(f"{e.place}: {e.problem or 'no name'}; left out" for e, seed in found if seed is None)
    rows = [(entry.place, seed) for entry, seed in found if seed is not None]
    if not rows:
        raise FileProblem(f"{file.name} has no theme with a name; {left_out[0]}")
    _each_once(file.name, rows)
    return Taxonomy(
        seeds=tuple(sorted((seed for _, seed in rows), key=lambda seed: seed.id)),
        warnings=(*file.warnings, *sheet.warnings, *left_out),
        sha256=file.sha256,
        format=f"taxonomy_{sheet.kind}",
    )


def seeds_of_backlog(features: Sequence[Feature]) -> tuple[tuple[Seed, ...], list[str]]:
    """A seed per backlog item, by id, and which items were left out because another has their title."""
    seeds: dict[str, Seed] = {}
    warnings = []
    for feature in sorted(features, key=lambda feature: feature.id):
        key = _key(feature.title)
        if key in seeds:
            warnings.append(f"{feature.id} has the title of {seeds[key].id}; left out")
        else:
            seeds[key] = Seed(
                id=feature.id, name=feature.title, description=feature.description, source="backlog"
            )
    return tuple(sorted(seeds.values(), key=lambda seed: seed.id)), warnings


def _seed(entry: Entry, named: Sequence[str]) -> Seed | None:
    name = tidy(entry.first(named))
    if entry.problem or not name:
        return None
    return Seed(
        id=tidy(entry.first(_ROLES["id"])) or _key(name),
        name=name,
        description=tidy(entry.first(_ROLES["description"])),
        examples=tuple(dict.fromkeys(_examples(entry))),
        parent=tidy(entry.first(_ROLES["parent"])) or None,
    )


def _examples(entry: Entry) -> Iterator[str]:
    for value in entry.all(_ROLES["examples"]):
        yield from (text for part in _SPLIT.split(value) if (text := tidy(part)))


def _each_once(file: str, rows: Sequence[tuple[str, Seed]]) -> None:
    for what, of in (("name", lambda seed: _key(seed.name)), ("id", lambda seed: seed.id)):
        seen: dict[str, str] = {}
        for place, seed in rows:
            first = seen.setdefault(of(seed), place)
            if first != place:
                raise FileProblem(
                    f"{file}: {first} and {place} both have the {what} {getattr(seed, what)!r};"
                    f" give each theme a {what} of its own, or remove one"
                )


def _key(name: str) -> str:
    """What a theme without an id is known by."""
    return tidy(name).casefold()
