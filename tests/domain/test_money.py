"""What people type as money is read exactly or refused with a sentence; what is shown is rounded in one place."""

import time
from contextlib import suppress
from decimal import Decimal
from timeit import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.domain.amounts import money
from perfbot.domain.amounts.money import InvalidAmount, parse_amount
from perfbot.domain.amounts.numerals import chinese_numeral

# Each row: what is typed where 万元 are asked, and what it is worth in 元.
ACCEPTED = [
    ("3.57", "35700"),
    ("３．５７", "35700"),
    ("3.57万", "35700"),
    ("3.57万元", "35700"),
    ("3.57 万元", "35700"),
    ("35700元", "35700"),
    ("￥35,700.00", "35700"),
    ("392. 40亿元", "39240000000"),
    ("人民币：12,000.00元", "12000"),
    ("共计3.2万元", "32000"),
    ("154.15万元（含税）", "1541500"),
    ("¥35,700", "35700"),
    ("￥ 12.5", "12.50"),
    ("人民币35700元整", "35700"),
    ("35 700", "357000000"),
    ("１２,５００", "125000000"),
    ("12，500元", "12500"),
    ("1’000元", "1000"),
    ("1,234,567.89元", "1234567.89"),
    ("12\u00a0500元", "12500"),
    ("\u300012.5\u3000", "125000"),
    ("\u200b12\ufeff.5\u200e", "125000"),
    ("12。5", "125000"),
    ("3.57万元。", "35700"),
    ("3.57；", "35700"),
    ("3.57w", "35700"),
    ("10W+2w", "120000"),
    ("35700块钱", "35700"),
    ("3.57万块。", "35700"),
    ("0.0357亿", "3570000"),
    ("1亿2000万元", "120000000"),
    ("5千元", "5000"),
    ("3百万元", "3000000"),
    ("3万5700元", "35700"),
    ("三万五千七百元", "35700"),
    ("叁拾万元整", "300000"),
    ("人民币叁万伍仟柒佰元整", "35700"),
    ("三万五", "35000"),
    ("两万五", "25000"),
    ("三万零五元", "30005"),
    ("一点五万", "15000"),
    ("一亿二千万", "120000000"),
    ("十二", "120000"),
    ("三十五元五角二分", "35.52"),
    ("35元5角", "35.50"),
    ("12+3.5", "155000"),
    ("12 ＋ 3.5", "155000"),
    ("100-30.5", "695000"),
    ("100－30.5", "695000"),
    ("12万+3500元", "123500"),
    ("12+3.5万元", "155000"),
    ("0.000001", "0.01"),
    ("12.500000", "125000"),
    ("1000亿", "100000000000"),
]

REFUSED = [
    ("", "empty"),
    (" \u3000\u200b\n", "empty"),
    ("1" * 10_000, "too_long"),
    ("-12.5", "negative"),
    ("－12.5", "negative"),
    ("−12.5", "negative"),
    ("—12.5", "negative"),
    ("(12.5)", "negative"),
    ("负三万", "negative"),
    ("-0", "negative"),
    ("0", "zero"),
    ("0.00", "zero"),
    ("零", "zero"),
    ("12-15", "not_positive"),
    ("5-5", "not_positive"),
    ("12.345元", "too_precise"),
    ("0.0000001", "too_precise"),
    ("0.0050元+0.0050元", "too_precise"),
    ("1001亿", "too_large"),
    ("1000亿+0.01元", "too_large"),
    ("9" * 40, "too_large"),
    ("一万亿", "too_large"),
    ("+12", "sign"),
    ("12%", "percent"),
    ("12％", "percent"),
    ("1e3", "scientific"),
    ("1e400", "scientific"),
    ("1E999999999", "scientific"),
    ("0x10", "scientific"),
    ("约12", "approximate"),
    ("12万左右", "approximate"),
    ("12~15", "range"),
    ("12至15万", "range"),
    ("12/5", "operator"),
    ("12*3", "operator"),
    ("12+", "operator"),
    ("12++3", "operator"),
    ("12.", "incomplete"),
    ("1. 35", "incomplete"),
    ("共计", "words"),
    ("12。", "incomplete"),
    ("3ww", "words"),
    (".5", "incomplete"),
    ("1.2.3", "points"),
    ("1,23", "grouping"),
    ("12,34", "grouping"),
    ("1,23,456", "grouping"),
    ("1,234 567", "grouping"),
    ("1_000", "grouping"),
    ("0357", "leading_zero"),
    ("2021-06-30", "leading_zero"),
    ("3万5元", "ambiguous"),
    ("3块5", "ambiguous"),
    ("三万五元", "ambiguous"),
    ("12+3500元", "unit_mix"),
    ("NaN", "words"),
    ("sNaN", "words"),
    ("Infinity", "words"),
    ("展位搭建", "words"),
    ("一二三", "words"),
    ("١٢", "words"),
    ("১২", "words"),
    ("²", "words"),
    ("①", "words"),
    ("½", "words"),
    ("10⁴", "words"),
    ("12\n500", "words"),
    ("12\t500", "words"),
    ("\ud800", "words"),
    ("12\ud800", "words"),
    ("'; DROP TABLE", "words"),
    ("=1+1", "words"),
]


@pytest.mark.parametrize(("typed", "yuan"), ACCEPTED)
def test_what_people_type_is_read_exactly(typed: str, yuan: str) -> None:
    assert parse_amount(typed) == Decimal(yuan)
    assert parse_amount(typed).as_tuple().exponent == -2


