"""Measures how often the review of decisions raises an alarm where nothing changed, and where it should.

    python benchmarks/decisions.py [--samples 200]

Planted: as many people are heard after a decision as before it, some of whom ask for (and complain of) the
item. Each sample is scored and reviewed as the product does it. Writes results/decisions-<date>.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
from _machine import described, write

from feedback_insights.directory import resolve
from feedback_insights.figures import (
    Ground,
    View,
    basis_of,
    review_roadmap,
    roadmap_log,
    score_backlog,
    to_log,
)
from feedback_insights.records import (
    Analysis,
    Decision,
    Feature,
    Feedback,
    Link,
    Locator,
    Run,
    Statement,
    Tag,
)
from feedback_insights.roadmap import Tree
from feedback_insights.scope import Chosen, Scope
from feedback_insights.settings import PrioritySettings

START = datetime(2026, 7, 1, tzinfo=UTC)
BACKLOG = [Feature("F-1", "judged"), Feature("F-2", "another one")]
ANOTHER = 0.2  # share of the people heard who ask for the other item, before and after
HEARD = (50, 100, 400)  # people, before and again after
RATES = ((0.05, 0.05), (0.2, 0.2), (0.1, 0.3), (0.3, 0.03))
STATUSES = ("declined", "planned", "shipped")
VERDICTS = ("contradicted", "confirmed", "unchanged")
SETTINGS = PrioritySettings(draws=400)
RUN = Run(id="R1", as_of="2026-09-30", settings={}, seeds={}, models={}, versions={}, counts={})


def view(said: list[tuple[int, str]]) -> View:
    """A run on one statement per person: the day on which each spoke, and the item asked for ("" = none)."""
    items = [_feedback(number, day) for number, (day, _) in enumerate(said)]
    statements = [
        Statement(id=f"{item.id}:0", feedback_id=item.id, start=0, end=4, text="slow", kind="content")
        for item in items
    ]
    tags = [
        Tag(statement_id=s.id, sentiment="negative", probabilities=(1, 0, 0), severity=2, request_type="bug")
        for s in statements
    ]
    links = [
        Link(feature_id=item, subject_id=s.id, kind="statement", probability=0.9, accepted=True)
        for s, (_, item) in zip(statements, said, strict=True)
        if item
    ]
    ground = Ground.of(items, resolve(items, {}, []), statements, tags)
    analysis = Analysis(
        run=RUN, statements=tuple(statements), tags=tuple(tags), themes=(), events=(), links=tuple(links),
        scores=score_backlog(BACKLOG, links, {}, ground, SETTINGS), memberships={},
    )  # fmt: skip
    chosen = Chosen(scope=Scope(), window=None, ids=frozenset(ground.feedback), undated=0)
    return View(chosen=chosen, ground=ground, analysis=analysis)


def _feedback(number: int, day: int) -> Feedback:
    place = Locator(file="a.csv", sha256="0" * 64, record=f"row {number}")
    return Feedback(
        id=f"f{number:05}", source="survey", external_id=str(number), text="slow", locator=place,
        author=f"p{number}", created=START + timedelta(days=day),
    )  # fmt: skip


def asked(rng: np.random.Generator, heard: int, rate: float, day: int) -> list[tuple[int, str]]:
    """What so many people say on a day."""
    chosen = rng.choice(["F-1", "F-2", ""], size=heard, p=[rate, ANOTHER, 1 - rate - ANOTHER])
    return [(day, str(item)) for item in chosen]


def verdicts(rng: np.random.Generator, heard: int, before: float, after: float) -> dict[str, str]:
    """The verdict on each status in one sample."""
    first = asked(rng, heard, before, 0)
    then, now = view(first), view(first + asked(rng, heard, after, 10))
    evidence = to_log(basis_of("F-1", then, "value"))
    found = {}
    for status in STATUSES:
        said = {"feature": "F-1", "status": status, "on": START.date().isoformat(), "evidence": evidence}
        log = roadmap_log([Decision(id=1, author="a", verb="decide", arguments=said, reason="r")])
        (one,) = review_roadmap(log, now, Tree.of(BACKLOG), lambda _id, _dated, now=now: now).items
        found[status] = one.verdict
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=200)
    samples = parser.parse_args().samples
    lines = [
        "# Decisions beside newer evidence: how often is there an alarm?", "", described(), "",
        f"{samples} samples a row. So many people are heard before the decision and as many others after it;",
        "the share of them that asks for the item, and complains of it, is planted. Per cent of samples.", "",
        "| decided | heard | share before | share after | contradicted | confirmed | no clear change |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    for before, after in RATES:
        for heard in HEARD:
            rng = np.random.default_rng([heard, round(1000 * before), round(1000 * after)])
            found = [verdicts(rng, heard, before, after) for _ in range(samples)]
            for status in STATUSES:
                counts = Counter(one[status] for one in found)
                cells = " | ".join(f"{100 * counts[verdict] / samples:.0f}" for verdict in VERDICTS)
                lines.append(f"| {status} | {heard} | {before} | {after} | {cells} |")
    write("decisions", lines)


if __name__ == "__main__":
    main()
