"""`python bot.py load FILE`: a year book or a filled-in set-up workbook into the data folder, all or nothing."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from perfbot.domain.books.errors import Refused
from perfbot.domain.books.members import LOADER
from perfbot.domain.previews.changes import change_of
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.render.chat.refusals import sentence
from perfbot.render.document import document
from perfbot.render.office import setup as setup_words
from perfbot.render.office.setup_preview import untaken
from perfbot.render.places.text import text
from perfbot.render.terminal import shell as shell_words
from perfbot.setting_up import WORKBOOK, Joining, KeyIsHidden, Letter, NotOurs, PeopleNotKept, SettingUp, opened
from perfbot.settings import Settings
from perfbot.shell.serving import open_store
from perfbot.shell.terminal import complain, say
from perfbot.store.files.layout import is_data_folder
from perfbot.workbooks.safety import Unsafe
from perfbot.years.loader import commands_of, read_year_book, unlike
from perfbot.years.problems import YearBookProblems
from perfbot.years.schema import YearBook
from perfbot.years.sheets.grid import Grid

DONE, FAILED = 0, 1
_OTHER_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")
"""How files of Word, WPS, old Excel and PDF begin, and archives; none of them is text."""


def load(options: argparse.Namespace, settings: Settings, data: Path, now: datetime) -> int:
    """Load the file; a data folder is made where there is none. Loading twice adds nothing."""
    file: Path = options.file
    if file.suffix.lower() == ".xlsx":
        return _load_workbook(file, settings, data, now)
    content = file.read_bytes()
    if content.startswith(_OTHER_FORMATS):
        complain(shell_words.other_format(file.name))
        return FAILED
    try:
        year_book = read_year_book(content.decode("utf-8"), file.name)
    except UnicodeDecodeError:
        is_text = file.suffix.lower() in ("", ".toml", ".txt")
        complain(shell_words.not_utf8(file.name) if is_text else shell_words.other_format(file.name))
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
        grid = opened(WORKBOOK, file.read_bytes())
        if not is_data_folder(data):
            SettingUp(None, None, LOADER, now).proposal(grid, file.name)
        store = open_store(data, now)
        try:
            return _take_in(grid, file.name, SettingUp(Ledger(store), Office(store, settings.admin_ids), LOADER, now))
        finally:
            store.close()
    except NotOurs:
        complain(text(setup_words.not_ours()).strip())
    except Unsafe as unsafe:
        complain(text(setup_words.refused(unsafe.danger.value, unsafe.detail)).strip())
    except KeyIsHidden as found:
        complain(shell_words.key_is_hidden(found.key, found.name, found.reason))
    except YearBookProblems as problems:
        complain(str(problems))
    return FAILED


def _take_in(grid: Grid | Letter, name: str, setting_up: SettingUp) -> int:
    """The workbook's book, then its people whose Telegram id is known; the others are invited from the chat."""
    whole = setting_up.proposal(grid, name)
    invited = [change.member.name for change in whole.people if change.joining is Joining.INVITED]
    known = tuple(change for change in whole.people if change.joining is not Joining.INVITED)
    try:
        setting_up.load(replace(whole, people=known))
    except PeopleNotKept as failure:
        complain(text(setup_words.people_not_kept(whole.book, len(whole.plan.steps), str(failure))).strip())
        return FAILED
    say(shell_words.workbook_loaded(name, whole.plan.key, len(whole.plan.steps), invited))
    notes = tuple(untaken(whole.left_out, whole.passed_over, whole.waiting))
    if notes:
        say(text(document(*notes)).strip())
    return DONE
