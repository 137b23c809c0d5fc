"""Reads a year book, whole and checked, and turns it into commands or straight into a Book."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.members import LOADER
from perfbot.domain.books.rules import decide
from perfbot.toml_lines import key_lines
from perfbot.years.commands import stated_at
from perfbot.years.crosschecks import check
from perfbot.years.problems import Findings, YearBookProblem, YearBookProblems, shown
from perfbot.years.reading import year_book_from
from perfbot.years.schema import YearBook

SAMPLE = "jiangmen-2021.toml"
"""The real 2021 book that comes with the program."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_year_book(text: str, name: str) -> YearBook:
    """The year book of a TOML text; raises YearBookProblems with every mistake at once.

    Its amounts are written in 万元 and held in 元.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise YearBookProblems(name, [_syntax(text, error)]) from None
    findings = Findings(key_lines(text))
    book = year_book_from(data, name, findings)
    check(book, findings)
    if findings.problems:
        raise YearBookProblems(name, findings.problems)
    return book


def _syntax(text: str, error: Exception) -> YearBookProblem:
    found = _AT_LINE.search(str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    written = text.split("\n")[line - 1].strip()
    remedy = f"检查这一行和上一行的引号、方括号、逗号（{_AT_LINE.sub('', str(error)).strip()}）。"
    return YearBookProblem(line, "写法", "TOML 格式", shown(written), remedy)


def commands_of(book: YearBook) -> tuple[Stated, ...]:
    """The commands of the year book in recording order; their keys are the same on every loading."""
    return tuple(stated for _, stated in stated_at(book))


def build_book(book: YearBook, now: datetime) -> Book:
    """A Book filled with the year book as if loaded at `now`; raises Refused for entries after that day."""
    made = Book(book.key)
    for stated in commands_of(book):
        circumstances = Circumstances(LOADER, now, now.date(), stated.basis, stated.note)
        for entry in decide(made, stated.command, circumstances):
            made.apply(entry)
    return made


def unlike(book: YearBook, kept: Book, now: datetime) -> tuple[Entry, ...]:
    """Entries of a book that its file would now state otherwise; loading does not change them."""
    fresh = build_book(book, now)
    pairs = ((entry, kept.entry(entry.id)) for entry in fresh.entries)
    return tuple(old for new, old in pairs if old is not None and _content(old) != _content(new))


def _content(entry: Entry) -> dict[str, object]:
    ours = ("number", "recorded_at", "recorded_by")
    return {name: value for name, value in vars(entry).items() if name not in ours}


@cache
def sample_text() -> str:
    """The text of the bundled year book."""
    return files("perfbot.years").joinpath(SAMPLE).read_text(encoding="utf-8")


@cache
def sample() -> YearBook:
    """The bundled year book, read and checked."""
    return read_year_book(sample_text(), SAMPLE)
