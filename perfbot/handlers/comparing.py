"""/ready: what the report lacks; /compare: two years side by side."""

from __future__ import annotations

import asyncio
import re

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.evaluation.comparison import compared, year_figures
from perfbot.domain.evaluation.readiness import readiness
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, names, readable
from perfbot.handlers.desk import Desk
from perfbot.render.chat import choosing as worded
from perfbot.render.document import Document
from perfbot.render.figures.compare import compare_document, projects_document
from perfbot.render.report.ready import ready_document


async def ready(desk: Desk, ask: Ask) -> None:
    """/ready: what is missing, by owner, with buttons into each conversation."""
    chosen = await choose(desk, ask, "ready")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    found = readiness(book, None, desk.today(), desk.office.members(), desk.rulebook)
    await reply(desk, ask, ready_document(book, found, desk.office.names()))


async def compare(desk: Desk, ask: Ask) -> None:
    """/compare: two years of a fund, or one year's projects where there is only one year."""
    books = readable(desk, ask.member)
    wanted = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", ask.words)]
    missing = next((year for year in wanted if year not in {key.year for key in books}), None)
    if not books or missing is not None:
        await reply(desk, ask, worded.no_such_book(missing, "compare", names(desk, books)))
        return
    pair = _pair(books, wanted)
    await reply(desk, ask, await asyncio.to_thread(_compared, desk, [desk.ledger.view(key) for key in pair]))


def _pair(books: tuple[BookKey, ...], wanted: list[int]) -> tuple[BookKey, ...]:
    """The two books of one fund: of the years named, else its newest two."""
    newest = max(books, key=lambda key: (not wanted or key.year in wanted, key.year))
    same = sorted(key for key in books if key.fund == newest.fund)
    named = [key for key in same if key.year in wanted]
    return tuple(named[-2:] if len(named) > 1 else [key for key in same if key.year <= newest.year][-2:])


def _compared(desk: Desk, pair: list[Book]) -> Document:
    figures = [year_figures(book, desk.day_of(book.year), desk.rulebook) for book in pair]
    if len(figures) == 2:
        return compare_document(compared(figures[0], figures[1]))
    return projects_document(figures[0])
