"""Which column of a table plays which role, by its full name (formats spec 2.3) and by what it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from feedback_insights.errors import SettingsError
from feedback_insights.files.columns import canonical, slug, tidy
from feedback_insights.files.profile import Profile
from feedback_insights.files.tables import Table
from feedback_insights.importers._paths import matched_form, matched_forms
from feedback_insights.importers._stats import ColumnStats
from feedback_insights.importers._synonyms import SYNONYMS
from feedback_insights.records import Voice

ROLES = tuple(SYNONYMS)

_OURS = re.compile(
    r"\b(agent|staff|developer|reply|replies|internal|resolution|our response|business reply)\b"
)
_BESIDE = frozenset(
    {"answer", "response", "note", "notes", "details", "content"}
)  # ours, beside a customer's column
_OBSERVED = frozenset({"observation", "finding", "note", "notes"})
_NPS = re.compile(r"how likely.*recommend|recommend.*(friend|colleague)|net promoter|^nps\b")
_SCALE = re.compile(r"satisf|\brat(e|ing)\b|how easy|\bscore\b|\bstars?\b")
_ASKS = re.compile(r"(please|what|how|why|which|describe|tell us|anything else|any other)\b.* .* ")
_WHO = re.compile(
    r"\be ?mail\b|\b(your|first|last|full) name\b|\bphone\b|\bpostal\b|\bzip code\b|\baddress\b"
)
_BEGINS_TO_ASK = re.compile(
    r"(what|how|why|which|where|when|who|describe|tell us|please|any(thing)?|is there|"
    r"(do|did|are|would|could) you)\b"
)
_OFFERS = re.compile(  # questions whose answers are offered: facts about people, and how much or how often
    r"\b(department|team|division|job title|role|position|industry|sector|countr(y|ies)|city|region|"
    r"languages?|gender|age|birth|company size|consent|agree|permission|privacy|newsletter|contact you|"
    r"which (plan|version|browser|device|platform|operating system)|"
    r"how (many|much|often|long|old|satisf\w+|likely|easy|well|important|familiar))\b"
)
_YES_OR_NO = re.compile(
    r"(do|does|did|are|is|was|were|have|has|can|may|would|will|should) (you|we|it|this|the|i)\b"
)
_MORE = re.compile(r"\b(any|anything|something|else|comments?|suggest\w*|why|what)\b")  # asked for words, too
_FACTS = re.compile(  # consent and facts about people, in however many words they are given
    r"i (agree|consent|accept|allow|have read)\b|(do|would) you (agree|consent)\b|"
    r"((which|what)( is)? )?(your )?(department|division|team|job title|industry|country)\b"
)
_ALSO = re.compile(r"\b(why|anything|comments?|suggest\w*|explain|tell us)\b")
_OPTION = " / "  # between a question and the option that a column stands for
_QUIZ = re.compile(r"^(points|feedback) - ", re.I)  # Microsoft Forms adds these to a quiz's questions


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column of people's own words; of several, the first that is filled."""

    columns: tuple[int, ...]
    question_id: str = ""
    prompt: str = ""
    voice: Voice = "said"


@dataclass(frozen=True, slots=True)
class Layout:
    """The roles of a table's columns."""

    texts: tuple[TextColumn, ...]
    roles: Mapping[str, tuple[int, ...]]  # best first
    kind: Literal["survey", "reviews", "table"] = "table"
    left_out: tuple[str, ...] = ()  # text columns that nobody reads


def text_candidates(table: Table) -> list[int]:
    """Return the columns that may hold people's own words, by their names alone."""
    named = zip(_roles(table), table.names, table.header.prompts, strict=True)
    header = table.header
    return [
        place
        for place, (role, name, prompt) in enumerate(named)
        if role in ("text", "title")
        or (
            role is None
            and (place in header.open or _is_question(name, prompt))
            and place not in header.closed
        )
    ]


def guess_layout(table: Table, stats: Mapping[int, ColumnStats]) -> Layout:
    """Assign roles without a profile. ``stats`` hold at least the columns of `stat_columns`."""
    roles, known = roles_by_name(table.names), _roles(table)
    for place, prompt in enumerate(table.header.prompts):
        question = f"{table.names[place]} {prompt}"
        if known[place] is None and (role := _role_of_question(question, stats.get(place))):
            roles[role] = (place, *roles.get(role, ())) if role == "rating" else (*roles.get(role, ()), place)
    if (thing := _named_thing(roles, table)) is not None and stats[thing].names_things(_share(roles)):
        roles["title"] = (thing,)
        roles["author"] = tuple(place for place in roles["author"] if place != thing)
    named = [place for place in roles.pop("text", ()) if stats[place].is_prose_like(named=True)]
    texts, left_out = _named_texts(table, named, stats)
    taken = {place for places in roles.values() for place in places if place in stats}
    asked = [place for place in text_candidates(table) if known[place] is None and place not in taken]
    opened = [place for place in asked if _is_open(table, place, stats[place])]
    texts += [as_question(table, place) for place in opened]
    if not texts and (titles := [p for p in roles.get("title", ()) if stats[p].is_prose_like(named=False)]):
        texts = [TextColumn((titles[0],))]
        roles.pop("title")
    return Layout(told_apart(texts), roles, _kind(table), tuple(left_out))


