"""Tell automatic mail, stand-ins for images, deletion notices, links and form labels from people's words."""

from __future__ import annotations

import re

_STAND_IN = re.compile(
    r"\[[a-z]{2,6} \d{1,6}\]"
    r"|!?\[(?:image|photo|video|attachment|cid|file|gif|sticker|audio|screenshot|inline)[^\]]{0,120}\]",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.,()+-]{1,120}\.(?:png|jpe?g|gif|pdf|mp4|mov|heic|webp|log|zip|csv|xlsx?|docx?)",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"\W{0,3}(?:this (?:message|comment|post|reply) (?:was|has been) (?:deleted|removed)(?: by .{1,60})?"
    r"|\[?(?:deleted|removed)\]?|message (?:deleted|removed)"
    r"|<?(?:image|video|sticker|gif|audio|document|media) omitted>?"
    r"|diese nachricht wurde gelöscht|ce message a été supprimé|este mensaje fue eliminado)\W{0,3}",
    re.IGNORECASE,
)
_AUTO_REPLY = r"""
      auto(?:matic|mated)?[- ]?(?:reply|response|message)\s?: | out\ of\ (?:the\ )?office\s?(?::|reply)
    | abwesenheits(?:notiz|nachricht) | automatische\ antwort | réponse\ automatique | respuesta\ automática
    | risposta\ automatica | resposta\ automática | automatisch\ antwoord
    | (?:this|the\ following)\ is\ an?\ auto(?:matic|mated|-generated)
    | (?:i\ am|i['’]m|i\ will\ be)\ (?:currently\ )?
      (?:out\ of\ (?:the\ )?office | on\ (?:(?:annual|parental|maternity|sick)\ )?leave)\b
    | ich\ bin\ (?:derzeit\ |bis\ .{1,30})?nicht\ im\ (?:büro|haus) | je\ suis\ (?:actuellement\ )?absente?\b
"""
_WHOLE_AUTO_REPLY = re.compile(
    rf"\W{{0,4}}(?:(?:hello|hi|thank\ you\ for\ your\ (?:e-?mail|message|mail))\W{{1,4}})?(?:{_AUTO_REPLY})",
    re.IGNORECASE | re.VERBOSE,
)
_NOTICE = re.compile(
    rf"""\W{{0,4}}(?:{_AUTO_REPLY}
    | (?:please\ )?do\ not\ (?:reply|respond)\ (?:directly\ )?to\ this\ (?:e-?mail|message)
    | please\ type\ your\ reply\ above | reply\ to\ this\ email\ directly
    | your\ (?:request|ticket|case|message)\ (?:\(?\#?\d+\)?\ )?(?:has\ been|was)
      \ (?:received|created|updated|closed|logged)
    | you\ (?:are\ receiving|receive|received)\ this\ (?:e-?mail|message|notification)\ because
    | (?:click\ here\ )?to\ unsubscribe\b | unsubscribe\W*$ | unsubscribe\ from\ th(?:is|ese)
    | view\ (?:this\ )?(?:e-?mail|it)\ (?:in\ your\ browser|online|on\ github)
    | (?:caution|warning|external)\W{{0,4}}.{{0,40}}\b(?:originated|came|sent)\ from
      \ (?:an\ )?(?:outside|external)
    | this\ is\ the\ mail\ (?:system|delivery) | delivery\ (?:has\ failed|status\ notification)
    | undeliverable: | mail\ delivery\ (?:failed|subsystem)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# What issue forms ask, and the facts about a device that fill them.
_FORM = re.compile(
    r"""\W{0,4}(?:
      (?:steps?\ to\ reproduce(?:\ the\ (?:behaviou?r|problem|issue|bug))?
        | (?:expected|actual|current|observed)\ (?:behaviou?r|results?|outcome)
        | environment(?:\ data)? | (?:server\ )?configuration | logs?(?:\ output)?
        | (?:web\ ?)?server\ (?:error\ )?logs?
        | screenshots? | additional\ (?:context|information|notes) | reproducib(?:le|ility) | no\ response
        | describe\ the\ (?:bug|solution|problem).{0,40} | (?:version|system)\ information
        | build\ identifier | user[- ]agent
        | can\ this\ problem\ be\ reproduced\ with\ the\ official\ .{0,120}
      )\W{0,4}
    | (?:\w{2,20}\s){0,3}
      (?:version|os|operating\ system|browser|device|model|build|platform|locale|resolution|user[- ]agent
        |manufacturer|firmware|kernel|build\ identifier|system)
      \s?(?:name|number|model|version|type)?\s?:\s*(?:\S{1,60}(?:\ |$)){0,7}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)


def is_automatic(text: str) -> bool:
    """Tell whether a whole text is an automatic reply, a deletion notice or an image's stand-in."""
    text = text.strip()
    if len(text) <= 200 and (_DELETED.fullmatch(text) or not _STAND_IN.sub("", text).strip()):
        return True
    return len(text) <= 1_000 and _WHOLE_AUTO_REPLY.match(text) is not None


def is_notice(statement: str) -> bool:
    """Tell whether one statement is a link, file name, placeholder, form label or automatic notice alone."""
    return bool(
        _stands_alone(statement)
        or _DELETED.fullmatch(statement)
        or _NOTICE.match(statement)
        or _FORM.match(statement)
    )


def _stands_alone(statement: str) -> bool:
    words = _STAND_IN.sub(" ", statement).split()
    lettered = [word.strip("<>()[]{}.,;:!?\"'") for word in words if any(map(str.isalnum, word))]
    return all(map(_LINK.fullmatch, lettered)) and (bool(lettered) or _STAND_IN.search(statement) is not None)
