"""Writes a year book as the text file that an office can edit and the program loads again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from perfbot.domain.amounts.money import WAN
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.sections import PLACES
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in
from perfbot.years.reading import FORMAT, level_one_of
from perfbot.years.schema import BudgetRow, IndicatorRow, ProjectRow, Source, SpendingRow, YearBook

Value: TypeAlias = "str | Decimal | date | bool | int"
Pairs: TypeAlias = Sequence[tuple[str, Value]]

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def year_book_text(book: YearBook, about: Sequence[str] = ()) -> str:
    """The TOML text of the year book, amounts in 万元; `about` are lines of explanation at its head."""
    lines = [
        *(f"# {line}" for line in about),
        "# 金额单位：万元，写成带引号的文字；改完用 python bot.py load 文件名 装入。",
        "",
        f"format = {FORMAT}",
        *_braces(book),
        *_fund(book),
        *_control(book),
        *_results(book),
        *(line for project in book.projects for line in _project(project, book)),
        *(line for event in book.budget for line in _budget(event)),
        *_spending(book),
        *_texts(book),
        *_declared(book),
    ]
    return "\n".join(lines) + "\n"


def written(value: Value) -> str:
    """A value as TOML writes it; amounts and numbers as quoted text, exactly."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else json.dumps(_UNWRITABLE.sub("", value), ensure_ascii=False)


def in_wan(amount: Decimal) -> Decimal:
    """元 as 万元, exactly, with two decimals at least and no more than are needed."""
    exact = (amount / WAN).normalize()
    return exact if int(exact.as_tuple().exponent) < -2 else exact.quantize(Decimal("0.01"))


def _table(head: str, pairs: Pairs) -> list[str]:
    return ["", head, *(f"{key} = {written(value)}" for key, value in pairs)]


def _row(pairs: Pairs) -> str:
    return "  { " + ", ".join(f"{key} = {written(value)}" for key, value in pairs) + " },"


def _given(pairs: Pairs) -> list[tuple[str, Value]]:
    """What is not empty or the default."""
    return [(key, value) for key, value in pairs if value not in ("", False)]


def _source(source: Source, prefix: str = "") -> list[tuple[str, Value]]:
    basis = "" if source.basis is Basis.RECORDED else source.basis.value
    return _given([(f"{prefix}basis", basis), (f"{prefix}note", source.note)])


def _braces(book: YearBook) -> list[str]:
    """Words of people's own in braces, which are no blanks to be filled, are not to be taken for slips."""
    found = (name for text in book.texts for words in text.paragraphs for name in blanks_in(words))
    return ["check_blanks = false"] if any(name not in BLANKS for name in found) else []


def _fund(book: YearBook) -> list[str]:
    fund = book.fund
    named = _given(
        [
            ("name", fund.name),
            ("bureau", fund.bureau),
            ("unit", fund.unit),
            ("contact", fund.contact),
            ("phone", fund.phone),
        ]
    )
    return _table("[fund]", [("code", fund.key.fund), ("year", fund.key.year), *named, *_source(fund.source)])


def _control(book: YearBook) -> list[str]:
    lines = [(event.kind, line.amount) for event in book.budget for line in event.lines]
    zero = Decimal(0)
    added = sum((amount for kind, amount in lines if kind is BudgetKind.SUPPLEMENT), zero)
    sums = {
        "initial": sum((amount for kind, amount in lines if kind is BudgetKind.APPROPRIATION), zero),
        "supplement": added + sum((event.supplement for event in book.budget), zero),
        "adjusted": sum((amount for _, amount in lines), zero),
        "spent": sum((row.amount for row in book.spending), zero),
    }
    # Negative sums cannot be written; they would only stand in a book that is being mended.
    pairs: list[tuple[str, Value]] = [(key, in_wan(total)) for key, total in sums.items() if total >= 0]
    counts: Pairs = [("projects", sum(row.reported for row in book.projects)), ("indicators", len(book.indicators))]
    return ["", "# 核对数：装入时与下面各笔合计核对", *_table("[control]", [*pairs, *counts])[1:]]


