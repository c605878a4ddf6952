"""Drafted backlog items in words: the same facts on the page, on a terminal and as Markdown to paste."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from shlex import quote

from feedback_insights.records import (
    CandidateFeature,
    Candidates,
    Dismissal,
    EffectKind,
    NearItem,
    ParentGuess,
    Quoted,
    Share,
    UrgencyKind,
)
from feedback_insights.report.markdown import code, lines_of, plain, whole_line
from feedback_insights.report.parts import SEVERITIES
from feedback_insights.report.words import (
    VOICES,
    chance,
    listing,
    out_of,
    people,
    period,
    plural,
    requests_words,
    share_interval,
    share_words,
)

DB = "DB"  # stands for the workspace's file where a text does not know it
NO_BACKLOG = "There is no backlog, so every theme is drafted; with one, themes that it holds are left out."
_WEB = re.compile(r"https?://[^\s<>\"\\]+", re.I)


def facts(draft: CandidateFeature) -> Iterator[tuple[str, str]]:
    """Everything that was counted for a draft, and where it could belong, as titles with a line each."""
    yield "People", _people(draft)
    yield "They ask", requests_words(draft.requests) or "unknown: nothing here was tagged"
    if draft.mood:
        mood = draft.mood
        unknown = f", {mood.unknown:,} unknown" if mood.unknown else ""
        counts = f"{mood.negative:,} negative, {mood.neutral:,} neutral, {mood.positive:,} positive"
        yield "They sound", f"{counts}{unknown}"
    yield "Severity, each person’s worst", _severity(draft)
    if draft.urgency:
        yield "What cannot wait", _by_kind(draft.urgency)
    if draft.effects:
        yield "What got worse", _by_kind(draft.effects)
    yield "When", _when(draft)
    for facet, shares in draft.makeup.items():
        yield f"{facet.capitalize()}, of those heard there", _makeup(shares)
    if draft.unsettled:
        yield "Unsettled", "with other statements left out it would be another group; read the quotes first"
    yield "Parent", parent_words(draft.parent)


def parent_words(guess: ParentGuess) -> str:
    """The parent that is suggested, or why none is."""
    if guess.feature_id is None:
        return f"none suggested: {guess.reason}"
    title = guess.title or "not among the backlog’s rows"
    return f"{guess.feature_id} ({title}), {guess.reason}"


def near_words(item: NearItem) -> str:
    """An item that comes near: "FL-102 Spanish help centre, 38 % likely, To Do"."""
    status = f", {item.status}" if item.status else ""
    return f"{item.feature_id} {item.title}, {chance(item.probability)}{status}"


def confirm(item: NearItem, draft: CandidateFeature, db: str = DB) -> str:
    """The command that says that a theme asks for an item that there is."""
    return f"feedback-insights triage {_file(db)} confirm {quote(item.feature_id)} {draft.theme}"


def dismiss(draft: CandidateFeature, db: str = DB) -> str:
    """The command that says that a theme is no feature."""
    return f"feedback-insights triage {_file(db)} dismiss {draft.theme} --reason WHY"


def left_out(found: Candidates) -> Iterator[str]:
    """What stands in no list of drafts: dismissed themes, and those of too few people."""
    if found.few:
        themes = plural(len(found.few), "theme")
        verb = "is" if len(found.few) == 1 else "are"
        yield f"{themes} of fewer than {people(found.fewest)} {verb} not drafted ({listing(found.few)})."
    if found.dismissed:
        yield f"{plural(len(found.dismissed), 'theme')} dismissed as no feature."
    yield from map(_grown, found.grown)


def markdown(draft: CandidateFeature, db: str = DB) -> str:
    """A draft as Markdown (CommonMark), to paste into a tracker; nobody's words can be markup in it."""
    lines = [f"# {'Not a draft' if draft.nothing_to_build else 'Draft'}: {plain(draft.title)}", ""]
    if draft.nothing_to_build:
        lines += [f"Nothing to build here, it seems: {draft.nothing_to_build}.", ""]
    if draft.problem:
        lines += ["## Problem", "", *_quote(draft.problem), ""]
    said = draft.problem.statement_id if draft.problem else ""
    others = [one for one in draft.quotes if one.statement_id != said]
    if others or draft.withheld:
        lines += ["## In their words", ""]
        for one in others:
            lines += [*_quote(one), ""]
        lines += [f"Not quoted: {draft.withheld}.", ""] if draft.withheld else []
    lines += ["## Who and how much", ""]
    lines += [f"- {title}: {plain(text)}" for title, text in facts(draft)]
    lines += ["", "## Before it is added", ""]
    for item in draft.nearest:
        lines.append(f"- {plain(near_words(item))}. The same? {code(confirm(item, draft, db))}")
    lines.append(f"- No feature at all? {code(dismiss(draft, db))}")
    lines += ["", f"Drafted from theme {draft.theme}. Quotes are exact, figures are counted; people chose to"]
    lines += ["speak, so they tell the order of things, not how common they are."]
    return "\n".join(lines) + "\n"


