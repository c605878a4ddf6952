"""Roles of columns named by a path, such as ``customer.email``: of nested JSON, and of tables made from it.

The path counts as a name as a whole (``company.name`` is "company name", an organisation) or without leading
parts that only wrap the record (``data``, ``attributes``). Its last part alone counts

- behind a wrapper: in every role;
- behind a person (``user.role``) or an organisation (``account.domain``): as theirs, so that no time or state
  of an account is taken for the record's;
- behind anything else (``checkout.comment``): only if the word leaves no doubt, and ends no other column.

What stands behind our own people (``reply.text``, ``agent.email``) is never a customer's; names are masked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from feedback_insights.files.columns import canonical

_PATH = re.compile(r"\w[\w\- ]*(?:\.\w[\w\- ]*)+")
_LONGEST = 400


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


_WRAPPERS = _words(
    "meta, metadata, attributes, attrs, fields, properties, props, data, values, record, entry, node, "
    "doc, document, custom, custom fields, custom attributes, extra, extras, payload, feedback, review, "
    "response, answer, answers, submission, survey response, ticket, comment, message"
)
_PEOPLE = _words(
    "user, author, customer, contact, requester, reporter, reviewer, respondent, participant, person, "
    "member, sender, from, created by, submitted by, profile"
)
_ORGANISATIONS = _words("company, organization, organisation, account, client, org, tenant, workspace")
_OUR_PEOPLE = _words(
    "agent, assignee, owner, staff, support, moderator, admin, reply, replies, internal, developer reply, "
    "developer response, company reply, business reply, team, assigned to, resolution"
)
_NAMES = _words("name, full name, display name, username, user name, login, nickname, first name, last name")
_OF_A_PERSON: Mapping[str, str] = {
    **dict.fromkeys(("id", "uuid", "key", "external id", "number"), "author id"),
    **dict.fromkeys(("name", "full name", "display name", "username", "login", "nickname"), "author name"),
    **dict.fromkeys(("email", "email address", "e mail", "mail"), "author email"),
    **dict.fromkeys(("type", "role", "persona", "kind"), "user type"),
    **{name: name for name in ("company", "organization", "organisation", "account")},
}
_OF_AN_ORGANISATION: Mapping[str, str] = {
    **dict.fromkeys(("id", "uuid", "key", "external id"), "account id"),
    **dict.fromkeys(("name", "display name"), "account name"),
    **dict.fromkeys(("domain", "email domain"), "domain"),
}
_TELLING = _words(
    "comment, feedback, verbatim, feedback text, comment text, review text, review content, "
    "customer feedback, user feedback, customer comment, open feedback, open text, free text, additional "
    "comments, suggestion, suggestions, complaint, email, email address, customer email, user "
    "email, rating, nps, nps score, csat, csat score, ces, stars, star rating, satisfaction, satisfaction "
    "score, product, product name, app name, product area, audience, persona, user type, customer type, "
    "channel, company, company name, organization, organisation, organization name, organisation name, "
    "account name, respondent, reviewer, participant, customer name, user name, username, customer id, "
    "user id, company id, account id"
)


def matched_forms(names: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Return under which canonical name each column is looked up in ``known``, the roles of the synonyms."""
    lasts = Counter(_parts(name)[-1] for name in names if _PATH.fullmatch(name[:_LONGEST]))
    return tuple(matched_form(name, known, lasts) for name in names)


def matched_form(name: str, known: Mapping[str, str], lasts: Mapping[str, int] | None = None) -> str:
    """Return a column's canonical name; of a path, the name that it counts as, if any.

    ``lasts`` tells how many columns end in the same part.
    """
    form = canonical(name[:_LONGEST])  # longer ones are no names, and must not slow the patterns down
    if form in known or not _PATH.fullmatch(name[:_LONGEST]):
        return form
    return next((found for found in _candidates(_parts(name), lasts or {}) if found in known), form)


def _parts(name: str) -> list[str]:
    return ["data" if part == "_source" else canonical(part) for part in name[:_LONGEST].split(".")]


def _candidates(parts: Sequence[str], lasts: Mapping[str, int]) -> Iterator[str]:
    """Yield the names that a path may count as, the surest first."""
    last = parts[-1]
    if any(part in _OUR_PEOPLE for part in parts[:-1]):
        if last in _NAMES:
            yield "assignee"
        return
    for start in range(len(parts) - 1):
        if all(part in _WRAPPERS or part in _PEOPLE for part in parts[:start]):
            yield " ".join(parts[start:])
    whose = [part for part in parts[:-1] if part not in _WRAPPERS]
    if not whose:
        yield last
    elif whose[-1] in _PEOPLE:
        yield _OF_A_PERSON.get(last, "")
    elif whose[-1] in _ORGANISATIONS:
        yield _OF_AN_ORGANISATION.get(last, "")
    elif last in _TELLING and lasts.get(last, 1) == 1:
        yield last
