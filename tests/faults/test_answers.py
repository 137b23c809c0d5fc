"""Whatever happens to an answer on its way out, the person has it in the end and the book has the entry once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from perfbot.domain.books.entries import Spending
from perfbot.sandbox import Person, Upload
from perfbot.sandbox.acts import buttons_of
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, in_loop

PROJECTS = {CLERK: "中博会", OTHER_CLERK: "监测大楼运维", OFFICE: "中博会"}
ROUNDS: tuple[dict[Person, tuple[str, dict[str, Any]]], ...] = (
    {
        CLERK: ("too_many", {"retry_after": 1}),
        OTHER_CLERK: ("error", {"code": 500, "times": 2}),
        OFFICE: ("reset_before", {}),
    },
    {
        CLERK: ("error", {"code": 502}),
        OTHER_CLERK: ("reset_after", {}),
        OFFICE: ("garbage", {}),
    },
)


async def recorded_through(program: Room, person: Person, purpose: str, fault: tuple[str, dict[str, Any]]) -> list[str]:
    """Record a spending whose confirmation meets the fault; everything that stands in the chat about it afterwards."""
    talk, (kind, options) = program.talk(person), fault
    await talk.said(f"/spend {PROJECTS[person]} 0.01 {purpose} 6.30")
    program.server.world.faults.add(kind, chat_id=person.id, **options)
    program.server.world.press(person.id, talk.last["message_id"], "✅ 确认")
    await program.server.world.wait_for(lambda: any("已记录" in text and purpose in text for text in said(talk)), 12)
    return [text for text in said(talk) if "已记录" in text and purpose in text]


def said(talk: Any) -> list[str]:
    return list(map(words, talk.messages))


@in_loop
async def test_refused_delayed_or_cut_off_an_answer_arrives_once_and_nobody_waits_for_anybody(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        for number, faults in enumerate(ROUNDS):
            purposes = {person: f"事项{number}之{person.id}" for person in faults}
            async with asyncio.TaskGroup() as together:
                tasks = [
                    together.create_task(recorded_through(program, person, purposes[person], fault))
                    for person, fault in faults.items()
                ]
            assert [len(task.result()) for task in tasks] == [1, 1, 1]
            assert program.server.world.faults.waiting == []
        await program.quiet()
        book = program.desk.ledger.book(GONGYE_2021)
        spendings = [one.purpose for one in book.entries if isinstance(one, Spending) and "之" in one.purpose]
        assert len(spendings) == len(set(spendings)) == 6
        everything = [text for person in PROJECTS for text in said(program.talk(person))]
        assert not any("错误编号" in text for text in everything)


@in_loop
async def test_a_press_too_old_for_a_toast_is_answered_by_a_message(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        review = await clerk.said("/spend 中博会 0.01 展位 6.30")
        await clerk.pressed("✖ 取消", review)
        await program.quiet()  # that press is answered beside its message, and would take the fault
        world.faults.old_queries(times=1)
        world.press_data(CLERK.id, review["message_id"], "f:aaaaaaaaaaaaaaaa:review:_ok.x")
        await world.wait_for(lambda: "失效" in words(clerk.last))
        world.faults.old_queries(times=1)
        review = await clerk.said("/spend 中博会 0.01 展位 6.30")
        assert "已记录" in words(await clerk.pressed("✅ 确认", review))


@in_loop
async def test_a_cancel_pressed_again_after_it_was_done_says_so_again(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        review = await clerk.said("/spend 中博会 0.01 展位 6.30")
        cancel = next(one["callback_data"] for one in buttons_of(review) if "取消" in one["text"])
        program.desk.drafts.drop(CLERK.id)  # as far as a process came that was killed before it could say so
        world.press_data(CLERK.id, review["message_id"], cancel)
        await world.wait_for(lambda: "已取消" in words(clerk.last))


@in_loop
async def test_a_cancel_whose_answer_does_not_get_through_at_first_is_said_to_have_cancelled(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, faults = program.talk(CLERK), program.server.world.faults
        await clerk.said("/spend 中博会 0.01 展位 6.30")
        faults.add("reset_before", "sendMessage", 3, chat_id=CLERK.id)  # given up, and the update is served again
        assert "已取消" in words(await clerk.said("/cancel"))
        assert "没有正在进行的登记" in words(await clerk.said("/cancel"))


@in_loop
async def test_a_message_deleted_by_the_person_is_answered_by_a_new_one(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        review = await clerk.said("/spend 中博会 0.01 展位 6.30")
        confirm = review["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        world.delete(CLERK.id, review["message_id"])
        world.press_data(CLERK.id, review["message_id"], confirm)
        await world.wait_for(lambda: clerk.messages and "已记录" in words(clerk.last))
        assert clerk.last["message_id"] != review["message_id"]


@in_loop
async def test_a_file_sent_after_a_restart_still_belongs_to_the_entry_it_was_asked_for(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.01 甲 6.30")
        first = await clerk.pressed("✅ 确认")
        await clerk.said("/spend 中博会 0.01 乙 6.30")
        await clerk.pressed("✅ 确认")
        await clerk.pressed("📎 附佐证", first)
        await program.restart()
        kept = await clerk.uploaded(Upload("a.png", b"\x89PNG\r\n\x1a\n1", "image/png"))
        assert "第 130 号" in words(kept)
