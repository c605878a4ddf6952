"""Statistics of counts, rates, series and rankings, each a plain function on numbers or arrays.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.statistics.abstention import abstention_threshold, risk_coverage
    from feedback_insights.statistics.acceptability import smaa
    from feedback_insights.statistics.calibration import brier_score, calibration_error, reliability_table
    from feedback_insights.statistics.channels import channel_shares
    from feedback_insights.statistics.dominance import pareto, pareto_probability
    from feedback_insights.statistics.emerging import (
        ThemeCounts,
        benjamini_hochberg,
        ears_c1,
        ears_c2,
        emerging_themes,
    )
    from feedback_insights.statistics.proportions import adjusted_wald, newcombe, wilson
    from feedback_insights.statistics.rank_confidence import marginal_rank_sets, simultaneous_rank_sets
    from feedback_insights.statistics.ranks import pairwise, probability_top, rank_intervals, tiers
    from feedback_insights.statistics.rates import dispersion, rate_ratio
    from feedback_insights.statistics.resampling import cluster_bootstrap
    from feedback_insights.statistics.retrieval import (
        average_precision,
        first_correct_rank,
        mean_average_precision,
        mean_reciprocal_rank,
        precision_at_k,
        precision_of_returned,
        recall_at_k,
        reciprocal_rank,
    )
    from feedback_insights.statistics.sensitivity import tornado, weight_swaps, weighting_headline
    from feedback_insights.statistics.shrinkage import beta_binomial, james_stein
    from feedback_insights.statistics.strata import (
        design_effect,
        effective_size,
        post_stratify,
        weighted_share,
    )
    from feedback_insights.statistics.sums import gamma_interval
    from feedback_insights.statistics.trends import anscombe, cusum, freeze_baseline, mann_kendall

__all__ = [
    "ThemeCounts",
    "abstention_threshold",
    "adjusted_wald",
    "anscombe",
    "average_precision",
    "benjamini_hochberg",
    "beta_binomial",
    "brier_score",
    "calibration_error",
    "channel_shares",
    "cluster_bootstrap",
    "cusum",
    "design_effect",
    "dispersion",
    "ears_c1",
    "ears_c2",
    "effective_size",
    "emerging_themes",
    "first_correct_rank",
    "freeze_baseline",
    "gamma_interval",
    "james_stein",
    "mann_kendall",
    "marginal_rank_sets",
    "mean_average_precision",
    "mean_reciprocal_rank",
    "newcombe",
    "pairwise",
    "pareto",
    "pareto_probability",
    "post_stratify",
    "precision_at_k",
    "precision_of_returned",
    "probability_top",
    "rank_intervals",
    "rate_ratio",
    "recall_at_k",
    "reciprocal_rank",
    "reliability_table",
    "risk_coverage",
    "simultaneous_rank_sets",
    "smaa",
    "tiers",
    "tornado",
    "weight_swaps",
    "weighted_share",
    "weighting_headline",
    "wilson",
]

_NAMES = {  # a function never shares its module's name, or importing the module would hide it
    "abstention": "abstention_threshold risk_coverage",
    "acceptability": "smaa",
    "calibration": "brier_score calibration_error reliability_table",
    "channels": "channel_shares",
    "dominance": "pareto pareto_probability",
    "emerging": "ThemeCounts benjamini_hochberg ears_c1 ears_c2 emerging_themes",
    "proportions": "adjusted_wald newcombe wilson",
    "rank_confidence": "marginal_rank_sets simultaneous_rank_sets",
    "ranks": "pairwise probability_top rank_intervals tiers",
    "rates": "dispersion rate_ratio",
    "resampling": "cluster_bootstrap",
    "retrieval": "average_precision first_correct_rank mean_average_precision mean_reciprocal_rank"
    " precision_at_k precision_of_returned recall_at_k reciprocal_rank",
    "sensitivity": "tornado weight_swaps weighting_headline",
    "shrinkage": "beta_binomial james_stein",
    "strata": "design_effect effective_size post_stratify weighted_share",
    "sums": "gamma_interval",
    "trends": "anscombe cusum freeze_baseline mann_kendall",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
