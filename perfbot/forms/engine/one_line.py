"""Reads the answers of a form from one typed line; the rest is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from perfbot.domain.amounts.dates import InvalidDate, parse_date
from perfbot.domain.amounts.money import InvalidAmount, parse_amount
from perfbot.domain.amounts.numerals import folded
from perfbot.forms.engine.fields import Choice
from perfbot.forms.engine.finding import find

LONGEST = 600
_WITH_UNIT = re.compile(r".*[万亿元圆¥]", re.DOTALL)
_SURE_DATE = re.compile(r".*[月号日天]|[0-9]{4}[-/.年].+|[0-9]{8}", re.DOTALL)
_NO_AMOUNT = re.compile(r"[-−][0-9.]+|[0-9.]+e[-+]?[0-9]+|nan|inf(inity)?", re.IGNORECASE)
"""Meant as an amount and none: it is put to the amount's question, lest the day behind it be taken for one."""
_JOINED = 3
_FIGURES_BEGIN = r"(?<=[\u4e00-\u9fff])(?<![年月第])(?=[0-9])"
BEFORE_FIGURES = re.compile(_FIGURES_BEGIN)
AROUND_FIGURES = re.compile(
    rf"{_FIGURES_BEGIN}|(?<=[0-9元日号万亿])(?=[\u4e00-\u9fff])(?![元万亿千百年月日号天零〇一二两三四五六七八九十])"
)
"""Where figures and words part in a line without blanks: before a value (参展6家), or on both sides of a sum."""


def tokens(line: str, glue: re.Pattern[str] = BEFORE_FIGURES) -> list[str]:
    """The words of the line, in order; one written without blanks parts at its commas, else where it is glued.

    `中博会，3.2，展位搭建` and `中博会3.2万展位搭建6月30日` are as good as with blanks.
    """
    words = line[:LONGEST].split()
    if len(words) == 1:
        words = re.sub("[，、；;]", " ", words[0]).split()
    return glue.sub(" ", words[0]).split() if len(words) == 1 else words


def take_choice(words: list[str], choices: Sequence[Choice]) -> Choice | None:
    """Take the first words that name exactly one choice off the line, the longest such run."""
    for length in range(min(_JOINED, len(words)), 0, -1):
        found = find(" ".join(words[:length]), choices).only
        if found is not None:
            del words[:length]
            return found
    return None


@dataclass(frozen=True)
class Money:
    """Amount and day as typed, and the remaining words in order."""

    amount: str | None
    day: str | None
    rest: list[str]


def money_and_day(words: Sequence[str], year: int) -> Money:
    """Tell amount and day apart: by unit or date signs first, else the amount comes before the day (3.2 … 6.30)."""
    left = list(words)
    amount = _take(left, lambda word: bool(_WITH_UNIT.fullmatch(folded(word))) and is_amount(word))
    day = _take(left, lambda word: bool(_SURE_DATE.fullmatch(folded(word))) and is_day(word, year))
    amount = amount or _take(left, lambda word: is_amount(word) or bool(_NO_AMOUNT.fullmatch(folded(word))))
    day = day or _take(left, lambda word: is_day(word, year))
    return Money(amount, day, left)


def _take(words: list[str], wanted: Callable[[str], bool]) -> str | None:
    for index, word in enumerate(words):
        if wanted(word):
            return words.pop(index)
    return None


def is_amount(word: str) -> bool:
    """Whether the word alone is an amount."""
    try:
        parse_amount(word)
    except InvalidAmount:
        return False
    return True


def is_day(word: str, year: int) -> bool:
    """Whether the word alone is a day of any year, come or not; whether it will do is asked later."""
    try:
        parse_date(word, year, date(year, 12, 31))
    except InvalidDate as why:
        return why.reason == "other_year"
    return True
