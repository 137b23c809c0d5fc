"""Reads one table of a year book by fields, noting every mistake and every unknown key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from perfbot.domain.amounts.dates import InvalidDate
from perfbot.domain.amounts.money import InvalidAmount
from perfbot.domain.books.entries import Basis
from perfbot.toml_lines import Path
from perfbot.years.problems import Findings, nearest, shown
from perfbot.years.schema import Source
from perfbot.years.table import FieldTable, Kind, RowField
from perfbot.years.typed import FIRST_YEAR, LAST_YEAR, amount_of, day_of, year_of

AChoice = TypeVar("AChoice", bound=Enum)

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?")
_NEEDS_NOTE = (Basis.ASSUMED, Basis.DERIVED, Basis.SIMULATED)
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,7}")
_ENTRY_ID = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true 或 false"),
    (int, "不带引号的数"),
    (float, "不带引号的小数"),
    (list, "方括号里的一组内容"),
    (dict, "一个表"),
    (date, "日期"),
)


class Fields:
    """One table at `path`; a missing or wrong value is noted, and an empty one returned."""

    def __init__(self, table: Mapping[str, Any], path: Path, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self._table = table
        self._asked: list[str] = []

    def read(self, table: FieldTable, year: int, defaults: Mapping[str, Any], *inside: str) -> dict[str, Any]:
        """Every field of the table by its name; `defaults` stand for what is not written, required or not.

        Keys that are in neither the table nor `inside` (read elsewhere) are noted.
        """
        self._asked += inside
        values = {field.name: self._value(field, year, defaults) for field in table if field.file}
        self.close()
        return values

    def _value(self, field: RowField, year: int, defaults: Mapping[str, Any]) -> Any:
        key, default = field.file_key, defaults.get(field.name, field.default)
        required = field.required and field.name not in defaults
        match field.kind:
            case Kind.SOURCE:
                return self.source("" if field.name == "source" else f"{field.name}_", default)
            case Kind.CHOICE:
                return self.choice(key, field.enum or (), required=required)
            case Kind.AMOUNT | Kind.SIGNED:
                value: Any = self.amount(key, required=required, negative=field.kind is Kind.SIGNED)
            case Kind.DAY:
                value = self.day(key, year, required=required)
            case Kind.FLAG:
                value = self.flag(key, default)
            case kind:
                value = _READERS[kind](self, key, required=required)
        return default if not required and value in (None, "") else value

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._table

    def problem(self, key: str, expected: str, found: str, remedy: str) -> None:
        """Note a mistake at one of this table's keys."""
        self.findings.add((*self.path, key), expected, found, remedy)

    def text(self, key: str, *, required: bool = False) -> str:
        """Words in quotation marks."""
        value = self._take(key, str, "引号里的文字", required=required)
        if value is None:
            return ""
        if required and not value.strip():
            self.problem(key, "文字", "空的", "请填写，或删去这一整项。")
        return str(value)

    def code(self, key: str, *, required: bool = True) -> str:
        """A short code that stays for good: lower-case letters, digits and hyphens, 8 at most."""
        expected = "小写字母、数字和“-”组成的短代号（最多 8 个字符）"
        return self._like(CODE, self.text(key, required=required), key, expected, "例如 p01。")

    def entry_id(self, key: str, *, required: bool = False) -> str:
        """The id of the entry from which the line was exported; "" where people wrote it."""
        remedy = "手写的行不用写 id，请删去。"
        return self._like(_ENTRY_ID, self.text(key, required=required), key, "导出时写的记录标识", remedy)

    def _like(self, pattern: re.Pattern[str], word: str, key: str, expected: str, remedy: str) -> str:
        if word.strip() and not pattern.fullmatch(word):
            self.problem(key, expected, shown(word), remedy)
        return word

    def amount(self, key: str, *, required: bool = False, negative: bool = False) -> Decimal | None:
        """An amount as 元, exact to the 分; a bare number counts in 万元."""
        value = self._take(key, str, "带引号的金额（万元）", required=required, remedy='例如 "97.00"，单位万元。')
        if value is None:
            self.findings.sums_unsure |= required or self.has(key)
            return None
        minus = negative and value.startswith("-")
        try:
            return -amount_of(value[1:]) if minus else amount_of(value)
        except InvalidAmount:
            self.findings.sums_unsure = True
            self.problem(key, "金额（万元）", shown(value), '只写数字和小数点，例如 "97.00"，最多六位小数。')
            return None

    def number(self, key: str, *, required: bool = False) -> Decimal | None:
        """A plain number in quotation marks, such as a score."""
        value = self._take(key, str, "带引号的数", required=required, remedy='例如 "97"。')
        if value is None:
            return None
        if not _NUMBER.fullmatch(value):
            self.problem(key, "数", shown(value), '只写数字和小数点，例如 "97"。')
            return None
        return Decimal(value)

    def whole(self, key: str, *, required: bool = False) -> int | None:
        """A whole number without quotation marks."""
        value = self._take(key, int, "不带引号的整数", required=required)
        return None if value is None else int(value)

    def year(self, key: str, *, required: bool = False) -> int:
        """A year that a book can have; 0 when it is missing or wrong."""
        value = self._take(key, (int, str), "不带引号的整数", required=required)
        if value is None:
            return 0
        year = year_of(str(value)) or 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            self.problem(key, f"{FIRST_YEAR} 到 {LAST_YEAR} 的年份", str(value), "请核对预算年度。")
            return 0
        return year

    def months(self, key: str, *, required: bool = False) -> tuple[Decimal, ...]:
        """Twelve amounts as 元."""
        months = self.texts(key, required=required)
        if months and len(months) != 12:
            self.problem(key, "12 个月的累计数", f"{len(months)} 个", "从 1 月到 12 月，每月一个累计数。")
            return ()
        within = Fields({str(i): month for i, month in enumerate(months, 1)}, (*self.path, key), self.findings)
        read = [within.amount(str(month), required=True) for month in range(1, len(months) + 1)]
        return tuple(amount for amount in read if amount is not None)

    def source(self, prefix: str, default: Source) -> Source:
        """The keys basis and note (with a prefix: only where that basis is written is its note asked for)."""
        basis = self.choice(f"{prefix}basis", Basis) or default.basis
        note = self.text(f"{prefix}note") or (default.note if basis is default.basis else "")
        if basis in _NEEDS_NOTE and not note and (not prefix or self.has(f"{prefix}basis")):
            remedy = f'依据是 "{basis.value}" 时，请在 {prefix}note 里写明为什么。'
            self.problem(f"{prefix}note", "说明", "没有写", remedy)
        return Source(basis, note)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, bool, "true 或 false")
        return default if value is None else bool(value)

    def day(self, key: str, year: int, *, required: bool = False) -> date | None:
        """A date of the book's year; any year will do while the book's own (0) is not known."""
        example = f"例如 {year or 2021}-06-30，不加引号。"
        value = self._take(key, (date, str), "日期", required=required, remedy=example)
        if isinstance(value, str):
            return self._typed_day(key, value, year)
        if value is not None and year and value.year != year:
            self.problem(key, f"{year} 年的日期", str(value), "账册只记本年度的事项，请核对年份。")
            return None
        return None if value is None else date(value.year, value.month, value.day)

    def _typed_day(self, key: str, words: str, year: int) -> date | None:
        try:
            return day_of(words, year)
        except InvalidDate as why:
            self.problem(key, f"{year} 年的日期" if year else "日期", _kind(words), f"{why}")
            return None

    def choice(self, key: str, choices: Iterable[AChoice], *, required: bool = False) -> AChoice | None:
        """One of the words of an enumeration."""
        word = self.text(key, required=required)
        words = {choice.value: choice for choice in choices}
        if word and word not in words:
            self.problem(key, f"{'、'.join(words)} 之一", shown(word), nearest(word, words))
        return words.get(word)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of words in quotation marks."""
        values = self._take(key, list, "方括号里的几段文字", required=required) or []
        for index, value in enumerate(values):
            if not isinstance(value, str):
                self.findings.add((*self.path, key, index), "引号里的文字", shown(value), "每一段都要加引号。")
        return tuple(value for value in values if isinstance(value, str))

    def table(self, key: str, *, required: bool = False) -> Fields:
        """A table of its own; an empty one when it is missing."""
        value = self._take(key, dict, f"一个表 [{key}]", required=required)
        return Fields(value or {}, (*self.path, key), self.findings)

    def tables(self, key: str, *, required: bool = False) -> list[Fields]:
        """A list of tables."""
        values = (
            self._take(key, list, "一组表", required=required, remedy=f"用 [[{key}]] 或方括号里的 {{ … }} 写。") or []
        )
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                self.findings.add((*self.path, key, index), "{ … } 里的一项", shown(value), "请参照旁边的行改写。")
        return [Fields(v, (*self.path, key, i), self.findings) for i, v in enumerate(values) if isinstance(v, dict)]

    def close(self) -> None:
        """Note every key that was not read, with the nearest known key."""
        for key in self._table:
            if key not in self._asked:
                self.problem(key, "认识的键", shown(key), nearest(key, self._asked))

    def _take(
        self, key: str, kind: type | tuple[type, ...], expected: str, *, required: bool = False, remedy: str = ""
    ) -> Any:
        self._asked.append(key)
        value = self._table.get(key)
        if value is None:
            if required:
                self.problem(key, expected, "没有写", remedy or f"请补上 {key}。")
            return None
        strange = isinstance(value, datetime) or (isinstance(value, bool) and kind is not bool)
        if strange or not isinstance(value, kind):
            self.problem(key, expected, _kind(value), remedy or "请改写。")
            return None
        return value


def _kind(value: object) -> str:
    words = next((words for kind, words in _KINDS if isinstance(value, kind)), "文字")
    return f"{words} {shown(value)}"


_READERS: Mapping[Kind, Callable[..., Any]] = {
    Kind.WORDS: Fields.text,
    Kind.NAME: Fields.text,
    Kind.CODE: Fields.code,
    Kind.ENTRY_ID: Fields.entry_id,
    Kind.YEAR: Fields.year,
    Kind.SCORE: Fields.number,
    Kind.COUNT: Fields.whole,
    Kind.MONTHS: Fields.months,
}
