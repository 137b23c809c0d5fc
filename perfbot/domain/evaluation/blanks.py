"""The grammar of blanks in the report's words: {支出率} and its like, filled with the ledger's figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import format_wan, rate_percent
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import fund_budget, reported_projects

YEAR = "年度"
PROJECTS = "项目数"
INITIAL = "年初预算"
SUPPLEMENTED = "追加"
ADJUSTED = "调整后预算"
EXECUTED = "已支出"
RATE = "支出率"
SCORE = "自评得分"
GRADE = "绩效等级"

BLANKS: tuple[str, ...] = (YEAR, PROJECTS, INITIAL, SUPPLEMENTED, ADJUSTED, EXECUTED, RATE, SCORE, GRADE)
"""Every name that may stand in braces."""

_BLANK = re.compile(r"\{([^{}\n]{1,20})\}")


def blanks_in(words: str) -> tuple[str, ...]:
    """What stands in braces, known or not, in reading order."""
    return tuple(_BLANK.findall(words))


def figures(book: Book, as_of: date | None = None) -> dict[str, str | None]:
    """The figure for every blank, in words: amounts in 万元 without trailing zeros; None where nothing is known yet."""
    view = fund_budget(book, as_of)
    declared = book.declared
    return {
        YEAR: str(book.year),
        PROJECTS: str(len(reported_projects(book, as_of))),
        INITIAL: short_wan(view.initial),
        SUPPLEMENTED: short_wan(view.supplemented),
        ADJUSTED: short_wan(view.adjusted),
        EXECUTED: short_wan(view.executed),
        RATE: rate_percent(view.executed, view.adjusted),
        SCORE: short_number(declared.score) if declared else None,
        GRADE: declared.grade if declared else None,
    }


def filled(words: str, known: Mapping[str, str | None], missing: Callable[[str], str]) -> str:
    """The words with their blanks filled; a blank whose figure is not there becomes `missing(name)`.

    Braces around anything else are a person's own words and stay.
    """
    if "{" not in words:
        return words

    def figure(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known:
            return found[0]
        return known[name] or missing(name)

    return _BLANK.sub(figure, words)


def short_wan(amount: Decimal) -> str:
    """元 as 万元 the way running text writes it: 11,277,000 元 → 1127.7, 10,070,000 元 → 1007."""
    return _trimmed(format_wan(amount))


def short_number(number: Decimal) -> str:
    """A number without trailing zeros: 97.0 → 97."""
    return _trimmed(f"{number:f}")


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
