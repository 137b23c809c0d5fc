"""The 项目支出绩效自评表 of an Excel workbook as paragraphs and tables, as its Word file has them."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.years.reports.form import is_form
from perfbot.years.sheets.grid import Cell, Grid

Block = str | list[list[str]]


def form_blocks(grid: Grid) -> tuple[Block, ...]:
    """The blocks of every sheet that holds a form, and the titles of the others; empty where no sheet is a form."""
    sheets = [(name, list(_blocks(grid, name))) for name in grid.sheets]
    forms = {name for name, blocks in sheets if any(not isinstance(block, str) and is_form(block) for block in blocks)}
    if not forms:
        return ()
    return tuple(block for name, blocks in sheets for block in blocks if name in forms or isinstance(block, str))


def _blocks(grid: Grid, sheet: str) -> Iterator[Block]:
    """A row with one cell at its beginning, or a line to sign on, is a paragraph; the rows between are a table."""
    width = max((column for _, column in grid.sheets[sheet]), default=0)
    table: list[list[str]] = []
    for _, cells in grid.rows(sheet):
        if list(cells) != [1] and "：" not in _words(cells.get(1)):
            table.append([_words(cells.get(column)) for column in range(1, width + 1)])
            continue
        yield from (table,) if table else ()
        table = []
        yield " ".join(cell.text for _, cell in sorted(cells.items()))
    yield from (table,) if table else ()


def _words(cell: Cell | None) -> str:
    return cell.text if cell else ""
