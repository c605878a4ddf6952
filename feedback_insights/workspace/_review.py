"""What a workspace asks people about its links, and what it learns from their answers how good they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_insights import triage
from feedback_insights.errors import FileProblem, NotFound
from feedback_insights.settings import settings_of_links
from feedback_insights.workspace._tags import Tags

if TYPE_CHECKING:
    from feedback_insights.files.sheets import Entry, Sheet
    from feedback_insights.linking.answers import Kind, Listed
    from feedback_insights.linking.quality import LinkQuality
    from feedback_insights.linking.review import Question

ANSWERS: Mapping[str, str] = {
    "yes": "confirm", "y": "confirm", "true": "confirm", "1": "confirm",
    "no": "reject", "n": "reject", "false": "reject", "0": "reject",
    "unsure": "unsure", "?": "unsure",
}  # fmt: skip
_COLUMNS = ("feature id", "subject id", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersReport:
    """What taking an answer file did."""

    file: str
    taken: int  # new decisions
    known: int  # answers that stood already
    open: int  # rows without an answer


@dataclass(frozen=True, slots=True)
class _Said:
    """One filled row."""

    place: str
    verb: str
    feature: str
    subject: str


class Reviewing(Tags):
    """The part of a workspace that asks about links and takes the answers."""

    def review(self, count: int = 20) -> list[Question]:
        """The pairs to ask a person about, most telling first; none that was answered already.

        Half are the pairs whose answer changes most, half are drawn by lot, for `link_quality`. Raises
        ValueError if ``count`` is negative.
        """
        from feedback_insights.linking.review import review, stakes

        pairs, view = self._listed_pairs(), self._view(None)
        open_ = [pair for pair in pairs if pair.answer is None]
        who = {id: view.ground.customer(id) for id in view.ground.statements}
        found = view.analysis
        weight = stakes(open_, found.links, found.memberships, who, found.stances)
        said = {id: statement.text for id, statement in view.ground.statements.items()}
        named = {
            theme.id: f"{theme.name}: {said[theme.summary]}" if theme.summary in said else theme.name
            for theme in view.analysis.themes
        }
        words = said | named
        return review(pairs, weight, words, count=count)

    def link_quality(self) -> LinkQuality:
        """Precision and recall of the links, with intervals, from the answers so far."""
        from feedback_insights.linking.quality import link_quality

        return link_quality(self._listed_pairs())

    def _listed_pairs(self) -> tuple[Listed, ...]:
        from feedback_insights.linking.answers import answers_of, listed_pairs

        analysis = self._view(None).analysis
        chosen = settings_of_links(analysis.run.settings)  # as the run had them
        given = answers_of(self._store.decisions(), analysis.themes)
        features = {feature.id for feature in self._store.features()}
        links = (link for link in analysis.links if link.feature_id in features)
        accept: dict[Kind, float] = {"statement": chosen.accept, "theme": chosen.accept_themes}
        return listed_pairs(links, given, accept, analysis.stances)

    def take_answers(self, path: str | Path, *, author: str, reason: str = "") -> AnswersReport:
        """Log the answers of a file as decisions: a review list with its column `answer` filled.

        The file may be CSV, JSON or a workbook; each row is yes, no, unsure or empty. Everything is taken, or
        nothing: raises `FileProblem` naming the row of an answer that is none of these, that contradicts
        another row, or whose pair is unknown.
        An answer that stands already is not logged again.
        """
        from feedback_insights.files import InputFile
        from feedback_insights.files.sheets import read_sheet

        file = InputFile.open(path)
        sheet = read_sheet(file, known=_COLUMNS.__contains__)
        said, open_ = self._said(file.name, sheet)
        stands = {
            (one.arguments["feature"], one.arguments["subject"]): one.verb
            for one in triage.standing(self._store.decisions())
            if one.verb in ("confirm", "reject", "unsure")
        }
        new = [one for one in said if stands.get((one.feature, one.subject)) != one.verb]
        why = f"{triage.ASKED}: {reason}" if reason else triage.ASKED
        with self._store.writing():
            for one in new:
                pair = {"feature": one.feature, "subject": one.subject}
                self._store.append_decision(author, one.verb, pair, why)
        return AnswersReport(file=file.name, taken=len(new), known=len(said) - len(new), open=open_)

    def _said(self, name: str, sheet: Sheet) -> tuple[list[_Said], int]:
        from feedback_insights.files.columns import canonical

        there = {canonical(column) for column in sheet.names}
        if missing := [column for column in _COLUMNS if column not in there]:
            raise FileProblem(
                f"{name} has no column {missing[0].replace(' ', '_')}; fill the column answer of:"
                f" feedback-insights links {self._store.path} --review --csv"
            )
        known, open_ = self._known_ids(), 0
        said: dict[tuple[str, str], _Said] = {}
        for entry in sheet.entries:
            one = _read(name, entry)
            if one is None:
                open_ += 1
                continue
            try:
                triage.check(one.verb, {"feature": one.feature, "subject": one.subject}, known)
            except NotFound as error:
                raise FileProblem(f"{name}: {one.place}: {error}; nothing of the file was taken") from error
            before = said.setdefault((one.feature, one.subject), one)
            if before.verb != one.verb:
                raise FileProblem(
                    f"{name}: {one.place}: another answer than in {before.place} for the same pair;"
                    " nothing of the file was taken"
                )
        return list(said.values()), open_

    def _known_ids(self) -> dict[str, set[str]]:
        analysis = self._found()
        themes = {theme.id: theme.level for theme in analysis.themes}
        said = {s.id for s in analysis.statements if s.kind == "content"}
        return {
            "theme": set(themes),
            "feature": {feature.id for feature in self._store.features()},
            "subject": said | {id for id, level in themes.items() if level == "theme"},
            "decision": {str(decision.id) for decision in self._store.decisions()},
        }


def _read(name: str, entry: Entry) -> _Said | None:
    """A row's answer; None where it is left open. Raises `FileProblem`."""
    if entry.problem:
        raise FileProblem(f"{name}: {entry.place}: {entry.problem}; nothing of the file was taken")
    answer = entry.first(["answer"]).strip()
    if not answer:
        return None
    if answer.lower() not in ANSWERS:
        raise FileProblem(
            f"{name}: {entry.place}: answer '{answer}' is none of yes, no, unsure;"
            " nothing of the file was taken"
        )
    feature, subject = (_id(entry.first([column])) for column in _COLUMNS[:2])
    return _Said(entry.place, ANSWERS[answer.lower()], feature, subject)


def _id(cell: str) -> str:
    """An id as it was before `csv_cell` kept a spreadsheet from executing it."""
    from feedback_insights.exporters.cells import FORMULA

    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
