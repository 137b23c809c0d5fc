"""A bar chart of execution rates beside what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.render.charts.canvas import (
    BODY,
    INK,
    LIGHTS,
    MARGIN,
    OVER_BUDGET,
    PAPER,
    QUIET,
    RULE,
    SMALL,
    TRACK,
    WIDTH,
    Canvas,
)
from perfbot.render.charts.lines import Series, line_chart
from perfbot.render.charts.years import YearBar, compare_chart

__all__ = ["RateBar", "Series", "YearBar", "compare_chart", "line_chart", "rate_chart", "rate_words"]

MOST_BARS = 24
_ROW = 104
_BAR = 30
_LABEL = 190


@dataclass(frozen=True)
class RateBar:
    """One project's execution rate: `rate` and `expected` are shares of 1, `label` the rate in words.

    `light` is the light's word (滞后 偏慢 正常 超额; an emoji before it does no harm), `strong` marks the fund's row.
    """

    name: str
    rate: Decimal | None
    expected: Decimal | None
    label: str
    light: str = ""
    strong: bool = False


def rate_chart(rows: Sequence[RateBar], title: str, subtitle: str = "") -> bytes:
    """A PNG of `WIDTH` pixels: a bar for each project, a mark where it should be, and its light as word and shape."""
    shown = rows[:MOST_BARS]
    canvas = Canvas(180 + _ROW * len(shown) + 110)
    top = canvas.heading(title, subtitle)
    for row in shown:
        _rate_row(canvas, row, top)
        top += _ROW
    _legend(canvas, top + 40, len(rows) - len(shown))
    return canvas.png()


def rate_words(rows: Sequence[RateBar]) -> str:
    """The chart's facts in words, one line a project, for people who cannot see the picture."""
    return "\n".join(f"{row.name} {row.label}{_beside(row)}" for row in rows)


def _beside(row: RateBar) -> str:
    expected = "" if row.expected is None else f"应达 {percent(row.expected)}"
    told = "，".join(filter(None, (expected, row.light)))
    return f"（{told}）" if told else ""


def percent(share: Decimal) -> str:
    """A share of 1 in whole percent, for marks and axes."""
    return f"{(share * 100).quantize(Decimal(1))}%"


def _known_light(light: str) -> tuple[str, str, str] | None:
    return next(((word, *look) for word, look in (LIGHTS | OVER_BUDGET).items() if word in light), None)


def _rate_row(canvas: Canvas, row: RateBar, top: float) -> None:
    line, middle = top + 26, top + 74
    room: float = WIDTH - 2 * MARGIN
    light = _known_light(row.light)
    if light:
        word, ink, shape = light
        room -= canvas.words((WIDTH - MARGIN, line), word, SMALL, ink, anchor="rm", bold=True) + 60
        canvas.mark(shape, (MARGIN + room + 34, line), 30, ink)
    canvas.words((MARGIN, line), row.name, BODY, bold=row.strong, room=room)
    _rate_bar(canvas, row, middle, light[1] if light else QUIET)
    canvas.words((WIDTH - MARGIN, middle), row.label, BODY, anchor="rm", bold=True, room=_LABEL)


def _rate_bar(canvas: Canvas, row: RateBar, middle: float, ink: str) -> None:
    right = WIDTH - MARGIN - _LABEL
    top, bottom = middle - _BAR / 2, middle + _BAR / 2
    canvas.bar((MARGIN, top, right, bottom), TRACK)
    if row.rate is not None:
        canvas.bar((MARGIN, top, _along(row.rate, right), bottom), ink)
    if row.expected is not None:
        place = _along(row.expected, right)
        _expected(canvas, place, top - 10, bottom + 10)


def _expected(canvas: Canvas, place: float, top: float, bottom: float) -> None:
    canvas.pen.rectangle((place - 5, top, place + 5, bottom), fill=PAPER)
    canvas.pen.rectangle((place - 3, top, place + 3, bottom), fill=INK)


def _along(share: Decimal, right: float) -> float:
    return MARGIN + float(min(max(share, Decimal(0)), Decimal(1))) * (right - MARGIN)


def _legend(canvas: Canvas, line: float, left_out: int) -> None:
    canvas.pen.line((MARGIN, line - 32, WIDTH - MARGIN, line - 32), fill=RULE, width=2)
    place = float(MARGIN)
    _expected(canvas, place + 6, line - 20, line + 20)
    place += canvas.words((place + 24, line), "应达进度", SMALL, QUIET) + 64
    for word, (ink, shape) in LIGHTS.items():
        canvas.mark(shape, (place + 13, line), 26, ink)
        place += canvas.words((place + 36, line), word, SMALL, QUIET) + 68
    if left_out > 0:
        canvas.words((WIDTH - MARGIN, line), f"另有 {left_out} 个", SMALL, QUIET, anchor="rm")
