"""Starts that must not go through: damaged data, a folder that another process holds; and the start after each."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfbot.store.backup import make_backup
from tests.bot_process import BotProcess
from tests.crash.cast import PARTS, furnish
from tests.desk_fixture import words
from tests.sandbox_client import OFFICE, Talk, in_loop, sandbox

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOOK = Path("books") / "gongye-2021.jsonl"


def garbled(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.jsonl"))}


@pytest.mark.parametrize("damage", [garbled, emptied])
@in_loop
async def test_a_damaged_book_stops_the_start_untouched_and_the_newest_good_backup_brings_it_back(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    data = tmp_path / "data"
    furnish(data, NOW)
    sound = contents(data)
    backup = make_backup(data, data / "backups", NOW)
    damage(data / BOOK)
    damaged = contents(data)
    async with sandbox([part.person for part in PARTS]) as server:
        bot, told = BotProcess(server, data), Talk(server.world, OFFICE)
        server.world.chats[OFFICE.id].started = True
        for _ in range(2):  # as a service would be started again
            bot.launch()
            assert await bot.ended() == 4
        said = bot.log.read_text("utf-8")
        for text in (said, words(told.last)):
            assert str(data / BOOK) in text
            assert str(backup) in text
            assert "python bot.py mend" in text
        assert "Traceback" not in said
        assert contents(data) == damaged
        assert len(told.messages) == 1
        assert not server.world.calls_of("getUpdates")
        bot.run("restore", str(backup))
        assert contents(data)[str(BOOK)] == sound[str(BOOK)]


@in_loop
async def test_a_second_process_names_the_first_and_ends_with_3_and_two_signals_end_a_bot_at_once(
    tmp_path: Path,
) -> None:
    furnish(tmp_path / "data", NOW)
    async with sandbox([part.person for part in PARTS]) as server:
        office = Talk(server.world, OFFICE, timeout=20)
        server.world.chats[OFFICE.id].started = True
        first, second = BotProcess(server, tmp_path / "data"), BotProcess(server, tmp_path / "data")
        second.log = tmp_path / "second.log"
        await first.start()
        second.launch()
        assert await second.ended() == 3
        assert f"pid {first.pid}" in second.log.read_text("utf-8")
        assert "98.82%" in words(await office.said("/progress gongye-2021"))
        server.world.faults.add("hang_before", chat_id=OFFICE.id)
        server.world.say(OFFICE.id, "/progress gongye-2021")
        await server.world.wait_for(lambda: server.world.faults.met, 10)
        first.signal(signal.SIGTERM)
        first.signal(signal.SIGINT)
        assert await asyncio.wait_for(first.ended(), 3) == 1
