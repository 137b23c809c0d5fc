"""The tables of a document, and those of the shell's text, read by the columns that each table's rule marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wcwidth import wcswidth

from perfbot.render.cleaning import one_line
from perfbot.render.document import Block, Details, Document, Table

_RULE = re.compile(r"-+(  -+)*")


def table_cells(document: Document) -> list[list[list[str]]]:
    """The words of every table in reading order, row by row, the head first."""
    return [_words(table) for table in tables(document.blocks)]


def tables(blocks: Sequence[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Details):
            yield from tables(block.blocks)


def _words(table: Table) -> list[list[str]]:
    rows = [[column.title for column in table.columns], *(row.cells for row in table.rows)]
    return [list(map(one_line, row)) for row in rows]


def tables_in_text(text: str) -> list[list[list[str]]]:
    """Each table's rows of cells, its head first."""
    lines = text.split("\n")
    rules = [index for index, line in enumerate(lines) if _RULE.fullmatch(line) and lines[index - 1]]
    return [list(_rows(lines, rule)) for rule in rules]


def _rows(lines: list[str], rule: int) -> Iterator[list[str]]:
    columns = [match.span() for match in re.finditer("-+", lines[rule])]
    yield _cells(lines[rule - 1], columns)
    for line in lines[rule + 1 :]:
        if not line.strip():
            return
        yield _cells(line, columns)


def _cells(line: str, columns: list[tuple[int, int]]) -> list[str]:
    return [_between(line, first, last).strip() for first, last in columns]


def _between(line: str, first: int, last: int) -> str:
    return "".join(each for index, each in enumerate(line) if first <= wcswidth(line[:index]) < last)
