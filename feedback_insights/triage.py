"""What people decided, replayed on what a run found. Decisions come last, and none is ever lost.

A decision on a theme that has since been merged goes to its successor, as long as there is just one and
nobody decided otherwise there. What cannot be applied is told in a note.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from feedback_insights.errors import DecisionError, NotFound, nearest
from feedback_insights.records import Decision, Link, Theme

VERBS: Mapping[str, tuple[str, ...]] = {
    "rename": ("theme", "name"),
    "confirm": ("feature", "subject"),
    "reject": ("feature", "subject"),
    "unsure": ("feature", "subject"),
    "new": ("name", "statements"),
    "add": ("theme", "statements"),
    "remove": ("theme", "statements"),
    "dismiss": ("theme", "people"),
    "decide": ("feature", "status", "on", "evidence"),
    "order": ("features", "on", "evidence"),
    "set": ("feature", "input", "value"),
    "undo": ("decision",),
}
OPTIONAL: Mapping[str, frozenset[str]] = {"decide": frozenset({"title", "tell", "due"})}
ASKED = "review"  # the reason, or how it begins, of an answer that the review list asked for
WITH_STATEMENTS = frozenset({"new", "add", "remove"})  # `by_hand` replays them, before themes are counted
ON_ROADMAP = frozenset({"decide", "order"})  # they change no figure; `figures.decided` reads them
SET = "set"  # a number for an input of a feature; `supplied` replays them, where scores are made
_ELSEWHERE = WITH_STATEMENTS | ON_ROADMAP | {SET}
_ON_LINKS = frozenset({"confirm", "reject", "unsure"})
_COUNTED = frozenset({"people", "on", "evidence"})  # arguments that the workspace adds by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Themes and links as people want them, and what could not be applied."""

    themes: tuple[Theme, ...]  # in the order given
    links: tuple[Link, ...]  # by feature, kind and subject
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    decision: Decision
    target: str  # theme or statement id, now
    forwarded: bool


def replay(
    decisions: Sequence[Decision],
    themes: Sequence[Theme],
    links: Iterable[Link],
    *,
    features: Collection[str] | None = None,
    statements: Collection[str] | None = None,
    told: Mapping[int, str] | None = None,
) -> Replayed:
    """Apply the decisions, oldest first, so that later ones win.

    ``features`` and ``statements`` are the known ids; where they are None, any feature and anything that
    looks like a statement id is taken for known. A link that the model did not propose gets probability 1
    when confirmed and 0 when rejected; "unsure" leaves it to the model again. ``told`` says, by decision,
    what became of those on statements that could not be applied.
    """
    notes: dict[int, str] = {}  # by decision id
    by_id = {theme.id: theme for theme in themes}
    wishes = _wishes(decisions, by_id, features, statements, notes)
    tails = {id: f"was not applied: {why}" for id, why in notes.items()} | dict(told or {})
    return Replayed(
        themes=tuple(_renamed(theme, wishes.get((theme.id, "rename"))) for theme in themes),
        links=_decided(links, (wish for wish in wishes.values() if wish.decision.verb in _ON_LINKS), by_id),
        notes=tuple(
            f"{_told(decision)} {tails[decision.id]}" for decision in decisions if decision.id in tails
        ),
    )


def standing_on_themes(
    verb: str, decisions: Sequence[Decision], themes: Mapping[str, Theme]
) -> dict[str, Decision]:
    """The decisions "rename" or "dismiss" that stand, by the theme that each is about now.

    One that cannot be applied is left out: `replay` tells of it.
    """
    wishes = _wishes(decisions, themes, None, None, {})
    return {wish.target: wish.decision for wish in wishes.values() if wish.decision.verb == verb}


