"""Short answers mean little without their question: what is read in their place. Quotes never hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from feedback_insights.records import Feedback, Statement

LONGEST_PROMPT = 40  # words, the last ones: a moderator's turn ends with the question
ASKED_OF_MANY = 3  # from so many answers on, a question no longer tells them apart


@dataclass(frozen=True, slots=True)
class Read:
    """The text that stands for a statement where it is compared with others."""

    text: str  # with the question in front where the answer is short
    asked_of_many: bool = False  # then the answer alone must weigh as much as with its question


def read_with_prompts(
    statements: Iterable[Statement], feedback: Iterable[Feedback], *, longest_answer: int
) -> dict[str, Read]:
    """Return by statement id what is read: its own text, and before a short answer its question.

    Short are answers of at most `longest_answer` words in all; the words around a short statement of a longer
    one tell what it is about. A question that many were asked, such as a survey's, would make all its
    answers alike, so it is marked.
    """
    items = {item.id: item for item in feedback}
    asked = Counter(item.prompt for item in items.values() if item.prompt)
    found = {}
    for statement in statements:
        item = items[statement.feedback_id]
        if item.prompt and len(item.text.split()) <= longest_answer:
            words = [*item.prompt.split()[-LONGEST_PROMPT:], statement.text]
            found[statement.id] = Read(" ".join(words), asked[item.prompt] >= ASKED_OF_MANY)
        else:
            found[statement.id] = Read(statement.text)
    return found
