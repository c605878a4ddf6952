"""A crowd of invented people for the report: as many themes, audiences and products as asked for.

Half a year of tickets and answers, an outage of which one theme speaks for three days, and interviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import report_sample as sample

from feedback_insights.directory import Directory, resolve
from feedback_insights.figures import Ground, View, score_backlog, within
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
    RequestType,
    Statement,
    Tag,
    Theme,
    ThemeEvent,
)
from feedback_insights.report.data import gather
from feedback_insights.report.parts import ReportData
from feedback_insights.scope import Scope
from feedback_insights.settings import Settings

THINGS = (
    "search box", "board export", "webhook delivery", "billing page", "sign-in", "mobile app", "reference",
    "audit log", "inbox", "import wizard", "calendar", "team roles",
)  # fmt: skip
TROUBLES: tuple[tuple[str, str, RequestType, int, int], ...] = (  # name, words, type, tone, severity
    ("speed of the {}", "the {} takes minutes where it used to take a second", "bug", -1, 3),
    ("the {} without a mouse", "I wish the {} could be used from the keyboard", "feature_request", 0, 1),
    ("finding the {}", "where do I even find the {} after the redesign", "question", 0, 1),
    ("the {} losing work", "the {} threw away what I had typed", "bug", -1, 4),
    ("praise for the {}", "the {} has become a joy to use", "praise", 1, 0),
)
AREAS = ("Getting data in and out", "Paying and signing in", "Knowing what happened", "Working together")
OPENINGS = ("Since Monday", "For our team", "On my laptop", "Honestly", "Every single day", "In the pilot")
ENDINGS = ("with {} boards", "with {} people", "for the {}th time", "after {} tries", "across {} projects")
AUDIENCES = ("developer", "end_user", "partner", "internal")
PRODUCTS = ("Console", "Mobile", "API", "Reports", "Desktop", "Market")
PROMPT = "What is the one thing you would change?"
START, DAYS, OUTAGE = datetime(2026, 4, 1, 9, tzinfo=UTC), 183, datetime(2026, 8, 18, 7, tzinfo=UTC)
BURSTING = 1  # the theme T2
NAMES = {"zendesk": "tickets.csv", "survey": "pulse.csv", "notes": "sessions.md"}
RUN = replace(sample.RUN, id="R4", as_of="2026-09-30")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is of everything; an item of feedback holds two statements."""

    items: int = 240
    themes: int = 9
    features: int = 6
    people: int = 150
    audiences: int = 3
    products: int = 3
    participants: int = 6
    quotes: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What was said, by whom, and what a run found in it."""

    items: Sequence[Feedback]
    directory: Directory
    features: Sequence[Feature]
    found: Analysis
    settings: Settings

    def view(self, scope: Scope) -> View:
        """The run as seen within a scope."""
        whole = Ground.of(self.items, self.directory, self.found.statements, self.found.tags)
        chosen = whole.facets.choose(scope)
        ground = whole if scope.everything else whole.limited(chosen.ids)
        counted = within(self.found, ground, self.features, self.settings, whole=scope.everything)
        return View(chosen=chosen, ground=ground, analysis=counted)

    def report(
        self, scope: Scope = sample.EVERYTHING, *, vs: str | None = None, by: str | None = None
    ) -> ReportData:
        """What a report shows of it, beside the period `vs`."""
        return gather(
            self.view(scope),
            features=self.features,
            files=files(self.items),
            settings=self.settings,
            before=self.view(scope.during(vs)) if vs else None,
            by=by,
        )


def crowd(size: Size | None = None, *, seed: int = 0) -> Crowd:
    """Everything of a crowd; the same size and seed give the same."""
    size, random = size or Size(), Random(seed)
    weights = [1 / (number + 3) for number in range(size.themes)]
    themes = [tuple(random.choices(range(size.themes), weights, k=2)) for _ in range(size.items)]
    spoken = [tuple(_words(theme, random) for theme in pair) for pair in themes]
    items = [_item(n, themes[n][0], " ".join(spoken[n]), size, random) for n in range(size.items)]
    directory = resolve(items, {item.id: (item.account,) for item in items if item.account}, _accounts())
    settings = Settings.from_dict({"priority": {"draws": 200}, "themes": {"quotes": size.quotes}})
    features = [_feature(number) for number in range(size.features)]
    found = _found(items, spoken, themes, features, random)
    ground = Ground.of(items, directory, found.statements, found.tags)
    scores = score_backlog(features, found.links, found.memberships, ground, settings.priority)
    found = within(replace(found, scores=scores), ground, features, settings, whole=True)
    return Crowd(items=items, directory=directory, features=features, found=found, settings=settings)


def _words(theme: int, random: Random) -> str:
    sentence = TROUBLES[_trouble(theme)][1].format(THINGS[theme % len(THINGS)])
    ending = random.choice(ENDINGS).format(random.randint(3, 999))
    return f"{random.choice(OPENINGS)}, {sentence} {ending}."


def _trouble(theme: int) -> int:
    return (theme + theme // len(THINGS)) % len(TROUBLES)


def _name(theme: int) -> str:
    return TROUBLES[_trouble(theme)][0].format(THINGS[theme % len(THINGS)])


def _item(number: int, theme: int, text: str, size: Size, random: Random) -> Feedback:
    """One message, answer, or note of a session; every tenth names nobody, every seventh no product."""
    session = number % max(1, size.items // (4 * size.participants or 1)) == 3 if size.participants else False
    source = "notes" if session else "survey" if number % 3 == 0 else "zendesk"
    person = random.randrange(size.participants if session else size.people)
    who = f"P{person + 1}" if session else f"person{person}"
    outage = theme == BURSTING and random.random() < 0.7 and not session
    hours = random.random() * 24 * (2.5 if outage else DAYS)
    return Feedback(
        id=f"{number:016x}",
        source=source,
        external_id=str(number),
        text=text,
        created=(OUTAGE if outage else START) + timedelta(hours=hours),
        author=None if number % 10 == 7 and not session else who,
        account=f"id:company{person % 24 + 1}" if person % 3 and not session and number % 10 != 7 else None,
        audience=None if number % 11 == 5 else AUDIENCES[min(number % 5, number % size.audiences)],
        product=None if number % 7 == 2 else PRODUCTS[random.randrange(size.products)],
        channel={"zendesk": "email", "survey": None, "notes": "interview"}[source],
        lang="en",
        locator=Locator(
            file=NAMES[source], sha256="0" * 64, record=f"row {number + 2}",
            field={"zendesk": "Subject", "survey": PROMPT, "notes": "notes"}[source],
        ),
        url=f"https://desk.example/tickets/{number}" if source == "zendesk" else None,
        prompt={"zendesk": "", "survey": PROMPT, "notes": "How was your last week with it?"}[source],
        voice="observed" if session and number % 2 else "said",
        session=who if session else None,
    )  # fmt: skip


def _accounts() -> list[tuple[Account, tuple[str, ...]]]:
    """Twenty of the twenty-four companies, every other one on a free plan."""
    made = (Account(id=f"ACC{n}", name=f"Company {n}", arr=9e3 * n, currency="EUR") for n in range(1, 21))
    return [
        (replace(account, plan=("free", "pro")[n % 2]), (f"id:company{n}",))
        for n, account in enumerate(made, start=1)
    ]


def _feature(number: int) -> Feature:
    thing = THINGS[number % len(THINGS)]
    effort = None if number % 5 == 4 else 0.5 + number % 4
    return Feature(
        f"CORE-{100 + 7 * number}", f"Rework {thing}, part {number + 1}", effort=effort, status="Open"
    )


def _found(
    items: Sequence[Feedback],
    spoken: Sequence[tuple[str, ...]],
    themes: Sequence[tuple[int, ...]],
    features: Sequence[Feature],
    random: Random,
) -> Analysis:
    """What a run would find: every statement in its theme, every theme with the feature of its number."""
    placed = [
        (statement, theme)
        for item, texts, pair in zip(items, spoken, themes, strict=True)
        for statement, theme in zip(_statements(item, texts), pair, strict=True)
    ]
    last = max(theme for _, theme in placed)
    return Analysis(
        run=RUN,
        statements=tuple(statement for statement, _ in placed),
        tags=tuple(_tag(statement, theme, random) for statement, theme in placed),
        themes=tuple(_themes(placed)),
        events=(
            ThemeEvent(run="R4", theme=f"T{last}", kind="born", others=("T1",)),
            ThemeEvent(run="R4", theme="T3", kind="revived"),
        ),
        links=tuple(_links(placed, features, random)),
        scores=(),
        memberships={
            statement.id: Membership(
                f"T{theme + 1}",
                0.3 if theme == last else 0.8,
                f"T{(theme + 2) % last + 1}" if random.random() < 0.15 else None,
                0.2,
            )
            for statement, theme in placed
        },
    )


def _statements(item: Feedback, texts: tuple[str, ...]) -> list[Statement]:
    found, start = [], 0
    for number, text in enumerate(texts):
        found.append(
            Statement(
                id=f"{item.id}:{number}", feedback_id=item.id, start=start, end=start + len(text), text=text,
                kind="content",
            )
        )  # fmt: skip
        start += len(text) + 1
    return found


def _tag(statement: Statement, theme: int, random: Random) -> Tag:
    usual = random.random() < 0.75
    _, _, request, tone, severity = TROUBLES[_trouble(theme) if usual else random.randrange(5)]
    return Tag(
        statement_id=statement.id, sentiment=sample.TONES[tone], probabilities=sample.PROBABILITIES[tone],  # type: ignore[arg-type]
        severity=severity, request_type=request,
    )  # fmt: skip


def _themes(placed: Sequence[tuple[Statement, int]]) -> list[Theme]:
    """Themes, and areas of three things each; every seventh theme belongs to none."""
    found: list[Theme] = []
    areas: dict[int, list[str]] = {}
    for theme in sorted({theme for _, theme in placed}):
        ids = tuple(statement.id for statement, mine in placed if mine == theme)
        area = None if theme % 7 == 6 else theme % len(THINGS) // 3
        if area is not None:
            areas.setdefault(area, []).extend(ids)
        found.append(
            Theme(
                id=f"T{theme + 1}", name=_name(theme), parent=None if area is None else f"T{900 + area}",
                size=len(ids), customers=1, statements=ids, quotes=ids[:2],
                keyphrases=(THINGS[theme % len(THINGS)],), stability=1 - theme % 5 / 10,
            )
        )  # fmt: skip
    found += [
        Theme(
            id=f"T{900 + area}", name=AREAS[area], level="area", size=len(ids), customers=1,
            statements=tuple(ids),
        )
        for area, ids in sorted(areas.items())
    ]  # fmt: skip
    return found


def _links(
    placed: Sequence[tuple[Statement, int]], features: Sequence[Feature], random: Random
) -> list[Link]:
    """Two of three features are asked for, by the theme of their number and half of its statements."""
    asked = {n: feature.id for n, feature in enumerate(features) if n % 3 != 2}
    themes = [
        Link(feature_id=id, subject_id=f"T{n + 1}", kind="theme", probability=0.9, accepted=True)
        for n, id in asked.items()
    ]
    return themes + [
        Link(
            feature_id=asked[theme], subject_id=statement.id, kind="statement",
            probability=round(random.uniform(0.6, 0.97), 3), accepted=True,
        )
        for statement, theme in placed
        if theme in asked and random.random() < 0.5
    ]  # fmt: skip


def files(items: Sequence[Feedback]) -> list[FileReport]:
    """One export per source; the tickets' says what it cannot hold."""
    counts = {source: sum(item.source == source for item in items) for source in NAMES}
    return [
        FileReport(
            file=NAMES[source], format=f"{source}_csv", sha256=f"{n:02x}" * 32,
            ledger=Ledger(records=count, states={"used": count}, units=count),
            limits=("holds subjects only",) if source == "zendesk" else (),
        )
        for n, (source, count) in enumerate(counts.items())
    ]  # fmt: skip
