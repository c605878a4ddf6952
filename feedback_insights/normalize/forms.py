"""Lines of a form: headings, checklists and choices that many messages of a source have word for word.

Issue templates and contact forms put the same lines into every message: "Steps to reproduce", "I searched the
open issues". Each would be a theme. They are known by their company: a line of a form seldom comes without
others of it, while a wish that many people happen to word alike stands alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from feedback_insights.machine_text import folded
from feedback_insights.records import Feedback

FEWEST: Final = 5  # messages that must have the line,
OFTEN: Final = 0.05  # and share of those of its source that have several lines
COMPANY: Final = 0.8  # of the messages with the line, share that has two other such lines
LINES: Final = 3  # lines a message must have, to be read


def form_lines(feedback: Sequence[Feedback]) -> Mapping[str, frozenset[str]]:
    """Return each source's lines that a form wrote, folded; sources without a form are left out."""
    messages: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for item in feedback:
        lines = frozenset(folded(line) for line in item.text.splitlines()) - {""}
        if len(lines) >= LINES:
            messages[item.source].append(lines)
    found = {source: _of_a_form(read) for source, read in messages.items()}
    return {source: lines for source, lines in sorted(found.items()) if lines}


def _of_a_form(messages: Sequence[frozenset[str]]) -> frozenset[str]:
    counts = Counter(line for lines in messages for line in lines)
    least = max(FEWEST, OFTEN * len(messages))
    often = {line for line, count in counts.items() if count >= least}
    accompanied: Counter[str] = Counter()
    for lines in messages:
        repeated = lines & often
        if len(repeated) > 2:
            accompanied.update(repeated)
    return frozenset(line for line in often if accompanied[line] >= COMPANY * counts[line])
