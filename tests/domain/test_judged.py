"""Where a target has no sign, the kind of indicator says whether less or more is better."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from perfbot.domain.books.entries import IndicatorSet
from perfbot.domain.indicators.judged import judge_indicator
from perfbot.domain.values import Outcome


def indicator(level_two: str, target: str) -> IndicatorSet:
    return IndicatorSet(
        id="i", number=1, recorded_at=datetime(2021, 1, 1, tzinfo=UTC), recorded_by=0,
        project="p", indicator="p-1", level_one="", level_two=level_two, name="x", target_value=target,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level_two", "target", "actual", "outcome"),
    [
        ("成本指标", "20万元", "25万元", Outcome.UNMET),
        ("成本指标", "20万元", "18万元", Outcome.MET),
        ("经济效益", "2000亿元", "1567亿元", Outcome.PARTLY),
        ("经济效益", "2000亿元", "3199亿元", Outcome.EXCEEDED),
        ("数量指标", "20万元", "18万元", Outcome.UNCLEAR),
    ],
)
def test_a_target_without_a_sign_is_read_by_its_kind(
    level_two: str, target: str, actual: str, outcome: Outcome
) -> None:
    assert judge_indicator(indicator(level_two, target), actual, 2021).outcome is outcome
