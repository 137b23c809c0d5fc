"""上半年 and 下半年 as deadlines: the days they mean when a result is read, judged, scored and waited for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from perfbot.domain.evaluation.formulas import Formula
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.monitoring.overdue import overdue_results
from perfbot.domain.rulebook import DEFAULT
from perfbot.domain.values import Outcome, judge, parse_value
from perfbot.domain.values.dates import PLACEHOLDER_YEAR
from tests.book_builder import BookBuilder

FIRST, SECOND = (date(2021, 1, 1), date(2021, 6, 30)), (date(2021, 7, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("target", "comparison", "days"),
    [
        ("2021年上半年", None, FIRST),
        ("2021年下半年", None, SECOND),
        ("2021年上半年完成", None, FIRST),
        ("2021年上半年内", "<=", FIRST),
        ("不迟于2021年下半年", "<=", SECOND),
        ("2021年上半年底前", "<=", (date(2021, 6, 21), date(2021, 6, 30))),
        ("2021年下半年末", None, (date(2021, 12, 21), date(2021, 12, 31))),
        ("2021年上半年前", "<", FIRST),
        ("2021年下半年前", "<", SECOND),
    ],
)
def test_the_first_half_ends_with_june_and_the_second_with_december(
    target: str, comparison: str | None, days: tuple[date, date]
) -> None:
    value = parse_value(target)
    assert (value.kind, value.comparison, value.start, value.end) == ("date", comparison, *days)
    assert not value.yearless


@pytest.mark.parametrize("prefix", ["", "当年", "本年"])
def test_a_half_without_a_year_is_of_the_books_year(prefix: str) -> None:
    first, second = parse_value(f"{prefix}上半年"), parse_value(f"{prefix}下半年")
    assert (first.end, second.start) == (date(PLACEHOLDER_YEAR, 6, 30), date(PLACEHOLDER_YEAR, 7, 1))
    assert first.yearless
    assert second.yearless


@pytest.mark.parametrize(
    ("target", "actual", "outcome"),
    [
        ("上半年", "2021年6月30日", Outcome.MET),
        ("上半年", "2021年7月1日", Outcome.UNMET),
        ("上半年完成", "6月30日", Outcome.MET),
        ("上半年底前", "6月30日", Outcome.MET),
        ("上半年底前", "7月1日", Outcome.UNMET),
        ("2021年上半年", "2021年3月", Outcome.MET),
        ("2021年上半年", "2022年3月", Outcome.UNMET),
        ("上半年", "下半年", Outcome.UNMET),
        ("下半年", "上半年", Outcome.MET),
        ("下半年", "12月31日", Outcome.MET),
        ("2021年下半年", "2022年1月1日", Outcome.UNMET),
        ("下半年前", "6月30日", Outcome.MET),
        ("下半年前", "12月30日", Outcome.UNCLEAR),
        ("上半年前", "6月30日", Outcome.UNCLEAR),
        ("上半年", "已完成", Outcome.UNCLEAR),
    ],
)
def test_a_result_is_in_time_up_to_the_last_day_of_the_half(target: str, actual: str, outcome: Outcome) -> None:
    assert judge(target, actual).outcome is outcome


@pytest.mark.parametrize(
    ("target", "actual", "late"), [("上半年", "2021年7月1日", 1), ("2021年下半年", "2022年1月30日", 30)]
)
def test_days_of_delay_count_from_the_last_day_of_the_half(target: str, actual: str, late: int) -> None:
    built = BookBuilder().project("p", "10").indicator("p", "i", target).result("i", actual)
    earned = score_book(built.book, date(2021, 12, 31)).projects[0].lines[1].earned
    assert (earned.formula, earned.days_late, earned.share) == (Formula.LATE, late, Decimal("0.7"))


def test_a_result_is_owed_from_the_day_after_the_half_has_ended() -> None:
    book = BookBuilder().project("p", "10").indicator("p", "i", "上半年").indicator("p", "j", "下半年").book
    assert overdue_results(book, "p", date(2021, 6, 30), DEFAULT) == ()
    assert [one.state.described.indicator for one in overdue_results(book, "p", date(2021, 7, 1), DEFAULT)] == ["i"]
