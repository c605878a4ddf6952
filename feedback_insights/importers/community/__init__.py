"""Chats, forums and idea portals."""

from __future__ import annotations

from feedback_insights.importers._declared import declared
from feedback_insights.importers._registry import Importer
from feedback_insights.importers.community._slack_rooms import is_unpacked
from feedback_insights.importers.community.canny import CANNY
from feedback_insights.importers.community.discord import DISCORD
from feedback_insights.importers.community.discourse_archive import DISCOURSE_ARCHIVE
from feedback_insights.importers.community.discourse_topics import DISCOURSE_TOPICS
from feedback_insights.importers.community.productboard import PRODUCTBOARD
from feedback_insights.importers.community.slack import SLACK
from feedback_insights.importers.community.uservoice import USERVOICE

__all__ = ["IMPORTERS", "is_unpacked"]

IMPORTERS: tuple[Importer, ...] = (
    CANNY, DISCORD, DISCOURSE_ARCHIVE, DISCOURSE_TOPICS, PRODUCTBOARD, SLACK, USERVOICE,
    *declared("aha_ideas_csv", "productboard_csv", "uservoice_comments_csv"),
)  # fmt: skip
