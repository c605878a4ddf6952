"""Transcripts of sessions in WebVTT and SRT: one turn of a speaker is one record.

A participant's turn is feedback, and what was asked before it is its prompt; a moderator's words never are.
Facts about the formats: formats spec 6. Why they are read by code of our own: `_cues`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.columns import tidy
from feedback_insights.files.dates import DateColumn, zone_named
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.usability._cues import (
    Broken,
    begins_with_cue,
    is_webvtt,
    time_code,
    time_codes,
)
from feedback_insights.importers.usability._metadata import study_of
from feedback_insights.importers.usability._recording import Recording
from feedback_insights.importers.usability._turns import Turn, Turns
from feedback_insights.raw import Organisation, RawFeedback, RawText, SourceRecord, content_id
from feedback_insights.records import Locator, State


class TranscriptImporter:
    """Reads transcripts with time codes."""

    name = "transcript"
    description = "transcripts of interviews and think-aloud sessions (WebVTT, SRT), with or without speakers"
    recognized_by = "WEBVTT in the first line, or a first block with 00:00:01,000 --> 00:00:04,000"
    evidence: Evidence = "documented"
    how_to_get = "Zoom, Teams, Meet, Otter, ...: download the transcript as WebVTT or SRT"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per time code if the file begins as a transcript, .7 if it becomes one."""
        head = file.head
        codes = time_codes(head)
        if is_webvtt(head) or begins_with_cue(head):
            return 1.0 + 0.05 * min(codes, 5)
        return 0.7 if codes > 1 and codes >= 0.1 * head[:5000].count("\n") else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield a record per turn and per unreadable cue. Raises `FileProblem` without any time code."""
        if not is_webvtt(file.head) and not time_codes(file.head):
            raise FileProblem(
                f"{file.name} is no transcript: it has no time codes such as 00:00:01.000 --> 00:00:04.000; "
                "choose another format with --format NAME"
            )
        yield from _TurnReader(file, reading).records()


class _TurnReader:
    """Makes records of turns: remembers what was said before, and which places are taken."""

    def __init__(self, file: InputFile, reading: Reading) -> None:
        profile = reading.profile
        self._file, self._warn = file, reading.warn
        self._recording = Recording.seen(file, profile.moderators if profile else ())
        self._cast, self._facts = self._recording.cast, dict(self._recording.facts)
        if profile:
            for role, value in (("product", profile.product), ("audience", profile.audience)):
                if value:
                    self._facts.setdefault(role, value)
        self._channel = (profile and profile.channel) or "interview"
        self._study = study_of(self._facts, (), profile)
        zone = zone_named((profile and profile.tz) or reading.settings.timezone)
        order = (profile and profile.date_order) or reading.settings.date_order
        dates = DateColumn("date", zone=zone, order=order)
        dates.see(self._facts.get("date", ""))
        self._warnings = [*self._recording.warnings, *dates.settle()]
        self._created = dates.read(self._facts.get("date", ""))
        self._warnings += dates.warnings()
        self._places: Counter[str] = Counter()
        self._who, self._text, self._prompt = "", "", ""

    def records(self) -> Iterator[SourceRecord]:
        """Yield every record of the file."""
        for warning in self._warnings:
            self._warn(warning)
        turns = Turns(self._recording.unnamed, self._cast.ours, self._recording.is_unnamed_dialogue)
        for part in turns.join(self._recording.pieces()):
            yield self._rejected(part) if isinstance(part, Broken) else self._turn(part)
        self._warn_of_unnamed(turns)

    def _rejected(self, broken: Broken) -> SourceRecord:
        place = f"line {broken.line}"
        return self._record(self._place(place), "rejected", f"{place}: {broken.reason}")

    def _turn(self, turn: Turn) -> SourceRecord:
        place = self._place(time_code(turn.start))
        if not turn.text:
            return self._record(place, "empty", "a sound, no words" if turn.is_sound else "no words in it")
        if turn.is_new or turn.who != self._who:
            self._prompt = self._text
        self._who, self._text = turn.who, turn.text
        if turn.who in self._cast.ours:
            return self._record(place, "staff", "the moderator's words")
        return self._record(place, "used", units=(self._unit(turn),))

    def _unit(self, turn: Turn) -> RawFeedback:
        facts, author = self._facts, self._cast.identity(turn.who)
        label = author.external_id if author else None
        who = label or (author and author.name) or ""
        company = facts.get("organisation") if self._cast.is_owner(turn.who) else None
        names = self._cast.names_beside(turn.who, f"{turn.text} {self._prompt}")
        said = [who, facts.get("session", ""), str(turn.start), tidy(turn.text).casefold()]
        return RawFeedback(
            external_id=content_id(said), texts=(RawText(text=turn.text, field="text"),), author=author,
            organisation=Organisation(name=company) if company else None,
            names=names, created=self._created, audience=facts.get("audience"),
            product=facts.get("product"), channel=self._channel, prompt=self._prompt,
            session=facts.get("session") or label,
        )  # fmt: skip

    def _place(self, name: str) -> str:
        self._places[name] += 1
        return name if self._places[name] == 1 else f"{name}#{self._places[name]}"

    def _record(
        self, place: str, state: State, reason: str = "", units: tuple[RawFeedback, ...] = ()
    ) -> SourceRecord:
        locator = Locator(file=self._file.name, sha256=self._file.sha256, record=place)
        return SourceRecord(
            locator=locator,
            source="transcript",
            instance=self._study,
            state=state,
            reason=reason,
            units=units,
        )

    def _warn_of_unnamed(self, turns: Turns) -> None:
        if turns.unknown and self._cast.is_named():
            self._warn(f"cues that name no speaker: {turns.unknown}, read as an unknown participant's words")
        if turns.carried:
            self._warn(
                f"cues that name no speaker, after a pause: {turns.carried}, read as the last speaker's"
            )


TRANSCRIPT = TranscriptImporter()
