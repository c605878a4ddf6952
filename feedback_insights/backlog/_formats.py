"""What a backlog format is: how its files are recognized and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from feedback_insights.backlog._document import Document, Json, read_document, share_of
from feedback_insights.backlog._features import ROLES, Found, Meaning, features_of
from feedback_insights.backlog.table import known_name
from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.columns import canonical
from feedback_insights.files.dates import DateOrder
from feedback_insights.files.profile import Evidence
from feedback_insights.files.sheets import Entry, Sheet, read_sheet

HELPS = 0.05  # what a further sign adds to the score of a signature
AS_NAMED = {role: (role,) for role in ROLES}  # entries that a reader made itself: named by their roles


@dataclass(frozen=True)
class Content:
    """A backlog file as its readers see it; each view is made once, when it is asked for."""

    file: InputFile
    profile: Profile | None = None
    order: DateOrder = "auto"

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return self.file.container == "text" and self.file.head.lstrip().startswith(("[", "{"))

    @cached_property
    def sheet(self) -> Sheet:
        """Its rows, or its JSON objects as such. Raises `FileProblem` for binary files but workbooks."""
        return read_sheet(self.file, known=known_name, profile=self.profile)

    @property
    def table_warnings(self) -> tuple[str, ...]:
        """What reading the rows showed, where they were read as such."""
        return () if self.is_json or "sheet" not in self.__dict__ else self.sheet.warnings

    @cached_property
    def names(self) -> frozenset[str]:
        """The canonical names of a table's columns; none of JSON."""
        return frozenset() if self.is_json else frozenset(canonical(name) for name in self.sheet.names)

    @cached_property
    def document(self) -> Document:
        """Its JSON; without any list where it is none."""
        return read_document(self.file) if self.is_json else Document()

    @cached_property
    def text(self) -> str:
        """All of it as text; "" of a workbook."""
        if self.file.container != "text":
            return ""
        with self.file.text() as stream:
            return stream.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One tool's backlog files: how they are known, and what becomes of them."""

    name: str
    description: str
    recognized_by: str
    how_to_get: str
    evidence: Evidence
    claims: Callable[[Content], float] = field(repr=False)
    """0 = not mine; at least 1 where the signature matches, plus .05 per further sign."""
    read: Callable[[Content], Found] = field(repr=False)


def by_columns(
    *required: AbstractSet[str], helpful: AbstractSet[str] = frozenset()
) -> Callable[[Content], float]:
    """Claim tables that have all columns of one of some sets."""

    def claims(content: Content) -> float:
        if not any(names <= content.names for names in required):
            return 0.0
        return 1 + HELPS * len(helpful & content.names)

    return claims


def by_objects(
    test: Callable[[Json], bool], *lists: str, helpful: AbstractSet[str] = frozenset()
) -> Callable[[Content], float]:
    """Claim JSON in which most objects of some lists pass a test; further names of theirs or beside help."""

    def claims(content: Content) -> float:
        items = content.document.items(*lists)
        if share_of(items, test) < 0.5:
            return 0.0
        names = {name for item in items[:20] for name in item.value} | content.document.beside.keys()
        return 1 + HELPS * len(helpful & names)

    return claims


def made_features(
    content: Content,
    made: Sequence[tuple[str, Mapping[str, Sequence[str]] | str]],
    meaning: Meaning | None = None,
) -> Found:
    """Return features of what a reader made of each item: values by role, or why it is none.

    Lists are as they should be: nothing in them is split. Raises `FileProblem` where there are no items.
    """
    if not made:
        raise FileProblem(f"{content.file.name} has no backlog items")
    entries = tuple(
        Entry(place, {}, values)
        if isinstance(values, str)
        else Entry(place, {role: tuple(values[role]) for role in values})
        for place, values in made
    )
    whole = Meaning(roles=AS_NAMED, between=dict.fromkeys(ROLES, ""), plain=str)
    return features_of(Sheet("json", ROLES, entries), meaning or whole, content.order)
