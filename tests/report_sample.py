"""A small run, written by hand, for the tests of the report: four themes, five backlog items, two exports.

So few people that no share may be told in per cent; `report_crowd.py` has many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from feedback_insights.directory import Directory, resolve
from feedback_insights.figures import Ground, MinChange, Moves, View, moves_since, within
from feedback_insights.linking import judge_links
from feedback_insights.priority import Support, score_rice
from feedback_insights.records import (
    Account,
    Analysis,
    Feature,
    Feedback,
    FileReport,
    Ledger,
    Link,
    Locator,
    Membership,
    Mood,
    PastRun,
    RequestType,
    Run,
    Statement,
    Tag,
    Theme,
    Voice,
)
from feedback_insights.report.data import gather
from feedback_insights.report.parts import ReportData
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings
from feedback_insights.support import tied

EVERYTHING = Scope()
EXPORT, HOOKS, LOGIN, DOCS, DATA = "T1", "T2", "T3", "T10", "T9"
NEARLY = {4: HOOKS}  # position of a statement -> where it nearly belongs, too
THEMES = {
    EXPORT: ("exporting a large board", "FEAT-7"),
    HOOKS: ("webhook retries", None),
    LOGIN: ("signing in on the phone", "FEAT-2"),
    DOCS: ("the reference for paging", "FEAT-12"),
}
SAID = [  # theme, author, account, severity, tone, words
    (EXPORT, "ana", "id:acme", 3, -1, "Exporting our roadmap board times out every single Friday."),
    (EXPORT, "ben", "id:acme", 3, -1, "I gave up on the CSV after the third spinner."),
    (EXPORT, "cho", "id:birch", 2, -1, "A board of 900 cards never makes it into a spreadsheet."),
    (EXPORT, "dev", "id:corvid", 2, 0, "Could the export run in the background and mail me a link?"),
    (EXPORT, "eli", None, 4, -1, "We can't hand the quarter over to our auditors without this file."),
    (EXPORT, "fay", "id:birch", 1, 1, "Small exports are lovely, by the way."),
    (HOOKS, "gus", "id:corvid", 3, -1, "Your hooks stop firing after one 502 and never come back."),
    (HOOKS, "hal", "id:delta", 3, -1, "We lost a night of orders since nothing was delivered twice."),
    (HOOKS, "ivy", "id:delta", 2, 0, "Is there a replay button for missed events?"),
    (LOGIN, "jon", None, 4, -1, "The app logs me out whenever the train enters a tunnel."),
    (LOGIN, "kim", "id:acme", 2, -1, "Face unlock forgets me each Monday."),
    (LOGIN, "lou", None, 1, 1, "Passkeys on my tablet feel like magic."),
    (DOCS, "max", "id:birch", 1, 0, "Nowhere does it say whether cursors expire."),
    (DOCS, "nia", "id:corvid", 1, -1, "The paging sample still shows offsets that were dropped in v2."),
]
FEATURES = (
    Feature(
        "FEAT-7", "Export boards in the background", effort=3.0, status="Open", url="https://jira.example/7"
    ),
    Feature("FEAT-2", "Stay signed in when the network drops"),
    Feature("FEAT-12", "Rewrite the paging chapter", effort=0.5, status="In progress"),
    Feature("FEAT-30", "Dark theme for the console", effort=2.0),
    Feature("FEAT-31", "Bulk archive"),
)
ACCOUNTS = (
    (Account(id="ACME", name="Acme", arr=120_000.0, currency="EUR"), ("id:acme",)),
    (Account(id="BIRCH", name="Birch & Sons", arr=36_500.0, currency="EUR"), ("id:birch",)),
)
TONES = {-1: "negative", 0: "neutral", 1: "positive"}
PROBABILITIES = {-1: (0.9, 0.08, 0.02), 0: (0.1, 0.8, 0.1), 1: (0.02, 0.08, 0.9)}
FILES = (
    FileReport(
        file="tickets.ndjson",
        format="zendesk_ndjson",
        sha256="ab" * 32,
        ledger=Ledger(records=14, states={"used": 10, "duplicate": 1, "private": 1, "rejected": 2}, units=10),
        warnings=("2 comments have no author",),
    ),
    FileReport(
        file="survey.csv",
        format="table_csv",
        sha256="cd" * 32,
        ledger=Ledger(records=6, states={"used": 4, "rating_only": 2}, units=4),
    ),
)
RUN = Run(
    id="R1",
    as_of="2026-05-28",
    settings={"themes": {"granularity": "normal", "seed": 0}, "encoder": {"name": "/home/ana/models/mine"}},
    seeds={"themes": 0, "priority": 0},
    models={"encoder": "all-MiniLM-L6-v2@53aa51172d14"},
    versions={"feedback_insights": "0.1.0", "normalizer": "1"},
    counts={"statements": 14},
)


def feedback_of(position: int, *, text: str | None = None, voice: Voice = "said") -> Feedback:
    """What the person at `position` in `SAID` wrote."""
    theme, author, account, _, _, words = SAID[position]
    tickets = position < 10
    return Feedback(
        id=f"{position:016x}",
        source="zendesk" if tickets else "survey",
        external_id=str(1000 + position),
        text=text or words,
        created=datetime(2026, 3 + position % 3, 2 + 2 * position, 9, tzinfo=UTC),
        author=None if theme == LOGIN else f"person_{author}",
        account=account,
        audience="developer" if theme in (HOOKS, DOCS) else "end user",
        lang="en",
        channel="email" if tickets else None,
        locator=Locator(
            file=FILES[0 if tickets else 1].file,
            sha256=FILES[0 if tickets else 1].sha256,
            record=f"ticket {1000 + position}" if tickets else f"row {position}",
            field="comments[0].html_body" if tickets else "What should we fix?",
        ),
        url=f"https://desk.example/tickets/{1000 + position}" if tickets else None,
        prompt="" if tickets else "What should we fix?",
        voice=voice,
    )


def feedback(**changes: str) -> list[Feedback]:
    """Everything said; `text` and `voice` replace those of the first."""
    items = [feedback_of(position) for position in range(len(SAID))]
    items[0] = replace(items[0], **changes)  # type: ignore[arg-type]
    return items


def statements(items: Sequence[Feedback]) -> tuple[Statement, ...]:
    """One statement per feedback."""
    return tuple(
        Statement(
            id=f"{item.id}:0",
            feedback_id=item.id,
            start=0,
            end=len(item.text),
            text=item.text,
            kind="content",
        )
        for item in items
    )


def themes(found: Sequence[Statement]) -> tuple[Theme, ...]:
    """The four themes with their statements."""
    made = []
    for theme, (name, _) in THEMES.items():
        at = [position for position, said in enumerate(SAID) if said[0] == theme]
        tones = [SAID[position][4] for position in at]
        ids = tuple(found[position].id for position in at)
        mood = Mood(
            negative=tones.count(-1),
            neutral=tones.count(0),
            positive=tones.count(1),
            mean=sum(tones) / len(at),
        )
        made.append(
            Theme(
                id=theme,
                name=name,
                size=len(at),
                customers=len(at),
                statements=ids,
                quotes=ids[:3],
                keyphrases=tuple(name.split()[-2:]),
                keyphrase_weights=(0.5, 0.25)[: len(name.split()[-2:])],
                stability=0.9,
                fidelity=0.75,
                summary=ids[0],
                mood=mood,
            )
        )
    return tuple(made)


def in_full(found: Analysis) -> Analysis:
    """The same run with an area that holds the first two themes, and with what every statement asks."""
    inside = tuple(id for theme in found.themes if theme.id in (EXPORT, HOOKS) for id in theme.statements)
    area = Theme(
        id=DATA, name="data in and out", level="area", size=len(inside), customers=len(inside),
        statements=inside,
    )  # fmt: skip
    themes = (replace(t, parent=DATA) if t.id in (EXPORT, HOOKS) else t for t in found.themes)
    tags = (replace(tag, request_type=request_type(n)) for n, tag in enumerate(found.tags))
    return replace(found, themes=(*themes, area), tags=tuple(tags))


def request_type(position: int) -> RequestType:
    """What the person at `position` asks for."""
    _, _, _, severity, tone, words = SAID[position]
    if words.endswith("?"):
        return "question"
    return "praise" if tone > 0 else "bug" if severity > 1 else "usability"


def links(found: Sequence[Statement], features: Sequence[Feature]) -> tuple[Link, ...]:
    """Every theme with a feature asks for it, and so do its statements."""
    known = {feature.id for feature in features}
    made = []
    for position, (theme, *_, tone, _) in enumerate(SAID):
        feature = THEMES[theme][1]
        if feature in known and feature is not None:
            probability = 0.95 - 0.01 * position
            made.append((found[position].id, "statement", feature, probability, tone < 1))
    for theme, (_, feature) in THEMES.items():
        if feature in known and feature is not None:
            made.append((theme, "theme", feature, 0.9, True))
    return tuple(
        Link(feature_id=f, subject_id=s, kind=kind, probability=p, accepted=yes)  # type: ignore[arg-type]
        for s, kind, f, p, yes in made
    )


def analysis(
    items: Sequence[Feedback], directory: Directory, features: Sequence[Feature], settings: Settings
) -> Analysis:
    """What a run would find in it."""
    found = statements(items)
    linked = links(found, features)
    at = {statement.id: position for position, statement in enumerate(found)}
    tags = tuple(
        Tag(
            statement_id=s.id, sentiment=TONES[SAID[n][4]], probabilities=PROBABILITIES[SAID[n][4]],  # type: ignore[arg-type]
            severity=SAID[n][3],
        )
        for n, s in enumerate(found)
    )  # fmt: skip
    support = [
        Support(
            feedback_id=items[at[link.subject_id]].id,
            statement_id=link.subject_id,
            feature_id=link.feature_id,
            probability=link.probability,
            accepted=link.accepted,
            severity=SAID[at[link.subject_id]][3],
            source=items[at[link.subject_id]].source,
        )
        for link in linked
        if link.kind == "statement"
    ]  # fmt: skip
    memberships = {s.id: Membership(SAID[n][0], 1.0, NEARLY.get(n)) for n, s in enumerate(found)}
    stances = judge_links(tied(linked, memberships), {s.id: s for s in found}, features, {}, {})
    return Analysis(
        run=RUN,
        statements=found,
        tags=tags,
        themes=themes(found),
        events=(),
        links=linked,
        scores=tuple(score_rice(features, support, directory, settings.priority)),
        memberships=memberships,
        stances=stances,
    )


def moves(
    found: Analysis, items: Sequence[Feedback], directory: Directory, *, since: str, level: MinChange
) -> Moves:
    """What moved since a run that knew no effort of the first backlog item, one link and one theme less."""
    earlier = [replace(one, effort=None) if one.id == "FEAT-7" else one for one in FEATURES]
    then = analysis(items, directory, earlier, Settings.from_dict({"priority": {"draws": 200}}))
    past = PastRun(
        run=replace(found.run, id=since),
        scores=then.scores,
        links=then.links[1:],
        themes=frozenset(theme.id for theme in then.themes[1:]),
    )
    return moves_since(past, found.run, found.scores, FEATURES, level=level)


def view(
    found: Analysis,
    items: Sequence[Feedback],
    directory: Directory,
    features: Sequence[Feature],
    settings: Settings,
    scope: Scope = EVERYTHING,
) -> View:
    """The run as seen within a scope."""
    ground = Ground.of(items, directory, found.statements, found.tags)
    chosen = ground.facets.choose(scope)
    ground = ground if scope.everything else ground.limited(chosen.ids)
    return View(
        chosen=chosen,
        ground=ground,
        analysis=within(found, ground, features, settings, whole=scope.everything),
    )


def report_data(
    *,
    features: Sequence[Feature] = FEATURES,
    settings: Settings | None = None,
    theme_name: str | None = None,
    scope: Scope = EVERYTHING,
    before: Scope | None = None,
    by: str | None = None,
    files: Sequence[FileReport] = FILES,
    **changes: str,
) -> ReportData:
    """The sample as a report shows it. `changes` are those of the first feedback."""
    settings = settings or Settings.from_dict({"priority": {"draws": 200}})
    items = feedback(**changes)
    keys = {item.id: (item.account,) for item in items if item.account}
    directory = resolve(items, keys, ACCOUNTS)
    found = in_full(analysis(items, directory, features, settings))
    if theme_name:
        found = replace(found, themes=(replace(found.themes[0], name=theme_name), *found.themes[1:]))
    seen = view(found, items, directory, features, settings, scope)
    then = view(found, items, directory, features, settings, before) if before else None
    return gather(seen, features=features, files=files, settings=settings, before=then, by=by)
