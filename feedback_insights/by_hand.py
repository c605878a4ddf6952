"""Which statement belongs to which theme because a person said so; the later decision wins.

`triage new` makes a theme of chosen statements, `add` moves statements into a theme, `remove` keeps them out
of one. This says what was decided; the themes room carries it out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback_insights.errors import NotFound
from feedback_insights.records import Decision, Theme
from feedback_insights.triage import VERBS, WITH_STATEMENTS, must_be_one_of, standing, theme_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Where statements belong, and where they do not, as people decided."""

    placed: Mapping[str, str]  # statement -> theme
    barred: frozenset[tuple[str, str]]  # (statement, theme) that must not go together
    notes: Mapping[int, str]  # by decision: what could not be applied, or not wholly


def made_by_hand(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that make a theme and were not undone, oldest first."""
    return [one for one in standing(decisions) if one.verb == "new" and one.arguments.get("name")]


def belonging(
    decisions: Sequence[Decision],
    themes: Mapping[str, Theme],
    made: Mapping[int, str],
    statements: Collection[str],
) -> Belonging:
    """Follow the decisions, oldest first. A theme that was merged stands for its only successor.

    ``themes`` are all known ones by id, ``made`` says which theme a `new` decision made, and ``statements``
    are the ids of all content. What is not there is told, never lost.
    """
    placed: dict[str, str] = {}
    barred: set[tuple[str, str]] = set()
    notes: dict[int, str] = {}
    for decision in standing(decisions):
        if decision.verb not in WITH_STATEMENTS:
            continue
        try:
            theme = _theme_of(decision, themes, made)
        except NotFound as error:
            notes[decision.id] = f"was not applied: {error}"
            continue
        chosen = decision.arguments["statements"].split()
        if gone := [one for one in chosen if one not in statements]:
            notes[decision.id] = _gone(gone, chosen)
        for statement in (one for one in chosen if one in statements):
            if decision.verb == "remove":
                barred.add((statement, theme))
                if placed.get(statement) == theme:
                    del placed[statement]
            else:
                barred.discard((statement, theme))
                placed[statement] = theme
    return Belonging(placed=placed, barred=frozenset(barred), notes=notes)


def checked_statements(chosen: Iterable[str], kinds: Mapping[str, str]) -> None:
    """Raise `NotFound` unless each is a statement of content; ``kinds`` are those of all statements."""
    for statement in chosen:
        must_be_one_of("statement", statement, kinds)
        if (kind := kinds[statement]) != "content":
            raise NotFound(f"statement {statement} is {kind}, not content; only content belongs to themes")


def _theme_of(decision: Decision, themes: Mapping[str, Theme], made: Mapping[int, str]) -> str:
    if missing := [name for name in VERBS[decision.verb] if not decision.arguments.get(name)]:
        raise NotFound(f"it does not say which {missing[0]}")
    if decision.verb == "new":
        return made[decision.id]
    return theme_now(decision.arguments["theme"], themes)


def _gone(gone: Sequence[str], chosen: Sequence[str]) -> str:
    shown = ", ".join(gone[:3]) + (", ..." if len(gone) > 3 else "")
    if len(gone) == len(chosen):
        return f"was not applied: no statement of content here is called {shown}"
    return (
        f"was applied in part: {len(gone)} of its {len(chosen)} statements are not, or no longer, statements"
        f" of content here ({shown})"
    )
