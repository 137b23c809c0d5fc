"""Starts that must not go through: damaged data, a folder that another process holds; and the start after each."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.records.ledger import Ledger
from perfbot.store.files.backup import make_backup
from perfbot.store.tiny.store import TinyStore
from tests.bot_process import BotProcess
from tests.crash.cast import PARTS, build_services
from tests.desk_fixture import words
from tests.sandbox_client import OFFICE, Talk, in_loop, sandbox

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOOK = Path("books") / "gongye-2021.jsonl"


def garbled(file: Path, place: float = 0.5) -> None:
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 1
    file.write_bytes(content)


def garbled_at_the_end(file: Path) -> None:
    """In a line that came after the backup."""
    garbled(file, 1 - 50 / file.stat().st_size)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def pay(data: Path) -> None:
    """One more entry at the end of the book."""
    store = TinyStore(data, now=NOW)
    spending = do.RecordSpending(key="s", project="p08", amount=Decimal(1), on=date(2021, 6, 1), purpose="付款")
    Ledger(store).record_all(BookKey("gongye", 2021), [Stated(spending)], LOADER, NOW, NOW.date())
    store.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.jsonl"))}


@pytest.mark.parametrize("damage", [garbled_at_the_end, emptied])
@in_loop
async def test_a_damaged_book_stops_the_start_untouched_and_the_newest_good_backup_brings_it_back(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    data = tmp_path / "data"
    build_services(data, NOW)
    sound = contents(data)
    backup = make_backup(data, data / "backups", NOW)
    pay(data)
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
        await heard_once_of_the_restore(bot, told)


async def heard_once_of_the_restore(bot: BotProcess, office: Talk) -> None:
    """At the first start after it, with how much is to be entered again; not at the second."""
    await bot.start()
    await office.world.wait_for(lambda: len(office.messages) == 2, 20)
    said = words(office.last)
    assert "数据已从备份恢复" in said
    assert "2026年11月23日 02:00" in said
    assert "此后登记的 1 条不在台账里" in said
    assert await bot.stop() == 0
    await bot.start()
    assert "98.82%" in words(await office.said("/progress gongye-2021"))
    assert len(office.messages) == 3
    assert await bot.stop() == 0


@in_loop
async def test_after_a_mending_that_lost_a_confirmed_entry_the_office_reads_its_number_and_words_once(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    build_services(data, NOW)
    pay(data)
    (data / BOOK).write_bytes((data / BOOK).read_bytes().replace("付款".encode(), "付钱".encode()))
    async with sandbox([part.person for part in PARTS]) as server:
        bot, office = BotProcess(server, data), Talk(server.world, OFFICE, timeout=20)
        server.world.chats[OFFICE.id].started = True
        with pytest.raises(subprocess.CalledProcessError) as lossy:
            bot.run("mend")
        assert "没能恢复" in lossy.value.stdout.decode()
        await bot.start()
        await server.world.wait_for(lambda: office.messages, 20)
        said = words(office.last)
        for part in ("第 130 号 支出", "付钱", "仅供核对", "从第 131 号起", ".damaged-"):
            assert part in said
        review = await office.said("/spend gongye-2021 中博会 0.01 展位 6.30")
        assert "第 131 号" in words(await office.pressed("✅ 确认", review))
        assert await bot.stop() == 0
        told = len(office.messages)
        await bot.start()
        assert "98.8" in words(await office.said("/progress gongye-2021"))
        assert len(office.messages) == told + 1
        assert await bot.stop() == 0


@in_loop
async def test_a_damaged_book_of_which_every_confirmed_line_has_a_sound_copy_is_put_right_by_the_start(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    build_services(data, NOW)
    make_backup(data, data / "backups", NOW)
    pay(data)
    sound = (data / BOOK).read_bytes()
    garbled(data / BOOK)
    bad = (data / BOOK).read_bytes()
    async with sandbox([part.person for part in PARTS]) as server:
        bot, office = BotProcess(server, data), Talk(server.world, OFFICE, timeout=20)
        server.world.chats[OFFICE.id].started = True
        server.world.faults.add("error", "getMe", 1, code=502)
        bot.launch()
        await server.world.wait_for(lambda: server.world.faults.met, 10)
        await bot.kill()  # before anybody could be told
        await bot.start()
        await server.world.wait_for(lambda: office.messages, 10)
        (kept,) = (data / "books").glob("*.damaged-*")
        said = words(office.last)
        assert str(BOOK) in said
        assert str(kept) in said
        assert "一条不少" in said
        assert "98.82%" in words(await office.said("/progress gongye-2021"))
        assert await bot.stop() == 0
        assert (kept.read_bytes(), (data / BOOK).read_bytes()) == (bad, sound)
        (line,) = (line for line in bot.log.read_text("utf-8").splitlines() if "damaged or lost" in line)
        assert str(kept) in line
        await bot.start()
        assert await bot.stop() == 0
        assert len(office.messages) == 2


@in_loop
async def test_a_second_process_names_the_first_and_ends_with_3_and_two_signals_end_a_bot_at_once(
    tmp_path: Path,
) -> None:
    build_services(tmp_path / "data", NOW)
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
