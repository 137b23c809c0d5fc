"""The sheets of the set-up workbook 建账表格 that an office fills in, and the columns that no year book has."""

from __future__ import annotations

from dataclasses import dataclass

from perfbot.domain.books.members import Role
from perfbot.domain.books.sections import PLACES
from perfbot.years import table
from perfbot.years.table import Kind, RowField, picked

EXAMPLE_MARK = "例："
LINE_TITLES = ("项目", "填写内容", "说明")
MONTHS = tuple(range(1, 13))
MOST_ROWS = 1_000
"""Filled rows that are read of one sheet."""
ROLE_NAMES = {"管理员": Role.ADMIN, "经办人": Role.EDITOR, "查看": Role.VIEWER}


@dataclass(frozen=True)
class Sheet:
    """One sheet; `lines` means that its columns stand one below the other, with their notes beside."""

    key: str
    title: str
    columns: tuple[RowField, ...]
    lines: bool = False

    def column(self, key: str) -> RowField:
        """The column of this key; raises KeyError."""
        return {column.name: column for column in self.columns}[key]


FUND = Sheet("fund", "基本情况", (
    *picked(table.FUND, "year name bureau unit contact phone"),
    *picked(table.CONTROL, "initial"),
    *picked(table.DECLARED, "score grade"),
    *picked(table.FUND, "code"),
), lines=True)  # fmt: skip
PROJECTS = Sheet("projects", "二级项目", (
    *picked(table.PROJECT, "name short_name section"),
    RowField("budget", Kind.AMOUNT, title="预算金额（万元）", width=16, example="20.00",
             note="年初项目填年初预算；年中追加的填追加金额，还没批可空着，批了用 /adjust 登记"),
    *picked(table.BUDGET, "on document_number"),
    *picked(table.PROJECT, "mid_year reported goal achievement"),
    RowField("spent", Kind.AMOUNT, title="实际支出（万元）", width=16,
             note="只在补录以前年度时填全年合计；本年度的支出在机器人里用 /spend 逐笔登记"),
    *picked(table.PROJECT, "project"),
))  # fmt: skip
INDICATORS = Sheet("indicators", "绩效指标", (
    RowField("project", Kind.NAME, title="二级项目", note="从下拉框选，与“二级项目”表一致", width=30, starred=True,
             other="projects", example="例：中博会经费"),
    *picked(table.INDICATOR, "level_one level_two name target direction weight actual reason remedy removed code"),
))  # fmt: skip
_SPREAD = ("0", "0", "5", "5", "5", "10", "10", "10", "15", "15", "15", "20")
PLANS = Sheet("plans", "用款计划", (
    RowField("project", Kind.NAME, title="二级项目", note="每个项目一行；没有计划的项目不用填", width=30, starred=True,
             other="projects", example="例：中博会经费"),
    *(RowField(f"m{month}", Kind.AMOUNT, title=f"{month}月", width=8, starred=True, example=amount,
               note=f"到 {month} 月底累计用到多少（万元），填累计数，不是当月数")
      for month, amount in zip(MONTHS, _SPREAD, strict=True)),
))  # fmt: skip
TEXTS = Sheet("texts", "文字部分", (
    RowField("section", title="部分", note="报告里的位置，不要改", width=30, starred=True,
             choices=tuple(PLACES.values()), example="例：四、项目主要做法和经验"),
    RowField("words", title="文字", width=100, example="我局高度重视资金管理工作……",
             note="一段一行，单元格里换行按 Alt+Enter；写不下可在下面加行。数字可写成空格位，由台账填上：{调整后预算}"),
))  # fmt: skip
PEOPLE = Sheet("people", "人员", (
    RowField("name", title="姓名", width=12, starred=True, example="例：张三"),
    RowField("role", title="角色", note="经办人登记数据，查看只看，管理员即办公室", width=12, starred=True,
             choices=tuple(ROLE_NAMES), strict=True, example="经办人"),
    RowField("section", title="科室", example="中小企业科"),
    RowField("projects", title="负责的项目", note="二级项目的名称或简称，几个之间用顿号；不填表示全部", width=34,
             example="中博会、工业设计大赛"),
    RowField("reviews", title="审核的科室", note="审核哪些科室的完成值，几个之间用顿号；没有就不填", width=18),
    RowField("telegram", Kind.NUMBER, title="Telegram ID", width=16,
             note="数字，知道就填，直接加入；不填则生成邀请链接"),
))  # fmt: skip
SHEETS = (FUND, PROJECTS, INDICATORS, PLANS, TEXTS, PEOPLE)
