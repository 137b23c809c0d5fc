"""The sandbox's clock: a day of 2021 shows what is posted on it, from a simulated fund beside the real one."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from perfbot.domain.books.keys import BookKey
from perfbot.render.terminal.sandbox import PEOPLE
from perfbot.sandbox import SandboxServer
from perfbot.settings import Settings
from perfbot.shell.sandbox_clock import SandboxClock
from perfbot.shell.sandboxing import sandbox_program, sandbox_server
from perfbot.store.tiny.store import create_store
from perfbot.wiring.program import Program
from tests.desk_fixture import words
from tests.sandbox_client import in_loop
from tests.store_faults import UnwaitingDisk

REAL, SIMULATED = BookKey("gongye", 2021), BookKey("moni", 2021)
OFFICE, CLERK = PEOPLE[0]["id"], PEOPLE[1]["id"]


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime | None) -> datetime:
        self.moment = moment or datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        return self.moment


@dataclass
class Tried:
    """A running sandbox, and its clock."""

    server: SandboxServer
    program: Program
    turner: SandboxClock

    async def go_to(self, day: date | None) -> str:
        return await self.turner.go_to(day)

    @property
    def group(self) -> list[dict[str, Any]]:
        return self.server.world.bot_messages(self.server.group_id)

    def fund(self, key: BookKey) -> Any:
        return self.program.desk.ledger.book(key)


@contextlib.asynccontextmanager
async def tried(folder: Path) -> AsyncIterator[Tried]:
    clock, settings = Clock(), Settings(sandbox_port=0)
    turner = SandboxClock(clock)
    server = sandbox_server(settings, clock, turner)
    await server.start()
    store = create_store(folder / "data", clock(), disk=UnwaitingDisk())
    program = turner.program = sandbox_program(settings, clock, store, server)
    await program.start()
    try:
        yield Tried(server, program, turner)
    finally:
        await program.stop()
        await server.stop()


@in_loop
async def test_until_somebody_turns_the_clock_there_is_the_real_book_only_and_nothing_in_the_group(
    tmp_path: Path,
) -> None:
    async with tried(tmp_path) as sandbox:
        await sandbox.program.scheduler.looked()
        assert sandbox.program.desk.ledger.books() == (REAL,)
        assert sandbox.group == []


@in_loop
async def test_going_to_a_monday_shows_its_digest_at_nine_and_its_warning_at_ten(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        said = await sandbox.go_to(date(2021, 7, 5))
        assert said == "2021-07-05 10:00，工作群里已发周报、预警"
        digest, warning = sandbox.group
        assert "2021年第27周" in words(digest)
        assert "预警 7月5日" in words(warning)
        assert all("模拟数据" in words(one) for one in sandbox.group)
        assert sandbox.program.desk.now().hour == 10


@in_loop
async def test_the_real_book_stays_exactly_as_it_was(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        before = sandbox.fund(REAL).entries
        for day in (date(2021, 3, 1), date(2021, 7, 5), date(2021, 12, 31)):
            await sandbox.go_to(day)
        assert sandbox.fund(REAL).entries == before
        assert not any("0.00 / 1127.70" in words(one) for one in sandbox.group)


@in_loop
async def test_the_simulated_book_holds_what_had_happened_by_the_day_recorded_by_its_clerks(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        await sandbox.go_to(date(2021, 7, 5))
        book = sandbox.fund(SIMULATED)
        assert all(entry.recorded_at.date() <= date(2021, 7, 5) for entry in book.entries)
        assert {entry.recorded_by for entry in book.entries} >= {OFFICE, CLERK}


@in_loop
async def test_going_to_the_same_day_again_or_back_and_forth_posts_nothing_twice(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        for day in (date(2021, 7, 5), date(2021, 7, 5), date(2021, 7, 12), date(2021, 7, 5), date(2021, 7, 12)):
            await sandbox.go_to(day)
        digests = [words(one) for one in sandbox.group if "支出进度周报" in words(one)]
        assert [("第27周" in one, "第28周" in one) for one in digests] == [(True, False), (False, True)]


@in_loop
async def test_days_that_were_jumped_over_are_not_made_up_for_and_no_outage_is_claimed(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        await sandbox.go_to(date(2021, 5, 12))
        await sandbox.go_to(date(2021, 8, 4))
        assert not [one for one in sandbox.group if "周报" in words(one) or "没有运行" in words(one)]


@in_loop
async def test_on_a_friday_a_clerk_who_opened_the_chat_is_reminded(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        sandbox.server.world.say(CLERK, "/start")
        await sandbox.server.world.wait_for(lambda: sandbox.server.world.bot_messages(CLERK))
        said = await sandbox.go_to(date(2021, 7, 9))
        assert "催办" in said
        assert "您负责的项目有" in words(sandbox.server.world.bot_messages(CLERK)[-1])


@in_loop
async def test_what_somebody_records_there_stays_and_the_year_goes_on(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        await sandbox.go_to(date(2021, 7, 5))
        sandbox.server.world.say(CLERK, "/start")
        sandbox.server.world.say(CLERK, "/spend moni 中博会 18 展位 7.5")
        world = sandbox.server.world
        await world.wait_for(lambda: any("确认" in str(one.get("reply_markup")) for one in world.bot_messages(CLERK)))
        world.press(CLERK, world.bot_messages(CLERK)[-1]["message_id"], "✅ 确认")
        await world.wait_for(lambda: sandbox.fund(SIMULATED).projects["p08"].executed() > 180_000)
        await sandbox.go_to(date(2021, 12, 31))
        book = sandbox.fund(SIMULATED)
        assert book.projects["p08"].executed() <= book.projects["p08"].adjusted_budget()
        assert book.projects["p01"].executed() == 937_700


@in_loop
async def test_a_day_off_shows_nothing_and_one_can_come_back_to_now(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        assert "没有要发的" in await sandbox.go_to(date(2021, 10, 3))
        await sandbox.go_to(None)
        assert sandbox.program.desk.today() == date(2026, 11, 23)


@in_loop
async def test_a_moment_of_a_day_can_be_gone_to_as_well(tmp_path: Path) -> None:
    async with tried(tmp_path) as sandbox:
        await sandbox.turner.go_to(datetime(2021, 7, 5, 8, 30))  # noqa: DTZ001 - as the page sends it
        assert sandbox.group == []
        assert sandbox.program.desk.now() - datetime(2021, 7, 5, 0, 30, tzinfo=UTC) == timedelta(0)
