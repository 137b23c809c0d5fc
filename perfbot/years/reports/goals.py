"""Reads a report's table of indicators: each with its sign and unit joined, its points and its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.books.sections import MID_YEAR_MARK
from perfbot.years.reports.columns import flat, is_last_years, newest
from perfbot.years.reports.tables import Rows, column

_GOAL = ("三级指标", "指标名称", "绩效指标", "指标内容")
_TARGET = ("目标值", "指标值", "计划值", "目标")
_ACTUAL = ("完成值", "完成情况", "实际值", "完成")
_TITLES: dict[str, tuple[str, ...]] = {
    "project": ("二级项目", "项目名称", "子项目", "项目"),
    "level_one": ("一级指标",),
    "level_two": ("指标类型", "二级指标"),
    "name": _GOAL,
    "target": _TARGET,
    "actual": _ACTUAL,
    "sign": ("指标性质", "计算符号", "指标方向", "指标符号", "比较符号", "运算符", "符号"),
    "unit": ("计量单位", "度量单位", "指标单位", "单位"),
    "weight": ("分值", "权重", "标准分"),
    "reason": ("偏差原因", "未完成原因", "原因"),
    "remedy": ("改进措施", "整改措施", "措施"),
}
_WORDS = ("预计", "可能性", "原因", "措施", "得分", "分值", "率", "一级项目")
"""Words of headings that are neither target nor actual value, whatever else they say."""
_NO_FACTS = ("一级项目", "序号", "完成率", "实现率")
_TOTALS = ("合计", "总计", "小计", "共计", "总分")
_NOTHING = ("", "—", "——", "-", "/", "无")
_SIGNS = {
    "≥": ("≥", "≧", ">=", "大于等于", "不小于", "不低于", "正向", "正向指标"),
    "≤": ("≤", "≦", "<=", "小于等于", "不大于", "不高于", "反向", "反向指标", "逆向", "逆向指标", "负向", "负向指标"),
    ">": (">", "大于"),
    "<": ("<", "小于"),
    "=": ("=", "等于"),
    "": ("定性", "定性指标", "定量", "定量指标", *_NOTHING),
}
_BARE = re.compile(r"(?P<sign>[≥≧≤≦><=]{0,2})(?P<number>-?[0-9][0-9,]*(?:\.[0-9]+)?(?:[-~—至][0-9.]+)?)")
_BOTH = re.compile(r"原因[:：](?P<reason>.*?)[；;。]?\s*措施[:：](?P<remedy>.*)", re.DOTALL)
_GAP = re.compile(r"【[^】]*】")
_POINTS = re.compile(r"(?P<points>[0-9]{1,3}(?:\.[0-9]{1,2})?)分?")


@dataclass(frozen=True)
class GoalLine:
    """One indicator's line: target and actual value as written, joined with the sign and unit of columns of their own.

    `weight` are points, None where the table tells none.
    """

    project: str
    level_one: str
    level_two: str
    name: str
    target: str
    actual: str
    weight: Decimal | None = None
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class GoalTable:
    """The lines, how the table was read, and what is doubtful or left out."""

    lines: tuple[GoalLine, ...]
    read_as: str = ""
    doubts: tuple[str, ...] = ()


def is_goals(rows: Rows) -> bool:
    """Whether the table has indicators with targets and actual values beside each other."""
    places = _places([flat(cell) for cell in rows[0]], 0) if rows else {}
    return {"name", "target", "actual"} <= places.keys()


def goal_table(rows: Rows, year: int = 0) -> GoalTable:
    """The lines of an indicator table of the year (0: the newest); an empty project or type is the one above."""
    head = [flat(cell) for cell in rows[0]]
    places = _places(head, year)
    lines: list[GoalLine] = []
    doubts: list[str] = []
    above: dict[str, str] = {}
    for row in rows[1:]:
        told = {key: _GAP.sub("", row[place]).strip() for key, place in places.items()}
        for key in ("level_one", "level_two"):
            told[key] = "".join(told.get(key, "").split())
        for key in ("project", "level_one", "level_two"):
            told[key] = above[key] = told.get(key) or above.get(key, "")
        if not told["name"] or any(flat(cell) in _TOTALS for cell in row):
            continue
        lines.append(_line(told))
        doubts += _doubts(told)
    return GoalTable(tuple(lines), _read_as(head, places), (*dict.fromkeys(doubts), *_left_out(rows, head, places)))


def _places(head: Sequence[str], year: int) -> dict[str, int]:
    """The column of each thing that is read."""
    year = year or newest(head)
    own = ["" if is_last_years(cell, year) else cell for cell in head]
    found: dict[str, int] = {}
    for key, titles in _TITLES.items():
        beside = ("指标得分",) if key in ("weight", "reason", "remedy") else _WORDS
        place = column([cell if index not in found.values() else "" for index, cell in enumerate(own)], titles, beside)
        if place is not None:
            found[key] = place
    return found


def _line(told: dict[str, str]) -> GoalLine:
    sign, unit = sign_of(told.get("sign", "")) or "", told.get("unit", "")
    reason, remedy = told.get("reason", ""), told.get("remedy", "")
    both = _BOTH.search(reason)
    if both:
        reason, remedy = both["reason"].strip(), both["remedy"].strip()
    return GoalLine(
        project=MID_YEAR_MARK.sub("", told["project"]).strip(),
        level_one=told["level_one"],
        level_two=told["level_two"],
        name=told["name"],
        target=joined(told["target"], sign, unit),
        actual=joined(told["actual"], "", unit),
        weight=_points(told.get("weight", "")),
        reason="" if reason in _NOTHING else reason.removeprefix("原因："),
        remedy="" if remedy in _NOTHING else remedy.removeprefix("措施："),
    )


def sign_of(words: str) -> str | None:
    """The sign that 指标性质 or 计算符号 means, "" for none; None where it is not known."""
    said = flat(words)
    return next((sign for sign, forms in _SIGNS.items() if said in forms), None)


def joined(value: str, sign: str, unit: str) -> str:
    """A bare figure with the sign before it and the unit behind it; words and what has its own stay as they are."""
    found = _BARE.fullmatch(flat(value))
    if found is None:
        return sign + value.strip() if sign and flat(value)[:1].isdigit() and unit and unit in value else value.strip()
    return f"{found['sign'] or sign}{found['number']}{'' if flat(unit) in _NOTHING else unit.strip()}"


def _points(words: str) -> Decimal | None:
    found = _POINTS.fullmatch(flat(words))
    return Decimal(found["points"]) if found else None


def _doubts(told: dict[str, str]) -> Iterator[str]:
    sign, weight = told.get("sign", ""), told.get("weight", "")
    if sign_of(sign) is None:
        yield f"“{told['name']}”的指标性质“{sign[:20]}”不认识，没有并入目标值。"
    if flat(weight) not in _NOTHING and _points(weight) is None:
        yield f"“{told['name']}”的分值“{weight[:20]}”读不出来。"


def _read_as(head: Sequence[str], places: dict[str, int]) -> str:
    named = {
        "target": "目标值", "actual": "完成值", "sign": "符号", "unit": "计量单位", "weight": "分值", "reason": "原因",
        "remedy": "措施",
    }  # fmt: skip
    parts = [f"{what}取“{head[places[key]]}”列" for key, what in named.items() if key in places]
    more = "，符号和单位并入目标值（正向读作≥，反向读作≤）" if "sign" in places else ""
    more = more or ("，单位并入目标值和完成值" if "unit" in places else "")
    return f"指标表：{'；'.join(parts)}{more}。"


def _left_out(rows: Rows, head: Sequence[str], places: dict[str, int]) -> Iterator[str]:
    left = [
        cell
        for place, cell in enumerate(head)
        if place not in places.values()
        and not any(word in cell for word in _NO_FACTS)
        and any(flat(row[place]) != flat(row[max(place - 1, 0)]) and row[place].strip() for row in rows[1:])
    ]
    if left:
        yield f"指标表里没有读取的列：{'、'.join(f'“{cell[:40]}”' for cell in left)}。"
