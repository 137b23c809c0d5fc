"""The whole program over HTTP on a local Telegram: the same wiring as bot.py, a real store in a temporary folder."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.intake.parts import Limits
from perfbot.sandbox import Person, SandboxServer
from perfbot.settings import Settings
from perfbot.store.files.disk import Disk
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.wiring.program import Program, build_program
from perfbot.years.loader import commands_of, sample
from schedules.entries import Timetable
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, PEOPLE, STRANGER, TOKEN, VIEWER, Talk, sandbox
from tests.store_faults import UnwaitingDisk

SHANGHAI = ZoneInfo("Asia/Shanghai")
GONGYE_2021 = BookKey("gongye", 2021)
SECTION_TWO = "无线电科"


class HandClock:
    """A clock that a test turns by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


@dataclass
class Room:
    """A running program with its local Telegram; `reopened` is the program after a restart on the same folder."""

    server: SandboxServer
    program: Program
    clock: HandClock
    folder: Path
    limits: Limits | None = None
    adjust: Callable[[Settings], Settings] = lambda settings: settings
    timetable: Timetable | None = None

    def talk(self, person: Person, chat_id: int | None = None) -> Talk:
        return Talk(self.server.world, person, chat_id)

    @property
    def desk(self) -> Any:
        return self.program.desk

    async def quiet(self, seconds: float = 10.0) -> None:
        """Until everything that Telegram has was fetched, and everything fetched was dealt with."""
        intake, updates = self.program.intake, self.server.world.updates
        async with asyncio.timeout(seconds):
            while updates.pending or intake.processor.in_hand or not intake.inbox.empty():  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def restart(self) -> None:
        await self.program.stop()
        store = TinyStore(self.folder, now=self.clock(), disk=UnwaitingDisk())
        self.program = _house(self.server, store, self.clock, self.limits, self.adjust, self.timetable)
        await self.program.start()


@contextlib.asynccontextmanager
async def room(
    folder: Path,
    *,
    seeded: bool = True,
    knows_rich: bool = True,
    now: datetime = datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    limits: Limits | None = None,
    prepare: Callable[[Program], None] | None = None,
    adjust: Callable[[Settings], Settings] = lambda settings: settings,
    disk: Disk | None = None,
    timetable: Timetable | None = None,
) -> AsyncIterator[Room]:
    """A program that serves, with the real 2021 book and its people unless told otherwise; `disk` may fail or die.

    Without a timetable nothing is ever due.
    """
    clock = HandClock(now)
    async with sandbox(PEOPLE, knows_rich=knows_rich, now=lambda: clock().astimezone(SHANGHAI)) as server:
        for person in PEOPLE:
            server.world.chats[person.id].started = person is not STRANGER
        store = create_store(folder / "data", now, disk=disk or UnwaitingDisk())
        program = _house(server, store, clock, limits, adjust, timetable)
        if seeded:
            seed(program)
        if prepare is not None:
            prepare(program)
        opened = Room(server, program, clock, folder / "data", limits, adjust, timetable)
        await program.start()
        try:
            yield opened
        finally:
            await opened.program.stop()


def _house(
    server: SandboxServer,
    store: TinyStore,
    clock: HandClock,
    limits: Limits | None,
    adjust: Callable[[Settings], Settings] = lambda settings: settings,
    timetable: Timetable | None = None,
) -> Program:
    settings = Settings(
        bot_token=TOKEN,
        bot_api_url=server.url,
        admin_ids=(OFFICE.id,),
        group_chat_id=server.group_id,
        timezone=SHANGHAI,
    )
    return build_program(adjust(settings), store, clock, limits=limits, timetable=timetable)


def seed(program: Program) -> None:
    """The 2021 book; the office, two clerks with two projects each, a leader."""
    desk, book = program.desk, sample()
    one, two = (Scope("gongye", ("p07", "p08")),), (Scope("gongye", ("p02", "p03")),)
    desk.ledger.open_book(book.key, commands_of(book), LOADER, desk.now(), desk.today())
    for member in (
        Member(OFFICE.id, OFFICE.first_name, Role.ADMIN, started=True),
        Member(CLERK.id, CLERK.first_name, Role.EDITOR, one, started=True),
        Member(OTHER_CLERK.id, OTHER_CLERK.first_name, Role.EDITOR, two, SECTION_TWO, started=True),
        Member(VIEWER.id, VIEWER.first_name, Role.VIEWER, started=True),
    ):
        desk.office.admit(member, LOADER, desk.now())


def words(message: dict[str, Any]) -> str:
    """Everything a message says, plain or rich, without markup."""
    if "text" in message:
        return str(message["text"])
    return _flat(message.get("rich_message") or message.get("caption", ""))


def _flat(part: Any) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return "".join(map(_flat, part))
    if isinstance(part, dict):
        keys = ("text", "summary", "caption", "blocks", "cells", "items", "rows")
        return "\n".join(_flat(part[key]) for key in keys if key in part)
    return ""
