"""Turns the tables of a year book into its rows, noting what is missing or malformed on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in
from perfbot.domain.indicators.taxonomy import Category, kind_of
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
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_NEEDS_NOTE = (Basis.ASSUMED, Basis.DERIVED, Basis.SIMULATED)
_LEVELS = {Category.OUTPUT: "产出指标", Category.BENEFIT: "效益指标", Category.SATISFACTION: "满意度指标"}


def year_book_from(data: Mapping[str, Any], name: str, findings: Findings) -> YearBook:
    """The year book of these tables; every mistake in it is noted in `findings`."""
    top = Fields(data, (), findings)
    if top.whole("format", required=True) not in (None, FORMAT):
        top.problem("format", str(FORMAT), shown(data["format"]), "这个程序只认得格式 1，请更新程序或改用旧的写法。")
    source = _source(top, Source(Basis.RECORDED))
    reader = _YearBookReader(_fund(top.table("fund", required=True), source), source)
    book = YearBook(
        name=name,
        fund=reader.fund,
        projects=tuple(reader.projects(top)),
        budget=tuple(reader.budget(top)),
        spending=tuple(reader.spending(top)),
        texts=tuple(reader.texts(top)),
        declared=reader.declared(top),
        control=_control(top.table("control")),
    )
    top.close()
    return book


def _source(fields: Fields, default: Source) -> Source:
    basis = fields.choice("basis", Basis) or default.basis
    note = fields.text("note") or (default.note if basis is default.basis else "")
    if basis in _NEEDS_NOTE and not note:
        fields.problem("note", "说明", "没有写", f'依据是 "{basis.value}" 时，请在 note 里写明为什么。')
    return Source(basis, note)


def _result_source(fields: Fields, general: Source) -> Source:
    """An actual value's own basis, where it is another than that of [results]."""
    basis = fields.choice("result_basis", Basis) or general.basis
    note = fields.text("result_note") or (general.note if basis is general.basis else "")
    if fields.has("result_basis") and basis in _NEEDS_NOTE and not note:
        remedy = f'依据是 "{basis.value}" 时，请在 result_note 里写明为什么。'
        fields.problem("result_note", "说明", "没有写", remedy)
    return Source(basis, note)


def _fund(fields: Fields, source: Source) -> FundRow:
    year = fields.whole("year", required=True)
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        fields.problem("year", f"{_FIRST_YEAR} 到 {_LAST_YEAR} 的年份", str(year), "请核对预算年度。")
        year = None
    row = FundRow(
        at=fields.path,
        key=BookKey(fields.code("code"), year or 0),
        name=fields.text("name", required=True),
        bureau=fields.text("bureau", required=True),
        unit=fields.text("unit", required=True),
        contact=fields.text("contact"),
        phone=fields.text("phone"),
        source=_source(fields, source),
    )
    fields.close()
    return row


def _control(fields: Fields) -> Control:
    control = Control(
        fields.path,
        initial=fields.amount("initial"),
        supplement=fields.amount("supplement"),
        adjusted=fields.amount("adjusted"),
        spent=fields.amount("spent"),
        projects=fields.whole("projects"),
        indicators=fields.whole("indicators"),
    )
    fields.close()
    return control


