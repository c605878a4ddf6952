"""Mailboxes (mbox, as Gmail's Takeout and Thunderbird have them) and single mails (eml).

Of a mailbox a thread is one record: a first pass over the headers finds the threads, a second one reads the
mails; a thread's words are held until its last mail. A single mail is one record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_insights.files import InputFile
from feedback_insights.files.profile import Evidence
from feedback_insights.importers._registry import Reading
from feedback_insights.importers.mail._message import Mail, header, read_mail
from feedback_insights.importers.mail._pieces import LONGEST, header_of, pieces
from feedback_insights.importers.mail._thread import ThreadReader
from feedback_insights.importers.mail._threads import Threads
from feedback_insights.raw import SourceRecord

_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):", re.M)
_TOO_LONG = f"longer than {LONGEST >> 20} MiB"
_REQUIRED = frozenset({"message-id", "date", "from"})
_HELPFUL = frozenset({"subject", "to", "mime-version", "content-type", "received"})


class Mbox:
    """Reads mailboxes."""

    name = "mbox"
    description = "a mailbox: mbox files of Gmail's Takeout, Thunderbird, Apple Mail"
    recognized_by = "a first line that begins with From, and a mail's header under it"
    evidence: Evidence = "documented"
    how_to_get = "Gmail: takeout.google.com > Mail; Thunderbird: a folder's file in the profile"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per usual line of a header if the file begins as a mailbox does."""
        first, _, rest = file.head.lstrip("\r\n").partition("\n")
        if file.container != "text" or not first.startswith("From "):
            return 0.0
        names = _names(rest)
        return 1.0 + 0.05 * len(names & (_HELPFUL | _REQUIRED)) if len(names) > 1 else 0.0

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per thread, after its last mail, and one per mail that cannot be read."""
        threads, mailboxes = Threads(), set[str]()
        with file.raw() as stream:
            for piece in pieces(stream):
                found = header(header_of(piece.data))
                threads.see(found)
                mailboxes.add(found.mailbox)
        threads.settle()
        reader = ThreadReader(file, reading, mailboxes - {""})
        last = threads.last()
        waiting: dict[int, list[Mail]] = {}
        with file.raw() as stream:
            for piece in pieces(stream):
                number = piece.number - 1
                thread = threads.of(number)
                if piece.too_long:
                    yield reader.rejected(file.place("mail", piece.number), _TOO_LONG)
                elif not header_of(piece.data).strip():
                    yield reader.rejected(file.place("mail", piece.number), "no header")
                else:
                    waiting.setdefault(thread, []).append(read_mail(piece.data))
                if last[thread] == number and (mails := waiting.pop(thread, None)):
                    yield reader.record(mails, file.place("mail", thread + 1), threads.roots[thread])
        for warning in reader.warnings():
            reading.warn(warning)


class Eml:
    """Reads single mails."""

    name = "eml"
    description = "a single mail (.eml)"
    recognized_by = "a header with Message-ID, Date and From"
    evidence: Evidence = "documented"
    how_to_get = "save a mail as .eml, or drag it out of the mail program; zip many of them"

    def claims(self, file: InputFile) -> float:
        """Return 1 and .05 per further usual line if the file begins with a mail's header."""
        head = file.head.lstrip("\r\n\ufeff")
        names = _names(head)
        if file.container != "text" or not _FIELD.match(head) or not names >= _REQUIRED:
            return 0.0
        return 1.0 + 0.05 * len(names & _HELPFUL)

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield the mail."""
        place = file.place("mail", 1)
        with file.raw() as stream:
            stream.read(file.charset.skip)
            data = stream.read(LONGEST + 1).lstrip(b"\r\n")
        found = header(header_of(data))
        reader = ThreadReader(file, reading, {found.mailbox} - {""})
        if len(data) > LONGEST:
            yield reader.rejected(place, _TOO_LONG)
        elif not found.people and not found.own_id:
            yield reader.rejected(place, "no mail: it has neither a sender nor an id")
        else:
            yield reader.record([read_mail(data)], place, found.own_id)
        for warning in reader.warnings():
            reading.warn(warning)


def _names(text: str) -> frozenset[str]:
    """Return the names of the lines of a header."""
    block = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    return frozenset(name.lower() for name in _FIELD.findall(block))


MBOX, EML = Mbox(), Eml()
