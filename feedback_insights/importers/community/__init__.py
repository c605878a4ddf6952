"""Chats, forums and idea portals."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.community._slack_rooms import is_unpacked
from feedback_insights.importers.community.slack import SLACK

__all__ = ["IMPORTERS", "is_unpacked"]

IMPORTERS: tuple[Importer, ...] = (SLACK,)
