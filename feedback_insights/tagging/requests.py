"""Bug, wish, question, praise, hard to use, or none of these: a trained head on the hidden layers."""

from __future__ import annotations

from typing import ClassVar

from feedback_insights.records import REQUEST_TYPES, RequestType
from feedback_insights.tagging._head import Link
from feedback_insights.tagging._trained import TrainedTagger


class RequestTagger(TrainedTagger):
    """Tells what a text asks for or reports; `predict` gives the most probable type.

    "bug": it does not do what it should; "feature_request": it should do something else or more;
    "question": tell me; "praise"; "usability": it works, but is hard to find, understand or use; "other":
    anything else, account matters and small talk among them. Several may hold ("great, but please add"):
    every class has a probability of its own, and rows need not sum to 1. An answer counts as `confident`
    if it is one of those of which 9 in 10 were right in validation.
    """

    classes_: ClassVar[tuple[RequestType, ...]] = REQUEST_TYPES
    kind: ClassVar[str] = "requests"
    link: ClassVar[Link] = "sigmoid"
    beside: ClassVar[tuple[str, ...]] = ("cues@1",)
