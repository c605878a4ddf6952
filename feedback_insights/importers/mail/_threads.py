"""Which mails belong together: by what they answer, else by subject and correspondents.

Only numbers are held for each mail, so that a mailbox of any size fits.
"""

from __future__ import annotations

from hashlib import blake2b

from feedback_insights.importers.mail._message import Header


class Threads:
    """See every header once, then ask for the thread of each mail."""

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._known: dict[int, int] = {}  # key -> the first mail with it
        self._by_subject: dict[int, int] = {}
        self._loose: list[tuple[int, list[int]]] = []  # replies that do not say to what
        self.roots: list[str] = []  # of each mail the oldest id it is tied to

    def see(self, found: Header) -> None:
        """Take note of the next mail."""
        number = len(self._parent)
        self._parent.append(number)
        ids = [found.own_id, *found.references]
        self.roots.append(found.thread or next(iter(found.references), found.own_id))
        keys = [_key("id", name) for name in ids if name]
        keys += [_key("thread", found.thread)] if found.thread else []
        for key in keys:
            self._join(number, self._known.setdefault(key, number))
        subjects = [_key(found.subject, person) for person in sorted(found.people)] if found.subject else []
        if found.replies and not found.references and not found.thread:
            self._loose.append((number, subjects))
        for key in subjects:
            self._by_subject.setdefault(key, number)

    def settle(self) -> None:
        """Join the replies that do not say to what with the mails of their subject and correspondents."""
        for number, subjects in self._loose:
            for key in subjects:
                self._join(number, self._by_subject[key])
        self._loose, self._known, self._by_subject = [], {}, {}

    def of(self, number: int) -> int:
        """Return the thread of a mail: the number of its first mail, from 0."""
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def last(self) -> dict[int, int]:
        """Return of each thread its last mail."""
        return {self.of(number): number for number in range(len(self._parent))}

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._parent[second] = first


def _key(*parts: str) -> int:
    text = "\x1f".join(parts).encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest())
