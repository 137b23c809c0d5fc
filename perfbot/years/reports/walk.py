"""Walks through a report's paragraphs and tables, and gathers what they say and what was not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from perfbot.domain.books.sections import CONCLUSION, MID_YEAR_MARK, NUMBERED, SECTIONS, unnumbered
from perfbot.years.reports import outline as outline
from perfbot.years.reports.columns import told_unit
from perfbot.years.reports.form import FormPage, form_page, is_form
from perfbot.years.reports.goals import GoalLine, goal_table, is_goals
from perfbot.years.reports.tables import MoneyTable, Rows, headed, is_money, money_table

Blocks: TypeAlias = Sequence["str | Sequence[Sequence[str]]"]

_UNWRITTEN = re.compile(r"〔待[写填][^〕]*〕")
_MOST_WORDS = 200
_SIGNED = re.compile(r"(?:填报人|填表人|联系人)[:：]\s*(?P<contact>\S*)\s*(?:联系电话|电话)[:：]\s*(?P<phone>\S*)")
_BLANKS = re.compile(
    r"单位负责人（签章）[:：].*|注意：支出为模拟数据.*|注：1\. 金额单位为万元；台账只记.*|2\. 分值、得分按财预.*"
)
_EXECUTION = re.compile(
    r"3\. 资金执行偏差\s*(?:原因[:：](?P<reason>.*?))?[；。]?\s*(?:措施[:：](?P<remedy>.*))?", re.DOTALL
)
_CAPTION = re.compile(
    r"(?:表\s*[0-9一二三四五六七八九十]*\s*)?.{0,40}(?:情况表|一览表|明细表|汇总表|目录)|\s*[（(]?(?:金额)?单位[:：].{1,12}"
)


@dataclass
class ReportFound:
    """What a walk through the report gathers; `unread` tells what could not be read, `read_as` which columns were."""

    named: tuple[int, str] | None = None
    owner: str = ""
    unit: str = ""
    contact: str = ""
    phone: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    money: MoneyTable = field(default_factory=lambda: MoneyTable(()))
    goals: list[GoalLine] = field(default_factory=list)
    pages: dict[str, FormPage] = field(default_factory=dict)
    explained: dict[str, tuple[str, str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    read_as: list[str] = field(default_factory=list)


def walk(blocks: Blocks) -> ReportFound:
    """Everything that the blocks say, in one pass."""
    walker = _ReportWalk()
    for place, block in enumerate(blocks):
        if not isinstance(block, str):
            walker.table(block)
        elif not walker.paragraph(block):
            walker.rest(blocks[place:])
            break
    walker.finish()
    return walker.found


class _ReportWalk:
    """Where the walk stands: the part of the outline, the unit of money that holds, the form that was begun."""

    def __init__(self) -> None:
        self.found = ReportFound()
        self.part, self.begun, self.number = outline.OTHER, False, 0
        self.head = self.unit = self.form = ""
        self.under = "标题"
        self.lost: dict[str, list[str]] = {}

    def paragraph(self, block: str) -> bool:
        """Whether the report goes on behind the paragraph."""
        here = outline.heading(block)
        unknown = here is None and outline.top_number(block) > self.number
        if outline.year_line(block) or (self.form and not (here or unknown)):
            return self._beside_form(block)
        self.form = ""
        self.number = max(self.number, outline.top_number(block))
        self.begun = self.begun or here is not None or unknown
        self._named(block)
        self.unit = told_unit(block) or self.unit
        if unknown:
            self.part, self.under = outline.OTHER, block.strip()
            self.lost.setdefault(self.under, [])
            return True
        if here is not None:
            self.part, self.under = here.part, block.strip().removesuffix(here.rest)
            block = here.rest
        if self.part == outline.END:
            return False
        self._words(block)
        return True

    def _named(self, block: str) -> None:
        """The title and the office, as the cover or a line before a table has them."""
        if not self.begun:
            owner = outline.owner(block)
            self.found.owner = self.found.owner or owner
            self.head += "" if owner else block
        named = outline.title(block if self.begun else self.head)
        self.found.named = self.found.named or named

    def _words(self, block: str) -> None:
        if self.part == CONCLUSION and outline.closes(block):
            self.found.owner = self.found.owner or outline.owner(block)
        elif self.part in SECTIONS:
            self._kept(block)
        elif self.part != outline.SYSTEM and self.begun and not self._goes_without_saying(block):
            self.lost.setdefault(self.under, []).append(block.strip())

    def _kept(self, block: str) -> None:
        for line in block.split("\n"):
            words = line.strip()
            if words and not _UNWRITTEN.fullmatch(words):
                self.found.texts.setdefault(self.part, []).append(unnumbered(words) if self.part in NUMBERED else words)

    def _goes_without_saying(self, block: str) -> bool:
        """Whether the line is empty, a caption, a title, or the sentence that the program writes before a table."""
        words = block.strip()
        plain = _UNWRITTEN.fullmatch(words) or _CAPTION.fullmatch(words) or outline.closes(words)
        return not words or bool(plain) or outline.title(words) is not None

    def _beside_form(self, block: str) -> bool:
        """A line above or below the table of a 自评表."""
        words = block.strip()
        signed, execution = _SIGNED.fullmatch(words), _EXECUTION.fullmatch(words)
        if outline.year_line(words):
            self.found.named = self.found.named or (outline.year_line(words), "")
        elif signed:
            self.found.contact, self.found.phone = signed["contact"], signed["phone"]
        elif execution:
            self.found.explained[self.form] = execution["reason"] or "", execution["remedy"] or ""
        elif words and not self._is_form_line(words):
            self.lost.setdefault("自评表", []).append(words)
        return True

    def _is_form_line(self, words: str) -> bool:
        return words.startswith(("项目支出绩效自评表", "定稿前还缺")) or bool(_BLANKS.fullmatch(words))

    def table(self, rows: Rows) -> None:
        """Any table: a form, the money, the indicators, or one that is not known."""
        if is_form(rows):
            self._form(rows)
            return
        rows, unit = headed(rows)
        unit, year = unit or self.unit, self.found.named[0] if self.found.named else 0
        if is_goals(rows):
            self._goals(rows, year)
        elif is_money(rows) and not self.found.money.lines:
            self.found.money = money_table(rows, unit, year)
            self._told(self.found.money.read_as, self.found.money.doubts)
        elif is_money(rows):
            self.found.unread.append(f"第二个预算表没有读取（表头：{'、'.join(rows[0])[:60]}）。")
        elif len(rows) > 1:
            self.found.unread.append(f"有一个表格不认识，没有读取（表头：{'、'.join(rows[0])[:60]}）。")

    def _goals(self, rows: Rows, year: int) -> None:
        read = goal_table(rows, year)
        self.found.goals += [replace(line, project=line.project or self.form) for line in read.lines]
        self._told(read.read_as, read.doubts)

    def _form(self, rows: Rows) -> None:
        page = form_page(rows, self.unit)
        self.form, self.begun = MID_YEAR_MARK.sub("", page.project).strip(), True
        self.found.pages[self.form] = page
        self.found.owner, self.found.unit = self.found.owner or page.bureau, self.found.unit or page.unit
        if page.money is not None:
            self.found.money = replace(self.found.money, lines=(*self.found.money.lines, page.money))
        for told in page.read_as:
            self._told(told, ())
        self._told("", page.doubts)
        if len(page.below) > 1:
            self._goals(page.below, self.found.named[0] if self.found.named else 0)

    def _told(self, read_as: str, doubts: Sequence[str]) -> None:
        self.found.read_as += [read_as] if read_as and read_as not in self.found.read_as else []
        self.found.unread += [doubt for doubt in doubts if doubt not in self.found.unread]

    def rest(self, blocks: Blocks) -> None:
        """What stands behind the report's end; the program's own notes are no words of anybody's."""
        first = str(blocks[0]).strip()
        if first.startswith("附件") and len(blocks) > 1:
            self.found.unread.append(f"“{first[:40]}”后面的 {len(blocks) - 1} 段（表）没有读取。")

    def finish(self) -> None:
        """List the paragraphs that belong to no part of the book, under their headings."""
        for under, lines in self.lost.items():
            said = " ".join(lines)
            cut = said if len(said) <= _MOST_WORDS else f"{said[:_MOST_WORDS]}……（共 {len(said)} 字）"
            self.found.unread.append(
                f"“{under[:40]}”下面的文字没有读取：{cut}" if said else f"“{under[:40]}”没有读取。"
            )
