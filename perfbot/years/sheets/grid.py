"""The cells of an opened workbook, independent of the program that wrote the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class CellKind(Enum):
    """The kinds of cells; a formula is kept as text and never computed."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True)
class Cell:
    """One filled cell: its kind and its content as text (a number exactly, a date as ISO)."""

    kind: CellKind
    text: str


@dataclass(frozen=True)
class Grid:
    """The filled cells of each sheet by row and column from 1; `cut` names sheets with more rows than are read."""

    sheets: Mapping[str, Mapping[tuple[int, int], Cell]]
    cut: tuple[str, ...] = ()

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Each row of a sheet that holds anything, with its cells by column."""
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.sheets.get(sheet, {}).items():
            found.setdefault(row, {})[column] = cell
        yield from sorted(found.items())


def column_letter(column: int) -> str:
    """A column's letters: 1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
