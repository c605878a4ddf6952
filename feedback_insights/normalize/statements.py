"""Split feedback into statements: one whole thought each, exact slices of its text, with their kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from feedback_insights.machine_text import Line, is_machine_line, lines_of, machine_blocks
from feedback_insights.normalize._clauses import clauses
from feedback_insights.normalize._kinds import is_chaser, is_courtesy
from feedback_insights.normalize._notices import is_notice
from feedback_insights.normalize._sentences import cut_long, sentences
from feedback_insights.records import Feedback, Statement, StatementKind
from feedback_insights.settings import NormalizeSettings

Span = tuple[int, int]

# German writes "5. August": a number before a month is no list marker.
_MARKER = re.compile(
    r"\s*(?:(?:[-*•·–—+▪◦‣>|#]{1,6}|\[[ xX]?\]"
    r"|\(?\d{1,3}[.)](?!\s(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w{0,7}\b))(?:\s+|$)){1,5}"
)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w'’.-]{0,30}\s?){1,3}(?=$|\n)")
_LONG_SENTENCE = 2_000  # characters


def split_statements(
    feedback: Feedback, *, settings: NormalizeSettings, forms: Collection[str] = ()
) -> list[Statement]:
    """Return the statements of `feedback` in order; each is exactly ``feedback.text[start:end]``.

    Lines and list items always end a statement, sentences and contrasting clauses do; code, logs and traces
    are one each. Fragments without a letter or under ``min_statement_chars`` join their neighbour, so every
    letter and digit outside list markers is in exactly one statement. ``forms`` are the lines that a form of
    its source writes (`form_lines`): they are machine text.
    """
    text = feedback.text
    return [
        Statement(
            id=f"{feedback.id}:{start}",
            feedback_id=feedback.id,
            start=start,
            end=end,
            text=text[start:end],
            kind=kind,
        )
        for start, end, kind in _split(text, settings.min_statement_chars, forms)
    ]


def _split(text: str, minimum: int, forms: Collection[str]) -> Iterator[tuple[int, int, StatementKind]]:
    lines = lines_of(text)
    done = 0
    found = False
    for first, end in [*machine_blocks(lines, forms), (len(lines), len(lines))]:
        for span in _named(text, _join(text, _prose(text, lines[done:first]), minimum)):
            yield span
            found = True
        if first < end:
            yield *_strip(text, lines[first].start, lines[end - 1].end), "machine"
            found = True
        done = end
    start, stop = _strip(text, 0, len(text))
    if not found and start < stop:
        yield start, stop, "chaser" if "?" in text else "machine"


def _named(text: str, spans: Iterator[Span]) -> Iterator[tuple[int, int, StatementKind]]:
    """Yield the spans with their kind; a name alone on the line below a courtesy belongs to it."""
    before: StatementKind = "content"
    for start, end in spans:
        kind = _kind(text[start:end])
        below = before == "courtesy" and text[start - 1] == "\n"
        if below and kind == "content" and _NAME.fullmatch(text, start, end):
            kind = "courtesy"
        yield start, end, kind
        before = kind


def _kind(statement: str) -> StatementKind:
    if is_notice(statement) or is_machine_line(statement):
        return "machine"
    if is_courtesy(statement):
        return "courtesy"
    return "chaser" if is_chaser(statement) else "content"


def _prose(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    for line in lines:
        marker = _MARKER.match(line.text)
        start = line.start + (marker.end() if marker else 0)
        for begin, end in sentences(text, start, line.end):
            for part in _parts(text, *_strip(text, begin, end)):
                stripped = _strip(text, *part)
                if stripped[0] < stripped[1]:
                    yield stripped


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the clauses of one sentence, none over 60 words; an endless sentence is cut before it is read."""
    whole = [(start, end)] if end - start <= _LONG_SENTENCE else list(cut_long(text, start, end))
    for first, last in whole:
        for clause in clauses(text, first, last):
            yield from cut_long(text, *clause)


def _join(text: str, spans: Iterator[Span], minimum: int) -> Iterator[Span]:
    """Join fragments to what stands before them, else to what follows; drop punctuation that stands alone."""
    last: Span | None = None
    for start, end in spans:
        part = text[start:end]
        if not _has_substance(part):
            continue
        fragment = _is_fragment(part, minimum)
        if last is not None and (fragment or _is_fragment(text[last[0] : last[1]], minimum)):
            last = last[0], end
            continue
        if last is not None:
            yield last
        last = start, end
    if last is not None:
        yield last


def _is_fragment(part: str, minimum: int) -> bool:
    return len(part) < minimum or not any(map(str.isalpha, part))


def _has_substance(part: str) -> bool:
    """Tell whether there is more than ASCII punctuation: a letter, a digit, an emoji."""
    return any(c.isalnum() or ord(c) > 0x2190 for c in part)


def _strip(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
