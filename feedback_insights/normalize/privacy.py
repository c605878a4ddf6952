"""Mask personal data by typed placeholders, numbered within the record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from feedback_insights.normalize import _names, _numbers, _phones, _secrets

PLACEHOLDER = re.compile(r"\[(?:email|phone|person|card|iban|ip|key|token) \d{1,6}\]")

_EMAIL = re.compile(r"(?<![\w.%+'’-])[\w.%+'’-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+")
_SPELT_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:[(\[{] ?at ?[)\]}]|@) ?[\w-]{1,63}"
    r"(?:(?: ?[(\[{] ?dot ?[)\]}] ?|\.)[\w-]{2,63}){1,4}",
    re.IGNORECASE,
)
_SPELT = re.compile(r" ?[(\[{] ?(at|dot) ?[)\]}] ?", re.IGNORECASE)


class Masker:
    """Masks the texts of one record; the same value gets the same number in all of them.

    `names` are the people the record itself names; a full name is masked however it is written, a first or
    last name alone only as a capitalized word of three letters or more. `emails` are their addresses, which
    often spell a name too ("priya.shah@...").
    """

    def __init__(self, names: Iterable[str] = (), *, emails: Iterable[str] = ()) -> None:
        self._people = _names.People([*names, *filter(None, map(_name_in_email, emails))])
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> str:
        """Return `text` without personal data; masking it again changes nothing."""
        masked = self._pass(text)
        while masked != text:  # a placeholder may uncover what stood beside it; each pass leaves less to mask
            text, masked = masked, self._pass(masked)
        return masked

    def _pass(self, text: str) -> str:
        number = self._number
        text = _secrets.mask_urls(text, number)
        text = _secrets.mask_secrets(text, number)
        text = self._mask_emails(text)
        text = _numbers.mask_ibans(text, partial(number, "iban"))
        text = _numbers.mask_cards(text, partial(number, "card"))
        text = _numbers.mask_ips(text, partial(number, "ip"))
        text = _phones.mask_phones(text, lambda value: number("phone", re.sub(r"\D", "", value)))
        text = self._people.mask(text, partial(number, "person"))
        return _names.mask_introduced(text, partial(number, "person"))

    def _mask_emails(self, text: str) -> str:
        if "@" in text or "%40" in text:
            text = _EMAIL.sub(self._email, text)
        return _SPELT_EMAIL.sub(self._spelt_email, text) if _SPELT.search(text) else text

    def _spelt_email(self, match: re.Match[str]) -> str:
        return self._email(match) if _SPELT.search(match[0]) else match[0]

    def _email(self, match: re.Match[str]) -> str:
        value = _SPELT.sub(lambda m: "@" if m[1].lower() == "at" else ".", match[0].replace("%40", "@"))
        return self._number("email", value.replace(" ", "").strip(".'’-").casefold())

    def _number(self, kind: str, value: str) -> str:
        if (kind, value) not in self._numbers:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._numbers[kind, value] = self._counts[kind]
        return f"[{kind} {self._numbers[kind, value]}]"


def _name_in_email(address: str) -> str | None:
    """Return the name that "first.last@..." spells; None where the part before the @ is not two words."""
    parts = [
        part for part in re.split(r"[._-]", address.partition("@")[0]) if len(part) >= 2 and part.isalpha()
    ]
    return " ".join(parts) if 2 <= len(parts) <= 3 else None
