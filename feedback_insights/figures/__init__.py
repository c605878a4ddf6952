"""What a run found, counted within a scope: themes, scores, shares by facet, periods side by side.

A scope changes counts, never which statement belongs to which theme. Everything here is pure: an `Analysis`
and the `Ground` it stands on go in, counted records come out.
"""

from feedback_insights.figures._ground import Ground, share
from feedback_insights.figures.askers import Asker, PersonStance, askers
from feedback_insights.figures.balance import SHARED, UNDECIDED, Balance, Fit, Load, balance_of, settled
from feedback_insights.figures.breakdown import Breakdown, Change, Grid, break_down, compare, grid
from feedback_insights.figures.bursts import burst_days, burst_of
from feedback_insights.figures.candidates import ThemeDecisions, draft_candidates, theme_decisions
from feedback_insights.figures.certainty import Certainty, ClassMix, certainties
from feedback_insights.figures.decided import (
    RoadmapLog,
    against_scores,
    basis_of,
    level_of,
    of_better_tier,
    roadmap_log,
    surely_before,
    to_log,
)
from feedback_insights.figures.estimates import Estimate, estimates
from feedback_insights.figures.footing import Footing, footing
from feedback_insights.figures.frameworks import Frameworks, correlated_criteria, side_by_side
from feedback_insights.figures.hygiene import Check, CheckKind, Hygiene, check_backlog
from feedback_insights.figures.levels import Part, lifted_links, parts_of
from feedback_insights.figures.moves import MIN_CHANGES, MinChange, Move, Moves, moves_since
from feedback_insights.figures.opinions import CounterEvidence, Opinions, Stand, opinions
from feedback_insights.figures.participants import Matrix, participants
from feedback_insights.figures.platform import Harm, Known, Platform, PlatformItem, platform_of
from feedback_insights.figures.progress import Coming, Progress, Return, progress_of
from feedback_insights.figures.published import PublicItem, Published, published
from feedback_insights.figures.ratings import Contradiction, Rated, rated
from feedback_insights.figures.roadmap_review import Reviewed, ReviewedOrder, RoadmapReview, review_roadmap
from feedback_insights.figures.scores import asking, score_backlog
from feedback_insights.figures.themes import count_themes
from feedback_insights.figures.told import (
    AdverseEffect,
    AspectCount,
    Told,
    adverse_effects,
    in_short,
    told_of,
)
from feedback_insights.figures.tones import tones
from feedback_insights.figures.verdicts import Verdict
from feedback_insights.figures.view import ScopeFacts, SubjectKind, View, scope_facts
from feedback_insights.figures.within import SUPPLIED, coverage, quotable, within

__all__ = [
    "MIN_CHANGES", "SHARED", "SUPPLIED", "UNDECIDED", "AdverseEffect", "Asker", "AspectCount",
    "Balance", "Breakdown", "Certainty", "Change", "Check", "CheckKind", "ClassMix", "Coming",
    "Contradiction", "CounterEvidence", "Estimate", "Fit", "Footing", "Frameworks", "Grid",
    "Ground", "Harm", "Hygiene", "Known", "Load", "Matrix", "MinChange", "Move", "Moves",
    "Opinions", "Part", "PersonStance", "Platform", "PlatformItem", "Progress", "PublicItem",
    "Published", "Rated", "Return", "Reviewed", "ReviewedOrder", "RoadmapLog", "RoadmapReview",
    "ScopeFacts", "Stand", "SubjectKind", "ThemeDecisions", "Told", "Verdict", "View",
    "adverse_effects", "against_scores", "askers", "asking", "balance_of", "basis_of", "break_down",
    "burst_days", "burst_of", "certainties", "check_backlog", "compare", "correlated_criteria",
    "count_themes", "coverage", "draft_candidates", "estimates", "footing", "grid", "in_short",
    "level_of", "lifted_links", "moves_since", "of_better_tier", "opinions", "participants",
    "parts_of", "platform_of", "progress_of", "published", "quotable", "rated", "review_roadmap",
    "roadmap_log", "scope_facts", "score_backlog", "settled", "share", "side_by_side",
    "surely_before", "theme_decisions", "to_log", "told_of", "tones", "within",
]  # fmt: skip
