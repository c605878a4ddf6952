"""One Markdown file for people: what comes first and why, what people say, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feedback_insights.exporters._registry import ExportFile
from feedback_insights.exporters.data import ExportData
from feedback_insights.exporters.entries import Entry, Material, Ranking
from feedback_insights.exporters.prose import evidence_lines, figure, inert, link, row


@dataclass(frozen=True, slots=True)
class MarkdownExporter:
    """`summary.md`."""

    name: str = "markdown"
    description: str = "one Markdown file for people: the ranking with its evidence, themes, what is missing"
    evidence: str = "ours"
    by_item: bool = True

    def files(self, data: ExportData) -> Iterator[ExportFile]:
        """Yield the file."""
        ranking = Ranking(material=Material(data), method="rice", closed=False)
        yield ExportFile("summary.md", ("\n".join(_lines(ranking)) + "\n").encode())


def _lines(ranking: Ranking) -> Iterator[str]:
    entries = list(ranking.entries())
    yield "# What feedback says"
    yield ""
    yield from _heading(ranking.data)
    yield ""
    yield from _table(entries, ranking)
    report = ranking.data.settings.report
    for entry in entries[: report.top_features]:
        yield ""
        yield f"## {link(entry.feature.id, entry.feature.url)} {inert(entry.feature.title)}"
        yield ""
        yield from evidence_lines(entry)
    yield from _themes(ranking, report.top_themes)
    yield from _missing(ranking, entries)


def _heading(data: ExportData) -> Iterator[str]:
    run, facts = data.view.analysis.run, data.facts
    when = f", as of {run.as_of}" if run.as_of else ""
    where = [f"{facet} {' or '.join(sorted(values))}" for facet, values in sorted(facts.where.items())]
    scope = ", ".join([*where, *([facts.window] if facts.window else [])]) or "everything"
    yield f"Run {inert(run.id)}{when}. Scope: {inert(scope)}."
    heard = f"{facts.people:,} people at {facts.accounts:,} accounts"
    yield f"{facts.feedback:,} items of feedback from at least {heard}."
    yield "People are lower bounds and chose to speak: an order of things, not how common one is."
    if moves := data.options.moves:
        yield f"Only what moved since {inert(moves.since)} (by {moves.level} or more)."


_COLUMNS = ("Tier", "Rank", "Item", "Title", "Score", "90 %", "People", "Effort")


def _table(entries: list[Entry], ranking: Ranking) -> Iterator[str]:
    moved = ranking.data.options.moves is not None
    if not entries:
        yield "Nothing moved." if moved else "There is no backlog item to rank."
        return
    columns = [*_COLUMNS, *(["Moved because"] if moved else [])]
    yield row(columns)
    yield row(["---"] * len(columns))
    for entry in entries:
        yield row([*_cells(entry), *([inert(entry.change or "")] if moved else [])])


def _cells(one: Entry) -> list[object]:
    low, high, people = figure(one.low), figure(one.high), one.count("people")
    return [
        one.tier or "",
        one.ranks or "",
        link(one.feature.id, one.feature.url),
        inert(one.feature.title),
        f"none: {inert(one.why_blank or 'unknown')}" if one.value is None else figure(one.value),
        f"{low} to {high}" if low and high else "",
        "" if people is None else people,
        figure(one.input("effort")),
    ]


def _themes(ranking: Ranking, most: int) -> Iterator[str]:
    active = [
        t for t in ranking.material.selection.themes if t.status == "active" and t.level == "theme" and t.size
    ]
    ordered = sorted(active, key=lambda theme: (-theme.customers, -theme.size, len(theme.id), theme.id))
    if not ordered:
        return
    yield ""
    yield "## Themes"
    yield ""
    yield row(["Theme", "", "People", "Statements", "Of them negative", "positive"])
    yield row(["---"] * 6)
    for one in ordered[:most]:
        mood = one.mood
        tones = [mood.negative, mood.positive] if mood else ["", ""]
        yield row([one.id, inert(one.name), one.customers, one.size, *tones])
    if len(ordered) > most:
        yield ""
        yield f"And {len(ordered) - most} more."


def _missing(ranking: Ranking, entries: list[Entry]) -> Iterator[str]:
    lacking = [one for one in entries if one.value is None]
    drafts = ranking.material.selection.candidates.drafts
    if not lacking and not drafts:
        return
    yield ""
    yield "## What is missing"
    yield ""
    for status in sorted({one.score_status or "not scored" for one in lacking}):
        ids = [one.feature.id for one in lacking if (one.score_status or "not scored") == status]
        yield f"- {status}: {', '.join(map(inert, ids))}"
    if drafts:
        yield f"- not in the backlog: {'; '.join(inert(draft.title) for draft in drafts)}"


MARKDOWN = MarkdownExporter()
