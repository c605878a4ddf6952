"""Who in GitLab is no person."""

from __future__ import annotations

import re

_BOT = re.compile(r"(?:project|group)_\d+_bot(?:_?\w+)?|alert-bot|GitLab-?bot|\S+\[bot\]", re.I)
_DESK = "support-bot"


def is_bot(login: str) -> bool:
    """Tell the names of bots from people's."""
    return _BOT.fullmatch(login) is not None


def is_desk(login: str) -> bool:
    """Tell the bot that opens issues for people who write a mail to the Service Desk."""
    return login.lower() == _DESK
