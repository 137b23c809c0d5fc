"""Makes the rows of a draft year book from a report's tables and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.sections import MEASURES, PROBLEMS
from perfbot.years.reading import level_one_of
from perfbot.years.reports.form import FormPage
from perfbot.years.reports.goals import GoalLine
from perfbot.years.reports.tables import MoneyLine, MoneyTable
from perfbot.years.schema import BudgetRow, BudgetShare, IndicatorRow, ProjectRow, Source, SpendingRow
from perfbot.years.sheets.parts import WHOLE_YEAR

BUDGET_NOTE = "年初项目按 1 月 1 日计，年中追加按 6 月 30 日计。"
SPENDING_NOTE = "每个项目合并为一笔，按年末计。"
RESULT_NOTE = "完成值按年末计。"
_BUDGET = Source(Basis.ASSUMED, f"金额照自评报告；日期是假定的：{BUDGET_NOTE}")
_SPENDING = Source(Basis.ASSUMED, f"金额照自评报告；{SPENDING_NOTE}")
_RESULT = Source(Basis.ASSUMED, f"完成值照自评报告；{RESULT_NOTE}")
_BEFORE_REASON = "。偏差原因："
_PENDING = "待填"


def wan(amount: Decimal) -> str:
    """元 as 万元 in words."""
    return format_wan(amount)


@dataclass(frozen=True)
class Explanations:
    """偏差原因 and remedies of a report, by project and indicator ("": none)."""

    reasons: Mapping[tuple[str, str], str]
    remedies: Mapping[tuple[str, str], str]

    def of(self, project: str, indicator: str = "") -> tuple[str, str]:
        """Reason and remedy; where the report names the indicator alone, those of its name."""
        known = ((project, indicator), ("", indicator)) if indicator else ((project, ""),)
        reason = next((self.reasons[key] for key in known if key in self.reasons), "")
        return reason, next((self.remedies[key] for key in known if key in self.remedies), "")


def explanations(
    texts: dict[str, list[str]],
    money: MoneyTable,
    goals: Sequence[GoalLine],
    below_forms: Mapping[str, tuple[str, str]],
) -> Explanations:
    """Take the reasons that a report compiles from the ledger out of the words that people wrote; add the forms'."""
    openings = {f"{line.name}：": (line.name, "") for line in money.lines}
    openings |= {f"指标“{line.name}”": ("", line.name) for line in goals}
    openings |= {f"{line.project}“{line.name}”：": (line.project, line.name) for line in goals if line.project}
    reasons = _taken(texts, PROBLEMS, openings, _BEFORE_REASON)
    remedies = _taken(texts, MEASURES, openings, "")
    reasons |= {(project, ""): reason for project, (reason, _) in below_forms.items() if reason}
    remedies |= {(project, ""): remedy for project, (_, remedy) in below_forms.items() if remedy}
    return Explanations(reasons, remedies)


def _taken(
    texts: dict[str, list[str]], section: str, openings: Mapping[str, tuple[str, str]], before: str
) -> dict[tuple[str, str], str]:
    """The text after a known opening (an indicator's only after `before`), removed from the section's lines."""
    found: dict[tuple[str, str], str] = {}
    for line in list(texts.get(section, ())):
        opening = max((known for known in openings if line.startswith(known)), key=len, default="")
        subject, said = openings.get(opening, ("", "")), line[len(opening) :]
        words = said.partition(before)[2] if before and subject[1] else said.lstrip("：")
        if opening and words:
            found.setdefault(subject, words.removesuffix("。"))
            texts[section].remove(line)
    return found


def projects(
    money: MoneyTable,
    goals: Sequence[GoalLine],
    pages: Mapping[str, FormPage],
    told: Explanations,
    source: Source,
    day: date,
) -> tuple[ProjectRow, ...]:
    """Every project of either table, in the order of the first, with what its form says of its goal."""
    mid_year = {line.name: line.mid_year for line in money.lines}
    names = list(dict.fromkeys([*mid_year, *pages, *(line.project for line in goals if line.project)]))
    return tuple(
        ProjectRow(
            at=(),
            source=source,
            project=f"p{number:02d}",
            name=name,
            short_name="",
            section="",
            mid_year=mid_year.get(name, False),
            reported=True,
            goal=pages[name].goal if name in pages else "",
            achievement=pages[name].achievement if name in pages else "",
            plan=(),
            indicators=_indicators(
                f"p{number:02d}", [line for line in goals if line.project == name], told, source, day
            ),
            reason=told.of(name)[0],
            remedy=told.of(name)[1],
        )
        for number, name in enumerate(names, start=1)
    )


