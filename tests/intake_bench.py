"""A running bot around the intake alone: the sandbox's Telegram, a real store, and one handler that the test brings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, TypeHandler

from perfbot.delivery.sending import Delivery
from perfbot.intake import Gate, Intake, Limits, MemberGate, Watchdog
from perfbot.render.chat.intake import IntakeWords
from perfbot.sandbox import SandboxServer, World
from perfbot.settings import Settings
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.layout import is_data_folder
from perfbot.store.tiny.store import TinyStore, create_store
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, PEOPLE, TOKEN, sandbox

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8)))
FAST = Limits(pauses=(0.01, 0.01))
Handle = Callable[[Update], Awaitable[None]]


@dataclass
class Counted:
    """Counters that a test can read."""

    updates: list[tuple[str, str]] = field(default_factory=list)

    def update_done(self, label: str, outcome: str, seconds: float) -> None:
        self.updates.append((label, outcome))


@dataclass
class Bench:
    """What a test looks at: the Telegram, the store and the running intake."""

    server: SandboxServer
    store: TinyStore
    intake: Intake
    application: Application[Any, Any, Any, Any, Any, Any]
    delivery: Delivery
    members: set[int]
    counted: Counted

    @property
    def world(self) -> World:
        return self.server.world

    def said(self, chat_id: int = CLERK.id) -> list[str]:
        """The bot's texts in a chat."""
        return [str(message.get("text")) for message in self.world.bot_messages(chat_id)]

    async def until(self, look: Callable[[], object], seconds: float = 5.0) -> None:
        """Wait for something that the intake does by itself; the world's bell rings only for Telegram's own changes."""
        async with asyncio.timeout(seconds):
            while not look():  # noqa: ASYNC110 - what the intake does inside has no event that a test could wait for
                await asyncio.sleep(0.005)

    async def quiet(self) -> None:
        """Until everything that Telegram has was fetched, and everything fetched was dealt with."""
        await self.until(lambda: not self.world.updates.pending)
        await self.until(lambda: not self.intake.processor.in_hand and self.intake.inbox.empty())


def open_store(folder: Path, disk: Disk = SYSTEM) -> TinyStore:
    """The store of a folder, created the first time."""
    if is_data_folder(folder):
        return TinyStore(folder, now=NOW, disk=disk)
    return create_store(folder, NOW, disk=disk)


@contextlib.contextmanager
def opened(folder: Path, disk: Disk = SYSTEM) -> Iterator[TinyStore]:
    store = open_store(folder, disk)
    try:
        yield store
    finally:
        store.close()


@contextlib.asynccontextmanager
async def telegram(**options: Any) -> AsyncIterator[SandboxServer]:
    """A Telegram in which everybody has opened the chat with the bot."""
    async with sandbox(**options) as server:
        for person in PEOPLE:
            server.world.chats[person.id].started = True
        yield server


@contextlib.asynccontextmanager
async def running(
    server: SandboxServer,
    folder: Path,
    handle: Handle,
    *,
    gate: Gate | None = None,
    limits: Limits = FAST,
    disk: Disk = SYSTEM,
    fetch: Callable[[Bench], Awaitable[None]] | None = None,
    stop_within: float = 5.0,
    watchdog: Watchdog | None = None,
    looks_apart: float = 60.0,
) -> AsyncIterator[Bench]:
    """The bot, polling unless `fetch` says otherwise; members are the office and two clerks."""
    members = {OFFICE.id, CLERK.id, OTHER_CLERK.id}
    counted = Counted()
    with opened(folder, disk) as store:
        intake = Intake(
            gate=gate or MemberGate(members.__contains__, lambda: {server.group_id}),
            journal=store.inbox,
            words=IntakeWords(),
            admins=lambda: [OFFICE.id],
            counters=counted,
            limits=limits,
            watchdog=watchdog,
            looks_apart=looks_apart,
        )
        application = intake.builder(Settings(bot_token=TOKEN, bot_api_url=server.url)).build()

        async def translate(update: Update, _: Any) -> None:
            await handle(update)

        application.add_handler(TypeHandler(Update, translate))
        delivery = Delivery(application.bot, pauses=(0.01,))
        intake.attach(application, delivery)
        bench = Bench(server, store, intake, application, delivery, members, counted)
        try:
            await intake.start(application)
            await (fetch(bench) if fetch else intake.poll(application))
            yield bench
        finally:
            await intake.stop(application, stop_within)


def text_of(update: Update) -> str:
    """What was said, or pressed."""
    if update.callback_query is not None:
        return str(update.callback_query.data)
    return (update.effective_message.text or "") if update.effective_message else ""


class Heard:
    """A handler that remembers what it was given, in order."""

    def __init__(self) -> None:
        self.updates: list[Update] = []

    async def __call__(self, update: Update) -> None:
        self.updates.append(update)

    @property
    def texts(self) -> list[str]:
        return [text_of(update) for update in self.updates]
