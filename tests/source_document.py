"""Reads the public 2021 report (tests/golden/2021-source.txt): its paragraphs and its two tables, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden" / "2021-source.txt"
STRAY = "[bookmark: _GoBack]"


@dataclass(frozen=True)
class SourceDocument:
    """Paragraphs in reading order without outer spaces; the tables' rows with their heads, cells as printed."""

    paragraphs: tuple[str, ...]
    budget: tuple[tuple[str, ...], ...]
    goals: tuple[tuple[str, ...], ...]


def source_document() -> SourceDocument:
    """The source; its only alteration is a stray bookmark left by a word processor, which is dropped."""
    lines = GOLDEN.read_text(encoding="utf-8").split("\n")
    paragraphs = tuple(line.replace(STRAY, "").strip() for line in lines if line.strip() and not line.startswith("\t"))
    cells = [line[1:].strip() for line in lines if line.startswith("\t")]
    split = cells.index("指标类型") - 1
    return SourceDocument(paragraphs, _rows(cells[:split], 4), _rows(cells[split:], 5))


def _rows(cells: list[str], width: int) -> tuple[tuple[str, ...], ...]:
    assert len(cells) % width == 0
    return tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))
