"""Amounts, days and years in a file, read as the chat reads what people type."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.dates import InvalidDate, parse_date
from perfbot.domain.amounts.money import InvalidAmount, parse_amount
from perfbot.domain.amounts.numerals import folded

FIRST_YEAR, LAST_YEAR = 2000, 2099
_LEAP_YEAR = 2020
_YEAR = re.compile(r"([0-9]{1,12})\s*(?:年度?)?")
_BARE = re.compile(r"[0-9][0-9,.'’ ]*")


def amount_of(words: str) -> Decimal:
    """The amount in 元 of what counts in 万元 where it says no unit; 0 is one too. Raises InvalidAmount."""
    try:
        return parse_amount(words)
    except InvalidAmount as why:
        if why.reason == "zero":
            return Decimal(0)
        raise


def is_bare(words: str) -> bool:
    """Whether the amount is a number without a unit."""
    return _BARE.fullmatch(folded(words)) is not None


def day_of(words: str, year: int) -> date | None:
    """The day of the year; while the book's year is not known (0), None for every day there can be.

    今天 and 周五 say nothing in a file. Raises InvalidDate.
    """
    last = date(year or _LEAP_YEAR, 12, 31)
    if not re.search("[0-9月]", folded(words)):
        raise InvalidDate(words, "unreadable", last.year, last)
    try:
        day = parse_date(words, last.year, last)
    except InvalidDate as why:
        if year or why.reason != "other_year":
            raise
        return None
    return day if year else None


def year_of(words: str) -> int | None:
    """2026, 2026年 or 2026年度; None for anything else."""
    found = _YEAR.fullmatch(folded(words).strip())
    return int(found[1]) if found else None