def profile_layout(table: Table, profile: Profile) -> Layout:
    """Assign exactly the roles that a profile names. Raises `SettingsError` for an absent column."""
    roles = {
        role: tuple(_place(table, name) for name in names) for role, names in profile.columns(ROLES).items()
    }
    texts = [TextColumn(roles.pop("text"))] if "text" in roles else []
    for question in profile.question:
        place = _place(table, question.column)
        if question.kind == "open":
            asked = question.text or table.header.prompts[place]
            texts.append(TextColumn((place,), question.id or slug(table.names[place]), asked))
        else:
            roles["rating"] = (*roles.get("rating", ()), place)
    return Layout(tuple(texts), roles, "survey" if profile.question else "table")


def stat_columns(table: Table) -> list[int]:
    """Return the columns that have to be looked at before roles can be assigned."""
    named = zip(table.names, _roles(table), strict=True)
    asked = [place for place, (name, role) in enumerate(named) if role is None and _NPS.search(_form(name))]
    thing = _named_thing(roles_by_name(table.names), table)
    return sorted({*text_candidates(table), *asked, *(() if thing is None else (thing,))})


def unread_questions(table: Table, layout: Layout, stats: Mapping[int, ColumnStats]) -> str:
    """Return the warning about open questions that were taken for choices; "" if there are none."""
    taken = {place for places in layout.roles.values() for place in places}
    taken = taken.union(*(text.columns for text in layout.texts))
    left = [
        f"{tidy(table.header.prompts[place])[:80]!r} ({stats[place].filled} answers)"
        for place in text_candidates(table)
        if place not in taken and _asks_openly(table, place) and stats[place].is_offered()
    ]
    if not left:
        return ""
    return (
        f"taken for choices and not read, as few answers repeat: {', '.join(left)}; to read one, name it in "
        'a profile: [[question]] column = "..."'
    )


def recognized(table: Table, layout: Layout) -> int:
    """Return how many columns have a role."""
    return len({place for places in layout.roles.values() for place in places}) + len(layout.texts)


def known_name(name: str) -> bool:
    """Tell whether a canonical name is one of the synonyms, or a path that counts as one."""
    return matched_form(name, _ROLE_OF) in _ROLE_OF


def is_named(table: Table) -> bool:
    """Tell whether a column is named for people's own words, or for titles beside other known columns."""
    roles = roles_by_name(table.names)
    return bool(table.header.open) or "text" in roles or ("title" in roles and len(roles) >= 3)


def asks(table: Table) -> bool:
    """Tell whether a column is a question with its mark."""
    return any(prompt.rstrip(" *").endswith("?") for prompt in table.header.prompts)


_ROLE_OF = {canonical(name): role for role, names in SYNONYMS.items() for name in names}


def _form(name: str) -> str:
    return canonical(name[:400])  # longer ones are no names, and must not slow the patterns down


@lru_cache(maxsize=8)
def _forms(names: tuple[str, ...]) -> tuple[str, ...]:
    return matched_forms(names, _ROLE_OF)


def _roles(table: Table) -> list[str | None]:
    """Return the role of each column by its name."""
    return [_ROLE_OF.get(form) for form in _forms(table.names)]


