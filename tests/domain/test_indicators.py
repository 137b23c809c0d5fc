"""How an indicator stands: the latest result counts, unmet ones owe a reason, reviews are shown where they are on."""

from __future__ import annotations

from datetime import date

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.members import Member, Role
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState, indicator_status, indicator_statuses
from perfbot.domain.values import Outcome
from tests.book_builder import BookBuilder

ZHANG = Member(2, "张三", Role.EDITOR)


def built(target: str = "≧10次") -> BookBuilder:
    return BookBuilder().project("a", "10").indicator("a", "a1", target)


def status(book: Book, as_of: date | None = None) -> IndicatorStatus:
    return indicator_status(book, book.indicators["a1"], as_of)


def test_without_a_result_an_indicator_is_pending_and_owes_no_reason() -> None:
    pending = status(built().book)
    assert (pending.judgement.outcome, pending.actual) == (Outcome.PENDING, "")
    assert not pending.reason_missing


def test_the_latest_result_by_its_day_counts() -> None:
    book = built().result("a1", "12次", date(2021, 9, 1)).result("a1", "6次", date(2021, 6, 1)).book
    assert status(book).actual == "12次"
    assert status(book, date(2021, 8, 1)).actual == "6次"


@pytest.mark.parametrize(
    ("actual", "deviates", "missing"),
    [("10次", False, False), ("11次", False, False), ("12次", True, False), ("9次", True, True), ("0次", True, True)],
)
def test_unmet_results_owe_a_reason_and_far_exceeded_ones_are_only_asked(
    actual: str, deviates: bool, missing: bool
) -> None:
    found = status(built().result("a1", actual).book)
    assert (found.deviates, found.reason_missing) == (deviates, missing)


def test_a_reason_given_with_the_result_or_later_settles_it() -> None:
    with_it = status(built().result("a1", "9次", reason="疫情", remedy="补办").book)
    assert (with_it.reason, with_it.remedy, with_it.reason_missing) == ("疫情", "补办", False)
    later = status(built().result("a1", "9次").explain("a1", "雨", "晴天补").book)
    assert (later.reason, later.remedy, later.reason_missing) == ("雨", "晴天补", False)


def test_the_later_of_two_reasons_counts() -> None:
    book = built().result("a1", "9次", reason="疫情").explain("a1", "封控").book
    assert status(book).reason == "封控"


def test_a_result_waits_for_review_only_where_results_are_reviewed() -> None:
    builder = built().result("a1", "9次", by=ZHANG)
    assert status(builder.book).review is ReviewState.OFF
    builder.record(do.SwitchReview(key="on", on=True))
    assert status(builder.book).review is ReviewState.WAITING


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(ReviewVerdict.CONFIRMED, ReviewState.CONFIRMED), (ReviewVerdict.RETURNED, ReviewState.RETURNED)],
)
def test_a_reviewers_word_and_remark_are_shown(verdict: ReviewVerdict, state: ReviewState) -> None:
    builder = built().result("a1", "9次", by=ZHANG)
    builder.record(do.SwitchReview(key="on", on=True))
    result = status(builder.book).result
    assert result is not None
    builder.record(do.ReviewResult(key="v", target=result.id, verdict=verdict, remark="请附名单"))
    assert (status(builder.book).review, status(builder.book).remark) == (state, "请附名单")


def test_a_new_result_after_a_return_waits_again() -> None:
    builder = built().result("a1", "9次", date(2021, 6, 1), by=ZHANG)
    builder.record(do.SwitchReview(key="on", on=True))
    result = status(builder.book).result
    assert result is not None
    builder.record(do.ReviewResult(key="v", target=result.id, verdict=ReviewVerdict.RETURNED, remark="不符"))
    assert status(builder.result("a1", "10次", date(2021, 7, 1), by=ZHANG).book).review is ReviewState.WAITING


def test_indicators_come_in_the_order_of_the_report() -> None:
    book = built().project("b", "1").indicator("b", "b1", "1次").indicator("a", "a2", "2次").book
    assert [found.code for found in indicator_statuses(book)] == ["a1", "a2", "b1"]
    assert [found.code for found in indicator_statuses(book, project="b")] == ["b1"]
