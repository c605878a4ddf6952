"""Chats, forums and idea portals."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.community.slack import SLACK

IMPORTERS: tuple[Importer, ...] = (SLACK,)
