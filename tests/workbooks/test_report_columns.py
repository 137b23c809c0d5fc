"""Each column of an old report is read in its own unit and for what it is; what can be read in two ways is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from perfbot.years.reports.reading import ReportDraft, read_report
from perfbot.years.sheets.reading import Surroundings

TITLE = "2023年度甲经费项目支出绩效自评报告"


def read(*blocks: Any) -> ReportDraft:
    return read_report([TITLE, "三、预算安排及使用情况", *blocks], "", "x", Surroundings(date(2024, 3, 1)))


def money(draft: ReportDraft) -> tuple[list[Decimal], Decimal]:
    """The budget's steps and the sum spent, in 元."""
    steps = [line.amount for row in draft.book.budget for line in row.lines]
    return steps, sum((row.amount for row in draft.book.spending), Decimal(0))


def table(head: list[str], row: list[str]) -> list[list[str]]:
    return [["二级项目", *head], ["项目甲", *row]]


PLAIN = table(["预算金额", "实际支出金额"], ["100", "90"])


@pytest.mark.parametrize(
    ("caption", "times"),
    [
        ("单位：人民币元", 1),
        ("金额单位：人民币元", 1),
        ("单位（元）", 1),
        ("（单位：元）", 1),
        ("金额单位：千元", 1_000),
        ("单位：人民币万元", 10_000),
        ("单位：百万元", 1_000_000),
        ("单位：千万元", 10_000_000),
        ("单位：亿元", 100_000_000),
    ],
)
def test_the_unit_above_a_table_counts(caption: str, times: int) -> None:
    draft = read(caption, PLAIN)
    assert money(draft) == ([100 * times], 90 * times)
    assert not [line for line in draft.unread if "先按万元读" in line]


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("(人民币元)", 1),
        ("/元", 1),
        ("（千元）", 1_000),
        ("(万元)", 10_000),
        ("（单位：亿元）", 100_000_000),
        (" 元", 1),
    ],
)
def test_the_unit_in_a_heading_counts(unit: str, times: int) -> None:
    draft = read(table([f"预算金额{unit}", f"实际支出金额{unit}"], ["100", "90"]))
    assert money(draft) == ([100 * times], 90 * times)


def test_each_column_has_its_own_unit() -> None:
    draft = read(table(["预算金额（万元）", "实际支出金额（元）"], ["100", "900000"]))
    assert money(draft) == ([1_000_000], 900_000)
    assert any("单位万元" in line and "单位元" in line for line in draft.read_as)


def test_a_unit_in_a_cell_counts_before_that_of_its_column() -> None:
    draft = read("单位：万元", table(["预算金额", "实际支出金额"], ["1,000,000元", "人民币90万元"]))
    assert money(draft) == ([1_000_000], 900_000)


def test_a_unit_across_the_top_of_a_table_counts() -> None:
    assert money(read([["金额单位：元"] * 3, *PLAIN])) == ([100], 90)


def test_words_that_only_hold_the_character_are_no_unit() -> None:
    draft = read("实施单位：某某局", "多元化经费", PLAIN)
    assert any("先按万元读：“预算金额”100 是 100.00 万元；如果单位是元，就是 100 元" in line for line in draft.unread)


def test_another_currency_is_not_read_as_ours() -> None:
    draft = read(table(["预算金额（万美元）", "实际支出金额（万元）"], ["100", "90"]))
    assert money(draft) == ([], 900_000)
    assert any("万美元" in line for line in draft.unread)


@pytest.mark.parametrize(
    ("head", "row", "steps", "spent"),
    [
        (["年初预算/万元", "调整预算/万元", "支出/万元"], ["100", "153.5184", "150"], [1_000_000, 535_184], 150),
        (["年初预算（万元）", "追加预算（万元）", "实际支出（万元）"], ["100", "20", "110"], [1_000_000, 200_000], 110),
        (["上年预算（万元）", "本年预算（万元）", "实际支出（万元）"], ["70", "100", "90"], [1_000_000], 90),
        (["2022年预算（万元）", "2023年预算（万元）", "2023年支出（万元）"], ["70", "100", "90"], [1_000_000], 90),
        (["预算金额（万元）", "2022年支出（万元）", "2023年支出（万元）"], ["100", "60", "90"], [1_000_000], 90),
        (["年初预算（万元）", "全年预算（万元）", "执行数（万元）"], ["100", "80", "80"], [1_000_000, -200_000], 80),
        (["支出预算（万元）", "预算执行数（万元）", "预算执行率"], ["100", "90", "90%"], [1_000_000], 90),
    ],
)  # fmt: skip
def test_the_years_column_and_the_adjusted_budget_are_read(
    head: list[str], row: list[str], steps: list[int], spent: int
) -> None:
    assert money(read(table(head, row))) == (steps, spent * 10_000)


def test_a_change_that_may_be_the_budget_after_it_is_asked_with_both_readings() -> None:
    draft = read(table(["年初预算数（万元）", "调整数（万元）", "支出数（万元）"], ["100", "120", "110"]))
    assert any("220.00 万元" in line and "120.00 万元" in line and "“调整数" in line for line in draft.unread)


