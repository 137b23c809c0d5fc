"""What a report lacks, as facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.members import Member, Role
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.evaluation.gaps import Gap, GapKind, gaps
from tests.book_builder import WAN, BookBuilder

AFTER = date(2022, 1, 5)
ZHANG = Member(2, "张三", Role.EDITOR)


def whole() -> BookBuilder:
    """A book that lacks nothing."""
    day = date(2021, 6, 1)
    builder = (
        BookBuilder().project("a", "10").spend("a", "9", day).indicator("a", "a1", "10次").result("a1", "10次", day)
    )
    for section in SECTIONS:
        builder.record(do.WriteText(key=f"t.{section}", section=section, paragraphs=("字",)))
    builder.record(do.DeclareScore(key="d", score=Decimal(95), grade="优"))
    return builder


def kinds(book: Book, as_of: date | None = None, today: date = AFTER) -> list[GapKind]:
    return [gap.kind for gap in gaps(book, as_of, today)]


def test_a_whole_book_lacks_nothing_once_the_year_is_over() -> None:
    assert gaps(whole().book, None, AFTER) == ()
    assert gaps(whole().book, None, date(2021, 12, 31)) == ()


def test_before_the_years_end_the_year_itself_is_missing() -> None:
    assert gaps(whole().book, None, date(2021, 12, 30)) == (Gap(GapKind.YEAR_NOT_OVER, until=date(2021, 12, 30)),)
    assert kinds(whole().book, as_of=date(2021, 9, 30)) == [GapKind.YEAR_NOT_OVER]


def test_an_emptied_section_is_missing_again() -> None:
    builder = whole()
    builder.record(do.WriteText(key="t2", section="practices", paragraphs=()))
    assert gaps(builder.book, None, AFTER) == (Gap(GapKind.NO_TEXT, section="practices"),)


def test_a_project_without_budget_spending_indicators_is_named_for_each() -> None:
    assert kinds(whole().project("b").book) == [GapKind.NO_BUDGET, GapKind.NO_INDICATORS]
    assert kinds(whole().project("b", "1").indicator("b", "b1", "1次").book) == [GapKind.NO_SPENDING, GapKind.NO_RESULT]


def test_an_explained_project_may_have_spent_nothing() -> None:
    book = whole().project("b", "1").indicator("b", "b1", "1次").result("b1", "1次").explain("b", "合同延期").book
    assert kinds(book) == []


def test_money_beyond_the_budget_is_named_with_its_sum() -> None:
    book = whole().spend("a", "3", date(2021, 7, 1), awaiting=True).book
    assert gaps(book, None, AFTER) == (Gap(GapKind.AWAITING_SUPPLEMENT, "a", amount=2 * WAN),)


def test_a_returned_result_is_a_gap_and_a_confirmed_one_is_none() -> None:
    builder = whole().indicator("a", "a2", "5次").result("a2", "5次", by=ZHANG)
    builder.record(do.SwitchReview(key="on", on=True))
    result = builder.book.indicators["a2"].result()
    assert result is not None
    builder.record(do.ReviewResult(key="v", target=result.id, verdict=ReviewVerdict.RETURNED, remark="不符"))
    assert Gap(GapKind.RETURNED, "a", "a2") in gaps(builder.book, None, AFTER)
    assert Gap(GapKind.UNCONFIRMED, "a", "a1") in gaps(builder.book, None, AFTER)
    builder.record(do.ReviewResult(key="v2", target=result.id, verdict=ReviewVerdict.CONFIRMED))
    assert GapKind.RETURNED not in kinds(builder.book)


def test_what_a_person_has_to_judge_does_not_hold_a_report_up() -> None:
    assert kinds(whole().indicator("a", "a2", "有效提升").result("a2", "很不错").book) == []
