"""/text: reading and rewriting the report's words, also from a file, with versions and a way back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import TextWritten
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.sections import PLACES, SECTIONS
from perfbot.forms.engine.fields import Choice
from perfbot.forms.engine.finding import find
from perfbot.forms.text import PARAGRAPH, finished, version_subject
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.conversing import open_in, say
from perfbot.handlers.desk import Desk
from perfbot.handlers.sent_files import fetched, upload_of
from perfbot.records.evidence import suffix_of
from perfbot.render.chat import answers
from perfbot.render.presses import TextAct, TextPress
from perfbot.render.report import texts as worded
from perfbot.workbooks.isolated import read_letter
from perfbot.workbooks.safety import Unsafe

FORM = "text"
_LARGEST_TEXT = 1024 * 1024
_SECTION_CHOICES = tuple(Choice(section, PLACES[section], names=(PLACES[section],)) for section in SECTIONS)


async def text(desk: Desk, ask: Ask) -> None:
    """/text: every section; with a section's name, that one."""
    chosen = await choose(desk, ask, "text")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    if not chosen.words.strip():
        await reply(desk, ask, worded.sections(book, desk.office.names()))
        return
    found = find(chosen.words, _SECTION_CHOICES).only
    if found is None:
        await reply(desk, ask, worded.no_such_section(chosen.words))
    else:
        await _page(desk, ask, book, found.id, 0)


async def press(desk: Desk, ask: Ask, pressed: TextPress) -> None:
    """A button of the words; the office's alone."""
    section = pressed.section
    if not ask.person.is_admin or section not in (*SECTIONS, ""):
        await toast(desk, ask, answers.stale_button())
        return
    book = desk.ledger.book(pressed.book)
    if not section:
        await reply(desk, ask, worded.sections(book, desk.office.names()))
        return
    await _ACTS[pressed.act](desk, ask, book, section, pressed.number)


async def _page(desk: Desk, ask: Ask, book: Book, section: str, _: int) -> None:
    year = book.year - 1 if _last_year(desk, book, section) else None
    await reply(desk, ask, worded.section_page(book, section, desk.office.names(), last_year=year))


def _last_year(desk: Desk, book: Book, section: str) -> TextWritten | None:
    """The words of the year before, where this year has none yet."""
    key, known = BookKey(book.key.fund, book.year - 1), book.text(section)
    if (known is not None and known.paragraphs) or key not in desk.ledger.books():
        return None
    words = desk.ledger.book(key).text(section)
    return words if words is not None and words.paragraphs else None


async def _write(desk: Desk, ask: Ask, book: Book, section: str, _: int) -> None:
    await open_in(desk, _anew(ask), book.key, FORM, subject=section)


async def _take_over(desk: Desk, ask: Ask, book: Book, section: str, _: int) -> None:
    words = _last_year(desk, book, section)
    if words is None:
        await toast(desk, ask, answers.stale_button())
    else:
        await open_in(desk, _anew(ask), book.key, FORM, PARAGRAPH.join(words.paragraphs), section)


async def _versions(desk: Desk, ask: Ask, book: Book, section: str, _: int) -> None:
    await reply(desk, ask, worded.versions(book, section, desk.office.names()))


async def _version(desk: Desk, ask: Ask, book: Book, section: str, number: int) -> None:
    version = _numbered(book, section, number)
    if version is None:
        await toast(desk, ask, answers.stale_button())
    else:
        await reply(desk, ask, worded.version_page(book, section, version, desk.office.names()))


async def _back(desk: Desk, ask: Ask, book: Book, section: str, number: int) -> None:
    version = _numbered(book, section, number)
    if version is None:
        await toast(desk, ask, answers.stale_button())
    else:
        await open_in(desk, _anew(ask), book.key, FORM, subject=version_subject(section, version.number))


def _anew(ask: Ask) -> Ask:
    """The conversation stands by itself: the page it was opened from stays."""
    return replace(ask, message_id=None)


def _numbered(book: Book, section: str, number: int) -> TextWritten | None:
    entry = book.numbered(number)
    return entry if isinstance(entry, TextWritten) and entry.section == section else None


_ACTS: dict[TextAct, Callable[[Desk, Ask, Book, str, int], Awaitable[None]]] = {
    "": _page,
    "w": _write,
    "l": _versions,
    "v": _version,
    "b": _back,
    "y": _take_over,
}


async def receive(desk: Desk, ask: Ask) -> None:
    """A .txt or .docx sent while a section is being written: its words, whole."""
    assert ask.message is not None
    upload = upload_of(ask.message)
    suffix = suffix_of(upload.filename)
    if suffix not in ("txt", "docx") or (suffix == "txt" and upload.size > _LARGEST_TEXT):
        await reply(desk, ask, worded.wrong_file(suffix))
        return
    try:
        words, tables = await _words_of(await fetched(desk, ask.message, upload), suffix)
    except (Unsafe, UnicodeDecodeError):
        await reply(desk, ask, worded.unreadable_file())
        return
    member = desk.office.member(ask.user_id)
    if not words.strip():
        await reply(desk, ask, worded.empty_file())
    elif member is not None:
        if tables:
            await reply(desk, ask, worded.tables_left_out(tables))
        await say(desk, replace(ask, member=member, words=finished(words)))


async def _words_of(content: bytes, suffix: str) -> tuple[str, int]:
    """The words of a text file in UTF-8 or GB 18030, or the paragraphs of a Word file and how many tables it has."""
    if suffix == "docx":
        letter = await asyncio.to_thread(read_letter, content)
        told = [block for block in letter.blocks if isinstance(block, str)]
        return "\n".join(told), len(letter.blocks) - len(told)
    try:
        return content.decode("utf-8-sig"), 0
    except UnicodeDecodeError:
        return content.decode("gb18030"), 0
