"""The people of a Slack workspace: who they are, which are bots, and which are our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from feedback_insights.importers._values import Json, as_text, text_at
from feedback_insights.importers.community._staff import domain_of
from feedback_insights.raw import Identity, Organisation

_RUNS_IT = ("is_admin", "is_owner", "is_primary_owner")
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Person:
    """One member, or somebody of another workspace."""

    identity: Identity
    names: tuple[str, ...]  # what others may call them, sorted
    team: str
    is_bot: bool
    runs_it: bool
    is_staff: bool = False
    organisation: Organisation | None = None  # another workspace, where channels are shared between two


class People:
    """Everybody whom the export lists.

    Our own people are those who run the workspace, and everybody at their mail domain: guests, partners and
    customers who were invited are customers.
    """

    def __init__(self, users: Iterable[Json]) -> None:
        known = {id: _person(user, id) for user in users if (id := as_text(user.get("id")))}
        teams = Counter(person.team for person in known.values() if person.team)
        self.workspace = min(teams, key=lambda team: (-teams[team], team), default="")
        run = (person.identity.email for person in known.values() if person.runs_it)
        self.staff_domains = tuple(sorted({domain for email in run if (domain := domain_of(email))}))
        self._known = {id: self._placed(person) for id, person in known.items()}

    def _placed(self, person: Person) -> Person:
        elsewhere = person.team not in ("", self.workspace)
        return replace(
            person,
            is_staff=person.runs_it or domain_of(person.identity.email) in self.staff_domains,
            organisation=Organisation(external_id=person.team) if elsewhere else None,
        )

    def get(self, id: str | None) -> Person | None:
        """Return a person by id."""
        return self._known.get(id or "")

    def of_message(self, message: Json) -> Person | None:
        """Return who wrote a message: a member, or whom the profile in it names."""
        id = message.get("user")
        if not isinstance(id, str) or not id:
            return None
        if found := self._known.get(id):
            return found
        team = text_at(message, "user_team", "user_profile.team")
        person = self._placed(_person({"profile": message.get("user_profile"), "team_id": team}, id))
        self._known[id] = person  # the same in every message
        return person


def is_bot(message: Json, person: Person | None) -> bool:
    """Tell whether a program wrote a message."""
    if message.get("subtype") == "bot_message" or message.get("user") == _SLACKBOT:
        return True
    return person.is_bot if person else bool(message.get("bot_id"))


def _person(user: Json, id: str | None) -> Person:
    names = (text_at(user, path) for path in ("profile.display_name", "profile.real_name", "real_name"))
    known = [name for name in names if name] or [handle for handle in (text_at(user, "name"),) if handle]
    return Person(
        Identity(external_id=id, email=text_at(user, "profile.email"), name=known[0] if known else None),
        tuple(sorted(set(known))),
        text_at(user, "team_id", "profile.team") or "",
        user.get("is_bot") is True or id == _SLACKBOT,
        any(user.get(flag) is True for flag in _RUNS_IT),
    )
