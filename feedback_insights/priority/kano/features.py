"""Several features of one questionnaire at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feedback_insights.priority.kano.answers import Labels
from feedback_insights.priority.kano.evaluation import DRAWS, Evaluation, evaluate
from feedback_insights.priority.kano.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureAnswers:
    """The paired answers about one feature, one pair a respondent, as `evaluate` takes them."""

    feature: str
    functional: tuple[object, ...]
    dysfunctional: tuple[object, ...]
    swapped: bool = False
    inverted: bool = False
    title: str = ""


def evaluate_features(
    features: Iterable[FeatureAnswers],
    *,
    labels: Labels | None = None,
    table: Table = "classic",
    level: float = 0.9,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[str, Evaluation]:
    """Evaluate each feature of a questionnaire by itself, in their order: feature -> evaluation.

    Options as for `evaluate`. Raises ValueError for what is no FeatureAnswers, a feature that occurs twice
    and, naming the feature, for what `evaluate` refuses.
    """
    found: dict[str, Evaluation] = {}
    for number, asked in enumerate(features):
        if not isinstance(asked, FeatureAnswers):
            raise ValueError(f"features[{number}] must be a FeatureAnswers, not {type(asked).__name__}")
        if asked.feature in found:
            raise ValueError(f"feature {asked.feature!r} occurs twice")
        try:
            found[asked.feature] = evaluate(
                asked.functional, asked.dysfunctional, labels=labels, swapped=asked.swapped,
                inverted=asked.inverted, table=table, level=level, draws=draws, seed=seed,
            )  # fmt: skip
        except ValueError as error:
            raise ValueError(f"feature {asked.feature!r}: {error}") from error
    return found
