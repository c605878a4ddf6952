"""Statistics of counts, rates, series and rankings, each a plain function on numbers or arrays.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.statistics.channels import channel_shares
    from feedback_insights.statistics.emerging import (
        ThemeCounts,
        benjamini_hochberg,
        ears_c1,
        ears_c2,
        emerging_themes,
    )
    from feedback_insights.statistics.proportions import adjusted_wald, newcombe, wilson
    from feedback_insights.statistics.rates import dispersion, rate_ratio
    from feedback_insights.statistics.shrinkage import beta_binomial, james_stein
    from feedback_insights.statistics.strata import (
        design_effect,
        effective_size,
        post_stratify,
        weighted_share,
    )
    from feedback_insights.statistics.trends import anscombe, cusum, freeze_baseline, mann_kendall

__all__ = [
    "ThemeCounts", "adjusted_wald", "anscombe", "benjamini_hochberg", "beta_binomial", "channel_shares",
    "cusum", "design_effect", "dispersion", "ears_c1", "ears_c2", "effective_size", "emerging_themes",
    "freeze_baseline", "james_stein", "mann_kendall", "newcombe", "post_stratify", "rate_ratio",
    "weighted_share", "wilson",
]  # fmt: skip

_NAMES = {  # a function never shares its module's name, or importing the module would hide it
    "channels": "channel_shares",
    "emerging": "ThemeCounts benjamini_hochberg ears_c1 ears_c2 emerging_themes",
    "proportions": "adjusted_wald newcombe wilson",
    "rates": "dispersion rate_ratio",
    "shrinkage": "beta_binomial james_stein",
    "strata": "design_effect effective_size post_stratify weighted_share",
    "trends": "anscombe cusum freeze_baseline mann_kendall",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
