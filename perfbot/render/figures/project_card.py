"""A project's card: budget and its events, spending, plan, indicators with their judgement, the latest entries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_sum, format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import project_budget
from perfbot.domain.books.entries import BudgetChanged, Entry
from perfbot.domain.books.states import ProjectState
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState, indicator_statuses
from perfbot.domain.monitoring.money_course import money_status
from perfbot.domain.monitoring.overview import overview
from perfbot.domain.monitoring.statuses import MoneyStatus
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.buttons import add_indicator, button, command_button
from perfbot.render.chat.trail import entry_line
from perfbot.render.document import (
    Align,
    Block,
    Button,
    Column,
    Details,
    Document,
    Items,
    Paragraph,
    Row,
    Table,
    bold,
    document,
    inline,
    paragraph,
)
from perfbot.render.figures.gauges import bar, gap_words, goal_words, rate_words
from perfbot.render.presses import ProgressPress, TrailPress
from perfbot.render.terms import (
    BUDGET_KINDS,
    MID_YEAR_MARK,
    NONE_MARK,
    REVIEWS,
    light_words,
    outcome_words,
    target_words,
)

LATEST = 5
_CELLS = 10
_EVENT_COLUMNS = (Column("日期"), Column("事项"), Column("金额", Align.RIGHT), Column("文号"))
_GOAL_COLUMNS = (
    Column("三级指标", weight=3),
    Column("目标值", weight=2),
    Column("完成值", weight=2),
    Column("结果", weight=2),
)


def project_card(
    book: Book,
    code: str,
    as_of: date,
    names: Mapping[int, str],
    rulebook: Rulebook = DEFAULT,
    *,
    may_record: bool = False,
    office: bool = False,
) -> Document:
    """Everything about one project as of a day; amounts in 万元. `names` gives people's names by id.

    `may_record`: the reader records for this project, and here; `office`: and sets its indicators.
    Raises KeyError when there is no such project.
    """
    project = book.projects[code]
    blocks: list[Block] = [
        *_head(project),
        *_money_lines(book, project, as_of, rulebook),
        *_plan_line(project),
        *_goals(book, project, as_of, rulebook),
        *_events(book, project, as_of),
        *_latest(book, project, as_of, names),
    ]
    return document(*blocks, buttons=_buttons(book, code, may_record, office))


def _head(project: ProjectState) -> Iterator[Paragraph]:
    described = project.described
    section = f"\n科室：{described.section}" if described.section else ""
    yield paragraph(bold(f"{project.name}{MID_YEAR_MARK if described.mid_year else ''}"), section)


def _money_lines(book: Book, project: ProjectState, as_of: date, rulebook: Rulebook) -> Iterator[Paragraph]:
    money = money_status((project,), as_of, book.year, rulebook)
    lines = [*_budget_words(project, money, as_of)]
    if gap_words(money) and as_of.year == book.year:
        lines.append(gap_words(money))
    explained = book.explanation_of(project.code)
    if explained is not None:
        lines.append(f"偏差原因：{explained.reason}" + (f"；改进措施：{explained.remedy}" if explained.remedy else ""))
    rate = bold(rate_words(money.rate))
    yield paragraph(
        f"{light_words(money.light)}　{bar(money.rate, _CELLS)} ", rate, "".join(f"\n{line}" for line in lines)
    )


def _budget_words(project: ProjectState, money: MoneyStatus, as_of: date) -> Iterator[str]:
    budget = project_budget(project, as_of)
    parts = [f"年初 {format_wan(budget.initial)}"] if budget.initial else []
    parts += [f"追加调剂 {_signed(budget.supplemented)}"] if budget.supplemented else []
    parts += [f"调减 {format_wan(budget.cut)}"] if budget.cut else []
    made_of = f"（{'，'.join(parts)}）" if budget.supplemented or budget.cut else ""
    yield f"预算 {format_wan(money.budget)} 万元{made_of}"
    left = "" if money.awaiting_supplement else f"，还剩 {format_sum(budget.remaining)}"
    yield f"已支出 {format_wan(money.executed)} 万元{left}"
    if money.awaiting_supplement:
        yield f"⚠️ 超出预算 {format_sum(money.awaiting_supplement)}，待追加"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '−'}{format_wan(abs(amount))}"


def _plan_line(project: ProjectState) -> Iterator[Block]:
    if project.plan is not None:
        quarters = [f"{month}月底 {format_wan(project.plan.cumulative[month - 1])}" for month in (3, 6, 9, 12)]
        yield paragraph(f"用款计划（累计，万元）：{'，'.join(quarters)}")


def _goals(book: Book, project: ProjectState, as_of: date, rulebook: Rulebook) -> Iterator[Block]:
    statuses = tuple(indicator_statuses(book, as_of, project.code))
    if not statuses:
        yield paragraph("还没有绩效指标。由管理员添加。")
        return
    shown = overview(book, as_of, rulebook).project(project.code)
    if shown is not None:
        yield paragraph(f"目标 {goal_words(shown.goals)}")
    yield Table(_GOAL_COLUMNS, tuple(_goal_row(status) for status in statuses))
    reasons = tuple(inline(line) for status in statuses for line in _remarks(status))
    if reasons:
        yield Items(reasons)


def _goal_row(status: IndicatorStatus) -> Row:
    said = status.state.described
    review = REVIEWS[status.review]
    result = outcome_words(status.judgement.outcome) + (f"（{review}）" if review else "")
    return Row((said.name, target_words(said), status.actual or NONE_MARK, result))


def _remarks(status: IndicatorStatus) -> Iterator[str]:
    name = status.state.described.name
    if status.remark:
        returned = status.review is ReviewState.RETURNED and status.result
        yield f"“{name}”{f'退回 {returned.actual_value}，意见' if returned else '审核'}：{status.remark}"
    if status.reason:
        yield f"“{name}”偏差原因：{status.reason}" + (f"；改进措施：{status.remedy}" if status.remedy else "")
    elif status.reason_missing:
        yield f"“{name}”未达目标，还缺偏差原因"


def _events(book: Book, project: ProjectState, as_of: date) -> Iterator[Block]:
    lines = sorted(line for line in project.budget_lines if line[0] <= as_of) if project.budget_lines else []
    if lines:
        rows = tuple(_event_row(book, *line[:3]) for line in lines)
        yield Details(f"预算变动 {len(rows)} 笔", (Table(_EVENT_COLUMNS, rows, unit="万元"),))


def _event_row(book: Book, on: date, amount: Decimal, entry_id: str) -> Row:
    entry = book.entry(entry_id)
    assert isinstance(entry, BudgetChanged)
    number = entry.document_number or NONE_MARK
    return Row((short_day(on), BUDGET_KINDS[entry.kind], _signed(amount), number))


def _latest(book: Book, project: ProjectState, as_of: date, names: Mapping[int, str]) -> Iterator[Block]:
    entries = sorted(_recent(book, project, as_of), key=lambda entry: entry.number, reverse=True)[:LATEST]
    if entries:
        lines = tuple(entry_line(book, entry, names) for entry in entries)
        yield Details(f"最近 {len(entries)} 条记录", (Items(lines),))


def _recent(book: Book, project: ProjectState, as_of: date) -> Iterator[Entry]:
    """The latest few entries of each kind, without a walk through the whole book."""
    upto = bisect_right(project.spendings, as_of, key=lambda item: item[0])
    yield from (item[2] for item in project.spendings[max(0, upto - LATEST) : upto])
    for state in book.indicators_of(project.code):
        yield from [result for result in state.results if result.on <= as_of][-LATEST:]


def _buttons(book: Book, code: str, may_record: bool, office: bool) -> list[list[Button]]:
    """Without indicators there is no result to record: the office is offered to add one."""
    key = book.key
    results = [command_button("登记完成值", "result", key, code)] if book.indicators_of(code) else []
    lacking = add_indicator(book.projects[code]) if office and not results else []
    record = [command_button("登记支出", "spend", key, code), *results, *lacking]
    onward = [button("台账流水", TrailPress(key, code, 0)), button("返回全部项目", ProgressPress(key))]
    return [record, onward] if may_record else [onward]
