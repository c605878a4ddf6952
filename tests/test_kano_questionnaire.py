"""Kano questionnaires read from tables: columns, wordings, segments, several features."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
import xlsxwriter

from feedback_insights.errors import FileProblem, SettingsError
from feedback_insights.priority import kano
from feedback_insights.priority.kano import FeatureAnswers, FeatureColumns, read_questionnaire

ROOT = Path(__file__).parents[1]
DEV = Path(os.environ.get("FEEDBACK_INSIGHTS_DEV_DATA") or ROOT.parent / "shared" / "data" / "dev")
SURVEY = Path(__file__).with_name("kano_survey.csv")  # made up: 40 respondents, three features
GOLDEN = {  # counted by hand from the words; A, O, M, I, R, Q, dropped
    "Offline": (3, 1, 20, 14, 0, 0, 2),
    "Search": (8, 22, 6, 4, 0, 0, 0),
    "SSO": (11, 0, 0, 11, 14, 3, 1),
}


def write(folder: Path, content: str, name: str = "survey.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def counted(path: Path, **options: object) -> dict[str, tuple[int | None, ...]]:
    asked = read_questionnaire(path, **options)  # type: ignore[arg-type]
    found = kano.evaluate_features(asked.features, draws=10)
    return {name: (*one.counts.values(), one.dropped) for name, one in found.items()}


def test_a_survey_gives_the_counts_of_each_feature() -> None:
    asked = read_questionnaire(SURVEY)
    assert (asked.respondents, asked.segments, asked.warnings) == (40, None, ())
    assert counted(SURVEY) == GOLDEN


def test_a_workbook_gives_the_same_as_the_csv_it_was(tmp_path: Path) -> None:
    path = tmp_path / "survey.xlsx"
    with xlsxwriter.Workbook(path) as book, SURVEY.open(encoding="utf-8", newline="") as file:
        book.add_worksheet("Notes").write(0, 0, "asked in September")
        sheet = book.add_worksheet("Answers")
        for number, row in enumerate(csv.reader(file)):
            sheet.write_row(number, 0, row)
    assert counted(path) == GOLDEN


@pytest.mark.parametrize("table", ["classic", "pouliot"])
@pytest.mark.parametrize("cohort", [1, 2])
def test_the_published_survey_of_two_cohorts(cohort: int, table: kano.Table) -> None:
    """Counts, class and coefficients as its authors have them: by Pouliot's table and the second rule.

    By the classic table the same answers differ in I and Q alone, and in one class of ten.
    """
    path = DEV / "surveys" / f"kano_storage_cohort{cohort}.csv"
    if not path.exists():
        pytest.skip("no development data here; FEEDBACK_INSIGHTS_DEV_DATA names their folder")
    found = kano.evaluate_features(read_questionnaire(path).features, table=table)
    with path.with_name(f"expected_{path.name}").open(encoding="utf-8", newline="") as file:
        expected = {row["feature"]: row for row in csv.DictReader(file)}
    assert found.keys() == expected.keys()
    for name, row in expected.items():
        one = found[name]
        same = "AOMIRQ" if table == "pouliot" else "AOMR"
        assert {c: one.counts[c] for c in same} == {c: int(row[c]) for c in same}
        assert one.n == int(row["total"])
        if table == "pouliot":
            assert one.mode == one.second_opinion.category == row["classification"]  # type: ignore[union-attr]
            assert one.cs_plus == pytest.approx(float(row["satisfaction"]), abs=5e-5)
            assert one.cs_minus == pytest.approx(float(row["dissatisfaction"]), abs=5e-5)
        elif one.mode != row["classification"]:
            assert (cohort, name, one.called) == (2, "F5", "mixed(I,A)")


@pytest.mark.parametrize(
    "header",
    [
        "F1_functional,F1_dysfunctional",
        "F1 (Functional),F1 (Dysfunctional)",
        "functional_F1,dysfunctional_F1",
        "Functional: F1,Dysfunctional: F1",
        "F1.func,F1.dysfunc",
        "F1 - present,F1 - absent",
        "F1 with,F1 without",
        "f1_positive,F1_Negative",
    ],
)
def test_pairs_are_known_by_their_names(tmp_path: Path, header: str) -> None:
    assert counted(write(tmp_path, f"id,{header}\n1,1,5\n2,3,2\n")) in (
        {"F1": (0, 1, 0, 1, 0, 0, 0)},
        {"f1": (0, 1, 0, 1, 0, 0, 0)},
    )


def test_only_one_pair_of_words_is_taken_for_the_questions(tmp_path: Path) -> None:
    content = (
        "F1_functional,F1_dysfunctional,F2_functional,comments positive,comments negative\n1,5,1,ok,no\n"
    )
    asked = read_questionnaire(write(tmp_path, content))
    assert [one.feature for one in asked.features] == ["F1"]
    assert asked.warnings == ("column 'F2_functional' has no partner; left out",)


def test_columns_called_otherwise_are_declared(tmp_path: Path) -> None:
    path = write(tmp_path, "Q7,Q8,Q8b,F2_functional,F2_dysfunctional\n1,5,1,5,1\n")
    declared = write(
        tmp_path,
        '[[feature]]\nid = "sync"\ntitle = "Offline sync"\nfunctional = "Q7"\ndysfunctional = "Q8b"\n'
        'swapped = true\n[[feature]]\nid = "F2"\ninverted = true\n',
        "features.toml",
    )
    asked = read_questionnaire(path, features=declared)
    assert [one.title for one in asked.features] == ["Offline sync", ""]
    found = kano.evaluate_features(asked.features, draws=10)
    assert [one.mode for one in found.values()] == ["O", "O"]
    columns = [FeatureColumns(id="sync", functional="Q7", dysfunctional="Q8")]
    assert read_questionnaire(path, features=columns).features[0].dysfunctional == (5,)


def test_swapped_and_inverted_features_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "F1_functional,F1_dysfunctional,F2_functional,F2_dysfunctional\n1,1,5,1\n")
    first, second = read_questionnaire(path, swapped=["f1"], inverted=["F2"]).features
    assert (first.swapped, first.inverted, second.swapped, second.inverted) == (True, False, False, True)
    with pytest.raises(SettingsError, match=r"survey.csv has no feature 'F9'; it has: F1, F2"):
        read_questionnaire(path, swapped=["F9"])


def test_labels_come_from_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "F1_functional,F1_dysfunctional\nSuper,Mies\nSuper,kA\nI like it,3\n")
    labels = write(tmp_path, 'Super = 1\n"Mies" = "dislike"\nkA = "missing"\n', "labels.toml")
    assert counted(path, labels=labels) == {"F1": (1, 1, 0, 0, 0, 0, 1)}


def test_an_unknown_answer_is_told_with_its_place_and_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path, "F1_functional,F1_dysfunctional\n1,5\nMeh,5\n2,Bof\n")
    with pytest.raises(FileProblem) as told:
        read_questionnaire(path)
    assert str(told.value) == (
        "survey.csv: row 3, column 'F1_functional' is 'Meh': not 1 to 5, nor a wording that is known "
        "(nor are: 'Bof'); say what it means in a file of labels: \"Meh\" = ..., where 1 like, 2 must-be, "
        "3 neutral, 4 live-with, 5 dislike"
    )


def test_cells_that_say_nothing_are_missing(tmp_path: Path) -> None:
    path = write(
        tmp_path, "F1_functional,F1_dysfunctional\n1,n/a\n-,5\n,\n1,2\nshort\n".replace("short", "2")
    )
    assert counted(path) == {"F1": (1, 0, 0, 0, 0, 0, 3)}


def test_people_who_answer_twice_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, "ID,F1_functional,F1_dysfunctional\na,1,5\na,1,5\nb,1,5\n")
    [warning] = read_questionnaire(path).warnings
    assert warning == "1 respondent answers more than once by column 'id'; every row counts"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "survey.csv is empty; nothing to read"),
        ("F1_functional,F1_dysfunctional\n", "survey.csv has no respondents under its header"),
        ("a,b\n1,2\n", "survey.csv has no pair of questions: .* it has: a, b"),
        ("F1_functional,F2_dysfunctional\n1,2\n", "survey.csv has no pair of questions"),
        (
            "F1_functional,F1_Functional,F1_dysfunctional\n1,1,2\n",
            "has 2 columns 'F1_functional'; rename all but",
        ),
    ],
)
def test_files_without_pairs_are_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FileProblem, match=message):
        read_questionnaire(write(tmp_path, content))


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('x = "love"', r"labels .*l.toml: labels\['x'\] must be 1 to 5"),
        ("[x]\ny = 1", r"labels .*l.toml: labels\['x'\] must be 1 to 5"),
        ("x = ", "labels .*l.toml: not valid TOML"),
    ],
)
def test_wrong_labels_are_refused(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_questionnaire(SURVEY, labels=write(tmp_path, toml, "l.toml"))
    with pytest.raises(SettingsError, match=r"nowhere\.toml: cannot be read"):
        read_questionnaire(SURVEY, labels=tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("toml", "error", "message"),
    [
        ('[[feature]]\nname = "x"', SettingsError, "features .*f.toml: feature.0.id: field required"),
        ('[[feature]]\nid = "x"', SettingsError, "feature 'x': kano_survey.csv has no pair of columns"),
        ('[[feature]]\nid = "x"\n' * 2, SettingsError, "'x' is declared twice"),
        (
            '[[feature]]\nid = "x"\nfunctional = "no"\ndysfunctional = "no"',
            FileProblem,
            "kano_survey.csv has no column 'no'; it has: Respondent",
        ),
    ],
)
def test_wrong_features_are_refused(tmp_path: Path, toml: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read_questionnaire(SURVEY, features=write(tmp_path, toml, "f.toml"))


def test_segments_are_told_apart_before_they_are_pooled() -> None:
    asked = read_questionnaire(SURVEY, by="segment")
    assert asked.segments is not None
    offline = asked.features[0]
    found = kano.evaluate_segments(offline.functional, offline.dysfunctional, asked.segments)
    assert [(one.name, one.evaluation.called) for one in found.segments] == [
        ("business", "M"),
        ("private", "I"),
    ]
    assert found.warning == "the pooled M hides segments that differ: M for business; I for private"
    with pytest.raises(FileProblem, match="has no column 'Plan'; it has: Respondent, Segment"):
        read_questionnaire(SURVEY, by="Plan")


def test_two_halves_that_differ_look_like_a_tie() -> None:
    found = kano.evaluate_segments([2] * 20, [5] * 10 + [3] * 10, ["a"] * 10 + ["b"] * 10)
    assert found.pooled.called == "mixed(M,I)"
    assert found.warning == "the pooled mixed(M,I) hides segments that differ: M for a; I for b"
    same = kano.evaluate_segments([2] * 20, [5, 3] * 10, ["a"] * 10 + ["b"] * 10)
    assert same.warning is None


def test_who_has_no_segment_is_counted_apart_and_warns_of_nothing() -> None:
    found = kano.evaluate_segments([2] * 12, [5] * 6 + [3] * 6, ["b"] * 6 + [None, "", float("nan")] * 2)
    assert [(one.name, one.evaluation.n) for one in found.segments] == [("b", 6), (None, 6)]
    assert found.warning is None
    with pytest.raises(ValueError, match="segments has 1 names for 2 respondents"):
        kano.evaluate_segments([1, 1], [5, 5], ["a"])


def test_features_are_evaluated_each_by_itself() -> None:
    some = [
        FeatureAnswers(feature="a", functional=(1,), dysfunctional=(5,)),
        FeatureAnswers(feature="b", functional=(1,), dysfunctional=("?",)),
    ]
    assert kano.evaluate_features(some[:1])["a"] == kano.evaluate([1], [5])
    with pytest.raises(ValueError, match=r"feature 'b': dysfunctional\[0\] is '\?'"):
        kano.evaluate_features(some)
    with pytest.raises(ValueError, match=r"features\[0\] must be a FeatureAnswers, not str"):
        kano.evaluate_features(["x"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="feature 'a' occurs twice"):
        kano.evaluate_features(some[:1] * 2)
