"""Opens a Word file and returns its paragraphs and tables in order, as plain words."""

from __future__ import annotations

import io
from typing import Any

from perfbot.workbooks.safety import Danger, Unsafe

_MOST_BLOCKS = 5_000
_MOST_CELLS = 20_000
Block = str | list[list[str]]
"""A paragraph's words, or a table's rows of cells."""


def open_letter(content: bytes) -> tuple[str, list[Block]]:
    """The file's author and its blocks; raises Unsafe."""
    import docx

    try:
        word = docx.Document(io.BytesIO(content))
        return word.core_properties.author or "", _blocks(word)
    except Unsafe:
        raise
    except Exception as problem:  # what a broken or hostile file makes the reader raise is not to be foreseen
        raise Unsafe(Danger.UNREADABLE, type(problem).__name__) from problem


def _blocks(word: Any) -> list[Block]:
    from docx.table import Table

    blocks: list[Block] = []
    for item in word.iter_inner_content():
        if len(blocks) >= _MOST_BLOCKS:
            raise Unsafe(Danger.TOO_MANY_PARTS, str(_MOST_BLOCKS))
        if isinstance(item, Table):
            blocks.append(_table(item))
        elif item.text.strip():
            blocks.append(item.text)
    return blocks


def _table(table: Any) -> list[list[str]]:
    """The rows of cells; a merged cell's words are repeated in each cell that it covers."""
    rows: list[list[str]] = []
    cells = 0
    for row in table.rows:
        words = [cell.text.strip() for cell in row.cells]
        cells += len(words)
        if cells > _MOST_CELLS:
            raise Unsafe(Danger.TOO_MANY_PARTS, str(_MOST_CELLS))
        rows.append(words)
    return rows