def _wishes(
    decisions: Sequence[Decision],
    themes: Mapping[str, Theme],
    features: Collection[str] | None,
    statements: Collection[str] | None,
    notes: dict[int, str],
) -> dict[tuple[str, ...], _Wish]:
    """What stands, by its target and what it says of it; ``notes`` takes up what cannot be applied."""
    wishes: dict[tuple[str, ...], _Wish] = {}
    for decision in standing(decisions, notes):
        if decision.verb in _ELSEWHERE:
            continue
        try:
            wish = _wish(decision, themes, features, statements)
        except NotFound as error:
            notes[decision.id] = str(error)
            continue
        about = ("link", decision.arguments["feature"]) if decision.verb in _ON_LINKS else (decision.verb,)
        key = (wish.target, *about)
        if wish.forwarded and key in wishes and not wishes[key].forwarded:
            notes[decision.id] = (
                f"{decision.arguments[_subject(decision)]} is now {wish.target}, on which decision"
                f" {wishes[key].decision.id} stands"
            )
            continue
        wishes[key] = wish
    return wishes


def check(verb: str, arguments: Mapping[str, str], known: Mapping[str, Collection[str]]) -> None:
    """Raise `NotFound`, with suggestions, unless the decision makes sense now.

    ``known`` holds the known ids per argument ("theme", "feature", "subject", "decision"); arguments that it
    does not name are free text.
    """
    must_be_one_of("verb", verb, VERBS)
    needed = VERBS[verb]
    said = set(arguments) - OPTIONAL.get(verb, frozenset())
    if said != set(needed) or not all(value.strip() for value in arguments.values()):
        raise NotFound(f"{verb} needs {' and '.join(_said(needed))}")
    for name in needed:
        if name in known:
            must_be_one_of(name, arguments[name], known[name])


def must_be_one_of(what: str, value: str, known: Collection[str]) -> None:
    """Raise `NotFound`, with the nearest or the first known ids, unless the value is known."""
    if value in known:
        return
    ordered = sorted(known, key=lambda id: (len(id), id))
    if hint := nearest(value, ordered):
        raise NotFound(f"no {what} '{value}'; {hint}")
    shown = ", ".join(ordered[:5]) + (", ..." if len(ordered) > 5 else "")
    raise NotFound(f"no {what} '{value}'; known: {shown or 'none yet'}")


def was_asked(decision: Decision) -> bool:
    """Whether the review list asked for it, rather than somebody picking the pair for what it is."""
    return decision.reason == ASKED or decision.reason.startswith(f"{ASKED}: ")


def standing(decisions: Sequence[Decision], notes: dict[int, str] | None = None) -> list[Decision]:
    """The decisions that were not undone, oldest first; an undo can be undone itself.

    ``notes`` takes up, by decision, what an undo could not do.
    """
    undone = _undone(decisions, {} if notes is None else notes)
    kept = (one for one in decisions if one.verb != "undo" and one.id not in undone)
    return sorted(kept, key=lambda one: one.id)


def must_stand(number: str, decisions: Sequence[Decision]) -> None:
    """Raise `DecisionError`, saying by which one, if the decision of this number was undone already.

    To undo that undo makes it stand again, and then it can be undone once more.
    """
    by = next((by for target, by in _undone(decisions, {}).items() if str(target) == number), None)
    if by is not None:
        raise DecisionError(
            f"decision {number} was taken back already, by decision {by}; to have it stand again, undo {by}"
        )


def _undone(decisions: Sequence[Decision], notes: dict[int, str]) -> dict[int, int]:
    """Which decisions are undone, and by which one: the last undo of each that stands itself."""
    ids = {str(decision.id): decision.id for decision in decisions}
    undone: dict[int, int] = {}
    for decision in sorted(decisions, key=lambda one: one.id, reverse=True):
        if decision.verb != "undo" or decision.id in undone:
            continue
        target = ids.get(decision.arguments.get("decision", ""))
        if target is None or target >= decision.id:
            notes[decision.id] = "there is no such earlier decision"
        else:
            undone.setdefault(target, decision.id)
    return undone