def test_two_columns_that_may_both_be_meant_are_asked_with_both_readings() -> None:
    draft = read(table(["财政预算（万元）", "自筹预算（万元）", "支出数（万元）"], ["100", "50", "110"]))
    assert any("100.00 万元" in line and "50.00 万元" in line and "分不清" in line for line in draft.unread)


def test_a_total_with_a_remark_is_no_project() -> None:
    rows = [*table(["预算金额", "实际支出金额"], ["100", "90"]), ["合计（全部项目）", "100", "90"]]
    assert money(read("单位：万元", rows)) == ([1_000_000], 900_000)


def test_what_is_only_expected_is_no_result() -> None:
    draft = goal(["目标值", "全年预计完成情况", "完成目标可能性"], ["5%", "4%", "确定能"])
    assert draft.book.indicators == ()
    assert any("有一个表格不认识" in line for line in draft.unread)


def test_only_a_figure_without_any_unit_is_asked_about() -> None:
    draft = read(table(["预算金额", "实际支出金额"], ["100万元", "90"]))
    assert any("“实际支出金额”90 是 90.00 万元；如果单位是元，就是 90 元" in line for line in draft.unread)


def test_an_initial_budget_that_cannot_be_read_is_named() -> None:
    draft = read(table(["年初预算（万元）", "全年预算（万元）", "支出（万元）"], ["约100", "120", "110"]))
    assert any("“项目甲”的年初预算读不出来" in line for line in draft.unread)


def test_a_column_that_is_not_read_is_named() -> None:
    draft = read(table(["上年预算（万元）", "预算（万元）", "支出（万元）", "备注"], ["7", "9", "8", "已验收"]))
    (line,) = [line for line in draft.unread if "没有读取的列" in line]
    assert "上年预算" in line
    assert "备注" in line


def goal(head: list[str], row: list[str]) -> ReportDraft:
    rows = [["二级项目", "二级指标", "三级指标", *head], ["项目甲", "质量指标", "病虫害发生率", *row]]
    return read("单位：万元", PLAIN, "三、项目绩效情况", rows)


@pytest.mark.parametrize("sign", ["指标性质", "计算符号", "指标方向"])
@pytest.mark.parametrize("unit", ["计量单位", "度量单位"])
@pytest.mark.parametrize(
    ("said", "target"), [("≤", "≤5%"), ("≥", "≥5%"), ("=", "=5%"), ("反向", "≤5%"), ("正向指标", "≥5%"), ("", "5%")]
)
def test_sign_and_unit_of_their_own_columns_are_joined_with_the_value(
    sign: str, unit: str, said: str, target: str
) -> None:
    draft = goal([unit, sign, "指标值", "全年完成值"], ["%", said, "5", "2"])
    (indicator,) = draft.book.indicators
    assert (indicator.target, indicator.actual) == (target, "2%")
    assert any(sign in line and unit in line and "并入目标值" in line for line in draft.read_as)


def test_words_get_neither_sign_nor_unit_and_a_value_keeps_its_own() -> None:
    head = ["计量单位", "指标性质", "目标值", "完成值"]
    for row, target, actual in (
        (["—", "定性", "有效提升", "有效提升"], "有效提升", "有效提升"),
        (["%", "≤", "≤5%", "2%"], "≤5%", "2%"),
    ):
        (indicator,) = goal(head, row).book.indicators
        assert (indicator.target, indicator.actual) == (target, actual)


def test_a_sign_that_is_not_known_is_named() -> None:
    assert any("“波动”不认识" in line for line in goal(["指标性质", "目标值", "完成值"], ["波动", "5", "2"]).unread)


def test_points_and_reasons_of_the_indicator_table_are_taken_over() -> None:
    head = ["目标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    draft = goal(head, ["5%", "7%", "10", "8", "原因：天气；措施：加强巡查"])
    (indicator,) = draft.book.indicators
    assert (indicator.weight, indicator.reason, indicator.remedy) == (10, "天气", "加强巡查")
    assert any("没有读取的列：“得分”" in line for line in draft.unread)


def test_of_two_years_targets_the_reports_own_is_read() -> None:
    (indicator,) = goal(["2022年目标值", "2023年目标值", "完成值"], ["1", "2", "2"]).book.indicators
    assert indicator.target == "2"


def test_paragraphs_under_unknown_headings_are_named_with_their_words() -> None:
    blocks = [
        "2022年度甲资金绩效自评报告",
        "二、绩效自评工作开展情况",
        "成立工作小组。",
        "五、存在的问题和改进措施",
        "无。",
    ]
    draft = read_report(blocks, "", "x", Surroundings(date(2024, 3, 1)))
    assert "“二、绩效自评工作开展情况”下面的文字没有读取：成立工作小组。" in draft.unread
    assert "“五、存在的问题和改进措施”下面的文字没有读取：无。" in draft.unread
    assert draft.book.texts == ()


def test_a_list_within_a_section_is_no_unknown_heading() -> None:
    blocks = [TITLE, "四、项目主要做法和经验", "一、加强领导", "二、强化监管"]
    draft = read_report(blocks, "", "x", Surroundings(date(2024, 3, 1)))
    assert [text.paragraphs for text in draft.book.texts] == [("一、加强领导", "二、强化监管")]
