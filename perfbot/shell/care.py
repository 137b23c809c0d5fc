"""Subcommands that look after the data: load a file, verify, back up, restore, check everything."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from perfbot.domain.errors import Refused
from perfbot.domain.members import LOADER
from perfbot.ledger import Ledger
from perfbot.render import shell_words
from perfbot.render.refusals import sentence
from perfbot.settings import Settings
from perfbot.shell.checking import check
from perfbot.shell.say import complain, say
from perfbot.shell.serving import open_store
from perfbot.store.backup import make_backup, rotate
from perfbot.store.layout import is_data_folder, layout_of
from perfbot.store.mend import mend
from perfbot.store.restore import restore as put_back
from perfbot.store.verify import verify_directory
from perfbot.years.loader import commands_of, read_year_book, unlike
from perfbot.years.problems import YearBookProblems


def load(options: argparse.Namespace, _: Settings, data: Path, now: datetime) -> int:
    """Load a year book; a data folder is made where there is none. Loading twice adds nothing."""
    try:
        year_book = read_year_book(options.file.read_text("utf-8"), options.file.name)
    except YearBookProblems as problems:
        complain(str(problems))
        return 1
    if not is_data_folder(data):
        say(shell_words.created(str(data)))
    store = open_store(data, now)
    try:
        ledger, stated = Ledger(store), commands_of(year_book)
        if year_book.key not in ledger.books():
            book = ledger.open_book(year_book.key, stated, LOADER, now, now.date())
            counts = len(book), len(book.reported_projects), len(book.indicators)
            say(shell_words.loaded(options.file.name, year_book.key, *counts))
        else:
            added = ledger.record_all(year_book.key, stated, LOADER, now, now.date())
            differing = [entry.number for entry in unlike(year_book, ledger.book(year_book.key), now)]
            say(shell_words.loaded_more(options.file.name, year_book.key, len(added), differing))
    except Refused as refused:
        complain(shell_words.refused(sentence(refused)))
        return 1
    finally:
        store.close()
    return 0


def verify(_: argparse.Namespace, __: Settings, data: Path, ___: datetime) -> int:
    """Find any edited, missing or reordered line; 1 when there is one."""
    found = verify_directory(data)
    if found:
        complain(shell_words.findings([str(item) for item in found]))
        return 1
    journals = [path for path, _ in layout_of(data).journals()]
    lines = sum(path.read_bytes().count(b"\n") for path in journals)
    say(shell_words.verified(len(journals), lines))
    return 0


def backup(options: argparse.Namespace, _: Settings, data: Path, now: datetime) -> int:
    """Make a backup, beside a running bot too."""
    folder = options.out or layout_of(data).backups
    made = make_backup(data, folder, now)
    rotate(folder)
    say(shell_words.backed_up(str(made)))
    return 0


def restore(options: argparse.Namespace, _: Settings, data: Path, now: datetime) -> int:
    """Put a verified backup in place; what was there is kept aside."""
    done = put_back(options.file, data, now)
    say(shell_words.restored(str(options.file), str(done.kept or "")))
    return 0


def put_right(_: argparse.Namespace, __: Settings, data: Path, now: datetime) -> int:
    """Put damaged files right as far as a copy allows; 1 when lines were lost, each file named."""
    done = mend(data, now)
    if not done:
        say(shell_words.nothing_to_mend())
        return 0
    for one in done:
        say(shell_words.mended(one.file, one.had, one.has, str(one.kept or "")))
    return 1 if any(one.had is None or one.has < one.had for one in done) else 0


def check_all(_: argparse.Namespace, settings: Settings, data: Path, now: datetime) -> int:
    """Settings, timetable, data, connection, group: one line each."""
    return asyncio.run(check(settings, data, now))


CARE: dict[str, Callable[[argparse.Namespace, Settings, Path, datetime], int]] = {
    "load": load,
    "verify": verify,
    "backup": backup,
    "restore": restore,
    "mend": put_right,
    "check": check_all,
}
