"""Mailboxes and single mails."""

from __future__ import annotations

from feedback_insights.importers._registry import Importer
from feedback_insights.importers.mail.mailbox import EML, MBOX

IMPORTERS: tuple[Importer, ...] = (MBOX, EML)
