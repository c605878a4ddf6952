from report_crowd import Size, crowd
from report_sample import report_data

from feedback_insights.figures import Grid
from feedback_insights.records import Share
from feedback_insights.report import tables


def test_unknown_is_always_there_and_always_last() -> None:
    grid = Grid(
        rows=("unknown", "developer"),
        columns=("API",),
        cells={
            "developer": {"API": Share(count=2, of=9, low=0.1, high=0.4)},
            "unknown": {"API": Share(count=0, of=3, low=0.0, high=0.3)},
        },
    )
    found = tables.theme_table(grid)
    assert found.columns == ("API", "unknown")
    assert [row.name for row in found.rows] == ["developer", "unknown"]
    assert [[(cell.count, cell.of) for cell in row.cells] for row in found.rows] == [
        [(2, 9), (0, 0)],
        [(0, 3), (0, 0)],
    ]


def test_who_was_heard_is_counted_out_of_everybody() -> None:
    data = crowd(Size(items=40, people=30, products=6)).report()
    cells = [cell for row in tables.heard_table(data).rows for cell in row.cells]
    assert {cell.of for cell in cells if cell.count} == {data.scope.people}
    assert {cell.of for cell in cells if not cell.count} == {0}


def test_where_no_export_says_anything_there_is_only_unknown() -> None:
    assert not tables.heard_table(report_data()).unknown_only  # the sample names audiences
    nothing = Grid(rows=("unknown",), columns=("unknown",), cells={})
    assert tables.theme_table(nothing).unknown_only


def test_a_cell_is_the_darker_the_surer_its_share_is_large() -> None:
    shares = [Share(count=1, of=1), Share(count=4, of=10), Share(count=40, of=100), Share(count=0, of=100)]
    grid = Grid(
        rows=("unknown",), columns=tuple("abcd"), cells={"unknown": dict(zip("abcd", shares, strict=True))}
    )
    tints = [cell.tint for cell in tables.theme_table(grid).rows[0].cells[:4]]
    assert tints == [0, 3, 4, 0]  # of one person nothing is sure
