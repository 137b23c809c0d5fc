"""Two years and two projects side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from perfbot.domain.evaluation.comparison import compared, year_figures
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

D = Decimal


def year(number: int, *names: str) -> BookBuilder:
    built = BookBuilder(number)
    for index, name in enumerate(names):
        built.project(f"c{index}", "10", name=name).spend(f"c{index}", "8", date(number, 12, 1))
    return built


def test_2021_in_figures() -> None:
    figures = year_figures(build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC)))
    fund = figures.fund
    assert (fund.budget, fund.executed) == (11_277_000, 11_144_400)
    assert (fund.indicators, fund.met, fund.exceeded) == (44, 44, 4)
    assert (fund.score, fund.declared) == (D("99.88"), 97)
    assert len(figures.projects) == 13


def test_projects_are_paired_by_name_whatever_their_code() -> None:
    before, after = year(2021, "中博会", "设计大赛"), year(2022, "设计大赛", "数字化转型")
    pairs = compared(year_figures(before.book), year_figures(after.book)).projects
    assert [(pair.name, pair.before is not None, pair.after is not None) for pair in pairs] == [
        ("设计大赛", True, True),
        ("数字化转型", False, True),
        ("中博会", True, False),
    ]


def test_a_year_is_taken_as_of_the_day_that_is_asked_for() -> None:
    book = year(2021, "中博会").book
    assert year_figures(book, date(2021, 6, 30)).fund.executed == 0
    assert year_figures(book).fund.executed == 80_000


def test_a_year_without_indicators_has_no_score() -> None:
    figures = year_figures(year(2021, "中博会").book).fund
    assert (figures.score, figures.grade, figures.rate) == (None, None, D("0.8"))
