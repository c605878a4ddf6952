"""Statistics of counts, rates, series and rankings, each a plain function on numbers or arrays.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.statistics.acceptability import smaa
    from feedback_insights.statistics.dominance import pareto, pareto_probability
    from feedback_insights.statistics.proportions import newcombe, wilson
    from feedback_insights.statistics.rank_confidence import marginal_rank_sets, simultaneous_rank_sets
    from feedback_insights.statistics.ranks import pairwise, probability_top, rank_intervals, tiers
    from feedback_insights.statistics.resampling import cluster_bootstrap
    from feedback_insights.statistics.sensitivity import tornado, weight_swaps, weighting_headline
    from feedback_insights.statistics.sums import gamma_interval

__all__ = [
    "cluster_bootstrap",
    "gamma_interval",
    "marginal_rank_sets",
    "newcombe",
    "pairwise",
    "pareto",
    "pareto_probability",
    "probability_top",
    "rank_intervals",
    "simultaneous_rank_sets",
    "smaa",
    "tiers",
    "tornado",
    "weight_swaps",
    "weighting_headline",
    "wilson",
]

_NAMES = {  # a function never shares its module's name, or importing the module would hide it
    "acceptability": "smaa",
    "dominance": "pareto pareto_probability",
    "proportions": "newcombe wilson",
    "rank_confidence": "marginal_rank_sets simultaneous_rank_sets",
    "ranks": "pairwise probability_top rank_intervals tiers",
    "resampling": "cluster_bootstrap",
    "sensitivity": "tornado weight_swaps weighting_headline",
    "sums": "gamma_interval",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
