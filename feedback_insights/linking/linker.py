"""The linker: which backlog items a text asks for, how probably, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from feedback_insights.errors import NotFound
from feedback_insights.linking._wording import Indices, Matrix
from feedback_insights.linking._words import load_words
from feedback_insights.linking.calibration import (
    Calibration,
    calibration_name,
    load_calibration,
    pool,
    size_offset,
)
from feedback_insights.linking.context import Context, ItemContexts, shifted
from feedback_insights.linking.pairs import MEASURES, Chosen, Embed, Pairs, one_thread
from feedback_insights.records import Feature, Link

_BLOCK: Final = 1024  # texts compared at once
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class _Read:
    """One text as read: its vector, the items it was compared with, what was measured, and probabilities."""

    vector: NDArray[np.float32]
    columns: Indices
    measures: Matrix  # (columns, MEASURES)
    probability: Matrix  # (columns,)


class BacklogLinker:
    """Links texts with backlog items.

    ``embed`` turns texts into unit vectors (None: the default encoder). The probabilities were fitted with
    the default encoder; with another one they are only an order. ``accept``: a link's least probability.
    ``calibration``: None = the one that ships. A text is read once, however often it is asked about.
    """

    def __init__(
        self, *, embed: Embed | None = None, accept: float = 0.5, calibration: Calibration | None = None
    ) -> None:
        self.accept = accept
        self._embed = embed
        self._calibration = calibration
        self._pairs: Pairs | None = None  # None: not fitted, or an empty backlog
        self._ids: list[str] | None = None
        self._known: dict[str, _Read] = {}
        self._items: ItemContexts | None = None
        self._shipped: BacklogLinker | None = None  # of a recalibrated one: what it was made from

    @staticmethod
    def calibration_name() -> str:
        """Name and hash of the calibration, for a run's list of models."""
        return calibration_name()

    def fit(self, features: Sequence[Feature], yardstick: Sequence[Feature] | None = None) -> BacklogLinker:
        """Learn a backlog. Raises ValueError if an id stands twice.

        ``yardstick``: an older state of it, see `yardstick_for`; what did not change keeps its probabilities.
        """
        if len({feature.id for feature in features}) < len(features):
            raise ValueError("feature ids must be distinct")
        self._pairs = Pairs(features, self._encode, load_words(), yardstick) if features else None
        self._ids = sorted(feature.id for feature in features)
        self._items = ItemContexts(features, yardstick or features)
        self._known = {}
        return self

    @property
    def calibration(self) -> Calibration:
        """What turns measures into probabilities."""
        return self._calibration or load_calibration()

    def recalibrated(self, calibration: Calibration) -> BacklogLinker:
        """The same backlog by another calibration; nothing is encoded, nor compared, again.

        What it is told of a group of texts stays as this one's statement model has it, so that what is learnt
        of statements does not move themes.
        """
        other = BacklogLinker(embed=self._embed, accept=self.accept, calibration=calibration)
        other._pairs, other._ids, other._items = self._pairs, self._ids, self._items
        other._shipped = self
        if calibration.statement_level == self.calibration.statement_level:  # else measures differ, too
            other._known = {
                text: replace(read, probability=other._judged(text, read.measures))
                for text, read in self._known.items()
            }
        return other

    @property
    def feature_ids(self) -> list[str]:
        """The ids of the backlog's items, in order; the columns of `probabilities`."""
        if self._ids is None:
            raise NotFound("the linker has no backlog yet; call fit(features) first")
        return self._ids

    def probabilities(self, texts: Sequence[str]) -> Matrix:
        """P(the text asks for the feature), shape (texts, `feature_ids`). A text without words gets 0, and
        so does what a large backlog holds far from it (`Pairs.choose`)."""
        found = np.zeros((len(texts), len(self.feature_ids)))
        for row, read in enumerate(self._reads(texts)):
            found[row, read.columns] = read.probability
        return found

    def measures_of(self, texts: Sequence[str], feature_ids: Sequence[str]) -> Matrix:
        """What is known of pairs: text n beside feature n, shape (pairs, `MEASURES`). Raises ValueError for
        an id that the backlog does not have."""
        if self._pairs is None or not texts:
            return np.zeros((0, 0))
        wanted = np.array(self._columns(feature_ids), dtype=np.intp)
        vectors = self._encode(texts)
        with one_thread():
            return self._pairs.measures(
                vectors,
                self._pairs.wording.read(texts),
                Chosen(np.arange(len(texts)), wanted),
                self.calibration.statement_level,
            )

    def rank(
        self, texts: Sequence[str], k: int = 10, *, contexts: Sequence[Context] | None = None
    ) -> list[list[tuple[str, float]]]:
        """For each text exactly min(k, backlog size) pairs (feature id, probability).

        Best first, equal ones in order of id. ``contexts``: what is known of each text beside its words.
        """
        reads = self._reads(texts)
        if contexts is not None and self._items is not None:
            reads = [self._in_context(*one, self._items) for one in zip(reads, texts, contexts, strict=True)]
        return [self._best(read, k) for read in reads]

    def _in_context(self, read: _Read, text: str, context: Context, items: ItemContexts) -> _Read:
        shifts = items.shifts(text, context, [self.feature_ids[at] for at in read.columns])
        return replace(read, probability=shifted(read.probability, shifts)) if shifts.any() else read

    def link(self, texts: Sequence[str]) -> list[list[Link]]:
        """For each text its accepted links, best first; an empty list means that nothing here is asked for.

        A link's ``subject_id`` is the text's position, as a string.
        """
        links = (
            [
                make_link(feature, str(i), "statement", p, self.accept)
                for feature, p in self._best(read, len(read.columns))
            ]
            for i, read in enumerate(self._reads(texts))
        )
        return [[link for link in group if link.accepted] for group in links]

    def pooled(self, texts: Sequence[str]) -> Matrix:
        """P(a group of texts, as a whole, asks for the feature), shape (`feature_ids`,)."""
        inputs = self.pooled_inputs(texts)
        if not len(inputs):
            return np.zeros(len(self.feature_ids))
        probability = self.calibration.theme.probability(inputs, self.offset)
        return np.asarray(np.round(probability, _DIGITS))

    def pooled_inputs(self, texts: Sequence[str]) -> Matrix:
        """What is known of a group of texts and each item, shape (`feature_ids`, `POOLED`): the members' mean
        probability and how the group's centre stands out from the backlog. Empty without texts or items."""
        if self._shipped is not None:
            return self._shipped.pooled_inputs(texts)
        if self._pairs is None or not texts:
            return np.zeros((0, 0))
        total, centre = np.zeros(len(self.feature_ids)), np.zeros(1)
        for read in self._reads(texts):
            total[read.columns] += read.probability
            centre = centre + read.vector.astype(np.float64)
        calibration = self.calibration
        length = float(np.linalg.norm(centre)) or 1.0
        with one_thread():
            closeness = self._pairs.standing(centre / length, calibration.theme_level)
        return pool(total / len(texts), closeness, self._pairs.density(calibration.density))

    def pooled_of(self, groups: Sequence[Sequence[str]], feature_ids: Sequence[str]) -> Matrix:
        """What is known of groups of texts beside items: group n with feature n, shape (pairs, `POOLED`)."""
        found = {group: self.pooled_inputs(group) for group in map(tuple, groups)}
        wanted = zip(groups, self._columns(feature_ids), strict=True)
        rows = [found[tuple(group)][column] for group, column in wanted]
        return np.array(rows) if rows else np.zeros((0, 0))

    def _columns(self, feature_ids: Sequence[str]) -> list[int]:
        """Where items stand in `feature_ids`. Raises ValueError for an id that the backlog does not have."""
        column = {id: at for at, id in enumerate(self.feature_ids)}
        if missing := sorted(set(feature_ids) - column.keys()):
            raise ValueError(f"the backlog has no {missing[0]}")
        return [column[id] for id in feature_ids]

    @property
    def offset(self) -> float:
        """What the size of this backlog adds to the log-odds."""
        return size_offset(self._pairs.size if self._pairs else 0)

    def _reads(self, texts: Sequence[str]) -> list[_Read]:
        """The texts as read, each once."""
        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        for at in range(0, len(missing), _BLOCK):
            self._read(missing[at : at + _BLOCK])
        return [self._known[text] for text in texts]

    def _read(self, texts: Sequence[str]) -> None:
        if self._pairs is None:
            nowhere, nothing = np.zeros(0, np.intp), np.zeros((0, len(MEASURES)))
            unread = _Read(np.zeros(1, np.float32), nowhere, nothing, np.zeros(0))
            self._known |= dict.fromkeys(texts, unread)
            return
        vectors = self._encode(texts)
        with one_thread():
            said = self._pairs.wording.read(texts)
            chosen = self._pairs.choose(vectors, said)
            measures = self._pairs.measures(vectors, said, chosen, self.calibration.statement_level)
        ends = np.searchsorted(chosen.rows, np.arange(len(texts) + 1))
        for row, text in enumerate(texts):
            here = slice(ends[row], ends[row + 1])
            judged = self._judged(text, measures[here])
            self._known[text] = _Read(vectors[row], chosen.columns[here], measures[here], judged)

    def _judged(self, text: str, measures: Matrix) -> Matrix:
        """The probabilities of measured pairs of a text; 0 for one without a letter or digit."""
        if not any(map(str.isalnum, text)):
            return np.zeros(len(measures))
        return np.round(self.calibration.statement.probability(measures, self.offset), _DIGITS)

    def _best(self, read: _Read, k: int) -> list[tuple[str, float]]:
        order = np.argsort(-read.probability, kind="stable")[: max(k, 0)]
        found = [
            (self.feature_ids[read.columns[at]], float(read.probability[at]))
            for at in order
            if read.probability[at] > 0
        ]
        if len(found) < k:  # 0, whether compared or not: by id
            above = {feature for feature, _ in found}
            rest = (feature for feature in self.feature_ids if feature not in above)
            found += [(feature, 0.0) for feature in islice(rest, k - len(found))]
        return found

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._embed is None:
            from feedback_insights.embedding import load_encoder

            self._embed = load_encoder("default").encode
        return self._embed(texts)


SUREST: Final = 0.9999
MOST_CHANGED: Final = 0.1


def yardstick_for(features: Sequence[Feature], before: Sequence[Feature]) -> tuple[Feature, ...]:
    """The state of a backlog that links are measured by, in order of id: the one before, while at most a
    tenth of its items changed, came or went since, else this one.

    So a new or changed item moves the links of that item alone, and an item that goes moves none.
    """
    now, then = {f.id: f for f in features}, {f.id: f for f in before}
    moved = sum(now.get(id) != then.get(id) for id in now.keys() | then.keys())
    kept = then if then and moved <= MOST_CHANGED * len(then) else now
    return tuple(kept[id] for id in sorted(kept))


def shown_probability(probability: float) -> float:
    """A probability as links have it: four digits, and never 1, which is what people and tools say."""
    return min(round(probability, 4), SUREST)


def make_link(
    feature_id: str, subject_id: str, kind: Literal["statement", "theme"], probability: float, accept: float
) -> Link:
    """A link by the model. The probability is cut to the digits that are shown, and judged as shown."""
    shown = shown_probability(probability)
    return Link(
        feature_id=feature_id, subject_id=subject_id, kind=kind, probability=shown, accepted=shown >= accept
    )
