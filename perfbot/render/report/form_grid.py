"""The grid of an official form: cells that span rows and columns, the same for Word and for Excel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from perfbot.text_width import width

COLUMNS = 9
WIDTHS = (6, 11, 12, 18, 14, 14, 8, 12, 18)
"""How much room the nine columns of the 自评表 want, relative to each other."""


class Look(Enum):
    """How a cell stands: a label, a column's heading, words, a figure, a short centred word, a gap to be filled."""

    LABEL = "label"
    HEAD = "head"
    WORDS = "words"
    FIGURE = "figure"
    CENTRE = "centre"
    GAP = "gap"


LABELS = (Look.LABEL, Look.HEAD)
"""What the form prints itself, in grey."""


@dataclass(frozen=True)
class FormCell:
    """A cell at `column` (from 0) over `columns` and `rows`; `number` with its format is what Excel calculates with.

    `open_side` ("top" or "bottom") has no line in Word, where the cell goes on in the next row.
    """

    column: int
    text: str
    look: Look = Look.WORDS
    columns: int = 1
    rows: int = 1
    number: Decimal | None = None
    number_format: str = "0.00"
    open_side: str = ""

    @property
    def words(self) -> str:
        """The text as it reads elsewhere: a label without the line breaks that its narrow column needs."""
        return self.text.replace("\n", "") if self.look in LABELS else self.text


Row = tuple[FormCell, ...]


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """One project's form, or the fund's (`code` ""): its rows, what is missing, and the lines that people sign on.

    `heading` is the place (from 0) of the row that names the columns, `heading_rows` how many rows it takes; `widths`
    says how much room the columns want; `landscape` lays the page across.
    """

    code: str
    name: str
    short_name: str
    title: str
    subtitle: str
    rows: tuple[Row, ...]
    heading: int
    gaps: tuple[str, ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]
    widths: tuple[int, ...] = WIDTHS
    heading_rows: int = 1
    landscape: bool = False


def lines(cell: FormCell, widths: Sequence[int], half_widths: float) -> int:
    """How many lines the words take in the room of their columns, each unit of which takes so many `half_widths`."""
    room = sum(widths[cell.column : cell.column + cell.columns]) * half_widths
    return sum(max(1, math.ceil(width(line) / room)) for line in cell.text.split("\n"))


def label(column: int, text: str, *, columns: int = 1, rows: int = 1) -> FormCell:
    """A label of the form."""
    return FormCell(column, text, Look.LABEL, columns, rows)


def head(column: int, text: str, *, columns: int = 1, rows: int = 1) -> FormCell:
    """A column's heading."""
    return FormCell(column, text, Look.HEAD, columns, rows)


def figure(column: int, text: str, number: Decimal | None, number_format: str = "0.00") -> FormCell:
    """An amount as it is printed, to the right, and the number behind it."""
    return FormCell(column, text, Look.FIGURE, number=number, number_format=number_format)


def score_cell(column: int, text: str, number: Decimal | None, number_format: str = "0.00") -> FormCell:
    """Points or a rate as printed, in the middle, and the number behind it."""
    return FormCell(column, text, Look.CENTRE, number=number, number_format=number_format)
