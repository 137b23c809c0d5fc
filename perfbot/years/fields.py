"""Reads one table of a year book field by field, noting every mistake and every key that nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from perfbot.domain.amounts.money import WAN
from perfbot.toml_lines import Path
from perfbot.years.problems import Findings, nearest, shown

AChoice = TypeVar("AChoice", bound=Enum)

_AMOUNT = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,7}")
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
    """One table at `path`; what is missing or wrong is noted and an empty value is handed back."""

    def __init__(self, table: Mapping[str, Any], path: Path, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self._table = table
        self._asked: list[str] = []

    def has(self, key: str) -> bool:
        """Whether the key is written at all."""
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

    def code(self, key: str) -> str:
        """A short code that stays for good: lower-case letters, digits and hyphens, 8 at most."""
        word = self.text(key, required=True)
        if word.strip() and not _CODE.fullmatch(word):
            self.problem(key, "小写字母、数字和“-”组成的短代号（最多 8 个字符）", shown(word), "例如 p01。")
        return word

    def entry_id(self) -> str:
        """The id of the entry that the line was exported from; "" for what people write."""
        word = self.text("id")
        if word and not _ENTRY_ID.fullmatch(word):
            self.problem("id", "导出时写的记录标识", shown(word), "手写的行不用写 id，请删去。")
        return word

    def amount(self, key: str, *, required: bool = False, negative: bool = False) -> Decimal | None:
        """An amount written in 万元 as 元, exact to the 分."""
        value = self._take(key, str, "带引号的金额（万元）", required=required, remedy='例如 "97.00"，单位万元。')
        if value is None:
            self.findings.sums_unsure |= required or self.has(key)
            return None
        if not _AMOUNT.fullmatch(value) or (value.startswith("-") and not negative):
            self.findings.sums_unsure = True
            self.problem(key, "金额（万元）", shown(value), '只写数字和小数点，例如 "97.00"，最多六位小数。')
            return None
        return Decimal(value) * WAN

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

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, bool, "true 或 false")
        return default if value is None else bool(value)

    def day(self, key: str, year: int, *, required: bool = False) -> date | None:
        """A date of the book's year; any year will do while the book's own (0) is not known."""
        example = f"例如 {year or 2021}-06-30，不加引号。"
        value = self._take(key, date, "日期", required=required, remedy=example)
        if value is not None and year and value.year != year:
            self.problem(key, f"{year} 年的日期", str(value), "账册只记本年度的事项，请核对年份。")
            return None
        return None if value is None else date(value.year, value.month, value.day)

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
        """Note every key that is not one of those asked for, with the nearest of them."""
        for key in self._table:
            if key not in self._asked:
                self.problem(key, "认识的键", shown(key), nearest(key, self._asked))

    def _take(self, key: str, kind: type, expected: str, *, required: bool = False, remedy: str = "") -> Any:
        self._asked.append(key)
        value = self._table.get(key)
        if value is None:
            if required:
                self.problem(key, expected, "没有写", remedy or f"请补上 {key}。")
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or isinstance(value, datetime):
            self.problem(key, expected, _kind(value), remedy or "请改写。")
            return None
        return value


def _kind(value: object) -> str:
    words = next((words for kind, words in _KINDS if isinstance(value, kind)), "文字")
    return f"{words} {shown(value)}"
