"""From raw records to clean feedback: text out of markup, without history, signatures and personal data.

`clean` does one record; `find_duplicates` and `split_statements` work on what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from feedback_insights.normalize import _notices, language
from feedback_insights.normalize.backlog_texts import is_impersonal, mask_feature
from feedback_insights.normalize.duplicates import find_duplicates
from feedback_insights.normalize.forms import form_lines
from feedback_insights.normalize.history import strip_history
from feedback_insights.normalize.identity import (
    FREE_MAIL,
    account_keys,
    alias_keys,
    author_pseudonym,
    person_keys,
    pseudonym,
)
from feedback_insights.normalize.language import languages
from feedback_insights.normalize.markup import to_text, unwrap
from feedback_insights.normalize.privacy import Masker
from feedback_insights.normalize.prompts import Read, read_with_prompts
from feedback_insights.normalize.statements import split_statements
from feedback_insights.raw import RawFeedback, RawText, SourceRecord, feedback_id
from feedback_insights.records import Feedback, Locator, State
from feedback_insights.settings import NormalizeSettings

__all__ = [
    "FREE_MAIL", "NORMALIZER_VERSION", "CleanRecord", "CleanUnit", "Read", "account_keys", "alias_keys",
    "clean", "find_duplicates", "form_lines", "is_impersonal", "languages", "mask_feature", "person_keys",
    "pseudonym", "read_with_prompts", "split_statements",
]  # fmt: skip

NORMALIZER_VERSION = "3"
"""Goes up whenever the same record may give another text or other statements: offsets are old then."""

_EMPTY = frozenset(
    {"", "-", "--", "---", ".", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "not applicable"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUnit:
    """One feedback with the keyed hashes by which its author and organisation are recognized."""

    feedback: Feedback
    account_keys: tuple[str, ...]  # "id:..", "domain:..", "name:.." in that order
    person_keys: tuple[str, ...]  # "id:..", "email:..", "name:..", "ref:.." in that order


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRecord:
    """One record of the export after cleaning, and what became of it."""

    locator: Locator
    state: State
    reason: str
    units: tuple[CleanUnit, ...]
    updated: datetime | None


def clean(record: SourceRecord, *, key: bytes, settings: NormalizeSettings) -> CleanRecord:
    """Return the record with its texts cleaned and masked. Never raises on any text.

    A unit without text left vanishes. A used record left without units becomes "system" if all there was is
    automatic, "rating_only" if it holds a rating, else "empty".
    """
    if record.state != "used":
        return _finish(record, record.state, record.reason, ())
    texts = [_unit_text(unit) for unit in record.units]
    kept = [(unit, text) for unit, text in zip(record.units, texts, strict=True) if _says_something(text)]
    if not kept:
        state, reason = _why_nothing(record, texts)
        return _finish(record, state, reason, ())
    masker = _masker(record)
    units = tuple(_clean_unit(record, unit, text, masker, key, settings) for unit, text in kept)
    return _finish(record, "used", record.reason, units)


def _finish(record: SourceRecord, state: State, reason: str, units: tuple[CleanUnit, ...]) -> CleanRecord:
    return CleanRecord(
        locator=record.locator, state=state, reason=reason, units=units, updated=record.updated
    )


def _says_something(text: str) -> bool:
    return bool(text) and not _notices.is_automatic(text)


def _why_nothing(record: SourceRecord, texts: list[str]) -> tuple[State, str]:
    if any(texts):
        return "system", "automatic text only"
    if any(unit.rating is not None for unit in record.units):
        return "rating_only", "a rating without words"
    return "empty", "no text of the customer's own"


def _unit_text(unit: RawFeedback) -> str:
    names = tuple(_people_in(unit))
    cleaned = (_clean_text(text, names) for text in unit.texts)
    return "\n\n".join(text for text in cleaned if text)


def _clean_text(raw: RawText, names: tuple[str, ...]) -> str:
    text = to_text(raw.text, raw.markup, correspondence=raw.correspondence)
    if raw.correspondence:
        text = strip_history(text, names=names)
        text = unwrap(text) if raw.markup == "plain" else text
    return "" if text.casefold() in _EMPTY else text


def _people_in(unit: RawFeedback) -> Iterator[str]:
    if unit.author is not None and unit.author.name:
        yield unit.author.name
    yield from unit.names


def _masker(record: SourceRecord) -> Masker:
    names = [name for unit in record.units for name in _people_in(unit)]
    emails = [unit.author.email for unit in record.units if unit.author is not None and unit.author.email]
    return Masker(names, emails=emails)


def _clean_unit(
    record: SourceRecord,
    unit: RawFeedback,
    text: str,
    masker: Masker,
    key: bytes,
    settings: NormalizeSettings,
) -> CleanUnit:
    author = unit.author
    keys = account_keys(
        unit.organisation,
        email=author.email if author else None,
        key=key,
        source=record.source,
        instance=record.instance,
    )
    feedback = _feedback(record, unit, text, _leave if settings.keep_pii else masker.mask)
    feedback = replace(
        feedback,
        author=author_pseudonym(author, source=record.source, instance=record.instance, key=key),
        account=pseudonym("account", keys[0], key=key) if keys else None,
    )
    people = person_keys(author, source=record.source, instance=record.instance, key=key)
    return CleanUnit(feedback=feedback, account_keys=keys, person_keys=people)


def _leave(text: str) -> str:
    return text


def _feedback(record: SourceRecord, unit: RawFeedback, text: str, mask: Callable[[str], str]) -> Feedback:
    text = mask(text)
    fields = " + ".join(dict.fromkeys(raw.field for raw in unit.texts if raw.field))
    return Feedback(
        id=feedback_id(record.source, record.instance, unit.external_id, unit.question_id),
        source=record.source,
        external_id=unit.external_id,
        question_id=unit.question_id,
        text=text,
        created=unit.created,
        audience=unit.audience,
        product=unit.product,
        channel=unit.channel,
        lang=language.detect(text),
        rating=unit.rating,
        public=unit.public,
        locator=replace(record.locator, field=fields or record.locator.field),
        url=mask(unit.url) if unit.url else unit.url,
        prompt=mask(to_text(unit.prompt, "plain")),
        voice=unit.voice,
        session=mask(unit.session) if unit.session else unit.session,
        refs=_refs(unit.refs, keep=mask is _leave),
    )


def _refs(refs: Iterable[str], *, keep: bool) -> tuple[str, ...]:
    """The refs without those that look like personal data, such as a phone number with letters in front.

    A masker of their own: they must not take numbers from the placeholders in the texts.
    """
    return tuple(sorted({ref for ref in refs if keep or Masker().mask(ref) == ref}))
