"""Brings a growth named in words (增长6.2%) and one named by the indicator or a label (增长率 ≥5%) to one form."""

from __future__ import annotations

from dataclasses import replace

from perfbot.domain.values.directions import IndicatorDirection
from perfbot.domain.values.types import Trend, Value

GROWTH_LABELS = ("增长速度", "增长率", "增长幅度", "增速", "增幅", "涨幅", "升幅", "提高率", "上升率")
DECLINE_LABELS = ("下降率", "下降幅度", "降低率", "降幅", "减少率")


def alike_in_growth(target: Value, actual: Value, direction: IndicatorDirection) -> tuple[Value, Value]:
    """Both as changes where one is and the label or the indicator's name says that the other is one too."""
    if (target.kind == "change") == (actual.kind == "change"):
        return target, actual
    changed = tuple(
        value if value.kind == "change" else _as_change(value, direction.growth) for value in (target, actual)
    )
    return changed[0], changed[1]


def _as_change(value: Value, growth: int) -> Value:
    trend = _trend(value.label, growth)
    number = value.stated_number
    if trend is None or number is None or value.kind != "number":
        return value
    if number < 0 and value.is_exact:
        other: Trend = "down" if trend == "up" else "up"
        return replace(value, kind="change", trend=other, low=-number, high=-number, label="")
    return value if number < 0 else replace(value, kind="change", trend=trend, label="")


def _trend(label: str, growth: int) -> Trend | None:
    if label.endswith(GROWTH_LABELS):
        return "up"
    if label.endswith(DECLINE_LABELS):
        return "down"
    if label or not growth:
        return None
    return "up" if growth > 0 else "down"
