"""What people rated beside what they wrote: two columns, never blended, and where they contradict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from feedback_insights.figures._ground import Ground
from feedback_insights.figures.dissent import SURE
from feedback_insights.figures.tones import tone_of
from feedback_insights.records import SENTIMENTS, Sentiment, Tag, Tone
from feedback_insights.scope import UNKNOWN

Band = Literal["low", "middle", "high"]
BANDS: Final[tuple[Band, ...]] = ("low", "middle", "high")
FEWEST: Final = 10  # ratings from which small values only mean a small scale, not an unhappy handful
PLAIN: Final = 0.5  # probability of the tone of all words of a record, from which it can contradict


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The scale of a file's ratings, as its values show it, and its bands."""

    low: float
    high: float
    middle: tuple[float, float]  # lowest and highest rating that is neither good nor bad
    of_help: bool = False  # good or bad: it rates the help that a ticket got, not what its words complain of

    def clear(self, rating: float) -> Sentiment | None:
        """The tone that surely contradicts a rating in the lowest third or the high band; None: none does."""
        if self.of_help:
            return None
        if self.band(rating) == "high":
            return "negative"
        return "positive" if rating <= self.low + (self.high - self.low) / 3 else None

    def band(self, rating: float) -> Band:
        """Whether a rating is low, middle or high."""
        first, last = self.middle
        return "low" if rating < first else "high" if rating > last else "middle"


# Bands as their makers draw them: NPS has detractors 0 to 6, passives and promoters 9 and 10, CSAT the top
# two of five.
SCALES: Final = (
    Scale(low=0, high=1, middle=(0.5, 0.5), of_help=True),
    Scale(low=1, high=5, middle=(3, 3)),
    Scale(low=1, high=7, middle=(4, 4)),
    Scale(low=0, high=10, middle=(7, 8)),
    Scale(low=0, high=100, middle=(60, 79)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The ratings of one file: how many of each band go with which tone of the words beside them."""

    file: str
    scale: Scale | None
    reason: str  # why the scale is unknown; "" = it is known
    records: int  # with a rating and words
    tones: Mapping[Band, Mapping[str, int]]  # band -> tone ("unknown" where no tagger reads the words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A record whose rating says one thing and whose words surely another."""

    file: str
    record: str
    rating: float
    scale: Scale
    sentiment: Sentiment  # of all the words of the record
    probability: float
    statement_id: str  # the one that says it most clearly


def scale_of(ratings: Sequence[float]) -> tuple[Scale | None, str]:
    """The smallest scale that holds all ratings, or None and why it cannot be told.

    Few small values may be an unhappy handful on a larger scale, so they tell nothing.
    """
    if min(ratings) < 0 or max(ratings) > SCALES[-1].high:
        return None, f"ratings from {min(ratings):g} to {max(ratings):g} are on no scale known here"
    if set(ratings) == {1}:
        return None, "ratings of 1 alone do not tell their scale"
    scales = SCALES if set(ratings) <= {0, 1} else SCALES[1:]
    fitting = next(s for s in scales if s.low <= min(ratings) and max(ratings) <= s.high)
    if fitting.high <= 7 and len(ratings) < FEWEST:
        return None, f"{len(ratings)} ratings of at most {max(ratings):g} do not tell their scale"
    return fitting, ""


def rated(ground: Ground) -> tuple[tuple[Rated, ...], tuple[Contradiction, ...]]:
    """Ratings beside the words of the same record, file by file, and the records where they contradict.

    A file's scale is told by all its ratings, whatever the scope. A record (a survey response, a ticket, a
    review) counts once, with all that it says. A contradiction needs a rating in the lowest third or the
    high band of its scale, words of the opposite tone as a whole, one statement surely so, and none surely
    of the rating's.
    """
    tables, found = [], list[Contradiction]()
    for file, records in sorted(_records(ground).items()):
        scale, reason = scale_of(ground.ratings[file])
        counts: dict[Band, Counter[str]] = {band: Counter() for band in BANDS}
        if scale is not None:
            found += _beside(file, records, scale, counts)
        tables.append(Rated(file=file, scale=scale, reason=reason, records=len(records), tones=counts))
    return tuple(tables), tuple(found)


class _Record(NamedTuple):
    name: str
    rating: float
    said: list[tuple[str, Tag]]  # statement, tag; at least one


def _records(ground: Ground) -> dict[str, list[_Record]]:
    """The records that hold a rating and words, by file, in order."""
    said: dict[tuple[str, str], list[tuple[str, Tag]]] = defaultdict(list)
    ratings: dict[tuple[str, str], float] = {}
    for id, statement in ground.statements.items():
        item = ground.feedback[statement.feedback_id]
        if item.rating is not None and id in ground.tags:
            key = item.locator.file, item.locator.record
            ratings[key] = item.rating
            said[key].append((id, ground.tags[id]))
    files: dict[str, list[_Record]] = defaultdict(list)
    for file, record in sorted(said):
        pairs = sorted(said[file, record], key=lambda pair: pair[0])
        files[file].append(_Record(record, ratings[file, record], pairs))
    return files


def _beside(
    file: str, records: Sequence[_Record], scale: Scale, counts: Mapping[Band, Counter[str]]
) -> list[Contradiction]:
    """Count the records by band and tone, and return those in which the two contradict."""
    found: list[Contradiction] = []
    for record in records:
        tone = tone_of(record.name, None, [tag for _, tag in record.said])
        band = scale.band(record.rating)
        counts[band][tone.sentiment or UNKNOWN] += 1
        against = scale.clear(record.rating)
        if against and against == tone.sentiment and not tone.mixed:
            found += _contradiction(file, record, scale, against, tone)
    return found


def _contradiction(
    file: str, record: _Record, scale: Scale, sentiment: Sentiment, tone: Tone
) -> Iterator[Contradiction]:
    """The one that a record is, if its tone is likely enough and one of its statements is surely of it."""
    at = SENTIMENTS.index(sentiment)
    chance, clearest = max((tag.probabilities[at], id) for id, tag in record.said if tag.probabilities)
    if chance >= SURE and tone.probabilities[at] >= PLAIN:
        yield Contradiction(
            file=file,
            record=record.name,
            rating=record.rating,
            scale=scale,
            sentiment=sentiment,
            probability=tone.probabilities[at],
            statement_id=clearest,
        )
