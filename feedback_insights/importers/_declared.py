"""Tables whose tool is known: a profile in ``profiles/`` says by which columns, and which role each plays.

The same TOML serves users: they copy it, change it and give it back with ``--profile``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.files import InputFile, Profile, load_profile
from feedback_insights.files.columns import canonical, slug
from feedback_insights.files.profile import Evidence, Signature
from feedback_insights.files.tables import Row, Table, open_table
from feedback_insights.importers._known_tables import look_through, places, signature, unread, with_profile
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import (
    ROLES,
    Layout,
    TextColumn,
    as_question,
    guess_layout,
    stat_columns,
    told_apart,
    unread_questions,
)
from feedback_insights.importers._rows import RowReader
from feedback_insights.raw import SourceRecord

_FOLDER = Path(__file__).parent / "profiles"
_NO_TABLE = ("{", "[", "<", "WEBVTT")
_ASKED_FOR = (  # roles that an answer may play
    "rating", "email", "author", "author_id", "organisation", "organisation_id", "domain", "product",
    "audience", "names",
)  # fmt: skip
Adapt = Callable[[SourceRecord, Row], SourceRecord]


class DeclaredTable:
    """Reads the tables of one tool as its profile says. Subclasses add what no profile can say."""

    recognized_by = ""  # by default the columns of the signature

    def __init__(self, name: str) -> None:
        """Load ``profiles/<name>.toml``."""
        self.name = name
        self.profile = load_profile(_FOLDER / f"{name}.toml")
        if self.profile.format != name:  # else a copy would not be read by this importer
            raise SettingsError(f"the shipped profile {name}.toml has no format = {name!r}")
        self.description = self.profile.description or name
        signs = self._signature.required[0]
        if not self.recognized_by:
            self.recognized_by = f"columns {', '.join(signs[:-1])} and {signs[-1]}"

    @property
    def how_to_get(self) -> str:
        """Where in the tool such a file is exported; "" if nobody said."""
        return self.profile.how_to_get or ""

    @property
    def evidence(self) -> Evidence:
        """Where the facts about the format are from."""
        return self.profile.evidence or "unverified"

    @property
    def _signature(self) -> Signature:
        if self.profile.signature is None:
            raise SettingsError(f"the shipped profile {self.name}.toml has no [signature]")
        return self.profile.signature

    @property
    def _names(self) -> frozenset[str]:
        found = self._signature
        mapped = (name for names in self.profile.columns(ROLES).values() for name in names)
        return frozenset(
            (*found.helpful, *(name for names in found.required for name in names), *map(canonical, mapped))
        )

    def profile_text(self) -> str:
        """Return the shipped profile as it stands in its file."""
        return (_FOLDER / f"{self.name}.toml").read_text("utf-8")

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per helping column if the header has the columns of the signature, else 0."""
        if file.container != "text" or (not file.delimiter and file.head.lstrip().startswith(_NO_TABLE)):
            return 0.0
        found = self._signature
        score = signature(
            file, required=[frozenset(names) for names in found.required], helpful=frozenset(found.helpful)
        )
        if not (score and found.excluded):
            return score
        names = map(canonical, self._table(file, self.profile).names)
        return 0.0 if set(found.excluded).intersection(names) else score

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per row. Raises `FileProblem` if none of the columns with words is there."""
        given, profile = reading.profile, self._merged(reading.profile)
        reading = replace(reading, profile=profile)
        for limit in profile.limits:
            reading.limit(limit)
        table = self._table(file, profile)
        layout = declared_layout(table, profile)
        if given and not given.signature:
            layout = with_profile(layout, table, given)
        further = self.may_ask(table) if profile.asks else ()
        asked = {*stat_columns(table), *further} if profile.asks else ()
        if not profile.asks:
            layout = _with_titles(layout, table, profile, reading)
        look = look_through(table, layout.roles, reading, stats=asked)
        if profile.asks:
            opened = [place for place in further if look.stats[place].is_prose_like(named=False)]
            layout = _with_questions(layout, table, guess_layout(table, look.stats), opened, profile.ignored)
            if told := unread_questions(table, layout, look.stats):
                reading.warn(told)
            if not layout.texts:
                reading.warn("no open question in it: only ratings are read")
        elif not layout.texts and "rating" not in layout.roles:
            names = ", ".join(table.names[:12])
            raise FileProblem(f"{file.name} has none of the columns with words that {self.name} has: {names}")
        rows = RowReader(table, layout, look, profile)
        adapt = self.adapt(table, layout, reading)
        for row in table.rows():
            if row.state != "data":
                yield rows.record(unread(row))
            elif any(cell.strip() for cell in row.cells):
                yield adapt(rows.record(row), row)
        for warning in (*table.warnings(), *rows.warnings(), *self.told_by(adapt)):
            reading.warn(warning)

    def may_ask(self, table: Table) -> Sequence[int]:
        """Return further columns: questions, whatever they are called, if people answer in words."""
        return ()

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Return what is done to each record that was made from a row of data."""
        return lambda record, row: record

    def told_by(self, adapt: Adapt) -> Sequence[str]:
        """Return the warnings of what was adapted, when all rows are read."""
        return ()

    def _table(self, file: InputFile, profile: Profile) -> Table:
        return open_table(file, known=self._names.__contains__, profile=profile)

    def _merged(self, given: Profile | None) -> Profile:
        """Return the profile to read with: a changed copy as it is, anything else over the shipped one."""
        if given is None or given.signature:
            return given or self.profile
        changed = {name: getattr(given, name) for name in given.model_fields_set}
        return self.profile.model_copy(update=changed | {"map": {**self.profile.map, **given.map}})


