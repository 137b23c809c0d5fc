"""Writes a year book as a text file that an office can edit and the program can load."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from perfbot.domain.amounts.money import WAN
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.sections import PLACES
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in
from perfbot.years import table
from perfbot.years.reading import FORMAT, level_one_of
from perfbot.years.schema import BudgetRow, Control, IndicatorRow, ProjectRow, Source, SpendingRow, YearBook
from perfbot.years.table import FieldTable, Kind, RowField

Value: TypeAlias = "str | Decimal | date | bool | int | tuple[Decimal, ...]"
Pairs: TypeAlias = Iterable[tuple[str, Value]]

_UNSAID = Source(Basis.RECORDED)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def year_book_text(book: YearBook, about: Sequence[str] = ()) -> str:
    """The TOML text of the year book, amounts in 万元; `about` are lines of explanation at its head."""
    lines = [
        *(f"# {line}" for line in about),
        "# 金额单位：万元，写成带引号的文字；改完用 python bot.py load 文件名 装入。",
        "",
        f"format = {FORMAT}",
        *_braces(book),
        *_table("[fund]", _pairs(table.FUND, vars(book.fund) | {"code": book.key.fund, "year": book.key.year})),
        *_control(book),
        *_results(book),
        *(line for project in book.projects for line in _project(project, book)),
        *(line for event in book.budget for line in _budget(event)),
        *_spending(book),
        *_texts(book),
        *(_table("[declared]", _pairs(table.DECLARED, vars(book.declared))) if book.declared else ()),
    ]
    return "\n".join(lines) + "\n"


def written(value: Value) -> str:
    """A value as TOML writes it; amounts and numbers as quoted text, exactly."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else json.dumps(_UNWRITABLE.sub("", value), ensure_ascii=False)


def in_wan(amount: Decimal) -> Decimal:
    """元 as 万元, exactly, with two decimals at least and no more than are needed."""
    exact = (amount / WAN).normalize()
    return exact if int(exact.as_tuple().exponent) < -2 else exact.quantize(Decimal("0.01"))


def _table(head: str, pairs: Pairs) -> list[str]:
    return ["", head, *(f"{key} = {written(value)}" for key, value in pairs)]


def _pairs(fields: FieldTable, values: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """The table's fields as they are written, in its order; a default only where the field is required."""
    for field in fields:
        value = values[field.name] if field.file else field.default
        if field.kind is Kind.SOURCE:
            yield from _source(value, "" if field.name == "source" else f"{field.name}_")
        elif field.required or value != field.default:
            yield field.file_key, _plain(field, value)


def _plain(field: RowField, value: Any) -> Any:
    match field.kind:
        case Kind.AMOUNT | Kind.SIGNED:
            return in_wan(value)
        case Kind.MONTHS:
            return tuple(in_wan(amount) for amount in value)
        case Kind.CHOICE:
            return value.value
        case _:
            return value


def _source(source: Source, prefix: str = "") -> Iterator[tuple[str, Value]]:
    if source.basis is not Basis.RECORDED:
        yield f"{prefix}basis", source.basis.value
    if source.note:
        yield f"{prefix}note", source.note


def _braces(book: YearBook) -> list[str]:
    """Words of people's own in braces, which are no blanks to be filled, are not to be taken for slips."""
    found = (name for text in book.texts for words in text.paragraphs for name in blanks_in(words))
    return ["check_blanks = false"] if any(name not in BLANKS for name in found) else []


def _control(book: YearBook) -> list[str]:
    # Negative sums cannot be written; they would only stand in a book that is being mended.
    sums = {name: total for name, total in vars(book.totals).items() if name != "at" and total >= 0}
    pairs = _pairs(table.CONTROL, vars(Control()) | sums)
    return ["", "# 核对数：装入时与下面各笔合计核对", *_table("[control]", pairs)[1:]]


def _results(book: YearBook) -> list[str]:
    general = _general(book)
    return _table("[results]", _source(general)) if general not in (None, _UNSAID) else []


def _general(book: YearBook) -> Source | None:
    """The one basis of all actual values, if they have only one."""
    sources = {row.result for row in book.indicators if row.actual}
    return sources.pop() if len(sources) == 1 else None


def _project(project: ProjectRow, book: YearBook) -> Iterator[str]:
    yield from _table("[[projects]]", _pairs(table.PROJECT, vars(project)))
    if project.indicators:
        own_basis = _general(book) is None
        yield from _lines("indicators", table.INDICATOR, (_told(row, own_basis) for row in project.indicators))


def _told(row: IndicatorRow, own_basis: bool) -> IndicatorRow:
    """The indicator's fields without those that follow from others."""
    return replace(
        row,
        level_one="" if row.level_one == level_one_of(row.level_two) else row.level_one,
        on=row.on if row.actual else None,
        result=row.result if row.actual and own_basis else _UNSAID,
    )


def _lines(key: str, fields: FieldTable, rows: Iterable[object]) -> Iterator[str]:
    """An array of rows, one in a line."""
    yield f"{key} = ["
    for row in rows:
        said = ", ".join(f"{name} = {written(value)}" for name, value in _pairs(fields, vars(row)))
        yield f"  {{ {said} }},"
    yield "]"


def _budget(event: BudgetRow) -> Iterator[str]:
    yield from _table("[[budget]]", _pairs(table.BUDGET, vars(event)))
    yield from _lines("lines", table.SHARE, event.lines)


def _spending(book: YearBook) -> Iterator[str]:
    groups: dict[Source, list[SpendingRow]] = {}
    for row in book.spending:
        groups.setdefault(row.source, []).append(row)
    for number, (source, rows) in enumerate(groups.items(), start=1):
        yield from _table("[[spending]]", _pairs(table.GROUP, {"code": f"s{number}", "source": source}))
        yield from _lines("lines", table.SPENDING, rows)


def _texts(book: YearBook) -> Iterator[str]:
    if not book.texts:
        return
    known = {text.section: text.paragraphs for text in book.texts}
    sources = {text.source for text in book.texts}
    yield from _table("[texts]", _source(sources.pop()) if len(sources) == 1 else [])
    for section, place in PLACES.items():
        yield from (f"# {place}", f"{section} = [", *(f"  {written(words)}," for words in known.get(section, ())), "]")
