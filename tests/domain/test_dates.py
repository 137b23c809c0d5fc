"""What people type as a date is a day of the book's year that has come, or is refused with a sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfbot.domain.amounts.dates import InvalidDate, parse_date

TODAY = date(2021, 12, 15)


@pytest.mark.parametrize(
    "typed",
    [
        *("6.30", "6/30", "6-30", "06-30", "6月30日", "06月30", "6 月 30 日", "6月30号", "0630", "６．３０", "6。30"),
        *(
            "2021-06-30",
            "2021.6.30",
            "2021/6/30",
            "2021年6月30日",
            "２０２１年６月３０日",
            "20210630",
            "\u200b2021-6-30 ",
        ),
        *("6.30号", "21.6.30", "21-6-30", "6 30", "6、30", "2021-6-30 10:30", "2021年6月30日 09:05:00"),
        *("六月三十日", "2021年六月三十日", "6.30。", "周三 6月30日", "2021年6月30日（周三）"),
    ],
)
def test_every_usual_way_to_write_a_day_is_read(typed: str) -> None:
    assert parse_date(typed, 2021, TODAY) == date(2021, 6, 30)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("今天。", 15), ("今日", 15), ("昨天", 14), ("前天", 13), ("周三", 15), ("周四", 9), ("星期天", 12)],
)
def test_days_are_told_from_today(typed: str, day: int) -> None:
    assert parse_date(typed, 2021, TODAY) == date(2021, 12, day)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *[
            ("", "empty"),
            ("\u3000", "empty"),
            ("6" * 10_000, "too_long"),
            ("上周", "unreadable"),
            ("630", "unreadable"),
        ],
        *[
            ("6.3.0", "unreadable"),
            ("6 3 0", "unreadable"),
            ("2021-6-30 25:30", "unreadable"),
            ("2021-6.30", "unreadable"),
            ("\ud800", "unreadable"),
        ],
        *[("٦.٣٠", "unreadable"), ("6.30元", "unreadable"), ("-6.30", "unreadable"), ("6.3 0", "unreadable")],
        *[("2.29", "no_such_day"), ("13.1", "no_such_day"), ("0.5", "no_such_day"), ("六月三一日", "no_such_day")],
        *[("周四 6月30日", "contradicts"), ("6月30日（周五）", "contradicts"), ("今天 12月14日", "contradicts")],
        *[
            ("0000-01-01", "no_such_day"),
            ("20.6.30", "other_year"),
            ("2020-06-30", "other_year"),
            ("20220101", "other_year"),
        ],
        *[("12.16", "future"), ("12月31日", "future"), ("明天", "future")],
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_what_is_no_day_of_the_book_is_refused_with_its_reason_and_an_example(typed: str, reason: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        parse_date(typed, 2021, TODAY)
    assert refusal.value.reason == reason
    assert refusal.value.text == typed
    assert str(refusal.value).count("。") == 1
    assert "例如 6.30 或 2021年6月30日" in str(refusal.value)


def test_a_leap_day_exists_in_leap_years_only() -> None:
    assert parse_date("2.29", 2024, date(2024, 3, 1)) == date(2024, 2, 29)


def test_yesterday_of_new_year_is_not_of_this_book() -> None:
    with pytest.raises(InvalidDate) as refusal:
        parse_date("昨天", 2022, date(2022, 1, 1))
    assert refusal.value.reason == "other_year"
    assert "2022 年" in str(refusal.value)


@given(st.text() | st.text("0123456789.-/年月日号今昨天十三 ", max_size=12))
def test_any_text_is_a_day_of_the_book_or_refused(typed: str) -> None:
    try:
        day = parse_date(typed, 2021, TODAY)
    except InvalidDate:
        return
    assert date(2021, 1, 1) <= day <= TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("6月底", date(2021, 6, 30)),
        ("2021年2月末", date(2021, 2, 28)),
        ("六月底", date(2021, 6, 30)),
        ("上周五", date(2021, 7, 2)),
        ("上星期日", date(2021, 7, 4)),
        ("30号", date(2021, 6, 30)),
        ("5号", date(2021, 7, 5)),
        ("6 30", date(2021, 6, 30)),
    ],
)
def test_a_day_as_it_is_said_in_the_office_is_read(typed: str, day: date) -> None:
    assert parse_date(typed, 2021, date(2021, 7, 7)) == day


def test_a_day_without_its_month_is_none_in_a_year_that_is_over() -> None:
    with pytest.raises(InvalidDate):
        parse_date("30号", 2020, date(2021, 7, 7))
    with pytest.raises(InvalidDate, match="没有这一天"):
        parse_date("31号", 2021, date(2021, 7, 7))
