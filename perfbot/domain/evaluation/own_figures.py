"""Finds numbers in people's own report texts that contradict the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from perfbot.domain.books.book import Book
from perfbot.domain.books.sections import CONCLUSION, SECTIONS
from perfbot.domain.evaluation.blanks import (
    ADJUSTED,
    EXECUTED,
    GRADE,
    INITIAL,
    PROJECTS,
    RATE,
    SCORE,
    SUPPLEMENTED,
    figures,
)

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_NUMBER = r"(?P<said>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_BETWEEN = r"[^0-9，。；、！？{}\n]{0,6}?"
_UNIT = r"(?P<unit>万元|元|亿元)"
_SPENT = "已支出|实际支出|支出金额|支出总额|支出合计|全年支出|累计支出|共支出|全年执行数"
_CLAIMS = (
    (RATE, re.compile(rf"(?:支出率|执行率|支出进度){_BETWEEN}{_NUMBER}\s*[%％]")),
    (INITIAL, re.compile(rf"年初预算(?!调整){_BETWEEN}{_NUMBER}\s*{_UNIT}")),
    (ADJUSTED, re.compile(rf"(?:调整后预算|全年预算|调整后的预算){_BETWEEN}{_NUMBER}\s*{_UNIT}")),
    (SUPPLEMENTED, re.compile(rf"年中追加(?:预算|资金)?{_BETWEEN}{_NUMBER}\s*{_UNIT}")),
    (PROJECTS, re.compile(rf"下设(?:的)?二级项目{_BETWEEN}{_NUMBER}\s*个")),
    (EXECUTED, re.compile(rf"(?:{_SPENT}){_BETWEEN}{_NUMBER}\s*{_UNIT}")),
    (SCORE, re.compile(rf"自评(?:得分|分数|评分|总分|结果)?{_BETWEEN}{_NUMBER}\s*分(?![之钟值别制])")),
    (GRADE, re.compile(r"等级[^优良中差，。；\n]{0,6}?(?P<said>[优良中差])")),
)
_SCORE_IN_CONCLUSION = re.compile(rf"(?<![0-9.]){_NUMBER}\s*分(?![之钟值别制])")
_OF_A_PART = re.compile(r"上半年|下半年|季度|月|上年|去年|目标|以上|不低于|不少于|满分|扣|每|各|指标|其中|分值")
_OF_A_CATEGORY = re.compile(r"执行率|产出|效益|满意度|单项|小计")
_CLAUSE = re.compile(r"[。；！？\n]")
NONE = "—"
"""What stands for a rate that nobody can tell."""
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年")
_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True)
class Contradiction:
    """A figure in a section's text that contradicts the ledger: `blank` names it, `known` is the ledger's.

    `said` is as written; both are in the unit of the blank (万元, %, 分).
    """

    section: str
    blank: str
    said: str
    known: str


def contradictions(book: Book, as_of: date | None = None) -> tuple[Contradiction, ...]:
    """Every number in people's own texts that contradicts the ledger, in the order of the report.

    Only what is plainly said of the whole fund and the whole year counts: a sentence that names a project, a part of
    the year, another year or a target is left alone, and a figure rounded from the ledger's is right.
    """
    known = figures(book, as_of)
    found = (one for section in SECTIONS for line in _lines(book, section) for one in _in(book, section, line, known))
    return tuple(dict.fromkeys(found))


def states(words: str, blank: str, known: str) -> bool:
    """Whether the words say this of the score or the grade, by its blank or in figures."""
    if f"{{{blank}}}" in words:
        return True
    pattern = _SCORE_IN_CONCLUSION if blank == SCORE else dict(_CLAIMS)[blank]
    return any(_agrees(blank, found, known) for found in pattern.finditer(words.translate(_HALF_WIDTH)))


def _lines(book: Book, section: str) -> tuple[str, ...]:
    text = book.text(section)
    return text.paragraphs if text else ()


def _in(book: Book, section: str, line: str, known: dict[str, str | None]) -> Iterator[Contradiction]:
    names = {name for state in book.projects.values() for name in (state.name, state.short_name) if name}
    for sentence in _CLAUSE.split(line.translate(_HALF_WIDTH)):
        if any(name in sentence for name in names) or {*_YEAR.findall(sentence)} - {str(book.year)}:
            continue
        for blank, found in _claims(section, sentence):
            figure = known[blank]
            if figure not in (None, NONE) and not _of_a_part(sentence, found) and not _agrees(blank, found, figure):
                yield Contradiction(section, blank, _as_said(found), figure)


def _claims(section: str, sentence: str) -> Iterator[tuple[str, re.Match[str]]]:
    for blank, pattern in _CLAIMS:
        if blank == SCORE and section == CONCLUSION and not _OF_A_CATEGORY.search(sentence):
            pattern = _SCORE_IN_CONCLUSION
        yield from ((blank, found) for found in pattern.finditer(sentence))


def _of_a_part(sentence: str, found: re.Match[str]) -> bool:
    """Whether the words around the number, from the comma before it to its end, speak of a part or of a target."""
    start = max(sentence.rfind(mark, 0, found.start()) for mark in "，、,") + 1
    return _OF_A_PART.search(sentence[start : found.end() + 2]) is not None


def _agrees(blank: str, found: re.Match[str], known: str) -> bool:
    if blank == GRADE:
        return found["said"] == known
    said, exact = Decimal(found["said"].replace(",", "")), Decimal(known.rstrip("%").replace(",", ""))
    unit = found.groupdict().get("unit")
    if unit:
        exact = exact * _UNITS["万元"] / _UNITS[unit]
    step = Decimal(1).scaleb(-len(found["said"].partition(".")[2]))
    return said in (exact.quantize(step, ROUND_HALF_UP), exact.quantize(step, ROUND_DOWN))


def _as_said(found: re.Match[str]) -> str:
    return found[0].strip()
