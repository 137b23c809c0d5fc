"""The Document: the model of every report, digest, card and answer before rendering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias


class Align(Enum):
    """The alignment of a column: words left, figures right."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Span:
    """A run of words with one emphasis; `text` is exactly what a person typed or the bot says, never markup."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: str | None = None


Inline: TypeAlias = tuple[Span, ...]


def inline(*parts: str | Span) -> Inline:
    """Words and spans as one line; plain strings become plain spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts if part != "")


def bold(text: str) -> Span:
    """Bold words."""
    return Span(text, bold=True)


def code(text: str) -> Span:
    """A command or number to copy."""
    return Span(text, code=True)


def plain(line: Inline) -> str:
    """The line without any emphasis."""
    return "".join(span.text for span in line)


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is an official document's 一、, level 2 its （一）, level 3 its 1、."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text; `note` marks small print (how a figure was derived, what is assumed)."""

    line: Inline
    note: bool = False


@dataclass(frozen=True)
class Items:
    """A list; numbered items carry their own printed number so that every rendering says the same."""

    lines: tuple[Inline, ...]
    numbered: bool = False
    number_format: str = "{}、"


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading, how it stands, and how much room it wants in print (relative)."""

    title: str
    align: Align = Align.LEFT
    weight: int = 1


@dataclass(frozen=True)
class Row:
    """One row; an empty cell under a filled one of a `merge_down` column belongs to the cell above."""

    cells: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table of words already formatted; no renderer ever reformats a figure."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    unit: str = ""
    merge_down: tuple[int, ...] = ()


@dataclass(frozen=True)
class Details:
    """A part that folds in a rich message, and follows its summary in other places."""

    summary: str
    blocks: tuple[Block, ...]
    open: bool = False


FIGURE_WORDS = "图中数据（文字）"
"""What stands over a picture's facts in words, where they fold."""


@dataclass(frozen=True)
class Figure:
    """A picture with its caption and the same facts in words for those who cannot see it."""

    name: str
    png: bytes = field(repr=False)
    caption: str = ""
    alternative: str = ""


@dataclass(frozen=True)
class Divider:
    """A line across the page between two parts; with `new_page`, what follows begins a page in print instead."""

    new_page: bool = False


@dataclass(frozen=True)
class Title:
    """The title of a whole document, centred in print."""

    text: str
    subtitle: str = ""


Block: TypeAlias = "Title | Heading | Paragraph | Items | Table | Details | Figure | Divider"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a document."""

    filename: str
    content: bytes = field(repr=False)
    caption: str = ""


@dataclass(frozen=True)
class Button:
    """A button under a message: `data` comes back to the bot (64 ASCII bytes, ids only), `url` opens a page or chat."""

    label: str
    data: str | None = None
    url: str | None = None


Buttons: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Document:
    """Blocks in reading order, attached files, and buttons."""

    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    buttons: Buttons = ()
    title: str = ""


def document(
    *blocks: Block | str,
    buttons: Iterable[Sequence[Button]] = (),
    attachments: Iterable[Attachment] = (),
    title: str = "",
) -> Document:
    """A Document of these blocks; plain strings become paragraphs."""
    made = tuple(Paragraph(inline(block)) if isinstance(block, str) else block for block in blocks)
    return Document(made, tuple(attachments), tuple(tuple(row) for row in buttons), title)


def paragraph(*parts: str | Span, note: bool = False) -> Paragraph:
    """A paragraph of words and spans."""
    return Paragraph(inline(*parts), note)


def table(
    columns: Iterable[Column | str],
    rows: Iterable[Row | Sequence[str]],
    *,
    caption: str = "",
    unit: str = "",
    merge_down: Sequence[int] = (),
) -> Table:
    """A table; plain strings make left-aligned columns and plain sequences make ordinary rows.

    Raises ValueError when a row has another number of cells than there are columns.
    """
    made_columns = tuple(Column(column) if isinstance(column, str) else column for column in columns)
    made_rows = tuple(row if isinstance(row, Row) else Row(tuple(row)) for row in rows)
    for number, row in enumerate(made_rows, start=1):
        if len(row.cells) != len(made_columns):
            raise ValueError(f"row {number} has {len(row.cells)} cells for {len(made_columns)} columns")
    return Table(made_columns, made_rows, caption, unit, tuple(merge_down))
