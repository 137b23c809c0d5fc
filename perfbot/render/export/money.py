"""The exported sheets of money: each project's budget and spending, every budget event, plan and payment."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.domain.amounts.money import WAN
from perfbot.domain.books.budget import BudgetView, fund_budget, project_budget
from perfbot.domain.books.entries import BudgetChanged, PlanSet, Spending
from perfbot.domain.books.states import ProjectState
from perfbot.render.export.sheet import (
    NUMBER,
    PROJECT,
    SIGNED,
    ExportColumn,
    ExportKind,
    ExportNames,
    ExportSheet,
    Values,
    yes,
)
from perfbot.render.terms import BUDGET_KINDS

_AMOUNT = ExportColumn("金额（元）", ExportKind.MONEY, 18)
_COUNTED = ExportColumn("计入合计（元）", ExportKind.MONEY, 18)


def projects(words: ExportNames) -> ExportSheet:
    """Every project with what its entries add up to, in 万元 as the report has it, and the fund's total."""
    fields = (
        ExportColumn("代码", ExportKind.MARK, 8),
        ExportColumn("二级项目", width=34),
        ExportColumn("科室", ExportKind.MARK, 12),
        ExportColumn("年中追加", ExportKind.MARK, 10),
        ExportColumn("列入报告", ExportKind.MARK, 10),
        ExportColumn("年初预算（万元）", ExportKind.FIGURE, 17),
        ExportColumn("追加和调剂（万元）", ExportKind.FIGURE, 18),
        ExportColumn("调减（万元）", ExportKind.FIGURE, 14),
        ExportColumn("调整后预算（万元）", ExportKind.FIGURE, 18),
        ExportColumn("已支出（万元）", ExportKind.FIGURE, 15),
        ExportColumn("待追加（万元）", ExportKind.FIGURE, 15),
        ExportColumn("支出率", ExportKind.SHARE, 10),
        ExportColumn("指标数", ExportKind.COUNT, 8),
        ExportColumn("预期目标", width=36),
        ExportColumn("实际完成情况", width=36),
        ExportColumn("偏差原因", width=30),
        ExportColumn("改进措施", width=30),
    )
    book = words.book
    rows = [_project(words, state) for state in book.projects.values()]
    total: Values = ("", "合计", "", "", "", *_figures(fund_budget(book)), len(book.indicators), "", "", "", "")
    return ExportSheet("项目汇总", fields, (*rows, total), total=True)


def _project(words: ExportNames, state: ProjectState) -> Values:
    described, explained = state.described, words.book.explanation_of(state.code)
    marks = (state.code, state.name, described.section, yes(described.mid_year), yes(described.reported))
    reason = (explained.reason, explained.remedy) if explained else ("", "")
    indicators = len(words.book.indicators_of(state.code))
    said = (described.goal, described.achievement, *reason)
    return *marks, *_figures(project_budget(state)), indicators, *said


def _figures(view: BudgetView) -> Values:
    sums = (view.initial, view.supplemented, view.cut, view.adjusted, view.executed, view.awaiting)
    return *(amount / WAN for amount in sums), view.rate


def budget(words: ExportNames) -> ExportSheet:
    """Every line of every budget event, reversed ones too."""
    fields = (
        NUMBER,
        ExportColumn("类型", ExportKind.MARK, 12),
        ExportColumn("日期", ExportKind.DAY, 12),
        ExportColumn("文号", width=22),
        PROJECT,
        _AMOUNT,
        _COUNTED,
        ExportColumn("整笔中的追加（元）", ExportKind.MONEY, 18),
        *SIGNED,
    )
    return ExportSheet("预算变动", fields, tuple(_budget(words)))


def _budget(words: ExportNames) -> Iterator[Values]:
    for entry in words.book.entries:
        if isinstance(entry, BudgetChanged):
            head = (entry.number, BUDGET_KINDS[entry.kind], entry.on, entry.document_number)
            for place, line in enumerate(entry.lines):
                added = entry.supplement if entry.supplement and place == 0 else None
                amounts = (line.amount, words.counted(entry, line.amount), added)
                yield *head, words.project(line.project), *amounts, *words.signed(entry)


def spending(words: ExportNames) -> ExportSheet:
    """Every payment, reversed ones too, with the number of its files."""
    fields = (
        NUMBER,
        PROJECT,
        ExportColumn("日期", ExportKind.DAY, 12),
        _AMOUNT,
        _COUNTED,
        ExportColumn("用途", width=30),
        ExportColumn("待追加", ExportKind.MARK, 8),
        ExportColumn("更正编号", ExportKind.COUNT, 10),
        ExportColumn("佐证材料", ExportKind.COUNT, 10),
        *SIGNED,
    )
    rows = (_spent(words, entry) for entry in words.book.entries if isinstance(entry, Spending))
    return ExportSheet("支出", fields, tuple(rows))


def _spent(words: ExportNames, entry: Spending) -> Values:
    amounts = (entry.amount, words.counted(entry, entry.amount))
    files = len(words.book.evidence_of(entry.id)) or None
    marks = (entry.purpose, yes(entry.awaiting_supplement), words.number(entry.corrects), files)
    return entry.number, words.project(entry.project), entry.on, *amounts, *marks, *words.signed(entry)


def plans(words: ExportNames) -> ExportSheet:
    """Every 用款计划, cumulative by month; one that a later one replaced says so."""
    months = (ExportColumn(f"{month}月累计（元）", ExportKind.MONEY, 16) for month in range(1, 13))
    rows = (_plan(words, entry) for entry in words.book.entries if isinstance(entry, PlanSet))
    return ExportSheet("用款计划", (NUMBER, PROJECT, *months, *SIGNED), tuple(rows))


def _plan(words: ExportNames, entry: PlanSet) -> Values:
    state = words.book.projects.get(entry.project)
    current = state is not None and state.plan is not None and state.plan.id == entry.id
    signed = words.signed(entry, otherwise="现行" if current else "已被新计划替换")
    return entry.number, words.project(entry.project), *entry.cumulative, *signed
