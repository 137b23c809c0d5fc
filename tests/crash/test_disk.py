"""The whole bot on a disk that refuses: people are told in words, nothing is half done, and it goes on by itself."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.entries import EvidenceAttached, Spending
from perfbot.sandbox import Upload
from perfbot.sandbox.acts import buttons_of
from perfbot.store.files.verify import verify_directory
from perfbot.store.tiny.store import TinyStore
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, in_loop
from tests.store_faults import FaultyDisk, full_disk

PICTURE = Upload("凭证.png", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png")
BEGUN = Decimal("196000.00")


def spent(program: Room) -> Decimal:
    return program.desk.ledger.book(GONGYE_2021).projects["p08"].executed()


def on_disk(program: Room) -> list[dict[str, Any]]:
    """What another process would read of the book now."""
    store = TinyStore(program.folder, read_only=True)
    try:
        return list(map(dict, store.view_book(GONGYE_2021)))
    finally:
        store.close()


def only(file: str, number: int) -> Callable[[FaultyDisk, str, tuple[Any, ...]], None]:
    """Refuses what is written into files of this name, with this errno."""

    def fault(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        if name in {"write", "write_at", "fdatasync"} and file in os.readlink(f"/proc/self/fd/{arguments[0]}"):
            raise OSError(number, os.strerror(number))
        if name in {"open", "rename", "link"} and file in str(arguments[-1]):
            raise OSError(number, os.strerror(number))

    return fault


def said_to(program: Room, person: Any, part: str) -> list[str]:
    return [text for text in map(words, program.talk(person).messages) if part in text]


@in_loop
async def test_on_a_full_disk_messages_wait_people_are_told_and_all_is_served_when_there_is_room(
    tmp_path: Path,
) -> None:
    disk = FaultyDisk()
    async with room(tmp_path, disk=disk) as program:
        clerk, world = program.talk(CLERK), program.server.world
        review = await clerk.said("/spend 中博会 0.3 展位 6.30")
        disk.fault = full_disk
        world.press(CLERK.id, review["message_id"], "✅ 确认")
        await world.wait_for(lambda: said_to(program, CLERK, "不必重发") and said_to(program, OFFICE, "无法写入"))
        assert spent(program) == BEGUN
        disk.fault = None
        await world.wait_for(lambda: any("已记录" in words(one) for one in clerk.messages), 15)
        assert spent(program) == BEGUN + 3000
        assert len(said_to(program, CLERK, "不必重发")) == len(said_to(program, OFFICE, "无法写入")) == 1


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "磁盘只读"),
        (errno.EACCES, "没有权限"),
        (errno.EIO, "磁盘读写出错"),
    ],
)
@in_loop
async def test_an_entry_that_the_book_cannot_take_is_called_unrecorded_and_confirming_again_records_it_once(
    tmp_path: Path, number: int, why: str
) -> None:
    disk = FaultyDisk()
    async with room(tmp_path, disk=disk) as program:
        clerk = program.talk(CLERK)
        review = await clerk.said("/spend 中博会 0.3 展位 6.30")
        before = on_disk(program)
        disk.fault = only("gongye-2021.jsonl", number)
        for _ in range(2):
            assert "没有记录" in words(await clerk.pressed("✅ 确认", review))
        assert why in words(clerk.last)
        assert spent(program) == BEGUN
        assert on_disk(program) == before
        await program.server.world.wait_for(lambda: said_to(program, OFFICE, "数据无法写入"))
        disk.fault = None
        assert "第 130 号" in words(await clerk.pressed("✅ 确认", review))
        assert spent(program) == BEGUN + 3000
        assert len(on_disk(program)) == len(before) + 1
        assert len(said_to(program, OFFICE, "数据无法写入")) == 1


@in_loop
async def test_a_book_that_another_hand_touched_meanwhile_takes_nothing_and_the_office_hears_what_to_do(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as program:
        clerk, book = program.talk(CLERK), program.folder / "books" / "gongye-2021.jsonl"
        review = await clerk.said("/spend 中博会 0.3 展位 6.30")
        good = book.read_bytes()
        book.write_bytes(good + b"{}\n")
        answer = words(await clerk.pressed("✅ 确认", review))
        assert "没有记录" in answer
        assert "被别的程序改动过" in answer
        await program.server.world.wait_for(lambda: said_to(program, OFFICE, "python bot.py mend"))
        assert spent(program) == BEGUN
        book.write_bytes(good)
        assert "第 130 号" in words(await clerk.pressed("✅ 确认", review))


@in_loop
async def test_an_answer_that_cannot_be_kept_is_asked_for_again(tmp_path: Path) -> None:
    disk = FaultyDisk()
    async with room(tmp_path, disk=disk) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        disk.fault = only("drafts.jsonl", errno.ENOSPC)
        assert "没有记录" in words(await clerk.said("0.3"))
        assert "没有记录" in words(await clerk.said("/cancel"))
        disk.fault = None
        assert "第 3 步" in words(await clerk.said("0.3"))
        await program.restart()
        assert "第 4 步" in words(await clerk.said("6.30"))


@in_loop
async def test_whichever_write_of_a_confirmation_with_a_file_fails_nobody_is_told_wrong_and_nothing_doubles(
    tmp_path: Path,
) -> None:
    disk = FaultyDisk()
    async with room(tmp_path, disk=disk) as program:
        clerk, book = program.talk(CLERK), program.desk.ledger.book(GONGYE_2021)
        for round_, (file, after) in enumerate(
            [("gongye-2021", 0), ("gongye-2021", 1), ("drafts", 0), ("gongye-2021", 9)]
        ):
            purpose = f"展位{round_}"
            review = await clerk.said(f"/spend 中博会 0.01 {purpose} 6.30")
            await clerk.uploaded(Upload(f"{purpose}.png", PICTURE.content + purpose.encode(), "image/png"))
            confirm = next(one["callback_data"] for one in buttons_of(review) if one["text"] == "✅ 确认")
            disk.fault = after_writes(only(file, errno.ENOSPC), "gongye-2021", after)
            answer = words(await clerk.pressed("✅ 确认", review))
            await program.quiet()
            recorded = [one for one in book.entries if isinstance(one, Spending) and one.purpose == purpose]
            assert ("已记录" in answer) is bool(recorded), answer
            disk.fault = None
            program.server.world.press_data(CLERK.id, review["message_id"], confirm)
            await program.quiet()
            entry = next(one for one in book.entries if isinstance(one, Spending) and one.purpose == purpose)
            assert len(book.evidence_of(entry.id)) == 1
        assert spent(program) == BEGUN + 400
        assert sum(isinstance(one, EvidenceAttached) for one in book.entries) == 4
    assert verify_directory(program.folder) == []


def after_writes(
    fault: Callable[[FaultyDisk, str, tuple[Any, ...]], None], file: str, many: int
) -> Callable[[FaultyDisk, str, tuple[Any, ...]], None]:
    """The fault, once this many writes into the file have gone well."""
    left = many

    def later(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if name == "write" and left > 0 and file in os.readlink(f"/proc/self/fd/{arguments[0]}"):
            left -= 1
        elif left <= 0:
            fault(disk, name, arguments)

    return later


@in_loop
async def test_the_office_cannot_be_changed_on_a_disk_that_refuses_and_says_so(tmp_path: Path) -> None:
    disk = FaultyDisk()
    async with room(tmp_path, disk=disk) as program:
        office, world = program.talk(OFFICE), program.server.world
        invitation = words(await office.said("/invite 查看 周敏"))
        payload = invitation[invitation.index("inv_") :].split()[0]
        disk.fault = only("office.jsonl", errno.ENOSPC)
        assert "没有记录" in words(await office.said("/invite 查看 周敏"))
        assert "没有记录" in words(await program.talk(OTHER_CLERK).said("/leave 12月1日"))
        assert "没有记录" in words(await program.talk(STRANGER).said(f"/start {payload}"))
        assert program.desk.office.member(STRANGER.id) is None
        assert program.desk.office.member(OTHER_CLERK.id).leave_until is None
        disk.fault = None
        assert "欢迎" in words(await program.talk(STRANGER).said(f"/start {payload}"))
        assert len([one for one in world.bot_messages(OFFICE.id) if "数据无法写入" in words(one)]) == 1


@pytest.mark.parametrize("back", [timedelta(hours=2), timedelta(days=40)])
@in_loop
async def test_a_clock_that_jumps_back_loses_no_draft_and_upsets_no_order(tmp_path: Path, back: timedelta) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.1 甲 6.30")
        await clerk.pressed("✅ 确认")
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        program.clock.forward(seconds=-back.total_seconds())
        assert "第 3 步" in words(await clerk.said("0.2"))
        await clerk.said("6.30")
        await clerk.said("乙")
        assert "第 131 号" in words(await clerk.pressed("✅ 确认"))
        await program.restart()
        program.clock.forward(seconds=back.total_seconds())
        assert "丙" in words(await clerk.said("/spend 中博会 0.1 丙 6.30"))
        assert "第 132 号" in words(await clerk.pressed("✅ 确认"))
        assert spent(program) == BEGUN + 4000
    assert verify_directory(program.folder) == []


@in_loop
async def test_when_the_noted_ends_are_lost_the_office_is_told_that_the_last_lines_cannot_be_vouched_for(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as program:
        await program.program.stop()
        (program.folder / "heads").write_bytes(b"")
        await program.restart()
        await program.server.world.wait_for(lambda: said_to(program, OFFICE, "无法核对"))
        assert "gongye-2021" in said_to(program, OFFICE, "无法核对")[0]
        await program.restart()
        assert len(said_to(program, OFFICE, "无法核对")) == 1
