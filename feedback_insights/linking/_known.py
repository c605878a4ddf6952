"""Records by the names that other tools have for them, and backlog items by theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from feedback_insights.records import Feature, Feedback
from feedback_insights.references import TicketAddress, issue_names, project_of, ticket_addresses

HELP_DESKS = frozenset(
    {"zendesk", "freshdesk", "intercom", "helpscout"}
)  # of several, theirs are the tickets


class Records:
    """The feedback, record by record: a ticket with its rating's comment is one record.

    A record is called by the id of its first piece of feedback.
    """

    def __init__(self, feedback: Iterable[Feedback]) -> None:
        parts: dict[tuple[str, ...], list[Feedback]] = defaultdict(list)
        for item in sorted(feedback, key=lambda item: (item.question_id, item.id)):
            at = item.locator
            parts[item.source, _site(item), item.external_id, at.sha256, at.record].append(item)
        self._records = {items[0].id: items for items in parts.values()}
        self._sites = {items[0].id: site for (_, site, *_), items in parts.items()}
        self._of = {item.id: first for first, items in self._records.items() for item in items}
        self._by_id: dict[str, list[str]] = defaultdict(list)
        self._by_url: dict[str, list[str]] = defaultdict(list)
        for first, items in sorted(self._records.items()):
            self._by_id[items[0].external_id].append(first)
            for url in sorted({_address(item.url) for item in items if item.url}):
                self._by_url[url].append(first)
        self._incidents: dict[str, list[str]] = defaultdict(list)
        for record, problem in self.refs("problem"):
            self._incidents[problem].append(record)
        self._unknown: set[str] = set()
        self._ambiguous: set[str] = set()

    @property
    def unknown(self) -> tuple[str, ...]:
        """What `named` was asked for and did not find."""
        return tuple(sorted(self._unknown))

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """What `named` found at several tools or sites."""
        return tuple(sorted(self._ambiguous))

    def feedback_of(self, record: str) -> tuple[str, ...]:
        """The ids of a record's feedback, the first one first."""
        return tuple(item.id for item in self._records[record])

    def named(self, ticket: str) -> list[str]:
        """The records that a name stands for: an id, "zendesk:48201", an address or a feedback id.

        Usually one; several if a ticket came twice, with its site and without. None of two sites' or tools'.
        """
        found = self._at_address(ticket) if "://" in ticket else self._with_id(ticket)
        places = {place for record in found if (place := self._place(record))}
        if not found and not self.incidents(ticket):
            self._unknown.add(ticket)
        elif len(places) > 1:
            self._ambiguous.add(ticket)
            return []
        return found

    def incidents(self, ticket: str) -> list[str]:
        """The records that are incidents of a problem ticket, which itself need not be feedback."""
        if addresses := ticket_addresses(ticket):
            asked = [(number, one.site) for one in addresses for number in one.numbers]
        else:
            asked = [(ticket.rpartition(":")[2], "")]
        found = [
            record
            for number, site in asked
            for record in self._incidents.get(number, ())
            if not site or self._sites[record] in ("", site)
        ]
        sites = {site for record in found if (site := self._sites[record])}
        return [] if len(sites) > 1 or ticket in self._ambiguous else found

    def refs(self, kind: str) -> Iterator[tuple[str, str]]:
        """Every record with what it names of a kind, such as "issue"."""
        for record, items in sorted(self._records.items()):
            for ref in sorted({ref for item in items for ref in item.refs}):
                if ref.startswith(f"{kind}:"):
                    yield record, ref.partition(":")[2]

    def problems(self) -> list[set[str]]:
        """The records that are incidents of one problem, or the problem itself: disjoint groups."""
        graph: dict[str, list[str]] = defaultdict(list)
        for record, problem in self.refs("problem"):
            name = f"{self._records[record][0].source}|{self._sites[record]}|{problem}"
            graph[record].append(name)
            graph[name].append(record)
        groups, seen = [], set[str]()
        for record in sorted(self._records.keys() & graph.keys()):
            if record not in seen:
                group = {record, *_reachable(graph, record)} & self._records.keys()
                seen |= group
                groups.append(group)
        return [group for group in groups if len(group) > 1]

    def _at_address(self, ticket: str) -> list[str]:
        if exact := self._by_url.get(_address(ticket)):
            return exact
        return [record for address in ticket_addresses(ticket) for record in self._of_desk(address)]

    def _of_desk(self, address: TicketAddress) -> list[str]:
        """A help desk's ticket by its number, where the record does not tell another site."""
        return [
            record
            for number in address.numbers
            for record in self._by_id.get(number, ())
            if self._records[record][0].source == address.tool and self._sites[record] in ("", address.site)
        ]

    def _with_id(self, ticket: str) -> list[str]:
        source, _, number = ticket.partition(":")
        of_source = [r for r in self._by_id.get(number, ()) if self._records[r][0].source == source]
        if of_source:
            return of_source
        if ticket in self._of:
            return [self._of[ticket]]
        found = self._by_id.get(ticket, [])
        desks = [record for record in found if self._records[record][0].source in HELP_DESKS]
        return desks or [record for record in found if _may_be_ticket(self._records[record][0])]

    def _place(self, record: str) -> str:
        """What an id is unique in; "" where the export does not tell: it goes with any."""
        item = self._records[record][0]
        if item.source in HELP_DESKS:
            site = self._sites[record]
            return f"{item.source}|{site}" if site else ""
        return f"{item.source}|{item.locator.sha256}"


