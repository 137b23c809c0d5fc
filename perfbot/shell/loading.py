"""`python bot.py load FILE`: a year book or a filled-in set-up workbook into the data folder, all or nothing."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from perfbot.domain.books.book import Book
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.domain.previews.changes import change_of
from perfbot.forms.coding import code_for
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.render.chat.refusals import sentence
from perfbot.render.document import Paragraph, document
from perfbot.render.office import setup as setup_words
from perfbot.render.office.setup_preview import untaken
from perfbot.render.places.text import text
from perfbot.render.terminal import shell as shell_words
from perfbot.settings import Settings
from perfbot.shell.serving import open_store
from perfbot.shell.terminal import complain, say
from perfbot.store.files.layout import is_data_folder
from perfbot.workbooks.isolated import read_grid
from perfbot.workbooks.safety import Unsafe
from perfbot.years.loader import commands_of, read_year_book, unlike
from perfbot.years.problems import YearBookProblems
from perfbot.years.schema import YearBook
from perfbot.years.sheets.grid import Grid
from perfbot.years.sheets.planning import Plan, left_out, plan_of, rehearse
from perfbot.years.sheets.reading import Surroundings, is_workbook, read_workbook
from perfbot.years.sheets.roster import Joining, roster
from perfbot.years.sheets.schema import Workbook

DONE, FAILED = 0, 1


def load(options: argparse.Namespace, settings: Settings, data: Path, now: datetime) -> int:
    """Load the file; a data folder is made where there is none. Loading twice adds nothing."""
    file: Path = options.file
    if file.suffix.lower() == ".xlsx":
        return _load_workbook(file, settings, data, now)
    try:
        year_book = read_year_book(file.read_text("utf-8"), file.name)
    except UnicodeDecodeError:
        complain(shell_words.not_utf8(file.name))
        return FAILED
    except YearBookProblems as problems:
        complain(str(problems))
        return FAILED
    store = open_store(data, now)
    try:
        _load_year_book(year_book, Ledger(store), file.name, now)
    except Refused as refused:
        complain(shell_words.refused(sentence(refused)))
        return FAILED
    finally:
        store.close()
    return DONE


def _load_year_book(year_book: YearBook, ledger: Ledger, name: str, now: datetime) -> None:
    """A new book, or what an existing one does not say yet; what was recorded is never rewritten."""
    stated, key = commands_of(year_book), year_book.key
    if key not in ledger.books():
        book = ledger.open_book(key, stated, LOADER, now, now.date())
        say(shell_words.loaded(name, key, len(book), len(book.reported_projects), len(book.indicators)))
        return
    news = [item for item in stated if change_of(ledger.book(key), item.command) is not None]
    added = ledger.record_all(key, news, LOADER, now, now.date())
    differing = [entry.number for entry in unlike(year_book, ledger.book(key), now)]
    say(shell_words.loaded_more(name, key, len(added), differing))


def _load_workbook(file: Path, settings: Settings, data: Path, now: datetime) -> int:
    try:
        grid = read_grid(file.read_bytes())
        if not is_workbook(grid):
            complain(text(setup_words.not_ours()).strip())
            return FAILED
        if not is_data_folder(data):
            _planned(grid, file.name, None, now)
        store = open_store(data, now)
        try:
            _take_in(grid, file.name, Ledger(store), Office(store, settings.admin_ids), now)
        finally:
            store.close()
    except Unsafe as unsafe:
        complain(text(setup_words.refused(unsafe.danger.value, unsafe.detail)).strip())
        return FAILED
    except YearBookProblems as problems:
        complain(str(problems))
        return FAILED
    return DONE


def _planned(
    grid: Grid, name: str, ledger: Ledger | None, now: datetime
) -> tuple[Workbook, Plan, tuple[Paragraph, ...]]:
    """The workbook, what it would do, and notes on what stays and what was not read.

    Raises YearBookProblems with every cell that stands against it.
    """
    workbook = read_workbook(grid, name, _surroundings(ledger, now))
    key = workbook.book.key
    known = ledger.book(key) if ledger is not None and key in ledger.books() else None
    plan = plan_of(workbook.book, known)
    rehearse(plan, workbook.book, known, LOADER, now, now.date())
    return workbook, plan, tuple(untaken(left_out(workbook.book, known), workbook.passed_over))


def _take_in(grid: Grid, name: str, ledger: Ledger, office: Office, now: datetime) -> None:
    """The workbook's book, then its people whose Telegram id is known; the others are invited from the chat."""
    workbook, plan, notes = _planned(grid, name, ledger, now)
    if plan.creates:
        ledger.open_book(plan.key, plan.stated, LOADER, now, now.date())
    else:
        ledger.record_all(plan.key, plan.stated, LOADER, now, now.date())
    invited = []
    for change in roster(workbook.people, office.members(), plan.key.fund):
        if change.joining is Joining.INVITED:
            invited.append(change.member.name)
        elif change.joining is Joining.ADMITTED:
            office.admit(change.member, LOADER, now)
        else:
            office.change(change.member, "workbook", LOADER, now, change.member.role.value)
    say(shell_words.workbook_loaded(name, plan.key, len(plan.steps), invited))
    if notes:
        say(text(document(*notes)).strip())


def _surroundings(ledger: Ledger | None, now: datetime) -> Surroundings:
    if ledger is None:
        return Surroundings(now.date(), {}, code_for)
    keys = ledger.books()
    funds = {fund.name: key.fund for key in keys if (fund := ledger.book(key).fund) is not None}

    def book(key: BookKey) -> Book | None:
        return ledger.book(key) if key in keys else None

    return Surroundings(now.date(), funds, lambda name: code_for(name, frozenset(funds.values())), book)
