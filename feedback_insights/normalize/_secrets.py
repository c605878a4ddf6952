"""Keys, tokens and passwords that people paste into feedback."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

_SECRET = re.compile(
    r"""-----BEGIN\ (?:[A-Z]{2,12}\ ){0,3}PRIVATE\ KEY-----[A-Za-z0-9+/=\s]{0,8000}
        (?:-----END\ (?:[A-Z]{2,12}\ ){0,3}PRIVATE\ KEY-----)?
    | gh[opusr]_[A-Za-z0-9]{16,} | github_pat_[A-Za-z0-9_]{16,} | glpat-[A-Za-z0-9_-]{12,}
    | xox[abeoprs]-[A-Za-z0-9-]{8,} | (?:AKIA|ASIA)[A-Z0-9]{12,} | AIza[A-Za-z0-9_-]{30,}
    | SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,} | npm_[A-Za-z0-9]{20,} | pypi-[A-Za-z0-9_-]{20,}
    | whsec_[A-Za-z0-9+/=_-]{8,} | (?<![\w-])eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?
    """,
    re.VERBOSE,
)
_SERVICE_KEY = re.compile(
    r"[a-z]{2,6}_(?:live|test|prod|secret)_([A-Za-z0-9_-]{6,})|(?<![A-Za-z0-9_-])sk-([A-Za-z0-9_-]{20,})"
)
_BEARER = re.compile(
    r"\b((?:bearer|basic)\s{1,3}|token\s{1,3}(?=\S{16}))([A-Za-z0-9._~+/-]{12,}={0,2})", re.IGNORECASE
)
_ASSIGNED = re.compile(
    r"\b((?:(?:(?:api|access|client|auth|refresh|session|bearer|id|private|shared)[ _-]?)?"
    r"(?:key|token|secret)[\"']?\s{0,3}(?::|=>?|->)\s{0,3}"
    r"|(?:pass(?:word|wd|phrase|code)|pwd|passwort|kennwort|contraseña|mot de passe)[\"']?"
    r"(?:\s{0,3}(?::|=>?|->)\s{0,3}|\sis\s|\sist\s))[\"'«„“]?)"
    r"([^\s\"'<>\[\],;“”»]{6,200})",
    re.IGNORECASE,
)
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{32,}(?![0-9A-Za-z])")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{32,}={0,2}")

_USERINFO = re.compile(r"(?<=[a-z0-9]://)[^/?#@\s\[\]<>\"']{1,300}@", re.IGNORECASE)
_PARAMETER = re.compile(
    r"([?&#]|&amp;)((?:[a-z0-9.-]{1,20}[_.-]){0,3}(?:"
    r"(?P<strong>\w{0,12}token|\w{0,12}secret|\w{0,8}api_?key|accesskey|signature|sig|password|passwd|pwd|jwt|sid|sessionid|"
    r"authorization|credentials?|otp|nonce|magic|sas)"
    r"|auth|session|key|code|hash|ticket|access|invite|invitation|reset|k|s))=([^&#;\s\[\]<>\"']+)",
    re.IGNORECASE,
)

Placeholder = Callable[[str, str], str]  # (kind, value) -> "[kind n]"


def mask_urls(text: str, placeholder: Placeholder) -> str:
    """Keep each URL, but mask its user info and the values of token-like parameters."""

    def clean(match: re.Match[str]) -> str:
        value = match[4]
        if not match["strong"] and not (len(value) >= 8 and _has_digit(value) and not value.isdigit()):
            return match[0]
        return f"{match[1]}{match[2]}={placeholder('token', value)}"

    if "://" in text:
        text = _USERINFO.sub(lambda m: placeholder("token", m[0][:-1]) + "@", text)
    return _PARAMETER.sub(clean, text) if "=" in text else text


def mask_secrets(text: str, placeholder: Placeholder) -> str:
    """Mask keys of known shapes, passwords behind their label, and long random strings."""
    text = _SECRET.sub(lambda m: placeholder("key", m[0]), text)
    text = _SERVICE_KEY.sub(lambda m: placeholder("key", m[0]) if _is_mixed(m[1] or m[2]) else m[0], text)
    text = _BEARER.sub(lambda m: m[1] + placeholder("key", m[2]) if _has_digit(m[2]) else m[0], text)
    text = _ASSIGNED.sub(_keep_label(placeholder), text)
    text = _HEX.sub(lambda m: placeholder("key", m[0]), text)
    return _BASE64.sub(lambda m: placeholder("key", m[0]) if _is_random(m[0]) else m[0], text)


def _keep_label(placeholder: Placeholder) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        value = match[2].rstrip(".!?)")
        if len(value) < 6 or not any(c.isdigit() or c in "!@#$%^&*" for c in value):
            return match[0]  # a word of the sentence: "the password is wrong"
        return match[1] + placeholder("key", value) + match[2][len(value) :]

    return replace


def _has_digit(value: str) -> bool:
    return any(c.isdigit() for c in value)


def _is_mixed(value: str) -> bool:
    """Tell the random end of a key from the end of an identifier such as ``unit_test_runner``."""
    return _has_digit(value) or (not value.islower() and not value.isupper())


def _is_random(value: str) -> bool:
    """Tell a random string from a long identifier or path: its kinds of letters change all the time."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in value if c.isalnum()]
    changes = sum(a != b for a, b in pairwise(kinds))
    return len(set(kinds)) == 3 and changes >= 0.3 * len(kinds)