class _YearBookReader:
    """Reads the parts that depend on the book's year and the file's general basis."""

    def __init__(self, fund: FundRow, source: Source) -> None:
        self.fund = fund
        self.year = fund.key.year
        self.source = source

    def projects(self, top: Fields) -> Iterator[ProjectRow]:
        results = top.table("results")
        day, dated, source = results.day("on", self.year), results.has("on"), _source(results, self.source)
        results.close()
        for fields in top.tables("projects", required=True):
            indicators = [self._indicator(item, day, source, dated=dated) for item in fields.tables("indicators")]
            yield self._project(fields, tuple(indicators))

    def _project(self, fields: Fields, indicators: tuple[IndicatorRow, ...]) -> ProjectRow:
        row = ProjectRow(
            at=fields.path,
            project=fields.code("code"),
            name=fields.text("name", required=True),
            short_name=fields.text("short_name"),
            section=fields.text("section"),
            mid_year=fields.flag("mid_year", False),
            reported=fields.flag("reported", True),
            goal=fields.text("goal"),
            achievement=fields.text("achievement"),
            plan=_plan(fields),
            indicators=indicators,
            reason=fields.text("reason"),
            remedy=fields.text("remedy"),
            source=_source(fields, self.source),
        )
        fields.close()
        return row

    def _indicator(self, fields: Fields, day: Any, source: Source, *, dated: bool) -> IndicatorRow:
        level_two = fields.text("level_two", required=True)
        row = IndicatorRow(
            at=fields.path,
            code=fields.code("code"),
            level_one=fields.text("level_one") or level_one_of(level_two),
            level_two=level_two,
            name=fields.text("name", required=True),
            target=fields.text("target", required=True),
            weight=fields.number("weight"),
            actual=fields.text("actual"),
            on=fields.day("on", self.year) or day,
            result=_result_source(fields, source),
            reason=fields.text("reason"),
            remedy=fields.text("remedy"),
            source=_source(fields, self.source),
        )
        if row.actual and row.on is None and not (dated or fields.has("on")):
            fields.problem("on", "完成日期", "没有写", "请在这一项或 [results] 里写 on。")
        fields.close()
        return row

    def budget(self, top: Fields) -> Iterator[BudgetRow]:
        for fields in top.tables("budget"):
            kind = fields.choice("kind", BudgetKind, required=True)
            on = fields.day("on", self.year, required=True)
            code, number, entry_id = fields.code("code"), fields.text("document_number"), fields.entry_id()
            supplement = fields.amount("supplement") or Decimal(0)
            lines, source = tuple(_shares(fields)), _source(fields, self.source)
            fields.close()
            fields.findings.sums_unsure |= kind is None or on is None
            if kind is not None and on is not None:
                yield BudgetRow(
                    at=fields.path,
                    code=code,
                    kind=kind,
                    on=on,
                    document_number=number,
                    supplement=supplement,
                    lines=lines,
                    source=source,
                    id=entry_id,
                )

    def spending(self, top: Fields) -> Iterator[SpendingRow]:
        for fields in top.tables("spending"):
            yield from self._spending_group(fields)

    def _spending_group(self, fields: Fields) -> Iterator[SpendingRow]:
        group, day, purpose = fields.code("code"), fields.day("on", self.year), fields.text("purpose")
        source, seen = _source(fields, self.source), Counter[str]()
        for line in fields.tables("lines", required=True):
            project, amount = line.text("project", required=True), line.amount("amount", required=True)
            on = line.day("on", self.year, required=not fields.has("on")) or day
            words, awaiting = line.text("purpose", required=not purpose) or purpose, line.flag("awaiting", False)
            seen[project] += 1
            code = f"{group}.{project}" if seen[project] == 1 else f"{group}.{project}.{seen[project]}"
            row = _spending_row(line, source, code, project, amount, on, words, awaiting=awaiting)
            if row is not None:
                yield row
        fields.close()

    def texts(self, top: Fields) -> Iterator[TextRow]:
        if not top.has("texts"):
            top.table("texts")
            top.flag("check_blanks", True)
            return
        checked = top.flag("check_blanks", True)
        fields = top.table("texts")
        source = _source(fields, self.source)
        for section in SECTIONS:
            paragraphs = fields.texts(section, required=True)
            if checked:
                _check_blanks(fields, section, paragraphs)
            if paragraphs:
                yield TextRow(at=(*fields.path, section), section=section, paragraphs=paragraphs, source=source)
        fields.close()

    def declared(self, top: Fields) -> DeclaredRow | None:
        if not top.has("declared"):
            top.table("declared")
            return None
        fields = top.table("declared")
        score, grade = fields.number("score", required=True), fields.text("grade", required=True)
        source = _source(fields, self.source)
        fields.close()
        return None if score is None else DeclaredRow(at=fields.path, score=score, grade=grade, source=source)


def _spending_row(
    line: Fields,
    source: Source,
    code: str,
    project: str,
    amount: Decimal | None,
    on: date | None,
    purpose: str,
    *,
    awaiting: bool,
) -> SpendingRow | None:
    entry_id = line.entry_id()
    line.close()
    line.findings.sums_unsure |= on is None
    if amount is None or on is None:
        return None
    return SpendingRow(
        at=line.path,
        source=source,
        code=code,
        project=project,
        amount=amount,
        on=on,
        purpose=purpose,
        awaiting_supplement=awaiting,
        id=entry_id,
    )


def _plan(fields: Fields) -> tuple[Decimal, ...]:
    months = fields.texts("plan")
    if months and len(months) != 12:
        fields.problem("plan", "12 个月的累计数", f"{len(months)} 个", "从 1 月到 12 月，每月一个累计数。")
        return ()
    amounts = [Fields({str(i): month}, (*fields.path, "plan"), fields.findings) for i, month in enumerate(months, 1)]
    read = [one.amount(str(month), required=True) for month, one in enumerate(amounts, 1)]
    return tuple(amount for amount in read if amount is not None)


def _shares(fields: Fields) -> Iterator[BudgetShare]:
    for line in fields.tables("lines", required=True):
        project = line.text("project", required=True)
        amount = line.amount("amount", required=True, negative=True)
        line.close()
        if amount is not None:
            yield BudgetShare(line.path, project, amount)


def _check_blanks(fields: Fields, section: str, paragraphs: tuple[str, ...]) -> None:
    for index, words in enumerate(paragraphs):
        for name in blanks_in(words):
            if name not in BLANKS:
                found, path = f"{{{name}}}", (*fields.path, section, index)
                fields.findings.add(path, "认识的空格位", shown(found), nearest(name, BLANKS))


def level_one_of(level_two: str) -> str:
    """The 一级指标 that goes without saying for a 二级指标; "" where it is not known."""
    kind = kind_of(level_two)
    return _LEVELS[kind.category] if kind else ""
