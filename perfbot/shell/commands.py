"""Runs one subcommand; every failure is one clear sentence and an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from perfbot.domain.rulebook import InvalidRulebook
from perfbot.render.terminal import shell as shell_words
from perfbot.render.terminal.rulebook import rule_problem_line
from perfbot.render.terminal.store import store_trouble
from perfbot.settings import Settings
from perfbot.shell.books import NoSuchBook, SeveralBooks, find_book, find_people
from perfbot.shell.exporting import export
from perfbot.shell.outputs import ANSWERS, NoSuchProject, write
from perfbot.shell.rules import rulebook_of
from perfbot.shell.terminal import complain
from perfbot.store.errors import DirectoryLocked, StoreError

DONE, FAILED, WRONG, HELD = 0, 1, 2, 3
Clock = Callable[[], datetime]


def run_command(options: argparse.Namespace, settings: Settings, data: Path, clock: Clock) -> int:
    """The exit code of a subcommand."""
    now = clock().astimezone(settings.timezone)
    try:
        if options.command not in ANSWERS and options.command != "export":
            from perfbot.shell.maintenance import CARE  # needs Telegram's library, which answers from a book do not

            return CARE[options.command](options, settings, data, now)
        options.rulebook = rulebook_of(settings)
        book = find_book(data, _year(options), options.fund, now)
        options.people = find_people(data, now)
        if options.command == "export":
            return export(book, options, settings, data, now)
        write(ANSWERS[options.command](book, options, now), options.out)
    except NoSuchBook as missing:
        complain(shell_words.no_such_book(missing.year, missing.fund, missing.known))
        return WRONG
    except NoSuchProject as unknown:
        complain(shell_words.no_such_project(str(unknown)))
        return WRONG
    except InvalidRulebook as problems:
        complain("\n".join(map(rule_problem_line, problems.problems)))
        return WRONG
    except SeveralBooks as several:
        complain(shell_words.several_books(several.year, several.known))
        return WRONG
    except DirectoryLocked as held:
        complain(_worded(held))
        return HELD
    except StoreError as trouble:
        complain(_worded(trouble))
        return FAILED
    except OSError as error:
        complain(shell_words.file_trouble(str(error.filename or ""), error.strerror or str(error)))
        return FAILED
    return DONE


def _worded(trouble: StoreError) -> str:
    return store_trouble(type(trouble).__name__, trouble.facts())


def _year(options: argparse.Namespace) -> int | None:
    """The year asked for; a digest's is that of its day."""
    if options.command == "digest" and options.year is None and options.as_of is not None:
        return int(options.as_of.year)
    return None if options.year is None else int(options.year)
