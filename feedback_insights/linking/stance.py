"""Whether a statement speaks for a backlog item, against it, or neither, and the words that say so. English.

For: it asks for the item, or reports the problem that it would solve. Against: it does not want it, wants
things left as they are or as they were, fears harm from it, or says that the problem is none. Unclear:
a mention, a question, praise of what there is, or both. A wrong "against" accuses somebody, so it needs
words of refusal and the item's own words where those point to; without them it is unclear.

What words mean depends on what the item would do (``items_en.toml``): "please remove it" speaks for an item
that takes something away and against one that brings it. No sarcasm.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from feedback_insights.linking._aims import Aim
from feedback_insights.linking._said import Cue, Region, Said, said
from feedback_insights.linking._words import words as stems_of
from feedback_insights.records import Feature, RequestType, Sentiment, StanceView

CONTENT: Final = "content with what there is"
MIXED: Final = "speaks for and against"
REFUSES: Final = "refuses something; not surely this"
QUESTION: Final = "asks about it"
MENTION: Final = "mentions it"
_REFUSALS: Final = frozenset({"unwanted", "leave", "elsewhere", "keep", "undo", "harm", "denial"})


class Judged(NamedTuple):
    """A stance, the rule that says so, and the exact words it stands on (none: a tagger's answer)."""

    stance: StanceView
    rule: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What taggers say of a statement, as far as it is known: used where its words alone say nothing."""

    request_type: RequestType | None = None
    sentiment: Sentiment | None = None


_NOTHING: Final = Tagged()

# What a sign says of an item of a kind; signs that are left out say nothing.
_PLAIN: Final[Mapping[str, StanceView]] = {
    "want": "for", "problem": "for", "removal": "against", "unwanted": "against", "leave": "against",
    "harm": "against", "denial": "against", "elsewhere": "against", "content": "unclear",
}  # fmt: skip
_NUISANCE: Final[Mapping[str, StanceView]] = {
    "want": "for", "problem": "for", "removal": "for", "unwanted": "for", "leave": "against",
    "denial": "against", "content": "unclear",
}  # fmt: skip
_MEANS: Final[Mapping[str, Mapping[str, StanceView]]] = {
    "plain": _PLAIN,
    "duty": {**_PLAIN, "keep": "against"},
    "remake": {**_PLAIN, "keep": "against", "undo": "against"},
    "control": _NUISANCE,
    "relief": {**_NUISANCE, "gone": "for", "keep": "against", "elsewhere": "against"},
    "withdrawal": {
        "want": "against", "removal": "for", "unwanted": "for", "gone": "for", "keep": "against",
        "leave": "against", "undo": "against", "harm": "against", "content": "unclear",
    },
    "restoring": {
        "want": "for", "problem": "for", "undo": "for", "keep": "for", "unwanted": "against",
        "harm": "against", "content": "unclear",
    },
}  # fmt: skip


def stance_of(text: str, feature: Feature, tagged: Tagged = _NOTHING) -> Judged:
    """Tell whether a text speaks for a backlog item that it is linked with."""
    return judge(said(text), Aim.of(feature), tagged)


def judge(found: Said, aim: Aim, tagged: Tagged = _NOTHING) -> Judged:
    """`stance_of`, from a text and an item that were read before."""
    read = [(cue, view) for cue in found.cues if (view := _view(cue, aim)) is not None]
    against = [cue for cue, view in read if view == "against"]
    pro = [cue for cue, view in read if view == "for"]
    content = [cue for cue, view in read if view == "unclear"]
    if tagged.sentiment == "negative":
        content = []  # "fine" said in anger is no praise
    aimed = [cue for cue in pro if _names(cue.clause, aim.extra, aim)]
    if against:
        return _against(
            against, aimed + [cue for cue in pro if cue.points_back and cue not in aimed], pro, aim
        )
    if content and not aimed and any(_names(cue.clause, aim.title, aim) for cue in content):
        return Judged("unclear", CONTENT, _words(content))
    if pro and not aimed and any(cue.sign in _REFUSALS and _view(cue, aim) is None for cue in found.cues):
        refused = [cue for cue in found.cues if cue.sign in _REFUSALS]
        return Judged("unclear", REFUSES, _words(refused))
    if pro:
        return Judged("for", (aimed or pro)[0].rule, _words(aimed or pro))
    if content:
        return Judged("unclear", CONTENT, _words(content))
    return _by_tags(found, aim, tagged)


def _against(against: Sequence[Cue], aimed: Sequence[Cue], pro: Sequence[Cue], aim: Aim) -> Judged:
    """A refusal stands unless the item is asked for as well; a complaint beside it is its reason."""
    places = {cue.place for cue in against}
    denied = all(cue.sign == "denial" for cue in against)
    if denied and pro:
        late = [cue for cue in aimed if cue.place not in places]
        return (
            Judged("for", late[0].rule, _words(late))
            if late
            else Judged("unclear", MIXED, _words([*against, *pro]))
        )
    opposite = [
        cue
        for cue in aimed
        if cue.place not in places and (cue.sign != "problem" or _names(cue.clause, aim.title, aim))
    ]
    if opposite:
        return Judged("unclear", MIXED, _words([*against, *opposite]))
    return Judged("against", against[0].rule, _words(against))


def _by_tags(found: Said, aim: Aim, tagged: Tagged) -> Judged:
    if refused := [cue for cue in found.cues if cue.sign in _REFUSALS]:
        return Judged("unclear", REFUSES, _words(refused))
    if found.question:
        return Judged("unclear", QUESTION, (found.question,))
    if tagged.request_type == "praise" and tagged.sentiment == "positive" and _is_named(found.whole, aim):
        return Judged("unclear", CONTENT)
    if aim.kind != "withdrawal" and tagged.request_type in ("bug", "usability", "feature_request"):
        return Judged("for", f"read as a {tagged.request_type.replace('_', ' ')}")
    return Judged("unclear", MENTION)


def _view(cue: Cue, aim: Aim) -> StanceView | None:
    """What a cue says of an item; None = nothing."""
    view, about = _MEANS[aim.kind].get(cue.sign), cue.about
    if view is None or _another(about or cue.clause, aim):
        return None
    if aim.kind == "control" and cue.sign == "unwanted" and about and aim.controls & set(about.stems):
        return "against"
    if cue.sign == "content":
        return view if _tells_of(cue.near, aim) else None
    if cue.sign == "denial":
        return view if about and _is_of(about, aim) else None
    if aim.kind == "withdrawal" and cue.sign == "want" and cue.where != "object":
        return None
    if view == "against" or aim.kind == "withdrawal":
        return view if about and _points_at(cue, about, aim) else None
    if cue.sign in ("unwanted", "removal"):
        return view if about and _names(about, aim.extra, aim) else None
    return view


def _points_at(cue: Cue, about: Region, aim: Aim) -> bool:
    """Whether the item's own words stand where the cue points to, and little else does."""
    if about is cue.near:  # by a pronoun, or from afar
        return _is_named(about, aim) and not _another(about, aim)
    if cue.where not in ("object", "subject"):
        return _names(about, aim.title, aim)
    hits = sum(stem in aim.title for stem in about.stems)
    other = aim.others(about.stems)
    done = bool(aim.verbs.intersection(about.stems) or aim.verbs.intersection(stems_of(cue.words)))
    if aim.kind == "withdrawal":
        return hits > 0
    if aim.kind == "remake":  # what it names is there already: to dislike that is no word against the remake
        return done or (cue.sign in ("keep", "leave", "undo") and hits > 0 and not other)
    # what is taken away must be the thing itself: "exceptions from X" is not X
    named = aim.heads.intersection(about.stems) if cue.sign == "removal" else _is_named(about, aim)
    return bool(named) and (hits >= 2 * other or (done and hits >= other))


def _names(region: Region, stems: Collection[str], aim: Aim) -> bool:
    """Whether words tell of the item, and of no other version or amount."""
    return not _another(region, aim) and any(stem in stems for stem in region.stems)


def _is_named(region: Region, aim: Aim) -> bool:
    """Whether words name the item: the thing itself, or two words of its name."""
    return bool(aim.heads.intersection(region.stems)) or len(aim.name.intersection(region.stems)) > 1


def _is_of(region: Region, aim: Aim) -> bool:
    """Whether words that deny a problem speak of this one: two of the title's, or one and one of the rest."""
    said = set(region.stems)
    return bool(aim.title & said) and len(aim.extra & said) > 1


def _tells_of(region: Region, aim: Aim) -> bool:
    """Whether words are about the item without pointing at it: one of its title's, or two of the rest."""
    if _another(region, aim):
        return False
    said = set(region.stems)
    return bool(aim.title & said) or len(aim.extra & said) > 1


def _another(region: Region, aim: Aim) -> bool:
    return bool(region.numbers and aim.numbers and not region.numbers & aim.numbers)


def _words(cues: Sequence[Cue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue.words for cue in cues))
