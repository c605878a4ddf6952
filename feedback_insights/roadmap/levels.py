"""What kind of thing a backlog item is: an initiative, an epic, a story or a part of one, an idea."""

from __future__ import annotations

from functools import cache
from typing import Literal

from feedback_insights.roadmap.stages import plain

Level = Literal["initiative", "epic", "story", "subtask", "idea"]
LEVELS: tuple[Level, ...] = ("initiative", "epic", "story", "idea")  # that figures can be asked for
HEIGHT: dict[Level, int] = {"initiative": 4, "epic": 3, "story": 2, "idea": 2, "subtask": 1}
NOUN: dict[Level, tuple[str, str]] = {
    "initiative": ("initiative", "initiatives"),
    "epic": ("epic", "epics"),
    "story": ("story", "stories"),
    "subtask": ("sub-task", "sub-tasks"),
    "idea": ("idea", "ideas"),
}
_WORDS: dict[Level, str] = {
    "initiative": """initiative, initiatives, theme, strategic theme, objective, goal, program,
        programme, pillar, portfolio epic, portfolio, legend, initiativ, iniciativa, iniziativa,
        inicjatywa, инициатива""",
    "epic": """epic, epics, epic issue, milestone, project, capability, master feature, component,
        epik, épopée, épica, epos, эпик, エピック, 史诗, 长篇故事, 에픽""",
    "story": """story, stories, user story, userstory, task, bug, issue, defect, incident, problem,
        improvement, enhancement, feature, new feature, feature request, change request, change,
        requirement, spike, chore, tech debt, technical debt, technical story, technical task,
        maintenance, product backlog item, backlog item, pbi, work item, activity, support,
        service request, ticket, card, item, deliverable, fehler, aufgabe, vorgang, anforderung,
        verbesserung, neue funktion, récit, tâche, bogue, bug fix, amélioration,
        nouvelle fonctionnalité, historia, tarea, error, mejora, nueva función, história, tarefa,
        erro, melhoria, storia, attività, compito, miglioramento, verhaal, taak, fout, verbetering,
        historia użytkownika, zadanie, błąd, uppgift, fel, oppgave, feil, opgave, fejl, история,
        задача, баг, ошибка, улучшение,
        タスク, ストーリー, バグ, 任务, 故事, 缺陷, 故障, 需求, 작업, 스토리, 버그""",
    "subtask": """sub-task, subtask, sub task, technical sub-task, sub-bug, sub-defect, subfeature,
        sub-feature, sub-issue, subissue, checklist item, step, unteraufgabe, teilaufgabe, sous-tâche,
        subtarea, subtarefa, sottotask, sottoattività, subtaak, deeltaak, podzadanie, deluppgift,
        deloppgave, подзадача, サブタスク, 子任务, 하위 작업""",
    "idea": """idea, ideas, insight, opportunity, note, suggestion, feedback item, feedback,
        customer request, request, wish, idee, idée, sugerencia, sugestão, suggerimento, идея, アイデア,
        想法, 아이디어""",
}


def level_of_type(type: str | None) -> Level | None:
    """The level that a tracker's word for a type names, whole and in any case; None where it is unknown."""
    return _table().get(plain(type)) if type else None


@cache
def _table() -> dict[str, Level]:
    found: dict[str, Level] = {}
    for level, text in _WORDS.items():
        for words in " ".join(text.split()).split(","):
            key = plain(words)
            if found.setdefault(key, level) != level:
                raise ValueError(f"{key!r} stands for {found[key]} and for {level}")
    return found
