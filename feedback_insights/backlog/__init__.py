"""Reading what could be built: backlogs as features, and the accounts file with plans and revenue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from feedback_insights.backlog import jira, table
from feedback_insights.backlog._drafts import settle
from feedback_insights.backlog.accounts import Accounts, read_accounts
from feedback_insights.errors import FileProblem
from feedback_insights.files import InputFile, Profile
from feedback_insights.files.profile import as_profile
from feedback_insights.files.sheets import read_sheet
from feedback_insights.records import Feature, Rejected
from feedback_insights.roadmap import Tree
from feedback_insights.settings import ImportSettings

__all__ = ["Accounts", "Backlog", "read_accounts", "read_backlog"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The features of a backlog file, by id."""

    features: tuple[Feature, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    sha256: str  # of the file's bytes
    format: str  # "jira_csv" | "table_csv" | "table_json"
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """By feature: names of our own people beside it, to be masked in its comments; never stored or shown."""


def read_backlog(
    path: str | Path,
    *,
    profile: Profile | str | Path | None = None,
    settings: ImportSettings | None = None,
    name: str | None = None,
) -> Backlog:
    """Read a backlog: a Jira CSV, or any CSV, JSON list or JSON lines with titles.

    Comments come without their authors, but as they were written: `normalize.mask_feature` masks them.
    Raises `FileProblem` if the file cannot be read, has no titles or no rows, or has one id twice, with
    different contents.
    """
    settings, profile = settings or ImportSettings(), as_profile(profile)
    file = InputFile.open(path, name=name, charset=settings.charset)
    if profile and profile.charset:
        file = file.recoded(profile.charset)
    sheet = read_sheet(file, known=table.known_name, profile=profile)
    mapped = profile is not None and bool(profile.map)
    reader = jira if not mapped and jira.claims(sheet.names) else table
    order = (profile and profile.date_order) or settings.date_order
    drafts, warnings = reader.read(file, sheet, profile, order)
    features, rejected, more, people = settle(file, drafts)
    if not features:
        why = f"; {rejected[0].locator.record}: {rejected[0].reason}" if rejected else ""
        raise FileProblem(f"{file.name} has no backlog items{why}")
    damage = (f"the gzip file is damaged: {file.damage}; what follows is lost",) if file.damage else ()
    return Backlog(
        features=features,
        rejected=rejected,
        warnings=(*file.warnings, *sheet.warnings, *warnings, *more, *Tree.of(features).notes, *damage),
        sha256=file.sha256,
        format="jira_csv" if reader is jira else f"table_{sheet.kind}",
        people=people,
    )
