"""Reads the 项目支出绩效自评表, one table a project: its head, its money, its goal and, below them, its indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfbot.years.reports.columns import flat, money_columns, told_unit, unit_of
from perfbot.years.reports.goals import is_goals
from perfbot.years.reports.tables import MoneyLine, Rows, money_table

_NAMES = ("项目名称", "项目支出名称", "二级项目名称")
_BUREAUS = ("主管部门", "项目主管部门", "主管部门及代码")
_UNITS = ("实施单位", "项目实施单位", "项目单位")
_TOTALS = ("资金总额", "合计")
_GOALS = ("预期目标", "年初设定目标", "年度目标")
_GAP = re.compile(r"【[^】]*】")
_PLACES = frozenset({"年度总体目标", "总体目标", "绩效指标", "项目资金", "其中:", ""})


@dataclass
class FormPage:
    """A project's form: money as it was read, words as written; `below` are the rows of its indicators."""

    project: str = ""
    bureau: str = ""
    unit: str = ""
    goal: str = ""
    achievement: str = ""
    money: MoneyLine | None = None
    below: Rows = ()
    read_as: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def is_form(rows: Rows) -> bool:
    """Whether the table begins with the name of one project and says who carries it out, or its money."""
    cells = {flat(cell) for row in rows for cell in row}
    named = any(_pairs(row)[:1] and _pairs(row)[0][0] in _NAMES for row in rows)
    return named and any(cell in (*_BUREAUS, *_UNITS) or cell.endswith("资金总额") for cell in cells)


def form_page(rows: Rows, unit: str) -> FormPage:
    """The form's parts; `unit` counts for the money where the form names none."""
    width = max(map(len, rows))
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    heading = next((place for place, row in enumerate(even) if is_goals([row])), len(even))
    page = FormPage(below=even[heading:])
    upper = even[:heading]
    money = next((place for place, row in enumerate(upper) if money_columns(row, 0).spent is not None), len(upper))
    goals = next((place for place, row in enumerate(upper) if _column(row, _GOALS) is not None), len(upper))
    for row in upper[: min(money, goals)]:
        _head(page, row)
    _money(page, upper[money:goals], unit)
    _goals(page, upper[goals:])
    return page


def _pairs(row: Sequence[str]) -> list[tuple[str, str]]:
    """Labels and what stands beside them; a merged cell counts once."""
    cells = [cell.strip() for place, cell in enumerate(row) if cell.strip() and (not place or cell != row[place - 1])]
    return [(flat(name), value) for name, value in zip(cells[::2], [*cells[1::2], ""], strict=False)]


def _head(page: FormPage, row: Sequence[str]) -> None:
    for name, value in _pairs(row):
        if name in _NAMES:
            page.project = value
        elif name in _BUREAUS:
            page.bureau = value
        elif name in _UNITS:
            page.unit = value
        elif value:
            page.doubts.append(f"自评表里没有读取：{name[:20]}：{value[:80]}。")


def _money(page: FormPage, rows: Rows, unit: str) -> None:
    """年度资金总额; what a source of its own adds is told, since the book has no place for it."""
    if not rows:
        return
    told = next(filter(None, (unit_of(cell) or told_unit(cell) for cell in rows[0])), unit)
    whole = next((row for row in rows[1:] if any(flat(cell).endswith(_TOTALS) for cell in row)), None)
    columns = money_columns(rows[0], 0)
    if whole is None or columns.budget is None:
        page.doubts.append("自评表里没有读到“年度资金总额”一行。")
        return
    head = ["项目名称", *rows[0][1:]]
    kept = [page.project, *(cell if place in columns.taken else "" for place, cell in enumerate(whole[1:], start=1))]
    table = money_table([head, kept], told)
    page.money = table.lines[0] if table.lines else None
    page.read_as.append(table.read_as)
    page.doubts += table.doubts
    page.doubts += _sources(page, [row for row in rows[1:] if row is not whole], whole, columns.taken)


def _sources(page: FormPage, rows: Rows, whole: Sequence[str], taken: Sequence[int]) -> Iterator[str]:
    for row in rows:
        amounts = [row[place].strip() for place in sorted(taken)]
        label = next((flat(cell) for cell in reversed(row[: min(taken)]) if cell.strip()), "")
        filled = any(flat(cell).strip("—-/0.无") for cell in amounts)
        if filled and amounts != [whole[place].strip() for place in sorted(taken)]:
            yield f"“{page.project}”的资金来源没有分开读取，只读了年度资金总额：{label} {'、'.join(amounts)}。"


def _goals(page: FormPage, rows: Rows) -> None:
    if len(rows) < 2:
        return
    wanted, done = _column(rows[0], _GOALS), _column(rows[0], ("完成情况",))
    page.goal = _written(rows[1], wanted)
    page.achievement = _written(rows[1], done)
    for row in rows[2:]:
        said = [cell for name, cell in _pairs(row) if name not in _PLACES]
        page.doubts += [f"自评表里没有读取：{'、'.join(said)[:120]}。"] if any(said) else []


def _column(row: Sequence[str], titles: Sequence[str]) -> int | None:
    return next((place for place, cell in enumerate(row) if any(title in flat(cell) for title in titles)), None)


def _written(row: Sequence[str], place: int | None) -> str:
    words = "" if place is None else row[place].strip()
    return "" if _GAP.fullmatch(words) else words
