"""The simulated year: plausible days, the real totals, the same every time, and never to be taken for the real book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis, IndicatorResult, Spending
from perfbot.domain.monitoring.overview import overview
from perfbot.years.loader import sample
from perfbot.years.simulated import MARK, SEED, renamed, simulated_year
from tests.simulated_books import played

ZONE = ZoneInfo("Asia/Shanghai")
BOOK = renamed(sample())
DAYS = simulated_year(BOOK)


def book(upto: date = date(2021, 12, 31)) -> Book:
    return played(DAYS, BOOK.key, upto, ZONE)


def spendings(of: Book) -> list[Spending]:
    return [entry for entry in of.entries if isinstance(entry, Spending)]


def test_each_project_ends_on_exactly_what_the_source_says_it_spent() -> None:
    year = book()
    for row in sample().spending:
        assert year.projects[row.project].executed() == row.amount
    assert (year.executed(), year.adjusted_budget()) == (Decimal("11144400.00"), Decimal("11277000.00"))


def test_each_indicator_ends_on_exactly_the_value_of_the_source() -> None:
    year = book()
    for row in sample().indicators:
        result = year.indicators[row.code].result()
        assert (result.actual_value if result else "") == row.actual


def test_a_project_of_the_middle_of_the_year_is_not_heard_of_before_its_money() -> None:
    added = {row.code for row in BOOK.projects if row.mid_year}
    assert added.isdisjoint(book(date(2021, 6, 29)).projects)
    assert added <= set(book(date(2021, 6, 30)).projects)


def test_the_first_half_is_slow_as_the_source_complains() -> None:
    year = book()
    half = overview(year, date(2021, 6, 30))
    assert half.money.light.troubled
    assert year.executed(date(2021, 6, 30)) < year.executed() * Decimal("0.4")


def test_a_book_of_any_day_holds_what_had_happened_by_then_and_every_payment_fits_its_budget() -> None:
    spring = book(date(2021, 5, 10))
    assert all(entry.on <= date(2021, 5, 10) for entry in spendings(spring))
    assert all(entry.recorded_at.date() <= date(2021, 5, 10) for entry in spring.entries)
    assert not any(entry.awaiting_supplement for entry in spendings(book()))


def test_payments_are_made_on_working_days() -> None:
    days = {entry.on for entry in spendings(book())}
    assert len(days) > 60
    assert not [day for day in days if day.weekday() >= 5]


def test_the_same_seed_gives_the_same_year_and_another_seed_another_one() -> None:
    assert simulated_year(BOOK, SEED) == DAYS
    assert simulated_year(BOOK, SEED + 1) != DAYS


def test_another_seed_ends_on_the_same_totals() -> None:
    other = played(simulated_year(BOOK, 7), BOOK.key, date(2021, 12, 31), ZONE)
    assert other.executed() == book().executed()


def test_more_payments_make_a_longer_book_of_the_same_totals() -> None:
    longer = played(simulated_year(BOOK, payments=10), BOOK.key, date(2021, 12, 31), ZONE)
    assert len(spendings(longer)) > 8 * len(spendings(book()))
    assert longer.executed() == book().executed()


def test_it_is_a_fund_of_its_own_that_says_simulated_in_its_name_and_in_every_entry() -> None:
    year = book()
    assert year.key.fund != sample().key.fund
    assert year.fund is not None
    assert year.fund.name.endswith(MARK)
    assert {entry.basis for entry in year.entries} == {Basis.SIMULATED}
    assert overview(year, date(2021, 7, 5)).simulated


def test_it_carries_no_declared_score_and_no_words_of_the_real_report() -> None:
    year = book()
    assert year.declared is None
    assert year.text("background") is None


def test_counts_grow_through_the_year() -> None:
    results = [entry for entry in book().entries if isinstance(entry, IndicatorResult) and entry.indicator == "p02-1"]
    assert [entry.actual_value for entry in results][-1] == "12次"
    assert len(results) > 2