def bearing(decisions: Iterable[Decision], *, besides: Collection[str] = ON_ROADMAP) -> list[Decision]:
    """The decisions that can change a figure, oldest first: those on the roadmap and their undos cannot.

    ``besides``: the verbs that are left out, with their undos.
    """
    aside: set[str] = set()
    kept = []
    for one in sorted(decisions, key=lambda one: one.id):
        undone = one.verb == "undo" and one.arguments.get("decision", "") in aside
        if one.verb in besides or undone:
            aside.add(str(one.id))
        else:
            kept.append(one)
    return kept


def decided_statements(decisions: Sequence[Decision]) -> frozenset[tuple[str, str]]:
    """The (statement id, feature id) on which a confirmation or rejection stands; themes have no such id."""
    last = {
        (one.arguments.get("subject", ""), one.arguments.get("feature", "")): one.verb
        for one in standing(decisions)
        if one.verb in _ON_LINKS
    }
    return frozenset(pair for pair, verb in last.items() if verb != "unsure" and ":" in pair[0])


def _wish(
    decision: Decision,
    themes: Mapping[str, Theme],
    features: Collection[str] | None,
    statements: Collection[str] | None,
) -> _Wish:
    if decision.verb not in VERBS:
        raise NotFound(f"this version does not know '{decision.verb}'")
    if missing := [name for name in VERBS[decision.verb] if not decision.arguments.get(name)]:
        raise NotFound(f"it does not say which {missing[0]}")
    on_link = decision.verb in _ON_LINKS
    if on_link and features is not None and decision.arguments["feature"] not in features:
        raise NotFound(f"the backlog has no {decision.arguments['feature']}")
    subject = decision.arguments[_subject(decision)]
    if not on_link or subject in themes:
        target = theme_now(subject, themes)
        return _Wish(decision, target, target != subject)
    if subject not in statements if statements is not None else ":" not in subject:
        raise NotFound(f"there is no theme or statement {subject}")
    return _Wish(decision, subject, False)


def theme_now(theme: str, themes: Mapping[str, Theme]) -> str:
    """Follow a theme that is gone to its only successor. Raises `NotFound` if there is none, or several."""
    passed: list[str] = []
    while True:
        found = themes.get(theme)
        if found is None or theme in passed:
            raise NotFound(f"theme {theme} is gone")
        if found.status != "retired":
            return theme
        if len(found.successors) != 1:
            into = f", split into {', '.join(found.successors)}" if found.successors else ""
            raise NotFound(f"theme {theme} is retired{into}")
        passed.append(theme)
        theme = found.successors[0]


def _renamed(theme: Theme, wish: _Wish | None) -> Theme:
    return replace(theme, name=wish.decision.arguments["name"]) if wish else theme


def _decided(links: Iterable[Link], wishes: Iterable[_Wish], themes: Mapping[str, Theme]) -> tuple[Link, ...]:
    decided = {(link.feature_id, link.kind, link.subject_id): link for link in links}
    for wish in wishes:
        if wish.decision.verb == "unsure":
            continue
        feature, accepted = wish.decision.arguments["feature"], wish.decision.verb == "confirm"
        kind: Literal["theme", "statement"] = "theme" if wish.target in themes else "statement"
        key = (feature, kind, wish.target)
        found = decided.get(key)
        decided[key] = Link(
            feature_id=feature,
            subject_id=wish.target,
            kind=kind,
            probability=found.probability if found else float(accepted),
            accepted=accepted,
            decided_by=f"person:{wish.decision.author}",
        )
    return tuple(decided[key] for key in sorted(decided))


def _subject(decision: Decision) -> str:
    return "subject" if decision.verb in _ON_LINKS else "theme"


def _told(decision: Decision) -> str:
    names = _said(VERBS.get(decision.verb, sorted(decision.arguments)))
    arguments = " ".join(_shown(name, decision.arguments.get(name, "?")) for name in names)
    return f"decision {decision.id} ({decision.verb} {arguments})"


def _said(names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in _COUNTED]


def _shown(name: str, value: str) -> str:
    ids = value.split()
    return f"{len(ids)} statements" if name == "statements" and len(ids) > 2 else value
