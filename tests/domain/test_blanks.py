"""Blanks in the report's words: filled with the ledger's figures, and anything else in braces is left alone."""

from __future__ import annotations

from datetime import date

from perfbot.domain.amounts.money import parse_amount
from perfbot.domain.books import commands as do
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in, figures, filled, short_wan
from tests.book_builder import BookBuilder

JUNE = date(2021, 6, 30)


def built() -> BookBuilder:
    return BookBuilder().project("a", "1007").project("b", "120.7").spend("a", "3.5", JUNE)


def test_every_blank_has_a_figure_or_says_that_there_is_none() -> None:
    known = figures(built().book)
    assert tuple(known) == BLANKS
    assert [name for name, figure in known.items() if figure is None] == ["自评得分", "绩效等级"]


def test_running_text_writes_amounts_without_trailing_zeros() -> None:
    amounts = [short_wan(parse_amount(words)) for words in ("1007", "120.7", "1114.44", "0.0001", "1200")]
    assert amounts == ["1007", "120.7", "1114.44", "0", "1200"]


def test_figures_are_those_of_the_day() -> None:
    assert figures(built().book, date(2021, 6, 29))["已支出"] == "0"
    assert figures(built().book, JUNE)["已支出"] == "3.5"
    assert figures(built().book)["支出率"] == "0.31%"


def test_a_declared_score_fills_its_blanks() -> None:
    builder = built()
    builder.record(do.DeclareScore(key="d", score=parse_amount("97", "元"), grade="优"))
    assert filled("{自评得分}分，{绩效等级}", figures(builder.book), str) == "97分，优"


def test_a_blank_without_a_figure_is_shown_as_missing_and_unknown_braces_stay() -> None:
    known = figures(built().book)
    assert filled("{绩效等级}{甲}{}{年度}", known, lambda name: f"<{name}>") == "<绩效等级>{甲}{}2021"


def test_figures_that_look_like_blanks_are_not_filled_again() -> None:
    assert filled("{年度}", {"年度": "{项目数}", "项目数": "9"}, str) == "{项目数}"


def test_blanks_are_found_in_reading_order() -> None:
    assert blanks_in("甲{支出率}乙{预算}{支出率}") == ("支出率", "预算", "支出率")
