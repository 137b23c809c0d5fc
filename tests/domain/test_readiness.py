"""What is missing before the report can be handed in, whose it is, and where it can be given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.commands import DeclareScore, ReviewResult, SwitchReview, WriteText
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.evaluation.gaps import GapKind
from perfbot.domain.evaluation.readiness import STEPS, AdviceKind, Readiness, ReadinessStep, readiness
from perfbot.years.loader import build_book, sample
from tests.book_builder import OFFICE, BookBuilder

CLERK = Member(7, "小李", Role.EDITOR, (Scope(projects=("p",)),))
REVIEWER = Member(8, "科长", Role.VIEWER, reviews=("规划科",))
PEOPLE = (OFFICE, CLERK, REVIEWER)
YEAR_END = date(2021, 12, 31)
AFTER = date(2022, 1, 15)


def finished() -> BookBuilder:
    """A book of one project with nothing missing."""
    built = BookBuilder().project("p", "10", section="规划科").spend("p", "10", date(2021, 12, 20))
    built.indicator("p", "i", "≥10次").result("i", "10次")
    for section in SECTIONS:
        built.record(WriteText(key=section, section=section, paragraphs=("已写。",)))
    built.record(DeclareScore(key="score", score=Decimal(97), grade="优"))
    return built


def state(built: BookBuilder, today: date = AFTER) -> Readiness:
    return readiness(built.book, None, today, PEOPLE)


def kinds(found: Readiness) -> list[GapKind]:
    return [item.gap.kind for item in found.missing]


def test_a_finished_book_is_ready() -> None:
    assert state(finished()).ready
    assert state(finished()).advice == ()


def test_before_the_year_is_over_nothing_can_be_handed_in() -> None:
    (item,) = readiness(finished().book, date(2021, 12, 30), AFTER, PEOPLE).missing
    assert (item.gap.kind, item.step) == (GapKind.YEAR_NOT_OVER, ReadinessStep.WAIT)


def test_a_missing_result_belongs_to_the_projects_clerk() -> None:
    (item,) = state(finished().indicator("p", "j", "≥1次")).missing
    assert (item.gap.kind, item.gap.indicator, item.step, item.owners) == (
        GapKind.NO_RESULT,
        "j",
        ReadinessStep.RESULT,
        (7,),
    )


def test_a_missing_reason_opens_the_explanation() -> None:
    (item,) = state(finished().indicator("p", "j", "≥10次").result("j", "8次")).missing
    assert (item.step, item.owners) == (ReadinessStep.EXPLAIN, (7,))


def test_a_project_nobody_records_for_falls_to_the_office() -> None:
    built = finished().project("q", "5").spend("q", "5", YEAR_END).indicator("q", "k", "≥1次")
    (item,) = state(built).missing
    assert item.owners == (OFFICE.id,)


def test_words_and_the_declaration_belong_to_the_office() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END).indicator("p", "i", "≥1次").result("i", "1次")
    found = state(built)
    assert [(item.gap.section, item.step) for item in found.missing[:-1]] == [
        (name, ReadinessStep.TEXT) for name in SECTIONS
    ]
    assert found.missing[-1].step is ReadinessStep.DECLARE
    assert found.by_owners() == {(OFFICE.id,): found.missing}


def test_a_result_that_waits_for_review_belongs_to_the_sections_reviewer() -> None:
    built = finished()
    built.record(SwitchReview(key="on", on=True))
    (item,) = state(built).missing
    assert (item.step, item.owners) == (ReadinessStep.REVIEW, (8,))


def test_a_returned_result_goes_back_to_the_clerk() -> None:
    built = finished()
    built.record(SwitchReview(key="on", on=True))
    built.result("i", "10次", by=CLERK)
    target = built.book.indicators["i"].results[-1].id
    built.record(ReviewResult(key="back", target=target, verdict=ReviewVerdict.RETURNED, remark="请附名单"))
    (item,) = state(built).missing
    assert (item.gap.kind, item.step, item.owners) == (GapKind.RETURNED, ReadinessStep.RESULT, (7,))


def test_every_gap_has_a_conversation_that_mends_it() -> None:
    assert set(STEPS) == set(GapKind)


def test_a_result_nobody_can_judge_will_be_asked_about() -> None:
    (advice,) = state(finished().indicator("p", "j", "≥10次").result("j", "很多")).advice
    assert (advice.kind, advice.indicator, advice.owners) == (AdviceKind.UNCLEAR, "j", (7,))


@pytest.fixture(scope="module")
def real() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


def test_2021_is_ready_and_finance_will_ask_about_six_things(real: Book) -> None:
    found = readiness(real, None, AFTER, PEOPLE)
    assert found.ready
    assert [(advice.kind, advice.project) for advice in found.advice] == [
        (AdviceKind.NO_GOALS, ""),
        (AdviceKind.FAR_EXCEEDED, "p02"),
        (AdviceKind.GOALS_WITHOUT_MONEY, "p03"),
        (AdviceKind.FAR_EXCEEDED, "p04"),
        (AdviceKind.FAR_EXCEEDED, "p07"),
        (AdviceKind.FAR_EXCEEDED, "p12"),
    ]
