"""Compiles the yearly report 项目支出绩效自评报告 from people's texts and the ledger's figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from perfbot.domain.amounts.day_words import long_day
from perfbot.domain.books import sections
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import reported_projects
from perfbot.domain.books.per_book_cache import PerBookCache
from perfbot.domain.books.sections import unnumbered
from perfbot.domain.evaluation.blanks import GRADE, SCORE, figures, filled
from perfbot.domain.evaluation.gaps import Gap, gaps
from perfbot.domain.evaluation.own_figures import states
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.render.document import Block, Divider, Document, Heading, Inline, Items, Title, inline, paragraph
from perfbot.render.report.annex import annex, compiling_notes
from perfbot.render.report.gaps import gap_lines
from perfbot.render.report.tables import budget_table, goal_table
from perfbot.render.terms import DRAFT_MARK, SECTION_PLACES, book_name

NUMBER_FORMAT = "{}、 "
"""The source's numbered list of 立项依据: number, 、 and a space."""

_CLOSE_FORMAT = "{}、"
_compiled: PerBookCache[Document] = PerBookCache()


def report_name(book: Book) -> str:
    """The report's name, without any mark of a draft."""
    return f"{book_name(book)}项目支出绩效自评报告"


def report_filename(book: Book, suffix: str = "docx") -> str:
    """The name of the report's file."""
    return f"{report_name(book)}.{suffix}"


def closing_lines(book: Book, on: date) -> tuple[str, ...]:
    """落款 of a report that is handed in: the bureau and the day, none where no bureau is known."""
    bureau = book.fund.bureau.strip() if book.fund else ""
    return (bureau, long_day(on)) if bureau else ()


def compile_report(book: Book, *, as_of: date | None = None, today: date) -> Document:
    """The whole report as of a date (None: everything recorded); a draft as long as something is missing.

    Compiled once for what the book holds: the same book, date and day give the very same Document.
    """
    return _compiled.of(book, (as_of, today), lambda: _report(book, as_of, gaps(book, as_of, today)))


def _report(book: Book, as_of: date | None, missing: tuple[Gap, ...]) -> Document:
    title = report_name(book) + (DRAFT_MARK if missing else "")
    until = f"（数字截至{long_day(as_of)}）" if as_of else ""
    blocks: tuple[Block, ...] = (
        Title(title, until),
        *_gap_list(book, missing),
        *_Body(book, as_of).blocks(),
        *annex(book, as_of),
        *compiling_notes(book),
    )
    return Document(blocks, title=title)


def _gap_list(book: Book, missing: tuple[Gap, ...]) -> Iterator[Block]:
    if missing:
        yield Heading(f"定稿前还缺 {len(missing)} 项", 2)
        lines = tuple(inline(line) for line in gap_lines(book, missing))
        yield Items(lines, numbered=True, number_format=_CLOSE_FORMAT)
        yield Divider()


