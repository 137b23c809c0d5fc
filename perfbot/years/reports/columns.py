"""What the columns of a report's tables hold: which is the year's, in which unit, and what a heading leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.amounts.money import WAN
from perfbot.domain.amounts.numerals import folded

_HAN = "[\u4e00-\u9fff]"
_BEFORE = r"(?<![^额数金位为是算出\W\d_])"
UNIT = rf"{_BEFORE}(?P<unit>(?:亿|千万|百万|万|千|百)?(?:美|港|欧|日|英|澳)?元|[万亿](?=\)))(?!{_HAN})"
"""A unit of money that stands for itself, and is no part of a word such as 单元 or 多元."""
_FACTORS = {"亿": WAN * WAN, "千万": WAN * 1000, "百万": WAN * 100, "万": WAN, "千": Decimal(1000), "百": Decimal(100)}
_IN_HEAD = re.compile(UNIT)
_IN_LINE = re.compile(rf"(?:单位[:(]*(?:为|是)?|[(]){UNIT}")
_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})年?")
_BESIDE = ("一级项目", "率", "占比", "比例", "得分", "分值", "原因", "说明", "备注", "差额", "结余", "结转")
_LAST_YEAR = ("上年", "上一年", "去年", "往年", "以前年度")
_SPENT = ("执行", "支出", "决算", "支付", "使用")
_BUDGET = ("预算", "批复", "下达", "安排", "年初数", "全年数", "调整", "追加", "调增", "调减", "资金总额")
_ADJUSTED = ("全年", "调整后", "调整预算", "最终", "年末")
_INITIAL = ("年初", "批复", "原预算")
_ADDED = ("追加", "调增", "增加")
_EITHER = ("调整", "调剂", "增减")
_PLAIN_SPENT = ("全年执行", "实际支出", "全年支出", "执行数", "支出数", "支出金额")


@dataclass(frozen=True)
class MoneyColumns:
    """Which columns (from 0) hold what; `either` may be the change of the budget or the budget after it.

    `rivals` are columns that might have been meant instead of the one that was taken, by that one.
    """

    budget: int | None = None
    initial: int | None = None
    added: tuple[int, ...] = ()
    either: int | None = None
    spent: int | None = None
    rivals: tuple[tuple[int, int], ...] = ()

    @property
    def taken(self) -> tuple[int, ...]:
        """Every column that is read."""
        places = (self.budget, self.initial, *self.added, self.either, self.spent)
        return tuple(place for place in places if place is not None)


def flat(words: str) -> str:
    """Words in one form of each sign, without spaces."""
    return "".join(folded(words).split())


def unit_of(words: str) -> str:
    """The last unit of money that a heading names (元, 万元, 美元); "" where it names none."""
    found = [match["unit"] for match in _IN_HEAD.finditer(flat(words).replace("人民币", ""))]
    return _whole(found[-1]) if found else ""


def told_unit(line: str) -> str:
    """The unit that a line above a table tells: 单位：人民币元; "" where it tells none, as in 实施单位：某局."""
    found = _IN_LINE.search(flat(line).replace("人民币", ""))
    return _whole(found["unit"]) if found else ""


def _whole(unit: str) -> str:
    return unit if unit.endswith("元") else f"{unit}元"


def factor(unit: str) -> Decimal | None:
    """How many 元 the unit is; None for another currency."""
    size = unit.removesuffix("元")
    return Decimal(1) if not size else _FACTORS.get(size)


def is_last_years(head: str, year: int) -> bool:
    """Whether the heading speaks of another year than the report's (0: not known)."""
    named = [int(found["year"]) for found in _YEAR.finditer(head)]
    return any(word in head for word in _LAST_YEAR) or bool(year and named and year not in named)


def newest(heads: Sequence[str]) -> int:
    """The last year that the headings name, 0 for none: of 2022 | 2023 a report of an unknown year is of 2023."""
    return max((int(found["year"]) for head in heads for found in _YEAR.finditer(head)), default=0)


def money_columns(heads: Sequence[str], year: int) -> MoneyColumns:
    """The columns of budget and spending of the year."""
    known = [flat(head) for head in heads]
    year = year or newest(known)
    own = {place: head for place, head in enumerate(known) if not _is_beside(head) and not is_last_years(head, year)}
    spent = [place for place, head in own.items() if _last(head, _SPENT) > _last(head, _BUDGET)]
    money = [place for place, head in own.items() if place not in spent and _last(head, _BUDGET) >= 0]
    first = [place for place in money if _holds(own[place], _INITIAL) and not _holds(own[place], _ADJUSTED)]
    adjusted = [place for place in money if _holds(own[place], _ADJUSTED)]
    added = tuple(place for place in money if place not in adjusted and _holds(own[place], _ADDED))
    either = [place for place in money if place not in (*adjusted, *added) and _holds(own[place], _EITHER)]
    plain = [place for place in money if place not in (*first, *adjusted, *added, *either)]
    whole = adjusted or plain
    spent.sort(key=lambda place: not _holds(own[place], _PLAIN_SPENT))
    return MoneyColumns(
        budget=next(iter(whole), None),
        initial=next(iter(first), None),
        added=() if whole or not first else added,
        either=either[0] if either and first and not whole else None,
        spent=next(iter(spent), None),
        rivals=tuple((group[0], other) for group in (whole, first, spent) for other in group[1:]),
    )


def _is_beside(head: str) -> bool:
    return any(word in head for word in _BESIDE)


def _holds(head: str, words: Sequence[str]) -> bool:
    return any(word in head for word in words)


def _last(head: str, words: Sequence[str]) -> int:
    return max(head.rfind(word) for word in words)
