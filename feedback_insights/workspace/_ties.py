"""Ties that people already made between feedback and backlog items, as far as a file tells them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_insights.store import FileFacts
from feedback_insights.workspace._accounts import Accounts

if TYPE_CHECKING:
    from feedback_insights.linking import Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesReport:
    """What loading a file of ties did."""

    file: str
    format: str
    ties: int
    unknown_tickets: tuple[str, ...]  # not among the feedback that counts now
    unknown_items: tuple[str, ...]  # not in the backlog that is loaded now
    warnings: tuple[str, ...] = ()


class Ties(Accounts):
    """The part of a workspace that takes ties in, and lists them."""

    def load_ties(self, path: str | Path) -> TiesReport:
        """Read which tickets belong to which backlog items, in place of the ties loaded before.

        They hold from the next run on. Those of tickets or items that are not here are kept, and count once
        they are. Raises `FileProblem`.
        """
        from feedback_insights.backlog.ties_file import read_ties
        from feedback_insights.linking import known_ties
        from feedback_insights.normalize import is_impersonal

        found = read_ties(path, self.settings.imports)
        kept = [tie for tie in found.ties if self.settings.normalize.keep_pii or is_impersonal(tie.ticket)]
        if left := len(found.ties) - len(kept):
            told = f"{left:,} of {len(found.ties):,} tickets are people's addresses or numbers; left out"
            found = replace(found, ties=tuple(kept), warnings=(*found.warnings, told))
        facts = FileFacts(
            sha256=found.sha256, name=Path(path).name, format=found.format, warnings=found.warnings
        )
        self._store.replace_ties(found.ties, facts)
        known = known_ties(self._store.feedback(), self._store.features(), found.ties)
        return TiesReport(
            file=facts.name,
            format=found.format,
            ties=len(found.ties),
            unknown_tickets=tuple(sorted({t.ticket for t in found.ties}.intersection(known.unknown_tickets))),
            unknown_items=tuple(sorted({t.feature for t in found.ties}.intersection(known.unknown_items))),
            warnings=found.warnings,
        )

    def clear_ties(self) -> None:
        """Forget the ties that were loaded from a file; those in exports and in the backlog stay."""
        self._store.replace_ties((), None)

    def ties(self) -> list[Tie]:
        """Every tie between feedback and backlog items that are here now, sorted; the next run uses them."""
        from feedback_insights.linking import known_ties

        return list(known_ties(self._store.feedback(), self._store.features(), self._store.ties()).ties)
