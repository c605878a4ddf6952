"""From the words back to the export: every statement compared with what its record says now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from feedback_insights.errors import FeedbackError
from feedback_insights.records import Feedback, Statement

Reread = Callable[[str, Path], Mapping[str, str]]  # (sha256 at import, path now) -> feedback id -> text
Outcome = Literal["proven", "moved", "gone", "contradicted"]


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
