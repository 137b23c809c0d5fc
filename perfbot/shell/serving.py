"""Runs the bot until it is told to stop: against Telegram, or against the local sandbox with the real 2021 book."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from telegram.error import InvalidToken

from perfbot.domain.keys import BookKey
from perfbot.domain.members import LOADER, Member, Role, Scope
from perfbot.house import House, build_house
from perfbot.intake.watchdog import Trouble
from perfbot.redaction import install_redaction
from perfbot.render import shell_words
from perfbot.render.sandbox_words import BOT_NAME, GROUP_TITLE, HINT, PEOPLE, SECTION_OF
from perfbot.sandbox import Person, SandboxServer
from perfbot.settings import Settings
from perfbot.shell.rules import office_file_problems, rulebook_of, timetable_of
from perfbot.shell.sandbox_clock import SandboxClock, SettableClock, sandbox_timetable
from perfbot.shell.say import complain, say
from perfbot.store.errors import DirectoryLocked, StoreError
from perfbot.store.layout import is_data_folder
from perfbot.store.tiny_store import TinyStore, create_store
from perfbot.years.loader import commands_of, sample

SANDBOX_TOKEN = "1:sandbox-token-for-this-machine-only-AA"  # noqa: S105 - opens nothing but this process
SANDBOX_USERNAME = "perfbot_sandbox_bot"
STOPPED, FAILED, WRONG, HELD = 0, 1, 2, 3
LAST_WORDS = 5.0
"""Seconds that the administrators' last message may take."""
log = logging.getLogger("perfbot")


async def run_telegram(settings: Settings, clock: SettableClock, data: Path) -> int:
    """Long polling or webhook with the token of the settings; the exit code."""
    install_redaction(settings.secrets, level=settings.log_level)
    problems = office_file_problems(settings)
    if problems:
        complain("\n".join(problems))
        return WRONG
    try:
        store = open_store(data, clock())
    except StoreError as error:
        complain(str(error))
        return HELD if isinstance(error, DirectoryLocked) else FAILED
    house = build_house(settings, store, clock, rulebook=rulebook_of(settings), timetable=timetable_of(settings))
    try:
        async with _running(house):
            say(shell_words.running(house.application.bot.username))
            return await _until_stopped(house, clock)
    except InvalidToken:
        complain(shell_words.invalid_token())
        store.close()
        return WRONG


async def run_sandbox(settings: Settings, clock: SettableClock) -> int:
    """The local Telegram with its page, and the very same bot polling it."""
    install_redaction((SANDBOX_TOKEN,), level=settings.log_level)
    problems = office_file_problems(settings)
    if problems:
        complain("\n".join(problems))
        return WRONG
    with tempfile.TemporaryDirectory(prefix="perfbot-sandbox-") as folder:
        data = settings.sandbox_data_dir or Path(folder) / "data"
        try:
            store = open_store(data, clock())
        except StoreError as error:
            complain(str(error))
            return HELD if isinstance(error, DirectoryLocked) else FAILED
        turner = SandboxClock(clock)
        server = sandbox_server(settings, clock, turner)
        await server.start()
        house = turner.house = sandbox_house(settings, clock, store, server)
        try:
            async with _running(house):
                say(shell_words.sandbox_ready(server.url, str(data)))
                return await _until_stopped(house, clock)
        finally:
            await server.stop()


def sandbox_server(settings: Settings, clock: SettableClock, turner: SandboxClock) -> SandboxServer:
    """The local Telegram with the people to be, its page's clock turned by `turner`."""
    return SandboxServer(
        token=SANDBOX_TOKEN,
        people=[Person(**person) for person in PEOPLE],
        group_title=GROUP_TITLE,
        bot_name=BOT_NAME,
        bot_username=SANDBOX_USERNAME,
        hint=HINT,
        port=settings.sandbox_port,
        now=lambda: clock().astimezone(settings.timezone),
        set_clock=turner.go_to,
    )


def sandbox_house(settings: Settings, clock: SettableClock, store: TinyStore, server: SandboxServer) -> House:
    """The very same house on the sandbox's address, with the 2021 book and the people seeded."""
    local = replace(
        settings,
        bot_token=SANDBOX_TOKEN,
        bot_api_url=server.url,
        bot_proxy=None,
        admin_ids=(PEOPLE[0]["id"],),
        group_chat_id=server.group_id,
    )
    house = build_house(local, store, clock, timetable=sandbox_timetable(timetable_of(settings)))
    seed(house)
    return house


def seed(house: House) -> None:
    """The 2021 book and the sandbox's people, where they are not there yet."""
    desk, book = house.desk, sample()
    if book.key not in desk.ledger.books():
        desk.ledger.open_book(book.key, commands_of(book), LOADER, desk.now(), desk.today())
    for member in _members(book.key):
        if desk.office.member(member.id) is None:
            desk.office.admit(member, LOADER, desk.now())


def _members(key: BookKey) -> list[Member]:
    roles = {person["id"]: person for person in PEOPLE}
    admin, editor_one, editor_two, viewer = list(roles)[:4]
    one, two = ("p07", "p08"), ("p02", "p03")
    return [
        Member(admin, roles[admin]["first_name"], Role.ADMIN, section=SECTION_OF[admin]),
        Member(
            editor_one, roles[editor_one]["first_name"], Role.EDITOR, (Scope(key.fund, one),), SECTION_OF[editor_one]
        ),
        Member(
            editor_two, roles[editor_two]["first_name"], Role.EDITOR, (Scope(key.fund, two),), SECTION_OF[editor_two]
        ),
        Member(viewer, roles[viewer]["first_name"], Role.VIEWER),
    ]


def open_store(data: Path, now: datetime) -> TinyStore:
    """The data folder, made on the first start, which is said; raises StoreError."""
    if is_data_folder(data):
        return TinyStore(data, now=now)
    store = create_store(data, now)
    say(shell_words.created(str(data)))
    return store


@asynccontextmanager
async def _running(house: House) -> AsyncIterator[None]:
    try:
        await house.start()
        yield
    finally:
        await house.stop()


async def _until_stopped(house: House, clock: SettableClock) -> int:
    """Wait for a signal, or for the watchdog to say that polling is dead; a second signal ends the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            os._exit(FAILED)
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked)
    watch = asyncio.ensure_future(house.intake.watchdog.watch())
    waiting = asyncio.ensure_future(stop.wait())
    done, pending = await asyncio.wait({watch, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    if watch in done:
        await _ended_by(watch.result(), house, clock)
        return FAILED
    return STOPPED


async def _ended_by(trouble: Trouble, house: House, clock: SettableClock) -> None:
    """Log it and tell the administrators, once an hour however often the service is started again."""
    log.critical("stopping: %s", trouble.value)
    with suppress(StoreError):
        if house.store.claim(f"ended:{trouble.name}:{clock():%Y-%m-%dT%H}", {}):
            await house.intake.notices.ending(trouble, LAST_WORDS)
