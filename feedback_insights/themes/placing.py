"""Who belongs where, once held themes and people's decisions have taken theirs from what was discovered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from feedback_insights.by_hand import Belonging, belonging
from feedback_insights.records import Membership, Statement, Theme, ThemeEvent
from feedback_insights.themes.discovery import UNASSIGNED, Labels
from feedback_insights.themes.graph import Vectors
from feedback_insights.themes.grouping import Groups
from feedback_insights.themes.held import (
    Held,
    Joined,
    Shared,
    anchors,
    held_themes,
    join,
    meant,
    out_of,
    settle,
    share_out,
)
from feedback_insights.themes.identity import Matched, match
from feedback_insights.themes.names import Named
from feedback_insights.themes.vectors import middle

if TYPE_CHECKING:
    from feedback_insights.themes.finding import Known, Said

Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Who belongs where once the themes that are held, and people's decisions, have taken theirs."""

    held: Sequence[Held]
    joined: Joined
    shared: Shared
    matched: Matched
    ids: Sequence[str]  # of every theme: those found, then those held
    labels: Labels  # (n,), a place among the ids
    decided: Belonging
    stabilities: Mapping[str, float]  # of those found

    def stability(self, id: str) -> float | None:
        """None for a theme that is held: it comes back whatever happens."""
        return self.stabilities.get(id)


def place(
    said: Said, groups: Groups, read: NDArray[np.bool_], known: Known, embed: Embed, *, min_size: int
) -> Placed:
    """Let held themes and people's decisions take their statements, and give every group its id.

    Statements that the encoder did not ``read`` (n,) are where people put them, or nowhere.
    """
    ids = [s.id for s in said.statements]
    before = {theme.id: theme for theme in known.themes if theme.level == "theme"}
    held = held_themes(known.decisions, known.seeds, known.themes, known.given)
    held_ids = [one.id for one in held]
    then = _decided(known, before, held, ids)
    moved = {statement for statement, theme in then.placed.items() if theme not in held_ids}
    elsewhere = np.array([id in moved for id in ids])
    kept_out = out_of(then.barred, ids, held_ids) | (elsewhere | ~read)[:, None]
    centres = _middles(held, embed)
    chosen = anchors(held, then.placed, then.barred, ids, before)
    joined = join(held, chosen, centres, [said.own, said.vectors], kept_out)
    shared = share_out(
        groups.labels,
        joined,
        held,
        meant=meant(groups.labels, said.own, centres),
        elsewhere=elsewhere,
        kept_out=kept_out,
        min_size=min_size,
    )
    found = len(shared.groups)
    members = [[ids[row] for row in np.flatnonzero(shared.labels == at)] for at in range(found + len(held))]
    new = [at for at, one in enumerate(held) if one.id == one.made_from and members[found + at]]
    matched = match(
        [*members[:found], *(members[found + at] for at in new)],
        {id: _for_identity(theme, then, held_ids) for id, theme in before.items()},
        run=known.run_id,
        given=known.given,
        existing=set(ids),
        retired=[id for id, theme in before.items() if theme.status == "retired"],
        held={one.id: members[found + at] for at, one in enumerate(held) if one.id != one.made_from},
        ended=[id for id, theme in before.items() if theme.origin == "hand" and id not in held_ids],
    )
    held = _with_ids(held, dict(zip(new, matched.ids[found:], strict=True)), [*known.given, *matched.ids])
    everybody = [*matched.ids[:found], *(one.id for one in held)]
    decided = _decided(known, _now(before, everybody, matched), held, ids)
    return Placed(
        held=held,
        joined=joined,
        shared=shared,
        matched=matched,
        ids=everybody,
        labels=settle(shared.labels, groups.labels, shared.heirs, decided, ids, everybody),
        decided=decided,
        stabilities={
            id: float(groups.stability[group]) for id, group in zip(matched.ids, shared.groups, strict=False)
        },
    )


def _with_ids(held: Sequence[Held], matched: Mapping[int, str], given: Collection[str]) -> list[Held]:
    """Ids for new seeds: what their statements continue, or the next that is free."""
    last = max((int(id[1:]) for id in (*given, *(h.id for h in held if h.id != h.made_from))), default=0)
    found = []
    for at, one in enumerate(held):
        id = matched.get(at, one.id)
        if id == one.made_from:
            last += 1
            id = f"T{last}"
        found.append(replace(one, id=id))
    return found


def _decided(
    known: Known, themes: Mapping[str, Theme], held: Sequence[Held], content: Collection[str]
) -> Belonging:
    made = {int(one.made_from.split()[1]): one.id for one in held if one.origin == "hand"}
    there = {one.id: silent_theme(one.id, {one.id: one}, known) for one in held}
    return belonging(known.decisions, {**themes, **there}, made, frozenset(content))


