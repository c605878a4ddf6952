"""Numbers that a check tells: cards (Luhn), IBANs (mod 97), IP addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

Replace = Callable[[str], str]  # value -> placeholder

_DIGIT_RUN = re.compile(r"(?<!\d)(?<!\d[.,])(?<!/)(?:\d{4}(?:\.\d{4}){3}|\d(?:[ -]?\d){11,59})(?!\d)")
_CARD_PREFIX = re.compile(r"4|5[0-9]|2[2-7]|3[0-9]|6[0-9]")
_CARD_LENGTHS = (19, 18, 17, 16, 15, 14, 13)

_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])")
_IBAN_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT",
    26: "IS TR",
    27: "FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB PL",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
}  # length -> countries
_IBAN_LENGTH = {
    country: length for length, countries in _IBAN_COUNTRIES.items() for country in countries.split()
}

_IPV4 = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?!\w|\.\d|-[A-Za-z])")
_IPV6 = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{3,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])"
)
_VERSION = re.compile(
    r"(?:\b(?:v|ver|vers|versions?|build|release|firmware|fw|chrome|chromium|firefox|edge|edg|opera|safari|webkit|"
    r"driver|patch|rev|revision)\s{0,2}[:.#=-]?\s{0,2}|[A-Za-z]/|==)$",
    re.IGNORECASE,
)
_PRODUCT = re.compile(
    r"\b(?:update[ds]?|upgraded?|to|sdk|app|android|ios|macos|windows|software|library)\s$", re.IGNORECASE
)


def mask_cards(text: str, replace: Replace) -> str:
    """Mask card numbers: 13 to 19 digits, a card's first digits and grouping, a right check digit."""
    return _DIGIT_RUN.sub(lambda match: _mask_card_run(match[0], replace), text)


def _mask_card_run(run: str, replace: Replace) -> str:
    groups = list(re.finditer(r"\d+", run))
    for first in range(len(groups)):
        end = _card_end(groups[first : first + 6])
        if end:
            start = groups[first].start()
            value = re.sub(r"\D", "", run[start:end])
            return run[:start] + replace(value) + _mask_card_run(run[end:], replace)
    return run


def _card_end(groups: list[re.Match[str]]) -> int:
    """Return where a card number ends that begins with the first group; 0 = there is none."""
    digits = ""
    ends: dict[int, int] = {}
    for group in groups:
        if digits and not 4 <= len(group.string[groups[0].start() : groups[0].end()]) <= 6:
            break  # only a number written in groups of four to six goes on
        digits += group[0]
        ends[len(digits)] = group.end()
    for length in _CARD_LENGTHS:
        if length in ends and _CARD_PREFIX.match(digits) and _passes_luhn(digits[:length]):
            return ends[length]
    return 0


def _passes_luhn(digits: str) -> bool:
    return (
        sum(int(c) for c in digits[::-2]) + sum(sum(divmod(2 * int(c), 10)) for c in digits[-2::-2])
    ) % 10 == 0


def mask_ibans(text: str, replace: Replace) -> str:
    """Mask IBANs, written together or in groups, whose length and check digits are right."""
    pieces: list[str] = []
    done = 0
    for match in _IBAN_START.finditer(text):
        length = _IBAN_LENGTH.get(match[0][:2].upper(), 0)
        end = _end_of(text, match.start(), length) if length and match.start() >= done else 0
        if not end:
            continue
        value = re.sub(r"[ -]", "", text[match.start() : end]).upper()
        if int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1:
            pieces += [text[done : match.start()], replace(value)]
            done = end
    return "".join(pieces) + text[done:]


def _end_of(text: str, start: int, length: int) -> int:
    """Return where `length` letters and digits end that stand together or in groups; 0 = they do not."""
    count = 0
    for i in range(start, min(start + 2 * length, len(text))):
        if text[i].isascii() and text[i].isalnum():
            count += 1
            if count == length:
                return i + 1
        elif text[i] not in " -":
            return 0
    return 0


def mask_ips(text: str, replace: Replace) -> str:
    """Mask IPv4 and IPv6 addresses; four-part version numbers behind "v", "version", "Chrome/" stay."""

    def v4(match: re.Match[str]) -> str:
        parts = [int(part) for part in match[1].split(".")]
        before = text[max(match.start() - 24, 0) : match.start()]
        is_version = _VERSION.search(before) or (
            _PRODUCT.search(before) and parts[0] < 100 and parts[0] != 10
        )
        return match[0] if max(parts) > 255 or is_version else replace(match[1])

    text = _IPV4.sub(v4, text)
    return _IPV6.sub(lambda match: replace(match[0].lower()) if _is_ipv6(match[0]) else match[0], text)


def _is_ipv6(value: str) -> bool:
    groups = [group for group in value.split(":") if group]
    if len(groups) < 4 and not ("::" in value and len(groups) >= 2 and any(c.isdigit() for c in value)):
        return False
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True
