"""Threads of any community: one is one record, and what each customer says in it one piece of feedback.

Who opened it and who answered are told apart by the post, not by a count, so that a later export with more
answers gives the same ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feedback_insights.files import InputFile
from feedback_insights.importers._subjects import with_subject
from feedback_insights.raw import Identity, Organisation, RawFeedback, RawText, SourceRecord
from feedback_insights.records import Locator, State
from feedback_insights.references import issue_names

Role = Literal["customer", "staff", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one person wrote at one time. ``text`` is None where there are no words."""

    id: str
    role: Role
    text: RawText | None
    author: Identity | None = None
    organisation: Organisation | None = None
    names: tuple[str, ...] = ()  # of people, to be masked
    created: datetime | None = None
    edited: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Posts that belong together, in the order in which they were written."""

    source: str
    instance: str
    external_id: str
    place: str
    posts: Sequence[Post]
    opener: str = ""  # the id of the post that began it; it may be missing
    subject: RawText | None = None
    channel: str | None = None
    url: str | None = None
    private: str = ""  # why it is not read at all


def thread_record(file: InputFile, thread: Thread) -> SourceRecord:
    """Return the record of a thread, in its state."""
    state, reason, units = _read(thread)
    times = [time for post in thread.posts for time in (post.created, post.edited) if time]
    return SourceRecord(
        locator=Locator(
            file=file.name, sha256=file.sha256, record=thread.place,
            field=" + ".join([text.field for unit in units for text in unit.texts]),
        ),
        source=thread.source, instance=thread.instance, state=state, reason=reason, units=units,
        updated=max(times, default=None),
    )  # fmt: skip


def _read(thread: Thread) -> tuple[State, str, tuple[RawFeedback, ...]]:
    posts = thread.posts
    if thread.private:
        return "private", thread.private, ()
    if people := _speakers(posts):
        names = (
            posts[0].names if len(posts) == 1 else tuple(sorted({n for post in posts for n in post.names}))
        )
        refs = {f"issue:{name}" for post in posts if post.text for name in issue_names(post.text.text)}
        return "used", "", tuple([_unit(thread, said, names, tuple(sorted(refs))) for said in people])
    if posts and all(post.deleted for post in posts):
        return "deleted", "deleted", ()
    if any(post.role == "customer" for post in posts):
        return "empty", "no words in it", ()
    if any(post.role == "staff" for post in posts):
        return "staff", "no word of a customer", ()
    return "system", "automatic messages only", ()


def _speakers(posts: Sequence[Post]) -> Sequence[Sequence[Post]]:
    """Return what each customer says, in the order in which they spoke first."""
    if len(posts) == 1:  # as most are
        return [posts] if posts[0].role == "customer" and posts[0].text else []
    people: dict[Identity | str, list[Post]] = {}  # those whom nobody knows are somebody else each time
    for post in posts:
        if post.role == "customer" and post.text:
            people.setdefault(post.author or post.id, []).append(post)
    return list(people.values())


def _unit(thread: Thread, said: Sequence[Post], names: tuple[str, ...], refs: tuple[str, ...]) -> RawFeedback:
    """Return what one person says; all but the first one's go by their first post."""
    first = said[0]
    opens = first.id == thread.opener
    texts = [post.text for post in said if post.text]
    return RawFeedback(
        external_id=thread.external_id,
        question_id="" if opens else f"post {first.id}",
        texts=tuple(with_subject(thread.subject, texts) if opens and thread.subject else texts),
        author=first.author, organisation=first.organisation, names=names, created=first.created,
        channel=thread.channel, url=thread.url, refs=refs,
    )  # fmt: skip
