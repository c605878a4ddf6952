"""From evidence to a ranked backlog: one plain function per framework, and scores with their intervals.

Names are loaded on first use, so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_insights.priority import kano, platform
    from feedback_insights.priority._asymmetry import aipa_priority, impact_asymmetry
    from feedback_insights.priority._cd3 import (
        DeliveryOrder,
        JobSize,
        best_order,
        cd3,
        delay_cost,
        delivered_output,
        size_proxy,
    )
    from feedback_insights.priority._criteria import Criterion, outside_anchors, utility
    from feedback_insights.priority._derived import Backlog, completed, criteria_of
    from feedback_insights.priority._estimate_order import places_moved
    from feedback_insights.priority._frameworks import FRAMEWORKS, score_framework
    from feedback_insights.priority._ice import IceRatings, ease_from_effort, ice, ice_ratings
    from feedback_insights.priority._importance import customer_importance_score
    from feedback_insights.priority._moscow import MoscowProposal, MoscowShares, moscow_shares, propose_must
    from feedback_insights.priority._opportunity import (
        TextOpportunity,
        opp_text,
        opportunity,
        opportunity_band,
    )
    from feedback_insights.priority._opportunity_survey import OpportunityEstimate, opportunity_from_ratings
    from feedback_insights.priority._ranks import RankComparison, RankRow, compare_frameworks, ranks
    from feedback_insights.priority._relative import Relative, relative_to_largest, relative_to_sum
    from feedback_insights.priority._rice import effort_flag, moonshot, rice, rice_cv
    from feedback_insights.priority._rice_inputs import RiceImpact, rice_confidence, rice_impact, rice_reach
    from feedback_insights.priority._satisfiers import satisfiers
    from feedback_insights.priority._severity_error import SeverityError, load_severity_error
    from feedback_insights.priority._standing import ItemStanding, item_standings
    from feedback_insights.priority._value_effort import (
        QuadrantChances,
        Quadrants,
        quadrant,
        quadrant_probabilities,
        quadrants,
    )
    from feedback_insights.priority._value_metric import (
        VALUE_CRITERIA,
        capped_revenue_share,
        direct_value,
        value_score,
    )
    from feedback_insights.priority._weighted import (
        CriterionPart,
        WeightedScore,
        criteria_correlation,
        weighted_product,
        weighted_score,
        weighted_sum,
    )
    from feedback_insights.priority._wide import Surroundings
    from feedback_insights.priority._wsjf import WSJF_SCALE, wsjf, wsjf_off_scale
    from feedback_insights.priority.inputs import Support, derive
    from feedback_insights.priority.reasons import reason_sentence
    from feedback_insights.priority.scoring import ranked_by, score_rice

__all__ = [
    "FRAMEWORKS",
    "VALUE_CRITERIA",
    "WSJF_SCALE",
    "Backlog",
    "Criterion",
    "CriterionPart",
    "DeliveryOrder",
    "IceRatings",
    "ItemStanding",
    "JobSize",
    "MoscowProposal",
    "MoscowShares",
    "OpportunityEstimate",
    "QuadrantChances",
    "Quadrants",
    "RankComparison",
    "RankRow",
    "Relative",
    "RiceImpact",
    "SeverityError",
    "Support",
    "Surroundings",
    "TextOpportunity",
    "WeightedScore",
    "aipa_priority",
    "best_order",
    "capped_revenue_share",
    "cd3",
    "compare_frameworks",
    "completed",
    "criteria_correlation",
    "criteria_of",
    "customer_importance_score",
    "delay_cost",
    "delivered_output",
    "derive",
    "direct_value",
    "ease_from_effort",
    "effort_flag",
    "ice",
    "ice_ratings",
    "impact_asymmetry",
    "item_standings",
    "kano",
    "load_severity_error",
    "moonshot",
    "moscow_shares",
    "opp_text",
    "opportunity",
    "opportunity_band",
    "opportunity_from_ratings",
    "outside_anchors",
    "places_moved",
    "platform",
    "propose_must",
    "quadrant",
    "quadrant_probabilities",
    "quadrants",
    "ranked_by",
    "ranks",
    "reason_sentence",
    "relative_to_largest",
    "relative_to_sum",
    "rice",
    "rice_confidence",
    "rice_cv",
    "rice_impact",
    "rice_reach",
    "satisfiers",
    "score_framework",
    "score_rice",
    "size_proxy",
    "utility",
    "value_score",
    "weighted_product",
    "weighted_score",
    "weighted_sum",
    "wsjf",
    "wsjf_off_scale",
]

_NAMES = {  # a function never shares its module's name, or importing the module would hide it
    "_asymmetry": "aipa_priority impact_asymmetry",
    "_cd3": "DeliveryOrder JobSize best_order cd3 delay_cost delivered_output size_proxy",
    "_criteria": "Criterion outside_anchors utility",
    "_derived": "Backlog completed criteria_of",
    "_estimate_order": "places_moved",
    "_frameworks": "FRAMEWORKS score_framework",
    "_ice": "IceRatings ease_from_effort ice ice_ratings",
    "_importance": "customer_importance_score",
    "_moscow": "MoscowProposal MoscowShares moscow_shares propose_must",
    "_opportunity": "TextOpportunity opp_text opportunity opportunity_band",
    "_opportunity_survey": "OpportunityEstimate opportunity_from_ratings",
    "_ranks": "RankComparison RankRow compare_frameworks ranks",
    "_relative": "Relative relative_to_largest relative_to_sum",
    "_rice": "effort_flag moonshot rice rice_cv",
    "_rice_inputs": "RiceImpact rice_confidence rice_impact rice_reach",
    "_satisfiers": "satisfiers",
    "_severity_error": "SeverityError load_severity_error",
    "_standing": "ItemStanding item_standings",
    "_value_effort": "QuadrantChances Quadrants quadrant quadrant_probabilities quadrants",
    "_value_metric": "VALUE_CRITERIA capped_revenue_share direct_value value_score",
    "_weighted": "CriterionPart WeightedScore criteria_correlation weighted_product weighted_score"
    " weighted_sum",
    "_wide": "Surroundings",
    "_wsjf": "WSJF_SCALE wsjf wsjf_off_scale",
    "inputs": "Support derive",
    "reasons": "reason_sentence",
    "scoring": "ranked_by score_rice",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}
_ROOMS = {"kano", "platform"}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME, *_ROOMS])
