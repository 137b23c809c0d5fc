"""Turns the tables of a year book into rows, noting what is missing or malformed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in
from perfbot.domain.indicators.taxonomy import Category, kind_of
from perfbot.years import table
from perfbot.years.fields import Fields
from perfbot.years.problems import Findings, nearest, shown
from perfbot.years.schema import (
    BudgetRow,
    BudgetShare,
    Control,
    DeclaredRow,
    FundRow,
    IndicatorRow,
    ProjectRow,
    Source,
    SpendingRow,
    TextRow,
    YearBook,
)

FORMAT = 1
_LEVELS = {Category.OUTPUT: "产出指标", Category.BENEFIT: "效益指标", Category.SATISFACTION: "满意度指标"}


def year_book_from(data: Mapping[str, Any], name: str, findings: Findings) -> YearBook:
    """The year book of these tables; every mistake in it is noted in `findings`."""
    top = Fields(data, (), findings)
    if top.whole("format", required=True) not in (None, FORMAT):
        top.problem("format", str(FORMAT), shown(data["format"]), "这个程序只认得格式 1，请更新程序或改用旧的写法。")
    source = top.source("", Source(Basis.RECORDED))
    reader = _YearBookReader(_fund(top.table("fund", required=True), source), source)
    book = YearBook(
        name=name,
        fund=reader.fund,
        projects=tuple(reader.projects(top)),
        budget=tuple(reader.budget(top)),
        spending=tuple(row for group in top.tables("spending") for row in reader.spending(group)),
        texts=tuple(reader.texts(top)),
        declared=reader.declared(top),
        control=_control(top.table("control")),
    )
    top.close()
    return book


def _fund(fields: Fields, source: Source) -> FundRow:
    values = fields.read(table.FUND, 0, {"source": source})
    return FundRow(at=fields.path, key=BookKey(values.pop("code"), values.pop("year")), **values)


def _control(fields: Fields) -> Control:
    return Control(fields.path, **fields.read(table.CONTROL, 0, {}))


class _YearBookReader:
    """Reads the parts that depend on the book's year and the file's general basis."""

    def __init__(self, fund: FundRow, source: Source) -> None:
        self.fund = fund
        self.year = fund.key.year
        self.source = {"source": source}

    def projects(self, top: Fields) -> Iterator[ProjectRow]:
        results = top.table("results")
        general = results.read(table.RESULTS, self.year, self.source)
        for fields in top.tables("projects", required=True):
            inside = fields.tables("indicators")
            indicators = tuple(self._indicator(item, general, dated=results.has("on")) for item in inside)
            values = fields.read(table.PROJECT, self.year, self.source, "indicators")
            yield ProjectRow(at=fields.path, indicators=indicators, **values)

    def _indicator(self, fields: Fields, general: Mapping[str, Any], *, dated: bool) -> IndicatorRow:
        defaults = {**self.source, "on": general["on"], "result": general["source"]}
        values = fields.read(table.INDICATOR, self.year, defaults)
        if values["actual"] and values["on"] is None and not (dated or fields.has("on")):
            fields.problem("on", "完成日期", "没有写", "请在这一项或 [results] 里写 on。")
        level_one = values.pop("level_one") or level_one_of(values["level_two"])
        return IndicatorRow(at=fields.path, level_one=level_one, **values)

    def budget(self, top: Fields) -> Iterator[BudgetRow]:
        for fields in top.tables("budget"):
            lines = tuple(self._shares(fields))
            values = fields.read(table.BUDGET, self.year, self.source, "lines")
            if values["kind"] and values["on"]:
                yield BudgetRow(at=fields.path, lines=lines, **values)
            else:
                fields.findings.sums_unsure = True

    def _shares(self, fields: Fields) -> Iterator[BudgetShare]:
        for line in fields.tables("lines", required=True):
            values = line.read(table.SHARE, self.year, {})
            if values["amount"] is not None:
                yield BudgetShare(line.path, **values)

    def spending(self, group: Fields) -> Iterator[SpendingRow]:
        """The lines of a group; what it says itself stands for what a line leaves out."""
        lines = group.tables("lines", required=True)
        told = {"on": group.day("on", self.year), "purpose": group.text("purpose")}
        shared = {key: value for key, value in told.items() if value or (key == "on" and group.has("on"))}
        about = group.read(table.GROUP, self.year, self.source, "on", "purpose", "lines")
        seen = Counter[str]()
        for line in lines:
            values = line.read(table.SPENDING, self.year, shared)
            project = values["project"]
            seen[project] += 1
            code = f"{about['code']}.{project}" + (f".{seen[project]}" if seen[project] > 1 else "")
            line.findings.sums_unsure |= not values["on"]
            if values["on"] and values["amount"] is not None:
                yield SpendingRow(at=line.path, source=about["source"], code=code, **values)

    def texts(self, top: Fields) -> Iterator[TextRow]:
        checked, fields = top.flag("check_blanks", True), top.table("texts")
        if not top.has("texts"):
            return
        source = fields.source("", self.source["source"])
        for section in SECTIONS:
            paragraphs = fields.texts(section, required=True)
            if checked:
                _check_blanks(fields, section, paragraphs)
            if paragraphs:
                yield TextRow(at=(*fields.path, section), section=section, paragraphs=paragraphs, source=source)
        fields.close()

    def declared(self, top: Fields) -> DeclaredRow | None:
        fields = top.table("declared")
        if not top.has("declared"):
            return None
        values = fields.read(table.DECLARED, self.year, self.source)
        return None if values["score"] is None else DeclaredRow(at=fields.path, **values)


def _check_blanks(fields: Fields, section: str, paragraphs: tuple[str, ...]) -> None:
    for index, words in enumerate(paragraphs):
        for name in blanks_in(words):
            if name not in BLANKS:
                found, path = f"{{{name}}}", (*fields.path, section, index)
                fields.findings.add(path, "认识的空格位", shown(found), nearest(name, BLANKS))


def level_one_of(level_two: str) -> str:
    """The 一级指标 of a 二级指标; "" where it is unknown."""
    kind = kind_of(level_two)
    return _LEVELS[kind.category] if kind else ""
