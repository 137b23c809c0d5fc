"""A chart of two years side by side, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.render.charts.canvas import BLUE, BODY, MARGIN, PAPER, QUIET, RULE, SMALL, WIDTH, Canvas

MOST_ROWS = 18
_ROW = 146
_BAR = 32
_LABEL = 230


@dataclass(frozen=True)
class YearBar:
    """One thing in two years; the labels are the values in words, a year without a value has None."""

    name: str
    earlier: Decimal | None
    later: Decimal | None
    earlier_label: str
    later_label: str
    strong: bool = False


def compare_chart(rows: Sequence[YearBar], years: tuple[str, str], title: str, subtitle: str = "") -> bytes:
    """A PNG with two bars a row: hollow for the earlier year, solid for the later one, each with its figure."""
    shown = rows[:MOST_ROWS]
    canvas = Canvas(180 + _ROW * len(shown) + 110)
    top = canvas.heading(title, subtitle)
    values = [value for row in shown for value in (row.earlier, row.later) if value is not None]
    highest = max(values, default=Decimal(0)) or Decimal(1)
    for row in shown:
        canvas.words((MARGIN, top + 26), row.name, BODY, bold=row.strong, room=WIDTH - 2 * MARGIN)
        _bar(canvas, top + 70, row.earlier, highest, row.earlier_label, hollow=True)
        _bar(canvas, top + 112, row.later, highest, row.later_label, hollow=False)
        top += _ROW
    _legend(canvas, top + 40, years, len(rows) - len(shown))
    return canvas.png()


def _bar(canvas: Canvas, middle: float, value: Decimal | None, highest: Decimal, label: str, *, hollow: bool) -> None:
    right = WIDTH - MARGIN - _LABEL
    share = float(min(max((value or Decimal(0)) / highest, Decimal(0)), Decimal(1)))
    box = (MARGIN, middle - _BAR / 2, MARGIN + (right - MARGIN) * share, middle + _BAR / 2)
    canvas.bar(box, PAPER if hollow else BLUE, outline=QUIET if hollow else None)
    ink = QUIET if hollow else BLUE
    canvas.words((WIDTH - MARGIN, middle), label, SMALL, ink, anchor="rm", bold=not hollow, room=_LABEL - 12)


def _legend(canvas: Canvas, line: float, years: tuple[str, str], left_out: int) -> None:
    canvas.pen.line((MARGIN, line - 32, WIDTH - MARGIN, line - 32), fill=RULE, width=2)
    place = float(MARGIN)
    for year, hollow in zip(years, (True, False), strict=True):
        box = (place, line - 14, place + 64, line + 14)
        canvas.bar(box, PAPER if hollow else BLUE, outline=QUIET if hollow else None)
        place += 80 + canvas.words((place + 80, line), year, SMALL, QUIET) + 60
    if left_out > 0:
        canvas.words((WIDTH - MARGIN, line), f"另有 {left_out} 项", SMALL, QUIET, anchor="rm")
