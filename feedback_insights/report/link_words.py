"""How far links are to be trusted, in words: thresholds, held-out precision, what answers taught."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.records import Run
from feedback_insights.report.words import percent

_UNITS = {"statement": "statements", "theme": "themes"}


def reliability(run: Run) -> Iterator[str]:
    """One sentence for the thresholds of a run and one for each kind of link, from pairs no model had seen.

    Other people's apps and invented products: what it says of a workspace's own links, its review list tells.
    """
    from feedback_insights.linking import BacklogLinker, load_reliability  # heavy: not before it is needed
    from feedback_insights.settings import settings_of_links

    used = settings_of_links(run.settings)
    yield (
        f"A link counts when its calibrated probability reaches {used.accept:g} (a theme's:"
        f" {used.accept_themes:g}); below that the linker abstains."
    )
    if run.models.get("linking") != BacklogLinker.calibration_name():
        yield "The links are of another version of the model, of which this one can say no more."
        return
    if run.models.get("linking_here"):
        yield "Answers and ties of this workspace have taught the model of its links."
    if run.models.get("encoder_of_tags_and_links"):
        yield "Links are read with the default encoder, whatever the themes are made with."
    for kind, threshold in (("statement", used.accept), ("theme", used.accept_themes)):
        found = load_reliability().at(kind, threshold)
        if found.interval is None:
            yield f"No held-out pair of {_UNITS[kind]} reached that, so nothing can be said of such links."
            continue
        low, high = (round(100 * end) for end in found.interval)
        yield (
            f"Of {found.pairs:,} pairs of {_UNITS[kind]} and items from apps and products that the model had"
            f" not seen, at or above {found.threshold:g}, {percent(found.right, found.pairs)} were right"
            f" (90 %: {low}–{high} %); they were {percent(found.right, found.of)} of all right ones."
        )
