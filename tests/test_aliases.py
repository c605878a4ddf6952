"""The alias file: which identifiers are one person or one account."""

from pathlib import Path

import pytest

from feedback_insights.backlog.aliases import AliasLine, read_aliases
from feedback_insights.errors import FileProblem


def write(folder: Path, text: str) -> Path:
    path = folder / "aliases.csv"
    path.write_text(text, "utf-8")
    return path


def test_people_and_accounts_may_stand_in_one_file(tmp_path: Path) -> None:
    path = write(tmp_path, "Person,Account,Alias\nann@x.example,,ann@mail.example\n,Acme,acme.example\n")
    assert read_aliases(path).lines == (
        AliasLine(kind="account", name="Acme", alias="acme.example"),
        AliasLine(kind="person", name="ann@x.example", alias="ann@mail.example"),
    )


def test_the_order_of_the_lines_and_repeated_ones_do_not_matter(tmp_path: Path) -> None:
    one = read_aliases(write(tmp_path, "person,alias\na,b\nc,d\n")).lines
    other = read_aliases(write(tmp_path, "person,alias\nc,d\na,b\na,b\n")).lines
    assert one == other


def test_half_a_line_is_left_out_and_told(tmp_path: Path) -> None:
    found = read_aliases(write(tmp_path, "person,alias\na,b\nc,\n"))
    assert [line.name for line in found.lines] == ["a"]
    assert found.warnings == ("row 3: needs a name and an alias; left out",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,email\na,b\n", "needs the columns alias and person"),
        ("person,alias\n,\n", "has no line with a name and an alias"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_none_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FileProblem, match=told):
        read_aliases(write(tmp_path, text))
