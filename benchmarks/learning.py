"""Measures what answers teach the linker and writes results/learning-<date>.md.

    python benchmarks/learning.py

Half of the texts of a group that the model never saw are answered, the other half is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from _linking_data import training_cases
from _linking_learning import Before, Estimated, Field, compare, fields, rounds
from _tagging_data import dev_data
from train_linking import train

from feedback_insights.linking._words import load_words

SEEDS = range(8, 20)  # splits 0 to 7 were looked at while the guards were chosen
COUNTS = (5, 20, 50, 200)
WORSE = 1.01  # log loss by more than one percent
SHOWN = ("log loss", "log loss, listed", "Brier, listed", "ECE, listed", "MRR", "hit@3")
Found = dict[tuple[str, str, int], list[Before]]  # (field, policy, answers)


def main() -> int:
    folder = dev_data()
    if folder is None:
        return 0
    made = fields(train(training_cases(folder), load_words(), partial(print, file=sys.stderr)))
    today = datetime.now(UTC).date().isoformat()
    text = "\n".join(page(made, today)) + "\n"
    (Path(__file__).with_name("results") / f"learning-{today}.md").write_text(text)
    print(text)
    return 0


def page(made: Sequence[Field], today: str) -> Iterator[str]:
    """The lines of the report."""
    found: Found = {}
    for field in made:
        for policy in ("review", "random", "picked"):
            for count in COUNTS if policy == "review" else COUNTS[1:3]:
                if draws := compare(field, policy, count, SEEDS):
                    found[field.name, policy, count] = draws
        print(field.name, file=sys.stderr)
    yield f"# What answers teach the linker, {today}"
    yield ""
    yield (
        "Each set's model never saw the set (apps and products are sets of their own). Half of its texts may"
        f" be asked about, the other half is measured; {len(SEEDS)} splits. Policies: `review` is the review"
        " list (half most telling, half drawn by lot), `random` draws from all listed pairs, `picked` is"
        " people who decide right pairs three times as often as wrong ones, unasked. `listed` are the pairs"
        " that a run keeps. A set is left out where it has too few pairs to ask for (seven in ten of the"
        " answers must be there to be had, so `20` can be 14)."
    )
    yield ""
    yield (
        "What these figures are not: a wholly fresh test. The models did not see the sets, and the widths of"
        " the prior, the ramp and the guards of `learn` were chosen on other splits, but of these same sets."
        " Halves of the small sets hold a handful of right pairs, so single draws are noisy."
    )
    yield from worst(found)
    yield from medians(made, found)
    yield from quality(made)


def worst(found: Found) -> Iterator[str]:
    """How often, and by how much at worst, the other half is made worse."""
    yield from ("", "## Log loss, over all sets and splits", "")
    yield "| policy | answers | draws | all pairs: median | worst | listed: median | worst | worse by > 1 % |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for policy, count in sorted({key[1:] for key in found}, key=lambda key: (key[0] != "review", key)):
        draws = [draw for key, draws in found.items() if key[1:] == (policy, count) for draw in draws]
        whole = np.array([ratio(draw, "log loss") for draw in draws])
        listed = np.array([ratio(draw, "log loss, listed") for draw in draws if "log loss, listed" in draw])
        yield (
            f"| {policy} | {count} | {len(draws)} | {change(np.median(whole))} | {change(whole.max())}"
            f" | {change(np.median(listed))} | {change(listed.max())}"
            f" | {np.mean(whole > WORSE):.0%} all, {np.mean(listed > WORSE):.0%} listed |"
        )


def medians(made: Sequence[Field], found: Found) -> Iterator[str]:
    """Before and after, set by set."""
    yield from (
        "",
        "## Set by set: median before -> after, and the worst draw's log loss on listed pairs",
        "",
    )
    yield f"| set | policy | answers | {' | '.join(SHOWN)} | worst |"
    yield f"|---|---|--:|{'---|' * len(SHOWN)}--:|"
    for field in made:
        for (name, policy, count), draws in found.items():
            if name == field.name:
                cells = [shown([draw[figure] for draw in draws if figure in draw]) for figure in SHOWN]
                worst = max(ratio(draw, "log loss, listed") for draw in draws if "log loss, listed" in draw)
                yield f"| {name} | {policy} | {count} | {' | '.join(cells)} | {change(worst)} |"


def quality(made: Sequence[Field]) -> Iterator[str]:
    """Whether the estimated precision and recall are right, learning between the rounds."""
    yield from ("", "## Precision and recall as estimated, 20 answers a round, learning after each", "")
    yield "| set | answers | precision: true | estimated (90 %) | in | recall: true | estimated (90 %) | in |"
    yield "|---|--:|--:|---|---|--:|---|---|"
    inside: list[bool] = []
    for field in made:
        for one in rounds(field, 3) if field.listed.sum() >= 30 else ():
            cells, held = estimated(one)
            inside += held
            yield f"| {field.name} | {one.answers} | {cells} |"
    yield ""
    yield f"Inside their intervals: {sum(inside)} of {len(inside)}."


def estimated(one: Estimated) -> tuple[str, list[bool]]:
    cells, held = [], []
    for true, value in ((one.precision, one.told.precision), (one.recall, one.told.recall)):
        if value.value is None or value.low is None or value.high is None:
            cells.append(f"{true:.2f} | {value.reason} | -")
            continue
        held.append(value.low - 5e-5 <= true <= value.high + 5e-5)
        told = f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"
        cells.append(f"{true:.2f} | {told} | {'yes' if held[-1] else 'no'}")
    return " | ".join(cells), held


def ratio(draw: Before, figure: str) -> float:
    before, after = draw[figure]
    return after / before


def change(factor: float) -> str:
    return f"{factor - 1:+.1%}"


def shown(values: Sequence[tuple[float, float]]) -> str:
    if not values:
        return "-"
    before, after = np.median(np.array(values), axis=0)
    return f"{before:.3f} -> {after:.3f}" if max(before, after) >= 0.01 else f"{before:.5f} -> {after:.5f}"


if __name__ == "__main__":
    sys.exit(main())
