"""The exported sheets of money: each project's budget and spending, every budget event, plan and payment."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.domain.amounts.money import WAN
from perfbot.domain.books.budget import BudgetView, fund_budget, project_budget
from perfbot.domain.books.entries import BudgetChanged, PlanSet, Spending
from perfbot.domain.books.states import ProjectState
from perfbot.render.export.sheet import NUMBER, PROJECT, SIGNED, Field, Kind, Sheet, Values, Words, yes
from perfbot.render.terms import BUDGET_KINDS

_AMOUNT = Field("金额（元）", Kind.MONEY, 18)
_COUNTED = Field("计入合计（元）", Kind.MONEY, 18)


def projects(words: Words) -> Sheet:
    """Every project with what its entries add up to, in 万元 as the report has it, and the fund's total."""
    fields = (
        Field("代码", Kind.MARK, 8), Field("二级项目", width=34), Field("科室", Kind.MARK, 12),
        Field("年中追加", Kind.MARK, 10), Field("列入报告", Kind.MARK, 10), Field("年初预算（万元）", Kind.FIGURE, 17),
        Field("追加和调剂（万元）", Kind.FIGURE, 18), Field("调减（万元）", Kind.FIGURE, 14),
        Field("调整后预算（万元）", Kind.FIGURE, 18), Field("已支出（万元）", Kind.FIGURE, 15),
        Field("待追加（万元）", Kind.FIGURE, 15), Field("支出率", Kind.SHARE, 10), Field("指标数", Kind.COUNT, 8),
        Field("预期目标", width=36), Field("实际完成情况", width=36), Field("偏差原因", width=30),
        Field("改进措施", width=30),
    )  # fmt: skip
    book = words.book
    rows = [_project(words, state) for state in book.projects.values()]
    total: Values = ("", "合计", "", "", "", *_figures(fund_budget(book)), len(book.indicators), "", "", "", "")
    return Sheet("项目汇总", fields, (*rows, total), total=True)


def _project(words: Words, state: ProjectState) -> Values:
    described, explained = state.described, words.book.explanation_of(state.code)
    marks = (state.code, state.name, described.section, yes(described.mid_year), yes(described.reported))
    reason = (explained.reason, explained.remedy) if explained else ("", "")
    indicators = len(words.book.indicators_of(state.code))
    said = (described.goal, described.achievement, *reason)
    return *marks, *_figures(project_budget(state)), indicators, *said


def _figures(view: BudgetView) -> Values:
    sums = (view.initial, view.supplemented, view.cut, view.adjusted, view.executed, view.awaiting)
    return *(amount / WAN for amount in sums), view.rate


def budget(words: Words) -> Sheet:
    """Every line of every budget event, reversed ones too."""
    fields = (
        NUMBER, Field("类型", Kind.MARK, 12), Field("日期", Kind.DAY, 12), Field("文号", width=22), PROJECT, _AMOUNT,
        _COUNTED, Field("整笔中的追加（元）", Kind.MONEY, 18), *SIGNED,
    )  # fmt: skip
    return Sheet("预算变动", fields, tuple(_budget(words)))


def _budget(words: Words) -> Iterator[Values]:
    for entry in words.book.entries:
        if isinstance(entry, BudgetChanged):
            head = (entry.number, BUDGET_KINDS[entry.kind], entry.on, entry.document_number)
            for place, line in enumerate(entry.lines):
                added = entry.supplement if entry.supplement and place == 0 else None
                amounts = (line.amount, words.counted(entry, line.amount), added)
                yield *head, words.project(line.project), *amounts, *words.signed(entry)


def spending(words: Words) -> Sheet:
    """Every payment, reversed ones too, with the number of its files."""
    fields = (
        NUMBER, PROJECT, Field("日期", Kind.DAY, 12), _AMOUNT, _COUNTED, Field("用途", width=30),
        Field("待追加", Kind.MARK, 8), Field("更正编号", Kind.COUNT, 10), Field("佐证材料", Kind.COUNT, 10), *SIGNED,
    )  # fmt: skip
    rows = (_spent(words, entry) for entry in words.book.entries if isinstance(entry, Spending))
    return Sheet("支出", fields, tuple(rows))


def _spent(words: Words, entry: Spending) -> Values:
    amounts = (entry.amount, words.counted(entry, entry.amount))
    files = len(words.book.evidence_of(entry.id)) or None
    marks = (entry.purpose, yes(entry.awaiting_supplement), words.number(entry.corrects), files)
    return entry.number, words.project(entry.project), entry.on, *amounts, *marks, *words.signed(entry)


def plans(words: Words) -> Sheet:
    """Every 用款计划, cumulative by month; one that a later one replaced says so."""
    months = (Field(f"{month}月累计（元）", Kind.MONEY, 16) for month in range(1, 13))
    rows = (_plan(words, entry) for entry in words.book.entries if isinstance(entry, PlanSet))
    return Sheet("用款计划", (NUMBER, PROJECT, *months, *SIGNED), tuple(rows))


def _plan(words: Words, entry: PlanSet) -> Values:
    state = words.book.projects.get(entry.project)
    current = state is not None and state.plan is not None and state.plan.id == entry.id
    signed = words.signed(entry, otherwise="现行" if current else "已被新计划替换")
    return entry.number, words.project(entry.project), *entry.cumulative, *signed
