"""Proof: from a score to the exact words, and from the words back to the export.

`explain` walks down from a feature. `verify` re-reads every export as it was read at import and compares
each statement with what the record says now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from feedback_insights.errors import FeedbackError
from feedback_insights.records import (
    Analysis,
    Feature,
    Feedback,
    Link,
    Met,
    Score,
    Stance,
    Statement,
    Theme,
)
from feedback_insights.support import Graded, grades

if TYPE_CHECKING:  # loads numpy
    from feedback_insights.figures import Opinions, Part, Stand

Words = Callable[[str, Feature], tuple[Met, ...]]
Reread = Callable[[str, Path], Mapping[str, str]]  # (sha256 at import, path now) -> feedback id -> text
Outcome = Literal["proven", "moved", "gone", "contradicted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLink:
    """A link with what it ties, and the words that met."""

    link: Link
    theme: Theme | None
    statement: Statement | None
    words: tuple[str, ...]  # of the statement, or of the theme's name and keyphrases; each once
    met: tuple[Met, ...] = ()  # the same with the item's words, each once; places are the statement's
    stance: Stance | None = None  # of a statement
    stand: Stand | None = None  # of a theme's people, where its link counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Exact words behind a feature, and how surely they are about it."""

    statement: Statement
    feedback: Feedback
    feature_id: str  # the item that they speak of: the feature itself, or a part of it
    probability: float
    stance: Stance | None = None  # to that item; None = of a run that did not look
    met: tuple[Met, ...] = ()  # every place of its words that meet that item's


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a feature stands where it stands: score, inputs, parts, links, words."""

    feature: Feature
    scores: tuple[Score, ...]
    links: tuple[ExplainedLink, ...]  # accepted first, then by probability; those of its parts, too
    quotes: tuple[Quote, ...]  # those that count, each once, surest first
    counter: tuple[Quote, ...] = ()  # against it, then content with what there is; surest first
    stand: Stand | None = None  # people behind links that count, or would but for the stance; None = nobody
    parts: tuple[Part, ...] = ()  # what it is made of, most people first


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What re-reading found for one statement."""

    statement_id: str
    feedback_id: str
    file: str
    record: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Every statement of the run, by what its export says now."""

    checked: int
    proven: tuple[Finding, ...]
    moved: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    contradicted: tuple[Finding, ...]


def explain(
    feature: Feature,
    analysis: Analysis,
    feedback: Mapping[str, Feedback],
    met_words: Words,
    person: Callable[[str], str],
    *,
    scores: Iterable[Score],
    parts: Sequence[Part] = (),
) -> Explanation:
    """Gather everything that speaks for a feature, or for any of its parts, in one run, and against it.

    ``person`` tells who said a statement, by its id. Each statement stands once among those that count,
    however many parts it asks for, and once among those against it.
    """
    from feedback_insights.figures import opinions

    family = {feature.id: feature} | {part.feature.id: part.feature for part in parts}
    themes = {theme.id: theme for theme in analysis.themes}
    statements = {statement.id: statement for statement in analysis.statements}
    each, whole = (
        opinions(analysis, person, home=home)
        for home in (dict(zip(family, family, strict=True)), dict.fromkeys(family, feature.id))
    )

    def quoted(rows: Iterable[tuple[float, str, str]]) -> tuple[Quote, ...]:
        return tuple(
            Quote(
                statement=statements[id],
                feedback=feedback[statements[id].feedback_id],
                feature_id=of,
                probability=probability,
                stance=each.stances.get((of, id)),
                met=met_words(statements[id].text, family[of]),
            )
            for probability, id, of in rows
            if id in statements
        )

    graded = grades(analysis.links, analysis.memberships, analysis.stances)
    return Explanation(
        feature=feature,
        scores=tuple(s for s in scores if s.feature_id == feature.id),
        links=tuple(
            _told(_explained(link, family[link.feature_id], themes, statements, met_words), each)
            for link in _links_of(family, analysis)
        ),
        quotes=quoted(_supporting(family, graded)),
        counter=quoted(whole.counter.get(feature.id, ())),
        stand=whole.features.get(feature.id),
        parts=tuple(parts),
    )


def _links_of(family: Mapping[str, Feature], analysis: Analysis) -> list[Link]:
    """Accepted ones first, themes before statements, then the surest."""
    return sorted(
        (link for link in analysis.links if link.feature_id in family),
        key=lambda link: (
            not link.accepted,
            link.kind != "theme",
            -link.probability,
            link.subject_id,
            link.feature_id,
        ),
    )


def _told(explained: ExplainedLink, found: Opinions) -> ExplainedLink:
    """With how the statement, or the theme's people, stand to the item that the link is to."""
    pair = (explained.link.feature_id, explained.link.subject_id)
    return replace(explained, stance=found.stances.get(pair), stand=found.themes.get(pair))


def _explained(
    link: Link,
    feature: Feature,
    themes: Mapping[str, Theme],
    statements: Mapping[str, Statement],
    met_words: Words,
) -> ExplainedLink:
    theme = themes.get(link.subject_id) if link.kind == "theme" else None
    statement = statements.get(link.subject_id) if link.kind == "statement" else None
    said = " ".join((theme.name, *theme.keyphrases)) if theme else statement.text if statement else ""
    once: dict[str, Met] = {}
    for one in met_words(said, feature):
        once.setdefault(said[one.start : one.end].lower(), one)
    return ExplainedLink(
        link=link, theme=theme, statement=statement, words=tuple(once), met=tuple(once.values())
    )


