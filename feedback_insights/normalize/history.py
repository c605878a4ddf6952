"""Cut quoted history, signatures and legal footers out of mail-like text, line by line.

The writer's own words stay, also between quoted lines and below them. Every pattern is matched against one
line of at most `_LINE` characters, so no input makes it slow. mail-parser-reply gives the "X wrote:" lines of
languages that are not written out here; its splitter is not used, because it takes "- item" lists, lines that
begin with "Thanks," and everything after them for a signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from feedback_insights.normalize import _signatures

_LINE = 300  # characters; no header line of a mail program is longer
_HEADER_LINES = 3  # a header may be wrapped over so many lines

_WROTE = re.compile(
    r"""^\W{0,3}(?:
      On\b.{5,}\bwrote | Am\b.{5,}\bschrieb\b.{0,120} | .{3,120}\bschrieb\ am\b.{5,}
    | Le\b.{5,}\ba\ écrit | .{3,120}\ba\ écrit\ le\b.{5,} | El\b.{5,}\bescribi(?:ó|o)
    | Il(?:\ giorno)?\b.{5,}\bha\ scritto | Em\b.{5,}\bescreveu | Op\b.{5,}\bschreef\b.{0,120}
    | .{3,120}[<(\[][^\s@]{1,80}@[^\s@]{3,80}[>)\]]
        \ (?:wrote|schrieb|a\ écrit|escribió|ha\ scritto|escreveu|schreef)
    | \d{4}-\d\d-\d\d\ \d\d?:\d\d\b.{0,40}<[^\s@]{1,80}@[^\s@]{3,80}>
    )\s?:\W{0,2}$""",
    re.IGNORECASE | re.VERBOSE,
)
# A program's header carries a time, a year or an address; "On Monday your agent wrote:" is the writer's own.
_STAMP = re.compile(
    r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d\d|@|\[email \d+\]", re.IGNORECASE
)

_FORWARDED = (
    "Original Message|Original Appointment|Forwarded(?: message)?|Ursprüngliche Nachricht|"
    "Weitergeleitete Nachricht|Message d['’]origine|Message original|Message transféré|Mensaje original|"
    "Mensaje reenviado|Messaggio originale|Messaggio inoltrato|Mensagem original|Mensagem encaminhada|"
    "Oorspronkelijk bericht|Doorgestuurd bericht"
)
_SEPARATOR = re.compile(
    rf"^\s*(?:[-_]{{3,}}\s*(?:{_FORWARDED})\s*[-_]{{3,}}"
    r"|Begin forwarded message:|Anfang der weitergeleiteten Nachricht:|Début du message transféré\s?:"
    r"|Inicio del mensaje reenviado:|Inizio messaggio inoltrato:|Begin doorgestuurd bericht:"
    r"|##-.{0,120}-##)\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{20,}\s*$")
_FIELDS = {
    "from": "From|Von|De|Da|Van",
    "sent": "Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Enviada(?: em)?|Fecha|Data|Inviato|Verzonden",
    "to": "To|An|À|A|Para|Aan|Destinataire",
    "subject": "Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp",
    "cc": "Cc|Kopie|Copie|CC",
}
_FIELD = re.compile(
    r"^\W{0,4}(?:"
    + "|".join(f"(?P<{name}>{labels})" for name, labels in _FIELDS.items())
    + r")\s?:\W{0,3}(?=\s|\S)",
    re.IGNORECASE,
)
_OTHER_LANGUAGES = ("cs", "da", "ja", "ko", "pl", "sv", "zh")


def strip_history(text: str, *, names: Sequence[str] = ()) -> str:
    """Return what the writer themselves wrote in this message; "" if all of it is quoted.

    `names` are the people in the record; a last line that holds one of them is read as a signature.
    """
    lines = _drop_quotes(_cut_history(text.split("\n")))
    lines = _signatures.strip_signature(_signatures.strip_footers(lines), names=names)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _cut_history(lines: list[str]) -> list[str]:
    """Drop headers; drop all below a header or separator unless the quotation is marked by ``>``."""
    kept: list[str] = []
    i = 0
    while i < len(lines):
        wrote = _wrote_header(lines, i)
        behind = i + wrote if wrote else _behind_mail_header(lines, i)
        if behind == i:
            kept.append(lines[i])
            i += 1
            continue
        following = _next_filled(lines, behind)
        if following < len(lines) and not _is_quoted(lines[following]):
            if not (wrote and _introduces(kept)):
                return kept
            kept += lines[i:behind]
        i = behind
    return kept


def _behind_mail_header(lines: list[str], i: int) -> int:
    """Return the line behind the separator or From / Sent / To block at line `i`; `i` = there is none."""
    at = i
    if _SEPARATOR.match(lines[i][:_LINE]) or _RULE.match(lines[i][:_LINE]):
        at = _next_filled(lines, i + 1)
        if at >= len(lines) or _field_of(lines[at]) != "from":
            return i if _RULE.match(lines[i][:_LINE]) else i + 1
    elif not _is_mail_header(lines, i):
        return i
    while at < len(lines) and _field_of(lines[at]):
        at += 1
    return at


def _wrote_header(lines: list[str], i: int) -> int:
    """Return over how many lines a "... wrote:" header at line `i` goes; 0 = there is none."""
    joined = ""
    for length in range(1, _HEADER_LINES + 1):
        if i + length > len(lines):
            return 0
        line = lines[i + length - 1].strip(" *")
        joined = f"{joined} {line}".strip()
        if not line or line[0] == ">" or len(joined) > _LINE:
            return 0
        if joined.endswith((":", "：", ":*")) and _STAMP.search(joined):
            return length if _WROTE.match(joined) or _wrote_elsewhere(joined) else 0
    return 0


def _introduces(kept: list[str]) -> bool:
    """Tell whether the writer announced what follows ("This is what came back:"), so that it is theirs."""
    return next((line for line in reversed(kept) if line.strip()), "").rstrip().endswith(":")


def _wrote_elsewhere(line: str) -> bool:
    return any(pattern.match(line) for pattern in _library_headers())


@cache
def _library_headers() -> tuple[re.Pattern[str], ...]:
    from mailparser_reply.constants import MAIL_LANGUAGES

    return tuple(re.compile(str(MAIL_LANGUAGES[code]["wrote_header"])) for code in _OTHER_LANGUAGES)


def _is_mail_header(lines: list[str], i: int) -> bool:
    """Tell whether the From / Sent / To / Subject block of a mail program begins at line `i`."""
    if _field_of(lines[i]) != "from":
        return False
    fields = {_field_of(line) for line in lines[i : i + 6]} - {""}
    return "sent" in fields and len(fields) >= 3


def _field_of(line: str) -> str:
    match = None if _is_quoted(line) else _FIELD.match(line[:_LINE])
    return "" if match is None else str(match.lastgroup)


def _next_filled(lines: list[str], i: int) -> int:
    while i < len(lines) and not lines[i].strip():
        i += 1
    return i


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _drop_quotes(lines: list[str]) -> list[str]:
    """Drop ``>`` lines; a single line that only begins with a "greater than" or an escaped "From" stays."""
    quoted = [i for i, line in enumerate(lines) if _is_quoted(line)]
    if len(quoted) == 1:
        line = lines[quoted[0]].lstrip()
        if line.startswith(">From "):
            return [*lines[: quoted[0]], line[1:], *lines[quoted[0] + 1 :]]
        if re.match(r">\s?[\d$€£]", line):
            return lines
    drop = set(quoted)
    return [line for i, line in enumerate(lines) if i not in drop]