def _people(draft: CandidateFeature) -> str:
    assumed = f" ({draft.assumed:,} assumed, one per record that names nobody)" if draft.assumed else ""
    known = draft.accounts is not None
    accounts = f" at {plural(draft.accounts or 0, 'account')}" if known else ", no account known"
    share = f"; {share_interval(draft.share)} of the people heard" if draft.share else ""
    said = plural(draft.statements, "statement")
    return f"at least {people(draft.people)}{assumed}{accounts}, {said}{share}"


def _severity(draft: CandidateFeature) -> str:
    told = [
        f"{'none or cosmetic' if level == 0 else SEVERITIES[level]} {draft.severity[level]:,}"
        for level in (4, 3, 2, 1, 0)
        if draft.severity[level]
    ]
    unknown = [f"unknown {draft.severity_unknown:,}"] if draft.severity_unknown else []
    return ", ".join([*told, *unknown])


def _when(draft: CandidateFeature) -> str:
    if draft.first is None or draft.last is None:
        return "nothing has a date"
    said = period(date.fromisoformat(draft.first), date.fromisoformat(draft.last))
    undated = f"; {plural(draft.undated, 'statement')} without a date" if draft.undated else ""
    burst, heard = draft.burst, draft.share.of if draft.share else None
    if burst is None:
        return f"{said}{undated}"
    days = period(date.fromisoformat(burst.first), date.fromisoformat(burst.last))
    dense = out_of(burst.statements, burst.of, "statement", heard=heard)
    unusual = f", unusual: without them {people(burst.customers or 0)}" if burst.unusual else ""
    return f"{said}; densest three days {days}: {dense}{unusual}{undated}"


def _by_kind(counts: Mapping[UrgencyKind, int] | Mapping[EffectKind, int]) -> str:
    return ", ".join(f"{kind} {people(count)}" for kind, count in counts.items())


def _makeup(shares: Mapping[str, Share]) -> str:
    return ", ".join(f"{value.replace('_', ' ')} {share_words(share)}" for value, share in shares.items())


def _grown(one: Dismissal) -> str:
    told = f"{one.theme} {one.name} was dismissed when {people(one.people or 0)} spoke of it"
    return f"{told}; now {one.people_now:,} do: look again."


def _quote(one: Quoted) -> Iterator[str]:
    """The exact words, in a block of their own if somebody said them, and where they stand."""
    if one.prompt:
        yield from (f"Asked: {plain(one.prompt)}", "")
    label = "" if one.voice == "said" else f"{VOICES[one.voice]}: "
    first, *more = lines_of(one.text)
    yield f"> {label}{plain(first) if label else whole_line(first)}"
    yield from (f"> {whole_line(line)}" for line in more)
    field = "" if one.field == one.prompt else one.field
    place = [one.file, one.record, field, one.date or "", one.channel or ""]
    where = [plain(part) for part in place if part]
    url = [f"<{one.url}>" if _WEB.fullmatch(one.url) else plain(one.url)] if one.url else []
    yield ">"
    yield f"> — {' · '.join([*where, *url, code(one.statement_id)])}"


def _file(db: str) -> str:
    return db if db == DB else quote(db)
