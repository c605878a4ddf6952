"""The report's essence for a terminal: at most thirty lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote
from textwrap import wrap

from feedback_insights.records import STATES, FileReport
from feedback_insights.report.parts import Extent, FeatureRow, ReportData, ThemeRow
from feedback_insights.report.words import (
    cells,
    cut,
    estimate,
    money,
    mood_word,
    number,
    out_of,
    people,
    period,
    plural,
    ranks,
    scope_words,
    share_of,
    shorten,
)

LINES = 30
NARROWEST, WIDEST = 40, 120
MANY_FILES = 4  # beyond, files of one format share a line


@dataclass(slots=True)
class _Section:
    """A heading with entries of one or more lines, of which at least `fewest` stay."""

    heading: str
    entries: list[list[str]]
    fewest: int
    most: int
    dropped: int = 0

    def __post_init__(self) -> None:
        self.dropped = max(0, len(self.entries) - self.most)
        del self.entries[self.most :]

    def lines(self) -> list[str]:
        more = [f"  and {self.dropped:,} more, see the report"] if self.dropped else []
        head = [self.heading] if self.heading else []
        return [*head, *(line for entry in self.entries for line in entry), *more]

    @property
    def spare(self) -> int:
        """How many lines could go."""
        return sum(len(entry) for entry in self.entries[self.fewest :])

    @property
    def bare(self) -> bool:
        """Whether no entry can go, even in need: a section without a heading keeps its fewest."""
        return len(self.entries) <= (1 if self.heading else self.fewest)

    def drop(self) -> None:
        self.entries.pop()
        self.dropped += 1


def summary(data: ReportData, *, width: int = 80, report: str = "", db: str = "") -> list[str]:
    """What a run found, in at most 30 lines of at most `width` columns; lines without indent are headings.

    Below 80 columns, what has to be said in full (`_wrapped`) may take some more lines.
    `report` is the path of the written report and `db` that of the workspace, as the user gave them; they
    lead to the last lines, with what to do next.
    """
    width = min(max(width, NARROWEST), WIDEST)
    sections = [
        _Section("", [_wrapped(f"! {limit}", width) for limit in data.limits], fewest=1, most=3),
        _Section("", [_wrapped(line, width) for line in _head(data)], fewest=3, most=4),
        _Section("", [[f"! {problem}"] for problem in data.problems], fewest=1, most=4),
        _Section("Files", [[line] for line in _files(data.files, width)], fewest=2, most=8),
        _Section(_themes_heading(data), [[line] for line in _themes(data)], fewest=5, most=7),
        _backlog(data, width),
        _Section("Done, declined or in progress", [[line] for line in _apart(data)], fewest=1, most=3),
        _Section(_uncovered_heading(data), [[line] for line in _uncovered(data)], fewest=1, most=4),
        _Section("", [[line] for line in _next(data, report, db)], fewest=4, most=4),
    ]
    shown = [section for section in sections if section.entries]
    while sum(len(section.lines()) for section in shown) > LINES:
        droppable = [section for section in shown if not section.bare]
        if not droppable:
            break
        max(droppable, key=lambda section: (section.spare, len(section.entries))).drop()
    return [cut(line, width) for section in shown for line in section.lines()]


def _wrapped(text: str, width: int) -> list[str]:
    """What is of no use cut short: what an export cannot hold, how much is not known."""
    return wrap(text, width, subsequent_indent="    ", break_on_hyphens=False)


def _head(data: ReportData) -> Iterator[str]:
    scope = data.scope
    as_of = f", as of {scope.as_of}" if scope.as_of else ""
    yield f"Feedback {period(scope.first, scope.last)}{as_of} (run {data.run})"
    if scope.where or scope.window:
        yield f"Only {scope_words(scope)}"
    who = f"At least {people(scope.people)}"
    if scope.assumed:
        who += f" ({scope.assumed:,} assumed)"
    if scope.accounts:
        who += f" at {plural(scope.accounts, 'account')}"
    yield f"{who}; {plural(scope.feedback, 'item')} from {plural(scope.records, 'record')}"
    nameless = out_of(scope.without_person.count, scope.without_person.of, "item") + " name no person"
    yield f"{nameless if scope.without_person.count else 'Every item names a person'}; {_alone(scope)}"


def _alone(scope: Extent) -> str:
    if not scope.accounts:
        return "no account is known"
    alone = scope.without_account
    if not alone.count:
        return "every person has a known account"
    return f"{out_of(alone.count, alone.of, 'person', 'people')} have no known account"


def _files(files: tuple[FileReport, ...], width: int) -> Iterator[str]:
    groups = list(_by_format(files) if len(files) > MANY_FILES else ((f.file, [f]) for f in files))
    if len(groups) > MANY_FILES:  # not all of them may fit
        groups = [(f"all {len(files):,} files", [*files]), *groups]
    rows = [(name, _fate(together)) for name, together in groups]
    fates, names = (max((cells(row[n]) for row in rows), default=0) for n in (1, 0))
    widest = min(names, 28, max(width - fates - 4, 20))
    for name, fate in rows:
        yield f"  {_left(shorten(name, widest), widest)}  {fate}"


def _fate(files: list[FileReport]) -> str:
    counts = {state: sum(file.ledger.states.get(state, 0) for file in files) for state in STATES}
    fate = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in counts.items() if count)
    return f"{plural(sum(file.ledger.records for file in files), 'record')}: {fate or 'none'}"


def _by_format(files: tuple[FileReport, ...]) -> Iterator[tuple[str, list[FileReport]]]:
    """Files of a format that many share stand together, so that every record is on the screen."""
    for format in dict.fromkeys(file.format for file in files):
        same = [file for file in files if file.format == format]
        if len(same) > MANY_FILES // 2:
            yield f"{len(same)} files, {format}", same
        else:
            yield from ((file.file, [file]) for file in same)


def _themes_heading(data: ReportData) -> str:
    scope = data.scope
    areas = f" in {plural(len(data.areas), 'area')}" if data.areas else ""
    unread = f", {scope.unread:,} not read" if scope.unread else ""
    return (
        f"Themes: {len(data.themes)}{areas} from {plural(scope.content, 'statement')}"
        f" with content, {scope.unassigned:,} in none{unread}"
    )


def _themes(data: ReportData) -> Iterator[str]:
    counts = [people(theme.people) for theme in data.themes]
    moods = [_mood(theme) for theme in data.themes]
    for theme, count, mood in zip(data.themes, counts, moods, strict=True):
        size = f"{theme.size:,} said"
        yield (
            f"  {_left(theme.id, _widest(data.themes))}  {count:>{max(map(len, counts))}}  {size:>9}"
            f"  {_left(mood, max(map(cells, moods)))}  {theme.name}{_marks(theme)}"
        )


def _marks(theme: ThemeRow) -> str:
    """What to know beside a theme's name: that it hardly holds together, or rests on a few days."""
    burst, dense = theme.burst, ""
    if burst and burst.unusual:
        dense = f" (burst {burst.first}: {share_of(burst.statements, burst.of, theme.heard)})"
    return f"{' (unsettled)' if theme.unsettled else ''}{dense}"


