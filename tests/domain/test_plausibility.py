"""Which amounts are asked about before they may be recorded, and how an amount reads in numerals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfbot.domain.amounts.money import format_sum, parse_amount, written_in_yuan
from perfbot.domain.amounts.numerals import chinese_numeral, in_chinese
from perfbot.domain.books.plausibility import AmountVerdict, Measures, Plausibility, column_measures, judged_amount

FUND = Decimal(11_277_000)


def judged(
    text: str, remaining: int, budget: int | None = None, *, usual: int = 0, unit_told: bool = False
) -> Plausibility:
    whole = Decimal(remaining if budget is None else budget)
    measures = Measures(remaining=Decimal(remaining), budget=whole, fund=FUND, usual=Decimal(usual))
    return judged_amount(parse_amount(text), measures, in_yuan=written_in_yuan(text), unit_told=unit_told)


def test_an_amount_ten_thousand_times_too_large_asks_about_the_unit() -> None:
    assert judged("35700", 850_000).other == Decimal("35700.00")


def test_an_amount_ten_thousand_times_too_small_asks_about_the_unit() -> None:
    assert judged("3.57元", 850_000).other == Decimal("35700.00")


def test_an_amount_beyond_the_whole_budget_asks_about_the_unit_also_when_the_budget_is_spent() -> None:
    assert judged("35700", 0, 1_500_000).other == Decimal("35700.00")
    assert judged("35700", -1, 1_500_000).other == Decimal("35700.00")
    assert judged("10", 0, 1_500_000).other is None


@pytest.mark.parametrize("text", ["300000", "300000万元", "1200000", "9999999", "25"])
def test_more_than_the_projects_budget_asks_for_the_unit_whatever_the_other_reading_would_fit(text: str) -> None:
    assert judged(text, 200_000).verdict is AmountVerdict.WHICH_UNIT


def test_an_amount_far_beyond_what_the_project_usually_pays_asks_about_the_unit_within_the_budget_too() -> None:
    assert judged("300", 50_000_000, usual=30_000).other == Decimal("300.00")
    assert judged("300", 50_000_000, usual=3_000_000).verdict is AmountVerdict.PLAUSIBLE


def test_what_is_written_in_yuan_is_never_taken_for_wan() -> None:
    assert judged("300000元", 200_000).verdict is AmountVerdict.PLAUSIBLE
    assert judged("￥35,700", 850_000).verdict is AmountVerdict.PLAUSIBLE


@pytest.mark.parametrize(
    ("text", "others", "most", "other"),
    [
        ("35000", (200_000, 350_000), None, "35000.00"),
        ("350", (200_000, 350_000), None, None),
        ("100000", (), None, "100000.00"),
        ("99999", (), None, None),
        ("5000", (1_000_000,), 300_000, "5000.00"),
        ("40", (200_000,), 300_000, None),
    ],
)
def test_an_amount_in_a_column_is_measured_by_its_other_amounts_and_by_the_most_it_can_be(
    text: str, others: tuple[int, ...], most: int | None, other: str | None
) -> None:
    measures = column_measures([Decimal(one) for one in others], None if most is None else Decimal(most))
    assert judged_amount(parse_amount(text), measures).other == (None if other is None else Decimal(other))


@pytest.mark.parametrize(
    ("text", "remaining"), [("900000元", 850_000), ("3.57", 850_000), ("50元", 40_000), ("35700元", 0)]
)
def test_a_plausible_amount_asks_nothing_about_the_unit(text: str, remaining: int) -> None:
    assert judged(text, remaining, max(remaining, 1_000_000)).other is None


@given(st.integers(min_value=1, max_value=9 * 10**12))
def test_more_than_the_whole_fund_is_never_plausible_at_once(cents: int) -> None:
    amount = FUND + Decimal(cents) / 100
    assert judged(f"{amount:f}元", 200_000, unit_told=True).verdict is AmountVerdict.BEYOND_FUND
    assert judged(f"{amount:f}元", 200_000).verdict is not AmountVerdict.PLAUSIBLE


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10**11), places=2))
def test_an_amount_in_numerals_is_read_back_as_itself(amount: Decimal) -> None:
    whole = chinese_numeral(in_chinese(amount).split("元")[0])
    assert whole is not None
    assert (whole.value, whole.shortened) == (int(amount), False)
    assert parse_amount(in_chinese(amount)) == amount


def test_a_difference_of_some_yuan_is_said_in_yuan() -> None:
    assert format_sum(Decimal(20)) == "20.00 元"
    assert format_sum(Decimal("0.02")) == "0.02 元"
    assert format_sum(Decimal(50)) == "0.01 万元"
    assert format_sum(Decimal(0)) == "0.00 万元"