def _supporting(family: Mapping[str, Feature], graded: Graded) -> list[tuple[float, str, str]]:
    """(Probability, statement, item) of what counts for an item or its parts, surest first.

    A statement that counts for several stands once, with the one that it asks for most surely.
    """
    counted = [
        min((-one[of].probability, statement, of) for of in family if of in one and one[of].accepted)
        for statement, one in graded.items()
        if any(of in one and one[of].accepted for of in family)
    ]
    return [(-probability, statement, of) for probability, statement, of in sorted(counted)]


def verify(
    statements: Iterable[Statement],
    feedback: Mapping[str, Feedback],
    paths: Mapping[str, Path],
    reread: Reread,
    search: Sequence[Path] = (),
    *,
    rows: Mapping[str, Mapping[str, str] | None] | None = None,
) -> Verification:
    """Re-read the exports behind the statements and tell proven, moved, gone and contradicted apart.

    Proven: the record at its place still says exactly this, even if the rest of the file changed.
    Moved: a file with the same bytes lies elsewhere (``search`` and the folders the exports came from).
    Gone: neither the place nor such a file exists, or the record is no longer in the changed file.
    Contradicted: the record is there and says something else.

    ``rows`` names what came as rows in memory and never was a file: by sha256 the texts of the rows as they
    were given again (feedback id -> text), or None where they were not.
    """
    by_file: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_file[feedback[statement.feedback_id].locator.sha256].append(statement)
    found: dict[Outcome, list[Finding]] = {"proven": [], "moved": [], "gone": [], "contradicted": []}
    places = _Places(search, paths.values())
    for digest, wanted in sorted(by_file.items(), key=lambda pair: min(s.id for s in pair[1])):
        checked = (
            _check_rows(wanted, rows[digest])
            if rows and digest in rows
            else _check_file(digest, wanted, paths[digest], places, reread)
        )
        for statement, outcome, detail in checked:
            at = feedback[statement.feedback_id].locator
            found[outcome].append(
                Finding(
                    statement_id=statement.id,
                    feedback_id=statement.feedback_id,
                    file=at.file,
                    record=at.record,
                    detail=detail,
                )
            )
    told = {
        outcome: tuple(sorted(findings, key=lambda f: (f.file, f.record, f.statement_id)))
        for outcome, findings in found.items()
    }
    return Verification(
        checked=sum(len(findings) for findings in told.values()),
        proven=told["proven"],
        moved=told["moved"],
        gone=told["gone"],
        contradicted=told["contradicted"],
    )


def _check_rows(
    statements: Sequence[Statement], texts: Mapping[str, str] | None
) -> Iterator[tuple[Statement, Outcome, str]]:
    if texts is not None:
        yield from _compare(statements, texts, "proven", "the rows as given again")
        return
    for statement in statements:
        yield (
            statement,
            "gone",
            "it came as rows, not from a file; give them again: verify(rows={...})",
        )


def _check_file(
    digest: str, statements: Sequence[Statement], path: Path, places: _Places, reread: Reread
) -> Iterator[tuple[Statement, Outcome, str]]:
    here = path.is_file()
    same = here and places.digest(path) == digest
    elsewhere = None if same else places.find(digest)
    if elsewhere is not None:
        yield from _compare(statements, reread(digest, elsewhere), "moved", f"now {elsewhere.name}")
        return
    if not here:
        for statement in statements:
            yield statement, "gone", "the export is nowhere to be found"
        return
    try:
        texts = reread(digest, path)
    except FeedbackError as error:
        for statement in statements:
            yield statement, "gone", f"the file there is another one now: {error}"
        return
    yield from _compare(statements, texts, "proven", "" if same else "the file changed, this record did not")


def _compare(
    statements: Sequence[Statement], texts: Mapping[str, str], good: Outcome, detail: str
) -> Iterator[tuple[Statement, Outcome, str]]:
    for statement in statements:
        text = texts.get(statement.feedback_id)
        if text is None:
            yield statement, "gone", "the record is no longer in the file"
        elif text[statement.start : statement.end] == statement.text:
            yield statement, good, detail
        else:
            yield statement, "contradicted", f"no longer says: {statement.text}"


class _Places:
    """Finds files by their bytes, looking at each folder once."""

    def __init__(self, search: Sequence[Path], known: Iterable[Path]) -> None:
        self._roots = [*search, *sorted({path.parent for path in known})]
        self._deep = len(search)
        self._digests: dict[Path, str] = {}
        self._index: dict[str, Path] | None = None

    def digest(self, path: Path) -> str:
        """Sha256 of the file's bytes."""
        if path not in self._digests:
            with path.open("rb") as stream:
                hashed = sha256()
                for block in iter(lambda: stream.read(1 << 20), b""):
                    hashed.update(block)
            self._digests[path] = hashed.hexdigest()
        return self._digests[path]

    def find(self, digest: str) -> Path | None:
        """A file with these bytes, or None."""
        if self._index is None:
            self._index = {self.digest(file): file for file in reversed(list(self._files()))}
        return self._index.get(digest)

    def _files(self) -> Iterator[Path]:
        for number, root in enumerate(self._roots):
            if root.is_file():
                yield root
            elif root.is_dir():
                below = root.rglob("*") if number < self._deep else root.glob("*")
                yield from sorted(file for file in below if file.is_file())
