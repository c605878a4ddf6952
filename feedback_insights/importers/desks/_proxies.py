"""Tickets that staff open for a customer: does the opening report what the customer said, or address them?

A report counts for the customer, on their behalf; outreach and whatever is unclear stay staff's own words.
"""

from __future__ import annotations

import re

from feedback_insights.importers._values import Json, as_dict, as_text
from feedback_insights.importers.desks._zendesk_facts import (
    author_number,
    comments_of,
    described,
    is_staff,
    public_turns,
)
from feedback_insights.raw import RawText

_CALLED = ("voice", "phone", "call")  # how channels of telephone calls begin
_CALL_FACTS = re.compile(  # lines that the telephone writes by itself
    r"^\W*(?:call(?:er)? (?:from|to|details|recording|id)|time of call|answered by|length of (?:phone )?call|"
    r"location|phone number|voicemail|inbound|outbound|recording)\b.*$",
    re.I | re.M,
)
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"|„[^“”]{0,2000}[“”]|«[^»]{0,2000}»")
_COLLEAGUES = r"team|all|everyone|support|colleagues|folks|guys|zusammen"
_ADDRESSED = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen)|sehr geehrte\w*|"
    rf"liebe[rs]?|bonjour|hola|ciao|buongiorno)\b(?!\s+(?:{_COLLEAGUES})\b)|"
    r"\b(?:you|your|yours|you(?:'|’)(?:re|ve|ll|d)|ihnen|vous|votre|usted|ustedes)\b",
    re.I,
)
_CUSTOMER = (
    r"customer|client|caller|user|subscriber|merchant|partner|tenant|requester|member|buyer|seller|contact|"
    r"kundin|kunde|anrufer(?:in)?|nutzer(?:in)?|cliente|clienta"
)
_SAYS = (
    r"call(?:s|ed|ing)|r[ai]ngs?|phone[ds]|wants?|wanted|report(?:s|ed|ing)?|ask(?:s|ed|ing)?|say(?:s|ing)|said|"
    r"state[ds]|complain(?:s|ed|ing)?|request(?:s|ed|ing)?|needs?|needed|would (?:like|love|prefer)|"
    r"wish(?:es|ed)|can(?:'|’)?t|cannot|(?:is |was |are |were )?unable|mention(?:s|ed)|told|explain(?:s|ed)|"
    r"(?:is|are) (?:having|seeing|getting|unhappy|angry|upset|frustrated)|"
    r"describe[ds]|experienc(?:es|ed|ing)|ha(?:s|ve) (?:trouble|problems|issues)|wrote|writes|claims|tried|"
    r"expect(?:s|ed)|suggest(?:s|ed)|"
    r"meldete?|ruft|rief|möchte|wünscht|berichtete?|beschwert|fragte?|sagte?|braucht|kann|hat|"
    r"llam[aó]|quiere|pide|dice|necesita"
)
_REPORT = re.compile(
    rf"\b(?:{_CUSTOMER})\b[^.!?\n]{{0,40}}?\s(?:{_SAYS})\b|"
    rf"\b(?:they|she|he)\s+(?:\w+\s)?(?:{_SAYS})\b|"
    r"\bon behalf of\b|"
    rf"\b(?:per|reported by|call from|spoke (?:to|with))\s+(?:the\s|our\s)?(?:{_CUSTOMER})\b|"
    r"\b(?:over|by|on) the phone\b|\bim (?:auftrag|namen) (?:von|des|der)\b",
    re.I,
)
_FEWEST_WORDS = 3


def reported(ticket: Json, requester: str | None, submitter: Json) -> RawText | None:
    """Return the opening in which staff report what the requester said; None where that is not sure."""
    opener = as_text(ticket.get("submitter_id"))
    if requester is None or opener is None or opener == requester or _is_customer(submitter):
        return None
    opening = _opening(ticket, requester)
    subject = as_text(ticket.get("subject")) or ""
    return opening if opening and _is_report(subject, opening.text, _by_telephone(ticket)) else None


def subject_is_theirs(ticket: Json, requester: str | None) -> bool:
    """Tell whether the requester wrote the subject: opened the ticket or sent the mail it began with."""
    opener = as_text(ticket.get("submitter_id"))
    if requester is None or opener is None or opener == requester:
        return True
    comments = comments_of(ticket)
    return bool(comments) and author_number(comments[0][1]) == requester


def _opening(ticket: Json, requester: str) -> RawText | None:
    comments = comments_of(ticket)
    if not comments:
        return next(described(ticket), None)
    first = comments[0][1]
    if author_number(first) == requester or _is_customer(as_dict(first.get("author"))):
        return None
    return next(iter(public_turns(ticket, comments[:1])), None)


def _is_report(subject: str, body: str, by_telephone: bool) -> bool:
    subject, said = _QUOTED.sub(" ", subject), _QUOTED.sub(" ", _CALL_FACTS.sub(" ", body))
    if len(said.split()) < _FEWEST_WORDS or _ADDRESSED.search(subject) or _ADDRESSED.search(said):
        return False
    return by_telephone or _REPORT.search(f"{subject}\n{said}") is not None


def _by_telephone(ticket: Json) -> bool:
    channel = (as_text(as_dict(ticket.get("via")).get("channel")) or "").lower()
    return channel.startswith(_CALLED)


def _is_customer(person: Json) -> bool:
    role = as_text(person.get("role"))
    return role is not None and not is_staff(person)
