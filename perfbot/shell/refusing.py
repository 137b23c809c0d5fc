"""Refuses a start: prints why, tells the administrators in Telegram, returns an exit code."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from telegram.error import BadRequest, Forbidden, TelegramError

from perfbot.render.terminal.store import start_refused, store_trouble
from perfbot.settings import Settings
from perfbot.shell.bare_bot import bare_bot
from perfbot.shell.terminal import complain
from perfbot.store.errors import DirectoryLocked, DirectoryUnusable, NotADataFolder, StoreError, WriteFailed
from perfbot.store.files.disk import SYSTEM
from perfbot.store.files.layout import TOLD_NAME, is_data_folder, layout_of
from perfbot.store.files.reading import read_journal

FAILED, WRONG, HELD, DAMAGED = 1, 2, 3, 4
_APART = timedelta(hours=1)
_PATIENCE = 10.0

log = logging.getLogger("perfbot")


def worded(error: StoreError) -> str:
    """The error as the IT person reads it."""
    return store_trouble(type(error).__name__, error.facts())


async def refused(error: StoreError, settings: Settings, data: Path, now: datetime) -> int:
    """Say why the data cannot be opened, tell the administrators, and give the exit code.

    DAMAGED (4) is what starting again would not help; a full or read-only disk may have room again at the next try.
    Where another process holds the folder, nobody else is told: that process answers people.
    """
    complain(worded(error))
    if isinstance(error, DirectoryLocked):
        return HELD
    if settings.bot_token is not None and _is_news(worded(error), data, now):
        await _tell(settings, data, start_refused(worded(error)))
    if isinstance(error, NotADataFolder):
        return WRONG
    return FAILED if isinstance(error, (DirectoryUnusable, WriteFailed)) else DAMAGED


async def _tell(settings: Settings, data: Path, words: str) -> None:
    """Try for a few seconds to tell the administrators; where nobody was reached, the next start tries again."""
    reached = False
    try:
        async with asyncio.timeout(_PATIENCE), bare_bot(settings) as bot:
            for admin in _administrators(settings, data):
                with suppress(Forbidden, BadRequest):
                    await bot.send_message(admin, words)
                    reached = True
    except (TelegramError, TimeoutError) as failure:
        log.warning("not every administrator was told: %s", type(failure).__name__)
    if not reached:
        _forget(data)


def _administrators(settings: Settings, data: Path) -> list[int]:
    """The administrators of the office's journal where it can be read, else of the settings."""
    with suppress(StoreError, OSError, KeyError, ValueError):
        members = read_journal(layout_of(data).office, "office", "office", SYSTEM).tables["members"].values()
        found = [int(row["id"]) for row in members if row["role"] == "admin" and not row.get("removed")]
        if found:
            return found
    return list(settings.admin_ids)


def _is_news(words: str, data: Path, now: datetime) -> bool:
    """Whether this was not told within the last hour; notes that it is told now.

    Noted in the data folder, or where temporary files go when that takes no note. Where neither does, nobody is told:
    a service that is started again every few seconds would tell them every time.
    """
    digest = sha256(words.encode()).hexdigest()[:16]
    for place in _places(data):
        with suppress(OSError, ValueError):
            told, _, what = place.read_text("ascii").partition(" ")
            if what == digest and timedelta(0) <= now - datetime.fromisoformat(told) < _APART:
                return False
    return any(_noted(place, f"{now.isoformat()} {digest}") for place in _places(data))


def _forget(data: Path) -> None:
    """Note that nobody was told."""
    for place in _places(data):
        with suppress(OSError):
            place.unlink()


def _places(data: Path) -> Iterator[Path]:
    if is_data_folder(data):
        yield data / TOLD_NAME
    yield Path(tempfile.gettempdir()) / f"perfbot-{sha256(os.fsencode(data.resolve())).hexdigest()[:16]}{TOLD_NAME}"


def _noted(place: Path, note: str) -> bool:
    with suppress(OSError):
        fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(fd, "w", encoding="ascii") as file:
            file.write(note)
        return True
    return False