def _mood(theme: ThemeRow) -> str:
    mood = theme.mood
    total = mood.negative + mood.neutral + mood.positive if mood else 0
    if mood is None or not total:
        return mood_word(mood)
    name, most = max(
        (("negative", mood.negative), ("positive", mood.positive), ("neutral", mood.neutral)),
        key=lambda pair: pair[1],
    )
    return f"{share_of(most, total, theme.heard):>8} {name}"


def _backlog(data: ReportData, width: int) -> _Section:
    if not data.features:
        return _Section(
            "No backlog yet. With --backlog FILE:",
            [
                ["  every theme is matched with the items it asks for, items are ranked by who"],
                ["  asks for them and what they cost, and themes without an item stand out"],
            ],
            fewest=2,
            most=2,
        )
    by = "reach" if data.basis == "value" else "RICE"
    lacking = f", {data.without_effort:,} of them without effort" if data.without_effort else ""
    asked = [feature for feature in data.features if feature.contends]
    return _Section(
        f"Backlog: {plural(len(data.features), 'item')}{lacking}; best first by {by}",
        [_feature(data, feature, width) for feature in asked] or [["  nobody here asks for any of them"]],
        fewest=2,
        most=5,
    )


def _feature(data: ReportData, feature: FeatureRow, width: int) -> list[str]:
    value = feature.inputs["reach"] if data.basis == "value" else feature.rice
    figure = f"{'reach' if data.basis == 'value' else 'RICE'} {estimate(value)}"
    room = width - cells(figure) - 2
    title = shorten(f"{feature.id} {feature.title}", room - 9)
    first = f"{_left(f'  {ranks(feature.rank_low, feature.rank_high):<6} {title}', room)}  {figure}"
    revenue = feature.inputs["revenue"].value
    facts = [] if revenue is None else [money(revenue, data.currency)]
    facts.append("effort?" if feature.effort is None else f"effort {number(feature.effort)}")
    return [first, f"         {' · '.join([*facts, feature.reason])}"]


def _apart(data: ReportData) -> Iterator[str]:
    for word, rows in (
        ("came back", data.plan.came_back),
        ("declined", data.plan.declined),
        ("coming", data.plan.coming),
    ):
        yield from (f"  {word:<9}  {row.id} {shorten(row.title, 40)}: {row.told}" for row in rows)


def _uncovered_heading(data: ReportData) -> str:
    """How many drafts there are, and what stands beside them."""
    aside = len(data.candidates.nothing_to_build)
    more = f"; {plural(aside, 'theme')} with nothing to build" if aside else ""
    return f"Not in the backlog: {plural(len(data.uncovered), 'draft')}, links --candidates{more}"


def _uncovered(data: ReportData) -> Iterator[str]:
    for theme_id in data.uncovered:
        theme = data.theme(theme_id)
        yield f"  {_left(theme.id, _widest(data.themes))}  {people(theme.people)}  {theme.name}"


def _next(data: ReportData, report: str, db: str) -> Iterator[str]:
    if report:
        yield f"Report: {report}"
    if not db:
        return
    command = "Next:   feedback-insights"
    asked = [feature for feature in data.features if feature.contends]
    if asked:
        yield f"{command} explain {quote(db)} {quote(asked[0].id)}"
        command = " " * 8 + "feedback-insights"
    if data.themes:
        yield f"{command} themes {quote(db)} {data.themes[0].id}"
        command = " " * 8 + "feedback-insights"
    yield f"{command} verify {quote(db)}"


def _left(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _widest(themes: tuple[ThemeRow, ...]) -> int:
    return max((cells(theme.id) for theme in themes), default=0)
