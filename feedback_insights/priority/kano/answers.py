"""Answers to the two questions about a feature, as positions on the scale of five.

1 like, 2 must-be, 3 neutral, 4 live-with, 5 dislike. Positions count, never what a wording sounds like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from numbers import Real

from feedback_insights.arguments import is_nothing
from feedback_insights.priority.kano._wordings import POSITIONS, WORDINGS

Labels = Mapping[str, int | str | None] | Mapping[int, int | str | None]
Pair = tuple[int | None, int | None]  # functional, dysfunctional; None = not answered

LEGEND = "1 like, 2 must-be, 3 neutral, 4 live-with, 5 dislike"
MISSING = "missing"
_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_WHOLE = re.compile(r"([+-]?\d+)(?:\.0+)?")


class UnknownAnswer(ValueError):
    """An answer stands at no known position."""


class Scale:
    """Which answer stands at which position.

    Known are 1..5 and the wordings of published English questionnaires; `labels` adds others and goes
    before what is known: wording or code -> 1..5, the name of a position ("live-with"), or None or "missing"
    for what is no answer. Codes that are numbers and have a position replace 1..5 altogether, so that a scale
    coded 0..4 does not let a stray 5 through. Raises ValueError for a label without such a value, and for two
    that contradict.
    """

    def __init__(self, labels: Labels | None = None) -> None:
        if labels is not None and not isinstance(labels, Mapping):
            raise ValueError(f"labels must map wordings to 1 to 5, not be of type {type(labels).__name__}")
        self.declared: dict[str, int | None] = {}
        for label, value in (labels or {}).items():
            key, position = _key(label), _declared(label, value)
            if self.declared.setdefault(key, position) != position:
                raise ValueError(f"labels say two things of {label!r}: {self.declared[key]} and {position}")
        coded = any(_WHOLE.fullmatch(key) and position for key, position in self.declared.items())
        numbers = {} if coded else {str(position): position for position in POSITIONS.values()}
        self._known: dict[str, int | None] = {"": None} | _PUBLISHED | numbers | self.declared

    def position(self, answer: object) -> int | None:
        """The position of an answer; None where there is none (None, nan, "").

        Raises UnknownAnswer.
        """
        key = _key(answer)
        if key not in self._known:
            raise UnknownAnswer(shown(answer))
        return self._known[key]


def read_pairs(
    functional: Iterable[object],
    dysfunctional: Iterable[object],
    *,
    labels: Labels | None,
    swapped: bool,
    inverted: bool,
) -> list[Pair]:
    """The answers of each respondent as positions in the order of the evaluation table.

    Raises ValueError for two lists of different lengths and, by its place, for an unknown answer.
    """
    scale = Scale(labels)
    present = _positions("functional", functional, scale)
    absent = _positions("dysfunctional", dysfunctional, scale)
    if len(present) != len(absent):
        raise ValueError(
            f"functional has {len(present)} answers and dysfunctional {len(absent)}: each respondent has both"
        )
    return turned(zip(present, absent, strict=True), swapped=swapped, inverted=inverted)


def turned(pairs: Iterable[Pair], *, swapped: bool, inverted: bool) -> list[Pair]:
    """Pairs as the evaluation table has them, where they were asked or coded otherwise."""
    if swapped:
        pairs = [(present, None if absent is None else 6 - absent) for present, absent in pairs]
    return [(absent, present) for present, absent in pairs] if inverted else list(pairs)


def unknown_answers(first: str, place: str, others: Iterable[str], *, remedy: str) -> str:
    """What to say of answers that stand at no known position."""
    more = ", ".join(others)
    return (
        f"{place} is {first}: not 1 to 5, nor a wording that is known"
        f"{f' (nor are: {more})' if more else ''}; {remedy}, where {LEGEND}"
    )


def shown(answer: object) -> str:
    """An answer as an error shows it."""
    text = repr(str(answer) if isinstance(answer, str) else getattr(answer, "tolist", lambda: answer)())
    return text if len(text) <= 80 else f"{text[:79]}…"


def is_missing(value: object) -> bool:
    """Whether a value is none: None, nan, "", or what pandas has for it."""
    return _key(value) == ""


def _positions(name: str, answers: Iterable[object], scale: Scale) -> list[int | None]:
    _refuse_shape(name, answers)
    positions: list[int | None] = []
    unknown: dict[str, int] = {}
    for place, answer in enumerate(answers):
        try:
            positions.append(scale.position(answer))
        except UnknownAnswer as error:
            unknown.setdefault(str(error), place)
    if unknown:
        first, *others = unknown
        remedy = f"say what it means with labels={{{first}: ...}}"
        raise ValueError(unknown_answers(first, f"{name}[{unknown[first]}]", others[:5], remedy=remedy))
    return positions


def _refuse_shape(name: str, answers: object) -> None:
    many = isinstance(answers, Iterable) and getattr(answers, "ndim", 1) == 1
    if not many or isinstance(answers, str | bytes | Mapping | AbstractSet):
        kind = f"{type(answers).__name__} of {getattr(answers, 'ndim', 0)} dimensions"
        what = kind if hasattr(answers, "ndim") else type(answers).__name__
        raise ValueError(f"{name} must be a list of answers, one a respondent, not of type {what}")


def _key(answer: object) -> str:
    """The form in which two writings of one answer are equal; "" where there is none."""
    if isinstance(answer, str):
        return _plain(answer)
    if is_nothing(answer):
        return ""
    if isinstance(answer, bool) or not isinstance(answer, Real | Decimal):
        return f"\0{answer!r}"  # never known
    return _plain(str(answer))


def _plain(text: str) -> str:
    words = " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())
    whole = _WHOLE.fullmatch(words)
    return str(int(whole[1])) if whole else words.rstrip(".!").rstrip() or words


def _declared(label: object, value: object) -> int | None:
    if value is None or value == MISSING:
        return None
    if isinstance(value, str):
        value = POSITIONS.get(value.strip().lower().replace("_", "-").replace(" ", "-"))
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
        raise ValueError(f"labels[{label!r}] must be 1 to 5 ({LEGEND}) or {MISSING!r}")
    return value


_PUBLISHED = {_plain(wording): position for position, known in WORDINGS.items() for wording in known}
