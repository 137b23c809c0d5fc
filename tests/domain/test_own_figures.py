"""A number in people's own words that the ledger knows otherwise is named; everything else is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.sections import CONCLUSION, PRACTICES, unnumbered
from perfbot.domain.evaluation.own_figures import contradictions, states
from perfbot.domain.evaluation.readiness import AdviceKind, readiness
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

YEAR_END = date(2021, 12, 31)


def found(words: str, section: str = CONCLUSION) -> list[tuple[str, str]]:
    """The ledger knows: 10 万元 budget, all spent, 91.5 points, 优."""
    built = BookBuilder().project("p", "10", name="中博会经费").spend("p", "10", YEAR_END)
    built.record(do.DeclareScore(key="d", score=Decimal("91.5"), grade="优"))
    built.record(do.WriteText(key="t", section=section, paragraphs=(words,)))
    return [(one.blank, one.known) for one in contradictions(built.book)]


@pytest.mark.parametrize(
    ("words", "blanks"),
    [
        ("自评得分99分，支出率88%。", [("支出率", "100.00%"), ("自评得分", "91.5")]),
        ("综合评定得99分。", [("自评得分", "91.5")]),
        ("绩效等级为良。", [("绩效等级", "优")]),
        ("支出金额为9.5万元，预算执行率达 95％。", [("支出率", "100.00%"), ("已支出", "10")]),
        (
            "支出率８８％，下设二级项目2个，年中追加1,200.00万元。",
            [("支出率", "100.00%"), ("追加", "0"), ("项目数", "1")],
        ),
        ("年初预算为100000元，调整后预算11万元。", [("调整后预算", "10")]),
    ],
)
def test_a_figure_that_the_ledger_knows_otherwise_is_named(words: str, blanks: list[tuple[str, str]]) -> None:
    assert found(words) == blanks


@pytest.mark.parametrize(
    "words",
    [
        "自评得分91.5分，支出率100%，等级为优。",
        "自评得分92分，预算执行率100.0%。",
        "上半年支出率为45%，2020年支出率88%。",
        "中博会经费支出率88%。",
        "支出率不低于90%，满分100分，三分之二以上。",
        "预算执行率得9.15分，产出得50分。",
        "{支出率}与{自评得分}分由台账填写，开会3次，培训88%人员。",
    ],
)
def test_what_agrees_or_speaks_of_something_else_is_left_alone(words: str) -> None:
    assert found(words) == []


def test_points_are_looked_for_as_a_score_in_the_conclusion_only() -> None:
    assert found("竞赛平均得99分。", PRACTICES) == []


def test_nothing_in_the_words_of_2021_contradicts_the_ledger() -> None:
    assert contradictions(build_book(sample(), datetime(2022, 1, 10, tzinfo=UTC))) == ()


def test_readiness_advises_on_it_without_holding_the_report_up() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END)
    built.record(do.WriteText(key="t", section=CONCLUSION, paragraphs=("支出率88%。",)))
    (advice,) = [one for one in readiness(built.book, None, date(2022, 1, 8)).advice if one.contradiction]
    assert (advice.kind, advice.contradiction and advice.contradiction.said) == (AdviceKind.OTHER_FIGURE, "支出率88%")


def test_words_state_a_score_by_its_blank_or_in_figures() -> None:
    assert states("评为{自评得分}分", "自评得分", "97")
    assert states("自评得97分", "自评得分", "97")
    assert not states("程序规范，效益显著。", "自评得分", "97")
    assert not states("自评得99分", "自评得分", "97")


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        *(
            (f"{number}《办法》", "《办法》")
            for number in ("1. ", "1、", "（一）", "(1) ", "①", "１．", "二、", "3）", "")
        ),
        ("2.2021年印发的办法", "2021年印发的办法"),
        ("3.5亿元项目", "3.5亿元项目"),
        ("2021年印发的办法", "2021年印发的办法"),
    ],
)
def test_an_item_loses_the_number_that_people_gave_it_and_no_figure(typed: str, item: str) -> None:
    assert unnumbered(typed) == item
