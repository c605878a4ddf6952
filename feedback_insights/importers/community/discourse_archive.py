"""A member's archive of a Discourse forum: ``user_archive.csv``, one row per post (formats spec 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from feedback_insights.files.tables import Row, Table
from feedback_insights.importers._declared import Adapt, DeclaredTable
from feedback_insights.importers._known_tables import places
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._roles import Layout
from feedback_insights.raw import Identity, RawText, SourceRecord, content_id

_ADDRESS = re.compile(r"https?://([^/\s]+)(?:/[^/\s]+)*?/t/(?:[^/\s]+/)?(\d+)/(\d+)/?$", re.I)
_NOT_PERSONAL = frozenset(  # "no" in the languages of the forum's interface
    ("", "no", "false", "0", "nein", "non", "nee", "não", "nej", "nei", "nie", "ne", "ei", "нет", "ні")
) | frozenset(("не", "hayır", "いいえ", "否", "아니요", "لا", "לא"))
_QUOTED = re.compile(r"\[quote\b[^\]\n]{0,300}\](?:(?!\[quote\b).)*?\[/quote\]", re.I | re.S)


class DiscourseArchive(DeclaredTable):
    """Adds what an address tells: forum, topic and post. A title is the words of who opened the topic."""

    def adapt(self, table: Table, layout: Layout, reading: Reading) -> Adapt:
        """Name each post by its topic and number; personal messages are private."""
        personal = next(iter(places(table, ["is pm"])), None)
        address = next(iter(places(table, ["url"])), None)
        dropped = next((table.names[at] for at in places(table, ["topic title"])), "")
        member: list[Identity] = []  # all posts are one member's, who goes by the first one

        def adapted(record: SourceRecord, row: Row) -> SourceRecord:
            url = row.cells[address].strip() if address is not None else ""
            found = _ADDRESS.match(url)
            host, number = (found[1].lower(), f"{found[2]}/{found[3]}") if found else ("", "")
            if not member:
                member.append(Identity(external_id=content_id([host, number or url])))
            if number:
                record = replace(record, locator=replace(record.locator, record=f"post {number}"))
            if personal is not None and row.cells[personal].strip().lower() not in _NOT_PERSONAL:
                return replace(record, instance=host, state="private", reason="a personal message", units=())
            answers = found is not None and found[3] != "1"
            units = tuple(
                replace(
                    unit, author=member[0], external_id=number or unit.external_id,
                    texts=tuple(_own(unit.texts, dropped if answers else "")),
                )
                for unit in record.units
            )  # fmt: skip
            units = tuple(unit for unit in units if unit.texts)
            if record.state == "used" and not units:
                record = replace(record, state="empty", reason="no words in it")
            return replace(record, instance=host, units=units)

        return adapted


def _own(texts: tuple[RawText, ...], title: str) -> Iterator[RawText]:
    """Yield a post without what it quotes of others; an answer without the topic's title."""
    for text in texts:
        said, quotes = text.text, 1
        while quotes:  # quotes hold quotes
            said, quotes = _QUOTED.subn("", said)
        if said.strip() and text.field != title:
            yield replace(text, text=said)


DISCOURSE_ARCHIVE = DiscourseArchive("discourse_csv")
