"""Which column of a Qualtrics survey plays which role: by its ImportId, name, question and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo

from feedback_insights.errors import SettingsError
from feedback_insights.files.columns import canonical
from feedback_insights.files.dates import DateColumn, zone_named
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout, TextColumn, roles_by_name
from feedback_insights.importers._stats import ColumnStats
from feedback_insights.importers.surveys._qualtrics_columns import Survey, SurveyColumn

Roles = dict[str, tuple[int, ...]]
Stats = Mapping[int, ColumnStats]

_DATES = ("endDate", "recordedDate", "startDate")  # an answer was given when its writer was last there
_OF_THE_TABLE = ("text", "title", "id", "status", "question", "created", "updated")  # found otherwise here
_OF_A_TEXT = frozenset({"email", "author", "author_id", "organisation"})  # roles that typed answers may play
_OF_CHOICES = (
    "product",
    "audience",
    "channel",
    "organisation",
)  # roles that the code of a choice cannot play
_EMBEDDED_TEXTS = frozenset(
    {"comment", "comments", "feedback", "customer feedback", "user feedback", "customer comment", "verbatim",
     "additional comments", "suggestion", "suggestions"}
)  # fmt: skip
_NPS = re.compile(
    r"how likely.*recommend|recommend.*(friend|colleague)|net promoter|^nps\b|"
    r"wahrscheinlich.*(weiter)?empfehl|probab.*recom+[ea]nd",
    re.I,
)
_MAIL = re.compile(r"\be-?mail\b", re.I)
_PHONE = re.compile(r"\b(phone|telephone|mobile) number\b|\btelefonnummer\b", re.I)
_NAME = re.compile(
    r"((please )?(enter|give|tell us|type|leave) |what('s| is) )?(your |the )?(first |last |full |family )?"
    r"name( \(optional\))?\W*",
    re.I,
)
_FEWEST = 5  # answers that tell an open form field from a list of choices


def header_roles(survey: Survey) -> Roles:
    """Return role -> columns, best first, as far as the header tells."""
    named = roles_by_name([_named(column) for column in survey.columns])
    typed = {column.place for column in survey.of_kind("text")}
    roles = {
        role: tuple(place for place in found if place not in typed or role in _OF_A_TEXT)
        for role, found in named.items()
        if role not in _OF_THE_TABLE
    }
    roles["id"] = survey.fact("_recordId")
    roles["created"] = tuple(place for fact in _DATES for place in survey.fact(fact))
    roles["updated"] = survey.fact("recordedDate")
    roles["email"] = survey.fact("recipientEmail") + roles.get("email", ())
    roles["author_id"] = survey.fact("externalDataReference") + roles.get("author_id", ())
    names = survey.fact("recipientFirstName") + survey.fact("recipientLastName")
    roles["names"] = names + roles.get("names", ())
    roles["channel"] = roles.get("channel", ()) + survey.fact("distributionChannel")
    return {role: found for role, found in roles.items() if found}


def looked_at(survey: Survey, roles: Roles) -> list[int]:
    """Return the columns whose answers have to be looked at before every role is clear."""
    playing = {place for role in _OF_CHOICES for place in roles.get(role, ())}
    return [
        column.place
        for column in survey.of_kind("text", "closed", "embedded")
        if column.may_be_open
        or (column.kind == "closed" and (column.place in playing or _asks_for_nps(survey, column)))
        or (column.kind == "text" and _MAIL.search(survey.prompt(column)))
        or (column.kind == "embedded" and canonical(column.name) in _EMBEDDED_TEXTS)
    ]


def survey_layout(survey: Survey, roles: Roles, stats: Stats) -> tuple[Layout, list[str]]:
    """Return the roles of all columns, now that the answers are known, and what to tell about them."""
    roles = {**roles, **_personal(survey, roles, stats)}
    closed = [column.place for column in survey.of_kind("closed") if column.place in stats]
    coded = {place for place in closed if stats[place].filled and stats[place].plain == stats[place].filled}
    for role in _OF_CHOICES:
        roles[role] = tuple(place for place in roles.get(role, ()) if place not in coded)
    roles["rating"] = _recommendations(survey, stats) or roles.get("rating", ())
    taken = {place for found in roles.values() for place in found}
    opened = [
        column for column in survey.columns if column.place not in taken and _is_open(survey, column, stats)
    ]
    told = []
    if fields := [repr(column.name) for column in opened if column.may_be_open]:
        told.append(f"read as open questions, because their answers differ: {', '.join(fields)}")
    if not survey.has_ids:
        told.append("no row of ImportIds: questions are known by the names of their columns")
    if not opened:
        told.append("no open question in it: only ratings are read")
    return Layout(tuple(_questions(survey, opened)), roles, "survey"), told


def zoned_dates(survey: Survey, reading: Reading) -> dict[int, DateColumn]:
    """Return the columns of dates whose zone the export names, unless a profile names another one."""
    if reading.profile and reading.profile.tz:
        return {}
    order = (reading.profile and reading.profile.date_order) or reading.settings.date_order
    found: dict[int, DateColumn] = {}
    for column in survey.of_kind("fact"):
        if column.zone and (zone := _zone(column.zone)):
            found[column.place] = DateColumn(column.name, zone=zone, order=order, zone_told=True)
        elif column.zone and column.import_id == _DATES[0]:
            reading.warn(
                f"time zone {column.zone!r} is not known; times are read as {reading.settings.timezone}"
            )
    return found


def _zone(name: str) -> tzinfo | None:
    try:
        return zone_named("UTC" if name == "Z" else name)
    except SettingsError:
        return None


def _named(column: SurveyColumn) -> str:
    return "" if column.kind in ("fact", "left out") else column.name


def _personal(survey: Survey, roles: Roles, stats: Stats) -> Roles:
    """Find the typed answers that say who answers: they are no feedback."""
    found: Roles = {}
    for column in survey.of_kind("text", "closed"):
        asked, seen = survey.prompt(column), stats.get(column.place)
        if column.kind == "closed" and not column.may_be_open:
            continue
        addresses = seen is not None and seen.plain * 2 > seen.filled
        role = "email" if _MAIL.search(asked) and addresses else ""
        role = role or ("names" if _PHONE.search(asked) else "")
        role = role or ("author" if _NAME.fullmatch(asked) else "")
        if role:
            found[role] = (*found.get(role, roles.get(role, ())), column.place)
    return found


def _asks_for_nps(survey: Survey, column: SurveyColumn) -> bool:
    return _NPS.search(survey.prompt(column)[:400]) is not None


def _recommendations(survey: Survey, stats: Stats) -> tuple[int, ...]:
    """Return the answers to "how likely are you to recommend us"; no other scale may mix with them."""
    grouped = {
        column.import_id.removesuffix("_NPS_GROUP")
        for column in survey.of_kind("left out")
        if column.import_id.endswith("_NPS_GROUP")
    }
    closed = survey.of_kind("closed")
    if by_group := tuple(column.place for column in closed if column.import_id in grouped):
        return by_group
    return tuple(
        column.place
        for column in closed
        if _asks_for_nps(survey, column) and stats[column.place].integers_within(0, 10)
    )


def _is_open(survey: Survey, column: SurveyColumn, stats: Stats) -> bool:
    if column.kind == "text":
        return True
    if column.kind == "embedded":
        return canonical(column.name) in _EMBEDDED_TEXTS and stats[column.place].is_prose_like(named=True)
    if not column.may_be_open:
        return False
    seen = stats[column.place]
    enough = seen.filled >= _FEWEST or not survey.has_ids  # without ids nothing else tells
    return enough and seen.is_prose_like(named=False)


def _questions(survey: Survey, opened: list[SurveyColumn]) -> Iterator[TextColumn]:
    """Give every open question its id; a second column with the same one gets a number."""
    seen: dict[str, int] = {}
    for column in opened:
        seen[column.import_id] = count = seen.get(column.import_id, 0) + 1
        number = column.import_id if count == 1 else f"{column.import_id}-{count}"
        yield TextColumn((column.place,), number, survey.prompt(column))
