"""Finds the cells that merge with the cell above, and the groups into which a long table can be split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfbot.render.document import Row, Table


def row_spans(table: Table) -> list[list[int]]:
    """For each cell the rows it covers: 1 for an ordinary one, n for one over n rows, 0 for one that is covered.

    A later merged column starts anew wherever an earlier one does, and a total row stands by itself.
    """
    spans = [[1] * len(table.columns) for _ in table.rows]
    for position, column in enumerate(table.merge_down):
        _span_column(table, column, table.merge_down[:position], spans)
    return spans


def _span_column(table: Table, column: int, earlier: Sequence[int], spans: list[list[int]]) -> None:
    top: int | None = None
    for index, row in enumerate(table.rows):
        starts = bool(row.cells[column].strip()) or any(spans[index][other] != 0 for other in earlier)
        if row.total or starts:
            top = None if row.total or not row.cells[column].strip() else index
        elif top is not None:
            spans[top][column] += 1
            spans[index][column] = 0


def row_groups(table: Table) -> list[tuple[Row, ...]]:
    """The rows in runs that no merged cell reaches across."""
    spans = row_spans(table)
    groups: list[list[Row]] = []
    for row, row_span in zip(table.rows, spans, strict=True):
        if not groups or 0 not in row_span:
            groups.append([])
        groups[-1].append(row)
    return [tuple(group) for group in groups]


def parted_groups(table: Table, most_rows: int) -> Iterator[tuple[Row, ...]]:
    """The same runs, none of more than `most_rows`: a longer one is parted, its merged words standing again on top."""
    for group in row_groups(table):
        tops = group[0].cells
        for start in range(0, len(group), most_rows):
            run = group[start : start + most_rows]
            yield (_with_tops(table, run[0], tops), *run[1:])


def _with_tops(table: Table, row: Row, tops: Sequence[str]) -> Row:
    cells = tuple(
        tops[index] if index in table.merge_down and not cell.strip() else cell for index, cell in enumerate(row.cells)
    )
    return Row(cells, row.total)
