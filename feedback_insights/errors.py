"""What this package raises on purpose, as one tree. Anything else that escapes is a bug.

FeedbackError
├── FileProblem          an input file is missing, unreadable, empty or damaged
│   ├── UnclaimedFile    no importer recognizes it
│   ├── TiedFile         two importers claim it
│   └── Mistakes         a table that is taken whole or not at all, with all that is wrong in it
│       └── UnreadFiles  several files of which some cannot be read
├── SettingsError        an unknown key, a value out of range
├── StoreError           the workspace file is not ours, too new, locked, or the disk is full
├── ScopeError           a filter or period that cannot be read, or that nothing here fits
├── DecisionError        a decision that needs a reason, or that makes no sense
├── NotFound             an id, a name or a stage's result that does not exist (yet)
└── ModelError           an encoder or a trained head is missing or does not fit

Every message is one line and says what is wrong, where, and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class FeedbackError(Exception):
    """Base of everything raised on purpose; the command line prints it as one line."""


class FileProblem(FeedbackError):
    """An input file cannot be used."""


class UnclaimedFile(FileProblem):
    """No importer recognizes the file."""


class TiedFile(FileProblem):
    """Two importers claim the file equally."""


class Mistakes(FileProblem):
    """A table that is taken whole or not at all has mistakes; `all` holds every one, in the file's order.

    The message tells the first and counts the others.
    """

    def __init__(self, name: str, mistakes: Sequence[str]) -> None:
        first, *others = mistakes
        more = f"; {len(others)} more mistake{'s' * (len(others) > 1)}" if others else ""
        super().__init__(f"{name}: {first}; nothing of the file was taken{more}")
        self.all = tuple(mistakes)  # a line each, with its place


class UnreadFiles(Mistakes):
    """Of several files some cannot be read, so none was; `all` tells why, a line for each of those."""

    def __init__(self, files: int, problems: Sequence[str]) -> None:
        super().__init__("", problems)
        some = f"{len(problems)} of {files} files cannot be read"
        self.args = (f"{some} and nothing was imported; mend them or leave them out: {problems[0]}",)


class SettingsError(FeedbackError):
    """A setting is unknown or out of range."""


class StoreError(FeedbackError):
    """The workspace file cannot be used."""


class ScopeError(FeedbackError):
    """A scope cannot be read, or names a value that nothing here has."""


class DecisionError(FeedbackError):
    """A decision needs a reason, or makes no sense as it is."""


class NotFound(FeedbackError):
    """The asked-for id, name or result does not exist."""


class ModelError(FeedbackError):
    """A model is missing, damaged, or does not fit the encoder."""


def nearest(value: str, known: Iterable[str]) -> str:
    """The known names that look most like a wrong one, in any case: "did you mean a or b?"; "" for none."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(value.casefold(), folded, n=3)
    return f"did you mean {' or '.join(folded[name] for name in close)}?" if close else ""


def first_line(error: BaseException) -> str:
    """What another library says of its failure, in one line; its kind where it says nothing."""
    return next(iter(str(error).splitlines()), type(error).__name__)
