"""From backlog rows to features: ids where there are none, one feature per id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import slug
from feedback_insights.records import Feature, Locator, Rejected


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a backlog as a feature (with id "" where it has none), or why it is none."""

    place: str  # "row 3"
    feature: Feature | None = None
    problem: str = ""
    people: tuple[str, ...] = ()  # names beside it, to be masked in what people said there


def settle(
    file: InputFile, drafts: Iterable[Draft]
) -> tuple[tuple[Feature, ...], tuple[Rejected, ...], list[str], dict[str, tuple[str, ...]]]:
    """Return features by id, what was rejected, warnings, and the people named beside each feature.

    Raises `FileProblem` naming both rows if two rows share an id and differ.
    """
    drafts = list(drafts)
    rejected = tuple(
        Rejected(
            locator=Locator(file=file.name, sha256=file.sha256, record=draft.place), reason=draft.problem
        )
        for draft in drafts
        if draft.problem
    )
    found: dict[str, Draft] = {}
    repeated: list[str] = []
    people: dict[str, set[str]] = {}
    for draft in _with_ids([draft for draft in drafts if draft.feature]):
        feature = draft.feature
        if feature is None:
            continue
        known = found.setdefault(feature.id, draft)
        people.setdefault(feature.id, set()).update(draft.people)
        if known is draft:
            continue
        if known.feature != feature:
            raise FileProblem(_conflict(file, known, draft))
        repeated.append(f"{draft.place} repeats {known.place} (id {feature.id}); counted once")
    features = [draft.feature for _, draft in sorted(found.items()) if draft.feature]
    named = {id: tuple(sorted(names)) for id, names in people.items() if names}
    return tuple(features), rejected, repeated, named


def _with_ids(drafts: Sequence[Draft]) -> list[Draft]:
    """Make ids from titles where there are none; different items of one title are numbered by content."""
    taken = {draft.feature.id for draft in drafts if draft.feature and draft.feature.id}
    nameless: dict[str, set[Feature]] = {}
    for draft in drafts:
        if draft.feature and not draft.feature.id:
            nameless.setdefault(slug(draft.feature.title), set()).add(draft.feature)
    ids: dict[Feature, str] = {}
    for name in sorted(nameless):
        number = 0
        for feature in sorted(nameless[name], key=repr):
            number += 1
            while (made := name if number == 1 else f"{name}-{number}") in taken:
                number += 1
            taken.add(made)
            ids[feature] = made
    return [
        replace(draft, feature=replace(draft.feature, id=ids[draft.feature]))
        if draft.feature in ids and draft.feature
        else draft
        for draft in drafts
    ]


def _conflict(file: InputFile, one: Draft, other: Draft) -> str:
    names = [known.name for known in fields(Feature)]
    different = [name for name in names if getattr(one.feature, name) != getattr(other.feature, name)]
    number = one.feature.id if one.feature else ""
    return (
        f"{file.name}: {one.place} and {other.place} both have the id {number!r} but differ in "
        f"{', '.join(different)}; give them different ids or remove one"
    )