@pytest.mark.parametrize(("typed", "reason"), REFUSED, ids=lambda text: ascii(text[:12]))
def test_what_is_no_amount_is_refused_with_its_reason_and_an_example(typed: str, reason: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount(typed)
    assert refusal.value.reason == reason
    assert refusal.value.text == typed
    assert str(refusal.value).endswith("。")
    assert str(refusal.value).count("。") == 1
    assert "例如" in str(refusal.value)


@pytest.mark.parametrize(("unit", "yuan"), [("元", "12.50"), ("万元", "125000"), ("亿元", "1250000000")])
def test_a_bare_number_counts_in_the_unit_that_was_asked(unit: money.MoneyUnit, yuan: str) -> None:
    assert parse_amount("12.5", unit) == Decimal(yuan)
    assert parse_amount("12.5万", unit) == 125_000


@pytest.mark.parametrize("unit", ["元", "万元", "亿元"])
def test_the_example_in_a_refusal_is_itself_accepted(unit: money.MoneyUnit) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount("", unit)
    example = str(refusal.value).partition("例如 ")[2].removesuffix("。")
    bare, _, other = example.partition("或")
    assert parse_amount(bare.partition("（")[0], unit) > 0
    assert parse_amount(other, unit) > 0


def test_an_unknown_unit_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="unknown unit"):
        parse_amount("12", "dollar")  # type: ignore[arg-type]


@given(st.text() | st.text("0123456789.,，+-−万亿元千百十三五零点￥ ", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_positive_amount_to_the_cent_or_refused(typed: str) -> None:
    try:
        amount = parse_amount(typed)
    except InvalidAmount:
        return
    assert amount.is_finite()
    assert 0 < amount <= 100_000_000_000
    assert amount == round(amount, 2)


@given(st.integers(1, 10**13))
def test_an_amount_survives_being_shown_and_typed_again(cents: int) -> None:
    amount = Decimal(cents) / 100
    wan, _, yuan = money.format_both(amount).partition(" = ")
    assert parse_amount(wan) == parse_amount(yuan) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "9" * 10_000,
        "1+" * 5_000,
        " " * 10_000 + "1",
        "1,234" * 40,
        "三万" * 99,
        "\ud800" * 10_000,
        "1-" * 99,
        "(" * 200,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_no_text_takes_as_long_as_fifty_milliseconds(typed: str) -> None:
    def read() -> None:
        with suppress(InvalidAmount):
            parse_amount(typed)

    assert timeit(read, timer=time.process_time, number=1) < 0.05


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一百零五", 105),
        ("一千零五十", 1050),
        ("三百一", 310),
        ("十万", 100_000),
        ("一万亿", 10**12),
        ("两亿零三", 200_000_003),
    ],
)
def test_chinese_numerals_are_read(written: str, value: int) -> None:
    numeral = chinese_numeral(written)
    assert numeral is not None
    assert numeral.value == value


@pytest.mark.parametrize(
    "written", ["一二三", "零五", "万", "百万", "三零", "一点", "点五", "十百", "一万三万", "五千六千", "亿亿"]
)
def test_malformed_chinese_numerals_are_not_guessed(written: str) -> None:
    assert chinese_numeral(written) is None


def test_both_units_are_shown_and_no_digit_is_lost() -> None:
    assert money.format_both(Decimal("35700.00")) == "3.57 万元 = 35,700.00 元"
    assert money.format_both(Decimal(125000)) == "12.50 万元 = 125,000.00 元"
    assert money.format_both(Decimal("35712.34")) == "3.571234 万元 = 35,712.34 元"
    assert money.format_both(Decimal("0.01")) == "0.000001 万元 = 0.01 元"


def test_wan_has_two_decimals_and_rounds_half_up() -> None:
    assert money.format_wan(Decimal(11277000)) == "1127.70"
    assert money.format_wan(Decimal(26650)) == "2.67"
    assert money.format_wan(Decimal(11277000), separators=True) == "1,127.70"
    assert money.format_wan(Decimal(-10)) == "0.00"
    assert money.format_yuan(Decimal("1234567890.12")) == "1,234,567,890.12"


def test_the_execution_rate_of_2021_is_98_82_percent() -> None:
    assert money.rate_percent(Decimal(11144400), Decimal(11277000)) == "98.82%"
    assert money.rate_percent(Decimal(252400), Decimal(290000)) == "87.03%"


def test_no_budget_has_no_rate() -> None:
    assert money.execution_rate(Decimal(5), Decimal(0)) is None
    assert money.rate_percent(Decimal(5), Decimal(0)) == "—"


def test_percentages_round_half_up_at_display() -> None:
    assert money.percent(Decimal("0.123450")) == "12.35%"
    assert money.percent(Decimal("1.2"), 0) == "120%"
    assert money.percentage_points(Decimal("0.123")) == "12.3 个百分点"
    assert money.percentage_points(Decimal("-0.1235")) == "-12.4 个百分点"


def test_two_points_in_a_figure_are_named_as_what_they_are() -> None:
    with pytest.raises(InvalidAmount, match="只能有一个小数点"):
        parse_amount("0.3.5")


@pytest.mark.parametrize(
    ("typed", "yuan"), [("3万5", 35_000), ("2千5", 2_500), ("三百块", 300), ("3.57萬", 35_700), ("1億", 100_000_000)]
)
def test_an_amount_as_it_is_spoken_is_read(typed: str, yuan: int) -> None:
    assert parse_amount(typed) == yuan
