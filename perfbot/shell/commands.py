"""Runs one subcommand; every failure is one clear sentence and an exit code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from perfbot.domain.rulebook import InvalidRulebook
from perfbot.papers import BadTemplate, PdfFailed, PdfUnavailable
from perfbot.render.terminal import shell as shell_words
from perfbot.render.terminal.rulebook import rule_problem_line
from perfbot.render.terminal.store import store_trouble
from perfbot.settings import Settings
from perfbot.shell.books import NoSuchBook, SeveralBooks, find_book, find_people
from perfbot.shell.exporting import export
from perfbot.shell.outputs import ANSWERS, NoSuchProject, write
from perfbot.shell.owner import command_as, other_owner, user_name
from perfbot.shell.rules import rulebook_of
from perfbot.shell.terminal import complain
from perfbot.store.errors import DirectoryLocked, StoreError

DONE, FAILED, WRONG, HELD = 0, 1, 2, 3
Clock = Callable[[], datetime]


def run_command(options: argparse.Namespace, settings: Settings, data: Path, clock: Clock) -> int:
    """Run a subcommand and return its exit code."""
    if (owner := other_owner(data)) is not None:
        complain(shell_words.not_the_owner(str(data), owner, user_name(os.geteuid()), command_as(owner, options.typed)))
        return FAILED
    try:
        return _run(options, settings, data, clock().astimezone(settings.timezone))
    except tuple(_WORDED) as found:
        worded, code = next(_WORDED[kind] for kind in _WORDED if isinstance(found, kind))
        complain(worded(found))
        return code


def _run(options: argparse.Namespace, settings: Settings, data: Path, now: datetime) -> int:
    if options.command not in ANSWERS and options.command != "export":
        from perfbot.shell.maintenance import CARE  # needs Telegram's library, which answers from a book do not

        return CARE[options.command](options, settings, data, now)
    options.rulebook = rulebook_of(settings)
    options.template = getattr(options, "template", None) or settings.template
    book = find_book(data, _year(options), options.fund, now)
    options.people = find_people(data, now)
    if options.command == "export":
        return export(book, options, data, now)
    write(ANSWERS[options.command](book, options, now), options.out)
    return DONE


def _trouble(found: Any) -> str:
    return store_trouble(type(found).__name__, found.facts())


_WORDED: dict[type[Exception], tuple[Callable[[Any], str], int]] = {
    NoSuchBook: (lambda found: shell_words.no_such_book(found.year, found.fund, found.known), WRONG),
    NoSuchProject: (lambda found: shell_words.no_such_project(str(found)), WRONG),
    SeveralBooks: (lambda found: shell_words.several_books(found.year, found.known), WRONG),
    InvalidRulebook: (lambda found: "\n".join(map(rule_problem_line, found.problems)), WRONG),
    BadTemplate: (lambda found: shell_words.bad_template(str(found)), WRONG),
    PdfUnavailable: (lambda _: shell_words.no_pdf(), FAILED),
    PdfFailed: (lambda found: shell_words.pdf_failed(str(found)), FAILED),
    DirectoryLocked: (_trouble, HELD),
    StoreError: (_trouble, FAILED),
    OSError: (lambda found: shell_words.file_trouble(str(found.filename or ""), found.strerror or str(found)), FAILED),
}
"""What may stand in the way of a subcommand, the narrower first: its one sentence and the exit code."""


def _year(options: argparse.Namespace) -> int | None:
    """The year asked for; for a digest the year of its day."""
    if options.command == "digest" and options.year is None and options.as_of is not None:
        return int(options.as_of.year)
    return None if options.year is None else int(options.year)
