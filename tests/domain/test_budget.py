"""Budgets as of a date: what they are made of, what remains, and whose rows stand in the report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from perfbot.domain.books.budget import fund_budget, project_budget, reported_projects
from perfbot.domain.books.facts import BudgetKind
from tests.book_builder import WAN, BookBuilder

JUNE = date(2021, 6, 30)


def test_a_transfer_leaves_the_funds_total_unchanged_and_moves_the_projects() -> None:
    book = BookBuilder().project("a", "10").project("b", "5").transfer("a", "b", "4", JUNE).book
    before, after = fund_budget(book, date(2021, 6, 29)), fund_budget(book, JUNE)
    assert before.adjusted == after.adjusted == 15 * WAN
    assert (after.initial, after.supplemented) == (15 * WAN, 0)
    assert project_budget(book.projects["a"]).supplemented == -4 * WAN
    assert project_budget(book.projects["b"]).adjusted == 9 * WAN


def test_initial_and_supplement_less_cuts_make_the_adjusted_budget() -> None:
    book = (
        BookBuilder()
        .project("a", "10")
        .budget("a", "3", JUNE, BudgetKind.SUPPLEMENT)
        .budget("a", "-1", JUNE, BudgetKind.CUT)
        .book
    )
    view = project_budget(book.projects["a"])
    assert (view.initial, view.supplemented, view.cut, view.adjusted) == (10 * WAN, 3 * WAN, 1 * WAN, 12 * WAN)
    assert view.adjusted == book.projects["a"].adjusted_budget()


def test_the_funds_rate_is_the_ratio_of_sums() -> None:
    book = BookBuilder().project("a", "10").project("b", "30").spend("a", "10", JUNE).book
    assert fund_budget(book).rate == Decimal("0.25")


def test_without_a_budget_there_is_no_rate() -> None:
    assert project_budget(BookBuilder().project("a").book.projects["a"]).rate is None


def test_money_spent_beyond_the_budget_awaits_a_supplement_and_nothing_remains() -> None:
    book = BookBuilder().project("a", "10").spend("a", "12", JUNE, awaiting=True).book
    view = fund_budget(book)
    assert (view.awaiting, view.remaining) == (2 * WAN, 0)


def test_spending_of_a_later_day_does_not_count_yet() -> None:
    book = BookBuilder().project("a", "10").spend("a", "3", JUNE).book
    assert fund_budget(book, date(2021, 6, 29)).executed == 0
    assert fund_budget(book, JUNE).executed == 3 * WAN


def test_a_project_added_mid_year_is_reported_from_the_day_of_its_money() -> None:
    book = (
        BookBuilder().project("a", "10").project("m", mid_year=True).budget("m", "2", JUNE, BudgetKind.SUPPLEMENT).book
    )
    assert [project.code for project in reported_projects(book, date(2021, 6, 29))] == ["a"]
    assert [project.code for project in reported_projects(book, JUNE)] == ["a", "m"]
    assert len(reported_projects(book)) == 2
