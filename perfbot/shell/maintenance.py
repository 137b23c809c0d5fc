"""Subcommands on the data: verify, back up, restore, mend, check, hide."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.records.hidden_books import HiddenBooks
from perfbot.records.recovery import note_mended, note_restored
from perfbot.render.terminal import shell as shell_words
from perfbot.render.terminal import store as store_words
from perfbot.settings import Settings
from perfbot.shell.checking import check
from perfbot.shell.loading import load
from perfbot.shell.serving import open_store
from perfbot.shell.terminal import complain, say
from perfbot.store.errors import BackupDamaged
from perfbot.store.files.archive import verify_backup
from perfbot.store.files.backup import archives, make_backup, rotate
from perfbot.store.files.layout import layout_of
from perfbot.store.files.mend import mend
from perfbot.store.files.restore import restore as put_back
from perfbot.store.files.strays import strays
from perfbot.store.files.verify import DataFault, verify_directory
from perfbot.store.tiny.store import TinyStore


def verify(_: argparse.Namespace, __: Settings, data: Path, ___: datetime) -> int:
    """Find any edited, missing or reordered line, lost evidence, damaged backup; 1 when there is one."""
    found, backups = verify_directory(data), archives(layout_of(data).backups)
    found += [bad for path in backups for bad in _damage(path)]
    _name_strays(data)
    if found:
        worded = [store_words.finding(one.kind, one.file, one.line, one.expected, one.found) for one in found]
        complain(shell_words.findings(worded))
        return 1
    journals = [path for path, _ in layout_of(data).journals()]
    lines = sum(path.read_bytes().count(b"\n") for path in journals)
    say(shell_words.verified(len(journals), lines, len(backups)))
    return 0


def _name_strays(data: Path) -> None:
    """Name files in the folder that are not perfbot's; they are left alone."""
    if found := strays(layout_of(data)):
        say(shell_words.strays(found))


def _damage(backup: Path) -> list[DataFault]:
    try:
        verify_backup(backup)
    except BackupDamaged as damaged:
        name = f"{backup.parent.name}/{backup.name}"
        return [DataFault(name, None, "edited", "a sound backup", f"damaged: {damaged.member}")]
    return []


def backup(options: argparse.Namespace, _: Settings, data: Path, now: datetime) -> int:
    """Make a backup, beside a running bot too."""
    folder = options.out or layout_of(data).backups
    made = make_backup(data, folder, now)
    rotate(folder)
    say(shell_words.backed_up(str(made)))
    _name_strays(data)
    return 0


def restore(options: argparse.Namespace, _: Settings, data: Path, now: datetime) -> int:
    """Put a verified backup in place; the former files are kept aside."""
    options.file.stat()
    done = put_back(options.file, data, now)
    say(shell_words.restored(str(options.file), str(done.kept or "")))
    with closing(TinyStore(data, now=now)) as store:
        note_restored(store, store.inbox, done, options.file)
    return 0


def put_right(_: argparse.Namespace, __: Settings, data: Path, now: datetime) -> int:
    """Mend damaged files as far as a copy allows; returns 1 when lines were lost, each file named."""
    done = mend(data, now)
    _name_strays(data)
    if not done:
        say(shell_words.nothing_to_mend())
        return 0
    for one in done:
        ends = one.file == layout_of(data).heads.name
        say(shell_words.noted_anew() if ends else shell_words.mended(one.file, one.had, one.has, str(one.kept or "")))
    with closing(TinyStore(data, now=now)) as store:
        note_mended(store, done)
    return 1 if any(one.had is None or one.has < one.had for one in done) else 0


def check_all(_: argparse.Namespace, settings: Settings, data: Path, now: datetime) -> int:
    """Settings, timetable, data, connection, group: one line each."""
    return asyncio.run(check(settings, data, now))


def hide(options: argparse.Namespace, _: Settings, data: Path, now: datetime) -> int:
    """Take a book out of every list and post, or put it back; 2 when there is no such book."""
    store, key = open_store(data, now), BookKey(options.fund, options.year)
    try:
        hidden, there = HiddenBooks(store), store.books()
        if key not in there:
            complain(shell_words.no_such_book(key.year, key.fund, there))
            return 2
        if options.command == "hide":
            hidden.hide(key, options.reason, LOADER, now)
        else:
            hidden.show(key, LOADER, now)
    finally:
        store.close()
    say(shell_words.hidden(key) if options.command == "hide" else shell_words.shown_again(key))
    return 0


CARE: dict[str, Callable[[argparse.Namespace, Settings, Path, datetime], int]] = {
    "load": load,
    "verify": verify,
    "backup": backup,
    "restore": restore,
    "mend": put_right,
    "hide": hide,
    "show": hide,
    "check": check_all,
}
