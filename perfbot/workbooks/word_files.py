"""Opens a Word file and hands out its paragraphs and tables in order, as the plain words that its reader sees."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from perfbot.workbooks.safety import Danger, Unsafe
from perfbot.workbooks.word_marks import children, is_marked, words_of

_MOST_BLOCKS = 5_000
_MOST_CELLS = 20_000
Block = str | list[list[str]]
"""A paragraph's words, or a table's rows of cells."""


def open_letter(content: bytes) -> tuple[str, list[Block]]:
    """The file's author and its blocks; raises Unsafe."""
    import docx

    try:
        word = docx.Document(io.BytesIO(content))
        return word.core_properties.author or "", _Letter().read(word.element.body)
    except Unsafe:
        raise
    except Exception as problem:  # what a broken or hostile file makes the reader raise is not to be foreseen
        raise Unsafe(Danger.UNREADABLE, type(problem).__name__) from problem


class _Letter:
    """A walk through a letter's body, which counts what it meets."""

    def __init__(self) -> None:
        self.blocks = self.cells = 0

    def read(self, body: Any) -> list[Block]:
        """Paragraphs with words and tables, whatever they are wrapped in."""
        return [block for block in self._blocks(body) if not isinstance(block, str) or block.strip()]

    def _blocks(self, around: Any) -> Iterator[Block]:
        before = ""
        for kind, item in children(around, "p", "tbl"):
            self._count()
            if kind == "tbl":
                yield from self._table(item)
                continue
            boxes: list[Any] = []
            words = before + words_of(item, boxes)
            # A paragraph whose end was deleted goes on in the next one.
            before = words if is_marked(item, "pPr", "rPr", "del") else ""
            yield from () if before else (words,)
            for box in boxes:
                yield from self._blocks(box)
        yield before

    def _count(self) -> None:
        self.blocks += 1
        if self.blocks > _MOST_BLOCKS:
            raise Unsafe(Danger.TOO_MANY_PARTS, str(_MOST_BLOCKS))

    def _table(self, table: Any) -> Iterator[Block]:
        """The table, then those that stand in its cells."""
        rows: list[list[str]] = []
        inner: list[Block] = []
        for _, row in children(table, "tr"):
            if not is_marked(row, "trPr", "del"):
                rows.append(self._row(row, rows[-1] if rows else [], inner))
        yield rows
        yield from inner

    def _row(self, row: Any, above: list[str], inner: list[Block]) -> list[str]:
        """A row's cells; a merged cell's words stand in each cell that it covers."""
        words = [""] * self._room(_number(row, "trPr", "gridBefore", default=0))
        for _, cell in children(row, "tc"):
            if is_marked(cell, "tcPr", "cellDel"):
                continue
            merged = _value(cell, "tcPr", "vMerge")
            goes_on = merged is not None and merged != "restart" and len(words) < len(above)
            said = above[len(words)] if goes_on else self._cell(cell, inner)
            words += [said] * self._room(_number(cell, "tcPr", "gridSpan", default=1))
        return words

    def _cell(self, cell: Any, inner: list[Block]) -> str:
        """A cell's words; a table in it of several rows and columns stands for itself."""
        lines: list[str] = []
        for block in self._blocks(cell):
            if isinstance(block, str):
                lines.append(block)
            elif len(block) > 1 and max(map(len, block)) > 1:
                inner.append(block)
            else:
                lines += [" ".join(row) for row in block]
        return "\n".join(lines).strip()

    def _room(self, columns: int) -> int:
        self.cells += columns
        if self.cells > _MOST_CELLS:
            raise Unsafe(Danger.TOO_MANY_PARTS, str(_MOST_CELLS))
        return columns


def _value(item: Any, *path: str) -> str | None:
    """The w:val at the end of the path, "" where there is none, None where the path is not there."""
    from docx.oxml.ns import qn

    found = item.find("/".join(qn(f"w:{name}") for name in path))
    return None if found is None else str(found.get(qn("w:val"), ""))


def _number(item: Any, *path: str, default: int) -> int:
    return max(int(_value(item, *path) or default), default)
