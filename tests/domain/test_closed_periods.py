"""What a closed month lets through: nothing new, and corrections only by the office, with their reason in the trail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Entry, IndicatorResult, Spending
from perfbot.domain.books.errors import PeriodIsClosed
from perfbot.domain.books.members import Member
from perfbot.domain.books.rules import decide
from perfbot.forms import Denied
from tests.form_player import CLERK, NOON, OFFICE, Player, small_book
from tests.form_scripts import first


def record(book: Book, command: do.AnyCommand, by: Member) -> Entry:
    entries = decide(book, command, Circumstances(by, NOON, NOON.date()))
    for entry in entries:
        book.apply(entry)
    return entries[-1]


def closed_march() -> Book:
    book = small_book()
    record(
        book,
        do.RecordResult(key="r1", indicator="expo-2", actual_value="500人", on=date(2021, 3, 20)),
        CLERK,
    )
    record(book, do.ClosePeriod(key="closing", period="2021-03"), OFFICE)
    return book


def reversal(book: Book) -> do.ReverseEntry:
    return do.ReverseEntry(key="x", target=first(book, Spending), reason="重复")


def corrected(book: Book, on: date) -> do.CorrectSpending:
    return do.CorrectSpending(
        key="c",
        target=first(book, Spending),
        reason="金额录错",
        project="expo",
        amount=Decimal(160_000),
        on=on,
        purpose="付款",
    )


def corrected_result(book: Book) -> do.CorrectResult:
    return do.CorrectResult(
        key="c", target=first(book, IndicatorResult), why="录错", actual_value="600人", on=date(2021, 3, 20)
    )


@pytest.mark.parametrize("by", [CLERK, OFFICE])
def test_nothing_new_is_recorded_in_a_closed_month(by: Member) -> None:
    book = closed_march()
    spending = do.RecordSpending(key="s", project="expo", amount=Decimal(1), on=date(2021, 3, 31), purpose="x")
    result = do.RecordResult(key="r", indicator="expo-1", actual_value="6家", on=date(2021, 3, 31))
    for command in (spending, result):
        with pytest.raises(PeriodIsClosed):
            record(book, command, by)


def test_the_author_takes_nothing_back_once_the_month_is_closed() -> None:
    book = closed_march()
    for command in (reversal(book), corrected(book, date(2021, 3, 15)), corrected_result(book)):
        with pytest.raises(PeriodIsClosed):
            record(book, command, CLERK)


def test_an_administrator_still_reverses_and_corrects_after_the_month_is_closed() -> None:
    for make in (reversal, lambda book: corrected(book, date(2021, 3, 15)), corrected_result):
        book = closed_march()
        record(book, make(book), OFFICE)
    assert book.indicators["expo-2"].result().actual_value == "600人"


def test_a_correction_moves_nothing_into_another_closed_month() -> None:
    book = closed_march()
    record(book, do.ClosePeriod(key="april", period="2021-04"), OFFICE)
    with pytest.raises(PeriodIsClosed):
        record(book, corrected(book, date(2021, 4, 1)), OFFICE)
    record(book, corrected(book, date(2021, 5, 1)), OFFICE)


def test_the_administrator_is_reminded_that_the_month_is_closed() -> None:
    book = closed_march()
    player = Player(book, OFFICE).open("correct_spending", subject=first(book, Spending)).press("金额")
    player.say("16").press("金额录错")
    assert "2021-03 已关账，由管理员处理" in player.text
    assert player.confirm().on == date(2021, 3, 15)


def test_the_author_is_told_who_closed_the_month_and_whom_to_ask() -> None:
    book = closed_march()
    player = Player(book, CLERK).open("reverse", subject=first(book, Spending))
    assert isinstance(player.shown, Denied)
    assert "王主任" in player.text
    assert "管理员" in player.text
