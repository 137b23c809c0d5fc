"""A line chart of cumulative sums, such as the plan beside the spending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from perfbot.render.charts.canvas import (
    BLUE,
    GREEN,
    INK,
    MARGIN,
    QUIET,
    RULE,
    SMALL,
    TRACK,
    WIDTH,
    Canvas,
    length,
)

_HEIGHT = 920
_LEFT, _RIGHT, _BOTTOM = 150, WIDTH - MARGIN - 30, _HEIGHT - 170
_MARKS = ("circle", "square", "diamond", "triangle")
_INKS = (BLUE, INK, GREEN, QUIET)
_DASH = 18


@dataclass(frozen=True)
class Series:
    """One line: a value for each label of the axis, None where there is none yet; a plan is drawn dashed.

    `label` is what stands behind the name, such as the last sum in words.
    """

    name: str
    values: tuple[Decimal | None, ...]
    dashed: bool = False
    label: str = ""


def line_chart(
    series: Sequence[Series], labels: Sequence[str], title: str, subtitle: str = "", *, unit: str = "万元"
) -> bytes:
    """A PNG with a line for each series, told apart by their marks and dashes as well as by colour."""
    canvas = Canvas(_HEIGHT)
    top = canvas.heading(title, subtitle) + 40
    highest = _ceiling(
        max((value for each in series for value in each.values if value is not None), default=Decimal(0))
    )
    _axes(canvas, top, highest, labels, unit)
    for index, each in enumerate(series):
        points = list(_points(each, top, highest))
        _line(canvas, points, index, dashed=each.dashed)
    _legend(canvas, series)
    return canvas.png()


def _ceiling(highest: Decimal) -> Decimal:
    """The next round figure above the highest value."""
    if highest <= 0:
        return Decimal(1)
    step = Decimal(10) ** highest.adjusted()
    return next(
        step * times
        for times in map(Decimal, ("1", "1.2", "1.6", "2", "2.4", "3.2", "4", "6", "8", "10", "12"))
        if step * times >= highest
    )


def _axes(canvas: Canvas, top: float, highest: Decimal, labels: Sequence[str], unit: str) -> None:
    canvas.words((_LEFT - 16, top - 34), unit, SMALL, QUIET, anchor="rm")
    for quarter in range(5):
        line = _BOTTOM - (_BOTTOM - top) * quarter / 4
        canvas.pen.line((_LEFT, line, _RIGHT, line), fill=RULE if quarter == 0 else TRACK, width=3)
        value = f"{(highest * quarter / 4).normalize():f}"
        canvas.words((_LEFT - 16, line), value, SMALL, QUIET, anchor="rm", room=_LEFT - 20)
    widest = max((length(label, SMALL) for label in labels), default=0) + 16
    step = max(int(widest * max(len(labels) - 1, 1) / (_RIGHT - _LEFT)) + 1, 1)
    for index in range(0, len(labels), step):
        canvas.words((_across(index, len(labels)), _BOTTOM + 34), labels[index], SMALL, QUIET, anchor="mm")


def _across(index: int, count: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * (index / (count - 1) if count > 1 else 0.5)


def _points(series: Series, top: float, highest: Decimal) -> Iterator[tuple[float, float]]:
    for index, value in enumerate(series.values):
        if value is not None:
            share = float(min(max(value / highest, Decimal(0)), Decimal(1)))
            yield _across(index, len(series.values)), _BOTTOM - (_BOTTOM - top) * share


def _line(canvas: Canvas, points: Sequence[tuple[float, float]], index: int, *, dashed: bool) -> None:
    ink = _INKS[index % len(_INKS)]
    for start, end in pairwise(points):
        for piece in _dashes(start, end) if dashed else [(start, end)]:
            canvas.pen.line(piece, fill=ink, width=6)
    for point in points:
        canvas.mark(_MARKS[index % len(_MARKS)], point, 24, ink)


def _dashes(
    start: tuple[float, float], end: tuple[float, float]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    across, down = end[0] - start[0], end[1] - start[1]
    far = (across**2 + down**2) ** 0.5 or 1.0
    for begun in range(0, int(far), 2 * _DASH):
        first, last = begun / far, min(begun + _DASH, far) / far
        yield (
            (start[0] + across * first, start[1] + down * first),
            (start[0] + across * last, start[1] + down * last),
        )


def _legend(canvas: Canvas, series: Sequence[Series]) -> None:
    share = (WIDTH - 2 * MARGIN) / max(len(series), 1)
    for index, each in enumerate(series):
        place, line = MARGIN + 12 + share * index, _HEIGHT - 60
        _line(canvas, [(place, line), (place + 90, line)], index, dashed=each.dashed)
        canvas.words((place + 114, line), f"{each.name} {each.label}", SMALL, room=share - 140)
