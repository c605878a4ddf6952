"""Subjects of mails and tickets: which say nothing, and which no person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedback_insights.files.columns import tidy
from feedback_insights.raw import RawText

_AUTOMATIC = re.compile(
    r"^\W*(automatic reply|auto[- ]?reply|auto(matic)? response|out of (the )?office|undeliver(able|ed)|"
    r"delivery (status notification|has failed|failure)|mail delivery (failed|subsystem)|returned mail|"
    r"failure notice|automatische antwort|abwesenheit|réponse automatique|absence du bureau|"
    r"respuesta automática|resposta automática|risposta automatica|automatisch antwoord|autosvar|"
    r"automatiskt svar)",
    re.I,
)
_NO_SUBJECT = re.compile(
    r"^\W*(?:(?:re|fwd?|aw|wg|sv|tr|rv|antw)\s*:\W*)*"
    r"(?:no subject|none|untitled|kein betreff|sin asunto|sans objet|aucun objet)?\W*$",
    re.I,
)


def with_subject(subject: RawText | None, turns: Sequence[RawText]) -> Iterator[RawText]:
    """Put the subject first, unless it says nothing or the first turn begins with it."""
    if subject and not is_no_subject(subject.text):
        begins = tidy(turns[0].text).casefold() if turns else ""
        if not begins.startswith(tidy(subject.text).casefold()):
            yield subject
    yield from turns


def is_no_subject(text: str) -> bool:
    """Tell whether a subject says that there is none: "Re:", "(no subject)"."""
    return _NO_SUBJECT.match(text) is not None


def is_automatic_subject(text: str) -> bool:
    """Tell whether a subject is that of an automatic reply or a delivery report."""
    return _AUTOMATIC.match(text) is not None
