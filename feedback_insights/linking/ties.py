"""Ties that people and their tools already made between feedback and backlog items.

A tie is about a whole record (a ticket, a survey response), not about one of its statements. Where from:

- the item names the record: its id ("tool:zendesk-jira", "tool:ticket-id") or its page ("tool:ticket-url");
- the record names the item: its key or its page ("tool:issue-key");
- a loaded file says so ("tool:ties-file", "tool:zendesk-jira");
- the item that the record is tied to was merged into another one, or repeats it ("tool:merged");
- another incident of the same problem, or the problem itself, is tied to the item ("tool:problem").

Nothing here depends on the order of feedback, items or ties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback_insights.linking._known import Items, Records
from feedback_insights.records import Feature, Feedback, LoadedTie

TOOLS = (
    "tool:ties-file", "tool:zendesk-jira", "tool:ticket-id", "tool:ticket-url", "tool:issue-key",
    "tool:merged", "tool:problem",
)  # fmt: skip
"""From what says it most plainly to what says it by way of others; of several, a link names the first."""


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """A record and a backlog item that belong together, and what says so."""

    feedback_id: str  # of the record's first piece of feedback, whichever of them the words are in
    feature_id: str
    tool: str  # one of `TOOLS`


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTies:
    """Every tie, and what could not be tied. All in canonical order."""

    ties: tuple[Tie, ...]
    records: Mapping[str, tuple[str, ...]]  # the first piece of feedback of a tied record -> all of them
    unknown_tickets: tuple[str, ...]  # named by an item or a file, and not among the feedback
    unknown_items: tuple[str, ...]  # named by a record, an item or a file, and not in the backlog
    ambiguous: tuple[str, ...]  # tickets whose id several tools or sites have given

    def by_pair(self) -> dict[tuple[str, str], str]:
        """(feedback id, feature id) -> the tool that says it most plainly."""
        found: dict[tuple[str, str], str] = {}
        for tie in sorted(self.ties, key=lambda tie: TOOLS.index(tie.tool)):
            found.setdefault((tie.feedback_id, tie.feature_id), tie.tool)
        return dict(sorted(found.items()))


def known_ties(
    feedback: Iterable[Feedback], features: Iterable[Feature], loaded: Iterable[LoadedTie] = ()
) -> KnownTies:
    """Every tie between this feedback and these features, many to many; ``loaded`` are those of a file."""
    records, items = Records(feedback), Items(features)
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    listed: list[tuple[str, str | None, str]] = [
        (ticket, feature.id, _tool_of(ticket)) for feature in items.features for ticket in feature.tickets
    ]
    listed += [(tie.ticket, items.named(tie.feature), tie.tool) for tie in sorted(set(loaded))]
    for ticket, feature, tool in listed:
        named = records.named(ticket)
        for record in named or records.incidents(ticket):
            if feature is not None:
                pairs[record, feature].add(tool if named else "tool:problem")
    for record, ref in records.refs("issue"):
        if (found := items.mentioned(ref)) is not None:
            pairs[record, found].add("tool:issue-key")
    _follow_merges(pairs, items)
    _share_in_problems(pairs, records)
    tied = sorted({record for record, _ in pairs})
    return KnownTies(
        ties=tuple(sorted(Tie(*pair, tool) for pair, tools in pairs.items() for tool in tools)),
        records={record: records.feedback_of(record) for record in tied},
        unknown_tickets=records.unknown,
        unknown_items=items.unknown,
        ambiguous=records.ambiguous,
    )


def _tool_of(ticket: str) -> str:
    if "://" in ticket:
        return "tool:ticket-url"
    return "tool:zendesk-jira" if ticket.startswith("zendesk:") else "tool:ticket-id"


def _follow_merges(pairs: dict[tuple[str, str], set[str]], items: Items) -> None:
    """What is tied to an item is tied to those that it was merged into as well."""
    followed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (record, feature), tools in pairs.items():
        for survivor in items.survivors(feature):
            followed[record, survivor].add("tool:problem" if tools == {"tool:problem"} else "tool:merged")
    for pair, tools in followed.items():
        if pair not in pairs:
            pairs[pair] = {min(tools, key=TOOLS.index)}


def _share_in_problems(pairs: dict[tuple[str, str], set[str]], records: Records) -> None:
    """All incidents of one problem, and the problem itself, are tied to what any of them is tied to."""
    tied: dict[str, set[str]] = defaultdict(set)
    for record, feature in pairs:
        tied[record].add(feature)
    for group in records.problems():
        shared = sorted(set().union(*(tied[record] for record in group if record in tied)))
        for record in sorted(group):
            for feature in shared:
                if (record, feature) not in pairs:
                    pairs[record, feature].add("tool:problem")