class _Body:
    """The six sections, headings worded as in the source."""

    def __init__(self, book: Book, as_of: date | None) -> None:
        self.book = book
        self.as_of = as_of
        self.figures = figures(book, as_of)
        self.projects = reported_projects(book, as_of)
        self.statuses = tuple(indicator_statuses(book, as_of))

    def blocks(self) -> Iterator[Block]:
        yield from self._overview()
        yield from self._organisation()
        yield Heading("三、项目绩效情况")
        yield paragraph(f"{self._subject()}，具体目标及完成情况如下：")
        yield goal_table(self.book, self.projects, self.statuses)
        yield from self._exceeded()
        yield Heading("四、项目主要做法和经验")
        yield from self._words(sections.PRACTICES)
        yield from self._problems()
        yield Heading("六、项目自评结论及得分")
        yield from self._words(sections.CONCLUSION)
        yield from self._declared()

    def _overview(self) -> Iterator[Block]:
        yield Heading("一、项目概况")
        yield Heading("（1） 设立背景", 2)
        yield from self._words(sections.BACKGROUND)
        yield Heading("（2） 立项依据", 2)
        yield from self._list(sections.LEGAL_BASES, NUMBER_FORMAT)
        yield Heading("（3） 预算安排及使用情况", 2)
        yield paragraph(f"{self._subject()}，具体是：")
        yield budget_table(self.book, self.projects, self.as_of)

    def _organisation(self) -> Iterator[Block]:
        yield Heading("二、项目组织实施情况")
        yield Heading("（一）投入。", 2)
        yield from self._words(sections.INPUTS)
        yield Heading("（二）过程。", 2)
        yield Heading("1、资金管理。", 3)
        yield from self._words(sections.FUNDS)
        yield Heading("2、项目管理", 3)
        yield from self._words(sections.PROJECT_CARE)

    def _problems(self) -> Iterator[Block]:
        explained = tuple(status for status in self.statuses if status.unmet and status.reason)
        yield Heading("五、存在问题及建议")
        yield Heading("（一）存在问题", 2)
        reasons = (*self._project_words("reason"), *(self._reason(status) for status in explained))
        yield from self._list(sections.PROBLEMS, _CLOSE_FORMAT, reasons)
        yield Heading("（二）改进措施或有关建议", 2)
        remedies = (*self._project_words("remedy"), *(self._remedy(status) for status in explained if status.remedy))
        yield from self._list(sections.MEASURES, _CLOSE_FORMAT, remedies)

    def _exceeded(self) -> Iterator[Block]:
        """Results far beyond their target with their reasons; they are no problems."""
        beyond = [one for one in self.statuses if one.deviates and not one.unmet and (one.reason or one.remedy)]
        if beyond:
            yield paragraph("超额完成较多的指标说明如下：")
            yield Items(tuple(inline(self._beyond(one)) for one in beyond), numbered=True, number_format=_CLOSE_FORMAT)

    def _beyond(self, status: IndicatorStatus) -> str:
        compared = f"目标值{status.state.described.target_value}，实际完成值{status.actual}。"
        reason = f"原因：{_ended(status.reason)}" if status.reason else ""
        return f"{self._whose(status)}{compared}{reason}{_ended(status.remedy) if status.remedy else ''}"

    def _declared(self) -> Iterator[Block]:
        """The declared score and grade, unless the office's text says them."""
        text, declared = self.book.text(sections.CONCLUSION), self.book.declared
        if declared is None:
            return
        words = "\n".join(text.paragraphs) if text else ""
        told = ((SCORE, "绩效自评分数为{}分"), (GRADE, "绩效等级为{}"))
        known = {name: self.figures[name] or "" for name, _ in told}
        lacking = [form.format(known[name]) for name, form in told if not states(words, name, known[name])]
        if lacking:
            yield paragraph(f"{book_name(self.book)}{'，'.join(lacking)}。")

    def _project_words(self, field: str) -> tuple[str, ...]:
        given = ((project.name, self.book.explanation_of(project.code)) for project in self.projects)
        said = ((name, getattr(words, field)) for name, words in given if words)
        return tuple(f"{name}：{_ended(words)}" for name, words in said if words)

    def _reason(self, status: IndicatorStatus) -> str:
        compared = f"目标值{status.state.described.target_value}，实际完成值{status.actual}"
        return f"{self._whose(status)}{compared}。偏差原因：{_ended(status.reason)}"

    def _remedy(self, status: IndicatorStatus) -> str:
        return f"{self._whose(status)}{_ended(status.remedy)}"

    def _whose(self, status: IndicatorStatus) -> str:
        """The project and the indicator, since several projects may have an indicator of that name."""
        described = status.state.described
        return f"{self.book.projects[described.project].name}“{described.name}”："

    def _subject(self) -> str:
        return f"{book_name(self.book)}下设二级项目有{len(self.projects)}个"

    def _words(self, section: str) -> Iterator[Block]:
        for line in self._lines(section) or (inline(_unwritten(section)),):
            yield paragraph(*line)

    def _list(self, section: str, number_format: str, more: tuple[str, ...] = ()) -> Iterator[Block]:
        own = self.book.text(section)
        written = [self._filled(unnumbered(line)) for line in (own.paragraphs if own else ())]
        lines = tuple(inline(line) for line in (*written, *more))
        if lines:
            yield Items(lines, numbered=True, number_format=number_format)
        else:
            yield paragraph(_unwritten(section))

    def _lines(self, section: str) -> tuple[Inline, ...]:
        words = self.book.text(section)
        return tuple(inline(self._filled(line)) for line in words.paragraphs) if words else ()

    def _filled(self, words: str) -> str:
        return filled(words, self.figures, lambda name: f"〔待填：{name}〕")


def _unwritten(section: str) -> str:
    return f"〔待写：{SECTION_PLACES[section]}〕"


def _ended(words: str) -> str:
    """People's text with a full stop at its end."""
    return words if words.rstrip().endswith(("。", "！", "？", "；", ".", "…")) else f"{words.rstrip()}。"
