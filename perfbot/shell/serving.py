"""Runs the bot against Telegram until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram.error import InvalidToken

from perfbot.intake.watchdog import PollTrouble
from perfbot.records.recovery import note_torn, told, untold
from perfbot.redaction import install_redaction
from perfbot.render.terminal import shell as shell_words
from perfbot.settings import Settings
from perfbot.shell.rules import office_files
from perfbot.shell.terminal import complain, say
from perfbot.store.errors import JournalDamaged, JournalMissing, StoreError
from perfbot.store.files.layout import is_data_folder
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.wiring.program import CannotListen, Clock, Program, build_program

STOPPED, FAILED, WRONG = 0, 1, 2
_MENDED = "mended"
LAST_WORDS = 5.0
"""Seconds that the administrators' last message may take."""
log = logging.getLogger("perfbot")


async def run_telegram(settings: Settings, clock: Clock, data: Path) -> int:
    """Run by long polling or webhook with the token of the settings; returns the exit code."""
    install_redaction(settings.secrets, level=settings.log_level)
    files = office_files(settings)
    if files.problems:
        complain("\n".join(files.problems))
        return WRONG
    is_new = not is_data_folder(data)
    try:
        store = open_or_mend(data, clock().astimezone(settings.timezone))
    except StoreError as error:
        from perfbot.shell.refusing import refused  # loaded only where something is wrong

        return await refused(error, settings, data, clock())
    program = build_program(settings, store, clock, rulebook=files.rulebook, timetable=files.timetable)
    try:
        return await serve(program, clock, lambda: _running(program, data if is_new else None))
    except InvalidToken:
        complain(shell_words.invalid_token())
        return WRONG
    except CannotListen as taken:
        complain(shell_words.cannot_listen(taken.where, taken.why, taken.settings))
        return FAILED


def _running(program: Program, created: Path | None) -> str:
    """Print that the bot runs; tell the administrators of a new data folder or mended files.

    Where they have talked to the bot before, a new folder means that the old one is not where it was.
    """
    if created is not None:
        program.intake.notices.tell_admins(shell_words.started_empty(str(created)))
    tell_mended(program)
    tell_recovered(program)
    return shell_words.running(program.application.bot.username)


def tell_mended(program: Program) -> None:
    """Tell the administrators what a start mended, this one or one that ended before it could."""
    untold = (program.store.claim_of(_MENDED) or {}).get("files")
    if untold:
        program.intake.notices.tell_admins(shell_words.started_mended(untold))
        with suppress(StoreError):
            program.store.settle(_MENDED, {"files": []})


def tell_recovered(program: Program) -> None:
    """Tell the administrators what a mending or restore took back, and what can still be read."""
    if notes := untold(program.store):
        from perfbot.shell.recovered import sentences  # loaded only where something was lost

        for words in sentences(notes, program.desk.ledger, program.office):
            program.intake.notices.tell_admins(words)
        with suppress(StoreError):
            told(program.store)


def open_or_mend(data: Path, now: datetime) -> TinyStore:
    """Open the data folder after mending damaged files; returns it with notes on each mended file.

    Only where a sound copy holds everything that was ever confirmed; raises StoreError, with nothing touched, else.
    """
    try:
        return open_store(data, now)
    except (JournalDamaged, JournalMissing):
        from perfbot.store.files.mend import mend_without_loss  # loaded only where something is wrong

        mended = mend_without_loss(data, now)
        if not mended:
            raise
    for one in mended:
        log.warning(
            "%s was damaged or lost; a sound copy of all %d lines is used; kept: %s", one.file, one.has, one.kept
        )
    store = open_store(data, now)
    store.claim(_MENDED, {"files": []})
    untold = (store.claim_of(_MENDED) or {})["files"]
    store.settle(_MENDED, {"files": [*untold, *([one.file, str(one.kept or "")] for one in mended)]})
    return store


def open_store(data: Path, now: datetime) -> TinyStore:
    """Open the data folder, created on the first start with a message; raises StoreError."""
    if is_data_folder(data):
        store = TinyStore(data, now=now)
        note_torn(store, store.torn)
        return store
    store = create_store(data, now)
    say(shell_words.created(str(data)))
    return store


async def serve(program: Program, clock: Clock, ready: Callable[[], str]) -> int:
    """Start and serve until a signal comes or polling is dead; returns the exit code. Raises InvalidToken."""
    stop = _asked_to_stop()
    try:
        if not await _unless_stopped(program.start(), stop):
            return STOPPED
        say(ready())
        settle()
        return await _until_stopped(program, clock, stop)
    finally:
        await program.stop()


def settle() -> None:
    """Exclude what was loaded at the start from garbage collection, which took a tenth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _asked_to_stop() -> asyncio.Event:
    """Set by SIGTERM and SIGINT from now on; a second signal ends the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            os._exit(FAILED)
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked)
    return stop


async def _unless_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Whether the work ended before the stop, which cancels it."""
    working, waiting = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    done = working.done()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    return done


async def _until_stopped(program: Program, clock: Clock, stop: asyncio.Event) -> int:
    """Wait for a signal, or for the watchdog. Raises InvalidToken for a refused token."""
    watch = asyncio.ensure_future(program.intake.watchdog.watch())
    waiting = asyncio.ensure_future(stop.wait())
    done, pending = await asyncio.wait({watch, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    if watch in done:
        await _ended_by(watch.result(), program, clock)
        return FAILED
    return STOPPED


async def _ended_by(trouble: PollTrouble, program: Program, clock: Clock) -> None:
    """Log the trouble and tell the administrators, once an hour over restarts."""
    log.critical("stopping: %s", trouble.value)
    if trouble is PollTrouble.TOKEN:
        raise InvalidToken(trouble.value)  # nothing could be told with it
    with suppress(StoreError):
        if program.store.claim(f"ended:{trouble.name}:{clock():%Y-%m-%dT%H}", {}):
            await program.intake.notices.ending(trouble, LAST_WORDS)
