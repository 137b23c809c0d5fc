"""Who is asked for what is owed: the clerk of the project, and the office where there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

from perfbot.domain.books.commands import ReviewResult, SwitchReview
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.domain.monitoring.responsible import correctors_of, is_pressing, owed_of
from perfbot.domain.monitoring.todo import Owed, OwedKind
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

OFFICE = Member(1, "王主任", Role.ADMIN)
CLERK = Member(7, "小李", Role.EDITOR, (Scope(projects=("p",)),))
LEADER = Member(9, "局长", Role.VIEWER)
SUMMER = date(2021, 7, 1)
YEAR_END = date(2021, 12, 31)
RETURNED = OwedKind.RETURNED


def asked(member: Member, *others: Member) -> list[str]:
    book = BookBuilder().project("p", "100").project("q", "100").spend("p", "1", date(2021, 2, 1)).book
    return [item.project for item in owed_of(book, member, (member, *others), SUMMER)]


def test_a_clerk_is_asked_for_their_project_and_the_office_for_the_one_that_has_no_clerk() -> None:
    assert asked(CLERK, OFFICE) == ["p"]
    assert asked(OFFICE, CLERK) == ["q"]


def test_without_any_clerk_the_office_is_asked_for_everything() -> None:
    assert sorted(asked(OFFICE, LEADER)) == ["p", "q"]


def test_a_leader_is_asked_for_nothing() -> None:
    assert asked(LEADER, CLERK, OFFICE) == []


def test_payments_whose_dates_are_assumed_make_nobody_late() -> None:
    book = build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))
    assert owed_of(book, OFFICE, (OFFICE,), SUMMER) == ()


def test_a_returned_result_that_a_file_brought_in_is_asked_of_those_who_record_for_its_project() -> None:
    made = BookBuilder().project("p", "100").indicator("p", "i", "≥10次")
    made.record(SwitchReview(key="on", on=True))
    result = made.result("i", "10次", by=LOADER).book.indicators["i"].results[-1]
    made.record(ReviewResult(key="r", target=result.id, verdict=ReviewVerdict.RETURNED, remark="请附签到表"))
    everybody = (OFFICE, CLERK, LEADER)
    asked_back = [
        m for m in everybody if [o.kind for o in owed_of(made.book, m, everybody, YEAR_END)][:1] == [RETURNED]
    ]
    assert asked_back == [CLERK]
    assert correctors_of(made.book, result, everybody) == (CLERK,)
    assert correctors_of(made.book, result, (OFFICE, LEADER)) == (OFFICE,)


def test_a_target_set_too_low_is_asked_about_and_never_chased() -> None:
    low = Owed(kind=OwedKind.TARGET_TOO_LOW, project="p", indicator="i")
    missing = Owed(kind=OwedKind.RESULT_MISSING, project="p", indicator="j")
    assert not is_pressing([low])
    assert is_pressing([low, missing])
