"""What a person has yet to record or explain, and what nobody asks them for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from perfbot.domain.books.commands import ReviewResult, SwitchReview
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.monitoring.todo import Owed, OwedKind, owed_by
from perfbot.years.loader import build_book, sample
from tests.book_builder import OFFICE, BookBuilder

CLERK = Member(7, "小李", Role.EDITOR, (Scope(projects=("p",)),))
OTHER = Member(8, "小张", Role.EDITOR, (Scope(projects=("q",)),))
VIEWER = Member(9, "局长", Role.VIEWER)
YEAR_END = date(2021, 12, 31)


def built() -> BookBuilder:
    return BookBuilder().project("p", "100").project("q", "100").spend("p", "100", YEAR_END).spend("q", "100", YEAR_END)


def kinds(owed: tuple[Owed, ...]) -> list[OwedKind]:
    return [item.kind for item in owed]


def test_who_recorded_everything_owes_nothing() -> None:
    assert owed_by(built().book, CLERK, YEAR_END) == ()


def test_a_clerk_owes_only_for_their_own_projects() -> None:
    book = built().indicator("p", "i", "≥1次").book
    assert kinds(owed_by(book, CLERK, YEAR_END)) == [OwedKind.RESULT_MISSING]
    assert owed_by(book, OTHER, YEAR_END) == ()


def test_a_viewer_and_a_removed_member_owe_nothing() -> None:
    book = built().indicator("p", "i", "≥1次").book
    assert owed_by(book, VIEWER, YEAR_END) == ()
    assert owed_by(book, Member(7, "小李", Role.EDITOR, removed=True), YEAR_END) == ()


def test_results_are_not_asked_for_in_summer() -> None:
    book = built().spend("p", "0.01", date(2021, 6, 1), awaiting=True).indicator("p", "i", "≥1次").book
    assert OwedKind.RESULT_MISSING not in kinds(owed_by(book, CLERK, date(2021, 7, 1)))


def test_a_project_behind_that_recorded_nothing_for_weeks_is_asked_after() -> None:
    book = BookBuilder().project("p", "100").spend("p", "1", date(2021, 3, 1)).book
    (item,) = owed_by(book, CLERK, date(2021, 6, 30))
    assert (item.kind, item.since, item.amount) == (OwedKind.SPENDING_QUIET, date(2021, 3, 1), 990_000)


def test_whoever_said_why_nothing_was_paid_is_left_alone_for_four_weeks() -> None:
    built = BookBuilder().project("p", "100").spend("p", "1", date(2021, 3, 1)).explain("p", "合同未签")
    said_on = built.book.explanation_of("p").recorded_at.date()
    assert kinds(owed_by(built.book, CLERK, said_on - timedelta(days=1))) == [OwedKind.SPENDING_QUIET]
    assert owed_by(built.book, CLERK, said_on + timedelta(days=27)) == ()
    assert kinds(owed_by(built.book, CLERK, said_on + timedelta(days=28))) == [OwedKind.SPENDING_QUIET]


def test_an_unmet_result_owes_a_reason_until_it_is_given() -> None:
    made = built().indicator("p", "i", "≥10次").result("i", "6次")
    assert kinds(owed_by(made.book, CLERK, YEAR_END)) == [OwedKind.REASON_MISSING]
    made.explain("i", "场地停用", "明年补办")
    assert owed_by(made.book, CLERK, YEAR_END) == ()


def test_a_result_far_above_its_target_is_asked_after_last() -> None:
    made = built().indicator("p", "i", "≥10次").result("i", "20次").indicator("p", "j", "≥10次")
    assert kinds(owed_by(made.book, CLERK, YEAR_END)) == [OwedKind.RESULT_MISSING, OwedKind.TARGET_TOO_LOW]


def test_a_returned_result_is_owed_by_its_author_with_the_remark() -> None:
    made = built().indicator("p", "i", "≥10次")
    made.record(SwitchReview(key="on", on=True))
    made.result("i", "10次", by=CLERK)
    target = made.book.indicators["i"].results[-1].id
    made.record(ReviewResult(key="r", target=target, verdict=ReviewVerdict.RETURNED, remark="请附签到表"))
    (item,) = owed_by(made.book, CLERK, YEAR_END)
    assert (item.kind, item.remark) == (OwedKind.RETURNED, "请附签到表")
    assert owed_by(made.book, OFFICE, YEAR_END) == ()


def test_2021_asks_only_after_its_four_blue_results() -> None:
    book = build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))
    assert kinds(owed_by(book, OFFICE, YEAR_END)) == [OwedKind.TARGET_TOO_LOW] * 4
