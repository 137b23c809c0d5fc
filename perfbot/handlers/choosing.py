"""Which book a question is about: asked only where there is more than one that the person may read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.forms.naming import names_a_project
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.sent_files import carries_file
from perfbot.handlers.session import Carried
from perfbot.render.chat import choosing as worded


@dataclass(frozen=True)
class Chosen:
    """The book, and the words that were not used to choose it."""

    key: BookKey
    words: str


def readable(desk: Desk, member: Member | None) -> tuple[BookKey, ...]:
    """The books that the person may read; without a person, the group's: all of them."""
    return tuple(key for key in desk.ledger.books() if member is None or member.may_read(key.fund))


def own_project(desk: Desk, member: Member | None) -> str:
    """The short name of the first project of the newest book that the person records for; empty where there is none."""
    for key in sorted(readable(desk, member), key=lambda key: -key.year):
        for state in desk.ledger.book(key).reported_projects:
            if member is not None and member.may_record(key.fund, state.code):
                return state.short_name
    return ""


async def choose(desk: Desk, ask: Ask, command: str, *, ask_year: bool = False, figures: bool = False) -> Chosen | None:
    """The book that the words name or that goes without saying; otherwise the choice is put to the person.

    `figures`: four digits may be an amount or a value, so that only 2021年 in the first place is a year.
    """
    books = readable(desk, ask.member)
    year, fund_words, rest = _split(ask.words, books, desk, figures=figures)
    matching = [key for key in books if (year is None or key.year == year) and fund_words in ("", key.fund)]
    if not books or not matching:
        office = ask.private and ask.member is not None and ask.member.is_admin
        await reply(desk, ask, worded.no_such_book(year, command, names(desk, books), office=office), anew=True)
        return None
    if year is None and not ask_year:
        matching = _of_the_best_years(matching, ask.day.year)
    if len(matching) > 1 and year is None and rest and not ask_year:
        matching = [key for key in matching if names_a_project(desk.ledger.book(key), rest)] or matching
    if len(matching) == 1 and not (ask_year and year is None):
        return Chosen(matching[0], rest)
    files = (ask.message,) if ask.message is not None and carries_file(ask.message) else ()
    carried = Carried(command, rest, files, worded.carried_key(rest, [file.message_id for file in files]))
    desk.session.carried[ask.user_id] = carried
    await reply(desk, ask, worded.which_book(command, names(desk, matching), rest, carried.key), anew=True)
    return None


def names(desk: Desk, books: tuple[BookKey, ...] | list[BookKey]) -> dict[BookKey, str]:
    """The books with the name of their fund."""
    return {key: desk.ledger.book(key).name for key in books}


def _of_the_best_years(books: list[BookKey], this_year: int) -> list[BookKey]:
    """Of each fund this year's book, or its newest where there is none: no fund is passed over for being behind."""
    best: dict[str, BookKey] = {}
    for key in sorted(books, key=lambda key: (key.year == this_year, key.year)):
        best[key.fund] = key
    return [key for key in books if best[key.fund] == key]


def _split(words: str, books: tuple[BookKey, ...], desk: Desk, *, figures: bool) -> tuple[int | None, str, str]:
    year: int | None = None
    fund = ""
    rest: list[str] = []
    if not words:
        return year, fund, ""
    by_name = {name: key.fund for key, name in names(desk, books).items()} | {key.fund: key.fund for key in books}
    for index, word in enumerate(words.split()):
        key = re.fullmatch(r"([a-z0-9-]+)-(\d{4})", word)
        if key and key[1] in by_name.values():
            fund, year = key[1], int(key[2])
        elif year is None and _is_year(word, index, figures=figures):
            year = int(word[:4])
        elif not fund and index < 2 and word in by_name:
            fund = by_name[word]
        else:
            rest.append(word)
    return year, fund, " ".join(rest)


def _is_year(word: str, index: int, *, figures: bool) -> bool:
    """2021 or 2021年 among the first two words; where figures are typed only the latter, and only in front."""
    unsaid = "" if figures else "?"
    return index < (1 if figures else 2) and bool(re.fullmatch(rf"(19|20)\d\d{worded.YEAR_WORD}{unsaid}", word))