def roles_by_name(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return role -> columns whose whole name is one of its synonyms: best first, nested ones last."""
    found: dict[str, tuple[int, ...]] = {}
    forms = _forms(tuple(names))
    for role, synonyms in SYNONYMS.items():
        order = {_form(name): rank for rank, name in enumerate(synonyms)}
        places = sorted(
            (place for place, form in enumerate(forms) if form in order),
            key=lambda place: (order[forms[place]], names[place].count("."), place),
        )
        if places:
            found[role] = tuple(places)
    return found


def _named_thing(roles: Mapping[str, tuple[int, ...]], table: Table) -> int | None:
    """Return the column "name" where it may be that of a thing: no other one is a title, another is text."""
    if "title" in roles or "text" not in roles:
        return None
    return next((place for place in roles.get("author", ()) if _form(table.names[place]) == "name"), None)


def _share(roles: Mapping[str, tuple[int, ...]]) -> float:
    """Return how many things "name" must name: most of them where an address or id tells of people."""
    return 0.3 if {"email", "author_id"}.isdisjoint(roles) else 0.8


def _role_of_question(prompt: str, stats: ColumnStats | None) -> str | None:
    form = _form(prompt)
    if stats and _NPS.search(form) and stats.integers_within(0, 10):
        return "rating"
    if stats and _SCALE.search(form) and stats.integers_within(0, 10):
        return "rating"
    if _WHO.search(form):
        if "mail" in form:
            return "email"
        return "author" if "name" in form else "names"
    return None


def _named_texts(
    table: Table, named: list[int], stats: Mapping[int, ColumnStats]
) -> tuple[list[TextColumn], list[str]]:
    """Make the first column the main one; further ones are answers of their own, unless they may be ours."""
    texts: list[TextColumn] = []
    left_out: list[str] = []
    for place in named:
        form = _form(table.names[place])
        beside = not _BESIDE.isdisjoint((_forms(table.names)[place], *form.split(".")))
        if _OURS.search(form) or (beside and texts):
            left_out.append(table.names[place])
        elif beside and stats[place].is_choice():
            continue
        elif texts:
            texts.append(as_question(table, place))
        else:
            texts.append(TextColumn((place,), voice=_voice(table, place)))
    return texts, left_out


def as_question(table: Table, place: int) -> TextColumn:
    """Return a column as an open question of its own."""
    name, prompt = table.names[place], table.header.prompts[place]
    return TextColumn((place,), slug(name), prompt, _voice(table, place))


def _voice(table: Table, place: int) -> Voice:
    return "observed" if _forms(table.names)[place] in _OBSERVED else "said"


def _is_question(name: str, prompt: str) -> bool:
    """Tell a question from a name; names of variables are questions only if they begin as questions do."""
    form = _form(prompt)
    if _OURS.search(form) or _OURS.search(_form(name)) or _QUIZ.match(prompt):
        return False
    asks = " " in prompt.strip() or _BEGINS_TO_ASK.match(form) is not None
    return form.rstrip(" *").endswith("?") or (len(form.split()) > 3 and asks)


def _is_open(table: Table, place: int, stats: ColumnStats) -> bool:
    form = _form(table.header.prompts[place])
    if _FACTS.match(form) and not _ALSO.search(form) and place not in table.header.open:
        return stats.has_sentences()
    return stats.is_prose_like(named=place in table.header.open, asked=_asks_openly(table, place))


def _asks_openly(table: Table, place: int) -> bool:
    """Tell a question, by its words, that people answer in their own."""
    name, prompt = table.names[place], table.header.prompts[place]
    form = _form(prompt).rstrip(" *:")
    if _forms(table.names)[place] in _ROLE_OF or _OPTION in prompt or not _is_question(name, prompt):
        return False
    if not (form.endswith("?") or _BEGINS_TO_ASK.match(form) or _ASKS.match(form)):
        return False
    return not _OFFERS.search(form) and (not _YES_OR_NO.match(form) or _MORE.search(form) is not None)


def told_apart(texts: Sequence[TextColumn]) -> tuple[TextColumn, ...]:
    """Give questions of one name ids of their own, in the order of their columns."""
    seen: dict[str, int] = {}
    apart = []
    for text in texts:
        seen[text.question_id] = count = seen.get(text.question_id, 0) + 1
        apart.append(text if count == 1 else replace(text, question_id=f"{text.question_id}-{count}"))
    return tuple(apart)


def _kind(table: Table) -> Literal["survey", "reviews", "table"]:
    """Tell by the header alone, because it becomes part of every id."""
    names = [(table.names[place], table.header.prompts[place]) for place in table.lasting]
    forms = [_form(name) for pair in names for name in pair]
    if any(_NPS.search(form) or form.rstrip(" *").endswith("?") or _ASKS.match(form) for form in forms):
        return "survey"
    stars = {"star rating", "stars", "review stars", "review rating"}
    of_app = "rating" in forms and not {"version", "app version"}.isdisjoint(forms)
    reviews = of_app or any(form in stars or form.startswith("review") for form in forms)
    return "reviews" if reviews else "table"


def _place(table: Table, name: str) -> int:
    place = table.column(name)
    if place is None:
        raise SettingsError(
            f"profile: {table.file.name} has no column {name!r}; it has: {', '.join(table.names[:20])}"
        )
    return place
