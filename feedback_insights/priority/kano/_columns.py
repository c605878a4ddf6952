"""Which columns of a survey table are the two questions about a feature."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files.columns import canonical, tidy
from feedback_insights.priority.kano.declared import FeatureColumns

_SIDES = (  # words for the question with the feature, and for the one without it; the first that pair count
    ("functional", "dysfunctional"),
    ("func", "dysfunc"),
    ("positive", "negative"),
    ("present", "absent"),
    ("with", "without"),
)
_WORDS = "|".join(word for words in _SIDES for word in words)
_BEHIND = re.compile(rf"(.*[^\W_])[\W_]+({_WORDS})[\W_]*", re.I)  # F1_functional, Search (functional)
_BEFORE = re.compile(rf"[\W_]*({_WORDS})[\W_]+(.+)", re.I)  # functional_F1, Functional: Search
_IDS = frozenset(
    {"id", "respondent", "respondent id", "response id", "participant", "participant id", "user id", "email"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairColumns:
    """A feature and its two columns, by their canonical names."""

    feature: str
    title: str
    functional: str
    dysfunctional: str
    swapped: bool = False
    inverted: bool = False


def looks_paired(name: str) -> bool:
    """Tell whether a canonical column name is one of the two questions about a feature."""
    return _split(name) is not None


def find_pairs(names: Sequence[str]) -> tuple[list[PairColumns], list[str]]:
    """Return the pairs among column names, in the order of the table, and the columns without a partner.

    Both columns of a pair name one feature, and their sides by words that belong together; a table uses one
    such pair of words, so that "comments positive" beside "F1_functional" is no answer.
    """
    for functional, dysfunctional in _SIDES:
        present, absent = _called(names, functional), _called(names, dysfunctional)
        both = [key for key in present if key in absent]
        if both:
            lone = sorted(name for key, (_, name) in (present | absent).items() if key not in both)
            return [_pair(*present[key], absent[key][1]) for key in both], lone
    return [], []


def _pair(feature: str, functional: str, dysfunctional: str) -> PairColumns:
    return PairColumns(
        feature=feature, title="", functional=canonical(functional), dysfunctional=canonical(dysfunctional)
    )


def _called(names: Sequence[str], side: str) -> dict[str, tuple[str, str]]:
    """The columns of one side: canonical feature -> the feature and its column, as written."""
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        feature, told = _split(name) or ("", "")
        if told == side:
            found.setdefault(canonical(feature), (feature, name))
    return found


def declared_pairs(wanted: Iterable[FeatureColumns], names: Sequence[str], file: str) -> list[PairColumns]:
    """Return the features that were declared, each with the columns named for it, else those recognized."""
    recognized = {canonical(pair.feature): pair for pair in find_pairs(names)[0]}
    pairs = []
    for one in wanted:
        known = recognized.get(canonical(one.id))
        functional = one.functional or (known and known.functional)
        dysfunctional = one.dysfunctional or (known and known.dysfunctional)
        if not functional or not dysfunctional:
            raise SettingsError(
                f"feature {one.id!r}: {file} has no pair of columns called by it; name both in the file of"
                ' features: functional = "...", dysfunctional = "..."'
            )
        pairs.append(
            PairColumns(
                feature=one.id, title=one.title, functional=canonical(functional),
                dysfunctional=canonical(dysfunctional), swapped=one.swapped, inverted=one.inverted,
            )
        )  # fmt: skip
    return pairs


def mark(
    pairs: Sequence[PairColumns], file: str, swapped: Collection[str], inverted: Collection[str]
) -> list[PairColumns]:
    """Return the pairs, those of the features named as swapped or inverted marked as that."""
    known = {canonical(pair.feature) for pair in pairs}
    if unknown := [name for name in (*swapped, *inverted) if canonical(name) not in known]:
        raise SettingsError(
            f"{file} has no feature {unknown[0]!r}; it has: {', '.join(pair.feature for pair in pairs)}"
        )
    back, turned = ({canonical(name) for name in some} for some in (swapped, inverted))
    return [
        replace(
            pair,
            swapped=pair.swapped or canonical(pair.feature) in back,
            inverted=pair.inverted or canonical(pair.feature) in turned,
        )
        for pair in pairs
    ]


def one_column(name: str, names: Sequence[str], file: str) -> str:
    """Return a column's canonical name. Raises `FileProblem` if the table has none, or two of it."""
    form, forms = canonical(name), [canonical(known) for known in names]
    if form not in forms:
        raise FileProblem(f"{file} has no column {name!r}; it has: {', '.join(names[:20])}")
    if forms.count(form) > 1:
        raise FileProblem(
            f"{file} has {forms.count(form)} columns {names[forms.index(form)]!r}; rename all but one"
        )
    return form


def id_column(names: Sequence[str]) -> str | None:
    """Return the column that says who answered, where there is one by its name."""
    return next((canonical(name) for name in names if canonical(name) in _IDS), None)


def _split(name: str) -> tuple[str, str] | None:
    """Return the feature and the side that a column's name tells."""
    text = tidy(name)
    if found := _BEHIND.fullmatch(text):
        return found[1], found[2].lower()
    if found := _BEFORE.fullmatch(text):
        return found[2].rstrip(" )]_-:"), found[1].lower()
    return None
