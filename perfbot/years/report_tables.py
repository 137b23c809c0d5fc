"""Reads the two tables of a self-evaluation report: budget and spending by project, indicators with their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.money import WAN
from perfbot.domain.numerals import folded
from perfbot.years.schema import MID_YEAR_MARK

Rows = Sequence[Sequence[str]]

_FIGURE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_TOTALS = ("合计", "总计", "小计", "合 计")


@dataclass(frozen=True)
class MoneyLine:
    """One project's line; amounts in 元, None where the cell could not be read."""

    name: str
    mid_year: bool
    budget: Decimal | None
    spent: Decimal | None


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
    """The lines, and the totals that the table itself gives (元)."""

    lines: tuple[MoneyLine, ...]
    budget: Decimal | None = None
    spent: Decimal | None = None


def is_money(rows: Rows) -> bool:
    """Whether the table has budget and spending beside each other."""
    return _column(rows, "预算") is not None and (_column(rows, "支出") or _column(rows, "执行")) is not None


def is_goals(rows: Rows) -> bool:
    """Whether the table has targets and actual values beside each other."""
    return _column(rows, "目标值", "年度指标值") is not None and _column(rows, "完成值", "完成情况") is not None


def money_table(rows: Rows, unit: str) -> MoneyTable:
    """The lines of a budget table whose figures are in `unit` (元 or 万元)."""
    factor = Decimal(1) if unit == "元" else WAN
    name, budget = _column(rows, "二级项目", "项目名称", "项目"), _column(rows, "预算")
    spent = _column(rows, "支出") or _column(rows, "执行")
    assert budget is not None
    assert spent is not None
    lines, totals = list[MoneyLine](), MoneyTable(())
    for row in rows[1:]:
        amounts = (_amount(row[budget], factor), _amount(row[spent], factor))
        if any(cell.strip() in _TOTALS for cell in row):
            totals = MoneyTable((), *amounts)
        elif row[name or 0].strip():
            words = row[name or 0].strip()
            lines.append(MoneyLine(MID_YEAR_MARK.sub("", words).strip(), bool(MID_YEAR_MARK.search(words)), *amounts))
    return MoneyTable(tuple(lines), totals.budget, totals.spent)


def goal_lines(rows: Rows) -> Iterator[GoalLine]:
    """The lines of an indicator table; an empty project or type is that of the line above."""
    columns = {
        "project": _column(rows, "二级项目", "项目名称"),
        "level_one": _column(rows, "一级指标"),
        "level_two": _column(rows, "指标类型", "二级指标"),
        "name": _column(rows, "三级指标", "指标名称", "绩效指标"),
        "target": _column(rows, "目标值", "年度指标值"),
        "actual": _column(rows, "完成值", "完成情况"),
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
    head = [cell.replace("\n", "").replace(" ", "") for cell in rows[0]] if rows else []
    return next((index for title in titles for index, cell in enumerate(head) if title in cell), None)


def _amount(cell: str, factor: Decimal) -> Decimal | None:
    words = folded(cell).replace(",", "").strip()
    return Decimal(words) * factor if _FIGURE.fullmatch(words) else None
