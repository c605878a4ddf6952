"""Threads of one Slack channel, put together from the files of many days.

A thread is done when the day of its last answer has been read, which its first message tells. Only threads
that are under way are held, and of those no more than fit into a fixed number of letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from feedback_insights.importers._values import Json, as_text, dicts
from feedback_insights.importers.community._threads import Post

MOST_LETTERS = 16 << 20
Posts = tuple[str, tuple[Post, ...]]  # the ts of the first message of a thread, and what is known of it


class OpenThreads:
    """The threads of one channel that are under way."""

    def __init__(self, most: int = MOST_LETTERS) -> None:
        self._open: dict[str, list[Post]] = {}
        self._due: list[tuple[float, str]] = []
        self._most, self._letters, self._newest = most, 0, 0.0

    def add(self, message: Json, post: Post) -> Sequence[Posts]:
        """Take a message in; return the threads that need not or cannot wait any longer."""
        own = post.id
        key = as_text(message.get("thread_ts")) or own
        if (
            key == own
            and key not in self._open
            and not (message.get("reply_count") or message.get("replies"))
        ):
            return ((key, (post,)),)
        self._newest = max(self._newest, seconds(own))
        self._open.setdefault(key, []).append(post)
        self._letters += _size(post)
        if key == own and (due := _last_answer(message)):
            heappush(self._due, (due, key))
        full = []
        while self._letters > self._most and self._open:
            full.append(self._taken(next(iter(self._open))))
        return full

    def day_is_over(self) -> Iterator[Posts]:
        """Yield the threads whose last answer has been read."""
        while self._due and self._due[0][0] <= self._newest:
            key = heappop(self._due)[1]
            if key in self._open:
                yield self._taken(key)

    def rest(self) -> Iterator[Posts]:
        """Yield what is still under way at the end of the channel."""
        while self._open:
            yield self._taken(next(iter(self._open)))

    def _taken(self, key: str) -> Posts:
        posts = self._open.pop(key)
        self._letters -= sum(map(_size, posts))
        return key, tuple(sorted(posts, key=lambda post: (seconds(post.id), post.id)))


def seconds(ts: str) -> float:
    """Return the time in a message's id, which is a text: ``1772485500.000100``; 0 where it is none."""
    try:
        return float(ts)
    except ValueError:
        return 0.0


def _last_answer(message: Json) -> float:
    answers = [as_text(answer.get("ts")) or "" for answer in dicts(message.get("replies"))]
    return max((seconds(ts) for ts in (as_text(message.get("latest_reply")) or "", *answers)), default=0.0)


def _size(post: Post) -> int:
    return 500 + (len(post.text.text) if post.text else 0)
