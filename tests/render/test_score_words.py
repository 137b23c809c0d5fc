"""/score in words and as JSON: each formula with its numbers and its source, declared beside computed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.commands import DeclareScore
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.rulebook import DEFAULT, GradeBands, LimitFormula, Rulebook, Scoring, Weights
from perfbot.render.document import Document
from perfbot.render.figures.score import project_score_document, score_document, score_json
from perfbot.render.figures.score_lines import formula_words, rule_words
from perfbot.render.places.rich import rich_parts
from perfbot.render.places.text import text
from perfbot.render.report.form_sheet import form_sheets
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

YEAR_END = date(2021, 12, 31)
LINEAR = Rulebook(scoring=Scoring(limit_formula=LimitFormula.LINEAR))


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def page(book: Book) -> Document:
    return score_document(score_book(book, YEAR_END))


def words(target: str, actual: str, *, kind: str = "数量指标", rules: Rulebook = DEFAULT) -> str:
    built = BookBuilder().project("p", "10").indicator("p", "i", target, kind=kind)
    if actual:
        built.result("i", actual)
    return formula_words(score_book(built.book, YEAR_END, rules).projects[0].lines[1])


def test_2021_explains_99_88_beside_97(page: Document) -> None:
    shown = text(page)
    assert "计算得分 99.88 分，等级 优" in shown
    assert "填报得分 97 分，等级 优，计算高 2.88 分" in shown
    assert "执行率 10 × 98.82% = 9.88" in shown


def test_2021_shows_the_red_self_check_of_the_building(page: Document) -> None:
    assert "❗ 无线电监测大楼运维：执行率 87.03%，目标得分率高于执行率，相差 12.97%（允许 5%）" in text(page)


def test_2021_asks_about_its_four_blue_results(page: Document) -> None:
    shown = text(page)
    assert "⏫ 超额 4 项" in shown
    assert "组织工业设计师走进产业集群活动次数：目标 3-5场，完成 10场" in shown
    assert "用 /declare 填报调减后的总分" in shown


def test_a_result_far_beyond_its_target_has_its_reason_a_tap_away(book: Book) -> None:
    buttons = [button for row in project_score_document(score_book(book, YEAR_END), "p07").buttons for button in row]
    assert [button.label for button in buttons] == ["写原因：组织工业设计师走进产业…", "自评表", "返回总分"]
    assert buttons[0].data.startswith("a:why:gongye-2021:p07-")


def test_indicators_of_one_name_say_whose_they_are(page: Document) -> None:
    assert "按期完成率（产业链研究工作经费）" in text(page)


def test_a_projects_page_shows_its_own_lines(book: Book) -> None:
    shown = text(project_score_document(score_book(book, YEAR_END), "p03"))
    assert "执行率 10 × 87.03% = 8.7" in shown
    assert "3219 ≥ 3219，得满分 30" in shown
    assert "第十三条" in shown


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥10次", "12次", "12 ≥ 10，得满分 90"),
        ("≥10次", "8次", "90 × 8 ÷ 10 = 72"),
        ("≥90%", "85.5%", "90 × 85.5% ÷ 90% = 85.5"),
        ("≤20天", "25天", "90 × 20 ÷ 25 = 72"),
        ("≤20天", "18天", "18 ≤ 20，得满分 90"),
        ("3-5场", "10场", "10 超过上限 5，得满分 90"),
        ("3-5场", "4场", "在目标范围之内，得满分 90"),
        ("0起", "0起", "0 = 0，得满分 90"),
        ("下降5%", "上升1%", "与目标方向相反（-1%），得 0"),
        ("0起", "2起", "目标为 0 而实际不为 0，得 0"),
        ("2021年11月30日前", "2021年12月20日", "逾期 20 天，90 × 70% = 63"),
        ("12月31日前", "2021年12月20日", "在期限之内，得满分 90"),
        ("有效提升", "部分达成", "部分达成，90 × 70% = 63"),
        ("≥10次", "", "待填，暂不计分"),
        ("≥10次", "不少", "需人工判断，暂不计分"),
        ("≥1000000次", "1000000次", "1000000 ≥ 1000000，得满分 90"),
    ],
)
def test_a_formula_shows_its_numbers(target: str, actual: str, expected: str) -> None:
    assert words(target, actual) == expected


def test_the_linear_formula_shows_its_numbers_too() -> None:
    assert words("≤20天", "25天", rules=LINEAR) == "90 × (1 − (25 − 20) ÷ 20) = 67.5"


def test_spending_beyond_the_budget_shows_the_rate_and_what_it_counts_as() -> None:
    built = BookBuilder().project("p", "10").spend("p", "12", YEAR_END, awaiting=True)
    line = score_book(built.book, YEAR_END).fund.execution
    assert formula_words(line) == "执行率 10 × 100% = 10（执行率 120.00%，按 100% 计）"


def test_a_rate_shows_the_decimals_that_a_person_needs_to_come_to_the_same_points() -> None:
    built = BookBuilder().project("p", "200").spend("p", "197.49", YEAR_END)
    assert formula_words(score_book(built.book, YEAR_END).fund.execution) == "执行率 10 × 98.745% = 9.87"


def test_an_office_that_weighs_execution_otherwise_does_not_cite_the_ministry() -> None:
    bands = GradeBands(excellent=Decimal(95), good=Decimal(85), fair=Decimal(60))
    rules = Rulebook(weights=Weights(execution=Decimal(20), output=Decimal(40)), grades=bands)
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END).indicator("p", "a", "≥1次").result("a", "1次")
    known = score_book(built.book, YEAR_END, rules)
    assert rule_words(known.fund.execution) == "本单位评分规则（预算执行率 20 分）"
    assert "等级：本单位评分规则（95/85/60 分档）" in text(score_document(known))
    assert "预算执行率 20 分，指标 80 分" in form_sheets(built.book, YEAR_END, rules)[0].notes[1]


def test_every_line_bears_the_mark_under_which_its_rule_stands(page: Document) -> None:
    shown = text(page)
    assert "执行率 10 × 98.82% = 9.88 ①" in shown
    assert "10 超过上限 5，得满分 1.22 ③" in shown
    assert "- ③ 本系统约定" in shown


def test_every_scored_line_of_2021_names_its_rule(book: Book) -> None:
    rules = {rule_words(line) for line in score_book(book, YEAR_END).fund.lines}
    assert all("财预〔2020〕10号" in rule for rule in rules)


def test_a_score_that_is_not_complete_is_called_provisional() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次").indicator("p", "b", "≥1次").result("a", "1次")
    shown = text(score_document(score_book(built.book, YEAR_END)))
    assert "暂计 45 分，还有 1 项未评分" in shown
    assert "带 * 的还有指标未评分" in shown
    built.spend("p", "10", YEAR_END)
    assert "自评校验：完成值填齐后再校验" in text(score_document(score_book(built.book, YEAR_END)))
    assert "，等级" not in shown


def test_weights_that_contradict_each_other_are_named_instead_of_a_score() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次", name="甲", weight="40")
    shown = text(project_score_document(score_book(built.book, YEAR_END), "p"))
    assert "甲 的分值合计 40，应为 90" in shown


def test_a_declaration_equal_to_the_computation_says_so() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END).indicator("p", "a", "≥1次").result("a", "1次")
    built.record(DeclareScore(key="d", score=Decimal(100), grade="优"))
    assert "与计算得分一致" in text(score_document(score_book(built.book, YEAR_END)))


def test_a_provisional_score_is_not_compared_with_the_declared_one(book: Book) -> None:
    shown = text(score_document(score_book(book, date(2021, 6, 30))))
    assert "填报得分 97 分，等级 优（计算得分还没有定稿，暂不比较）" in shown
    made = score_json(score_book(book, date(2021, 6, 30)))
    assert (made["complete"], made["grade"], made["difference"], made["declared"]) == (False, None, None, 97)


def test_the_json_carries_the_same_figures(book: Book) -> None:
    shown = json.loads(json.dumps(score_json(score_book(book, YEAR_END)), ensure_ascii=False))
    assert (shown["computed"], shown["declared"], shown["grade"], shown["execution"]) == (99.88, 97, "优", 9.88)
    assert shown["lines"][0] == shown["lines"][0] | {
        "name": "预算执行率",
        "weight": 10,
        "score": 9.88,
        "formula": "执行率 10 × 98.82% = 9.88",
    }
    assert len(shown["lines"]) == 45
    assert all({"name", "weight", "score", "formula", "rule"} <= set(line) for line in shown["lines"])
    assert round(sum(line["score"] for line in shown["lines"]), 2) == 99.88
    upkeep = next(project for project in shown["projects"] if project["code"] == "p03")
    assert (upkeep["execution_rate"], upkeep["checks"][0]["light"]) == ("87.03%", "red")


def test_the_page_fits_one_rich_message(page: Document) -> None:
    assert len(rich_parts(page)) == 1


def test_every_button_fits_what_telegram_takes(page: Document) -> None:
    data = [button.data or "" for row in page.buttons for button in row]
    assert len(data) == 15
    assert all(len(item.encode()) <= 64 for item in data)
