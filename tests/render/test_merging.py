"""Merged cells: which words belong to which rows, and where a table may be parted."""

from perfbot.render.document import Row, table
from perfbot.render.places.merging import parted_groups, row_groups, row_spans

ROWS = [("甲", "数量", "1"), ("", "", "2"), ("", "质量", "3"), ("乙", "", "4"), ("", "", "5")]
TABLE = table(("项目", "类型", "值"), ROWS, merge_down=(0, 1))


def test_an_empty_cell_belongs_to_the_filled_one_above() -> None:
    assert [spans[0] for spans in row_spans(TABLE)] == [3, 0, 0, 2, 0]


def test_an_inner_cell_never_reaches_into_the_next_outer_one() -> None:
    assert [spans[1] for spans in row_spans(TABLE)] == [2, 0, 1, 1, 1]


def test_a_total_row_belongs_to_no_cell_above() -> None:
    made = table(("项目", "值"), [Row(("甲", "1")), Row(("", "2")), Row(("", "3"), total=True)], merge_down=(0,))
    assert row_spans(made) == [[2, 1], [0, 1], [1, 1]]


def test_empty_cells_of_a_column_that_is_not_merged_stay_cells() -> None:
    assert row_spans(table(("甲", "乙"), [("1", "2"), ("", "3")])) == [[1, 1], [1, 1]]


def test_a_table_is_parted_only_between_merged_runs() -> None:
    assert [len(group) for group in row_groups(TABLE)] == [3, 2]


def test_a_run_too_long_is_parted_with_its_words_standing_again_on_top() -> None:
    assert [[row.cells[0] for row in group] for group in parted_groups(TABLE, 2)] == [["甲", ""], ["甲"], ["乙", ""]]
