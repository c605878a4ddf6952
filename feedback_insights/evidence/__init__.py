"""Proof: from a score to the exact words, and from the words back to the export.

`explain` walks down from a feature. `verify` re-reads every export as it was read at import and compares
each statement with what the record says now.
"""

from feedback_insights.evidence._explain import ExplainedLink, Explanation, Quote, explain
from feedback_insights.evidence._verify import Finding, Verification, verify

__all__ = ["ExplainedLink", "Explanation", "Finding", "Quote", "Verification", "explain", "verify"]
