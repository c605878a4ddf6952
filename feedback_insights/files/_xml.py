"""XML from strangers, read as a stream; document types, and with them entities, are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.parsers import expat

from feedback_insights.errors import FileProblem
from feedback_insights.files.packages import Package


class _LocalNames(dict[str, str]):
    """Names without their prefix; looked up once per name and not once per tag."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name[name.find(":") + 1 :]
        return local


class XmlReader:
    """Reads one part of a package; what is done with it, a reader says in ``started`` and ``ended``.

    ``text`` collects what stands in a tag where ``started`` sets it to a list. Names come without prefix.
    """

    def __init__(self, package: Package, part: str) -> None:
        self.package, self.part = package, part
        self.local = _LocalNames()
        self.text: list[str] | None = None

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a tag as it opens."""

    def ended(self, name: str) -> None:
        """Take a tag as it closes."""

    def pieces(self) -> Iterator[None]:
        """Read the part, and stop after each piece. Raises `FileProblem` for what is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.started
        parser.EndElementHandler = self.ended
        parser.CharacterDataHandler = self._read
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            for piece in self.package.unpacked(self.part):
                parser.Parse(piece)
                yield
            parser.Parse(b"", True)
        except (
            expat.ExpatError,
            LookupError,
            ValueError,
        ) as error:  # the latter two: of a charset of its own
            raise self.package.damaged(f"{self.part}: {error}") from error
        yield

    def read(self) -> None:
        """Read the part to its end."""
        for _ in self.pieces():
            pass

    def taken(self) -> str:
        """Return the text that was collected, and collect no more."""
        text, self.text = self.text, None
        return "".join(text) if text else ""

    def _read(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _refuse(self, *_: object) -> None:
        raise FileProblem(f"{self.package.name} holds XML with a document type ({self.part}); refused")
