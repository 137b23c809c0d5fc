"""One rule of what counts: a waiting result does, a returned one does not, and every page says how many there are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.members import Member, Role
from perfbot.domain.evaluation.comparison import year_figures
from perfbot.domain.evaluation.gaps import GapKind, gaps
from perfbot.domain.evaluation.readiness import AdviceKind, readiness
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.monitoring.responsible import owed_of
from perfbot.domain.monitoring.todo import OwedKind
from perfbot.render.export.goals import indicators, results
from perfbot.render.export.sheet import ExportNames
from perfbot.render.figures.progress import progress
from perfbot.render.figures.project_card import project_card
from perfbot.render.figures.score import project_score_document, score_document
from perfbot.render.places.text import text
from perfbot.render.posts.digest import digest_document, week_up_to
from perfbot.render.posts.reminders import todo_document
from perfbot.render.report.self_evaluation import compile_report
from perfbot.years.from_book import year_book_of
from tests.book_builder import OFFICE, BookBuilder

YEAR_END = date(2021, 12, 31)
NOW = datetime(2022, 1, 10, 9, tzinfo=UTC)
ZHANG = Member(7, "小张", Role.EDITOR)
REVIEWER = Member(9, "赵芳", Role.VIEWER, reviews=("会展科",))
SAID = "已退回 1（不计入），待审核 1（先计入）"


def reviewed() -> Book:
    """Two indicators of one project: the result of one came back, that of the other waits."""
    made = BookBuilder().project("p", "10", section="会展科").spend("p", "10", YEAR_END)
    made.indicator("p", "back", "≥10次").indicator("p", "waits", "≥10次")
    made.record(do.SwitchReview(key="on", on=True))
    made.result("back", "12次", by=ZHANG).result("waits", "10次", by=ZHANG)
    result = made.book.indicators["back"].results[-1]
    made.record(do.ReviewResult(key="v", target=result.id, verdict=ReviewVerdict.RETURNED, remark="请附名单"))
    return made.book


def test_progress_card_and_digest_count_and_say_the_same() -> None:
    book = reviewed()
    for page in (
        progress(book, YEAR_END),
        project_card(book, "p", YEAR_END, {}),
        digest_document(book, week_up_to(YEAR_END), chart=False),
    ):
        assert f"指标 2 项：达标 1，{SAID}" in text(page)


def test_the_score_leaves_the_returned_one_out_and_says_so() -> None:
    known = score_book(reviewed(), YEAR_END)
    assert [line.score for line in known.projects[0].lines[1:]] == [None, 45]
    for page in (score_document(known), project_score_document(known, "p")):
        assert f"完成值{SAID}。" in text(page)
        assert "已退回，暂不计分" in text(page)


def test_ready_report_comparison_and_exports_hold_to_the_same_rule() -> None:
    book = reviewed()
    found = {(gap.kind, gap.indicator) for gap in gaps(book, None, NOW.date()) if gap.indicator}
    assert found == {(GapKind.RETURNED, "back"), (GapKind.UNCONFIRMED, "waits")}
    assert AdviceKind.UNCLEAR not in {one.kind for one in readiness(book, None, NOW.date()).advice}
    assert (year_figures(book).fund.met, year_figures(book).fund.exceeded) == (1, 0)
    report = text(compile_report(book, today=NOW.date()))
    assert "12次" not in report
    assert "10次" in report
    export = ExportNames(book, {}, {})
    back, waits = indicators(export).rows
    assert (back[7], back[10], back[-1], waits[7], waits[10]) == ("", "已退回", None, "10次", "待审核")
    assert [row[-5] for row in results(export).rows] == ["已退回，不计入", "现行"]
    assert [row.actual for row in year_book_of(book).projects[0].indicators] == ["", "10次"]


def test_what_waits_is_in_the_todo_of_its_reviewer_and_of_the_office_only_where_nobody_else_reviews() -> None:
    book, people = reviewed(), (OFFICE, ZHANG, REVIEWER)
    owed = owed_of(book, REVIEWER, people, YEAR_END)
    assert [(item.kind, item.indicator) for item in owed] == [(OwedKind.TO_REVIEW, "waits")]
    page = todo_document([(book, owed)])
    assert "1 项完成值等您审核：指标waits（目标 ≥10次，完成 10次）" in text(page)
    assert [one.label for row in page.buttons for one in row] == ["去审核"]
    assert OwedKind.TO_REVIEW not in {item.kind for item in owed_of(book, OFFICE, people, YEAR_END)}
    assert OwedKind.TO_REVIEW in {item.kind for item in owed_of(book, OFFICE, (OFFICE, ZHANG), YEAR_END)}