def _results(book: YearBook) -> list[str]:
    general = _general(book)
    return _table("[results]", _source(general)) if general and _source(general) else []


def _general(book: YearBook) -> Source | None:
    """The one basis of all actual values, where they have but one."""
    sources = {row.result for row in book.indicators if row.actual}
    return sources.pop() if len(sources) == 1 else None


def _project(project: ProjectRow, book: YearBook) -> Iterator[str]:
    pairs = _given(
        [
            ("code", project.code),
            ("name", project.name),
            ("short_name", project.short_name),
            ("section", project.section),
            ("mid_year", project.mid_year),
            ("goal", project.goal),
            ("achievement", project.achievement),
            ("reason", project.reason),
            ("remedy", project.remedy),
        ]
    )
    kept: Pairs = [] if project.reported else [("reported", False)]
    yield from _table("[[projects]]", [*pairs, *kept, *_source(project.source)])
    if project.plan:
        yield f"plan = [{', '.join(written(in_wan(amount)) for amount in project.plan)}]"
    if project.indicators:
        one_basis = _general(book) is not None
        yield from ("indicators = [", *(_row(_indicator(row, one_basis=one_basis)) for row in project.indicators), "]")


def _indicator(row: IndicatorRow, *, one_basis: bool) -> Pairs:
    level = "" if row.level_one == level_one_of(row.level_two) else row.level_one
    weight: Pairs = [] if row.weight is None else [("weight", row.weight)]
    day: Pairs = [] if row.on is None or not row.actual else [("on", row.on)]
    result = [] if one_basis or not row.actual else _source(row.result, "result_")
    named = _given(
        [
            ("code", row.code),
            ("level_one", level),
            ("level_two", row.level_two),
            ("name", row.name),
            ("target", row.target),
            ("actual", row.actual),
            ("reason", row.reason),
            ("remedy", row.remedy),
        ]
    )
    return [*named, *weight, *day, *result, *_source(row.source)]


def _budget(event: BudgetRow) -> Iterator[str]:
    supplement: Pairs = [("supplement", in_wan(event.supplement))] if event.supplement else []
    number = _given([("document_number", event.document_number), ("id", event.id)])
    fixed: Pairs = [("code", event.code), ("kind", event.kind.value), ("on", event.on)]
    yield from _table("[[budget]]", [*fixed, *number, *supplement, *_source(event.source)])
    rows = (_row([("project", line.project), ("amount", in_wan(line.amount))]) for line in event.lines)
    yield from ("lines = [", *rows, "]")


def _spending(book: YearBook) -> Iterator[str]:
    groups: dict[Source, list[SpendingRow]] = {}
    for row in book.spending:
        groups.setdefault(row.source, []).append(row)
    for number, (source, rows) in enumerate(groups.items(), start=1):
        yield from _table("[[spending]]", [("code", f"s{number}"), *_source(source)])
        yield from ("lines = [", *(_row(_spent(row)) for row in rows), "]")


def _spent(row: SpendingRow) -> Pairs:
    said: Pairs = [("project", row.project), ("amount", in_wan(row.amount)), ("on", row.on), ("purpose", row.purpose)]
    return [*said, *_given([("awaiting", row.awaiting_supplement), ("id", row.id)])]


def _texts(book: YearBook) -> Iterator[str]:
    if not book.texts:
        return
    known = {text.section: text.paragraphs for text in book.texts}
    sources = {text.source for text in book.texts}
    yield from _table("[texts]", _source(sources.pop()) if len(sources) == 1 else [])
    for section, place in PLACES.items():
        yield from (f"# {place}", f"{section} = [", *(f"  {written(words)}," for words in known.get(section, ())), "]")


def _declared(book: YearBook) -> list[str]:
    declared = book.declared
    if declared is None:
        return []
    return _table("[declared]", [("score", declared.score), ("grade", declared.grade), *_source(declared.source)])
