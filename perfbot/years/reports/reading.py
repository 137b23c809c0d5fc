"""Reads an existing report into a draft year book, and lists what could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.sections import PLACES, SECTIONS
from perfbot.years.reports import outline as outline
from perfbot.years.reports import rows as made
from perfbot.years.reports.walk import Blocks, ReportFound, walk
from perfbot.years.schema import DeclaredRow, FundRow, Source, TextRow, YearBook
from perfbot.years.sheets.reading import Surroundings, fund_key

_SCORE = re.compile(r"(?:自评)?(?:得分|分数|评分)[^0-9。；]{0,8}(?P<score>[0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分")
_GRADE = re.compile(r"等级[^优良中差。；]{0,8}(?P<grade>[优良中差])")
_APPROVED = re.compile(r"(?:批复|年初预算)(?:安排)?(?:为)?(?P<sum>[0-9]+(?:\.[0-9]+)?)\s*万元")


@dataclass(frozen=True)
class ReportDraft:
    """The draft year book, and sentences on what could not be read or was assumed."""

    book: YearBook
    unread: tuple[str, ...]
    read_as: tuple[str, ...] = ()
    """Which column was taken for what, in which unit."""

    @property
    def found_anything(self) -> bool:
        """Whether the file contained anything of a self-evaluation."""
        return bool(self.book.key.year or self.book.projects or self.book.texts)


def read_report(blocks: Blocks, author: str, name: str, around: Surroundings, bureau: str = "") -> ReportDraft:
    """The draft of these paragraphs and tables; `bureau` stands in where the file names none. Nothing is refused.

    Figures come as 元. What a report never says (dates, 文号) is assumed, marked as such, and listed.
    """
    found = walk(blocks)
    year, fund_name = found.named or (0, "")
    fund_name = fund_name or _only_project(found)
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
        unit=found.unit or owner,
        contact=found.contact,
        phone=found.phone,
    )
    return _draft(found, fund, source, around)


def _only_project(found: ReportFound) -> str:
    """The project of a lone 自评表, which names no 一级项目; "" where there are several."""
    if found.pages and not (found.named and found.named[1]):
        only = next(iter(found.pages)) if len(found.pages) == 1 else ""
        told = f"先按项目名称“{only}”填，不对的请改" if only else "要自己填"
        found.unread.append(f"自评表里没有写一级项目名称，{told}。")
        return only
    return ""


def _draft(found: ReportFound, fund: FundRow, source: Source, around: Surroundings) -> ReportDraft:
    year = fund.key.year
    day = min(around.today, date(year or 2000, 12, 31))
    _placed(found)
    explained = made.explanations(found.texts, found.money, found.goals, found.explained)
    projects = made.projects(found.money, found.goals, found.pages, explained, source, day)
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
    told = (*found.unread, *made.doubts(found.money, found.goals), *_missing(found), *_assumed(book))
    return ReportDraft(book, told, tuple(found.read_as))


def _placed(found: ReportFound) -> None:
    """Indicators under no project are the only project's; of several, nobody can say whose."""
    if len(found.money.lines) == 1:
        only = found.money.lines[0].name
        found.goals = [replace(line, project=line.project or only) for line in found.goals]
    lost = [line.name for line in found.goals if not line.project]
    if lost:
        names = "、".join(lost)
        found.unread.append(f"{len(lost)} 项指标没有写明属于哪个二级项目，没有读取：{names[:80]}。")
    found.goals = [line for line in found.goals if line.project]


def _declared(found: ReportFound, source: Source) -> DeclaredRow | None:
    words = "".join(found.texts.get("conclusion", ()))
    score, grade = _SCORE.search(words), _GRADE.search(words)
    if score is None or grade is None or Decimal(score["score"]) > 100:
        found.unread.append("结论里没有读到自评得分和绩效等级，要用 /declare 填报。")
        return None
    return DeclaredRow(at=(), source=source, score=Decimal(score["score"]), grade=grade["grade"])


def _missing(found: ReportFound) -> list[str]:
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