def _now(before: Mapping[str, Theme], living: Sequence[str], matched: Matched) -> dict[str, Theme]:
    """The themes as this run leaves them, as far as following a decision needs it."""
    gone = {theme.id: theme for theme in retired_themes(list(before.values()), living, matched)}
    new = Theme(id="", name="", size=0, customers=0, statements=())
    return gone | {id: replace(before.get(id, new), id=id, status="active") for id in living}


def _for_identity(theme: Theme, then: Belonging, held: Collection[str]) -> list[str]:
    """Whom discovery is to find again: also those that people took out, not those that they moved."""
    out = (statement for statement, id in sorted(then.barred) if id == theme.id)
    own = (s for s in (*theme.statements, *out) if s not in then.placed or then.placed[s] in held)
    return list(dict.fromkeys(own))


def _middles(held: Sequence[Held], embed: Embed) -> dict[int, Vectors]:
    """The middle of each seed's texts, by its place."""
    rows = embed([text for one in held for text in one.texts])
    found, start = {}, 0
    for at, one in enumerate(held):
        if one.texts:
            found[at] = middle(rows[start : start + len(one.texts)])
            start += len(one.texts)
    return found


def called(named: Sequence[Named], ids: Sequence[str], held: Mapping[str, Held]) -> list[Named]:
    """Themes that are held have the name they were given; no theme that was found gets the same one."""
    given = {one.name.casefold() for one in held.values()}
    found = []
    for id, one in zip(ids, named, strict=True):
        if id in held:
            found.append(replace(one, name=held[id].name))
        elif one.name.casefold() in given:
            found.append(replace(one, name=f"{one.name} (others)"))
        else:
            found.append(one)
    return found


def silent_theme(id: str, held: Mapping[str, Held], known: Known) -> Theme:
    """A theme that nobody speaks of: a seed, or one that people emptied."""
    name = held[id].name if id in held else next((t.name for t in known.themes if t.id == id), id)
    return Theme(id=id, name=name, size=0, customers=0, statements=())


def with_origin(theme: Theme, held: Mapping[str, Held]) -> Theme:
    """The theme with what it was made from."""
    if theme.id not in held:
        return theme
    return replace(theme, origin=held[theme.id].origin, made_from=held[theme.id].made_from)


def with_makers(
    events: Sequence[ThemeEvent], held: Mapping[str, Held], known: Known, living: Sequence[str]
) -> list[ThemeEvent]:
    """Also who made the themes that are held, and which ones got or lost a seed."""
    told = [
        replace(one, by=held[one.theme].by) if one.theme in held and one.kind in ("born", "revived") else one
        for one in events
    ]
    came = {one.theme for one in events if one.kind in ("born", "revived")}
    before = {
        theme.id: theme for theme in known.themes if theme.origin == "seed" and theme.status == "active"
    }
    for id in living:
        if id in before and id not in held:
            told.append(ThemeEvent(run=known.run_id, theme=id, kind="released"))
        elif id in held and held[id].origin == "seed" and id not in before and id not in came:
            kind: Literal["born", "seeded"] = "seeded" if _was_there(id, known) else "born"
            told.append(ThemeEvent(run=known.run_id, theme=id, kind=kind, by=held[id].by))
    return sorted(told, key=lambda one: int(one.theme[1:]))


def _was_there(id: str, known: Known) -> bool:
    return any(theme.id == id for theme in known.themes)


def memberships_of(content: Sequence[Statement], groups: Groups, kept: Placed) -> dict[str, Membership]:
    """Whoever people put into a theme belongs there fully, and has no second one."""
    found = {}
    for row, (statement, label) in enumerate(zip(content, kept.labels, strict=True)):
        if label == UNASSIGNED:
            continue
        theme, strength = kept.ids[label], float(groups.membership[row])
        if statement.id in kept.decided.placed and kept.decided.placed[statement.id] == theme:
            found[statement.id] = Membership(theme, 1.0)
            continue
        if kept.joined.labels[row] != UNASSIGNED:
            found[statement.id] = Membership(theme, round(float(kept.joined.strength[row]), 3))
            continue
        second = int(groups.second[row])
        other = kept.shared.heirs[second] if second != UNASSIGNED else UNASSIGNED
        nearly = kept.ids[other] if other not in (UNASSIGNED, label) else None
        if nearly is None or (statement.id, nearly) in kept.decided.barred:
            found[statement.id] = Membership(theme, round(strength, 3))
        else:
            near = round(float(groups.second_membership[row]), 3)
            found[statement.id] = Membership(theme, round(strength, 3), nearly, near)
    return found


def retired_themes(previous: Sequence[Theme], living: Collection[str], *matched: Matched) -> list[Theme]:
    """Themes that are gone stay on record, with what became of them and who their members were."""
    successors = {id: into for one in matched for id, into in one.successors.items()}
    return [
        replace(theme, status="retired", successors=successors.get(theme.id, theme.successors))
        for theme in previous
        if theme.id not in living
    ]
