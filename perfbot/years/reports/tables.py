"""Reads the two tables of a self-evaluation report: budget and spending by project, indicators with their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.amounts.money import WAN
from perfbot.domain.amounts.numerals import folded
from perfbot.domain.books.sections import MID_YEAR_MARK

Rows = Sequence[Sequence[str]]

_UNIT = re.compile(r"[（(]\s*(?:单位\s*[:：])?\s*(?P<unit>万元|元)\s*[）)]")
_FIGURE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_TOTALS = ("合计", "总计", "小计", "共计")
_NOTHING = ("—", "——", "-", "－", "/", "无")
_PROJECT = ("二级项目", "项目名称", "子项目", "项目")
_BUDGET = ("全年预算", "调整后预算", "预算金额", "预算")
_INITIAL = ("年初预算", "年初批复")
_SPENT = ("支出", "执行")
_GOAL = ("三级指标", "指标名称", "绩效指标", "指标内容")
_TARGET = ("目标值", "指标值", "计划值", "目标")
_ACTUAL = ("完成值", "完成情况", "实际值", "完成")
_OTHERS = ("一级项目", "率")
"""Words of headings that are not what a part of them says."""


@dataclass(frozen=True)
class MoneyLine:
    """One project's line; amounts in 元, None where the cell could not be read.

    `initial` is told only where the table has the initial budget beside that of the whole year.
    """

    name: str
    mid_year: bool
    budget: Decimal | None
    spent: Decimal | None
    initial: Decimal | None = None


@dataclass(frozen=True)
class GoalLine:
    """One indicator's line, as written."""

    project: str
    level_one: str
    level_two: str
    name: str
    target: str
    actual: str


@dataclass(frozen=True)
class MoneyTable:
    """The lines, and the table's own totals (元)."""

    lines: tuple[MoneyLine, ...]
    budget: Decimal | None = None
    spent: Decimal | None = None


def headed(rows: Rows) -> Rows:
    """The table below one row of headings: a title across it left out, headings of two rows joined, no row short."""
    width = max(map(len, rows), default=0)
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    while len(even) > 1 and width > 1 and len(set(even[0])) == 1:
        even = even[1:]
    if len(even) > 2 and len(set(even[0])) < width and not any(_FIGURE.fullmatch(folded(cell)) for cell in even[1]):
        joined = [upper if upper == lower else upper + lower for upper, lower in zip(even[0], even[1], strict=True)]
        even = [joined, *even[2:]]
    return even


def is_money(rows: Rows) -> bool:
    """Whether the table has columns of budget and spending."""
    return _column(rows, *_BUDGET) is not None and _column(rows, *_SPENT) is not None


def is_goals(rows: Rows) -> bool:
    """Whether the table has columns of targets and actual values."""
    return all(_column(rows, *titles) is not None for titles in (_GOAL, _TARGET, _ACTUAL))


def money_table(rows: Rows, unit: str) -> MoneyTable:
    """The lines of a budget table whose figures are in `unit` (元 or 万元) unless its heading says otherwise."""
    name, budget, spent = _column(rows, *_PROJECT) or 0, _column(rows, *_BUDGET), _column(rows, *_SPENT)
    initial = _column(rows, *_INITIAL)
    assert budget is not None
    assert spent is not None
    factor = _factor(rows[0][budget], unit)
    lines, totals = list[MoneyLine](), MoneyTable(())
    for row in rows[1:]:
        amounts = (_amount(row[budget], factor), _amount(row[spent], factor))
        words = row[name].strip()
        if any("".join(cell.split()) in _TOTALS for cell in row):
            totals = MoneyTable((), *amounts)
        elif words:
            first = _amount(row[initial], factor) if initial is not None and initial != budget else None
            marked = bool(MID_YEAR_MARK.search(words))
            lines.append(MoneyLine(MID_YEAR_MARK.sub("", words).strip(), marked, *amounts, first))
    return MoneyTable(tuple(lines), totals.budget, totals.spent)


def _factor(head: str, unit: str) -> Decimal:
    own = _UNIT.search(head)
    return Decimal(1) if (own["unit"] if own else unit) == "元" else WAN


def goal_lines(rows: Rows) -> Iterator[GoalLine]:
    """The lines of an indicator table; an empty project or type is that of the line above."""
    columns = {
        "project": _column(rows, *_PROJECT),
        "level_one": _column(rows, "一级指标"),
        "level_two": _column(rows, "指标类型", "二级指标"),
        "name": _column(rows, *_GOAL),
        "target": _column(rows, *_TARGET),
        "actual": _column(rows, *_ACTUAL),
    }
    above: dict[str, str] = {}
    for row in rows[1:]:
        told = {key: row[column].strip() if column is not None else "" for key, column in columns.items()}
        for key in ("project", "level_one", "level_two"):
            told[key] = above[key] = told[key] or above.get(key, "")
        if told["name"]:
            yield GoalLine(**{**told, "project": MID_YEAR_MARK.sub("", told["project"]).strip()})


def _column(rows: Rows, *titles: str) -> int | None:
    """The first column whose heading holds one of these words, the first word first."""
    head = ["".join(cell.split()) for cell in rows[0]] if rows else []
    known = [(index, cell) for index, cell in enumerate(head) if not any(word in cell for word in _OTHERS)]
    return next((index for title in titles for index, cell in known if title in cell), None)


def _amount(cell: str, factor: Decimal) -> Decimal | None:
    if cell.strip() in _NOTHING:
        return Decimal(0)
    words = folded(cell).replace(",", "").strip()
    return Decimal(words) * factor if _FIGURE.fullmatch(words) else None
