"""Records of the tasks of a usability test as JSON: how each ended, and what went wrong (formats spec 6).

There is no standard; the shape is an object for one participant with its tasks, by name or as a list, each
with the errors that were seen. A task is a record; each error is what an observer wrote down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile
from feedback_insights.files.jsons import LONGEST, parse_json
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_text, dicts, text_at
from feedback_insights.raw import Identity, RawFeedback, RawText, SourceRecord
from feedback_insights.records import Locator

_PARTICIPANT = ("participant_id", "participant", "user_id", "session_id")
_NAME = ("task_name", "name", "title", "task")
_ERRORS = ("errors", "problems", "issues", "observations")
_SAID = ("symptom", "observation", "description", "text", "note", "problem")


class TaskRecordsImporter:
    """Reads the tasks of one participant."""

    name = "task_records"
    description = "usability tests: JSON of one participant's tasks with the errors that were seen"
    recognized_by = 'a JSON object with "participant_id" and "tasks" that list errors or problems'
    evidence: Evidence = "seen"
    how_to_get = "whatever the team that ran the test wrote down, one file a participant"

    def claims(self, file: InputFile) -> float:
        """Return 1 if the document is one participant's tasks."""
        if file.container != "text" or not file.head.lstrip().startswith("{"):
            return 0.0
        value = parse_json(file.head.encode())[0]
        tasks = [task for _, task in _tasks(value)] if isinstance(value, dict) else []
        listed = any(_list_of_errors(task) for task in tasks)
        return 1.0 if listed and text_at(value, *_PARTICIPANT) else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per task; of a task in which nothing went wrong an empty one."""
        with file.utf8() as stream:
            content = stream.read(LONGEST + 1)
        value, problem = parse_json(content) if len(content) <= LONGEST else (None, "longer than 64 MiB")
        if problem or not isinstance(value, dict):
            raise FileProblem(
                f"{file.name} is no JSON object of a participant's tasks: {problem or 'a list'}"
            )
        session = _Session(file, value, (reading.profile and reading.profile.study) or "")
        yield from (session.record(key, task) for key, task in _tasks(value))


class _Session:
    """One participant, and what was seen."""

    def __init__(self, file: InputFile, value: Json, study: str) -> None:
        self._file, self._study = file, study
        self._participant = text_at(value, *_PARTICIPANT) or "unknown"
        self._audience = text_at(value, "audience", "user_type", "role")

    def record(self, key: str, task: Json) -> SourceRecord:
        """Return the record of one task."""
        name = text_at(task, *_NAME) or key
        units = tuple(self._units(key, name, task))
        field = " + ".join(text.field for unit in units for text in unit.texts)
        place = f"participant {self._participant}, task {key}"
        return SourceRecord(
            locator=Locator(file=self._file.name, sha256=self._file.sha256, record=place, field=field),
            source="notes", instance=self._study, state="used" if units else "empty",
            reason="" if units else "nothing went wrong in it", units=units,
        )  # fmt: skip

    def _units(self, key: str, name: str, task: Json) -> Iterator[RawFeedback]:
        listed = _list_of_errors(task)
        for number, error in enumerate(dicts(task.get(listed)), 1):
            field = next((one for one in _SAID if as_text(error.get(one))), None)
            if field is None:
                continue
            path = f"tasks.{key}.{listed}[{number - 1}].{field}"
            yield RawFeedback(
                external_id=f"{self._participant}/{key}", question_id=f"error {number}",
                texts=(RawText(text=as_text(error[field]) or "", field=path),), prompt=name, voice="observed",
                author=Identity(external_id=self._participant), session=self._participant,
                audience=self._audience, channel="usability test",
            )  # fmt: skip


def _tasks(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield the tasks with their keys; those of a list are numbered."""
    tasks: Any = value.get("tasks")
    if isinstance(tasks, Mapping):
        yield from ((str(key), task) for key, task in tasks.items() if isinstance(task, dict))
    else:
        yield from ((str(number), task) for number, task in enumerate(dicts(tasks), 1))


def _list_of_errors(task: Json) -> str:
    """Return what a task's list of errors is called; "" where it has none."""
    return next((name for name in _ERRORS if isinstance(task.get(name), list)), "")


TASK_RECORDS = TaskRecordsImporter()
