"""Signatures and legal footers at the end of mail-like text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback_insights.normalize import _words

_LINE = 300
_SIGNATURE_LINES = 10  # a longer tail is not a signature

_STRONG = (
    r"(?:(?:with\s)?(?:kind|kindest|best|warm|warmest|many)\s(?:regards|wishes)|regards|rgds|(?:kr|br)(?=[,.!])"
    r"|with\s(?:good|best|kind|warm)\s(?:wishes|regards)|yours?\s(?:sincerely|faithfully|truly)|sincerely(?:\syours)?"
    r"|respectfully|all\sthe\sbest|take\scare"
    r"|mit\s(?:freundlichen|besten|herzlichen|vielen|lieben)\sgr(?:ü|ue)(?:ß|ss)en"
    r"|(?:freundliche|beste|viele|liebe|herzliche|schöne)\sgr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)|mfg|(?:vg|lg)(?=[,.!])"
    r"|(?:bien\s)?cordialement|bien\sà\svous|meilleures\ssalutations|salutations(?:\sdistinguées)?|sincères\ssalutations"
    r"|(?:un\s)?(?:cordial\s)?saludos?(?:\scordiale?s?)?|atentamente|cordialmente|un\sabrazo"
    r"|cordiali\ssaluti|distinti\ssaluti|(?:un\s)?salut[oi]"
    r"|atenciosamente|(?:com\sos\s)?(?:melhores\s)?cumprimentos|(?:um\s)?abraços?"
    r"|(?:met\s)?(?:vriendelijke|hartelijke)\sgroet(?:en|jes)?|groet(?:en|jes)|mvg)"
)
_WEAK = (
    r"(?:(?:many\s|much\s)?thanks(?:\s(?:so\smuch|a\slot|again|in\sadvance))?|thank\syou(?:\s(?:so\smuch|very\smuch|in\sadvance))?"
    r"|thx|ta|cheers|best|love|ciao|danke(?:\sschön)?|(?:vielen|besten)\sdank|merci(?:\sd['’]avance|\sbeaucoup)?"
    r"|(?:muchas\s)?gracias|grazie|obrigad[oa]|(?:hartelijk\s)?bedankt|tot\sziens)"
)
_SIGN_OFF = re.compile(
    rf"^\W{{0,3}}(?:(?P<strong>{_STRONG})|{_WEAK})(?=\W|$)(?:\sfrom\s[\w ]{{2,30}}$)?[\s,.!;:–—-]{{0,4}}",
    re.IGNORECASE,
)
_DEVICE = (
    r"(?:i?phone|ipad|ipod|android|galaxy|samsung|pixel|huawei|xiaomi|blackberry|mobile|mobil\w*|phone|tablet|handy|"
    r"smartphone|outlook|mail|gmail|yahoo|proton\w*|téléphone|portable|telefono|móvil|telemóvel|celular|telefoon)"
)
_MODEL = (
    r"(?:\s(?:for|für|pour|para|per|voor)\s[\w ]{2,20}|\s?\d[\w ]{0,12})?"
    r"(?:\W{1,3}(?:please|pls|sorry|excuse|forgive|apolog|typos|brevity|via|using).{0,60}|\W{0,3})"
)
_SENT_FROM = re.compile(
    rf"^\W{{0,3}}(?:(?:sent|posted|written)\s(?:from|via|with|using)\s(?:my\s|the\s)?(?:\w+\s){{0,2}}"
    rf"{_DEVICE}{_MODEL}"
    rf"|get\soutlook\sfor\s.{{2,40}}|download\s.{{2,30}}\sfor\s(?:ios|android).{{0,20}}"
    rf"|(?:gesendet|diese\snachricht\swurde)\s(?:von|mit|über)\s(?:meine\w*\s|der\s)?(?:\w+\s){{0,3}}"
    rf"{_DEVICE}{_MODEL}"
    rf"|von\smeine\w*\s(?:\w+\s){{0,2}}{_DEVICE}\sgesendet|envoyé\s(?:de|depuis)\smon\s(?:\w+\s){{0,2}}{_DEVICE}.{{0,30}}"
    rf"|enviad[oa]\s(?:desde|de|do)\s(?:mi\s|meu\s)?(?:\w+\s){{0,2}}{_DEVICE}.{{0,30}}"
    rf"|inviato\sda(?:l\s(?:mio\s)?)?\s?(?:\w+\s){{0,2}}{_DEVICE}.{{0,30}}"
    rf"|(?:verzonden|verstuurd)\s(?:vanaf|met|van)\s(?:mijn\s)?(?:\w+\s){{0,2}}{_DEVICE}.{{0,30}})$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"""^\W{0,4}(?:
      (?:this|the\ contents?\ of\ this|the\ information\ (?:contained\ )?in\ this)\s
        (?:e-?mail|message|communication)\b.{0,200}\b(?:confidential|intended|privileged|recipient|addressee)
    | (?:legal\ )?(?:confidentiality|privacy|legal)\ (?:notice|note|disclaimer|statement)\b
    | (?:e-?mail\ )?disclaimer\s?:
    | (?:caution|warning|external(?:\ e-?mail)?|achtung)\W{0,4}.{0,40}
        \b(?:originated|came|sent|is)\ (?:from\ )?(?:an\ )?(?:outside|external)
    | please\ (?:consider|think\ of)\ the\ environment
    | if\ you\ (?:are\ not\ the\ intended|have\ received\ this\ (?:e-?mail|message))
    | (?:registered|incorporated)\ in\ (?:england|scotland|ireland|wales)\b.{0,80}\b(?:no|number|office)\b
    | diese\ (?:e-?mail|nachricht)\b.{0,200}\b(?:vertraulich|bestimmt)
    | (?:ce|cet)\ (?:message|e-?mail|courriel)\b.{0,200}\b(?:confidentiel|destinataire)
    | (?:este|esta)\ (?:mensaje|correo|e-?mail|mensagem)\b.{0,200}\b(?:confidencia|destinat)
    | (?:questo|questa|il\ presente)\ (?:messaggio|e-?mail|comunicazione)\b.{0,200}
        \b(?:riservat|confidenzial|destinatari)
    | dit\ (?:e-?mail)?bericht\b.{0,200}\b(?:vertrouwelijk|bestemd)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TITLE = re.compile(
    r"\b(?:manager|director|engineer|founder|owner|ceo|cto|cfo|coo|officer|lead|head of|analyst|consultant|"
    r"developer|administrator|accountant|bookkeeper|dispatcher|supervisor|coordinator|assistant|president|partner|specialist|"
    r"technician|surveyor|foreman|secretary|geschäftsführer\w*|leiter\w*|directeur|gérante?|responsable|gerente|"
    r"ltd|llc|inc|gmbh|co|corp|plc|bv|sarl|limited)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\[(?:email|phone|person|ip|token) \d+\]|[^\s@]{1,80}@[^\s@]{3,80}|https?://|\bwww\."
    r"|\+?\d[\d ()./-]{6,20}\d"
    r"|\b(?:tel|phone|ph|mob|mobile|cell|fax|m|t|e|telefon|tél|móvil)\b\s?[.:]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_PARTICLES = _words.words("name_particles")


def strip_footers(lines: list[str]) -> list[str]:
    """Drop paragraphs that are confidentiality notices, disclaimers and mail-gateway banners."""
    kept: list[str] = []
    dropping = False
    for i, line in enumerate(lines):
        if not line.strip():
            dropping = False
        elif not dropping and (i == 0 or not lines[i - 1].strip() or line[:1] in "*-_"):
            dropping = _is_footer(lines, i)
        if not dropping:
            kept.append(line)
    return kept


def _is_footer(lines: list[str], i: int) -> bool:
    paragraph = " ".join(lines[i : i + 3])[:_LINE]  # enough to know one, also when wrapped
    return _FOOTER.match(paragraph) is not None


def strip_signature(lines: list[str], *, names: Sequence[str] = ()) -> list[str]:
    """Drop the sign-off with the name, title, company, phone lines below it; what follows them stays."""
    lines = _cut_at_dashes([line for line in lines if not _is_sent_from(line)])
    known = {part for name in names for part in name.casefold().split() if len(part) > 2}
    for i in range(len(lines) - 1, -1, -1):
        end = _signature_end(lines, i, known)
        if end:
            return [*lines[:i], *lines[end:]]
    return _cut_bare_name(lines, known)


def _is_sent_from(line: str) -> bool:
    return len(line) < 120 and _SENT_FROM.match(line.strip()) is not None


def _cut_at_dashes(lines: list[str]) -> list[str]:
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for place, i in enumerate(
        filled[-_SIGNATURE_LINES - 1 :], start=max(len(filled) - _SIGNATURE_LINES - 1, 0)
    ):
        tail = [lines[j] for j in filled[place + 1 :]]
        if lines[i].strip() in {"--", "—"} and i and not any(map(_is_sentence, tail)):
            return lines[:i]
    return lines


def _signature_end(lines: list[str], i: int, known: set[str]) -> int:
    """Return the line after the signature that begins with a sign-off at line `i`; 0 = there is none."""
    sign_off = lines[i].strip()
    match = _SIGN_OFF.match(sign_off) if len(sign_off) <= 80 else None
    if match is None:
        return 0
    strong = match["strong"] is not None
    same_line = sign_off[match.end() :]
    if same_line and not (_is_name(same_line, known) if strong else _holds_name(same_line, known)):
        return 0
    pointed = sign_off[-1] in ",.!;–—-"  # "Best," asks for a name below it, "Best" may head a list
    seen = int(bool(same_line))
    end = last = i + 1
    while end < len(lines) and seen < _SIGNATURE_LINES:
        line = lines[end].strip()
        end += 1
        if not line:
            continue
        if not (seen or strong or (_is_name(line, known) if pointed else _holds_name(line, known))):
            break
        if not _belongs(line, known):
            break
        seen += 1
        last = end
    return last if seen or strong else 0


def _belongs(line: str, known: set[str]) -> bool:
    return (
        line in {"--", "—"}
        or _is_name(line, known)
        or (not _is_sentence(line) and bool(_CONTACT.search(line) or _TITLE.search(line)))
    )


def _is_sentence(line: str) -> bool:
    """Tell whether a line is more than a name, a title or an address."""
    line = line.strip()
    if re.match(r"(?:ps|p\.s\.?|nb)\b", line, re.IGNORECASE) or line.endswith(("?", "!")) or len(line) > 120:
        return True
    words = _WORD.findall(_CONTACT.sub(" ", line[:_LINE]))
    lower = [word for word in words if word[0].islower() and word not in _PARTICLES and len(word) > 1]
    return len(lower) >= 4 or (len(words) > 12 and len(lower) >= 2)


def _is_name(line: str, known: set[str]) -> bool:
    """Tell whether a line is only a name: up to five capitalized words, or one of the record's names."""
    line = line.strip()
    if (
        len(line) > 60
        or line.endswith(("?", "!", ":"))
        or any(c.isdigit() for c in line.replace("[person 1]", ""))
    ):
        return bool(re.fullmatch(r"(?:\[person \d+\][\s,.]*){1,2}", line))
    words = _WORD.findall(line)
    if _holds_name(line, known):
        return True
    proper = [word for word in words if word[0].isupper() or word in _PARTICLES]
    return 0 < len(words) <= 5 and len(proper) == len(words)


def _holds_name(line: str, known: set[str]) -> bool:
    """Tell whether a line has one of the record's names among capitalized words only."""
    words = _WORD.findall(line[:_LINE])
    named = [word.casefold().strip(".") in known for word in words]
    others = [word for word, name in zip(words, named, strict=True) if not name]
    return len(words) <= 6 and any(named) and all(w[0].isupper() or w in _PARTICLES for w in others)


def _cut_bare_name(lines: list[str], known: set[str]) -> list[str]:
    """Drop a last paragraph that begins with one of the record's names alone on its line."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for i in filled[-6:]:
        words = _WORD.findall(lines[i][:_LINE])
        alone = len(lines[i].strip()) <= 40 and _is_name(lines[i], known) and _holds_name(lines[i], known)
        if alone and len(words) <= 4 and i > 0 and not lines[i - 1].strip():
            rest = [lines[j].strip() for j in filled if j >= i]
            if all(_belongs(line, known) for line in rest):
                return lines[:i]
    return lines
