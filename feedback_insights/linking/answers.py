"""What people (and tools) said of links, pair by pair, and which links of a run those answers are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from feedback_insights import triage
from feedback_insights.errors import NotFound
from feedback_insights.linking.themes import MOST_PER_THEME
from feedback_insights.records import Decision, Link, Stance, Theme

Kind = Literal["statement", "theme"]
Key = tuple[str, str]  # (feature id, subject id)

_RIGHT: Mapping[str, bool | None] = {"confirm": True, "reject": False, "unsure": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether a statement or theme asks for a feature, as somebody said."""

    feature_id: str
    subject_id: str
    kind: Kind
    right: bool | None  # None = they cannot tell
    by: str  # "person:<name>" or "tool:<what tied them>"
    asked: bool  # the review list asked; else it was picked by who answered

    @property
    def key(self) -> Key:
        """The pair."""
        return self.feature_id, self.subject_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A pair that the model listed in this run, and what was answered."""

    feature_id: str
    subject_id: str
    kind: Kind
    probability: float  # the model's own
    accepted: bool  # by the model and the stance alone, whatever was answered
    answer: Answer | None

    @property
    def key(self) -> Key:
        """The pair."""
        return self.feature_id, self.subject_id

    @property
    def ticket(self) -> bytes:
        """The pair's place in a draw: it depends on the ids alone, so it tells nothing of the answer."""
        return blake2b("\x1f".join((self.kind, *self.key)).encode(), digest_size=8).digest()


def answers_of(decisions: Sequence[Decision], themes: Iterable[Theme]) -> tuple[Answer, ...]:
    """The answers that stand in the log, by pair; the later one wins, as in `triage.replay`.

    A theme that was merged stands for its only successor, unless that was answered itself; answers about
    themes that are gone are left out (the replay tells).
    """
    by_id = {theme.id: theme for theme in themes}
    found: dict[Key, tuple[Answer, bool]] = {}
    for decision in triage.standing(decisions):
        if decision.verb not in _RIGHT or not {"feature", "subject"} <= decision.arguments.keys():
            continue
        feature, subject = decision.arguments["feature"], decision.arguments["subject"]
        try:
            now = triage.theme_now(subject, by_id) if subject in by_id else subject
        except NotFound:
            continue
        if now != subject and (feature, now) in found and not found[feature, now][1]:
            continue
        answer = Answer(
            feature_id=feature,
            subject_id=now,
            kind="theme" if now in by_id else "statement",
            right=_RIGHT[decision.verb],
            by=f"person:{decision.author}",
            asked=triage.was_asked(decision),
        )
        found[feature, now] = (answer, now != subject)
    return tuple(answer for _, (answer, _) in sorted(found.items()))


def listed_pairs(
    links: Iterable[Link],
    answers: Iterable[Answer],
    accept: Mapping[Kind, float],
    stances: Iterable[Stance] = (),
) -> tuple[Listed, ...]:
    """Every pair that the model listed, by pair, with its answer and what the model alone would accept.

    ``accept`` holds the least probability of an accepted link, by kind; a statement whose ``stances`` say
    that it is against the item is not accepted. Links that only a person or a tool made are left out: they
    say nothing of the model.
    """
    against = {(one.feature_id, one.statement_id) for one in stances if one.stance == "against"}
    given = {answer.key: answer for answer in answers}
    by_subject: dict[tuple[Kind, str], list[Link]] = defaultdict(list)
    for link in links:
        if link.decided_by == "model" or 0 < link.probability < 1:
            by_subject[link.kind, link.subject_id].append(link)
    found = []
    for (kind, subject), group in by_subject.items():
        ordered = sorted(group, key=lambda link: (-link.probability, link.feature_id))
        for place, link in enumerate(ordered):
            found.append(
                Listed(
                    feature_id=link.feature_id,
                    subject_id=subject,
                    kind=kind,
                    probability=link.probability,
                    accepted=link.probability >= accept[kind]
                    and (kind != "theme" or place < MOST_PER_THEME)
                    and (link.feature_id, subject) not in against,
                    answer=given.get((link.feature_id, subject)) or _told(link),
                )
            )
    return tuple(sorted(found, key=lambda pair: pair.key))


def tool_answers(links: Iterable[Link]) -> tuple[Answer, ...]:
    """The answers that ties give, in the order of the links."""
    return tuple(answer for answer in map(_told, links) if answer)


def _told(link: Link) -> Answer | None:
    """The answer that a link carries itself: what a tool tied."""
    if link.decided_by == "model" or link.decided_by.startswith("person:"):
        return None  # what a person said is in the log, or was undone there
    return Answer(
        feature_id=link.feature_id,
        subject_id=link.subject_id,
        kind=link.kind,
        right=link.accepted,
        by=link.decided_by,
        asked=False,
    )
