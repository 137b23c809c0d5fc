"""Reads an existing report into a draft year book, and lists what could not be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.sections import CONCLUSION, NUMBERED, PLACES, SECTIONS, unnumbered
from perfbot.years.reports import outline as outline
from perfbot.years.reports import rows as made
from perfbot.years.reports.tables import (
    GoalLine,
    MoneyTable,
    goal_lines,
    headed,
    is_goals,
    is_money,
    money_table,
)
from perfbot.years.schema import DeclaredRow, FundRow, Source, TextRow, YearBook
from perfbot.years.sheets.reading import Surroundings, fund_key

Blocks: TypeAlias = Sequence["str | Sequence[Sequence[str]]"]

_UNIT = re.compile(r"单位\s*[:：]\s*(?P<unit>万元|元)")
_UNWRITTEN = re.compile(r"〔待[写填][^〕]*〕")
_SCORE = re.compile(r"(?:自评)?(?:得分|分数|评分)[^0-9。；]{0,8}(?P<score>[0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分")
_GRADE = re.compile(r"等级[^优良中差。；]{0,8}(?P<grade>[优良中差])")
_APPROVED = re.compile(r"(?:批复|年初预算)(?:安排)?(?:为)?(?P<sum>[0-9]+(?:\.[0-9]+)?)\s*万元")


@dataclass(frozen=True)
class ReportDraft:
    """The draft year book, and sentences on what could not be read or was assumed."""

    book: YearBook
    unread: tuple[str, ...]

    @property
    def found_anything(self) -> bool:
        """Whether the file contained anything of a self-evaluation."""
        return bool(self.book.key.year or self.book.projects or self.book.texts)


@dataclass
class _Found:
    """What the walk through the report collects."""

    named: tuple[int, str] | None = None
    owner: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    money: MoneyTable = field(default_factory=lambda: MoneyTable(()))
    goals: list[GoalLine] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_report(blocks: Blocks, author: str, name: str, around: Surroundings, bureau: str = "") -> ReportDraft:
    """The draft of these paragraphs and tables; `bureau` stands in where the file names none. Nothing is refused.

    Figures come as 元. What a report never says (dates, 文号) is assumed, marked as such, and listed.
    """
    found = _walk(blocks)
    year, fund_name = found.named or (0, "")
    if not found.named:
        found.unread.append("没有找到标题“XXXX年……项目支出绩效自评报告”，年度和一级项目名称要自己填。")
    source = Source(Basis.REPORTED, f"取自自评报告：{name}")
    owner = outline.owner(author) or found.owner or bureau
    if not owner:
        found.unread.append("报告里没有写明主管部门和实施单位，要自己填。")
    fund = FundRow(
        at=(),
        source=source,
        key=fund_key(fund_name, year, around),
        name=fund_name,
        bureau=owner,
        unit=owner,
        contact="",
        phone="",
    )
    return _draft(found, fund, source, around)


def _walk(blocks: Blocks) -> _Found:
    found, part, unit, begun = _Found(), outline.OTHER, "万元", False
    head = ""
    for block in blocks:
        if not isinstance(block, str):
            _table(block, unit, found)
            continue
        here = outline.heading(block)
        begun = begun or here is not None
        if not begun:
            owner = outline.owner(block)
            found.owner = found.owner or owner
            head += "" if owner else block
        named = outline.title(head if not begun else block)
        found.named = found.named or named
        told = _UNIT.search(block)
        unit = told["unit"] if told else unit
        if here is not None:
            part, block = here.part, here.rest
        if part == outline.END:
            break
        if part == CONCLUSION and outline.closes(block):
            found.owner = found.owner or outline.owner(block)
            continue
        _paragraph(block, part, found)
    return found


def _paragraph(block: str, part: str, found: _Found) -> None:
    if part not in SECTIONS:
        return
    for line in block.split("\n"):
        words = line.strip()
        if words and not _UNWRITTEN.fullmatch(words):
            found.texts.setdefault(part, []).append(unnumbered(words) if part in NUMBERED else words)


def _table(rows: Sequence[Sequence[str]], unit: str, found: _Found) -> None:
    rows = headed(rows)
    if is_goals(rows):
        found.goals += goal_lines(rows)
    elif is_money(rows) and not found.money.lines:
        found.money = money_table(rows, unit)
    elif len(rows) > 1:
        found.unread.append(f"有一个表格不认识，没有读取（表头：{'、'.join(rows[0])[:60]}）。")


def _draft(found: _Found, fund: FundRow, source: Source, around: Surroundings) -> ReportDraft:
    year = fund.key.year
    day = min(around.today, date(year or 2000, 12, 31))
    _placed(found)
    explained = made.explanations(found.texts, found.money, found.goals)
    projects = made.projects(found.money, found.goals, explained, source, day)
    book = YearBook(
        name=source.note,
        fund=fund,
        projects=projects,
        budget=made.budget(found.money, projects, year),
        spending=made.spending(found.money, projects, day),
        texts=tuple(
            TextRow(at=(), source=source, section=section, paragraphs=tuple(found.texts[section]))
            for section in SECTIONS
            if found.texts.get(section)
        ),
        declared=_declared(found, source),
    )
    return ReportDraft(book, (*found.unread, *made.doubts(found.money, found.goals), *_missing(found), *_assumed(book)))


def _placed(found: _Found) -> None:
    """Give indicators without a project to the only project; of several, the project stays unknown."""
    if len(found.money.lines) == 1:
        only = found.money.lines[0].name
        found.goals = [replace(line, project=line.project or only) for line in found.goals]
    lost = [line.name for line in found.goals if not line.project]
    if lost:
        names = "、".join(lost)
        found.unread.append(f"{len(lost)} 项指标没有写明属于哪个二级项目，没有读取：{names[:80]}。")
    found.goals = [line for line in found.goals if line.project]


def _declared(found: _Found, source: Source) -> DeclaredRow | None:
    words = "".join(found.texts.get("conclusion", ()))
    score, grade = _SCORE.search(words), _GRADE.search(words)
    if score is None or grade is None or Decimal(score["score"]) > 100:
        found.unread.append("结论里没有读到自评得分和绩效等级，要用 /declare 填报。")
        return None
    return DeclaredRow(at=(), source=source, score=Decimal(score["score"]), grade=grade["grade"])


def _missing(found: _Found) -> list[str]:
    lacking = [PLACES[section] for section in SECTIONS if not found.texts.get(section)]
    lines = [f"没有读到文字：{'；'.join(lacking)}。"] if lacking else []
    approved = _APPROVED.search("".join(found.texts.get("funds", ())))
    first = [line.budget if line.initial is None else line.initial for line in found.money.lines if not line.mid_year]
    initial = sum((amount or Decimal(0) for amount in first), Decimal(0))
    if approved and Decimal(approved["sum"]) * 10_000 != initial:
        lines.append(
            f"文字里年初批复 {approved['sum']} 万元，表中年初项目合计 {made.wan(initial)} 万元：差额可能属于表里"
            "没有列的项目，需要的话请补一个“列入报告”为否的项目，再用 /adjust 登记调剂。"
        )
    return lines


def _assumed(book: YearBook) -> list[str]:
    lines = []
    if book.budget:
        lines.append(f"报告不写批复日期和文号：{made.BUDGET_NOTE}")
    if book.spending:
        lines.append(f"报告不写逐笔支付：{made.SPENDING_NOTE}")
    if book.indicators:
        lines.append(f"报告不写完成日期：{made.RESULT_NOTE}")
    return lines