def _indicators(
    project: str, lines: Sequence[GoalLine], told: Explanations, source: Source, day: date
) -> tuple[IndicatorRow, ...]:
    return tuple(
        IndicatorRow(
            at=(),
            source=source,
            code=f"{project}-{number}",
            level_one=line.level_one or level_one_of(line.level_two),
            level_two=line.level_two or line.level_one,
            name=line.name,
            target=line.target,
            weight=line.weight,
            actual="" if line.actual == _PENDING else line.actual,
            on=day,
            result=_RESULT,
            reason=line.reason or told.of(line.project, line.name)[0],
            remedy=line.remedy or told.of(line.project, line.name)[1],
        )
        for number, line in enumerate(lines, start=1)
    )


def budget(money: MoneyTable, rows: Sequence[ProjectRow], year: int) -> tuple[BudgetRow, ...]:
    """年初预算, 年中追加 where the name says so, and later changes where the table has both budgets."""
    codes = {row.name: row.code for row in rows}
    return tuple(
        BudgetRow(
            at=(),
            source=_BUDGET,
            code=f"{mark}-{codes[line.name]}",
            kind=kind,
            on=date(year or 2000, 1, 1) if kind is BudgetKind.APPROPRIATION else date(year or 2000, 6, 30),
            document_number="",
            supplement=Decimal(0),
            lines=(BudgetShare((), codes[line.name], amount),),
        )
        for line in money.lines
        for mark, kind, amount in _events(line)
        if amount
    )


def _events(line: MoneyLine) -> Iterator[tuple[str, BudgetKind, Decimal]]:
    whole = line.budget or Decimal(0)
    first = Decimal(0) if line.mid_year else whole if line.initial is None else line.initial
    yield "b", BudgetKind.APPROPRIATION, first
    yield ("b" if line.mid_year else "c"), *_later(whole - first)


def _later(amount: Decimal) -> tuple[BudgetKind, Decimal]:
    return (BudgetKind.CUT if amount < 0 else BudgetKind.SUPPLEMENT), amount


def spending(money: MoneyTable, rows: Sequence[ProjectRow], day: date) -> tuple[SpendingRow, ...]:
    """The year's spending of each project as one sum."""
    codes = {row.name: row.code for row in rows}
    return tuple(
        SpendingRow(
            at=(),
            source=_SPENDING,
            code=f"s-{codes[line.name]}",
            project=codes[line.name],
            amount=line.spent,
            on=day,
            purpose=WHOLE_YEAR.format(day.year),
            awaiting_supplement=line.spent > (line.budget or Decimal(0)),
        )
        for line in money.lines
        if line.spent
    )


def doubts(money: MoneyTable, goals: Sequence[GoalLine]) -> list[str]:
    """Missing tables, unreadable cells, totals that do not agree, names that differ."""
    lines = []
    if not money.lines:
        lines.append("没有读到预算安排及使用情况表（要有“二级项目、预算金额、实际支出金额”三列）。")
    if not goals:
        lines.append("没有读到绩效指标表（要有“二级项目、指标类型、三级指标、目标值、实际完成值”几列）。")
    lines += [
        f"“{line.name}”年初预算 {wan(line.initial)} 万元、全年 {wan(line.budget)} 万元：差额记作一笔年中追加或调减，"
        "附件的表格里没有这一笔。"
        for line in money.lines
        if line.budget is not None and line.initial is not None and line.initial != line.budget and not line.mid_year
    ]
    lines += [f"“{line.name}”的预算或支出金额读不出来。" for line in money.lines if None in (line.budget, line.spent)]
    for name, total, parts in (
        ("预算", money.budget, [line.budget for line in money.lines]),
        ("支出", money.spent, [line.spent for line in money.lines]),
    ):
        summed = sum((part or Decimal(0) for part in parts), Decimal(0))
        if total is not None and total != summed:
            lines.append(f"表里{name}合计写的是 {wan(total)} 万元，各行相加是 {wan(summed)} 万元，请核对。")
    known = {line.name for line in money.lines}
    strange = dict.fromkeys(line.project for line in goals if known and line.project not in known)
    lines += [f"指标表里的“{name}”在预算表里没有，已作为没有预算的项目。" for name in strange]
    return lines
