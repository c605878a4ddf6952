"""Numbers that people give: efforts, and what they set in place of what the evidence says.

They are decisions of the log (verb "set": feature, input, value), so they can be undone and are never lost.
"""

from __future__ import annotations

from feedback_insights.supplied._inputs import INPUTS, Input, input_named
from feedback_insights.supplied._log import (
    Supplied,
    SuppliedInputs,
    supplied_digest,
    supplied_inputs,
    unapplied,
    with_supplied_efforts,
)
from feedback_insights.supplied._numbers import Amount, read_amount
from feedback_insights.supplied._scales import SCALES, Scale, read_scale
from feedback_insights.supplied._suppositions import read_supposition

__all__ = [
    "INPUTS", "SCALES", "Amount", "Input", "Scale", "Supplied", "SuppliedInputs", "input_named",
    "read_amount", "read_scale", "read_supposition", "supplied_digest", "supplied_inputs", "unapplied",
    "with_supplied_efforts",
]  # fmt: skip
