"""The names that columns go by, per role (formats spec 2.3), best first; compared whole, canonically."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = {
    "text": (
        "comment, comments, feedback, review text, review content, review body, review, message, "
        "description, body, verbatim, feedback text, comment text, customer feedback, user feedback, "
        "customer comment, open feedback, open text, free text, additional comments, ticket description, "
        "ticket content, opinion, complaint, suggestion, suggestions, text, quote, highlight, "
        "observation, finding, content, details, answer text, response text, answer, response, note, "
        "notes"
    ),
    "title": ("subject, title, summary, headline, review title, ticket subject, ticket name, feedback title"),
    "id": (
        "id, uuid, ticket id, response id, respondent id, review id, feedback id, comment id, submission "
        "id, record id, survey response id, conversation id, issue id, post id, message id, note id, item "
        "id, key, issue key, case number, ticket number, number, reference, token, #"
    ),
    "created": (
        "created, created at, created time, created date, create date, created on, created at (utc), date "
        "created, creation date, date, timestamp, date time, datetime, submitted, submitted at, submit "
        "date, submit date (utc), date submitted, recorded date, end date, completion time, review date, "
        "review created (utc), review submit date and time, response date, posted at, opened, time, start "
        "date, start time"
    ),
    "updated": (
        "updated, updated at, updated time, last update time, last updated time, last updated, modified, "
        "last modified, last modified time, updated at (utc), review last update date and time"
    ),
    "email": (
        "email, e mail, email address, requester email, customer email, user email, respondent email, "
        "recipient email, supplied email, review user email, contact email, author email, reporter email"
    ),
    "author": (
        "author, requester, reporter, customer name, user name, username, full name, review username, "
        "reviewer, user, participant, respondent, contact, contact name, customer, author name, submitted "
        "by, name, supplied name"
    ),
    "author_id": (
        "author id, requester id, user id, customer id, contact id, reporter id, participant id, person "
        "id, member id, account user id, review consumer user id, external id, external reference, "
        "external data reference"
    ),
    "organisation": (
        "company, organization, organisation, account, company name, organization name, organisation "
        "name, account name, client"
    ),
    "organisation_id": "account id, company id, organization id, organisation id, org id",
    "domain": "domain, company domain, requester domain, organization domain, email domain",
    "rating": (
        "rating, nps, nps score, score, stars, star rating, review stars, review rating, csat, csat "
        "score, ces, satisfaction, satisfaction score, satisfaction rating, overall rating, likelihood to "
        "recommend"
    ),
    "product": (
        "product, product name, app, app name, application, package name, brand, product area, component, "
        "module, area"
    ),
    "audience": ("audience, user type, persona, customer type, respondent type, user role, role, user group"),
    "channel": "channel, source, via, origin, medium",
    "url": "url, link, permalink, review link, ticket url, web url",
    "public": "public, is public",
    "private": "private, is private, internal, is internal, confidential",
    "staff": "is staff, from agent, author role, author type, requester role",
    "status": "status, state, ticket status",
    "question": "question, question text, question title, prompt",
    "refs": (
        "linked issue, linked issues, jira issue, jira issues, jira issue key, jira key, jira ticket, linked "
        "jira issue, github issue, linear issue, feature id, feature key, linked feature, linked features, "
        "linked idea, backlog id, backlog item"
    ),
    "names": "assignee, agent, submitter, owner, ticket owner, assigned to, moderator",
}
SYNONYMS: Mapping[str, tuple[str, ...]] = {role: tuple(names.split(", ")) for role, names in _NAMES.items()}