def _may_be_ticket(item: Feedback) -> bool:
    """Whether a record of no help desk may be what a bare id calls a ticket: no answer, no session."""
    return not item.question_id and item.session is None


def _site(item: Feedback) -> str:
    """The host of a help desk's record; "" where the export does not name it."""
    found = ticket_addresses(item.url) if item.source in HELP_DESKS and item.url else []
    return found[0].site if found else ""


class Items:
    """The backlog's items by id, key and page."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = sorted(features, key=lambda feature: feature.id)
        self._ids = {feature.id for feature in self.features}
        names: dict[str, set[str]] = defaultdict(set)
        for feature in self.features:
            for name in (feature.id, *(issue_names(feature.url) if feature.url else ())):
                names[name.casefold()].add(feature.id)
            if feature.url:
                names[_address(feature.url)].add(feature.id)
        self._names = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
        self._projects = {project for name in (*self._ids, *self._names) if (project := _project(name))}
        self._unknown: set[str] = set()
        self._merged = {
            feature.id: [known for id in feature.duplicate_of if (known := self.named(id)) is not None]
            for feature in self.features
        }

    @property
    def unknown(self) -> tuple[str, ...]:
        """What was asked for and is not in the backlog."""
        return tuple(sorted(self._unknown))

    def named(self, name: str) -> str | None:
        """The item that an id, a key or a page stands for; None if there is none."""
        if (found := self._found(name)) is None:
            self._unknown.add(name)
        return found

    def mentioned(self, name: str) -> str | None:
        """The same for what stands in a text, where a key or page of no project here ("UTF-8") is no item."""
        project = _project(name)
        return self.named(name) if project is None or project in self._projects else self._found(name)

    def survivors(self, feature_id: str) -> list[str]:
        """The items that this one was merged into or repeats, and those that they were; sorted."""
        return _reachable(self._merged, feature_id)

    def _found(self, name: str) -> str | None:
        if name in self._ids:
            return name
        if (by_name := self._names.get(name.casefold())) is not None:
            return by_name
        pages = (issue_names(name) | {_address(name)}) if "://" in name else ()
        found = {id for page in pages if (id := self._names.get(page.casefold())) is not None}
        return found.pop() if len(found) == 1 else None


def _reachable(graph: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """Everything that can be reached from a node, without the node itself; sorted."""
    seen, waiting = {start}, [start]
    while waiting:
        for node in graph.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return sorted(seen - {start})


def _project(name: str) -> str | None:
    """What the items of a key or page have in common; None for other ids."""
    return name.rpartition("/")[0] if "://" in name else project_of(name)


def _address(url: str) -> str:
    """One spelling of a page's address: no query, no fragment, lower-case."""
    if found := ticket_addresses(url):
        return found[0].url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"https://{parts.netloc}{parts.path}".rstrip("/").casefold()