def declared_layout(table: Table, profile: Profile) -> Layout:
    """Return the roles of those columns that the table has; exports of one tool may lack some."""
    roles = {}
    for role, names in profile.columns(ROLES).items():
        if found := places(table, [canonical(name) for name in names]):
            roles[role] = found
    texts = [TextColumn(roles.pop("text"))] if "text" in roles else []
    for question in profile.question:
        for place in places(table, [canonical(question.column)])[:1]:
            if question.kind == "open":
                asked = question.text or table.header.prompts[place]
                texts.append(TextColumn((place,), question.id or slug(table.names[place]), asked))
            else:
                roles["rating"] = (*roles.get("rating", ()), place)
    return Layout(tuple(texts), roles)


def _with_titles(layout: Layout, table: Table, profile: Profile, reading: Reading) -> Layout:
    """Let titles be the words of a table without the columns that hold more of them."""
    titles = layout.roles.get("title", ())[:1]
    if layout.texts or not titles:
        return layout
    missing = " or ".join(repr(name) for name in profile.columns(ROLES).get("text", ()))
    without = f"; for more, export with {missing}" if missing else ""
    reading.limit(f"holds titles only: what stands in {table.names[titles[0]]!r} is read{without}")
    return replace(layout, texts=(TextColumn(()),))


def _with_questions(
    layout: Layout, table: Table, guessed: Layout, opened: Sequence[int], ignored: Sequence[str]
) -> Layout:
    """Add the answers to questions that are in no role, and who answered, as far as answers say that."""
    taken = {place for found in layout.roles.values() for place in found}
    taken |= {place for text in layout.texts for place in text.columns}
    taken |= set(places(table, [canonical(name) for name in ignored]))
    further = {role: guessed.roles.get(role, ()) for role in _ASKED_FOR}
    free = {role: tuple(place for place in found if place not in taken) for role, found in further.items()}
    roles = {role: (*layout.roles.get(role, ()), *found) for role, found in free.items() if found}
    if "rating" in layout.roles:  # no other scale may mix with it
        roles.pop("rating", None)
    taken |= {place for found in roles.values() for place in found}
    texts = [text for text in guessed.texts if taken.isdisjoint(text.columns)]
    known = taken.union(*(text.columns for text in texts))
    texts += [as_question(table, place) for place in opened if place not in known]
    texts.sort(key=lambda text: text.columns)
    return replace(layout, texts=told_apart((*layout.texts, *texts)), roles={**layout.roles, **roles})


def declared(*names: str) -> tuple[DeclaredTable, ...]:
    """Return the importers of some shipped profiles that need no code of their own."""
    return tuple(DeclaredTable(name) for name in names)
